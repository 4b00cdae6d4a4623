// Which offers are allowed (section 7), what they change, and when a late one moves the end (section 6.2).
import type { Json } from "./canonical";
import { openedKey } from "./chain";
import type { LogEvent } from "./log";
import { clockLevels, clockPrice, highestPrice, max, micros, min, step, type Attributes } from "./plan";
import { boundary, scoreOf, turnAtHand, type Bidder, type Offer, type Round, type State } from "./state";
import { isObject, isPart } from "./shape";
import { words } from "../words/verify";

interface OfferBody {
  bidder: number;
  offer_id: string;
  sealed: boolean;
  price: number | { commit: string };
  attributes: Attributes | { commit: string };
  automatic: boolean;
  cause: number;
}

/** A new offer beside what it is held against. */
interface Attempt {
  event: LogEvent;
  body: OfferBody;
  bidder: Bidder;
  round: Round;
  price: bigint | null;
  attributes: Attributes | null;
  score: bigint | null;
}

const f = words.fault;

function openedPrice(state: State, event: LogEvent): bigint | null {
  const value = state.opened.get(openedKey(event.seq, "price"));
  return typeof value === "number" ? BigInt(value) : null;
}

function openedAttributes(state: State, event: LogEvent): Attributes | null {
  const value: Json | undefined = state.opened.get(openedKey(event.seq, "attributes"));
  if (!isObject(value)) return null;
  return Object.values(value).every((one) => typeof one === "number") ? (value as Attributes) : null;
}

/** On a rising clock the level follows from the clock on the wall; on a falling one the log says it. */
export function levelShown(round: Round, received: bigint): bigint {
  if (round.rules.format === "falling_clock") return round.level;
  const passed = (received - round.opensAt - round.outage) / micros(round.rules.clock.every_s);
  return min(max(passed, 0n), clockLevels(round.rules) - 1n);
}

/** Range, and the ceiling where both it and the budget are public. */
function priceFault(state: State, { price, round }: Attempt): string | null {
  if (price! < 1n || price! > highestPrice) return f.priceRange;
  if (round.rules.ceiling.enforce && state.budget !== null && price! > state.budget) return f.aboveBudget;
  return null;
}

function clockFault({ price, round, bidder, event }: Attempt): string | null {
  const level = levelShown(round, event.received);
  if (price !== clockPrice(round.rules, level)) return f.notShown;
  if (round.rules.format === "falling_clock") {
    if (bidder.droppedOut) return f.droppedOut;
    if (bidder.acceptedLevel === level) return f.acceptedTwice;
  }
  const own = bidder.offer;
  if (!round.rules.allow_raise && own?.standing && own.price !== null && price > own.price) return f.raised;
  return null;
}

function turnFault(state: State, { bidder, round, event, score }: Attempt): string | null {
  const turn = turnAtHand(round);
  if (turn?.bidder !== bidder.number || event.received < turn.starts || event.received >= turn.ends)
    return f.notItsTurn;
  const own = bidder.offer;
  const revisions = (bidder.inTurn ?? own)?.revisions ?? 0;
  const { max_revisions, step: least } = round.rules;
  if (max_revisions > 0 && revisions >= max_revisions) return f.tooManyRevisions(max_revisions);
  if (!own?.standing) return null;
  if (own.score === null || own.price === null || score === null) {
    state.cannot(event, words.cannot.comparison(bidder.number));
    return null;
  }
  return score > own.score - step(own.price, least.own_bp, least.own_min) ? f.turnTooHigh : null;
}

function ownFault(state: State, attempt: Attempt): string | null {
  const { bidder, round, event, score } = attempt;
  const price = attempt.price!;
  const own = bidder.offer;
  if (!own) return null;
  const { max_revisions, step: least, allow_raise, self_outbid, format } = round.rules;
  if (max_revisions > 0 && own.revisions >= max_revisions) return f.tooManyRevisions(max_revisions);
  if (!own.standing) return null;
  if (own.price === null) {
    state.cannot(event, words.cannot.comparison(bidder.number));
    return null;
  }
  if (price > own.price && !allow_raise) return f.raised;
  if (price < own.price && own.price - price < step(own.price, least.own_bp, least.own_min)) return f.ownStep;
  if (format !== "open" || self_outbid || state.rankOf(bidder.number) !== 1) return null;
  if (!state.sure || own.score === null || score === null) {
    state.cannot(event, words.cannot.comparison(bidder.number));
    return null;
  }
  return score < own.score ? f.selfOutbid : null;
}

