// No measure of buzz anywhere: what the contract can say, what is stored, what pages and letters say, and the columns
// of reports name nothing that merely counts attention. Every name and every sentence is read, and the reader is shown
// such measures to see that it finds them.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { asyncapi, openapi, protoDir } from "./contract.mjs";

const root = join(protoDir, "..");

/** Parts of names: `likes_today`, `pageViews` and `impressions` are made of these. */
const buzzWords =
  "impression impressions likes liked views viewed viewer viewers pageview pageviews click clicks clicked follower " +
  "followers following fans engagement engagements buzz trend trends trending popular popularity viral virality " +
  "visitor visitors hits upvote upvotes downvotes reaction reactions retweets reposts hearts applause awareness " +
  "mindshare";
const buzzNames = new Set(buzzWords.split(" "));
/** Words that are plain English elsewhere, and a measure where a count stands beside them. */
const counted = /^(like|share|view|open|star)$/;
const counts = /^(counts?|rates?|numbers?|totals?|tally|per|shares)$/;

const sentences = [
  /\bimpressions?\b/i,
  /(?<!\w)(page|profile|unique|total|\d+|#|\$\{[^}]*\}) ?views?\b/i,
  /\bviewed (by )?(\d+|#|\$\{)/i,
  /(?<!\w)(\d+|#|\$\{[^}]*\}|total|your|most|more|new) (likes|fans|hearts|clicks|hits|followers|visitors)\b/i,
  /\b(likes|followers|clicks|views|visitors):/i,
  /\bclick[- ]?(through|rates?)\b/i,
  /\b(open|engagement|bounce)[- ]rates?\b/i,
  /\bengagement\b/i,
  /\b(buzz|trending|viral|mindshare|popularity|most popular)\b/i,
  /\bbrand (awareness|lift|reach)\b/i,
];

const partsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);

/** Whether a name is one of a measure of buzz. */
function isBuzzName(name) {
  const parts = partsOf(name);
  return parts.some((part, i) => {
    if (buzzNames.has(part)) return true;
    return counted.test(part) && (counts.test(parts[i + 1] ?? "") || counts.test(parts[i - 1] ?? ""));
  });
}
const isBuzzSentence = (text) => sentences.some((pattern) => pattern.test(text));

// --- what is read ------------------------------------------------------------------------------------------------

/** Every member that a message can have, every value of an enumeration, every path and parameter. */
function namesOfContract(document, found = []) {
  if (Array.isArray(document)) document.forEach((one) => namesOfContract(one, found));
  if (document === null || typeof document !== "object" || Array.isArray(document)) return found;
  for (const [key, value] of Object.entries(document)) {
    if (key === "examples" || key === "example") continue;
    if (["properties", "paths", "schemas", "parameters", "messages", "channels"].includes(key) && !Array.isArray(value))
      found.push(...Object.keys(value ?? {}));
    if (Array.isArray(value) && (key === "enum" || key === "required"))
      found.push(...value.filter((one) => typeof one === "string"));
    if (["operationId", "name", "const"].includes(key) && typeof value === "string") found.push(value);
    namesOfContract(value, found);
  }
  return found;
}
/** Every sentence of it. */
function sentencesOfContract(document, found = []) {
  for (const [key, value] of Object.entries(document ?? {})) {
    if (["summary", "description", "title"].includes(key) && typeof value === "string") found.push(value);
    else if (value !== null && typeof value === "object") sentencesOfContract(value, found);
  }
  return found;
}

function filesBelow(folder, endings) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path, endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
  });
}
const textOf = (path) => readFileSync(join(root, path), "utf8");

