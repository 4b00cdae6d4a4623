// What a shop says to charge elsewhere: stated with where and since when, refused where it cannot be fair, shown as the
// shop's own words, and held against what it offered the same for here.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
const item = "Refectory table R2, oiled oak";
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const dayMs = 86_400_000;
/** The UTC day so many days ago. */
const daysAgo = (days) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
const inShop = { amount: 52_000, where: "in our shop", since: daysAgo(200) };
const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
let parley, folder, mole, rat;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-reference-"));
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, stewardToken);
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_STEWARD_TOKEN_FILE: tokenFile },
  });
  [mole, rat] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const offersTo = async (intent) => (await look(parley, intent, intent.session)).offers;
const ownPrices = async (intent, session) =>
  (await expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/own-prices`, { session })).data;
const act = (who, intent, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });

test("S8 a price elsewhere is stated with where and since when, reaches the buyer, and moves nobody", async () => {
  const intent = await newIntent(parley, { place });
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`);
  const details = { item, reference_price: { ...inShop, until: daysAgo(1) }, only_here: true };
  const message = "Oiled by hand, was £520. Full price £500, nothing to add.";
  await offer(parley, mole, intent, 50_000, { details, message });
  const pushed = await buyer.until((m) => m.type === "offer_placed");
  assert.deepEqual(pushed.data.offer.details.reference_price, details.reference_price);
  assert.equal(pushed.data.offer.details.only_here, true);
  await offer(parley, rat, intent, 49_999, { details: { item, reference_price: null, only_here: false } });
  const [first, second] = await offersTo(intent);
  assert.deepEqual([first.price, first.score, second.score], [49_999, 49_999, 50_000], "the order is of prices alone");
  for (const member of ["reference_price", "only_here"]) assert.ok(!(member in first.details), "nothing stated");
  await offer(parley, mole, intent, 50_000, { details: { ...details, only_here: null }, status: 200 });
  assert.ok(!("only_here" in (await offersTo(intent))[1].details), "a change of it alone is a revision");
  await buyer.close();
});

test("S8 a price elsewhere that is not above, not of late or not of 28 days is refused by its field", async () => {
  const intent = await newIntent(parley, { place });
  const path = `/v1/intents/${intent.id}/offers`;
  const tried = (body) =>
    call(parley.url, "POST", path, { session: mole.session, key: newKey(), body: { price: 50_000, ...body } });
  for (const [change, code, field] of [
    [{ amount: 50_000 }, "reference_not_above", "amount"],
    [{ until: daysAgo(-1) }, "reference_not_current", "until"],
    [{ until: daysAgo(29) }, "reference_not_current", "until"],
    [{ since: daysAgo(27) }, "reference_too_short", "since"],
    [{ since: daysAgo(37), until: daysAgo(10) }, "reference_too_short", "since"],
  ]) {
    const { status, body } = await tried({ details: { reference_price: { ...inShop, ...change } } });
    assert.deepEqual([status, body.code], [422, code], JSON.stringify(change));
    assert.deepEqual(
      body.errors.map((e) => e.pointer),
      [`/details/reference_price/${field}`],
    );
  }
  const low = await tried({ details: { reference_price: { ...inShop, amount: 50_000 } } });
  assert.equal(low.body.accepted.amount_min, 50_001);
  const unreadable = { amount: 0, where: "", since: "2026-02-30", until: 7, percent: 20 };
  const wrong = await tried({ details: { reference_price: unreadable, only_here: "yes" } });
  assert.deepEqual(wrong.body.errors.map((e) => e.pointer).sort(), [
    "/details/only_here",
    ...["amount", "percent", "since", "until", "where"].map((name) => `/details/reference_price/${name}`),
  ]);
  for (const [body, text] of [
    [{ message: "Solid oak, was £520, now £500" }, "was £520"],
    [{ details: { perks: "RRP 520" } }, "RRP 520"],
    [{ details: { item: "Oak, instead of £600", reference_price: inShop } }, "instead of £600"],
  ]) {
    const { status, body: problem } = await tried(body);
    assert.deepEqual([status, problem.code], [422, "reference_unstated"]);
    assert.deepEqual(problem.found, [{ kind: "other_price", text }]);
  }
  assert.deepEqual(await offersTo(intent), [], "nothing of it is delivered");
});

