// The signed statement of an invitation comes true: what it permits is taken until its end, and nothing is after it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const penzance = { name: "Penzance" };
let parley;
before(async () => {
  const rules = { close: { mode: "hard" }, award: { decision_window_s: 4 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
});
after(() => parley?.stop());

test("S5: contact is taken until the signed end of the invitation, and refused by name from then on", async () => {
  const shop = await newShop(parley, { name: "Heron", place: penzance });
  const intent = await newIntent(parley, { place: penzance });
  const code = async (verb, body) => {
    const path = `/v1/intents/${intent.id}/${verb}`;
    return (await call(parley.url, "POST", path, { session: shop.session, body })).body.code;
  };
  const receipt = async () => {
    const { data } = await expectStatus(200, parley.url, "GET", "/v1/invitations", { session: shop.session });
    return data.find((one) => one.intent.id === intent.id).solicitation;
  };
  const line = await Line.open(parley.url, { session: shop.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  await offer(parley, shop, intent, 50_000);
  assert.deepEqual((await receipt()).permits, ["offer", "question", "answer"]);
  assert.equal(await code("advice", { text: "Oak stands damp better than pine" }), "advice_over", "it is not named");

  const close = { session: intent.session, body: {} };
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/close`, close);
  const deciding = await receipt();
  assert.deepEqual(deciding.permits, ["question", "answer"], "the round is over, the decision is not");
  assert.equal(await code("questions", { text: "Which wood?" }), undefined);
  const ended = await line.until((push) => push.type === "intent_ended", "the end of the time to decide");
  assert.equal(Date.parse(ended.data.ended_at), Math.floor(deciding.until / 1_000));
  const over = await receipt();
  assert.deepEqual([over.permits, over.until], [[], deciding.until]);
  assert.equal(await code("questions", { text: "And now?" }), "intent_over");
  assert.equal(await code("messages", { text: "And now?" }), "thread_closed");
  await line.close();
});