/** Without comments: names of tables, columns and functions, and the words of SQL, which are no measures. */
const namesOfSql = (text) => text.replace(/--.*$/gm, "").match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [];
const stringsOf = (text) =>
  [...text.matchAll(/"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(
    (match) => match[1] ?? match[2] ?? match[3],
  );
/** What stands between tags, and members of the objects in which pages keep words. */
const tagTexts = (text) => [...text.matchAll(/>([^<>{}=;]+)</g)].map((match) => match[1]);
const keysOf = (text) => [...text.matchAll(/^\s*([A-Za-z_][A-Za-z0-9_]*):/gm)].map((match) => match[1]);

const pages = () => filesBelow("web/src", [".ts", ".tsx"]).filter((path) => !path.endsWith("api/types.ts"));
const reports = () =>
  [...filesBelow("services/app", [".cpp"]), ...filesBelow("services/roles/gateway", [".cpp"])].filter((path) =>
    /letters|wordings|html|routes|value|report/.test(path),
  );
// A picture's own frame, and a word of the pages for a request as its reader sees it.
const notMeasures = new Set(["view", "viewBox"]);

const found = {
  contract: () => [openapi, asyncapi].flatMap((document) => namesOfContract(document)).filter(isBuzzName),
  "sentences of the contract": () =>
    [openapi, asyncapi].flatMap((document) => sentencesOfContract(document)).filter(isBuzzSentence),
  sql: () =>
    filesBelow("sql", [".sql"]).flatMap((path) =>
      namesOfSql(textOf(path))
        .filter(isBuzzName)
        .map((name) => `${path}: ${name}`),
    ),
  pages: () =>
    pages().flatMap((path) => {
      const text = textOf(path);
      const names = path.includes("/words/")
        ? keysOf(text).filter((one) => !notMeasures.has(one) && isBuzzName(one))
        : [];
      return [...names, ...[...stringsOf(text), ...tagTexts(text)].filter(isBuzzSentence)].map(
        (one) => `${path}: ${one}`,
      );
    }),
  reports: () =>
    reports().flatMap((path) =>
      stringsOf(textOf(path))
        .filter((one) => (/^[a-z_]+$/.test(one) ? isBuzzName(one) : isBuzzSentence(one)))
        .map((one) => `${path}: ${one}`),
    ),
};

for (const [where, look] of Object.entries(found))
  test(`S40 no measure of buzz in ${where}`, () => {
    assert.deepEqual(look(), []);
  });

test("S40 no impressions, likes or other buzz can come in unseen: each planted one is found", () => {
  const planted = [
    "impressions",
    "like_count",
    "likes",
    "pageViews",
    "view_count",
    "share_rate",
    "clicks",
    "followers",
  ];
  for (const name of planted) {
    const contract = { components: { schemas: { Shop: { properties: { [name]: { type: "integer" } } } } } };
    assert.deepEqual(namesOfContract(contract).filter(isBuzzName), [name]);
    const table = `CREATE TABLE shop (id text, ${name} bigint NOT NULL); -- nothing`;
    assert.deepEqual(namesOfSql(table).filter(isBuzzName), [name]);
    assert.deepEqual(keysOf(`export const words = {\n  ${name}: "So many",\n};`).filter(isBuzzName), [name]);
  }
  const enumeration = { schema: { enum: ["offers", "engagement"] } };
  assert.deepEqual(namesOfContract(enumeration).filter(isBuzzName), ["engagement"]);
  const said = [
    "Your shop had 12 views this week",
    "${count} likes",
    "# followers",
    "Impressions of your offers",
    "Click-through rate",
    "You are trending in Leeds",
    "Followers: 12",
    "The open rate of your mails",
    "Brand awareness",
  ];
  for (const sentence of said) {
    assert.ok(isBuzzSentence(sentence), sentence);
    assert.deepEqual(stringsOf(`const a = \`${sentence}\`;`).filter(isBuzzSentence), [sentence]);
  }
  for (const plain of ["The buyer likes your offer", "as many as it likes", "Seen by you", "a share of the cost"])
    assert.ok(!isBuzzSentence(plain), plain);
  for (const plain of ["offer_seen", "share_ppm", "viewport", "seen_at", "invitation_seen", "return_ppm"])
    assert.ok(!isBuzzName(plain), plain);
});

test("S40 what is read is there: all sources are many, and none is empty", () => {
  assert.ok(namesOfContract(openapi).length > 1000 && namesOfContract(asyncapi).length > 50);
  assert.ok(filesBelow("sql", [".sql"]).length > 15 && pages().length > 100 && reports().length > 40);
  assert.ok(pages().flatMap((path) => stringsOf(textOf(path))).length > 2000);
});
