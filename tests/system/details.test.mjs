// What an offer states besides its price, how the buyer hears of what it leaves out, and that its price is all there is
// to pay.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
const nothing = {
  item: null,
  fulfilment: null,
  returns_days: null,
  perks: null,
  person: null,
  place: null,
  valid_days: null,
};
let parley, shops;
before(async () => {
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  shops = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const offersTo = async (intent, session) => (await look(parley, intent, session)).offers;

test("S61 an offer states item, price, fulfilment and terms, and null what it leaves out", async () => {
  const intent = await newIntent(parley, { place });
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`);
  const details = {
    item: "Refectory table R2, 180 x 90, oiled oak",
    fulfilment: "fit",
    returns_days: 28,
    perks: "Care set, the old one taken away",
    person: "Anna in the workshop",
    place: "Newlyn",
    valid_days: 7,
  };
  await offer(parley, shops[0], intent, 50_000, { details });
  const pushed = await buyer.until((m) => m.type === "offer_placed");
  assert.deepEqual(pushed.data.offer.details, details, "pushed as it came");
  await offer(parley, shops[1], intent, 49_000, { details: { fulfilment: "collect", perks: "" } });
  const [second, first] = await offersTo(intent, intent.session);
  assert.deepEqual(first.details, details);
  assert.deepEqual(second.details, { ...nothing, fulfilment: "collect" }, "no text is no statement");
  const own = await look(parley, intent, shops[0].session);
  assert.deepEqual(own.me.offer.details, details, "the shop reads its own");
  buyer.close();
});

test("S62 returns and warranty come with the offer and are changed with it", async () => {
  const intent = await newIntent(parley, { place });
  const terms = { attributes: { warranty_months: 24 }, details: { returns_days: 0 } };
  await offer(parley, shops[0], intent, 50_000, terms);
  const [before_] = await offersTo(intent, intent.session);
  assert.equal(before_.attributes.warranty_months, 24);
  assert.equal(before_.details.returns_days, 0, "none is not the same as not stated");
  const better = { ...terms, details: { returns_days: 30 }, status: 200 };
  await offer(parley, shops[0], intent, 50_000, better);
  const [after_] = await offersTo(intent, intent.session);
  assert.equal(after_.details.returns_days, 30, "a change of terms alone is a revision");
  assert.equal(after_.revisions, 1);
});

test("S22 an offer says what it leaves out, and words that add to its price are refused by name", async () => {
  const intent = await newIntent(parley, { place });
  const path = `/v1/intents/${intent.id}/offers`;
  const [{ session }] = shops;
  const place_ = (body) => call(parley.url, "POST", path, { session, key: newKey(), body: { price: 50_000, ...body } });
  for (const [body, found] of [
    [{ message: "Solid oak, £480 plus delivery" }, "plus delivery"],
    [{ details: { perks: "Fitting is not included" } }, "Fitting is not included"],
    [{ details: { item: "Oak, excl. VAT" } }, "excl. VAT"],
  ]) {
    const { status, body: problem } = await place_(body);
    assert.equal(`${status} ${problem.code}`, "422 price_not_all_in");
    assert.deepEqual(problem.found, [{ kind: "extra_charge", text: found }]);
  }
  assert.equal((await offersTo(intent, intent.session)).length, 0, "nothing of it is delivered");
  const beyond = { place: "x".repeat(81), valid_days: 366 };
  const wrong = await place_({ details: { fulfilment: "post", returns_days: 4_000, price: 3, ...beyond } });
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.body.errors.map((e) => e.pointer).sort(), [
    "/details/fulfilment",
    "/details/place",
    "/details/price",
    "/details/returns_days",
    "/details/valid_days",
  ]);
  await offer(parley, shops[0], intent, 50_000, { message: "Plus free delivery, oiled" });
  const [only] = await offersTo(intent, intent.session);
  assert.deepEqual(only.details, nothing, "what it does not say is said not to be said");
});

test("S31 what a shop says of itself stands with its offers, and names no contacts", async () => {
  const shop = await newShop(parley, { name: "Toad", place });
  const write = (story, status) =>
    expectStatus(status, parley.url, "PATCH", "/v1/businesses/me", { session: shop.session, body: { story } });
  assert.equal((await write("Ring 01736 496 000 for tables", 422)).code, "contact_details");
  const [error] = (await write("x".repeat(601), 422)).errors;
  assert.equal(error.pointer, "/story");
  const story = "Three of us, one bench, since 1951.";
  await write(story, 200);
  const intent = await newIntent(parley, { place, attention: { max_offers: 8 } });
  await offer(parley, shop, intent, 50_000, { details: { place: "Newlyn, anna@toad.example" } });
  const [only] = await offersTo(intent, intent.session);
  assert.equal(only.business.story, story);
  assert.equal(only.details.place, "Newlyn, [e-mail address withheld]");
});

test("a standing offer states the same with each of its answers", async () => {
  const shop = await newShop(parley, { name: "Badger", place });
  const details = { ...nothing, fulfilment: "deliver", returns_days: 14 };
  const standing = { sector: "furniture/tables", opening: { price: 47_000 }, floor: { price: 45_000 } };
  const made = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: { ...standing, details: { fulfilment: "deliver", returns_days: 14 } },
  });
  assert.deepEqual(made.details, details);
  const changed = await expectStatus(200, parley.url, "PATCH", `/v1/auto-offers/${made.id}`, {
    session: shop.session,
    body: { paused: false },
  });
  assert.deepEqual(changed.details, details, "what is not named stays");
  const intent = await newIntent(parley, { place });
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`);
  // It may have answered before the line was there.
  const offersOf = ({ data }) => (data?.offer ? [data.offer] : (data?.offers ?? []));
  const pushed = await buyer.until((m) => offersOf(m).length > 0);
  assert.deepEqual(offersOf(pushed)[0].details, details);
  buyer.close();
});
