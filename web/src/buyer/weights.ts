// A buyer's own order of the offers: how far each is from the best at what matters, times how much that matters.
// The round's order is the rules', and nothing here touches it.
import type { Offer } from "../api/schema";

export const measures = ["price", "days", "distance", "warranty"] as const;
export type Measure = (typeof measures)[number];
/** What one may pay more for. */
export type Side = Exclude<Measure, "price">;
/** 0 does not matter; 2 counts twice as much as 1. */
export type Weight = 0 | 1 | 2;
export type Weights = Record<Measure, Weight>;

export const unweighed: Weights = { price: 0, days: 0, distance: 0, warranty: 0 };
export const isWeighed = (weights: Weights) => measures.some((measure) => weights[measure] > 0);

/** What was kept as JSON, whatever that has become meanwhile. */
export function readWeights(kept: string | null): Weights {
  const weights = { ...unweighed };
  try {
    const found = JSON.parse(kept ?? "null") as Partial<Record<Measure, unknown>> | null;
    for (const measure of measures) {
      const weight = found?.[measure];
      if (weight === 1 || weight === 2) weights[measure] = weight;
    }
  } catch {
    // What cannot be read weighs nothing.
  }
  return weights;
}

/** What an offer says, as a number of which less is better; null where it says nothing. */
const costOf: Record<Measure, (offer: Offer) => number | null> = {
  price: (offer) => offer.price,
  days: (offer) => offer.attributes.delivery_days ?? null,
  distance: (offer) => offer.business?.distance_m ?? null,
  warranty: (offer) => {
    const months = offer.attributes.warranty_months;
    return months === undefined ? null : 0 - months;
  },
};

interface Range {
  best: number;
  worst: number;
}

function rangeOf(offers: Offer[], measure: Measure): Range | null {
  const costs = offers.map(costOf[measure]).filter((cost) => cost !== null);
  return costs.length > 0 ? { best: Math.min(...costs), worst: Math.max(...costs) } : null;
}

/** 0 for the best of the offers, 1 for the worst and for what is not stated. */
function loss(cost: number | null, range: Range | null): number {
  if (cost === null || range === null) return 1;
  return range.worst === range.best ? 0 : (cost - range.best) / (range.worst - range.best);
}

/** How an offer stands at one thing: against the cheapest offer, or against the best at it where there is no other. */
export interface Remark {
  measure: Side;
  how: "best" | "short" | "better" | "same" | "worse" | "unstated";
  /** By how much, in the unit of the measure: short of the best, better or worse than the cheapest offer. */
  by: number;
}

export interface Weighed {
  offer: Offer;
  /** By how much the price is above the lowest. */
  over: number;
  remarks: Remark[];
}

/** The standing offers in the buyer's own order, each with why; equal ones stay in the round's order. */
export function weigh(offers: Offer[], weights: Weights): Weighed[] {
  const standing = offers.filter((offer) => offer.state === "standing" && offer.price !== null);
  const ranges = new Map(measures.map((measure) => [measure, rangeOf(standing, measure)]));
  const lowest = ranges.get("price")?.best ?? 0;
  const cheapest = standing.find((offer) => offer.price === lowest);

  const total = (offer: Offer) =>
    measures.reduce(
      (sum, measure) => sum + weights[measure] * loss(costOf[measure](offer), ranges.get(measure) ?? null),
      0,
    );
  const remark = (offer: Offer, measure: Side): Remark => {
    const cost = costOf[measure](offer);
    const best = ranges.get(measure)?.best;
    if (cost === null || best === undefined) return { measure, how: "unstated", by: 0 };
    const there = cheapest && cheapest !== offer ? costOf[measure](cheapest) : null;
    if (there === null) return { measure, how: cost === best ? "best" : "short", by: cost - best };
    return { measure, how: cost === there ? "same" : cost < there ? "better" : "worse", by: Math.abs(cost - there) };
  };

  const said = measures.filter((measure): measure is Side => measure !== "price" && weights[measure] > 0);
  return standing
    .map((offer) => ({
      total: total(offer),
      weighed: {
        offer,
        over: (offer.price ?? 0) - lowest,
        remarks: said.map((measure) => remark(offer, measure)),
      },
    }))
    .sort((a, b) => a.total - b.total)
    .map(({ weighed }) => weighed);
}
