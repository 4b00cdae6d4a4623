// Public posts that somebody brings for their authors: one link opens one, once; nothing else of them outlives the day.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { call, expectStatus } from "./client.mjs";
import { mailTo, newAddress, tokenIn } from "./market.mjs";
import { startNode } from "./node.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => {
  parley = await startParley({ env: { PARLEY_RETENTION_EVERY_MS: "100" } });
});
after(() => parley?.stop());

let posts = 0;
const words = "Looking for a solid oak dining table, up to 600 GBP, in Leeds";
/** Brings a post; gives the claim with its post and the secret of its link. */
async function brought(more = {}) {
  posts += 1;
  const handle = `@weaver${posts}@wool.example`;
  const post = { network: "mastodon", handle, text: words, url: `https://wool.example/${posts}`, ...more };
  const claim = await expectStatus(201, parley.url, "POST", "/v1/claims", { body: post });
  const [, id, secret] = /\/claim#([0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/.exec(claim.claim_url);
  assert.equal(id, claim.id);
  return { ...claim, post, secret };
}
const take = ({ id }, secret) => call(parley.url, "POST", `/v1/claims/${id}/take`, { body: { secret } });
const demandOf = async (sector = "furniture/tables") =>
  (await expectStatus(200, parley.url, "GET", `/v1/demand?sector=${sector}`)).data;

/** The tables, and the mails, in which some text stands. */
async function placesOf(text) {
  const tables = await sql(
    parley.stores.databaseUrl,
    `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'contact')`,
  );
  assert.ok(tables.length > 10, "the tables were found");
  const counts = tables.map(
    ([name]) => `SELECT '${name}', count(*) FROM ${name} t WHERE strpos(t::text, '${text}') > 0`,
  );
  const found = await sql(parley.stores.databaseUrl, counts.join(" UNION ALL "));
  const mails = readdirSync(parley.mailDir).filter((name) => readFileSync(join(parley.mailDir, name)).includes(text));
  return [...found.filter(([, count]) => count !== "0").map(([name]) => name), ...mails];
}

/** Lets the time of these claims run out, and awaits that the retention has found them. */
async function runOut(claims) {
  const ids = claims.map(({ id }) => `'${id}'`).join(",");
  await sql(parley.stores.databaseUrl, `UPDATE claim SET expires_at = 1 WHERE id IN (${ids})`);
  const left = `SELECT count(*), pg_sleep(0.02) FROM claim WHERE id IN (${ids})`;
  while ((await sql(parley.stores.databaseUrl, left))[0][0] !== "0");
}

test("a post becomes a card with how sure each field is, for less than a day", async () => {
  const asked = Date.now();
  const { card, expires_at } = await brought();
  assert.deepEqual(card.budget.value, { amount: 60_000, currency: "GBP" });
  assert.equal(card.place.value.name, "Leeds");
  assert.equal(card.sectors[0].slug, "furniture/tables");
  for (const field of [card.budget, card.place, card.sectors[0]])
    assert.ok(field.confidence_ppm > 0 && field.confidence_ppm <= 1_000_000);
  assert.equal(words.slice(...card.place.span), "Leeds");
  const life = Date.parse(expires_at) - asked;
  assert.ok(life > 23 * 3_600_000 && life < 24 * 3_600_000, `${life} ms`);
});

test("only the secret opens it, once, and the card becomes a request by the author's own mail", async () => {
  const claim = await brought();
  const other = await brought();
  assert.equal((await take(claim, other.secret)).status, 404, "the secret of another");
  const { status, body } = await take(claim, claim.secret);
  assert.equal(status, 200);
  assert.equal(body.text, words);
  assert.deepEqual(body.draft, claim.card);
  const again = await take(claim, claim.secret);
  const never = await take({ id: "0".repeat(26) }, claim.secret);
  assert.equal(again.status, 404);
  assert.deepEqual(again.body, never.body, "taken and never there look the same");
  assert.equal((await take(other, other.secret)).status, 200, "others are untouched");

  const email = newAddress("author");
  const request = { title: body.draft.title, text: body.text, sector: body.draft.sectors[0].slug, email };
  await expectStatus(202, parley.url, "POST", "/v1/intents", { body: { ...request, place: { name: "Leeds" } } });
  const token = tokenIn(await mailTo(parley, email));
  const confirmed = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
  assert.equal(confirmed.kind, "intent");
});

