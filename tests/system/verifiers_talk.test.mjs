// The two verifiers on a log in which people talked and kept, broke and mended promises: both find, or both miss, each
// change of a word's event that keeps the hashes right.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";
import { rehashed, renumbered, verifiers } from "./verifying.mjs";

let parley;
let verify;
before(async () => {
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  verify = await verifiers();
});
after(async () => {
  verify?.remove();
  await parley?.stop();
});

/** The log of a request of which everything was said. */
async function talkedLog() {
  const place = { name: "Penzance" };
  const names = ["Mole", "Rat", "Weasel"];
  const [winner, loser, unwanted] = await Promise.all(names.map((name) => newShop(parley, { name, place })));
  const intent = await newIntent(parley, { place, advice_first: true });
  const does = ({ session }, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  await does(winner, "advice", { text: "Oak stands damp better" });
  await does(loser, "advice", { text: "Oil it, do not lacquer it" });
  await does(unwanted, "advice", { text: "Any wood will do" });
  await does(intent, `advisers/${unwanted.id}/block`);
  await does(intent, "ask-for-offers");
  const offers = [await offer(parley, winner, intent, 50_000), await offer(parley, loser, intent, 51_000)];
  const [to, away] = offers.map(({ offer_id }) => offer_id);
  await does(winner, "questions", { text: "How wide may it be?" });
  await does(intent, "questions/1/answer", { text: "A metre ten" });
  await does(intent, "questions", { text: "Is it solid oak?" });
  await does(winner, "messages", { text: "All of it" });
  await does(intent, "messages", { offer_id: to, text: "Good" });
  await does(intent, "messages", { offer_id: away, kind: "beat_this" });
  await does(loser, "messages", { text: "No lower" });
  await does(intent, `threads/${to}/shortlist`, { listed: true });
  await does(intent, `threads/${away}/mute`, { muted: true });
  await does(intent, "reports", { offer_id: away, about: "rude" });
  await does(intent, `threads/${away}/block`);
  await does(intent, "readiness", { state: "not_yet" });
  await does(intent, "readiness", { state: "ready" });
  await does(intent, "close");
  await does(intent, "award", { offer_id: to });
  await does(winner, "confirm-award");
  await does(winner, "promises", { text: "A tin of oil" });
  await does(winner, "promises/2/claim", { note: "Under the lid" });
  await does(intent, "promises/2/judge", { kept: false, note: "No tin" });
  await does(winner, "promises/2/repair", { text: "Tomorrow" });
  await does(intent, "promises/2/repair-answer", { accepted: true });
  await does(winner, "promises/2/claim");
  await does(intent, "promises/2/judge", { kept: true });
  await does(winner, "hand-off", { kind: "visit" });
  const seen = await expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}`, { session: intent.session });
  await does(winner, "redeem", { code: seen.deal.hand_off.code });
  await does(intent, "outcome", { where: "here", price: 49_000 });
  await does(intent, "review", { rating: 4, text: "Solid" });
  await does(intent, "ideas", { text: "A shorter one" });
  await does(intent, "share", { shared: true, text: "I asked for oak" });
  await does(intent, "promises/1/judge", { kept: true });
  await does(intent, "erase");
  return expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/log`);
}

const words = new Set(
  "advice_given offers_wanted question_asked question_answered message_sent readiness_set thread_muted "
    .concat(
      "bidder_blocked shortlisted reported ",
      "promise_made promise_claimed promise_judged repair_offered repair_answered handed_off visit_redeemed ",
      "outcome_reported reviewed idea_voiced outcome_shared erased",
    )
    .split(" "),
);

/** Every member of a body, changed in a way that its kind allows. */
function* changesOf(body) {
  for (const [name, value] of Object.entries(body)) {
    if (Number.isInteger(value))
      for (const by of [1, -1, 1_000]) yield [`${name} ${by > 0 ? "+" : ""}${by}`, (one) => (one[name] = value + by)];
    else if (typeof value === "boolean") yield [`${name} the other way`, (one) => (one[name] = !value)];
    else if (typeof value === "string") yield [`${name} another word`, (one) => (one[name] = `${value}x`)];
    else if (value === null) yield [`${name} given`, (one) => (one[name] = 1)];
    yield [`without ${name}`, (one) => delete one[name]];
  }
}

test("both find, or both miss, each change of what was said", { timeout: 240_000 }, async (t) => {
  const log = await talkedLog();
  const types = new Set(log.events.map(({ type }) => type));
  assert.deepEqual(
    [...words].filter((type) => !types.has(type)),
    [],
    "everything was said",
  );
  assert.deepEqual(await verify.both(log), [true, true]);
  const apart = [];
  let [tried, found] = [0, 0];
  const hold = async (copy, what) => {
    const [mine, page] = await verify.both(copy);
    tried += 1;
    found += mine ? 0 : 1;
    if (mine !== page) apart.push(`${what}: ${mine} and ${page}`);
  };
  for (const [i, event] of log.events.entries()) {
    if (!words.has(event.type)) continue;
    const at = `${event.seq} ${event.type}`;
    for (const [what, change] of changesOf(event.body)) {
      const copy = structuredClone(log);
      change(copy.events[i].body);
      await hold(rehashed(copy), `${at}, ${what}`);
    }
    const moves = {
      "without it": (events) => events.splice(i, 1),
      twice: (events) => events.splice(i, 0, structuredClone(events[i])),
      "a second earlier": (events) => (events[i].at -= 1_000_000),
    };
    for (const [what, move] of Object.entries(moves)) {
      const copy = structuredClone(log);
      move(copy.events);
      await hold(renumbered(copy), `${at}, ${what}`);
    }
  }
  t.diagnostic(`${tried} changes, ${found} of them found by both`);
  assert.deepEqual(apart, []);
  assert.ok(tried >= 150, `${tried} changes`);
  assert.ok(found > tried / 2, `${found} of ${tried}`);
});
