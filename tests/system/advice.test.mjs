// Advice before prices: answers are for the buyer alone and are no offers; offers come when the buyer asks for them.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { look, mailTo, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
const words = "In a damp room take oak, oiled and not lacquered";
let parley, mole, rat;
before(async () => {
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  [mole, rat] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const question = { title: "Which oak table for a damp room?", place, advice_first: true };
const post = (intent, { session }, verb, body = {}) =>
  call(parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const does = async (intent, who, verb, body) => {
  const { status, body: answer } = await post(intent, who, verb, body);
  assert.equal(status, 200, JSON.stringify(answer));
};
const refused = async (intent, who, verb, body, code) =>
  assert.equal((await post(intent, who, verb, body)).body.code, code, `${verb} ${JSON.stringify(body)}`);
async function lineOf({ session }, topic) {
  const line = await Line.open(parley.url, { session });
  await line.subscribe(topic);
  return line;
}

test("S4 advice comes before a price, answers are not offers, and one step turns it into a request", async () => {
  const intent = await newIntent(parley, question);
  const topic = `intent/${intent.id}`;
  const [forBuyer, forMole, forAll, desk] = await Promise.all([
    lineOf(intent, topic),
    lineOf(mole, topic),
    lineOf({}, topic),
    lineOf(mole, `desk/${mole.id}`),
  ]);
  await offer(parley, rat, intent, 40_000, { status: 409 }).then(({ code }) => assert.equal(code, "advice_first"));
  await does(intent, rat, "advice", { text: words });
  const heard = await forBuyer.until((m) => m.type === "advice_given");
  assert.deepEqual(
    heard.data.advice.answers.map(({ text, business }) => [text, business.name]),
    [[words, "Rat"]],
  );
  await refused(intent, rat, "advice", { text: "And one more thing" }, "already_advised");
  await refused(intent, mole, "advice", { text: "Ring 07700 900123" }, "contact_details");
  await refused(intent, intent, "advice", { text: "I know better" }, "no_business");
  await refused(intent, mole, "ask-for-offers", {}, "not_yours");
  const asked = await look(parley, intent, intent.session);
  assert.equal(asked.offers.length, 0, "an answer is no offer");
  assert.equal(asked.round, null, "no round has a time");
  assert.equal((await look(parley, intent, rat.session)).advice.own.text, words);
  for (const session of [mole.session, undefined])
    assert.ok(!JSON.stringify(await look(parley, intent, session)).includes(words), "it is for the buyer alone");
  await refused(intent, intent, "reports", { about: "rude", adviser: mole.id }, "advice_unknown");
  await does(intent, intent, "reports", { about: "rude", adviser: rat.id });
  await forBuyer.until((m) => m.type === "thread_changed" && m.data.advice?.answers[0].reported);
  await refused(intent, intent, "reports", { about: "spam", adviser: rat.id }, "already_reported");
  const letter = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("The first advice is in"));
  assert.match(letter.text, /Answers are no offers/);
  await mailTo(parley, mole.address, ({ subject }) => subject.startsWith("Asked for advice"));

  await does(intent, intent, "ask-for-offers");
  const wanted = await Promise.all(
    [forBuyer, forMole, forAll].map((line) => line.until((m) => m.type === "offers_wanted")),
  );
  for (const { data } of wanted) assert.deepEqual([data.advice.open, data.round.number], [false, 1]);
  await desk.until((m) => m.type === "offers_wanted" && m.data.intent_id === intent.id);
  await mailTo(parley, rat.address, ({ subject }) => subject.startsWith("Now asking for offers"));
  await refused(intent, intent, "ask-for-offers", {}, "advice_over");
  await refused(intent, mole, "advice", { text: words }, "advice_over");
  await offer(parley, mole, intent, 45_000);
  const running = await look(parley, intent, intent.session);
  assert.equal(running.round.state, "running");
  assert.equal(running.offers.length, 1);
  assert.equal(running.advice.answers.length, 1, "what was advised can be read again");
  for (const line of [forBuyer, forMole, forAll, desk]) line.close();
});

test("who advised can be blocked: it asks nothing more, makes no offer, and is not asked again", async () => {
  const intent = await newIntent(parley, question);
  await does(intent, rat, "advice", { text: "Take oak, and oil it twice a year in a room that is damp" });
  const line = await lineOf(intent, `intent/${intent.id}`);
  const block = ({ id }) => `advisers/${id}/block`;
  await refused(intent, intent, block(mole), {}, "advice_unknown");
  await refused(intent, intent, block({ id: "none" }), {}, "advice_unknown");
  await refused(intent, rat, block(rat), {}, "not_yours");
  await does(intent, intent, block(rat));
  await line.until((m) => m.type === "thread_changed" && m.data.advice?.answers[0].blocked);
  await refused(intent, rat, "questions", { text: "How damp is it?" }, "blocked");
  await does(intent, intent, "ask-for-offers");
  await offer(parley, mole, intent, 45_000);
  assert.equal((await offer(parley, rat, intent, 40_000, { status: 403 })).code, "blocked");
  const later = await newIntent(parley, { title: "An oak bench", place, email: intent.address });
  assert.equal(
    (await offer(parley, rat, later, 40_000, { status: 403 })).code,
    "blocked",
    "another request of the buyer's",
  );
  await line.close();
});

test("the same advice to many buyers is refused as bulk, and erased advice is gone", async () => {
  const advice = "We always say: buy oak, it stands damp better than pine or beech";
  const intents = [];
  let outcome = 200;
  for (let i = 0; i < 8 && outcome === 200; ++i) {
    intents.push(await newIntent(parley, question));
    outcome = (await post(intents[i], mole, "advice", { text: advice })).status;
  }
  assert.equal(outcome, 409, "somebody was written to by a machine");
  const [first] = intents;
  await does(first, first, "cancel", { reason: "no_longer_needed" });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${first.id}/erase`, { session: first.session, body: {} });
  for (const session of [first.session, mole.session])
    assert.ok(!JSON.stringify(await look(parley, first, session)).includes(advice));
});
