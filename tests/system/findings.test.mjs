// What becomes of an experiment: it is over, analysed, published by a second person, read by everybody, computed again
// from its package, and followed by a sector.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, expectStatus } from "./client.mjs";
import { filesOfZip, validatePackage } from "./datapackage.mjs";
import { House, waited } from "./house.mjs";
import { laboratory, moreOffers } from "./laboratory.mjs";
import { newAddress, newIntent, newShop, leeds, offer } from "./market.mjs";
import { ownStores, sql } from "./stores.mjs";

const env = {
  PARLEY_RULES_PATCH: JSON.stringify({ close: { mode: "hard", window_s: 0, extension_s: 0 }, duration_s: 600 }),
};
let stores, house;
before(async () => {
  stores = await ownStores({ durable: false });
  house = await House.open(stores, { env });
});
after(async () => {
  await house?.stop();
  await stores?.stop();
});

const { folder, parley, experiment, refused, ...lab } = laboratory(() => stores.databaseUrl, {
  ...env,
  get PARLEY_PUBLIC_URL() {
    return house.url;
  },
});
const publish = (key, slug, by, ...more) => [
  "publish",
  key,
  "--slug",
  slug,
  "--title",
  "Do sealed rounds sell more?",
  "--by",
  by,
  ...more,
];

/** Registers an experiment of a sector by ada, and starts it: its second arm has sealed rounds. */
async function register(key, sector) {
  const file = await lab.register(key, sector, { hypotheses: [moreOffers] });
  await experiment("register", file, "--by", "ada");
  await experiment("start", key, "--by", "ada");
}

const hasArm = async (intent) =>
  (await sql(stores.databaseUrl, `SELECT arm FROM lab.lab_arm WHERE intent = '${intent.id}'`)).length > 0;

