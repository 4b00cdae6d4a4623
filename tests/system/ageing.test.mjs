// Nothing is kept for ever: what a request said goes some weeks after its end, what a deal rests on some months later,
// and sessions, answers, the words of complaints and the evidence of consents each in their time.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, expectStatus, newKey } from "./client.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { command, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const days = (n) => `${n} days`;
let folder;
let parley;
let shops;
let steward;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-ageing-"));
  const file = join(folder, "token");
  writeFileSync(file, stewardToken);
  parley = await startParley({ env: { PARLEY_RETENTION_EVERY_MS: "100", PARLEY_STEWARD_TOKEN_FILE: file } });
  shops = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place: penzance })));
  const body = { token: stewardToken };
  steward = (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body })).session;
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const rows = (statement) => sql(parley.stores.databaseUrl, statement);
const does = (intent, { session }, verb, body = {}, status = 200) =>
  expectStatus(status, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const decide = (subject) =>
  expectStatus(201, parley.url, "POST", "/v1/steward/acts", {
    session: steward,
    body: { act: "dismiss", subject, reasons: "Nothing was broken here." },
  });

/** Lets the end of an intent be that long ago. */
const age = (intent, span) =>
  rows(
    `UPDATE intent_head SET summary = jsonb_set(summary, '{ended_at}', to_jsonb(to_char(
       (now() - interval '${span}') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
     WHERE intent_id = '${intent.id}'`,
  );
/** Awaits that a count becomes zero. */
async function gone(what) {
  while ((await rows(`SELECT (SELECT count(*) FROM ${what}), pg_sleep(0.02)`))[0][0] !== "0");
}
/** Awaits a sweep that began after now: it takes a session that is over. */
async function swept() {
  const hash = newKey();
  await rows(`INSERT INTO session VALUES ('${hash}', 1, 2)`);
  await gone(`session WHERE session_hash = '${hash}'`);
}
const partsOf = async (intent) =>
  new Set((await rows(`SELECT DISTINCT name FROM intent_part WHERE intent_id = '${intent.id}'`)).flat());
const textsOf = async (intent) =>
  JSON.stringify(await rows(`SELECT value FROM intent_part WHERE intent_id = '${intent.id}'`));
const verified = async (intent) => command(parley.stores.databaseUrl, "verify", "--intent", intent.id);

/** A request with an offer and a word to its shop. */
async function answered(title) {
  const intent = await newIntent(parley, { place: penzance, title });
  const { offer_id } = await offer(parley, shops[0], intent, 50_000);
  await does(intent, intent, "messages", { offer_id, text: "Brackenwords to you" });
  return { intent, offer_id };
}

/** A deal of the first shop with words on both sides. */
async function deal(title, promise = {}) {
  const { intent, offer_id } = await answered(title);
  await offer(parley, shops[1], intent, 52_000);
  await does(intent, intent, "award", { offer_id });
  await does(intent, shops[0], "confirm-award");
  await does(intent, shops[0], "promises", { text: "Sorrelpromise to oil it", ...promise });
  return { intent, offer_id };
}

test("a request without a deal is erased 30 days after its end, once, and its shops are told once", async () => {
  const { intent } = await answered("Quillow table");
  const { intent: younger } = await answered("Wrenyoung table");
  for (const one of [intent, younger]) await does(one, one, "cancel", { reason: "changed_mind" });
  await age(intent, days(31));
  await age(younger, days(29));
  await gone(`intent_part WHERE intent_id = '${intent.id}' AND name IN ('title', 'text', 'place', 'consumer')`);
  const texts = await textsOf(intent);
  for (const words of ["Quillow", "Brackenwords"]) assert.ok(!texts.includes(words), words);
  assert.ok((await textsOf(younger)).includes("Wrenyoung"), "its day has not come");
  assert.equal((await call(parley.url, "GET", `/i/${intent.id}`)).status, 410);
  const orders = async (shop) =>
    (await expectStatus(200, parley.url, "GET", "/v1/deletions", { session: shop.session })).data.filter(
      (one) => one.intent_id === intent.id,
    );
  assert.equal((await orders(shops[0])).length, 1);
  await expectStatus(200, parley.url, "POST", `/v1/deletions/${intent.id}/ack`, {
    session: shops[0].session,
    body: {},
  });
  await age(intent, days(60));
  await swept();
  const [order, ...more] = await orders(shops[0]);
  assert.deepEqual([more, typeof order.acknowledged_at], [[], "string"]);
  const erasures = `SELECT count(*) FROM intent_event WHERE intent_id = '${intent.id}' AND type = 'erased'`;
  assert.deepEqual(await rows(erasures), [["1"]]);
  await verified(intent);
});

test("a request waits with its report until that is decided", async () => {
  const { intent, offer_id } = await answered("Plover table");
  await does(intent, intent, "reports", { offer_id, about: "rude", text: "Larkwords they said" });
  await does(intent, intent, "cancel", { reason: "changed_mind" });
  await age(intent, days(31));
  await swept();
  assert.ok((await textsOf(intent)).includes("Larkwords"), "who decides has to read it");
  await decide(`report/${intent.id}/1`);
  await gone(`intent_part WHERE intent_id = '${intent.id}' AND value::text LIKE '%Larkwords%'`);
});

test("a deal outlives its request: that goes after 30 days, the thread and the promises after 13 months", async () => {
  const [winner, loser] = shops;
  const { intent, offer_id } = await deal("Tansy table");
  const due = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const { intent: later } = await deal("Foxglove table", { due_at: due });
  for (const one of [intent, later]) await age(one, days(31));
  await gone(`intent_part WHERE intent_id = '${intent.id}' AND name IN ('title', 'answers', 'place', 'distance')`);
  const texts = await textsOf(intent);
  assert.ok(!texts.includes("Tansy"));
  for (const words of ["Brackenwords", "Sorrelpromise"]) assert.ok(texts.includes(words), words);
  assert.ok((await partsOf(intent)).has("consumer"), "it is still its buyer's");
  const seen = await look(parley, intent, intent.session);
  assert.equal(seen.title, "", "nor is it in memory");
  assert.ok(JSON.stringify(seen).includes("Sorrelpromise"));
  assert.ok((await look(parley, intent, winner.session)).buyer.email, "who won can still write");
  assert.equal((await call(parley.url, "GET", `/i/${intent.id}`)).status, 410);
  const told = `SELECT business_id FROM deletion
    WHERE intent_id = '${intent.id}' AND business_id = ANY ('{${winner.id},${loser.id}}')`;
  assert.deepEqual(await rows(told), [[loser.id]], "who has to deliver is not told yet");
  await verified(intent);
  await does(intent, intent, "messages", { offer_id, text: "Yarrowwords, is it dry?" });
  await swept();
  assert.ok((await textsOf(later)).includes("Foxglove"), "something is promised for a later day");

  await age(intent, days(397));
  await gone(`intent_part WHERE intent_id = '${intent.id}' AND name IN ('text', 'consumer')`);
  assert.equal(
    (await call(parley.url, "GET", `/v1/intents/${intent.id}`, { session: intent.session })).body.erased,
    true,
  );
  assert.deepEqual(new Set((await rows(told)).flat()), new Set([winner.id, loser.id]));
  await verified(intent);
});

test("sessions that are over and answers kept for repeats for a day are taken, and no others", async () => {
  const { session } = await newIntent(parley, { place: penzance });
  const key = newKey();
  const body = { about: "other", text: "A question about your rules." };
  const ask = () => expectStatus(201, parley.url, "POST", "/v1/complaints", { session, key, body });
  const { id } = await ask();
  await rows(`UPDATE stored_answer SET made_at = made_at - 23 * 3600000000 WHERE key = '${key}'`);
  await swept();
  assert.equal((await ask()).id, id, "within the day it is the same call");
  await rows(`UPDATE stored_answer SET made_at = made_at - 2 * 3600000000 WHERE key = '${key}'`);
  await gone(`stored_answer WHERE key = '${key}'`);
  assert.equal((await expectStatus(200, parley.url, "GET", "/v1/me", { session })).complaints[0].id, id);
});

test("the words of a complaint go 13 months after its answer, and the answer stays", async () => {
  const { session } = await newIntent(parley, { place: penzance });
  const body = { about: "other", text: "Thistlewords about your rules." };
  const made = [];
  for (let n = 0; n < 2; n += 1)
    made.push((await expectStatus(201, parley.url, "POST", "/v1/complaints", { session, body })).id);
  const [old, open] = made;
  await rows(`INSERT INTO steward_act (act, subject, reasons, steward, at)
    VALUES ('dismiss', 'matter/${old}', 'As it was said', '',
      (extract(epoch FROM now() - interval '397 days') * 1000000)::bigint)`);
  await gone(`matter WHERE id = '${old}' AND body <> ''`);
  const { complaints } = await expectStatus(200, parley.url, "GET", "/v1/me", { session });
  const byId = Object.fromEntries(complaints.map((one) => [one.id, one]));
  assert.deepEqual([byId[old].text, byId[old].decision.reasons], ["", "As it was said"]);
  assert.equal(byId[open].text, body.text);
});

test("the evidence of a consent goes six years after its end, and not a day earlier", async () => {
  const at = (span) => `(extract(epoch FROM now() - interval '${span}') * 1000000)::bigint`;
  const add = (principal, asked, withdrawn, expires) =>
    rows(`INSERT INTO consent (principal_id, purpose, wording, requested_at, confirmed_at, withdrawn_at, withdrawn_how,
        expires_at)
      VALUES ('${principal}', 'offers/x', 'offers-2019', ${asked}, ${asked}, ${withdrawn},
        ${withdrawn === "NULL" ? "''" : "'page'"}, ${expires})`);
  await add("long-withdrawn", at("9 years"), at("6 years 1 day"), "NULL");
  await add("long-expired", at("9 years"), "NULL", at("6 years 1 day"));
  await add("lately-withdrawn", at("9 years"), at("5 years 364 days"), "NULL");
  await add("in-force", at("9 years"), "NULL", "NULL");
  await gone("consent WHERE principal_id LIKE 'long-%'");
  await swept();
  const left = await rows("SELECT principal_id FROM consent WHERE wording = 'offers-2019' ORDER BY 1");
  assert.deepEqual(left.flat(), ["in-force", "lately-withdrawn"]);
  for (const one of left.flat())
    await assert.rejects(rows(`DELETE FROM consent WHERE principal_id = '${one}'`), /kept for six years/);
});
