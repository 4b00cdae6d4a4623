// What everybody may read of how a business kept its word: counted from its deals, with how much it is made of, of the
// right buyers, and true without the words that were erased.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, expectStatus } from "./client.mjs";
import { newAddress, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const trader = { kind: "company", register: "Companies House", register_no: "01234567" };
const unjudged = { kept: 0, put_right: 0, broken: 0, not_judged: 0, kept_ppm: null, put_right_s: null, recent: [] };
let folder;
let parley;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-record-"));
  const file = join(folder, "token");
  writeFileSync(file, stewardToken);
  parley = await startParley({ env: { PARLEY_GUIDE_FRESH_MS: "0", PARLEY_STEWARD_TOKEN_FILE: file } });
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const recordOf = ({ id }, { session } = {}) =>
  expectStatus(200, parley.url, "GET", `/v1/businesses/${id}/record`, { session });
const short = async (...shops) =>
  (await expectStatus(200, parley.url, "GET", `/v1/records?ids=${shops.map(({ id }) => id).join()}`)).data;
const judge = (intent, promise, kept) => does(intent, intent, `promises/${promise}/judge`, { kept });

/** A request in which this shop was chosen and said yes; the others only offered. */
async function agreed(winner, ...others) {
  const intent = await newIntent(parley);
  const { offer_id } = await offer(parley, winner, intent, 40_000);
  for (const [i, shop] of others.entries()) await offer(parley, shop, intent, 30_000 - 5_000 * i);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, winner, "confirm-award");
  return intent;
}

test("S47 a record counts what became of each promise of real deals, and says of few that they are few", async () => {
  const mole = await newShop(parley, { name: "Mole" });
  const rat = await newShop(parley, { name: "Rat" });
  const fresh = await recordOf(mole);
  assert.deepEqual(fresh.record, { deals: 0, reviews: 0, ...unjudged });
  assert.deepEqual([fresh.business.name, fresh.business.simulated, fresh.reviews], ["Mole", false, []]);
  assert.deepEqual(fresh.identity.trader, trader, "what it says of itself, and nothing of its address");
  assert.ok(Date.parse(fresh.identity.mail_confirmed_at) <= Date.now());

  const intent = await agreed(mole, rat);
  assert.deepEqual((await recordOf(mole)).record, { deals: 1, reviews: 0, ...unjudged, not_judged: 1 });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await does(intent, mole, "promises", { text: "A tin of oil", due_at: null });
  await does(intent, mole, "promises", { text: "A second coat", due_at: tomorrow });
  await does(intent, mole, "promises", { text: "Felt under the feet", due_at: null });
  await judge(intent, 1, true);
  await judge(intent, 2, false);
  const broken = { kept: 1, broken: 1, not_judged: 1, recent: ["broken", "kept"] };
  assert.deepEqual((await recordOf(mole)).record, { deals: 1, reviews: 0, ...unjudged, ...broken });
  await does(intent, mole, "promises/2/repair", { text: "It comes today" });
  await does(intent, intent, "promises/2/repair-answer", { accepted: true });
  assert.deepEqual((await recordOf(mole)).record.broken, 1, "that it will be put right is no more than a promise");
  await judge(intent, 2, true);
  await does(intent, intent, "outcome", { where: "here" });
  await does(intent, intent, "review", { rating: 4, text: "Solid", incentive: true });

  const known = await recordOf(mole);
  const { put_right_s } = known.record;
  assert.ok(put_right_s >= 0 && put_right_s < 600, `${put_right_s} s`);
  const counts = { kept: 1, put_right: 1, not_judged: 1, put_right_s, recent: ["put_right", "kept"] };
  assert.deepEqual(known.record, { deals: 1, reviews: 1, ...unjudged, ...counts });
  const [{ at, ...review }] = known.reviews;
  const said = { sector: "furniture/tables", rating: 4, incentive: true, text: "Solid", automatic: false };
  assert.deepEqual(review, said);
  assert.ok(Date.parse(at) <= Date.now());
  const unchosen = await recordOf(rat);
  assert.deepEqual(unchosen.record, { deals: 0, reviews: 0, ...unjudged });
  assert.deepEqual(await short(rat, mole, rat), [
    { business_id: rat.id, record: unchosen.record, identity: unchosen.identity },
    { business_id: mole.id, record: known.record, identity: known.identity },
  ]);

  for (const kept of [true, true, false]) await judge(await agreed(mole), 1, kept);
  assert.equal((await recordOf(mole)).record.kept_ppm, 800_000, "of five it is four");
});

