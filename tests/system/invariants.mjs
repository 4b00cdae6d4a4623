// The invariants of DESIGN 9 that a crash could break, judged from outside: from what the crowd asked and was answered,
// what everybody heard, what `parley dump --json` prints, and the rows of the log themselves. Nothing here uses the
// product's own arithmetic.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { replay } from "./listener.mjs";
import { dump, sql } from "./stores.mjs";

export const micros = (rfc3339) => {
  const [, whole, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(rfc3339);
  return Date.parse(`${whole}Z`) * 1_000 + Number(fraction.padEnd(6, "0"));
};

/** Keys sorted bytewise, no spaces, as the chain has it; JSON.stringify writes these values as the design does. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

export async function eventsOf(databaseUrl, intent) {
  const rows = await sql(
    databaseUrl,
    `SELECT json_build_object('seq', seq, 'at', at, 'received_at', received_at, 'type', type, 'body', body,
            'command_key', command_key, 'hash', encode(hash, 'hex'))
     FROM intent_event WHERE intent_id = '${intent}' ORDER BY seq`,
  );
  return rows.map(([text]) => JSON.parse(text));
}

// --- 1, 3: what was acknowledged is there, once ----------------------------------------------------------------------

function acknowledgedIsThere(crowd, dumped) {
  for (const act of crowd.acts.filter(({ kind, status }) => kind === "offer" && status < 300)) {
    const there = dumped.get(act.intent.id).offers.filter((offer) => offer.key === act.key);
    assert.equal(there.length, 1, `${act.key} was acknowledged once and has ${there.length} effects`);
    const [offer] = there;
    assert.equal(offer.by, act.who.id);
    assert.equal(offer.id, act.answer.offer_id);
    assert.equal(offer.price, act.body.price);
  }
}

function refusedIsNotThere(crowd, dumped) {
  for (const act of crowd.acts.filter(({ kind, status }) => kind === "offer" && status >= 400)) {
    const there = dumped.get(act.intent.id).offers.filter((offer) => offer.key === act.key);
    assert.equal(there.length, 0, `${act.key} was refused (${act.answer.code}) and is in the log`);
  }
}

function everyOfferWasAsked(crowd, dumped) {
  const asked = new Map(crowd.acts.map((act) => [act.key, act]));
  for (const intent of crowd.intents) {
    const keys = dumped.get(intent.id).offers.map((offer) => offer.key);
    assert.equal(new Set(keys).size, keys.length, "a key has one effect");
    for (const key of keys) assert.ok(asked.has(key), `nobody asked for ${key}`);
  }
}

/** People are told when an offer was recorded; in a sealed round, where rivals may move that, when it was received. */
function toldAt(event, sealed) {
  return sealed ? event.received_at : event.at;
}

function answersTellTheTime(crowd, events, dumped, sealed) {
  const acts = new Map(crowd.acts.map((act) => [act.key, act]));
  for (const offer of dumped.offers) {
    const event = events[offer.seq - 1];
    assert.equal(micros(acts.get(offer.key).answer.at), toldAt(event, sealed), offer.key);
    assert.equal(micros(offer.at), event.at);
  }
}

/** The seq of an answer is that of the sender's own push about it. */
function answersFitStreams(crowd) {
  for (const act of crowd.acts.filter(({ kind, status }) => kind === "offer" && status < 300)) {
    const push = act.intent.bidders.get(act.who.id).frames[act.answer.seq - 1];
    assert.ok(
      /^offer_(placed|revised)$/.test(push?.type),
      `push ${act.answer.seq} of its sender: ${JSON.stringify(push)}`,
    );
    assert.equal(push.data.me.offer.price, act.body.price);
    assert.equal(push.data.me.offer.offer_id, act.answer.offer_id);
  }
}

// --- 2: what was pushed is there -------------------------------------------------------------------------------------

/** A push tells the time that the offer's own sender is told of it. */
function pushedIsThere(intent, events, dumped, sealed) {
  const about = intent.buyer.frames.filter(({ type }) => type === "offer_placed" || type === "offer_revised");
  for (const push of about) {
    const { offer_id: id, price, business } = push.data.offer;
    const there = dumped.offers.some(
      (offer) =>
        offer.id === id &&
        offer.by === business.id &&
        toldAt(events[offer.seq - 1], sealed) === micros(push.at) &&
        (price === null || offer.price === price),
    );
    assert.ok(there, `pushed and not in the log: ${JSON.stringify(push)}`);
  }
  assert.equal(about.length, dumped.offers.length, "the buyer heard of every offer");
}

// --- 4: versions are gapless, and the chain holds --------------------------------------------------------------------

function chainHolds(events, dumped) {
  let head = "0".repeat(64);
  events.forEach(({ hash, command_key: key, ...event }, place) => {
    assert.equal(typeof key, "string", "the key stands beside the chain, not in it");
    assert.equal(event.seq, place + 1, "versions are gapless");
    head = createHash("sha256")
      .update(head + canonical(event))
      .digest("hex");
    assert.equal(hash, head, `the chain breaks at ${event.seq}`);
  });
  assert.equal(dumped.seq, events.length);
  assert.equal(dumped.head_hash, head);
}

// --- 5: in time or not -----------------------------------------------------------------------------------------------

function inTimeOrNot(crowd, events, dumped) {
  const intent = crowd.intents.find(({ id }) => id === dumped.id);
  const [round] = dumped.rounds;
  const [opensAt, closedAt] = [micros(round.opens_at), micros(round.closed_at)];
  for (const event of events.filter(({ type }) => /^offer_/.test(type))) {
    assert.ok(
      event.received_at >= opensAt && event.received_at < closedAt,
      `received outside the round: ${event.received_at}`,
    );
  }
  for (const act of crowd.acts.filter((one) => one.kind === "offer" && one.intent === intent)) {
    const late = act.status >= 400 && act.answer.code === "round_closed";
    // The server's clock is ours, but for the time that the two readings are apart.
    if (late)
      assert.ok(act.answeredAt * 1_000 >= closedAt - 1_000, `${act.key} was refused for lateness before the close`);
    if (act.status < 300)
      assert.ok(act.askedAt * 1_000 < closedAt + 1_000, `${act.key} was asked after the close and taken`);
  }
}

// --- 6: closed once, with the right ranking --------------------------------------------------------------------------

function closedOnce(crowd, events, dumped, scoring) {
  const intent = crowd.intents.find(({ id }) => id === dumped.id);
  assert.equal(events.filter(({ type }) => type === "round_closed").length, 1, "the round closed once");
  for (const listener of [intent.buyer, intent.public, ...intent.bidders.values()]) {
    assert.equal(
      listener.frames.filter(({ type }) => type === "round_closed").length,
      1,
      `${listener.name} heard it once`,
    );
  }
  const [round] = dumped.rounds;
  assert.equal(round.closed_at, round.closes_at, "stamped with its scheduled time");

  const attributes = new Map(crowd.acts.map((act) => [act.key, act.body.attributes]));
  const standing = new Map();
  for (const offer of dumped.offers) {
    const qualities = Object.entries(attributes.get(offer.key));
    const score = qualities.reduce((sum, [name, units]) => sum + (scoring[name] ?? 0) * units, offer.price);
    standing.set(offer.by, { id: offer.id, by: offer.by, price: offer.price, score, at: offer.at, seq: offer.seq });
  }
  const best = [...standing.values()].sort((a, b) => a.score - b.score || micros(a.at) - micros(b.at) || a.seq - b.seq);
  assert.deepEqual(
    round.ranking,
    best.map(({ id, by, price, score, at }) => ({ id, by, price, score, at })),
  );
  const closed = intent.buyer.frames.find(({ type }) => type === "round_closed");
  assert.deepEqual(
    closed.data.offers.map((offer) => offer.offer_id),
    best.map(({ id }) => id),
    "the buyer is shown that ranking",
  );
}

// --- 7: streams ------------------------------------------------------------------------------------------------------

/** Everything heard, over all lines and lives, is what a fresh listener is told now. */
async function streamsAreWhole(crowd) {
  const each = crowd.listeners.map(async (listener) => {
    const { topic, session, name } = listener;
    const { head, frames } = await replay(crowd.house, topic, session);
    await listener.reaches(head);
    assert.deepEqual(listener.findings, [], `${name} of ${topic}`);
    assert.equal(listener.frames.length, head, `${name} heard more than there is`);
    for (const frame of frames) {
      const heard = listener.frames[frame.seq - 1];
      if (!isDeepStrictEqual(frame, heard)) assert.deepEqual(heard, frame, name);
    }
  });
  await Promise.all(each);
}

// --- 8: sealed -------------------------------------------------------------------------------------------------------

/** Until the close a bidder hears of the round and of itself, and nothing that it hears names or prices a rival. */
export function sealedToldNothing(crowd) {
  for (const intent of crowd.intents) {
    for (const shop of crowd.shops) {
      const { frames } = intent.bidders.get(shop.id);
      const end = frames.findIndex(({ type }) => type === "round_closed");
      const running = frames.slice(0, end);
      const own = crowd.acts.filter(
        (act) => act.kind === "offer" && act.intent === intent && act.who === shop && act.status < 300,
      );
      const about = running.filter(({ type }) => /^offer_/.test(type));
      const told = new Set(about.map(({ seq }) => seq));
      const untold = own.filter(({ answer }) => !told.has(answer.seq));
      assert.deepEqual(
        untold.map(({ key, answer }) => ({ key, answer, frame: frames[answer.seq - 1] })),
        [],
        `${shop.name} was told of each of its own offers`,
      );
      assert.equal(about.length, own.length, "one push for each of its own offers");
      for (const frame of running) {
        assert.match(frame.type, /^(round_scheduled|round_opened|round_extended|offer_placed|offer_revised)$/);
      }
      const text = JSON.stringify(running) + JSON.stringify(own.map(({ answer }) => answer));
      for (const act of crowd.acts.filter((one) => one.kind === "offer" && one.intent === intent && one.who !== shop)) {
        assert.ok(!text.includes(act.body.message), `${shop.name} was told the words of ${act.who.name}`);
        assert.ok(!text.includes(`:${act.body.price},`), `${shop.name} was told ${act.body.price} of ${act.who.name}`);
        if (act.answer.offer_id) assert.ok(!text.includes(act.answer.offer_id), `${shop.name} was told of an offer`);
        assert.ok(!text.includes(act.who.id), `${shop.name} was told who else is there`);
      }
    }
  }
}

// --- 13: dispositions ------------------------------------------------------------------------------------------------

function oneFinalDisposition(crowd, dumped) {
  const intent = crowd.intents.find(({ id }) => id === dumped.id);
  if (!["confirmed", "cancelled", "expired", "no_offers"].includes(dumped.state)) {
    assert.deepEqual(
      dumped.dispositions.filter(({ final }) => final),
      [],
      "nothing is final before the end",
    );
    return;
  }
  const bidders = new Set(dumped.offers.map(({ by }) => by));
  for (const shop of crowd.shops) {
    const final = dumped.dispositions.filter((one) => one.by === shop.id && one.final);
    assert.equal(final.length, bidders.has(shop.id) ? 1 : 0, `${shop.name}: ${JSON.stringify(final)}`);
    const told = intent.bidders
      .get(shop.id)
      .frames.filter(({ type, data }) => type === "disposed" && data.me.disposition.final);
    assert.equal(told.length, final.length, `${shop.name} was told`);
  }
}

// --- outages (DESIGN 4) --------------------------------------------------------------------------------------------

/** The round of the last intent as its buyer was told last. */
export const lastRound = (crowd) => crowd.intents.at(-1).buyer.frames.findLast(({ data }) => data.round)?.data.round;

/** The gaps that were found to be outages, as microseconds. */
export async function outagesOf(databaseUrl) {
  const rows = await sql(databaseUrl, "SELECT from_at, to_at FROM outage ORDER BY from_at");
  return rows.map(([from, to]) => ({ from: Number(from), to: Number(to) }));
}

/**
 * Every round that ran in an outage was given that time back once, to the microsecond, its listeners were told once,
 * and nothing else moved an end. For rounds that no offer extends. Gives the outages.
 */
export async function expectOutagesGivenBack(crowd, dumped, tolerance_ms = 5_000) {
  const { databaseUrl } = crowd.house.stores;
  const outages = await outagesOf(databaseUrl);
  for (const { from, to } of outages) assert.ok(to - from > tolerance_ms * 1_000, `an outage of ${to - from} us`);
  for (const intent of crowd.intents) {
    const events = await eventsOf(databaseUrl, intent.id);
    const [opened] = events.filter(({ type }) => type === "round_opened");
    const extended = events.filter(({ type }) => type === "round_extended");
    let closesAt = opened.body.closes_at;
    const expected = [];
    for (const { from, to } of outages) {
      if (from >= closesAt || to <= opened.at) continue;
      // What was left at `from` is left again at `to`.
      closesAt = to + (closesAt - from);
      expected.push({ cause: "outage", from, to, closes_at: closesAt });
    }
    assert.deepEqual(
      extended.map(({ body: { cause, from, to, closes_at } }) => ({ cause, from, to, closes_at })),
      expected,
    );
    assert.equal(micros(dumped.get(intent.id).rounds[0].closes_at), closesAt);
    for (const { name, frames } of [intent.buyer, intent.public, ...intent.bidders.values()]) {
      const told = frames.filter(({ type }) => type === "round_extended");
      assert.deepEqual(
        told.map(({ data }) => [data.cause, micros(data.round.closes_at)]),
        extended.map(({ body }) => ["outage", body.closes_at]),
        name,
      );
    }
  }
  return outages;
}

// --- the clock -----------------------------------------------------------------------------------------------------

/** The close is told within `ms` of its scheduled time. */
export function toldOnTime(crowd, ms = 2_000) {
  for (const { buyer } of crowd.intents) {
    const closed = buyer.frames.find(({ type }) => type === "round_closed");
    const late = buyer.when(closed) - micros(closed.data.round.closed_at) / 1_000;
    assert.ok(late < ms, `the close was told ${Math.round(late)} ms after its time`);
  }
}

/**
 * All of it, once the crowd has come to rest. `scoring` is what a unit of an attribute costs by the rules of the
 * round, `sealed` whether they are those of a sealed one.
 */
export async function expectInvariants(crowd, { scoring = { delivery_days: 200 }, sealed = false } = {}) {
  const { databaseUrl } = crowd.house.stores;
  await streamsAreWhole(crowd);
  const dumped = new Map((await dump(databaseUrl)).map((one) => [one.id, one]));
  acknowledgedIsThere(crowd, dumped);
  refusedIsNotThere(crowd, dumped);
  everyOfferWasAsked(crowd, dumped);
  answersFitStreams(crowd);
  for (const intent of crowd.intents) {
    const one = dumped.get(intent.id);
    const events = await eventsOf(databaseUrl, intent.id);
    chainHolds(events, one);
    pushedIsThere(intent, events, one, sealed);
    answersTellTheTime(crowd, events, one, sealed);
    inTimeOrNot(crowd, events, one);
    closedOnce(crowd, events, one, scoring);
    oneFinalDisposition(crowd, one);
  }
  return dumped;
}
