// Requests that are asked again, buyers who never buy, and buyers who ask for everything at once.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let parley;
let shop;
let desk;
before(async () => {
  parley = await startParley();
  shop = await newShop(parley, { sectors: ["furniture/tables", "furniture/chairs"] });
  desk = await Line.open(parley.url, { session: shop.session });
  await desk.subscribe("desk");
});
after(async () => {
  await desk?.close();
  await parley?.stop();
});

const act = (who, intent, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });
const historyOf = (intent, session) =>
  expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/history`, { session });
/** What the shop sees of it, once it was asked. */
async function seenByShop(intent) {
  await desk.until(({ type, data }) => type === "invited" && data.intent_id === intent.id, "the invitation");
  return historyOf(intent, shop.session);
}
const page = async (intent) => (await fetch(`${parley.url}/i/${intent.id}`)).text();
/** How many mails an address may get is no matter here. */
const forgetMails = () => sql(parley.stores.databaseUrl, "DELETE FROM contact.link_mail");

const words = (town, price) =>
  `A table of solid oak for eight people, with rounded edges, to be carried up two floors in ${town}, ${price} GBP`;

test("S18 a request that is asked again says so to the shops and to all, and never whose it was", async () => {
  const email = newAddress("again");
  let asked = 0;
  const ask = (more = {}) => {
    asked += 1;
    return newIntent(parley, { email, title: `Oak table ${asked}`, text: words("Leeds", 600), ...more });
  };
  const first = await ask();
  const alone = await seenByShop(first);
  assert.deepEqual([alone.days, alone.asked_before], [30, []]);
  assert.deepEqual(alone.buyer, { requests: 0, with_offers: 0, chose: 0 });
  assert.ok(!(await page(first)).includes("Asked before"));
  await offer(parley, shop, first, 50_000);
  await act(first, first, "decline-all");

  const second = await ask({ text: words("York", 450), place: { name: "York" } });
  assert.deepEqual((await seenByShop(second)).asked_before, [{ end: "not_agreed", requests: 1 }]);
  assert.match(await page(second), /Asked before<\/dt>\s*<dd>once in the 30 days before: 1 without a deal</);
  await act(second, second, "close");

  await forgetMails();
  const third = await ask();
  const seen = await seenByShop(third);
  assert.deepEqual(seen.asked_before, [
    { end: "no_offers", requests: 1 },
    { end: "not_agreed", requests: 1 },
  ]);
  assert.deepEqual(await historyOf(third, third.session), seen, "the buyer sees what the shops see");
  assert.match(await page(third), /2 times in the 30 days before: 1 without an offer, 1 without a deal</);
  const open = await historyOf(third);
  assert.deepEqual(open.asked_before, seen.asked_before);
  assert.equal(open.buyer, null, "what a buyer made of other requests is nothing for the public");
  for (const told of [JSON.stringify(seen), await page(third)])
    for (const secret of [first.id, second.id, email]) assert.ok(!told.includes(secret));

  const other = await ask({ text: "Something light of beech for the balcony, to be folded away, for two people" });
  assert.deepEqual((await seenByShop(other)).asked_before, [], "other words are another wish");
  await forgetMails();
  const chairs = await ask({ sector: "furniture/chairs" });
  assert.deepEqual((await seenByShop(chairs)).asked_before, [], "and so is another sector");
  const stranger = await newIntent(parley, { text: words("Leeds", 600) });
  assert.deepEqual((await seenByShop(stranger)).asked_before, [], "the same words of somebody else");

  await sql(
    parley.stores.databaseUrl,
    `UPDATE intent_head SET created_at = created_at - 31::bigint * 86400000000 WHERE intent_id = '${first.id}'`,
  );
  const later = await historyOf(third, shop.session);
  assert.deepEqual(later.asked_before, [{ end: "no_offers", requests: 1 }], "a month is long enough");
  assert.equal(later.buyer.requests, 2);
  await act(second, second, "erase");
  const erased = await historyOf(third, shop.session);
  assert.deepEqual([erased.asked_before, erased.buyer.requests], [[], 1], "what was erased is not counted");
});

test("S18 a shop that is asked sees in how many requests its buyer chose, of those that got offers", async () => {
  const email = newAddress("chooser");
  const ask = (title) => newIntent(parley, { email, title });
  const bought = await ask("A table for the kitchen");
  const { offer_id } = await offer(parley, shop, bought, 50_000);
  await act(bought, bought, "award", { offer_id });
  await act(shop, bought, "confirm-award");
  const fished = await ask("A table for the hall");
  await offer(parley, shop, fished, 50_000);
  await act(fished, fished, "cancel");
  await forgetMails();
  const ignored = await ask("A table for the garden");
  await act(ignored, ignored, "close");
  const running = await ask("A table for the boat");
  await offer(parley, shop, running, 50_000);
  const now = await ask("A table for the attic");
  const { buyer } = await seenByShop(now);
  assert.deepEqual(buyer, { requests: 4, with_offers: 2, chose: 1 });
  const bystander = await newShop(parley, { name: "Elsewhere", sectors: ["furniture/chairs"] });
  assert.equal((await historyOf(now, bystander.session)).buyer, null, "who is not asked does not see it");
  await act(now, now, "erase");
  assert.deepEqual(await historyOf(now, shop.session), { days: 30, asked_before: [], buyer: null });
});

test("S18 so many requests of one buyer run at a time, and the link works once one has ended", async () => {
  const email = newAddress("greedy");
  const running = [];
  for (let i = 0; i < 10; i += 1) {
    await forgetMails();
    running.push(await newIntent(parley, { email, title: `Table ${i}` }));
  }
  await forgetMails();
  const body = { title: "The eleventh", sector: "furniture/tables", place: { name: "Leeds" }, email };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body });
  const token = tokenIn(await mailTo(parley, email, ({ subject }) => subject.startsWith("Confirm: The eleventh")));
  const confirm = () => call(parley.url, "POST", "/v1/confirmations", { body: { token } });
  const refused = await confirm();
  assert.deepEqual([refused.status, refused.body.code], [409, "too_many_running"]);
  assert.equal((await call(parley.url, "GET", `/v1/intents/${id}`)).status, 404, "no shop has heard of it");
  await act(running[0], running[0], "cancel");
  assert.equal((await confirm()).status, 200);
  await newIntent(parley, {}); // Others are not held up.
});

test("S18 of links that are followed at the same moment as many begin as may run", async () => {
  const email = newAddress("hasty");
  for (let i = 0; i < 8; i += 1) {
    await forgetMails();
    await newIntent(parley, { email, title: `Shelf ${i}` });
  }
  const tokens = [];
  for (let i = 0; i < 6; i += 1) {
    await forgetMails();
    const body = { title: `Hasty ${i}`, sector: "furniture/tables", place: { name: "Leeds" }, email };
    await expectStatus(202, parley.url, "POST", "/v1/intents", { body });
    tokens.push(tokenIn(await mailTo(parley, email, ({ subject }) => subject.startsWith(`Confirm: Hasty ${i}`))));
  }
  const confirm = (token) => call(parley.url, "POST", "/v1/confirmations", { body: { token } });
  const answers = await Promise.all(tokens.map(confirm));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 409, 409, 409, 409]);
});
