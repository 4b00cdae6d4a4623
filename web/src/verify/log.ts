// A log as it is read: the envelope of section 2 and the bodies of section 3, each with exactly its members.
import type { Json } from "./canonical";
import { plan, type Plan } from "./plan";
import * as s from "./shape";
import { words } from "../words/verify";

/** An event; instants are microseconds since 1970 UTC. */
export interface LogEvent {
  seq: number;
  at: bigint;
  received: bigint;
  type: string;
  body: Record<string, Json>;
  hash: string;
  /** As it stood in the file, for its digest. */
  raw: { at: number; body: Json; received_at: number; seq: number; type: string };
}
export interface Opening {
  seq: number;
  name: string;
  salt: string;
  value: Json;
}
export interface Log {
  intent: string;
  plan: Plan;
  events: LogEvent[];
  openings: Opening[];
}

const instant = s.integer(0);
const count = s.integer(0);
const round = s.integer(1, 5);
const bidder = s.integer(1);
const bidders = s.list(bidder);
const attributes = s.mapOf(s.integer());
const reason = s.text();
const assignment = s.members({
  experiment: s.text(),
  arm: s.text(),
  unit: s.text(),
  propensity_ppm: s.integer(0, 1_000_000),
});

function offer(value: unknown, pointer: string): void {
  const sealed = s.isObject(value) && value.sealed === true;
  s.members({
    bidder,
    offer_id: s.identifier,
    sealed: s.flag,
    price: sealed ? s.part : s.integer(),
    attributes: sealed ? s.part : attributes,
    message: s.part,
    ...(s.isObject(value) && "details" in value ? { details: s.part } : {}), // Offers did not always have them.
    automatic: s.flag,
    cause: s.integer(),
  })(value, pointer);
}

function created(value: unknown, pointer: string): void {
  const sealed = s.isObject(value) && value.budget_sealed === true;
  s.members({
    consumer: s.part,
    title: s.part,
    text: s.part,
    answers: s.part,
    ...(s.isObject(value) && "photos" in value ? { photos: s.part } : {}), // Requests did not always have them.
    place: s.part,
    sector: s.text(),
    coarse_place: s.members({ name: s.text(), lat_e6: s.integer(), lon_e6: s.integer() }),
    currency: s.text(/^[A-Z]{3}$/, words.shape.currency),
    budget_sealed: s.flag,
    budget: sealed ? s.part : s.orNull(s.integer(0)),
    needed_by: s.orNull(instant),
    max_offers: count,
    start_now: s.flag,
    simulated: s.flag,
    extend_if_empty: s.flag,
    ...(s.isObject(value) && "advice_first" in value ? { advice_first: s.flag } : {}), // Nor these.
    ...(s.isObject(value) && "experiments" in value ? { experiments: s.flag } : {}), // Only those that want none.
    plan,
    assignment,
  })(value, pointer);
}