function leadFault(state: State, { bidder, round, event, score }: Attempt): string | null {
  if (round.rules.format !== "open") return null;
  const others = state.standing.filter((one) => one !== bidder).map((one) => one.offer!.score);
  if (others.length === 0) return null;
  if (score === null || others.some((one) => one === null)) {
    state.cannot(event, words.cannot.comparison(bidder.number));
    return null;
  }
  const [first, ...more] = others as [bigint, ...bigint[]];
  const best = min(first, ...more);
  const { lead_bp, lead_min, lead_scope } = round.rules.step;
  const least = step(best, lead_bp, lead_min);
  const leads = state.rankOf(bidder.number) === 1;
  if (!leads && score < best && score > best - least) return f.leadStep;
  if (!leads && lead_scope === "every_offer" && score > best - max(least, 1n)) return f.leadStep;
  if (round.rules.ties === "refuse" && others.includes(score)) return f.tie;
  return null;
}

/** The first rule of section 7 that the offer breaks, or null. */
function offerFault(state: State, attempt: Attempt): string | null {
  const { event, body, bidder, round } = attempt;
  if (event.received < round.opensAt || event.received >= boundary(round)) return f.outsideRound;
  if (event.at !== max(state.before, event.received)) return f.atOffer;
  if (!bidder.admitted) return f.notAdmitted;
  if (bidder.declined) return f.hasDeclined;
  if (!bidder.offer && state.talk.thread(bidder.number).blocked) return f.shutOut;
  const sealed = round.rules.format === "sealed" || round.rules.format === "turns";
  if (body.sealed !== sealed) return sealed ? f.notSealed : f.sealed;
  if (attempt.price === null) {
    state.cannot(event, words.cannot.price(bidder.number));
    return null;
  }
  if (attempt.score === null) state.cannot(event, words.cannot.attributes(bidder.number));
  if (body.automatic) {
    if (body.cause < 1 || body.cause >= event.seq) return f.cause;
    // Turns are nobody else's, standing instructions or not; that is section 6.3 and not section 7.
    const turn = round.ofTurns > 0 ? turnAtHand(round) : null;
    if (round.ofTurns > 0 && (turn?.bidder !== bidder.number || event.received < turn.starts)) return f.notItsTurn;
    return priceFault(state, attempt);
  }
  const { format } = round.rules;
  // The rules for clocks name their own bounds, so they are the whole of what is asked of an accept.
  if (format === "rising_clock" || format === "falling_clock") return priceFault(state, attempt) ?? clockFault(attempt);
  const range = priceFault(state, attempt);
  if (range) return range;
  if (round.ofTurns > 0) return turnFault(state, attempt);
  return ownFault(state, attempt) ?? leadFault(state, attempt);
}

/** Is it an offer by hand near the soft end of an open round? */
function mayMoveEnd({ round, event, body }: Attempt): boolean {
  const { close, format } = round.rules;
  if (format !== "open" || close.mode !== "soft" || body.automatic) return false;
  return event.received >= round.closesAt - micros(close.window_s) && event.received < round.closesAt;
}

/** Where the end moves to because of this offer, or null; the ranks are those before and after it. */
function movedEnd(attempt: Attempt, was: Offer | null, rankBefore: number, rankNow: number): bigint | null {
  const { round, event, score } = attempt;
  const { close } = round.rules;
  if (was && was.score! <= score!) return null;
  if (close.trigger === "lead_change" && !(rankNow === 1 && rankBefore !== 1)) return null;
  if (close.trigger === "rank" && rankNow > close.rank) return null;
  let end = max(round.closesAt, event.received + micros(close.extension_s));
  if (close.max_total_s > 0) end = min(end, round.opensAt + micros(close.max_total_s) + round.outage);
  return end > round.closesAt ? end : null;
}

