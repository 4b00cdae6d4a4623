// One test for each capability that docs/capabilities.md calls live and that no other test shows by itself: through
// the public calls, on real stores, failing when the feature is not there.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { look, mailTo, mailsTo, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

let parley;
let shops;
before(async () => {
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify({ step: freely(0).step, self_outbid: true }) },
  });
  shops = await Promise.all(["Oak & Sons", "Board Room", "Four Legs"].map((name) => newShop(parley, { name })));
});
after(() => parley?.stop());

/** The buyer's line on an intent, from its first push on. */
async function listening(intent) {
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  return line;
}

const act = (intent, session, verb, body = {}, status = 200) =>
  expectStatus(status, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

test("S3 a sentence becomes an item, a budget, a place and a date, with where it was read and how surely", async () => {
  const text = "solid oak dining table, up to 600 GBP, Leeds, by Friday";
  const draft = await expectStatus(200, parley.url, "POST", "/v1/drafts", { body: { text } });
  const read = ({ span: [from, to] }) => text.slice(from, to);
  assert.match(draft.title, /oak dining table/i);
  assert.deepEqual(draft.budget.value, { amount: 60_000, currency: "GBP" });
  assert.match(read(draft.budget), /600 GBP/);
  assert.equal(draft.place.value.name, "Leeds");
  assert.equal(read(draft.place), "Leeds");
  assert.match(read(draft.needed_by), /Friday/);
  assert.equal(draft.sectors[0].slug, "furniture/tables");
  for (const field of [draft.budget, draft.place, draft.needed_by, ...draft.sectors])
    assert.ok(field.confidence_ppm > 0 && field.confidence_ppm <= 1_000_000);
  assert.equal(draft.reach.shops, shops.length, "and how many shops would be asked");
});

test("S7 an offer is its price and what it says beside it, in pounds", async () => {
  const intent = await newIntent(parley);
  const slow = await offer(parley, shops[0], intent, 50_000, {
    attributes: { delivery_days: 30, warranty_months: 12 },
  });
  const quick = await offer(parley, shops[1], intent, 50_500, { attributes: { delivery_days: 2 } });
  const { offers } = await look(parley, intent, intent.session);
  assert.deepEqual(
    offers.map(({ offer_id, score }) => [offer_id, score]),
    [
      [quick.offer_id, 50_500 + 2 * 200],
      [slow.offer_id, 50_000 + 30 * 200],
    ],
    "thirty days of waiting cost more than five pounds",
  );
  assert.equal(offers[1].attributes.warranty_months, 12);
});

test("S9 a sector has questions and rules of its own", async () => {
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/sectors");
  const leaves = data.filter(({ parent }) => parent);
  assert.ok(leaves.length >= 50, `${leaves.length} sectors`);
  const sealed = data.find(({ slug }) => slug === "furniture/restoration");
  assert.equal(sealed.rules.format, "sealed");
  assert.ok(sealed.questions.length > 0 && sealed.rules_why);
  const restorer = await newShop(parley, { name: "Reclaim", sectors: [sealed.slug] });
  const intent = await newIntent(parley, { sector: sealed.slug });
  await offer(parley, restorer, intent, 41_000);
  const seen = await look(parley, intent, intent.session);
  assert.equal(seen.round.format, "sealed");
  assert.equal(seen.offers[0].price, null, "its price stays closed until the round does");
});

test("S20 Britain first: pounds, places and postcodes", async () => {
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/places?q=harrog");
  assert.equal(data[0].name, "Harrogate");
  assert.equal(data[0].country, "GB");
  const body = { text: "a rug under £200 near LS6" };
  const draft = await expectStatus(200, parley.url, "POST", "/v1/drafts", { body });
  assert.deepEqual(draft.budget.value, { amount: 20_000, currency: "GBP" });
  assert.ok(draft.place, "an outward code is a place");
});

test("a buyer's attention has a budget, and no more shops than that are asked at a time", async () => {
  const intent = await newIntent(parley, { attention: { max_offers: 2 } });
  const line = await listening(intent);
  await line.until((push) => push.type === "asked" && push.data.asked === 2, "two asked");
  const asked = (await look(parley, intent, intent.session)).asked;
  assert.equal(asked, 2);
  const [first] = line.pushes.find(({ type, data }) => type === "asked" && data.asked === 1).data.invited;
  const shop = shops.find(({ id }) => id === first.business.id);
  await expectStatus(200, parley.url, "POST", `/v1/invitations/${intent.id}/decline`, {
    session: shop.session,
    body: { reason: "too_busy" },
  });
  await line.until((push) => push.type === "asked" && push.data.asked === 3, "the third, when one said no");
  await line.close();
});

test("who finds an intent while all its places are taken is asked when the next is free", async () => {
  const intent = await newIntent(parley, { attention: { max_offers: 2 } });
  const line = await listening(intent);
  const { data } = await line.until((push) => push.type === "asked" && push.data.asked === 2, "two asked");
  const asked = new Set(data.invited.map(({ business }) => business.id));
  const late = await newShop(parley, { name: "Late Bird" });
  const first = shops.find(({ id }) => !asked.has(id));
  const place = (shop, status) => offer(parley, shop, intent, 50_000, { status });
  for (const [shop, ahead] of [
    [first, 0],
    [late, 1],
    [first, 0],
  ]) {
    const told = await place(shop, 409);
    assert.deepEqual([told.code, told.ahead], ["no_slot_free", ahead]);
  }
  const desk = await Line.open(parley.url, { session: first.session });
  await desk.subscribe("desk");
  await place(
    shops.find(({ id }) => asked.has(id)),
    201,
  );
  await desk.until((push) => push.type === "invited" && push.data.intent_id === intent.id, "its turn");
  await place(first, 201);
  await desk.close();
  await line.close();
});

test("S23 the order is the score, then the earlier offer, and nothing else", async () => {
  const intent = await newIntent(parley);
  const prices = [50_000, 49_000, 49_000];
  for (const [n, price] of prices.entries()) await offer(parley, shops[n], intent, price);
  const { offers } = await look(parley, intent, intent.session);
  assert.deepEqual(
    offers.map(({ business }) => business.id),
    [shops[1].id, shops[2].id, shops[0].id],
  );
});

test("S34 a standing offer answers for a shop that is asleep, is told apart, and keeps to its floor", async () => {
  const asleep = await newShop(parley, { name: "Night Owl" });
  const made = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: asleep.session,
    body: { sector: "furniture/tables", opening: { price: 52_000 }, floor: { price: 45_000 } },
  });
  const intent = await newIntent(parley, { attention: { max_offers: 8 } });
  const line = await listening(intent);
  const of = (push) => push.data?.offer?.business?.id === asleep.id;
  const opened = await line.until((push) => push.type === "offer_placed" && of(push), "its opening offer", {
    ms: 20_000,
  });
  assert.equal(opened.data.offer.automatic, true);
  await offer(parley, shops[0], intent, 48_000);
  const answered = await line.until((push) => push.type === "offer_revised" && of(push), "its answer", { ms: 20_000 });
  assert.ok(answered.data.offer.price < 48_000 && answered.data.offer.price >= 45_000);
  await offer(parley, shops[1], intent, 44_000);
  const { offers } = await look(parley, intent, intent.session);
  assert.ok(offers.find(({ business }) => business.id === asleep.id).price >= 45_000);
  assert.equal(offers[0].automatic, false);
  await expectStatus(204, parley.url, "DELETE", `/v1/auto-offers/${made.id}`, { session: asleep.session });
  await line.close();
});

