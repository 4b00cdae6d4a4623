// The mail of an invitation carries a link with which an offer is sent in one tap, without signing in. It permits that
// one thing, and looking at it places nothing.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, newKey } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { leeds, look, mailTo, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => {
  const rules = { step: freely(0).step, self_outbid: true };
  parley = await startParley({ env: { PARLEY_MAIL_GRACE_MS: "0", PARLEY_RULES_PATCH: JSON.stringify(rules) } });
});
after(() => parley?.stop());

const dearly = { lat: leeds.lat + 3, lon: leeds.lon };
let apart = 0;
/** Places far from each other, so that the shops of one test are asked by no other. */
const elsewhere = () => ({ lat: dearly.lat - (apart += 1), lon: -4 });

const invited = (shop, title = "Solid oak") =>
  mailTo(parley, shop.address, (mail) => mail.subject === `Asked for: ${title}`, 20_000);
const linkIn = (mail) => {
  const token = /\/offer#([A-Za-z0-9_-]{43})/.exec(mail.text)?.[1];
  assert.ok(token, `no offer link in ${mail.subject}`);
  return token;
};
const open = (token) => call(parley.url, "POST", "/v1/offer-links", { body: { token } });
const send = (token, body, key = newKey()) =>
  call(parley.url, "POST", "/v1/offer-links/offer", { key, body: { token, offer: body } });

/** A shop that was asked by mail for the table of a buyer. */
async function asked(title = "Solid oak", more = {}) {
  const place = elsewhere();
  const shop = await newShop(parley, { place });
  const intent = await newIntent(parley, { place, title, ...more });
  return { place, shop, intent, token: linkIn(await invited(shop, title)) };
}

test("S14: the link of an invitation sends an offer with one tap, without a session", async () => {
  const { shop, intent, token } = await asked();
  const shown = (await open(token)).body;
  assert.equal(shown.id, intent.id);
  assert.equal(shown.open, true);
  assert.equal(shown.business.name, shop.name);
  assert.deepEqual([shown.filled.from, shown.filled.price], ["nothing", null], "nothing is known of its prices yet");
  assert.deepEqual(Object.keys(shown.me).sort(), ["best_price", "in_turn", "of", "offer", "rank"]);
  assert.equal(JSON.stringify(shown).includes(intent.address), false, "no contact detail");

  const key = newKey();
  const made = await send(token, { price: 52_000, attributes: { delivery_days: 2 }, message: "Oiled" }, key);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const [stands] = (await look(parley, intent, intent.session)).offers;
  assert.deepEqual([stands.offer_id, stands.price, stands.business.id], [made.body.offer_id, 52_000, shop.id]);
  assert.deepEqual(
    (await send(token, { price: 52_000, attributes: { delivery_days: 2 }, message: "Oiled" }, key)).body.offer_id,
    made.body.offer_id,
    "a repeat is the same deed",
  );

  // The same link shows what stands, and revises it.
  assert.deepEqual([(await open(token)).body.filled.from, (await open(token)).body.filled.price], ["own", 52_000]);
  const revised = await send(token, { price: 50_000, attributes: { delivery_days: 2 } });
  assert.deepEqual([revised.status, revised.body.offer_id], [200, made.body.offer_id]);
  const offers = (await look(parley, intent, intent.session)).offers;
  assert.deepEqual([offers.length, offers[0].price], [1, 50_000]);
});

test("S14: a scanner that fetches the link a hundred times places nothing and uses nothing up", async () => {
  const { intent, token } = await asked();
  const events = async () =>
    Number(
      (
        await sql(parley.stores.databaseUrl, `SELECT count(*) FROM intent_event WHERE intent_id = '${intent.id}'`)
      )[0][0],
    );
  const before = await events();
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const path = n % 2 === 0 ? "/offer" : `/v1/offer-links?token=${token}`;
      const answer = await fetch(parley.url + path, { method: n % 3 === 0 ? "HEAD" : "GET" });
      await answer.arrayBuffer();
      assert.equal(answer.status, n % 2 === 0 ? 200 : 405);
    }),
  );
  // Nor does one that runs the page's scripts, and so looks.
  for (let n = 0; n < 5; n += 1) assert.equal((await open(token)).status, 200);
  assert.equal(await events(), before);
  assert.equal((await look(parley, intent, intent.session)).offers.length, 0);
  assert.equal((await send(token, { price: 51_000 })).status, 201, "the link still works");
});