test("S8 the buyer hears of a lower price for the same item here, once that request is over", async () => {
  const elsewhere = await newIntent(parley, { place });
  await offer(parley, mole, elsewhere, 48_000, { details: { item: "Table R2 refectory, oak, oiled" } });
  await offer(parley, rat, elsewhere, 30_000, { details: { item: "Table R3" } });
  const intent = await newIntent(parley, { place });
  const { offer_id } = await offer(parley, mole, intent, 47_000, { details: { item, reference_price: inShop } });
  await offer(parley, rat, intent, 46_000, { details: { item, reference_price: inShop } });
  assert.deepEqual(await ownPrices(intent, intent.session), [], "what is still running is nobody else's to know");
  await act(elsewhere, elsewhere, "cancel");
  const [lower, ...more] = await ownPrices(intent, intent.session);
  assert.deepEqual([lower.offer_id, lower.price, more], [offer_id, 48_000, []], "another item is no comparison");
  assert.equal(lower.at.slice(0, 10), daysAgo(0));
  assert.deepEqual(await ownPrices(intent, mole.session), [lower], "the shop sees what is said of it");
  assert.deepEqual(await ownPrices(intent, rat.session), [], "a rival does not");
  assert.deepEqual(await ownPrices(intent), [], "nor the public");
  const monthAgo = `UPDATE invitation SET invited_at = invited_at - 29::bigint * 86400000000
    WHERE intent_id = '${elsewhere.id}'`;
  await sql(parley.stores.databaseUrl, monthAgo);
  assert.deepEqual(await ownPrices(intent, intent.session), [], "four weeks are long enough");
});

test("S8 a standing offer states one for as long as it is one", async () => {
  const otter = await newShop(parley, { name: "Otter", place });
  const standing = { sector: "furniture/tables", opening: { price: 52_000 }, floor: { price: 45_000 } };
  const put = (details) =>
    call(parley.url, "POST", "/v1/auto-offers", {
      session: otter.session,
      key: newKey(),
      body: { ...standing, details },
    });
  const { status, body } = await put({ reference_price: inShop });
  assert.deepEqual([status, body.code], [422, "reference_not_above"], "its opening is a price of its own");
  const until = daysAgo(28);
  const fair = { item, reference_price: { ...inShop, amount: 52_001, until } };
  const made = await put(fair);
  assert.equal(made.status, 201);
  assert.deepEqual(made.body.details.reference_price, fair.reference_price);
  const answered = async () => {
    const intent = await newIntent(parley, { place });
    const buyer = await Line.open(parley.url, { session: intent.session });
    await buyer.subscribe(`intent/${intent.id}`);
    const offersOf = ({ data }) => (data?.offer ? [data.offer] : (data?.offers ?? []));
    const pushed = await buyer.until((m) => offersOf(m).length > 0);
    await buyer.close();
    return offersOf(pushed)[0].details;
  };
  assert.deepEqual((await answered()).reference_price, fair.reference_price);
  const aged = `UPDATE standing_offer SET details = jsonb_set(details, '{reference_price,until}', '"${daysAgo(29)}"')
    WHERE business_id = '${otter.id}'`;
  await sql(parley.stores.databaseUrl, aged);
  const later = await answered();
  assert.deepEqual([later.item, later.reference_price], [item, undefined], "the offer is made without it");
});

test("S8 a buyer who bought reports that it is not true, and what a steward upholds counts", async () => {
  const badger = await newShop(parley, { name: "Badger", place });
  const intent = await newIntent(parley, { place });
  const details = { item, reference_price: inShop };
  const { offer_id } = await offer(parley, badger, intent, 20_000, { details });
  await act(intent, intent, "award", { offer_id });
  await act(badger, intent, "confirm-award");
  await act(intent, intent, "reports", { offer_id, about: "reference_price", text: "In the shop it is £400" });
  const body = { token: stewardToken };
  const steward = (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body })).session;
  const subject = `report/${intent.id}/1`;
  const { reports } = await expectStatus(200, parley.url, "GET", "/v1/steward/queue", { session: steward });
  assert.equal(reports.find((one) => one.subject === subject)?.about, "reference_price");
  const decision = { act: "uphold", subject, reasons: "The shop's own page says £400" };
  await expectStatus(201, parley.url, "POST", "/v1/steward/acts", { session: steward, body: decision });
  const waiting = "SELECT count(*), pg_sleep(0.02) FROM outbox WHERE kind = 'conduct'";
  while ((await sql(parley.stores.databaseUrl, waiting))[0][0] !== "0");
  const { events } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/conduct", {
    session: badger.session,
  });
  assert.deepEqual(
    events.map((one) => one.kind),
    ["report"],
  );
});
