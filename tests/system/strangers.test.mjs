// What somebody does in another's name: nothing of it reaches who confirms, who sells, or who signs in.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { conduct, look, mailsTo, mailTo, newAddress, newIntent, newShop, offer, tokenIn, trader } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let parley;
const rules = { close: { mode: "hard" }, step: { own_min: 1, lead_bp: 0, lead_min: 0 }, self_outbid: true };
before(async () => (parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } })));
after(() => parley?.stop());

const act = (intent, who, verb, body = {}) =>
  call(parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });
const does = async (...args) => {
  const { status, body } = await act(...args);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const refused = async (code, ...args) => {
  const { status, body } = await act(...args);
  assert.deepEqual([status >= 400, body.code], [true, code], JSON.stringify(body));
};

test("what a registration said that nobody confirmed gives way to the next one, and its mail is void", async () => {
  const address = newAddress("shop");
  const register = (body, headers = {}) =>
    expectStatus(202, parley.url, "POST", "/v1/businesses", {
      headers,
      body: { email: address, sectors: ["furniture/tables"], radius_km: 40, ...body },
    });
  const stranger = { name: "Magpie Trading", place: { name: "York" }, trader, conduct };
  const { id } = await register(stranger, { "user-agent": "a stranger" });
  const first = await mailTo(parley, address, (mail) => mail.subject.includes("Magpie"));
  await register({ name: "Oak & Sons", place: { name: "Leeds" } }, { "user-agent": "the owner" });
  const second = await mailTo(parley, address, (mail) => mail.subject.includes("Oak"));
  const confirm = (mail) => call(parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(mail) } });
  assert.equal((await confirm(first)).body.code, "token_used");
  const { session } = (await confirm(second)).body;
  const own = await expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session });
  assert.deepEqual([own.id, own.name, own.place.name, own.trader], [id, "Oak & Sons", "Leeds", null]);
  const standing = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/conduct", { session });
  assert.equal(standing.accepted, null, "nobody accepted the code but a stranger");
  const agents = await sql(
    parley.stores.databaseUrl,
    `SELECT user_agent FROM consent WHERE principal_id = '${id}' AND confirmed_at IS NOT NULL`,
  );
  assert.deepEqual(agents, [["the owner"]]);
  await register(stranger);
  const again = await expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session });
  assert.equal(again.name, "Oak & Sons", "once it is confirmed nobody changes it from outside");
});

test("the name that came with a request is its buyer's once somebody confirms it", async () => {
  const shop = await newShop(parley);
  const rude = "A rude name";
  const stranger = (email) =>
    expectStatus(202, parley.url, "POST", "/v1/intents", {
      body: {
        title: "A lamp",
        text: "Any lamp",
        sector: "furniture/tables",
        place: { name: "Leeds" },
        email,
        name: rude,
      },
    });
  const nameOf = async (intent) => {
    const { offer_id } = await offer(parley, shop, intent, 50_000);
    await does(intent, intent, "award", { offer_id });
    return (await look(parley, intent, shop.session)).buyer.name;
  };
  const email = newAddress("buyer");
  await stranger(email);
  const named = await newIntent(parley, { email, name: "Jane Mole" });
  assert.equal(await nameOf(named), "Jane Mole");
  const silent = await newIntent(parley);
  await stranger(silent.address);
  assert.equal(await nameOf(silent), "");
});

test("what others post under an address does not keep its owner from signing in", async () => {
  const shop = await newShop(parley);
  const post = () =>
    call(parley.url, "POST", "/v1/intents", {
      body: { title: "A lamp", text: "Any", sector: "furniture/tables", place: { name: "Leeds" }, email: shop.address },
    });
  const statuses = [];
  for (let i = 0; i < 4; ++i) statuses.push((await post()).status);
  assert.ok(statuses.includes(429), "mails for others are bounded");
  await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: shop.address } });
  await mailTo(parley, shop.address, (mail) => mail.subject.includes("ign in"));
});