/** The body of each type of event; a type that is not here is none. */
export const bodies = new Map<string, s.Shape>([
  ["intent_created", created],
  ["replanned", s.members({ cause: s.oneOf("assigned", "ended"), assignment, plan })],
  ["intent_confirmed", s.members({})],
  ["round_scheduled", s.members({ round, opens_at: instant, reachable: count, rules_hash: s.digest })],
  ["round_opened", s.members({ round, closes_at: instant })],
  [
    "invited",
    s.members({
      bidder,
      business: s.part,
      distance: s.part,
      wave: count,
      reasons: s.part,
      propensity_ppm: s.integer(0, 1_000_000),
      auto_offer: s.part,
    }),
  ],
  ["advice_given", s.members({ bidder, text: s.part })],
  ["offers_wanted", s.members({ round, opens_at: instant, reachable: count })],
  ["queued", s.members({ business: s.part, distance: s.part, reasons: s.part })],
  ["invitation_declined", s.members({ bidder, reason })],
  ["offer_placed", offer],
  ["offer_revised", offer],
  ["offer_withdrawn", s.members({ bidder, reason: s.oneOf("own_wish", "capacity_taken", "suspended") })],
  ["auto_offer_set", s.members({ bidder, terms: s.part })],
  ["auto_offer_dropped", s.members({ bidder })],
  [
    "round_extended",
    s.members({
      round,
      cause: s.oneOf("late_offer", "no_offers", "buyer", "outage"),
      from: s.orNull(instant),
      to: s.orNull(instant),
      opens_at: instant,
      closes_at: instant,
      widen_km: s.orNull(count),
    }),
  ],
  [
    "turns_ordered",
    s.members({
      round,
      of_turns: s.integer(1),
      turns: s.list(s.members({ bidder, starts_at: instant, ends_at: instant })),
      closes_at: instant,
    }),
  ],
  ["turn_ended", s.members({ round, bidder, changed: s.flag })],
  ["clock_stepped", s.members({ round, level: count, price: s.integer(), ends_at: instant, out: bidders })],
  [
    "round_closed",
    s.members({
      round,
      cause: s.oneOf("time", "buyer_chose", "buyer_closed", "cancelled", "accepted"),
      ranking: bidders,
      pays: s.orNull(s.integer()),
    }),
  ],
  ["low_offer_explained", s.members({ bidder, explanation: s.part })],
  ["awarded", s.members({ bidder, offer_id: s.identifier, reason: s.part })],
  ["award_confirmed", s.members({ bidder })],
  ["award_lapsed", s.members({ bidder })],
  [
    "disposed",
    s.members({
      bidder,
      disposition: s.oneOf("won", "lost", "stand_by", "withdrawn", "declined_all", "no_award"),
      reason,
      band: s.text(),
      final: s.flag,
    }),
  ],
  ["question_asked", s.members({ question: s.integer(1), asker: s.integer(0), text: s.part })],
  ["question_answered", s.members({ question: s.integer(1), text: s.part })],
  [
    "message_sent",
    s.members({
      message: s.integer(1),
      bidder,
      by: s.oneOf("buyer", "business"),
      kind: s.oneOf("message", "beat_this"),
      text: s.part,
    }),
  ],
  ["readiness_set", s.members({ readiness: s.oneOf("ready", "not_yet", "ask_me"), ask_at: s.orNull(instant) })],
  ["thread_muted", s.members({ bidder, muted: s.flag })],
  ["bidder_blocked", s.members({ bidder })],
  ["shortlisted", s.members({ bidder, listed: s.flag })],
  [
    "reported",
    s.members({
      report: s.integer(1),
      bidder,
      by: s.oneOf("buyer", "business"),
      about: s.oneOf("rude", "spam", "contact_outside", "wrong_price", "reference_price", "not_genuine", "other"),
      text: s.part,
    }),
  ],
  [
    "promise_made",
    s.members({
      promise: s.integer(1),
      kind: s.oneOf("price", "delivery", "extra"),
      amount: s.orNull(s.integer()),
      due_at: s.orNull(instant),
      text: s.part,
    }),
  ],
  ["promise_claimed", s.members({ promise: s.integer(1), note: s.part })],
  ["promise_judged", s.members({ promise: s.integer(1), kept: s.flag, note: s.part })],
  ["repair_offered", s.members({ promise: s.integer(1), due_at: s.orNull(instant), text: s.part })],
  ["repair_answered", s.members({ promise: s.integer(1), accepted: s.flag })],
  ["handed_off", s.members({ kind: s.oneOf("checkout", "booking", "visit"), target: s.part, code: s.part })],
  ["visit_redeemed", s.members({})],
  [
    "outcome_reported",
    s.members({ where: s.oneOf("here", "elsewhere", "nowhere"), price: s.orNull(s.integer()), note: s.part }),
  ],
  ["reviewed", s.members({ rating: s.integer(), incentive: s.flag, text: s.part })],
  ["idea_voiced", s.members({ idea: s.integer(1), text: s.part })],
  ["outcome_shared", s.members({ shared: s.flag, text: s.part })],
  ["erased", s.members({})],
  ["intent_ended", s.members({ state: s.oneOf("lapsed", "cancelled", "expired", "no_offers"), reason, note: s.part })],
]);

const file = s.members({
  intent: s.identifier,
  rules: plan,
  events: s.list(
    s.members({
      seq: s.integer(1),
      at: instant,
      received_at: instant,
      type: s.text(),
      body: s.anyObject,
      hash: s.digest,
    }),
    1,
  ),
  openings: s.list(
    s.members({
      seq: s.integer(1),
      name: s.text(),
      salt: s.text(/^[0-9a-f]{32}$/, words.shape.salt),
      value: s.json,
    }),
  ),
});

/** Takes a parsed file; throws a FileError that names what is no log. Bodies are judged event by event, later. */
export function readLog(given: unknown): Log {
  file(given, "");
  const read = given as {
    intent: string;
    rules: Plan;
    events: (LogEvent["raw"] & { hash: string; body: Record<string, Json> })[];
    openings: Opening[];
  };
  if (read.events[0]!.type === "intent_created") created(read.events[0]!.body, "/events/0/body");
  return {
    intent: read.intent,
    plan: read.rules,
    openings: read.openings,
    events: read.events.map(({ seq, at, received_at, type, body, hash }) => ({
      seq,
      at: BigInt(at),
      received: BigInt(received_at),
      type,
      body,
      hash,
      raw: { at, body, received_at, seq, type },
    })),
  };
}
