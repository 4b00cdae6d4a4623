// What people say, and what follows from the yes: section 10. Texts are secret; who spoke when is not.
import type { LogEvent } from "./log";
import type { State } from "./state";
import { isAdvising } from "./steps";
import { words } from "../words/verify";

const f = words.fault;
const week = 7n * 86_400_000_000n;
const day = 86_400_000_000n;

interface Thread {
  /** Numbers of events, 0 for none. */
  heard: number;
  heardAt: bigint;
  said: number;
  saidAt: bigint | null;
  beaten: number;
  blocked: boolean;
}
interface Promised {
  state: "open" | "claimed" | "kept" | "broken" | "repairing" | "repaired";
  wasBroken: boolean;
  repair: boolean;
}
export interface DuePromise {
  kind: string;
  amount: bigint | null;
  due: bigint | null;
}

export class Talk {
  /** The asker of each, and whether it was answered. */
  questions: { asker: number; answered: boolean }[] = [];
  advised = new Set<number>();
  askedAll = 0;
  threads = new Map<number, Thread>();
  messages = 0;
  reports = 0;
  ideas = 0;
  askAt: bigint | null = null;
  promises: Promised[] = [];
  /** What the award promises and is still to be said. */
  toPromise: DuePromise[] = [];
  daysUnknown = false;
  priceUnknown = false;
  handedOff = false;
  outcome = false;
  reviewed = false;
  endedAt: bigint | null = null;

  thread(bidder: number): Thread {
    let thread = this.threads.get(bidder);
    if (!thread) {
      thread = { heard: 0, heardAt: 0n, said: 0, saidAt: null, beaten: 0, blocked: false };
      this.threads.set(bidder, thread);
    }
    return thread;
  }
}

const isOver = (state: State) => state.lifecycle === "agreed" || state.lifecycle === "ended";
const isOpen = (state: State) => state.lifecycle !== "created" && !isOver(state);
const isChosen = (state: State, bidder: number) =>
  (state.lifecycle === "awarded" || state.lifecycle === "agreed") && state.award?.bidder === bidder;
const isSettled = (promise: Promised) => promise.state === "kept" || promise.state === "repaired";

/** When its reader was told of it: in a round of secret offers, when it was received. */
function toldAt(state: State, event: LogEvent): bigint {
  const format = state.running?.rules.format;
  return format === "sealed" || format === "turns" ? event.received : event.at;
}

/** What an award promises by itself: its price, and the delivery where the offer names the days. */
export function promiseFirst(state: State, event: LogEvent): void {
  const offer = state.bidder(state.award!.bidder)!.offer!;
  const { talk } = state;
  talk.endedAt = event.at;
  talk.priceUnknown = offer.price === null;
  talk.daysUnknown = offer.attributes === null;
  talk.toPromise = [{ kind: "price", amount: offer.price, due: null }];
  const { attributes } = offer;
  const days = attributes && Object.hasOwn(attributes, "delivery_days") ? attributes.delivery_days : undefined;
  if (days !== undefined && days >= 0 && days <= 3650)
    talk.toPromise.push({ kind: "delivery", amount: null, due: event.received + BigInt(days) * day });
}

function hasWord(state: State, bidder: number, now: bigint): boolean {
  const { talk } = state;
  const thread = talk.thread(bidder);
  const late = isOver(state) && !isChosen(state, bidder);
  const asked = Math.max(thread.heard, talk.askedAll);
  const has = late
    ? thread.heard > thread.said && thread.heardAt >= (talk.endedAt ?? 0n)
    : thread.said === 0 || asked > thread.said;
  if (has) return true;
  const at = talk.askAt;
  return at !== null && now >= at && now < at + week && (thread.saidAt === null || thread.saidAt < at);
}

function playMessage(state: State, event: LogEvent): void {
  const body = event.body as { message: number; bidder: number; by: string; kind: string };
  const { talk } = state;
  const offer = state.bidder(body.bidder)!.offer;
  if (!offer) return state.fault(event, f.noThread);
  const thread = talk.thread(body.bidder);
  if (body.message !== talk.messages + 1) state.fault(event, f.numbered);
  const late = isOver(state) && !isChosen(state, body.bidder);
  let open = isOver(state) ? !late || talk.askAt !== null : offer.standing;
  if (late && talk.askAt !== null && body.by === "business") {
    const last = talk.askAt > thread.heardAt ? talk.askAt : thread.heardAt;
    open = event.received < last + week;
  }
  if (!open || thread.blocked) state.fault(event, f.threadClosed);
  else if (body.by === "business" && !hasWord(state, body.bidder, event.received)) state.fault(event, f.noWord);
  else if (body.by === "buyer" && body.kind === "beat_this") {
    const round = state.running;
    if (!round || thread.beaten === round.number) state.fault(event, f.beatenTwice);
  }
  talk.messages = body.message;
  if (body.kind === "beat_this" && state.round) thread.beaten = state.round.number;
  if (body.by === "buyer") {
    thread.heard = event.seq;
    thread.heardAt = toldAt(state, event);
  } else {
    thread.said = event.seq;
    thread.saidAt = toldAt(state, event);
  }
}

export function playAdvice(state: State, event: LogEvent): void {
  const bidder = state.bidder(event.body.bidder as number);
  if (!bidder) return state.fault(event, f.stranger(event.body.bidder as number));
  if (!isAdvising(state)) return state.fault(event, f.noAdvice);
  if (bidder.declined || state.talk.advised.has(bidder.number)) state.fault(event, f.advisedTwice);
  state.talk.advised.add(bidder.number);
}

