// What a shop says again and again is kept by the server: made, changed, used and dropped by its shop alone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, newKey } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
let parley, shop, other;
before(async () => {
  parley = await startParley();
  [shop, other] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const path = "/v1/offer-templates";
const oak = {
  sector: "furniture/tables",
  name: "Oak tables",
  price: { ppm_of_budget: 920_000 },
  attributes: { delivery_days: 6 },
  message: "{item}, made in our workshop.",
  details: { fulfilment: "deliver", returns_days: 28 },
};
const make = ({ session }, body, status = 201) => expectStatus(status, parley.url, "POST", path, { session, body });
const all = async ({ session }) => (await expectStatus(200, parley.url, "GET", path, { session })).data;

test("S49 a template is made, listed, changed, used and dropped, by its shop alone", async () => {
  const { session } = shop;
  const made = await make(shop, oak);
  assert.deepEqual([made.price, made.message, made.used_at], [oak.price, oak.message, null]);
  assert.deepEqual(await all(shop), [made]);
  assert.deepEqual(await all(other), [], "another shop knows nothing of it");
  const one = `${path}/${made.id}`;
  for (const [method, where, body] of [
    ["PUT", one, oak],
    ["POST", `${one}/uses`, {}],
    ["DELETE", one, undefined],
  ]) {
    const foreign = await call(parley.url, method, where, { session: other.session, body });
    const missing = await call(parley.url, method, where.replace(made.id, "none"), { session: other.session, body });
    assert.deepEqual([foreign.status, foreign.body.code], [404, "template_unknown"], `${method} ${where}`);
    assert.deepEqual(missing.body, foreign.body, "foreign and missing alike");
  }
  const used = await expectStatus(200, parley.url, "POST", `${one}/uses`, { session, body: {} });
  assert.ok(used.used_at);
  const change = { ...oak, sector: "furniture", price: { price: 48_000 }, details: {} };
  const changed = await expectStatus(200, parley.url, "PUT", one, { session, body: change });
  assert.deepEqual([changed.sector, changed.price, changed.used_at], ["furniture", { price: 48_000 }, used.used_at]);
  const bare = { sector: oak.sector, name: "Bare" };
  const plain = await expectStatus(200, parley.url, "PUT", one, { session, body: bare });
  assert.deepEqual([plain.price, plain.message, plain.attributes], [null, "", {}], "a change is the whole of it");
  await expectStatus(204, parley.url, "DELETE", one, { session });
  assert.deepEqual(await all(shop), []);
});

test("a template holds no words that its offers would be refused for", async () => {
  for (const [change, code] of [
    [{ message: "Oak, plus delivery" }, "price_not_all_in"],
    [{ message: "Ring 07700 900123" }, "contact_details"],
    [{ sector: "no/such" }, "invalid_input"],
    [{ name: "" }, "invalid_input"],
  ]) {
    const { status, body } = await call(parley.url, "POST", path, {
      session: shop.session,
      body: { ...oak, ...change },
    });
    assert.equal(body.code, code, `${status} ${JSON.stringify(body)}`);
  }
  assert.deepEqual(await all(shop), []);
});

test("fifty templates are kept and no more, and one key makes one", async () => {
  const { session } = other;
  const key = newKey();
  const twice = await Promise.all([0, 1].map(() => call(parley.url, "POST", path, { session, key, body: oak })));
  assert.ok(twice.some(({ status }) => status === 201));
  assert.equal((await all(other)).length, 1);
  for (let i = 1; i < 50; i += 1) await make(other, { ...oak, name: `Template ${i}` });
  const { status, body } = await call(parley.url, "POST", path, { session, body: oak });
  assert.deepEqual([status, body.code], [409, "too_many_templates"]);
});

test("an offer is checked before it is sent, without an intent and without effect", async () => {
  const check = ({ session }, body) => call(parley.url, "POST", "/v1/offer-checks", { session, body });
  assert.equal((await check(shop, { price: 48_000, message: "Oiled" })).status, 204);
  const apart = await check(shop, { price: 48_000, message: "Oiled, plus delivery" });
  assert.deepEqual([apart.status, apart.body.code], [422, "price_not_all_in"]);
  assert.match(apart.body.found[0].text, /plus delivery/);
  // The check says what the offer would hear.
  const intent = await newIntent(parley, { place });
  const sent = await call(parley.url, "POST", `/v1/intents/${intent.id}/offers`, {
    session: shop.session,
    key: newKey(),
    body: { price: 48_000, message: "Oiled, plus delivery" },
  });
  assert.deepEqual([sent.status, sent.body.code], [apart.status, apart.body.code]);
  const nobody = await newShop(parley, { name: "Nobody", place, more: { trader: undefined } });
  assert.equal((await check(nobody, { price: 48_000 })).body.code, "trader_required");
  await offer(parley, shop, intent, 48_000);
});
