// What was said before, shown to those whom it concerns now.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { startNode } from "./node.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => {
  const rules = { step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 }, self_outbid: true };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
});
after(() => parley?.stop());

const pitch = (days, town = "Leeds") =>
  `Every table of Oak & Sons is made by hand near ${town} from boards that dried for years, oiled three times ` +
  `and carried to your room within ${days} days`;

/** How many copies each offer is, as this session sees it. */
async function copiesIn(intent, session, more = {}) {
  const path = `/v1/intents/${intent.id}/copies`;
  const { days, data } = await expectStatus(200, parley.url, "GET", path, { session, ...more });
  assert.equal(days, 30);
  return new Map(data.map(({ offer_id, copies }) => [offer_id, copies]));
}

test("S51 an offer whose words stand in other offers of its shop says so to its buyer and to the shop", async () => {
  const [shop, rival] = [await newShop(parley), await newShop(parley, { name: "Elm Works" })];
  const say = (intent, message, who = shop) => offer(parley, who, intent, 48_000, { message });
  const first = await newIntent(parley);
  const { offer_id: original } = await say(first, pitch(14));
  assert.deepEqual(await copiesIn(first, first.session), new Map(), "said once it is no copy");

  const second = await newIntent(parley);
  const { offer_id: copy } = await say(second, pitch(9));
  const { offer_id: other } = await say(second, pitch(9), rival);
  assert.deepEqual(await copiesIn(second, second.session), new Map([[copy, 1]]), "another shop's words are its own");
  assert.deepEqual(await copiesIn(second, shop.session), new Map([[copy, 1]]));
  assert.deepEqual(await copiesIn(second, rival.session), new Map(), "a rival's copy is not told to a shop");
  assert.deepEqual(await copiesIn(second, undefined), new Map(), "nor to the public");
  assert.deepEqual(await copiesIn(first, first.session), new Map([[original, 1]]));

  const york = await newIntent(parley, { place: { name: "York" } });
  const { offer_id: moved } = await say(york, pitch(20, "York"));
  assert.equal((await copiesIn(york, york.session)).get(moved), 2, "with the name of the town changed it is the same");

  const own = "For eight people I would take the wide boards, and rounded edges, because you wrote of small children";
  await offer(parley, shop, second, 47_000, { message: own, status: 200 });
  assert.deepEqual(await copiesIn(second, second.session), new Map(), "what was written for this buyer is no copy");
  assert.equal((await copiesIn(york, york.session)).get(moved), 1, "the last words of an offer count");
  assert.ok((await look(parley, second, second.session)).offers.some(({ offer_id }) => offer_id === other));
});

test("S51 short answers are never copies, nor is what a standing offer says", async () => {
  const sells = { sectors: ["furniture/chairs"] };
  const typing = await newShop(parley, { name: "Chairs by Hand", ...sells });
  const standing = await newShop(parley, { name: "Chairs by Night", ...sells });
  const terms = { sector: "furniture/chairs", opening: { price: 40_000 }, floor: { price: 30_000 }, message: pitch(3) };
  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: standing.session,
    key: newKey(),
    body: terms,
  });
  const asked = { title: "Six oak chairs", sector: "furniture/chairs" };
  const intents = [await newIntent(parley, asked), await newIntent(parley, asked)];
  const last = intents[1];
  for (const intent of intents) {
    await offer(parley, typing, intent, 39_000, { message: "Yes, six chairs by Friday, gladly" });
    const line = await Line.open(parley.url, { session: intent.session });
    await line.subscribe(`intent/${intent.id}`, { after: 0 });
    const isAutomatic = ({ type, data }) => type === "offer_placed" && data.offer.automatic;
    await line.until(isAutomatic, "the standing offer's answer", { ms: 20_000 });
    await line.close();
  }
  const seen = await look(parley, last, last.session);
  assert.deepEqual(seen.offers.map(({ automatic }) => automatic).sort(), [false, true]);
  assert.deepEqual(await copiesIn(last, last.session), new Map());
});

test("S51 an offer that misses what the request demands is refused by name", async () => {
  const rules = { ceiling: { enforce: true } };
  const node = await startNode(parley.stores, { env: { PARLEY_RULES_PATCH: JSON.stringify(rules) }, name: "strict" });
  try {
    const shop = await newShop(node);
    const intent = await newIntent(node);
    const above = await offer(node, shop, intent, 60_001, { status: 422, message: pitch(14) });
    assert.equal(above.code, "above_budget");
    assert.deepEqual(above.accepted, { price_max: 60_000 });
    const free = await call(node.url, "POST", `/v1/intents/${intent.id}/offers`, {
      session: shop.session,
      key: newKey(),
      body: { price: 0 },
    });
    assert.equal(free.status, 422);
    assert.deepEqual((await look(node, intent, intent.session)).offers, [], "neither became an offer");
    await offer(node, shop, intent, 60_000);
  } finally {
    await node.stop();
  }
});
