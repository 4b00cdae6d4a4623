// The whole thread in one go: post, confirm, match, push, offer, choose, confirm; each side hears what it may.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { look, mailTo, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => {
  parley = await startParley();
});
after(() => parley?.stop());

test("a buyer asks, shops are told, offers land live, one is chosen and confirms", async () => {
  const [winner, loser] = await Promise.all([newShop(parley), newShop(parley, { name: "Second Best" })]);
  const desk = await Line.open(parley.url, { session: winner.session });
  await desk.subscribe("desk");
  const intent = await newIntent(parley);
  const topic = `intent/${intent.id}`;
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(topic, { after: 0 });

  const invited = await desk.until((push) => push.type === "invited", "an invitation");
  assert.equal(invited.data.intent_id, intent.id);
  assert.ok(invited.data.intent.me.why.length > 0, "why me");

  const first = await offer(parley, loser, intent, 52_000);
  const second = await offer(parley, winner, intent, 48_000);
  assert.ok(first.offer_id !== second.offer_id);
  await buyer.until((push) => push.type === "offer_placed" && push.data.offer.price === 48_000, "the second offer");

  // A business sees its own offer and its rank, never who else is there.
  const seen = await look(parley, intent, loser.session);
  assert.equal(JSON.stringify(seen).includes("Oak & Sons"), false);

  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/award`, {
    session: intent.session,
    body: { offer_id: second.offer_id },
  });
  const won = await look(parley, intent, winner.session);
  assert.equal(won.buyer.email, intent.address);
  const lost = await look(parley, intent, loser.session);
  assert.equal(lost.buyer, undefined);
  assert.equal(JSON.stringify(lost).includes(intent.address), false);
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/confirm-award`, {
    session: winner.session,
    body: {},
  });
  await buyer.until((push) => push.type === "award_confirmed", "the winner's yes");
  const told = await look(parley, intent, loser.session);
  assert.equal(told.me.disposition.disposition, "lost");
  await mailTo(parley, intent.address, (mail) => /confirmed/.test(mail.subject), 20_000);
  await Promise.all([desk.close(), buyer.close()]);
});

test("what is not confirmed is nobody's business", async () => {
  const answer = await call(parley.url, "GET", "/v1/intents/00000000000000000000000000");
  assert.equal(answer.status, 404);
});