test("S47 a business sees the deals that made its record, and nobody else does", async () => {
  const mole = await newShop(parley, { name: "Mole" });
  const rat = await newShop(parley, { name: "Rat" });
  const intent = await agreed(mole);
  await judge(intent, 1, false);
  const { deals } = await recordOf(mole, mole);
  assert.deepEqual(
    deals.map(({ agreed_at: _, ...deal }) => deal),
    [
      {
        intent_id: intent.id,
        sector: "furniture/tables",
        counts: true,
        promises: [{ promise: 1, kind: "price", fate: "broken" }],
      },
    ],
  );
  for (const who of [{}, rat, intent]) assert.equal((await recordOf(mole, who)).deals, null);
});

test("S47 a record outlives an erasure, and the words of its reviews do not", async () => {
  const mole = await newShop(parley, { name: "Mole" });
  const intent = await agreed(mole);
  await judge(intent, 1, true);
  await does(intent, intent, "outcome", { where: "here" });
  await does(intent, intent, "review", { rating: 2, text: "It wobbles at number 7", incentive: false });
  const earlier = await recordOf(mole);
  assert.equal(earlier.reviews[0].text, "It wobbles at number 7");
  await does(intent, intent, "erase");
  const later = await recordOf(mole);
  assert.deepEqual(later.record, earlier.record);
  assert.deepEqual(later.reviews, [{ ...earlier.reviews[0], text: null }]);
});

test("S47 a business that may not trade shows its record to itself alone", async () => {
  const unknown = async (id) => {
    const { status, body } = await call(parley.url, "GET", `/v1/businesses/${id}/record`);
    assert.deepEqual([status, body.code], [404, "business_unknown"], id);
  };
  const mole = await newShop(parley, { name: "Mole" });
  await unknown("01k8zq6w5v3n2m1h0gfedcba98");
  await unknown("mole");
  const unconfirmed = await expectStatus(202, parley.url, "POST", "/v1/businesses", {
    body: { name: "Toad", email: newAddress("shop"), place: { name: "Leeds" }, sectors: ["furniture/tables"] },
  });
  await unknown(unconfirmed.id);
  const body = { token: stewardToken };
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body });
  const suspension = { act: "suspend", subject: `business/${mole.id}`, reasons: "It answers nobody." };
  await expectStatus(201, parley.url, "POST", "/v1/steward/acts", { session, body: suspension });
  await unknown(mole.id);
  assert.deepEqual(await short(mole), []);
  assert.deepEqual((await recordOf(mole, mole)).deals, []);
});

test("S47 the demonstration's past made records, of which nothing is taken for checked", async () => {
  const demo = await startParley({ demo: true, serve: ["--roles=gateway"] });
  try {
    const rows = await sql(demo.stores.databaseUrl, "SELECT id FROM business WHERE simulated ORDER BY id LIMIT 50");
    const ids = rows.map(([id]) => id).join();
    const { data } = await expectStatus(200, demo.url, "GET", `/v1/records?ids=${ids}`);
    const sum = (name) => data.reduce((all, { record }) => all + record[name], 0);
    for (const name of ["deals", "kept", "put_right", "broken", "reviews"]) assert.ok(sum(name) > 0, name);
    const best = data.find(({ record }) => record.kept_ppm !== null && record.reviews > 0);
    const full = await expectStatus(200, demo.url, "GET", `/v1/businesses/${best.business_id}/record`);
    assert.equal(full.business.simulated, true);
    assert.equal(full.identity.mail_confirmed_at, null);
    assert.equal(full.reviews.length, full.record.reviews);
  } finally {
    await demo.stop();
  }
});