test("S14: an offer by link is filled in from the standing offer, else from the last one", async () => {
  const { place, shop, token } = await asked("First table");
  assert.equal(
    (await send(token, { price: 45_000, attributes: { delivery_days: 4 }, message: "Own make" })).status,
    201,
  );

  // 75 % of that budget was offered; the same of the next.
  await newIntent(parley, {
    place,
    title: "Second table",
    budget: { amount: 80_000, currency: "GBP", visibility: "public" },
  });
  const second = (await open(linkIn(await invited(shop, "Second table")))).body.filled;
  assert.deepEqual(
    [second.from, second.price, second.attributes, second.message],
    ["last_offer", 60_000, { delivery_days: 4 }, ""],
  );

  // A sealed budget is not told by the price that is filled in.
  await newIntent(parley, {
    place,
    title: "Third table",
    budget: { amount: 80_000, currency: "GBP", visibility: "sealed" },
  });
  const third = (await open(linkIn(await invited(shop, "Third table")))).body;
  assert.deepEqual([third.filled.price, third.budget?.amount ?? null], [45_000, null]);

  const rule = { sector: "furniture/tables", opening: { ppm_of_budget: 900_000 }, floor: { ppm_of_budget: 800_000 } };
  const made = await call(parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: { ...rule, attributes: { delivery_days: 1 }, message: "{item}, from stock", paused: true },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await newIntent(parley, { place, title: "Fourth table" });
  const fourth = (await open(linkIn(await invited(shop, "Fourth table")))).body.filled;
  assert.deepEqual(
    [fourth.from, fourth.price, fourth.attributes, fourth.message],
    ["standing_offer", 54_000, { delivery_days: 1 }, "Fourth table, from stock"],
  );
});

test("S14: the link permits one business's offer in one round, and nothing to anybody else", async () => {
  const { place, shop, intent, token } = await asked("Garden table");
  const other = await newIntent(parley, { place, title: "Another table" });
  await invited(shop, "Another table");
  await send(token, { price: 40_000 });
  assert.equal((await look(parley, other, other.session)).offers.length, 0);
  // It is no session, no key, and no link for another purpose.
  for (const [method, path, options] of [
    ["GET", `/v1/intents/${intent.id}/unread`, { session: token }],
    ["GET", "/v1/businesses/me", { session: token }],
    ["POST", "/v1/replies", { body: { token } }],
    ["POST", "/v1/confirmations", { body: { token } }],
    ["POST", "/v1/unsubscribe", { body: { token } }],
  ]) {
    const { status } = await call(parley.url, method, path, options);
    assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status}`);
  }
  assert.equal((await open("A".repeat(43))).body.code, "token_unknown");

  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/close`, { session: intent.session, body: {} });
  assert.equal((await open(token)).body.open, false);
  assert.equal((await send(token, { price: 39_000 })).body.code, "offer_link_over");
  assert.equal((await look(parley, intent, intent.session)).offers[0].price, 40_000);
});

test("S14: in a sealed round the link shows nothing of rivals", async () => {
  const place = elsewhere();
  const sectors = ["furniture/storage"];
  const [shop, rival] = await Promise.all(
    ["Oak & Sons", "Board Room"].map((name) => newShop(parley, { place, sectors, name })),
  );
  const intent = await newIntent(parley, { place, sector: sectors[0], title: "Secret wardrobe" });
  const token = linkIn(await invited(shop, "Secret wardrobe"));
  const before = (await open(token)).body;
  await offer(parley, rival, intent, 41_000);
  const after = (await open(token)).body;
  assert.equal(after.round.format, "sealed");
  assert.deepEqual(after, before);
  assert.equal(JSON.stringify(after).includes("Board Room"), false, "rivals have no names");
});
