// What is said about a request: where it stands, what its rules mean, how its offers are ordered.
import type { BuyerIntent, IntentView, Offer } from "../api/schema";
import { clock } from "../clock";
import { clockTime, money } from "../format";
import { t } from "../en";
import { attributeLabel } from "../ui/attributes";

export function statusText(view: BuyerIntent, chosen: Offer | undefined, seen: number): string {
  const s = t.intent.status;
  const name = chosen?.business?.name ?? "";
  switch (view.state) {
    case "open": {
      if (view.advice?.open) return t.advice.status;
      if (view.round?.state === "scheduled") return s.scheduled(clockTime(view.round.opens_at, clock.now()));
      if (view.asked === 0) return s.asking;
      const parts = [s.asked(view.asked)];
      const answered = view.offers.filter((o) => o.state !== "withdrawn").length;
      const declined = view.invited.filter((i) => i.state === "declined").length;
      // A till or a standing offer answers without a look, so fewer may have seen it than answered.
      if (seen > answered + declined) parts.push(s.seen(seen));
      if (answered) parts.push(s.answered(answered));
      if (declined) parts.push(s.declined(declined));
      return parts.join(", ");
    }
    case "awarded":
      return s.awarded(name);
    case "confirmed":
      return s.confirmed(name);
    case "expired":
      return view.advice && !view.round ? t.advice.endedTitle : s.expired;
    default:
      return s[view.state];
  }
}

export function noteOnRules(view: IntentView): string {
  const round = view.round;
  if (!round) return "";
  if (round.format === "sealed") return round.buyer_sees === "live" ? t.intent.sealedLive : t.intent.sealedNote;
  if (round.format === "turns") return round.turns?.of_turns ? t.rounds.turnsNote : t.rounds.turnsInitial;
  if (round.format === "rising_clock") return t.rounds.clockRisingNote;
  if (round.format === "falling_clock") return t.rounds.clockFallingNote;
  if (round.visibility === "all_prices") return t.intent.openPricesNote;
  if (round.visibility === "best_price") return t.intent.openPriceNote;
  return t.intent.openNote;
}

export function orderNote(view: IntentView): string {
  const scoring = view.round?.rules.scoring ?? [];
  if (!scoring.length) return t.intent.scorePlain;
  return t.intent.scoreWhy(
    scoring
      .map((s) =>
        t.intent.scorePart(
          money(s.minor_per_unit, view.currency),
          t.attributeUnit[s.attribute] ?? attributeLabel(s.attribute),
        ),
      )
      .join(", "),
  );
}
