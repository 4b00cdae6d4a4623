// A shop's plan for a sector, and what came of it.
import { many } from "./many";

export const plans = {
  title: "Your plans",
  lead:
    "What you want of a trade each month, and by which means. A plan reminds you and measures; it offers nothing by " +
    "itself.",
  none: "No plan yet.",
  make: "New plan",
  change: "Change",
  drop: "Delete",
  dropSure: "Delete this plan?",
  save: "Keep the plan",
  sector: "For",
  sales: "Sales a month",
  budget: "Money for it a month",
  minutes: "Minutes for it a month",
  days: "Days on which you answer",
  from: "From",
  to: "Until",
  template: "Template to use",
  auto: "Standing offer to use",
  noneChosen: "none",
  lowest: "Lowest price",
  lowestHint: "Before you offer less, you are asked.",
  review: "Look at it again on",
  noDays: "Choose at least one day.",
  badHours: "Until must be later than from.",
  badDate: "Choose a date.",
  sold: (sales: number, target: number) => `${sales} of ${many(target, "1 sale", "# sales")} this month`,
  offered: (n: number) => many(n, "1 offer made this month", "# offers made this month"),
  soldLabel: (sector: string) => `Sales in ${sector} this month`,
  spend: (budget: string | null, minutes: number | null) =>
    [budget, minutes === null ? null : many(minutes, "1 minute", "# minutes")].filter(Boolean).join(" and ") +
    " a month",
  answers: (days: string, from: string, to: string) => `answers ${days}, ${from} to ${to}`,
  uses: (names: string[]) => `uses ${names.join(" and ")}`,
  notBelow: (p: string) => `not below ${p}`,
  reviewOn: (day: string) => `to be looked at again on ${day}`,
  due: "Look at this plan again",
  belowLowest: (p: string, lowest: string) => `${p} is below ${lowest}, the lowest price of your plan. Send anyway?`,
};
