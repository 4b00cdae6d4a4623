// The rules as a log writes them out (section 4), and the few sums of section 1 that rest on them.
import { anyObject, either, flag, integer, list, members, oneOf, text, type Shape } from "./shape";

export interface Rules {
  format: "sealed" | "open" | "turns" | "rising_clock" | "falling_clock";
  pricing: "pay_as_bid" | "second_price";
  duration_s: number;
  close: {
    mode: "hard" | "soft";
    window_s: number;
    extension_s: number;
    max_total_s: number;
    trigger: "any_improvement" | "lead_change" | "rank";
    rank: number;
  };
  step: {
    own_bp: number;
    own_min: number;
    lead_bp: number;
    lead_min: number;
    lead_scope: "taking_lead" | "every_offer";
  };
  max_drop_bp: number;
  max_revisions: number;
  self_outbid: boolean;
  allow_raise: boolean;
  ceiling: { enforce: boolean; show_budget: boolean };
  ties: "earlier" | "refuse";
  turns: { rounds: number; first_pause_s: number; pause_s: number; turn_s: number; announce_s: number };
  clock: { start: number; change: number; stop: number; every_s: number };
  scoring: { attribute: string; minor_per_unit: number }[];
  award: { decision_window_s: number; confirm_s: number; mode: string };
}
export type Admission = "all" | { best: number } | { winner: true };
export interface PlannedRound {
  rules: Rules;
  starts_after_s: number;
  admit: Admission;
}
export interface Plan {
  rounds: PlannedRound[];
}
export type Attributes = Record<string, number>;

export const highestPrice = 10_000_000_000n;
const longest = 1_000_000_000;
const seconds = integer(0, longest);
const minor = integer(0);

const rules: Shape = members({
  format: oneOf("sealed", "open", "turns", "rising_clock", "falling_clock"),
  pricing: oneOf("pay_as_bid", "second_price"),
  visibility: text(),
  buyer_sees: text(),
  duration_s: seconds,
  close: members({
    mode: oneOf("hard", "soft"),
    window_s: seconds,
    extension_s: seconds,
    max_total_s: seconds,
    trigger: oneOf("any_improvement", "lead_change", "rank"),
    rank: integer(0),
  }),
  step: members({
    own_bp: minor,
    own_min: minor,
    lead_bp: minor,
    lead_min: minor,
    lead_scope: oneOf("taking_lead", "every_offer"),
  }),
  max_drop_bp: minor,
  max_revisions: minor,
  self_outbid: flag,
  allow_raise: flag,
  ceiling: members({ enforce: flag, show_budget: flag }),
  ties: oneOf("earlier", "refuse"),
  turns: members({
    rounds: integer(0, 1000),
    first_pause_s: seconds,
    pause_s: seconds,
    turn_s: seconds,
    announce_s: seconds,
  }),
  clock: members({ start: minor, change: minor, stop: minor, every_s: seconds }),
  scoring: list(members({ attribute: text(), minor_per_unit: integer() })),
  invite: anyObject,
  attention: anyObject,
  award: members({ decision_window_s: seconds, confirm_s: seconds, mode: text() }),
});

export const plan: Shape = members({
  rounds: list(
    members({
      rules: (value, pointer) => {
        rules(value, pointer);
        const given = value as Rules;
        // A clock is divided by its step, and turns and second prices exist where the text gives them a meaning.
        if (given.format === "falling_clock" || given.format === "rising_clock") {
          integer(1)(given.clock.every_s, `${pointer}/clock/every_s`);
          if (given.format === "falling_clock" || given.clock.stop > 0)
            integer(1)(given.clock.change, `${pointer}/clock/change`);
        }
        if (given.format === "turns") integer(1)(given.turns.rounds, `${pointer}/turns/rounds`);
        if (given.format !== "sealed") oneOf("pay_as_bid")(given.pricing, `${pointer}/pricing`);
      },
      starts_after_s: seconds,
      admit: either(
        (value) => typeof value === "string",
        oneOf("all"),
        either(
          (value) => typeof value === "object" && value !== null && "best" in value,
          members({ best: integer(1) }),
          members({
            winner: (value, pointer) => {
              flag(value, pointer);
              if (value !== true) oneOf("true")(value, pointer);
            },
          }),
        ),
      ),
    }),
    1,
    5,
  ),
});

/** Microseconds of so many seconds. */
export const micros = (s: number) => BigInt(s) * 1_000_000n;

/** So many ten-thousandths of an amount, rounded up; 0 where either is not positive. */
export function share(amount: bigint, bp: number): bigint {
  if (amount <= 0n || bp <= 0) return 0n;
  return (amount * BigInt(bp) + 9_999n) / 10_000n;
}

export function step(amount: bigint, bp: number, least: number): bigint {
  const part = share(amount, bp);
  return part > BigInt(least) ? part : BigInt(least);
}

/** What the attributes of an offer are worth under these rules, in minor units. */
export function quality(rulesOf: Rules, attributes: Attributes): bigint {
  return rulesOf.scoring.reduce((sum, { attribute, minor_per_unit }) => {
    // A name like "constructor" is no attribute just because every object answers to it.
    const units = Object.hasOwn(attributes, attribute) ? attributes[attribute]! : 0;
    return sum + BigInt(minor_per_unit) * BigInt(units);
  }, 0n);
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
export const max = (first: bigint, ...more: bigint[]) => more.reduce(larger, first);
export const min = (first: bigint, ...more: bigint[]) => more.reduce(smaller, first);

/** How many prices a clock shows before it ends. */
export function clockLevels({ format, clock, duration_s }: Rules): bigint {
  const start = BigInt(clock.start);
  const change = BigInt(clock.change);
  const stop = BigInt(clock.stop);
  if (format === "falling_clock") {
    const floor = max(stop, 1n);
    return start < floor ? 1n : (start - floor) / change + 1n;
  }
  if (stop > 0n) return stop < start ? 1n : (stop - start) / change + 1n;
  const levels = max(1n, (BigInt(duration_s) + BigInt(clock.every_s) - 1n) / BigInt(clock.every_s));
  // Prices never pass the maximum, so the clock stands still on the last level below it.
  return change > 0n && start <= highestPrice ? min(levels, (highestPrice - start) / change + 1n) : levels;
}

/** The price that a clock shows on a level. */
export function clockPrice({ format, clock }: Rules, level: bigint): bigint {
  const change = level * BigInt(clock.change);
  const start = BigInt(clock.start);
  return format === "falling_clock" ? start - change : start + change;
}

/** How long a round was meant to last, in microseconds; `number` counts the rounds of the plan from 1. */
export function plannedLength(rulesOf: Rules, number: number): bigint {
  switch (rulesOf.format) {
    case "sealed":
    case "open":
      return micros(rulesOf.duration_s);
    case "turns":
      return number === 1 ? micros(rulesOf.duration_s) : 0n;
    case "rising_clock":
      if (rulesOf.clock.stop === 0) return micros(rulesOf.duration_s);
      return clockLevels(rulesOf) * micros(rulesOf.clock.every_s);
    case "falling_clock":
      return clockLevels(rulesOf) * micros(rulesOf.clock.every_s);
  }
}
