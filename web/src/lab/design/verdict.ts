// What a trial says about the design that was tried, and what it does not: it is played with the simulator's own
// effect, and that may be larger than the difference that the designer wants to find.
import type { Prereg, Trial } from "../types";

type Says = "good" | "bad" | "open";

export interface Verdict {
  power: Says;
  /** How large a difference of the registered measure is to be found; null where the simulator measures another. */
  wanted: number | null;
  /** What the simulator's change did is larger than that. */
  isLarger: boolean;
  /** So many requests in each arm would find the difference that is wanted; null where it cannot be told. */
  needed: number | null;
  /** More false alarms than the design puts up with, by no more than chance makes of so many trials. */
  alarms: "good" | "chance" | "bad";
}

/** The simulator measures by three numbers of its own; only these are the registered one in the same unit. */
const sameAs: Record<string, string[]> = {
  offers: ["offers_per_intent"],
  award: ["award_rate", "close_rate", "conversion_per_intent", "zero_offer_rate"],
};

/** How likely a standard normal number is below this; by Abramowitz and Stegun, 26.2.17. */
function below(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return z < 0 ? tail : 1 - tail;
}

/** Below which number it is with this chance. */
export function quantile(chance: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (below(middle) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The usual approximation n = 2 (z of alpha/2 + z of power)² sd² / delta². The trial tells how far the estimates of its
 * repetitions lie apart, which is sd √(2/n): its range is two standard errors of their mean to each side.
 */
function neededFor(delta: number, { alpha_ppm, power_ppm }: Prereg, trial: Trial): number | null {
  const { effect, power } = trial;
  if (!effect || delta <= 0) return null;
  const ofEstimate = ((effect.high - effect.low) / 4) * Math.sqrt(power.repetitions);
  const variance = (power.n_per_arm * ofEstimate ** 2) / 2;
  const z = quantile(1 - alpha_ppm / 2e6) + quantile(power_ppm / 1e6);
  const n = Math.ceil((2 * z ** 2 * variance) / delta ** 2);
  return Number.isFinite(n) && n > 1 ? n : null;
}

export function verdictOf(document: Prereg, trial: Trial): Verdict {
  const { effect, power, false_alarms: alarms } = trial;
  const metric = document.hypotheses[0]?.metric ?? "";
  const wanted = effect && sameAs[effect.metric]?.includes(metric) ? document.mde_bp / 10_000 : null;
  // Chance moves the share that is found; only what lies surely below is called too few.
  const isFound = power.high * 1e6 >= document.power_ppm;
  const isLarger = wanted !== null && Math.abs(effect!.estimate) > wanted;
  // What is not enough for a larger difference is not enough for a smaller one, and the other way round.
  const decides = wanted !== null && isFound !== isLarger;
  const alpha = document.alpha_ppm / 1e6;
  const chance = 2 * Math.sqrt((alpha * (1 - alpha)) / alarms.repetitions);
  return {
    power: decides ? (isFound ? "good" : "bad") : "open",
    wanted,
    isLarger,
    // Turns hold requests that are alike: what requests differ by does not tell how many turns are needed.
    needed: wanted === null || document.unit === "slot" ? null : neededFor(wanted, document, trial),
    alarms: alarms.share <= alpha ? "good" : alarms.share <= alpha + chance ? "chance" : "bad",
  };
}
