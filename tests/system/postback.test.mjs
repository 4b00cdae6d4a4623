// The till of a shop redeems the buyer's code by itself, signed as the library of Standard Webhooks signs.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";
import { signedHeaders } from "./till.mjs";

const place = { name: "Penzance" };
let parley, shop, other;
before(async () => {
  parley = await startParley();
  [shop, other] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const keyPath = "/v1/businesses/me/postback-key";
const makeKey = async ({ session }) =>
  (await expectStatus(201, parley.url, "POST", keyPath, { session, body: {} })).key;
const keyOf = ({ session }) => expectStatus(200, parley.url, "GET", keyPath, { session });

/** An intent that was sold to the winner, with a code for the till: { intent, code }. */
async function sold(winner) {
  const intent = await newIntent(parley, { place });
  const { offer_id } = await offer(parley, winner, intent, 50_000);
  const does = ({ session }, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  await does(intent, "close");
  await does(intent, "award", { offer_id });
  await does(winner, "confirm-award");
  await does(winner, "hand-off", { kind: "checkout", url: "https://shop.example/pay/1" });
  return { intent, code: (await look(parley, intent, intent.session)).deal.hand_off.code };
}

const redeemed = (code) => JSON.stringify({ event: "redeemed", code });
/** What a till sends: `wrong` overrides what is signed. */
async function postback(business, key, raw, { wrong = {}, ...more } = {}) {
  const headers = { ...signedHeaders(key, raw, more), ...wrong };
  for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
  const answer = await call(parley.url, "POST", `/v1/businesses/${business.id}/postbacks`, { raw, headers });
  return { status: answer.status, code: answer.body.code, body: answer.body };
}

test("S46 a till redeems the code by a signed postback, once, and the buyer sees it at once", async () => {
  const key = await makeKey(shop);
  assert.match(key, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { intent, code } = await sold(shop);
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`);
  const id = "msg_of_the_sale";
  const first = await postback(shop, key, redeemed(code.toLowerCase()), { id });
  assert.deepEqual([first.status, first.body.intent_id], [200, intent.id], JSON.stringify(first.body));
  const told = await line.until((push) => push.type === "deal_changed" && push.data.deal.hand_off.redeemed_at);
  const { redeemed_at } = told.data.deal.hand_off;
  const again = await postback(shop, key, redeemed(code.toLowerCase()), { id });
  assert.deepEqual([again.status, again.body], [200, first.body], "the till heard nothing and sent it again");
  assert.equal((await postback(shop, key, redeemed("OTHER2"), { id })).code, "key_reused");
  const events = `SELECT count(*) FROM intent_event WHERE intent_id = '${intent.id}' AND type = 'visit_redeemed'`;
  assert.deepEqual(await sql(parley.stores.databaseUrl, events), [["1"]]);
  assert.equal((await look(parley, intent, intent.session)).deal.hand_off.redeemed_at, redeemed_at);
  await line.close();
});

test("what is not signed with the key that the shop has now is refused, whoever has one", async () => {
  const key = await makeKey(shop);
  const { code } = await sold(shop);
  const raw = redeemed(code);
  const minutes = (count) => ({ at: new Date(Date.now() + count * 60_000) });
  assert.equal((await postback(shop, key, raw, minutes(-6))).code, "signature_expired");
  assert.equal((await postback(shop, key, raw, minutes(6))).code, "signature_expired");
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"])
    assert.match((await postback(shop, key, raw, { wrong: { [name]: undefined } })).body.detail, new RegExp(name));
  const strange = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const answers = [
    await postback(shop, strange, raw),
    await postback(other, key, raw),
    await postback({ id: "0".repeat(26) }, key, raw),
    await postback({ id: "none" }, key, raw),
    await postback(shop, key, raw, { wrong: { "webhook-id": "msg_of_another" } }),
    await postback(shop, key, raw, { wrong: { "webhook-signature": "v1,AAAA v2,BBBB" } }),
  ];
  for (const { status, body } of answers)
    assert.deepEqual([status, body], [401, answers[0].body], "nobody learns which shop has a key");
  assert.equal(answers[0].code, "signature_wrong");

  const next = await makeKey(shop);
  assert.equal((await postback(shop, key, raw)).code, "signature_wrong", "it was replaced");
  const sent = { id: "msg_both", at: new Date() };
  const signatures = [key, next].map((one) => signedHeaders(one, raw, sent)["webhook-signature"]).join(" ");
  const turning = { ...sent, wrong: { "webhook-signature": signatures } };
  assert.equal((await postback(shop, next, raw, turning)).status, 200, "one signature of several fits");
});

test("a code of another shop is answered as one that nobody gave", async () => {
  const key = await makeKey(shop);
  const theirs = await sold(other);
  const [foreign, none] = [
    await postback(shop, key, redeemed(theirs.code)),
    await postback(shop, key, redeemed("QQQQQQ")),
  ];
  assert.deepEqual([foreign.status, foreign.body], [none.status, none.body]);
  assert.equal(none.code, "code_wrong");
  assert.equal((await look(parley, theirs.intent, theirs.intent.session)).deal.hand_off.redeemed_at, null);
  const mine = await sold(shop);
  const erased = `/v1/intents/${mine.intent.id}/erase`;
  await expectStatus(200, parley.url, "POST", erased, { session: mine.intent.session, body: {} });
  assert.equal((await postback(shop, key, redeemed(mine.code))).code, "code_wrong", "an erased one is gone");
});

test("a shop sees when its key was used, takes it back, and no key of the API makes one", async () => {
  await makeKey(other);
  const fresh = await keyOf(other);
  assert.equal(fresh.last_used_at, null);
  const key = await makeKey(other);
  const { code } = await sold(other);
  assert.equal((await postback(other, key, redeemed(code))).status, 200);
  assert.ok((await keyOf(other)).last_used_at);
  await expectStatus(204, parley.url, "DELETE", keyPath, { session: other.session });
  assert.deepEqual(await keyOf(other), { made_at: null, last_used_at: null });
  assert.equal((await postback(other, key, redeemed(code))).code, "signature_wrong");
  const api = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session: other.session,
    body: { label: "Till", scopes: ["read", "offers", "profile"] },
  });
  const { body } = await call(parley.url, "POST", keyPath, { session: api.key, body: {} });
  assert.equal(body.code, "scope_missing");
  assert.equal((await call(parley.url, "GET", keyPath)).status, 401);
});