/** So many requests that have an arm, each with offers as its number says, and all their rounds are over. */
async function played(sector, count, shops) {
  const intents = [];
  while (intents.length < count) {
    const intent = await newIntent(house, { sector });
    if (!(await hasArm(intent))) continue;
    const does = (verb, session, body = {}) =>
      expectStatus(200, house.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
    const made = [];
    for (const shop of shops.slice(0, intents.length % (shops.length + 1)))
      made.push(await offer(house, shop, intent, 50_000 - 1_000 * (intents.length % 7)));
    await does(made.length > 0 ? "close" : "cancel", intent.session);
    if (made.length > 1) await does("award", intent.session, { offer_id: made[0].offer_id });
    intents.push(intent);
  }
  return intents;
}

const page = async (path, status = 200) => {
  const answer = await fetch(house.url + path);
  assert.equal(answer.status, status, path);
  return { html: await answer.text(), headers: answer.headers };
};
const bytesOf = async (path) => Buffer.from(await (await fetch(house.url + path)).arrayBuffer());
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
/** The files of a zip as texts, by name. */
const textsOf = (bytes) => new Map([...filesOfZip(bytes)].map(([name, file]) => [name, Buffer.from(file).toString()]));
const words = (html) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

const sector = "home/sheds";
let intents, shops, zip;

test("S43 an experiment is analysed when it is over, and published by somebody else", async () => {
  shops = [];
  for (const name of ["Wren", "Robin", "Jay"]) shops.push(await newShop(house, { name, sectors: [sector] }));
  assert.deepEqual(await expectStatus(200, house.url, "GET", "/v1/findings"), { data: [], overdue: [] });
  await register("sheds-1", sector);
  intents = await played(sector, 14, shops);
  assert.match(await refused("analyse", "sheds-1", "--by", "ada"), /it is running/);
  await experiment("stop", "sheds-1", "--by", "ada", "--why", "enough for a test");
  assert.match(await refused(...publish("sheds-1", "sealed-sheds", "grace")), /has to be analysed first/);
  const analysis = JSON.parse(await parley("experiment", "analyse", "sheds-1", "--by", "mary"));
  assert.equal(analysis.schema, "parley.analysis/1");
  assert.match(analysis.experiment.deviations.join(), /Stopped on .* by hand.*: enough for a test\./);
  for (const by of ["ada", "mary"])
    assert.match(await refused(...publish("sheds-1", "sealed-sheds", by)), /registered or analysed it does not/);
  assert.match(await refused(...publish("sheds-1", "Sealed Sheds", "grace")), /\/slug/);
  const other = publish("sheds-1", "sealed-sheds", "grace", "--rounds-end-in", "furniture/tables");
  assert.match(await refused(...other), /\/rounds_end_in\/0 is no sector of the experiment/);
  const [finding] = await experiment(...publish("sheds-1", "sealed-sheds", "grace"));
  const { data, overdue } = await expectStatus(200, house.url, "GET", "/v1/findings");
  assert.deepEqual([data, overdue], [[finding], []]);
  assert.equal(finding.version, "1.0.0");
  assert.equal(finding.simulated, false);
  const [[state, steps]] = await sql(
    stores.databaseUrl,
    `SELECT state, (SELECT string_agg(event::jsonb ->> 'type', ' ' ORDER BY seq) FROM experiment_log
     WHERE experiment = key) FROM experiment WHERE key = 'sheds-1'`,
  );
  assert.deepEqual([state, steps], ["published", "registered start stop analysed published"]);
});

test("S65 the package is good, and its analysis is computed again to the letter", async () => {
  const finding = await expectStatus(200, house.url, "GET", "/v1/findings/sealed-sheds");
  assert.equal(finding.package, "/findings/sealed-sheds/sealed-sheds-1.0.0.zip");
  const answer = await fetch(house.url + finding.package);
  assert.equal(answer.headers.get("content-type"), "application/zip");
  zip = Buffer.from(await answer.arrayBuffer());
  assert.equal(sha256(zip), finding.sha256);
  const files = filesOfZip(zip);
  assert.deepEqual(validatePackage(files), []);
  const file = join(folder, "sealed-sheds-1.0.0.zip");
  writeFileSync(file, zip);
  const again = await parley("lab", "analyse", file);
  const texts = textsOf(zip);
  assert.equal(again.trimEnd(), texts.get("analysis.json").trimEnd());
  assert.deepEqual(finding.analysis, JSON.parse(again));
  assert.equal(finding.analysis.verdict, finding.verdict);
  assert.deepEqual(finding.deviations, finding.analysis.experiment.deviations);
  assert.equal(sha256(files.get("prereg.json")), finding.prereg_sha256);
  assert.deepEqual(finding.prereg, JSON.parse(texts.get("prereg.json")));
  const requests = finding.analysis.sizes.reduce((sum, size) => sum + size.requests, 0);
  assert.equal(requests, intents.length, "so many that rows may be told");
});

test("nothing in the package leads to a person or a shop", async () => {
  const texts = textsOf(zip);
  const all = [...texts.values()].join("\n");
  assert.ok(all.includes("sheds-1"), "these are its texts");
  const ids = intents.map(({ id }) => id);
  const consumers = await sql(
    stores.databaseUrl,
    `SELECT consumer_id FROM intent_head WHERE intent_id IN ('${ids.join("','")}')`,
  );
  assert.equal(new Set(consumers.flat()).size, intents.length);
  for (const secret of [...ids, ...consumers.flat(), ...intents.map(({ address }) => address)])
    assert.ok(!all.includes(secret), secret);
  for (const { id, address, name } of shops)
    for (const secret of [id, address, `"${name}"`]) assert.ok(!all.includes(secret), secret);
  assert.ok(!all.includes("intent:"), "units have other names");
  const rows = texts.get("facts.csv").trimEnd().split("\r\n");
  assert.equal(rows.length, 1 + intents.length);
});

test("the page tells the verdict, with pictures and their tables, and no script", async () => {
  const { analysis, verdict, sha256: hash } = await expectStatus(200, house.url, "GET", "/v1/findings/sealed-sheds");
  const { html, headers } = await page("/findings/sealed-sheds");
  assert.match(headers.get("content-type"), /^text\/html/);
  assert.ok(words(html).includes(verdict));
  assert.ok(!/ style=/.test(html), "its policy refuses styles of its own");
  const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
  assert.deepEqual(
    scripts.map(([, kind]) => kind),
    [' type="application/ld+json"'],
  );
  const dataset = JSON.parse(scripts[0][2]);
  assert.equal(dataset["@type"], "Dataset");
  assert.equal(dataset.distribution[0].sha256, hash);
  const pictures = html.match(/<svg class="found-picture"/g).length;
  assert.ok(pictures >= 4, `${pictures} pictures`);
  for (const [, inside] of html.matchAll(/<section class="card found">([\s\S]*?)<\/section>/g))
    if (inside.includes("found-picture")) assert.match(inside, /<\/svg>[\s\S]*<table/, "a table below each");
  for (const size of analysis.sizes)
    assert.match(words(html), new RegExp(`Rounds are over.* ${size.requests} `), "numbers are those of the analysis");
  assert.ok(html.includes("parley lab analyse sealed-sheds-1.0.0.zip"));
  assert.ok(words(html).includes("enough for a test"));
  assert.ok(!html.includes("Simulated"));
  const tag = headers.get("etag");
  const known = await fetch(`${house.url}/findings/sealed-sheds`, { headers: { "if-none-match": tag } });
  assert.equal(known.status, 304);
  await page("/findings/nothing", 404);
  await expectStatus(404, house.url, "GET", "/v1/findings/nothing");
  for (const file of ["sealed-sheds-9.9.9.zip", "sealed-sheds.zip", "other-1.0.0.zip"])
    assert.equal((await fetch(`${house.url}/findings/sealed-sheds/${file}`)).status, 404, file);
});

test("the list and its feeds have it", async () => {
  const { html } = await page("/findings");
  assert.match(html, /<a href="\/findings\/sealed-sheds">Do sealed rounds sell more\?<\/a>/);
  assert.match(html, /rel="alternate" type="application\/atom\+xml" href="[^"]*\/findings\.atom"/);
  const atom = await (await fetch(`${house.url}/findings.atom`)).text();
  assert.match(atom, /<id>[^<]*\/findings\/sealed-sheds<\/id>/);
  const feed = await (await fetch(`${house.url}/findings.json`)).json();
  assert.equal(feed.items[0].title, "Do sealed rounds sell more?");
  assert.equal(feed.items[0].url, `${house.url}/findings/sealed-sheds`);
});

test("what is analysed again is a further release, and the first stays", async () => {
  assert.match(await refused("analyse", "sheds-1", "--by", "mary"), /\/why must say why/);
  assert.match(
    await refused(...publish("sheds-1", "sealed-sheds", "grace")),
    /has to be analysed again, with a reason/,
  );
  await parley("experiment", "analyse", "sheds-1", "--by", "hedy", "--why", "complaints have come in");
  const known = await expectStatus(200, house.url, "GET", "/v1/lab/experiments/sheds-1");
  assert.deepEqual([known.state, known.waits_for_release], ["published", true]);
  assert.deepEqual([known.registered_by, known.analysts], ["ada", ["mary", "hedy"]]);
  assert.match(await refused(...publish("sheds-1", "other-slug", "grace")), /\/slug must be sealed-sheds/);
  const [second] = await experiment(...publish("sheds-1", "sealed-sheds", "grace"));
  assert.equal(second.version, "1.1.0");
  const files = filesOfZip(await bytesOf(second.package));
  assert.deepEqual(validatePackage(files), []);
  assert.match(
    textsOf(await bytesOf(second.package)).get("CHANGELOG.md"),
    /## 1\.1\.0 [^#]*analysed again[^#]*## 1\.0\.0 [^#]*First release/,
  );
  const names = (bytes) => textsOf(bytes).get("assignments.csv").split("\r\n").slice(1, -1);
  const before = new Set(names(zip).map((row) => row.split(",")[0]));
  assert.ok(before.size > 0 && names(await bytesOf(second.package)).every((row) => !before.has(row.split(",")[0])));
  assert.deepEqual(await bytesOf("/findings/sealed-sheds/sealed-sheds-1.0.0.zip"), zip);
  const listed = (await parley("findings", "list")).trim().split("\n");
  assert.deepEqual(listed.map(JSON.parse), [second]);
});

test("of a few no rows are told; what is simulated says so and ends no rounds", async () => {
  const plants = "home/plants";
  await register("plants-1", plants);
  const few = await played(plants, 3, [await newShop(house, { name: "Fern", sectors: [plants] })]);
  await sql(
    stores.databaseUrl,
    `UPDATE intent_event SET body = jsonb_set(body, '{simulated}', 'true')
     WHERE seq = 1 AND intent_id IN (SELECT intent FROM lab.lab_arm WHERE experiment = 'plants-1')`,
  );
  await experiment("kill", "plants-1", "--by", "ada", "--why", "it did harm");
  await parley("experiment", "analyse", "plants-1", "--by", "mary");
  assert.match(await refused(...publish("plants-1", "sealed-sheds", "grace")), /\/slug is that of another finding/);
  const ends = ["--rounds-end-in", plants];
  assert.match(
    await refused(...publish("plants-1", "sealed-plants", "grace", ...ends)),
    /\/rounds_end_in must be empty: the finding is simulated/,
  );
  const [finding] = await experiment(...publish("plants-1", "sealed-plants", "grace"));
  assert.equal(finding.simulated, true);
  const files = filesOfZip(await bytesOf(finding.package));
  assert.deepEqual(validatePackage(files), []);
  assert.equal(
    textsOf(await bytesOf(finding.package))
      .get("facts.csv")
      .trimEnd()
      .split("\r\n").length,
    1,
    `of ${few.length} requests`,
  );
  const { html } = await page("/findings/sealed-plants");
  assert.match(words(html), /Simulated: of each of these requests the buyer, or a shop that was asked, is made up/);
  assert.match(words(html), /No rows are published/);
  assert.doesNotMatch(words(html), /there is no request/, "there are some, and nobody is told of them");
  const feed = await (await fetch(`${house.url}/findings.json`)).json();
  assert.match(feed.items.find(({ url }) => url.endsWith("sealed-plants")).content_text, /^Simulated/);
});

test("rounds end by a finding of harm to people alone, and begin again", async () => {
  const [floors, wood] = ["home/flooring", "home/firewood"];
  const ended = async (key, within, by) => {
    await register(key, within);
    // As the watch does it, or by hand.
    await experiment("kill", key, "--by", by, "--why", "guardrail");
    await parley("experiment", "analyse", key, "--by", "mary");
    return publish(key, `sealed-${key}`, "grace", "--rounds-end-in", within);
  };
  assert.match(
    await refused(...(await ended("wood-1", wood, "ada"))),
    /\/rounds_end_in must be empty: the verdict does not show that rounds do harm/,
  );
  await experiment(...(await ended("floors-1", floors, "watch")));

  const asked = () =>
    call(house.url, "POST", "/v1/intents", {
      body: { title: "A floor", text: "", sector: floors, place: leeds, start: "now", email: newAddress("buyer") },
    });
  const until = async (status) => {
    for (const from = Date.now(); ; await waited(100, "no event says that a node has read the sectors again")) {
      const answer = await asked();
      if (answer.status === status) return answer.body;
      assert.ok(Date.now() - from < 5_000, JSON.stringify(answer.body));
    }
  };
  const problem = await until(409);
  assert.deepEqual([problem.code, problem.finding], ["rounds_ended", "/findings/sealed-floors-1"]);
  const of = async (slug) => {
    const { data } = await expectStatus(200, house.url, "GET", "/v1/sectors");
    const { rounds, finding: why } = data.find((one) => one.slug === slug);
    return { rounds, why };
  };
  assert.deepEqual(await of(floors), { rounds: "ended", why: "sealed-floors-1" });
  assert.deepEqual(await of(sector), { rounds: "open", why: null });
  const told = await page("/findings/sealed-floors-1");
  assert.match(words(told.html), /no round opens in Carpets and flooring any more/);
  await assert.rejects(parley("findings", "reopen", sector), /are not ended/);
  await parley("findings", "reopen", floors, "--by", "grace");
  await until(202);
  assert.deepEqual(await of(floors), { rounds: "open", why: null });
});

test("what nobody publishes for ninety days is named", async () => {
  const chairs = "furniture/chairs";
  await register("chairs-1", chairs);
  await experiment("stop", "chairs-1", "--by", "ada");
  const ago = (days) =>
    sql(
      stores.databaseUrl,
      `UPDATE experiment SET ended_at = ${(Date.now() - days * 86_400_000) * 1_000} WHERE key = 'chairs-1'`,
    );
  const overdue = async () => (await expectStatus(200, house.url, "GET", "/v1/findings")).overdue;
  await ago(89);
  assert.deepEqual(await overdue(), []);
  await ago(91);
  assert.deepEqual(
    (await overdue()).map(({ key, title }) => [key, title]),
    [["chairs-1", "Do sealed rounds sell more?"]],
  );
  assert.match(words((await page("/findings")).html), /Overdue.*chairs-1/);
});
