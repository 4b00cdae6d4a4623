// Prices that are one tap away: below the own one, to lead, as last time, the budget and below it.
import type { BidderIntent } from "../../api/schema";
import { money } from "../../format";
import { t } from "../../en";
import { roundPrice, shareOf, type LastOffer } from "./draft";

export interface Suggestion {
  price: number;
  label: string;
}

export function suggestions(view: BidderIntent, last: LastOffer | null): Suggestion[] {
  const show = (price: number) => money(price, view.currency);
  const found: Suggestion[] = [];
  const step = view.round?.rules.step;
  const own = view.me.offer?.state === "standing" ? view.me.offer.price : null;
  const stepFrom = (price: number, bp = 0, min = 0) => Math.max(Math.ceil((price * bp) / 10_000), min, 1);
  if (view.me.best_price !== null && (own === null || own > view.me.best_price)) {
    const target = view.me.best_price - stepFrom(view.me.best_price, step?.lead_bp, step?.lead_min);
    if (target > 0) found.push({ price: target, label: t.desk.suggestLead(show(target)) });
  }
  if (own !== null) {
    for (const ppm of [990_000, 970_000, 950_000, 900_000]) {
      const rounded = roundPrice((own * ppm) / 1_000_000, view.currency);
      const price = Math.min(rounded, own - stepFrom(own, step?.own_bp, step?.own_min));
      if (price > 0) found.push({ price, label: t.desk.suggestBelow(show(price)) });
    }
  } else if (view.budget) {
    const usual = last?.share ? shareOf(last.share, view) : null;
    if (usual) found.push({ price: usual, label: t.desk.suggestLast(show(usual)) });
    found.push({ price: view.budget.amount, label: t.desk.suggestBudget(show(view.budget.amount)) });
    for (const ppm of [950_000, 900_000, 850_000, 800_000]) {
      const price = shareOf(ppm, view)!;
      found.push({ price, label: t.desk.suggestBelow(show(price)) });
    }
  }
  return found.filter((one, i) => found.findIndex((other) => other.price === one.price) === i).slice(0, 5);
}