function playAsked(state: State, event: LogEvent): void {
  const { question, asker } = event.body as { question: number; asker: number };
  if (question !== state.talk.questions.length + 1) state.fault(event, f.numbered);
  if (asker !== 0 && !state.bidder(asker)) state.fault(event, f.stranger(asker));
  if (!isOpen(state)) state.fault(event, f.askedLate);
  state.talk.questions.push({ asker, answered: false });
  if (asker === 0) state.talk.askedAll = event.seq;
}

function playAnswered(state: State, event: LogEvent): void {
  const question = state.talk.questions[(event.body.question as number) - 1];
  if (!question || question.asker === 0 || question.answered) return state.fault(event, f.answeredTwice);
  if (!isOpen(state)) state.fault(event, f.askedLate);
  question.answered = true;
}

const inThread = (state: State, event: LogEvent) => {
  const open = state.bidder(event.body.bidder as number)!.offer !== null;
  if (!open) state.fault(event, f.noThread);
  return open;
};

function playPromised(state: State, event: LogEvent): void {
  const body = event.body as { promise: number; kind: string; amount: number | null; due_at: number | null };
  const { talk } = state;
  if (body.promise !== talk.promises.length + 1) state.fault(event, f.numbered);
  const expected = talk.toPromise.shift();
  const big = (value: number | null) => (value === null ? null : BigInt(value));
  if (expected) {
    const same =
      body.kind === expected.kind && big(body.amount) === expected.amount && big(body.due_at) === expected.due;
    if (!same && !talk.priceUnknown) state.fault(event, f.promisedOther);
  } else if (body.kind !== "extra") {
    const unknown = body.kind === "delivery" && talk.daysUnknown && state.lifecycle === "agreed";
    if (!unknown) state.fault(event, f.promisedOther);
  } else if (state.lifecycle !== "agreed") state.fault(event, f.noDeal);
  talk.promises.push({ state: "open", wasBroken: false, repair: false });
}

/** An act upon a promise that is there, in a deal. */
function upon(act: (promise: Promised, event: LogEvent) => boolean) {
  return (state: State, event: LogEvent) => {
    const promise = state.talk.promises[(event.body.promise as number) - 1];
    if (!promise) return state.fault(event, f.noPromise);
    if (!act(promise, event)) state.fault(event, f.promiseWaits);
  };
}

const inDeal = (then?: (state: State, event: LogEvent) => void) => (state: State, event: LogEvent) => {
  if (state.lifecycle !== "agreed") state.fault(event, f.noDeal);
  then?.(state, event);
};

export const talkPlays: Record<string, (state: State, event: LogEvent) => void> = {
  question_asked: playAsked,
  question_answered: playAnswered,
  message_sent: playMessage,
  readiness_set: (state, event) => {
    const at = event.body.ask_at as number | null;
    state.talk.askAt = at === null ? null : BigInt(at);
  },
  thread_muted: inThread,
  bidder_blocked: (state, event) => {
    const number = event.body.bidder as number;
    if (!state.talk.advised.has(number) && !inThread(state, event)) return;
    state.talk.thread(number).blocked = true;
  },
  shortlisted: inThread,
  reported: (state, event) => {
    if (event.body.report !== state.talk.reports + 1) state.fault(event, f.numbered);
    state.talk.reports += 1;
  },
  promise_made: playPromised,
  promise_claimed: upon((promise) => {
    const waits = promise.state === "open" || promise.state === "repairing";
    promise.state = "claimed";
    return waits;
  }),
  promise_judged: upon((promise, event) => {
    const kept = event.body.kept as boolean;
    const waits = !isSettled(promise) && !(promise.state === "broken" && !kept);
    promise.wasBroken ||= !kept;
    promise.state = !kept ? "broken" : promise.wasBroken ? "repaired" : "kept";
    promise.repair = false;
    return waits;
  }),
  repair_offered: upon((promise) => {
    const waits = promise.state === "broken" && !promise.repair;
    promise.repair = true;
    return waits;
  }),
  repair_answered: upon((promise, event) => {
    const waits = promise.repair;
    promise.repair = false;
    if (event.body.accepted) promise.state = "repairing";
    return waits;
  }),
  handed_off: inDeal((state) => {
    state.talk.handedOff = true;
  }),
  visit_redeemed: (state, event) => {
    if (!state.talk.handedOff) state.fault(event, f.noCode);
  },
  outcome_reported: (state, event) => {
    const here = event.body.where === "here";
    if (state.talk.outcome) state.fault(event, f.saidTwice);
    else if (here ? state.lifecycle !== "agreed" : !isOver(state)) state.fault(event, f.noDeal);
    state.talk.outcome = true;
  },
  reviewed: inDeal((state, event) => {
    if (state.talk.reviewed) state.fault(event, f.saidTwice);
    state.talk.reviewed = true;
  }),
  idea_voiced: (state, event) => {
    if (event.body.idea !== state.talk.ideas + 1) state.fault(event, f.numbered);
    state.talk.ideas += 1;
  },
  outcome_shared: () => undefined,
  erased: (state, event) => {
    if (!isOver(state)) state.fault(event, f.erasedEarly);
  },
};
