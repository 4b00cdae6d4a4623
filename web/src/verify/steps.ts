// How rounds begin, move on and end: sections 5, 6 and 8.
import { canonical, sha256Hex, utf8, type Json } from "./canonical";
import type { LogEvent } from "./log";
import { clockLevels, clockPrice, max, micros, plannedLength, quality, type Plan, type Rules } from "./plan";
import { boundary, compareOffers, isIn, scoreOf, turnAtHand, type Round, type State, type Turn } from "./state";
import { words } from "../words/verify";

const f = words.fault;
/** A week: how long advice is asked for. */
const adviceWithin = micros(7 * 86_400);
const sameList = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((n, i) => n === b[i]);
const isLast = (state: State, round: Round) => round.number >= state.plan.rounds.length;

/** The digest of each round's rules, as `round_scheduled` has to repeat it. */
export const rulesHashes = (state: State) =>
  Promise.all(state.plan.rounds.map(({ rules }) => sha256Hex(utf8(canonical(rules as unknown as Json)))));

/** Rounds that have not opened get the rules of an arm, or those they were posted with again. */
export function playReplanned(state: State, event: LogEvent): void {
  const body = event.body as unknown as { cause: "assigned" | "ended"; assignment: Json; plan: Plan };
  const { round, postedPlan } = state;
  if (body.plan.rounds.length !== state.plan.rounds.length) return state.fault(event, f.otherRounds);
  const isSame = (one: unknown, other: unknown) => canonical(one as Json) === canonical(other as Json);
  if (body.cause === "assigned") {
    if (state.lifecycle !== "created" || postedPlan) return state.fault(event, f.armOnce);
    if (state.wantsNoExperiment) state.fault(event, f.noExperiment);
    state.postedPlan = state.plan;
    state.assignment = body.assignment;
  } else {
    if (!postedPlan || state.lifecycle !== "rounds" || round?.phase !== "scheduled")
      return state.fault(event, f.experimentLate);
    if (!isSame(body.assignment, state.assignment)) state.fault(event, f.otherArm);
    if (!isSame(body.plan, postedPlan)) state.fault(event, f.otherRules);
    state.postedPlan = null;
    round.rules = body.plan.rounds[round.number - 1]!.rules;
    round.closesAt = round.opensAt + plannedLength(round.rules, round.number);
  }
  state.plan = body.plan;
}

export function playScheduled(state: State, event: LogEvent, hashes: string[]): void {
  const body = event.body as unknown as { round: number; opens_at: number; rules_hash: string };
  const before = state.round;
  const number = (before?.number ?? 0) + 1;
  const planned = state.plan.rounds[number - 1];
  const maySchedule = before ? state.lifecycle === "rounds" && before.phase === "closed" : true;
  if (!planned || body.round !== number || !maySchedule) return state.fault(event, f.notNextRound);
  if (state.lifecycle === "created") state.fault(event, f.notConfirmed);
  if (body.rules_hash !== hashes[number - 1]) state.fault(event, f.rulesHash);
  const opensAt = BigInt(body.opens_at);
  if (state.lastClosed && opensAt !== state.lastClosed.received + micros(planned.starts_after_s))
    state.fault(event, f.opensAt);
  if (state.advising && opensAt !== state.confirmedAt + adviceWithin) state.fault(event, f.adviceTime);
  state.lifecycle = "rounds";
  state.round = {
    number,
    rules: planned.rules,
    phase: "scheduled",
    opensAt,
    closesAt: opensAt + plannedLength(planned.rules, number),
    outage: 0n,
    extendedForNone: false,
    ofTurns: 0,
    turns: [],
    turn: 0,
    level: 0n,
    levelEnds: 0n,
  };
  const { admit } = planned;
  const best = admit === "all" ? Infinity : "best" in admit ? admit.best : 1;
  for (const bidder of state.bidders) {
    const rank = state.rankOf(bidder.number);
    bidder.admitted = admit === "all" || (rank > 0 && rank <= best);
  }
}

/** Whether the buyer hears advice, and the first round waits. */
export const isAdvising = (state: State) =>
  state.advising && (state.lifecycle === "confirmed" || state.lifecycle === "rounds");

