// After the rounds: the choice, what became of it, and who is told what (sections 5 and 5.1).
import type { LogEvent } from "./log";
import { micros } from "./plan";
import type { Bidder, Offer, State, Told } from "./state";
import { promiseFirst } from "./talk";
import { words } from "../words/verify";

const f = words.fault;

/** Bidders that made an offer and have not been told for good how it ended, by number. */
const untold = (state: State) => state.bidders.filter((one) => one.offer && !one.told);

const bands: [bigint, string][] = [
  [500n, "0-5"],
  [1_500n, "5-15"],
  [3_000n, "15-30"],
];

/** How far behind the chosen one, coarsely; null where a price was not opened. */
function bandOf(score: bigint | null, chosen: bigint | null): string | null {
  if (score === null || chosen === null) return null;
  if (score <= chosen || chosen <= 0n) return "";
  const gap = ((score - chosen) * 10_000n) / chosen;
  return bands.find(([most]) => gap <= most)?.[1] ?? "30+";
}

export function playExplained(state: State, event: LogEvent): void {
  const number = event.body.bidder as number;
  const offer = state.bidder(number)!.offer;
  if (state.lifecycle !== "deciding" && state.lifecycle !== "awarded") state.fault(event, f.notDeciding);
  if (!offer?.standing) return state.fault(event, f.nothingStands);
  const others = state.ranking.filter((other) => other !== number).map((other) => state.bidder(other)!.firstPrice);
  const next = state.bidder(state.ranking[state.rankOf(number)] ?? 0)?.offer;
  const price = offer.price;
  if (price === null || others.includes(null) || next?.price === null || !state.sure)
    return state.cannot(event, words.cannot.low(number));
  const sum = others.reduce<bigint>((all, one) => all + one!, 0n);
  const belowMean = others.length > 0 && price * 100n * BigInt(others.length) <= 60n * sum;
  const belowNext = next ? price * 100n <= 70n * next.price! : false;
  if (!belowMean && !belowNext) state.fault(event, f.notLow);
}

export function playAwarded(state: State, event: LogEvent): void {
  const { bidder: number, offer_id } = event.body as { bidder: number; offer_id: string };
  const offer = state.bidder(number)!.offer;
  const between = state.lifecycle === "rounds" && state.running === null && state.lastClosed !== null;
  if (state.lifecycle !== "deciding" && !between) state.fault(event, f.notDeciding);
  if (between) state.finish();
  if (!offer?.standing || offer.id !== offer_id) return state.fault(event, f.nothingStands);
  state.lifecycle = "awarded";
  state.award = { bidder: number, score: offer.score, received: event.received };
  state.toTell = state.standing
    .filter((one) => one.number !== number && !one.told)
    .map((one) => told(one.number, "stand_by", "another_was_chosen", "", false));
}

const told = (bidder: number, disposition: string, reason: string, band: string | null, final: boolean): Told => ({
  bidder,
  disposition,
  reason,
  band,
  final,
});

const leftReason = (offer: Offer) =>
  offer.left === "capacity_taken" || offer.left === "suspended" ? offer.left : "you_withdrew";

function whyLost(state: State, bidder: Bidder): Told {
  const award = state.award!;
  const offer = bidder.offer!;
  const before = state.rankOf(bidder.number) < state.rankOf(award.bidder);
  const known = offer.score !== null && award.score !== null;
  // Equal scores are told apart by who came first, so the order comes before the score.
  const reason = before
    ? "other_preferred"
    : known && offer.score === award.score
      ? "same_price_later"
      : known
        ? "higher_price"
        : "";
  return told(bidder.number, "lost", reason, bandOf(offer.score, award.score), true);
}

export function playConfirmed(state: State, event: LogEvent): void {
  if (state.lifecycle !== "awarded") return state.fault(event, f.notAwarded);
  // Whoever said yes here, what follows is told about the one that was chosen; so that one lie is one fault.
  if (state.award?.bidder !== event.body.bidder) state.fault(event, f.notAwarded);
  state.lifecycle = "agreed";
  state.toTell = untold(state).map((one) => {
    if (one.number === state.award!.bidder) return told(one.number, "won", "chosen", "", true);
    if (!one.offer!.standing) return told(one.number, "withdrawn", leftReason(one.offer!), "", true);
    return whyLost(state, one);
  });
  promiseFirst(state, event);
}

export function playLapsed(state: State, event: LogEvent): void {
  const award = state.award;
  if (state.lifecycle !== "awarded" || award?.bidder !== event.body.bidder) return state.fault(event, f.notAwarded);
  const patience = micros(state.round!.rules.award.confirm_s);
  const offer = state.bidder(award!.bidder)!.offer!;
  const suspended = offer.left === "suspended";
  if (!suspended && event.at < award!.received + patience) state.fault(event, f.lapsedEarly);
  offer.standing = false;
  if (!suspended) offer.left = "not_confirmed";
  state.award = null;
  state.lifecycle = "deciding";
  state.rank();
  const [disposition, why] = suspended ? ["withdrawn", "suspended"] : ["lost", "not_confirmed_in_time"];
  state.toTell = [told(event.body.bidder as number, disposition, why, "", true)];
}

export function playEnded(state: State, event: LogEvent): void {
  const { reason } = event.body as { reason: string };
  if (state.lifecycle === "ended" || state.lifecycle === "agreed") state.fault(event, f.endedTwice);
  if (state.running) state.fault(event, f.stillRunning);
  state.lifecycle = "ended";
  state.talk.endedAt = event.at;
  state.over = true;
  state.award = null;
  state.toTell = untold(state).map((one) => {
    if (!one.offer!.standing) return told(one.number, "withdrawn", leftReason(one.offer!), "", true);
    return told(one.number, reason === "declined_all" ? "declined_all" : "no_award", reason, "", true);
  });
}

export function playDisposed(state: State, event: LogEvent): void {
  const body = event.body as unknown as Told & { band: string };
  const expected = state.toTell.shift();
  if (!expected) return state.fault(event, f.toldTooMuch);
  const unknown = expected.band === null;
  if (unknown) state.cannot(event, words.cannot.told(expected.bidder));
  const same =
    body.bidder === expected.bidder &&
    body.disposition === expected.disposition &&
    body.final === expected.final &&
    (expected.reason === "" || body.reason === expected.reason) &&
    (unknown || body.band === expected.band);
  if (!same) state.fault(event, f.toldOther(expected.bidder, expected.disposition, expected.reason, expected.band));
  const bidder = state.bidder(expected.bidder);
  if (bidder && expected.final) bidder.told = true;
}