function identityFault(state: State, { event, body, bidder }: Attempt): string | null {
  if (event.type === "offer_placed") {
    if (bidder.offer) return f.placedTwice;
    return state.bidders.some((one) => one.offer?.id === body.offer_id) ? f.offerIdTaken : null;
  }
  if (!bidder.offer) return f.nothingToRevise;
  return bidder.offer.id === body.offer_id ? null : f.otherOffer;
}

export function playOffer(state: State, event: LogEvent): void {
  const body = event.body as unknown as OfferBody;
  const bidder = state.bidder(body.bidder)!;
  const round = state.running;
  if (!round) return state.fault(event, f.noRound);
  const price = isPart(body.price) ? openedPrice(state, event) : BigInt(body.price as number);
  const attributes = isPart(body.attributes) ? openedAttributes(state, event) : (body.attributes as Attributes);
  const score = scoreOf(round.rules, price, attributes);
  const attempt: Attempt = { event, body, bidder, round, price, attributes, score };
  const fault = identityFault(state, attempt) ?? offerFault(state, attempt);
  if (fault) state.fault(event, fault);
  if (body.automatic) state.cannot(event, words.cannot.automatic(bidder.number));
  if (round.rules.ceiling.enforce && state.budgetSealed) state.cannot(event, words.cannot.ceiling);

  const was = bidder.offer && { ...bidder.offer };
  const wasSure = state.sure;
  const rankBefore = state.rankOf(bidder.number);
  const base = (round.ofTurns > 0 ? bidder.inTurn : null) ?? bidder.offer;
  const revised = event.type === "offer_revised" && !body.automatic ? 1 : 0;
  const next: Offer = {
    id: body.offer_id,
    price,
    attributes,
    score,
    standing: true,
    at: event.at,
    seq: event.seq,
    revisions: (base?.revisions ?? 0) + revised,
    left: "",
  };
  if (round.ofTurns > 0 && bidder.offer) bidder.inTurn = next;
  else bidder.offer = next;
  if (!was) bidder.firstPrice = price;
  if (round.rules.format === "falling_clock" || round.rules.format === "rising_clock")
    bidder.acceptedLevel = levelShown(round, event.received);
  if (bidder.offer === next) state.rank();
  state.story.at(-1)?.offers.push({
    seq: event.seq,
    bidder: bidder.number,
    at: Number(event.received),
    price: price === null ? null : Number(price),
    automatic: body.automatic,
  });
  if (round.rules.format === "rising_clock") state.due = { kind: "accepted", after: event.seq };
  if (!mayMoveEnd(attempt)) return;
  if (!state.sure || !wasSure || was?.score === null) state.due = { kind: "perhaps", after: event.seq };
  else {
    const end = movedEnd(attempt, was, rankBefore, state.rankOf(bidder.number));
    if (end !== null) state.due = { kind: "extension", after: event.seq, closesAt: end };
  }
}

export function playWithdrawal(state: State, event: LogEvent): void {
  const { bidder: number, reason } = event.body as unknown as { bidder: number; reason: string };
  const bidder = state.bidder(number)!;
  const offer = bidder.offer;
  if (!offer?.standing) return state.fault(event, f.nothingToWithdraw);
  const round = state.running;
  if (reason === "own_wish") {
    if (!round) return state.fault(event, f.noRound);
    if (bidder.inTurn) {
      // Within its turn a bidder takes back what it said in the turn, and stands where it stood before.
      bidder.inTurn = null;
      return;
    }
    // Once turns are given out nothing else can be taken back: every turn of the order has an offer to improve.
    if (round.ofTurns > 0) return state.fault(event, f.nothingToWithdraw);
  } else {
    if (reason === "capacity_taken" && state.award?.bidder === number) state.fault(event, f.holdsAward);
    if (!["rounds", "deciding", "awarded"].includes(state.lifecycle)) state.fault(event, f.tooLate);
    bidder.inTurn = null;
  }
  offer.standing = false;
  offer.left = reason === "suspended" || reason === "capacity_taken" ? reason : "you_withdrew";
  if (round?.rules.format === "falling_clock") bidder.droppedOut = true;
  state.rank();
}
