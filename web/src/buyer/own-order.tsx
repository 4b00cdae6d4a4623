// The buyer's own order of the offers on the page: what matters how much, why each offer stands where it does, and the
// way back to the round's order. It is kept in this tab and sent to nobody.
import { useRef, useState } from "preact/hooks";
import type { Offer } from "../api/schema";
import { distance, money } from "../format";
import { t } from "../en";
import { Choices } from "../ui/fields";
import { announce, Notice } from "../ui/shell";
import { isWeighed, measures, readWeights, unweighed, weigh, type Weighed, type Weight, type Weights } from "./weights";

/** What matters to the buyer of this request, kept over a reload. */
export function useWeights(intent: string) {
  const key = `parley.weights.${intent}`;
  const [weights, setWeights] = useState<Weights>(() => {
    try {
      return readWeights(sessionStorage.getItem(key));
    } catch {
      return unweighed;
    }
  });
  const keep = (next: Weights) => {
    setWeights(next);
    try {
      sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A reload shows the round's order again.
    }
  };
  return [weights, keep] as const;
}

/** "£20 more than the cheapest, 6 days sooner, 12 km nearer." */
function words({ over, remarks }: Weighed, currency: string): string {
  const price = over === 0 ? t.own.cheapest : t.own.over(money(over, currency));
  const rest = remarks.map(({ measure, how, by }) => {
    const amount = measure === "distance" ? distance(by) : measure === "days" ? t.own.days(by) : t.own.months(by);
    return t.own.remark[measure][how](amount);
  });
  return `${[price, ...rest].join(", ")}.`;
}

export interface OwnOrder {
  /** Those that stand in the buyer's order, then the others as they came. */
  offers: Offer[];
  /** Why it stands there, by offer. */
  why: Map<string, string>;
}

export function ownOrder(offers: Offer[], weights: Weights, currency: string): OwnOrder {
  const weighed = weigh(offers, weights);
  const why = new Map(weighed.map((one) => [one.offer.offer_id, words(one, currency)]));
  return {
    offers: [...weighed.map(({ offer }) => offer), ...offers.filter((offer) => !why.has(offer.offer_id))],
    why,
  };
}

const weightOf: Record<string, Weight> = { none: 0, some: 1, much: 2 };
const nameOf = Object.keys(weightOf);

export function OwnOrderFold({
  offers,
  weights,
  onWeigh,
}: {
  offers: Offer[];
  weights: Weights;
  onWeigh: (weights: Weights) => void;
}) {
  const summary = useRef<HTMLElement>(null);
  const change = (next: Weights) => {
    onWeigh(next);
    const first = isWeighed(next) ? weigh(offers, next)[0]?.offer.business?.name : undefined;
    announce(first ? t.own.first(first) : t.own.roundAgain);
  };
  const reset = () => {
    change(unweighed);
    summary.current?.focus(); // The button goes away with what it undoes.
  };
  return (
    <>
      <details class="fold own-order">
        <summary ref={summary} data-action="own-order">
          {t.own.title}
        </summary>
        <div class="own-order-choices">
          {measures.map((measure) => (
            <Choices
              key={measure}
              compact
              legend={t.own.measure[measure]}
              options={nameOf.map((value) => ({ value, label: t.own.weight[value]! }))}
              value={nameOf[weights[measure]]!}
              onChange={(value) => change({ ...weights, [measure]: weightOf[value]! })}
            />
          ))}
        </div>
        <p class="soft small">{t.own.how}</p>
      </details>
      {isWeighed(weights) && (
        <div class="own-order-note" data-own-order>
          <Notice kind="calm">{t.own.yours}</Notice>
          <button type="button" class="quiet" onClick={reset} data-action="round-order">
            {t.own.back}
          </button>
        </div>
      )}
    </>
  );
}
