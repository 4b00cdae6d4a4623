// Whether a log is that of a fair market, from proto/rounds.md alone: no part of the server has a say in it. Nothing
// here needs a page or a network, so the same functions run in a test.
import { canonical, canHash, type Json } from "./canonical";
import { checkChain, checkOpenings, type Opened, type Progress } from "./chain";
import { playAwarded, playConfirmed, playDisposed, playEnded, playExplained, playLapsed } from "./endings";
import { Findings, type Finding } from "./findings";
import { bodies, readLog, type Log, type LogEvent } from "./log";
import { playOffer, playWithdrawal } from "./offers";
import type { Plan } from "./plan";
import { FileError } from "./shape";
import { State, type RoundStory } from "./state";
import {
  playClockStepped,
  playClosed,
  playExtended,
  playOffersWanted,
  playOpened,
  playReplanned,
  playScheduled,
  playTurnEnded,
  playTurnsOrdered,
  rulesHashes,
} from "./steps";
import { playAdvice, talkPlays } from "./talk";
import { words } from "../words/verify";

export { FileError } from "./shape";
export type { Finding } from "./findings";
export type { RoundStory } from "./state";

/** Prices and scores are minor units, instants microseconds since 1970 UTC. */
export interface Ranked {
  bidder: number;
  /** null where a sealed price was not opened. */
  price: number | null;
  score: bigint | null;
  at: number;
}

export interface Report {
  holds: boolean;
  intent: string;
  /** The last hash of the log, to compare with the published one. */
  head: string;
  events: number;
  faults: Finding[];
  unchecked: Finding[];
  /** null while a round may still come. */
  result: { winner: number | null; ranking: Ranked[]; closed_at: number } | null;
  /** Whom the buyer chose, if anybody; `agreed` once the bidder said yes. */
  chosen: { bidder: number; agreed: boolean } | null;
  currency: string;
  budget: number | null;
  rounds: RoundStory[];
}

const f = words.fault;

function playCreated(state: State, event: LogEvent): void {
  const body = event.body as unknown as {
    plan: Plan;
    assignment: Json;
    budget: number | null;
    budget_sealed: boolean;
    extend_if_empty: boolean;
    advice_first?: boolean;
    experiments?: boolean;
    currency: string;
  };
  state.plan = body.plan;
  state.assignment = body.assignment;
  state.budgetSealed = body.budget_sealed;
  state.budget = body.budget_sealed || body.budget === null ? null : BigInt(body.budget);
  state.extendIfEmpty = body.extend_if_empty;
  state.advising = body.advice_first === true;
  state.wantsNoExperiment = body.experiments === false;
  state.currency = body.currency;
}

function playInvited(state: State, event: LogEvent): void {
  const number = state.bidders.length + 1;
  if (event.body.bidder !== number) state.fault(event, f.bidderNumber(number));
  if (state.lifecycle === "ended" || state.lifecycle === "agreed") state.fault(event, f.tooLate);
  const round = state.round;
  const planned = round && state.plan.rounds[round.number - 1];
  const admitted = !round || (planned?.admit === "all" && round.ofTurns === 0 && round.level === 0n);
  state.bidders.push({
    number,
    declined: false,
    admitted,
    offer: null,
    inTurn: null,
    firstPrice: null,
    droppedOut: false,
    acceptedLevel: -1n,
    told: false,
  });
}

const nothing = () => undefined;

/** What an event changes, by type. */
const plays: Record<string, (state: State, event: LogEvent) => void> = {
  intent_created: playCreated,
  intent_confirmed: (state, event) => {
    if (state.lifecycle !== "created") state.fault(event, f.confirmedTwice);
    else {
      state.lifecycle = "confirmed";
      state.confirmedAt = event.at;
    }
  },
  advice_given: playAdvice,
  offers_wanted: playOffersWanted,
  round_opened: playOpened,
  invited: playInvited,
  queued: nothing,
  invitation_declined: (state, event) => {
    state.bidder(event.body.bidder as number)!.declined = true;
  },
  offer_placed: playOffer,
  offer_revised: playOffer,
  offer_withdrawn: playWithdrawal,
  auto_offer_set: nothing,
  auto_offer_dropped: nothing,
  round_extended: playExtended,
  turns_ordered: playTurnsOrdered,
  turn_ended: playTurnEnded,
  clock_stepped: playClockStepped,
  low_offer_explained: playExplained,
  awarded: playAwarded,
  award_confirmed: playConfirmed,
  ...talkPlays,
  award_lapsed: playLapsed,
  disposed: playDisposed,
  intent_ended: playEnded,
};

/** Every bidder that a body names: in `bidder`, in an order, or among those who are out. */
function named(body: Record<string, Json>): number[] {
  const many = [body.ranking, body.out].flatMap((list) => (Array.isArray(list) ? list : []));
  const turns = Array.isArray(body.turns) ? body.turns.map((turn) => (turn as { bidder: number }).bidder) : [];
  return [body.bidder, ...many, ...turns].filter((one): one is number => typeof one === "number");
}