test("nothing reaches a shop before the buyer has confirmed, and not-me ends it", async () => {
  const desk = await Line.open(parley.url, { session: shops[0].session });
  await desk.subscribe("desk");
  const body = { title: "Nobody's table", sector: "furniture/tables", place: { name: "Leeds" }, start: "now" };
  const email = `not-me-${newKey()}@example.org`;
  await expectStatus(202, parley.url, "POST", "/v1/intents", { body: { ...body, email } });
  const mail = await mailTo(parley, email);
  const token = /\/not-me#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", "/v1/not-me", { body: { token } });
  const link = /\/confirm#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  const late = await call(parley.url, "POST", "/v1/confirmations", { body: { token: link } });
  assert.ok(late.status >= 400, "the link of somebody else's request is dead");
  const later = await newIntent(parley, { title: "A real table" });
  await desk.until((push) => push.type === "invited" && push.data.intent_id === later.id, "the one that was confirmed");
  assert.equal(JSON.stringify(desk.pushes).includes("Nobody"), false);
  assert.equal(mailsTo(parley, email).length, 1);
  await desk.close();
});

test("S42 an offer says who trades, before the yes as far as it was checked and after it in full", async () => {
  const nameless = await newShop(parley, { name: "No Name Yet", more: { trader: undefined } });
  const machine = await newShop(parley, { name: "Night Owl" });
  const standing = { sector: "furniture/tables", opening: { price: 52_000 }, floor: { price: 52_000 } };
  const { session } = machine;
  const made = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", { session, body: standing });
  const intent = await newIntent(parley, { attention: { max_offers: 8 } });
  const line = await listening(intent);
  const automatic = ({ type, data }) => type === "offer_placed" && data.offer.automatic;
  await line.until(automatic, "the standing offer", { ms: 20_000 });
  await line.close();
  const place = (status) =>
    offer(parley, nameless, intent, 50_000, { status, details: { person: "Anna", returns_days: 30 } });
  const say = (trader) =>
    expectStatus(200, parley.url, "PATCH", "/v1/businesses/me", { session: nameless.session, body: { trader } });
  assert.equal((await place(409)).code, "trader_required");
  const said = { kind: "sole_trader", address: "1 Mill Lane, Leeds", phone: "0113 496 0000", register_no: "LS-77" };
  await say(said);
  assert.equal((await place(409)).code, "trader_required", "without its word that it keeps the law");
  await say({ certified: true, register: "Leeds Markets" });
  const placed = await place(201);

  const before_ = await look(parley, intent, intent.session);
  const of = (shop) => before_.offers.find(({ business }) => business.id === shop.id);
  assert.equal(of(nameless).details.person, "Anna");
  assert.deepEqual([of(nameless).automatic, of(machine).automatic], [false, true], "what a machine did is labelled");
  assert.equal(before_.seller, null);
  const { data } = await expectStatus(200, parley.url, "GET", `/v1/records?ids=${nameless.id}`);
  assert.ok(data[0].identity.mail_confirmed_at);
  assert.deepEqual(data[0].identity.trader, { kind: "sole_trader", register: "Leeds Markets", register_no: "LS-77" });

  await act(intent, intent.session, "award", { offer_id: placed.offer_id });
  const { seller } = await look(parley, intent, intent.session);
  const all = { ...said, register: "Leeds Markets", name: "No Name Yet", email: nameless.address };
  assert.deepEqual(seller, all);
  assert.equal((await look(parley, intent, machine.session)).seller, undefined, "for the buyer alone");
  await act(intent, nameless.session, "confirm-award");
  const mail = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("No Name Yet confirmed"));
  for (const words of [said.address, said.phone, nameless.address, "Leeds Markets number LS-77"])
    assert.ok(mail.text.includes(words), words);
  assert.match(mail.text, /cancelled within 14 days/);
  assert.match(mail.text, /By its own terms you have 30 days to give it back\./);
  await expectStatus(204, parley.url, "DELETE", `/v1/auto-offers/${made.id}`, { session });
});

