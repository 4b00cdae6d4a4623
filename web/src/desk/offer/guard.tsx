// Asks once more before an offer leaves that looks like a slip, or like one that its shop will regret.
import { money } from "../../format";
import { t } from "../../en";
import { Sheet } from "../../ui/sheet";
import type { Doubt } from "./doubts";

function doubtWords(doubt: Doubt, price: number, currency: string): string {
  const show = (amount: number) => money(amount, currency);
  switch (doubt.kind) {
    case "slip":
      return t.offering.slip(show(price), doubt.times, doubt.low, doubt.anchor, show(doubt.amount));
    case "low":
      return t.offering.low(show(price), show(doubt.low), show(doubt.high), doubt.sales);
    case "far_below":
      return t.offering.farBelow(show(price), doubt.anchor, show(doubt.amount));
    case "below_plan":
      return t.plans.belowLowest(show(price), show(doubt.lowest));
    case "drop":
      return t.offering.drop(show(price), show(doubt.before));
    case "unanswered":
      return t.offering.unanswered(doubt.question);
  }
}

export function Guard({
  price,
  currency,
  doubts,
  onCorrect,
  onMeant,
}: {
  price: number;
  currency: string;
  doubts: Doubt[];
  onCorrect: () => void;
  onMeant: () => void;
}) {
  return (
    <Sheet title={t.offering.guardTitle(money(price, currency))} onClose={onCorrect}>
      {doubts.map((doubt, i) => (
        <p key={i} data-doubt={doubt.kind}>
          {doubtWords(doubt, price, currency)}
        </p>
      ))}
      <div class="row" data-guard>
        <button type="button" class="primary wide" onClick={onCorrect}>
          {t.offering.guardNo}
        </button>
        <button type="button" onClick={onMeant}>
          {t.offering.guardYes(money(price, currency))}
        </button>
      </div>
    </Sheet>
  );
}