test("who is posted for while being forgotten leaves nothing", async () => {
  const words = "periwinkle";
  for (let round = 0; round < 6; ++round) {
    const buyer = await newIntent(parley, { title: `A ${words} table` });
    const posting = call(parley.url, "POST", "/v1/intents", {
      body: {
        title: `A ${words} chair`,
        text: words,
        sector: "furniture/tables",
        place: { name: "Leeds" },
        email: buyer.address,
        name: words,
      },
    });
    const erasing = expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: buyer.session, body: {} });
    assert.equal((await posting).status, 202);
    await erasing;
    // Where the address was forgotten first, the post made a buyer of its own, who is asked by mail as any other.
    const left = await sql(
      parley.stores.databaseUrl,
      `SELECT h.intent_id FROM intent_part p JOIN intent_head h USING (intent_id)
       WHERE p.value::text LIKE '%${words}%'
         AND NOT EXISTS (SELECT FROM contact.detail d WHERE d.principal_id = h.consumer_id)`,
    );
    assert.deepEqual(left, [], `round ${round}`);
    await sql(parley.stores.databaseUrl, `DELETE FROM intent_part WHERE value::text LIKE '%${words}%'`);
  }
});

test("a shop that was chosen forgets its buyer when the buyer cancels", async () => {
  const shop = await newShop(parley);
  const intent = await newIntent(parley);
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  await does(intent, intent, "award", { offer_id });
  assert.equal((await look(parley, intent, shop.session)).buyer.email, intent.address);
  await does(intent, intent, "cancel");
  assert.equal((await look(parley, intent, shop.session)).buyer ?? null, null);
});

test("who is blocked writes nothing more, whatever it is called, and nobody writes on and on", async () => {
  const shop = await newShop(parley);
  const intent = await newIntent(parley);
  const { offer_id } = await offer(parley, shop, intent, 50_000, { message: "Oak, oiled" });
  const place = (price, message, status) =>
    offer(parley, shop, intent, price, { message, status }).then((body) => body.code);
  for (const message of ["Oak, waxed", "Oak, oiled twice", "Oak, as you like"]) await place(50_000, message, 200);
  assert.equal(await place(50_000, "Are you there?", 409), "awaiting_answer");
  await place(49_000, "A better price", 200);
  await does(intent, intent, `threads/${offer_id}/block`);
  assert.equal(await place(48_000, "Please hear me", 403), "blocked");
  await place(48_000, "A better price", 200);

  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
  const mails = mailsTo(parley, intent.address).length;
  await refused("blocked", intent, shop, "promises", { text: "With oil" });
  await refused("blocked", intent, shop, "hand-off", { kind: "booking", url: "https://shop.example/book" });
  await refused("blocked", intent, shop, "messages", { text: "Hello?" });
  assert.equal(mailsTo(parley, intent.address).length, mails, "and no mail says it");

  const other = await newIntent(parley);
  const second = await offer(parley, shop, other, 50_000);
  await does(other, other, "award", { offer_id: second.offer_id });
  await does(other, shop, "confirm-award");
  const url = (n) => `https://shop.example/book/${n}`;
  for (let n = 0; n < 5; ++n) await does(other, shop, "hand-off", { kind: "booking", url: url(n) });
  await refused("awaiting_answer", other, shop, "hand-off", { kind: "booking", url: url(5) });
  await refused("awaiting_answer", other, shop, "promises", { text: "With oil" });
  await does(other, other, "messages", { offer_id: second.offer_id, text: "The last one works" });
  await does(other, shop, "promises", { text: "With oil" });
});

test("nothing that others see tells how to reach a shop, or where a hamlet's only buyer lives", async () => {
  for (const name of ["Call 07700 900123 Tables", "oakandsons.co.uk"]) {
    const { status, body } = await call(parley.url, "POST", "/v1/businesses", {
      body: { name, email: newAddress("shop"), place: { name: "Leeds" }, sectors: ["furniture/tables"], radius_km: 9 },
    });
    assert.deepEqual([status, body.code], [422, "contact_details"], name);
  }
  const shop = await newShop(parley);
  const named = await call(parley.url, "PATCH", "/v1/businesses/me", {
    session: shop.session,
    body: { name: "Ring 07700 900123" },
  });
  assert.equal(named.body.code, "contact_details");
  const intent = await newIntent(parley, { place: { lat: 53.7, lon: -0.39 } });
  const { place } = await look(parley, intent);
  const [[population]] = await sql(
    parley.stores.databaseUrl,
    `SELECT max(population) FROM place WHERE name = '${place.name}'`,
  );
  assert.ok(Number(population) >= 5_000, `${place.name} has ${population} people`);
  for (const title of ["\u200b", "\u3164\u00a0", "\u2028"]) {
    const { status, body } = await call(parley.url, "POST", "/v1/intents", {
      body: { title, text: "x", sector: "furniture/tables", place: { name: "Leeds" }, email: newAddress("buyer") },
    });
    assert.deepEqual([status, body.errors[0].pointer], [422, "/title"]);
  }
});