const endedMail = async (shop, title) => {
  const ended = ({ subject }) => subject === `How it ended: ${title}`;
  const mail = await mailTo(parley, shop.address, ended, 60_000);
  assert.equal(mailsTo(parley, shop.address).filter(ended).length, 1, "once");
  return mail.text;
};

test("S45 everybody who offered hears how it ended and why, on the page and by mail within a minute", async () => {
  const title = `A table that ends ${newKey().slice(0, 8)}`;
  const intent = await newIntent(parley, { title });
  for (const shop of shops.slice(0, 2)) await offer(parley, shop, intent, 50_000);
  await act(intent, intent.session, "decline-all", { reason: "changed_my_mind" });
  for (const shop of shops.slice(0, 2)) {
    const { disposition } = (await look(parley, intent, shop.session)).me;
    assert.equal(disposition.final, true);
    assert.ok(disposition.reason.length > 0);
    assert.match(await endedMail(shop, title), /The buyer took none of the offers\./);
  }
});

test("S45 who lost to a better offer hears by how much, in a band", async () => {
  const title = `A table that is sold ${newKey().slice(0, 8)}`;
  const intent = await newIntent(parley, { title });
  const [winner, loser] = shops;
  const { offer_id } = await offer(parley, winner, intent, 50_000);
  await offer(parley, loser, intent, 53_500);
  await act(intent, intent.session, "award", { offer_id });
  await act(intent, winner.session, "confirm-award");
  const { disposition } = (await look(parley, intent, loser.session)).me;
  assert.deepEqual(disposition, { disposition: "lost", reason: "higher_price", band: "5-15", final: true });
  assert.match(await endedMail(loser, title), /The chosen offer cost less; yours was 5-15 % above it\./);
});