/** The body's shape and the bidders that it names; what is said about an event that fails here cannot be played. */
function isPlayable(state: State, event: LogEvent): boolean {
  const shape = bodies.get(event.type);
  if (!shape) {
    state.fault(event, f.unknownType(event.type));
    return false;
  }
  try {
    shape(event.body, `/events/${event.seq - 1}/body`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    state.fault(event, error.message);
    return false;
  }
  const stranger = event.type === "invited" ? undefined : named(event.body).find((number) => !state.bidder(number));
  if (stranger !== undefined) state.fault(event, f.stranger(stranger));
  return stranger === undefined;
}

/** What had to come next and did not: said at the event that came instead, and then forgotten. */
function checkDue(state: State, event: LogEvent): void {
  const { due } = state;
  const answered =
    due === null ||
    due.kind === "perhaps" ||
    (due.kind === "extension" && event.type === "round_extended" && event.body.cause === "late_offer") ||
    (due.kind === "accepted" && event.type === "round_closed" && event.body.cause === "accepted") ||
    (due.kind === "cut" &&
      event.type === "round_closed" &&
      ["buyer_chose", "buyer_closed", "cancelled"].includes(event.body.cause as string));
  if (!answered) state.fault(event, f.due[due.kind](due.after));
  const wasPerhaps = due?.kind === "perhaps" && event.type !== "round_extended";
  if (!answered || wasPerhaps) state.due = null;
  if (event.type !== "disposed" && state.toTell.length > 0) {
    state.fault(event, f.notTold(state.toTell.map((one) => one.bidder)));
    state.toTell = [];
  }
  const saidAll = event.type === "disposed" || event.type === "promise_made" || state.talk.toPromise.length === 0;
  if (!saidAll) {
    state.fault(event, f.promisedLess);
    state.talk.toPromise = [];
  }
}

/** A log that is cut off says so: it goes on until the last round is over, or stops where the first one opens. */
function checkEnd(state: State, log: Log): void {
  const last = log.events[log.events.length - 1]!;
  if (state.due && state.due.kind !== "perhaps") state.fault(last, f.due[state.due.kind](state.due.after));
  if (state.toTell.length > 0) state.fault(last, f.notTold(state.toTell.map((one) => one.bidder)));
  if (state.talk.toPromise.length > 0) state.fault(last, f.promisedLess);
  const opened = log.events.find((event) => event.type === "round_opened");
  if (opened && opened !== last && state.lifecycle === "rounds") state.fault(last, f.breaksOff);
}

async function play(log: Log, opened: Opened, findings: Findings): Promise<State> {
  const state = new State(log.plan, opened, findings);
  const [first] = log.events;
  if (first!.type !== "intent_created") findings.fault(first!.seq, f.notCreated);
  else if (canonical(log.plan as unknown as Json) !== canonical(first!.body.plan!))
    findings.fault(first!.seq, f.otherPlan);
  else playCreated(state, first!);
  let hashes = await rulesHashes(state);
  for (const [i, event] of log.events.entries()) {
    if (!isPlayable(state, event)) continue;
    if (i > 0 && event.type === "intent_created") findings.fault(event.seq, f.createdTwice);
    else {
      checkDue(state, event);
      if (event.type === "replanned") {
        playReplanned(state, event);
        hashes = await rulesHashes(state);
      } else if (event.type === "round_scheduled") playScheduled(state, event, hashes);
      else if (event.type === "round_closed") playClosed(state, event, log.events[i - 1]);
      else plays[event.type]!(state, event);
    }
    if (event.at > state.before) state.before = event.at;
  }
  checkEnd(state, log);
  return state;
}

/**
 * Checks a parsed log file. Throws a FileError where it is no log, and an Error where this browser has no digests;
 * everything that is wrong with a log is in the report, by number of the event.
 */
export async function checkLog(file: unknown, progress?: Progress): Promise<Report> {
  const log = readLog(file);
  if (!canHash()) throw new Error(words.noDigests);
  const findings = new Findings();
  await checkChain(log, findings, progress);
  const opened = await checkOpenings(log, findings);
  const state = await play(log, opened, findings);
  const bySeq = (a: Finding, b: Finding) => a.seq - b.seq;
  return {
    holds: findings.faults.length === 0,
    intent: log.intent,
    head: log.events[log.events.length - 1]!.hash,
    events: log.events.length,
    faults: [...findings.faults].sort(bySeq),
    unchecked: [...findings.unchecked].sort(bySeq),
    result: state.final && {
      winner: state.final.ranking[0]?.bidder ?? null,
      ranking: state.final.ranking,
      closed_at: state.final.at,
    },
    chosen: state.award && { bidder: state.award.bidder, agreed: state.lifecycle === "agreed" },
    currency: state.currency,
    budget: state.budget === null ? null : Number(state.budget),
    rounds: state.story,
  };
}