export function playOffersWanted(state: State, event: LogEvent): void {
  const body = event.body as unknown as { round: number; opens_at: number };
  const round = state.round;
  if (!isAdvising(state) || round?.number !== body.round) return state.fault(event, f.noAdvice);
  const opensAt = BigInt(body.opens_at);
  if (opensAt < event.at) state.fault(event, f.opensAt);
  round.closesAt += opensAt - round.opensAt;
  round.opensAt = opensAt;
  state.advising = false;
}

export function playOpened(state: State, event: LogEvent): void {
  const body = event.body as unknown as { round: number; closes_at: number };
  const round = state.round;
  if (round?.phase !== "scheduled" || body.round !== round.number || state.lifecycle !== "rounds")
    return state.fault(event, f.notScheduled);
  if (state.advising) state.fault(event, f.notAsked);
  if (event.at !== max(state.before, round.opensAt) || event.received !== round.opensAt)
    state.fault(event, f.atMoment(round.opensAt));
  if (BigInt(body.closes_at) !== round.closesAt) state.fault(event, f.closesAt(round.closesAt));
  round.phase = "running";
  round.levelEnds = round.opensAt + micros(round.rules.clock.every_s);
  for (const bidder of state.bidders) {
    bidder.inTurn = null;
    bidder.droppedOut = false;
    bidder.acceptedLevel = -1n;
    const offer = bidder.offer;
    if (!offer) continue;
    offer.revisions = 0;
    if (offer.standing) offer.score = scoreOf(round.rules, offer.price, offer.attributes);
  }
  state.rank();
  state.story.push({
    round: round.number,
    format: round.rules.format,
    opens_at: Number(round.opensAt),
    closes_at: Number(round.closesAt),
    cause: null,
    pays: null,
    offers: [],
  });
}

interface ExtendedBody {
  round: number;
  cause: "late_offer" | "no_offers" | "buyer" | "outage";
  from: number | null;
  to: number | null;
  opens_at: number;
  closes_at: number;
}

/** Gives back [from, to) to whatever of the round was still to come (section 8); the fault, or null. */
function giveBack(round: Round, body: ExtendedBody): string | null {
  const from = BigInt(body.from ?? 0);
  const to = BigInt(body.to ?? 0);
  if (body.from === null || body.to === null || from >= to) return f.outageEmpty;
  if (round.phase === "scheduled") {
    if (round.opensAt < from || round.opensAt >= to) return f.outageElsewhere;
    round.closesAt += to - round.opensAt;
    round.opensAt = to;
    return null;
  }
  if (from < round.opensAt || from >= round.closesAt) return f.outageElsewhere;
  const lost = to - from;
  round.closesAt += lost;
  round.outage += lost;
  for (const turn of round.turns) {
    if (turn.starts >= from) turn.starts += lost;
    if (turn.ends > from) turn.ends += lost;
  }
  if (round.levelEnds > from) round.levelEnds += lost;
  return null;
}

export function playExtended(state: State, event: LogEvent): void {
  const body = event.body as unknown as ExtendedBody;
  const round = state.round;
  if (!round || round.phase === "closed" || body.round !== round.number) return state.fault(event, f.noRound);
  const stated = BigInt(body.closes_at);
  const due = state.due;
  if (body.cause === "outage") {
    const fault = giveBack(round, body);
    if (fault) state.fault(event, fault);
  } else if (round.phase !== "running") {
    state.fault(event, f.noRound);
  } else if (body.cause === "late_offer") {
    state.due = null;
    if (due?.kind === "extension") round.closesAt = due.closesAt;
    else if (due?.kind === "perhaps") {
      state.cannot(event, words.cannot.extension);
      round.closesAt = max(stated, round.closesAt);
    } else state.fault(event, f.noLateOffer);
  } else {
    const plain = round.rules.format === "sealed" || round.rules.format === "open";
    if (!plain) state.fault(event, f.notExtendable);
    if (body.cause === "buyer") {
      if (state.buyerExtended) state.fault(event, f.buyerTwice);
      state.buyerExtended = true;
    } else {
      if (round.extendedForNone || !state.extendIfEmpty || state.ranking.length > 0) state.fault(event, f.notForNone);
      if (event.received !== round.closesAt || event.at !== max(state.before, round.closesAt))
        state.fault(event, f.atMoment(round.closesAt));
      round.extendedForNone = true;
    }
    round.closesAt += micros(round.rules.duration_s);
  }
  if (stated !== round.closesAt) state.fault(event, f.closesAt(round.closesAt));
  if (BigInt(body.opens_at) !== round.opensAt) state.fault(event, f.opensAt);
  const shown = state.story.at(-1);
  if (round.phase === "running" && shown) shown.closes_at = Number(round.closesAt);
}