test("a buyer sees live how many of those asked have seen it, and nobody else does", async () => {
  const sectors = ["furniture/desks"]; // asked by nobody else here
  const [first, second] = await Promise.all(
    ["Bench One", "Bench Two"].map((name) => newShop(parley, { name, sectors })),
  );
  const desk = await Line.open(parley.url, { session: first.session });
  await desk.subscribe("desk");
  const intent = await newIntent(parley, { title: "A standing desk", sector: sectors[0] });
  const topic = `seen/${intent.id}`;
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(topic);
  const start = await line.until((push) => push.topic === topic, "the count");
  assert.deepEqual([start.type, start.data.seen], ["snapshot", 0], "that a shop was asked is not that it has seen it");
  const invited = await desk.until((push) => push.type === "invited" && push.data.intent_id === intent.id, "the news");
  desk.send({ ack: invited.topic, seq: invited.seq });
  const one = await line.until((push) => push.type === "invitation_seen", "the first");
  assert.equal(one.data.seen, 1);
  await line.close();

  const again = { session: first.session };
  await expectStatus(200, parley.url, "GET", "/v1/invitations?state=open", again);
  await expectStatus(200, parley.url, "GET", "/v1/invitations?state=open", { session: second.session });
  const later = await Line.open(parley.url, { session: intent.session });
  await later.subscribe(topic, { after: 1 });
  const two = await later.until((push) => push.topic === topic, "what was missed");
  assert.deepEqual([two.type, two.seq, two.data.seen], ["invitation_seen", 2, 2], "each shop once");
  await later.close();
  const { error } = await desk.subscribe(topic);
  assert.equal(error.code, "topic_unknown");
  await desk.close();
});

test("S55 the buyer starts, extends once and ends a round", async () => {
  const intent = await newIntent(parley);
  const line = await listening(intent);
  const opened = await line.until((push) => push.type === "round_opened", "the round");
  await act(intent, intent.session, "extend");
  const extended = await line.until((push) => push.type === "round_extended", "more time");
  assert.ok(extended.data.round.closes_at > opened.data.round.closes_at);
  assert.equal((await act(intent, intent.session, "extend", {}, 409)).code, "already_extended");
  await offer(parley, shops[0], intent, 50_000);
  await act(intent, intent.session, "close");
  await line.until((push) => push.type === "round_closed", "the close");
  assert.equal((await look(parley, intent, intent.session)).state, "deciding");
  await line.close();
});
