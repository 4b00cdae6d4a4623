// What is said about the order that a buyer makes of the offers.
import { many } from "./many";

export const own = {
  title: "Order by what matters to you",
  measure: { price: "A low price", days: "Few days to wait", distance: "A shop nearby", warranty: "A long warranty" },
  weight: { none: "No matter", some: "Some", much: "Much" } as Record<string, string>,
  how:
    "The best of these offers at something loses nothing by it, the worst loses most, and the rest lie between. " +
    "Much counts twice as much as some. What an offer does not state counts as the worst.",
  yours:
    "This order is yours alone: no shop sees it. The number on each card is its place by the rules of the round, " +
    "and those stay as they are.",
  back: "Back to the round's order",
  first: (shop: string) => `${shop} comes first for you.`,
  roundAgain: "The round's order again.",
  firstForYou: "First for you.",
  rank: (n: number) => `Number ${n} by the rules`,
  why: "Why here",
  days: (n: number) => many(n, "1 day", "# days"),
  months: (n: number) => many(n, "1 month", "# months"),
  cheapest: "The cheapest",
  over: (by: string) => `${by} more than the cheapest`,
  // Better, the same or worse than the cheapest offer; the cheapest itself falls short of the best by something.
  remark: {
    days: {
      best: () => "the soonest",
      short: (by: string) => `${by} later than the soonest`,
      better: (by: string) => `${by} sooner`,
      same: () => "just as soon",
      worse: (by: string) => `${by} later`,
      unstated: () => "days to wait not stated (counts as the latest)",
    },
    distance: {
      best: () => "the nearest",
      short: (by: string) => `${by} further than the nearest`,
      better: (by: string) => `${by} nearer`,
      same: () => "just as near",
      worse: (by: string) => `${by} further`,
      unstated: () => "distance not known (counts as the furthest)",
    },
    warranty: {
      best: () => "the longest warranty",
      short: (by: string) => `${by} less warranty than the longest`,
      better: (by: string) => `${by} more warranty`,
      same: () => "the same warranty",
      worse: (by: string) => `${by} less warranty`,
      unstated: () => "warranty not stated (counts as the shortest)",
    },
  },
};