test("one whose time is over cannot be taken, swept or not", async () => {
  const claim = await brought();
  await sql(parley.stores.databaseUrl, `UPDATE claim SET expires_at = 1 WHERE id = '${claim.id}'`);
  assert.equal((await take(claim, claim.secret)).status, 404);
});

test("S41 nothing of who posted stays anywhere once a post is taken or its time is over", async () => {
  const shared = { text: `${words}, says weaving-words-of-mine` };
  const [taken, over] = [await brought(shared), await brought(shared)];
  const mails = readdirSync(parley.mailDir).length;
  for (const { post } of [taken, over])
    for (const trace of [post.handle, post.url]) assert.deepEqual(await placesOf(trace), ["public.claim"], trace);
  assert.deepEqual(await placesOf(taken.secret), [], "of the secret there is a hash alone");

  assert.equal((await take(taken, taken.secret)).status, 200);
  for (const trace of [taken.post.handle, taken.post.url, taken.id]) assert.deepEqual(await placesOf(trace), [], trace);
  await runOut([over]);
  for (const trace of [over.post.handle, over.post.url, over.id, "weaving-words-of-mine"])
    assert.deepEqual(await placesOf(trace), [], trace);
  const columns = await sql(
    parley.stores.databaseUrl,
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'unclaimed_demand' ORDER BY column_name",
  );
  assert.deepEqual(columns.flat(), ["area", "day", "posts", "sector"]);
  assert.equal(readdirSync(parley.mailDir).length, mails, "nobody was written to");
});

test("what nobody took is counted by sector and town, told from five on, and each post once", async () => {
  const sofa = (place, more) => brought({ text: `a leather sofa under £500 in ${place}`, ...more });
  const first = await sofa("Bristol");
  const sector = first.card.sectors[0].slug;
  assert.deepEqual(await demandOf(sector), [], "nothing is counted while it may be claimed");
  await runOut([first, await sofa("Bristol"), await sofa("Bristol"), await sofa("Bristol")]);
  assert.deepEqual(await demandOf(sector), [{ area: "Bristol", posts: null }], "four are fewer than five");

  const twice = { url: "https://wool.example/twice" };
  const copies = [await sofa("Bristol", twice), await sofa("Bristol", twice)];
  await runOut(copies.slice(0, 1));
  assert.deepEqual(await demandOf(sector), [{ area: "Bristol", posts: null }], "its copy is still there");
  await runOut(copies.slice(1));
  assert.deepEqual(await demandOf(sector), [{ area: "Bristol", posts: 5 }]);

  const taken = await sofa("Bristol");
  assert.equal((await take(taken, taken.secret)).status, 200);
  await runOut([await sofa("Leeds")]);
  assert.deepEqual(await demandOf(sector), [
    { area: "Bristol", posts: 5 },
    { area: "Leeds", posts: null },
  ]);
  await sql(parley.stores.databaseUrl, "UPDATE unclaimed_demand SET day = day - 30");
  assert.deepEqual(await demandOf(sector), [], "thirty days back is too long ago");
});

test("bringing posts has a limit of its own", async () => {
  const env = { PARLEY_LIMITS: "public", PARLEY_RATE_LIMITS: "claims=2/1" };
  const node = await startNode(parley.stores, { env, name: "public" });
  try {
    const post = { network: "x", handle: "@many", text: words, url: "https://wool.example/many" };
    const bring = () => call(node.url, "POST", "/v1/claims", { body: post });
    const first = await bring();
    assert.equal(first.status, 201);
    assert.equal(first.headers.get("ratelimit-policy"), '"claims";q=2;w=120');
    assert.equal((await bring()).status, 201);
    assert.equal((await bring()).status, 429);
  } finally {
    await node.stop();
  }
});
