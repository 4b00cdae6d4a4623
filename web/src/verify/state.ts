// The state of section 5 that the events of a log are played into, and what follows from it alone.
import type { Opened } from "./chain";
import type { Findings } from "./findings";
import type { LogEvent } from "./log";
import { Talk } from "./talk";
import { quality, type Attributes, type Plan, type Rules } from "./plan";

export interface Offer {
  id: string;
  /** null where a sealed price was not opened. */
  price: bigint | null;
  attributes: Attributes | null;
  /** null where it rests on something that was not opened. */
  score: bigint | null;
  standing: boolean;
  at: bigint;
  seq: number;
  revisions: number;
  /** Why it does not stand any more. */
  left: "" | "you_withdrew" | "capacity_taken" | "suspended" | "not_confirmed";
}

export interface Bidder {
  number: number;
  declined: boolean;
  admitted: boolean;
  offer: Offer | null;
  inTurn: Offer | null;
  firstPrice: bigint | null;
  droppedOut: boolean;
  acceptedLevel: bigint;
  /** Has been told how it ended, for good. */
  told: boolean;
}

export interface Turn {
  bidder: number;
  starts: bigint;
  ends: bigint;
}

export interface Round {
  number: number;
  rules: Rules;
  phase: "scheduled" | "running" | "closed";
  opensAt: bigint;
  closesAt: bigint;
  outage: bigint;
  extendedForNone: boolean;
  /** How many rounds of turns were given out, the last of them, and which of its turns is at hand. */
  ofTurns: number;
  turns: Turn[];
  turn: number;
  level: bigint;
  levelEnds: bigint;
}

export interface Told {
  bidder: number;
  disposition: string;
  reason: string;
  /** null where it rests on a price that was not opened. */
  band: string | null;
  final: boolean;
}

/** What has to be the very next event, if anything. */
export type Due =
  | { kind: "extension"; after: number; closesAt: bigint }
  | { kind: "perhaps"; after: number }
  | { kind: "accepted"; after: number }
  | { kind: "cut"; after: number }
  | null;

/** A round as it can be shown: who offered what when. */
export interface RoundStory {
  round: number;
  format: Rules["format"];
  opens_at: number;
  closes_at: number;
  cause: string | null;
  pays: number | null;
  offers: { seq: number; bidder: number; at: number; price: number | null; automatic: boolean }[];
}

export interface Award {
  bidder: number;
  score: bigint | null;
  received: bigint;
}

export class State {
  /** The buyer hears advice, and has not asked for offers yet. */
  advising = false;
  wantsNoExperiment = false;
  confirmedAt = 0n;
  lifecycle: "created" | "confirmed" | "rounds" | "deciding" | "awarded" | "agreed" | "ended" = "created";
  plan: Plan;
  assignment: unknown = null;
  /** What it was posted with, while its rounds have the rules of an arm. */
  postedPlan: Plan | null = null;
  /** Public budget in minor units; null where there is none or it is sealed. */
  budget: bigint | null = null;
  budgetSealed = false;
  extendIfEmpty = false;
  currency = "GBP";
  round: Round | null = null;
  bidders: Bidder[] = [];
  buyerExtended = false;
  lastClosed: { received: bigint; seq: number } | null = null;
  award: Award | null = null;
  /** The bidders whose offer stands, best first; as the log says it where `sure` is false. */
  ranking: number[] = [];
  sure = true;
  due: Due = null;
  toTell: Told[] = [];
  /** `at` of the event before. */
  before = 0n;
  /** No round may come any more. */
  over = false;
  talk = new Talk();
  story: RoundStory[] = [];
  final: { ranking: { bidder: number; price: number | null; score: bigint | null; at: number }[]; at: number } | null =
    null;

  constructor(
    plan: Plan,
    readonly opened: Opened,
    readonly findings: Findings,
  ) {
    this.plan = plan;
  }

  bidder(number: number): Bidder | undefined {
    return this.bidders[number - 1];
  }

  fault(event: LogEvent, what: string) {
    this.findings.fault(event.seq, what);
  }

  cannot(event: LogEvent, what: string) {
    this.findings.cannot(event.seq, what);
  }

  /** No round comes any more: what stands now is the result. */
  finish() {
    this.over = true;
    this.final = {
      at: Number(this.lastClosed!.received),
      ranking: this.ranking.map((number) => {
        const offer = this.bidder(number)!.offer!;
        const price = offer.price === null ? null : Number(offer.price);
        return { bidder: number, price, score: offer.score, at: Number(offer.at) };
      }),
    };
  }

  get running(): Round | null {
    return this.round?.phase === "running" ? this.round : null;
  }

  get standing(): Bidder[] {
    return this.bidders.filter((one) => one.offer?.standing);
  }

  /** Orders whose offer stands. Where a score is not known, what is known of the order is kept and not relied on. */
  rank() {
    const standing = this.standing;
    this.sure = standing.every((one) => one.offer!.score !== null);
    if (this.sure) {
      this.ranking = standing.sort((a, b) => compareOffers(a.offer!, b.offer!)).map((one) => one.number);
      return;
    }
    const numbers = new Set(standing.map((one) => one.number));
    const kept = this.ranking.filter((number) => numbers.has(number));
    const added = [...numbers].filter((number) => !kept.includes(number));
    this.ranking = [...kept, ...added];
  }

  rankOf(number: number): number {
    return this.ranking.indexOf(number) + 1;
  }
}

export function scoreOf(rules: Rules, price: bigint | null, attributes: Attributes | null): bigint | null {
  if (price === null) return null;
  if (attributes === null) return rules.scoring.length === 0 ? price : null;
  return price + quality(rules, attributes);
}

const sign = (difference: bigint) => (difference < 0n ? -1 : difference > 0n ? 1 : 0);

/** Lowest score first, then who came first. Both scores are known. */
export function compareOffers(a: Offer, b: Offer): number {
  return sign(a.score! - b.score!) || sign(a.at - b.at) || a.seq - b.seq;
}

/** May the bidder take part in the round at hand? */
export const takesPart = (bidder: Bidder) => bidder.admitted && !bidder.declined;

/** On a falling clock: has it accepted the level at hand? */
export const isIn = (bidder: Bidder, round: Round) =>
  takesPart(bidder) && !bidder.droppedOut && bidder.acceptedLevel === round.level;

/** The turn at hand, if one is. */
export const turnAtHand = (round: Round): Turn | null => round.turns[round.turn] ?? null;

/** When the next step of a running round is, or its end: whichever is first. */
export function boundary(round: Round): bigint {
  let next = round.closesAt;
  if (round.rules.format === "falling_clock") next = round.levelEnds;
  if (round.rules.format === "turns" && round.ofTurns > 0)
    next = (turnAtHand(round) ?? round.turns[round.turns.length - 1])?.ends ?? round.closesAt;
  return next < round.closesAt ? next : round.closesAt;
}