/** A step of a running round comes at its moment and not otherwise. */
function checkMoment(state: State, event: LogEvent, moment: bigint): void {
  if (event.received !== moment || event.at !== max(state.before, moment)) state.fault(event, f.atMoment(moment));
}

const turnsGoOn = (round: Round) =>
  round.rules.format === "turns" && turnAtHand(round) === null && round.ofTurns < round.rules.turns.rounds;

/** Who gets a turn, the worst first: whoever is admitted and ranked, whether or not it has declined meanwhile. */
const turnOrder = (state: State) => state.ranking.filter((number) => state.bidder(number)!.admitted).reverse();

export function playTurnsOrdered(state: State, event: LogEvent): void {
  const body = event.body as unknown as {
    round: number;
    of_turns: number;
    turns: { bidder: number; starts_at: number; ends_at: number }[];
    closes_at: number;
  };
  const round = state.running;
  if (!round || body.round !== round.number || round.rules.format !== "turns") return state.fault(event, f.noRound);
  if (!turnsGoOn(round) || body.of_turns !== round.ofTurns + 1) return state.fault(event, f.noTurnsNow);
  const moment = boundary(round);
  checkMoment(state, event, moment);
  const stated = body.turns.map((turn) => turn.bidder);
  let order = turnOrder(state);
  if (order.length < 2) state.fault(event, f.tooFewForTurns);
  if (!state.sure && sameList([...stated].sort(), [...order].sort())) {
    state.cannot(event, words.cannot.order);
    order = stated;
  }
  if (!sameList(stated, order)) state.fault(event, f.turnOrder(order));
  const { first_pause_s, pause_s, turn_s, rounds } = round.rules.turns;
  let starts = moment + micros(round.ofTurns === 0 ? first_pause_s : pause_s);
  const turns: Turn[] = order.map((bidder) => {
    const turn = { bidder, starts, ends: starts + micros(turn_s) };
    starts = turn.ends;
    return turn;
  });
  const wrong = turns.some(
    (turn, i) =>
      BigInt(body.turns[i]?.starts_at ?? 0) !== turn.starts || BigInt(body.turns[i]?.ends_at ?? 0) !== turn.ends,
  );
  if (wrong) state.fault(event, f.turnTimes);
  round.ofTurns += 1;
  round.turns = turns;
  round.turn = 0;
  const each = micros(pause_s) + BigInt(turns.length) * micros(turn_s);
  round.closesAt = starts + BigInt(rounds - round.ofTurns) * each;
  if (BigInt(body.closes_at) !== round.closesAt) state.fault(event, f.closesAt(round.closesAt));
  const shown = state.story.at(-1);
  if (shown) shown.closes_at = Number(round.closesAt);
}

export function playTurnEnded(state: State, event: LogEvent): void {
  const body = event.body as unknown as { round: number; bidder: number; changed: boolean };
  const round = state.running;
  const turn = round && turnAtHand(round);
  if (!round || !turn || body.round !== round.number || turn.bidder !== body.bidder)
    return state.fault(event, f.notItsTurn);
  const bidder = state.bidder(body.bidder)!;
  const changed = bidder.inTurn !== null;
  if (body.changed !== changed) state.fault(event, f.changed);
  // Before its end a turn ends only because the buyer ends the round, and only where something was said in it.
  if (changed && event.received < turn.ends) state.due = { kind: "cut", after: event.seq };
  else checkMoment(state, event, turn.ends);
  if (bidder.inTurn) bidder.offer = bidder.inTurn;
  bidder.inTurn = null;
  round.turn += 1;
  state.rank();
}

export function playClockStepped(state: State, event: LogEvent): void {
  const body = event.body as unknown as {
    round: number;
    level: number;
    price: number;
    ends_at: number;
    out: number[];
  };
  const round = state.running;
  if (!round || body.round !== round.number || round.rules.format !== "falling_clock")
    return state.fault(event, f.noRound);
  checkMoment(state, event, round.levelEnds);
  if (!clockGoesOn(state, round)) state.fault(event, f.clockOver);
  const out = state.bidders.filter((one) => !one.droppedOut && !isIn(one, round));
  const numbers = out.map((one) => one.number);
  if (!sameList(numbers, body.out)) state.fault(event, f.clockOut(numbers));
  for (const bidder of out) bidder.droppedOut = true;
  round.level += 1n;
  round.levelEnds += micros(round.rules.clock.every_s);
  if (BigInt(body.level) !== round.level || BigInt(body.price) !== clockPrice(round.rules, round.level))
    state.fault(event, f.clockLevel);
  if (BigInt(body.ends_at) !== round.levelEnds) state.fault(event, f.levelEnds(round.levelEnds));
}

const clockGoesOn = (state: State, round: Round) =>
  round.rules.format === "falling_clock" &&
  round.level + 1n < clockLevels(round.rules) &&
  state.bidders.filter((one) => isIn(one, round)).length >= 2;

/** What the first in the ranking is paid; null where nobody is ranked, undefined where the log does not show it. */
function payment(state: State, rules: Rules): bigint | null | undefined {
  const [first, second] = state.ranking.map((number) => state.bidder(number)!.offer!);
  if (!first) return null;
  if (first.price === null) return undefined;
  if (rules.pricing !== "second_price") return first.price;
  if (!second) {
    if (state.budgetSealed) return undefined;
    return state.budget === null ? first.price : max(first.price, state.budget);
  }
  if (second.score === null || first.score === null) return undefined;
  return max(first.price, second.score - quality(rules, first.attributes ?? {}));
}

/** Does an order name each of these once, and those whose score is known in their order? */
function fits(state: State, stated: number[]): boolean {
  if (!sameList([...stated].sort(), [...state.ranking].sort())) return false;
  const known = stated.map((number) => state.bidder(number)!.offer!).filter((offer) => offer.score !== null);
  return known.every((offer, i) => i === 0 || compareOffers(known[i - 1]!, offer) < 0);
}

export function playClosed(state: State, event: LogEvent, previous: LogEvent | undefined): void {
  const body = event.body as unknown as {
    round: number;
    cause: "time" | "buyer_chose" | "buyer_closed" | "cancelled" | "accepted";
    ranking: number[];
    pays: number | null;
  };
  const round = state.running;
  if (!round || body.round !== round.number) return state.fault(event, f.noRound);
  const due = state.due;
  const byBuyer = body.cause !== "time" && body.cause !== "accepted";
  if (body.cause === "time") {
    checkMoment(state, event, boundary(round));
    if (turnAtHand(round) || (turnsGoOn(round) && turnOrder(state).length >= 2) || clockGoesOn(state, round))
      state.fault(event, f.goesOn);
  }
  if (body.cause === "accepted") {
    if (due?.kind !== "accepted" || due.after !== previous?.seq) state.fault(event, f.nobodyAccepted);
    if (due?.kind === "accepted") state.due = null;
  }
  if (byBuyer) {
    if (due?.kind === "cut") state.due = null;
    if (state.bidders.some((one) => one.inTurn)) state.fault(event, f.turnForgotten);
  }
  if (state.sure) {
    if (!sameList(body.ranking, state.ranking)) state.fault(event, f.ranking(state.ranking));
  } else {
    state.cannot(event, words.cannot.ranking(round.number));
    if (fits(state, body.ranking)) state.ranking = body.ranking;
    else state.fault(event, f.rankingOfOthers);
  }
  const pays = payment(state, round.rules);
  if (pays === undefined) {
    state.cannot(event, words.cannot.pays(round.number));
    const own = state.bidder(state.ranking[0]!)!.offer!.price;
    if (body.pays === null || (own !== null && BigInt(body.pays) < own)) state.fault(event, f.paysLess);
  } else if (pays === null ? body.pays !== null : body.pays === null || BigInt(body.pays) !== pays) {
    state.fault(event, f.pays(pays, state.currency));
  }
  round.phase = "closed";
  for (const bidder of state.bidders) bidder.inTurn = null;
  state.lastClosed = { received: event.received, seq: event.seq };
  const over = isLast(state, round) || body.cause === "buyer_chose" || body.cause === "buyer_closed";
  if (over && state.ranking.length > 0 && body.cause !== "cancelled") state.lifecycle = "deciding";
  state.over = over || body.cause === "cancelled";
  const shown = state.story.at(-1);
  if (shown) {
    shown.closes_at = Number(event.received);
    shown.cause = body.cause;
    shown.pays = body.pays;
  }
  if (state.over) state.finish();
}
