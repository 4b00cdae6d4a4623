// A shop's own numbers: how well it did, what it could sell, its funnel, win rates and money, and the Monday report.
import { intervalRule } from "./interval";
import { many } from "./many";

const of = (happened: number, cases: number) => `${happened} of ${cases}`;
const requests = (n: number) => many(n, "1 request", "# requests");

export const numbers = {
  days: "Of the last",
  daysChoice: (n: number) => many(n, "1 day", "# days"),
  qualityTitle: "Doing it well",
  quality: {
    answered: "Answered in time",
    promises: "Promises kept",
    questions: "Questions answered",
  },
  qualityNone: "none yet",
  qualityRule:
    "In time is before the first round was over, and a plain no is an answer. A promise counts once its buyer has " +
    "judged it; a question is a buyer's message in a thread.",
  count: of,

  firstTitle: "What could you sell?",
  firstNone: "No request has matched you in this time. A wider reach or another sector brings more.",
  nobodySold: (unsold: number, over: number) =>
    unsold === 0
      ? many(
          over,
          "The 1 request near you that has ended led to a sale.",
          "All # requests near you that have ended led to a sale.",
        )
      : `${of(unsold, over)} requests near you that have ended led to no sale, at any shop.`,
  unanswered: (n: number, unsold: number) =>
    n === 0 ? "You answered all of them." : `You answered ${n === unsold ? "none" : unsold - n} of them.`,
  askedFor: (answer: string, sector: string, n: number) => `${answer}, in ${sector}: ${requests(n)}`,
  askedForLead: "Buyers asked for this, and nobody sold it:",
  gap: (sector: string, n: number, budget: string, price: string) =>
    `${sector}: in ${requests(n)} the best price was above the budget. Wanted for ${budget}, offered at ${price}.`,
  winRate: (won: number, offers: number) => `You won ${of(won, offers)} offers that were decided.`,
  winRateFew: (offers: number, floor: number) =>
    offers === 0
      ? "None of your offers has been decided in this time."
      : `${many(offers, "1 offer was", "# offers were")} decided: too few to say, below ${floor}.`,
  close: (n: number) =>
    many(
      n,
      "1 offer lost by at most 5 %: a little less would have won it.",
      "# offers lost by at most 5 %: a little less would have won them.",
    ),
  best: (what: string, won: number, offers: number) => `Most won: ${what}, ${of(won, offers)}.`,

  funnelTitle: "From request to sale",
  funnelLead: "Of the requests that you were invited to in this time, how many came to each step by now.",
  funnelAlt: "How many of your invitations came to each step",
  funnelTable: "Steps from request to sale",
  step: "Step",
  counted: "Requests",
  share: "Of the step before",
  steps: {
    matched: "Matched you",
    seen: "Seen by you",
    offered: "You offered",
    opened: "Opened by buyer",
    shortlisted: "Short-listed",
    accepted: "Agreed",
    fulfilled: "Bought",
    repeat: "Came again",
  },
  repeatOf: "of those agreed",
  leads: (n: number, sold: number, open: number) =>
    `${many(n, "1 buyer was", "# buyers were")} more likely to buy, having written to you or short-listed you. ` +
    `${sold} of them bought${open > 0 ? `, and ${open} can still decide` : ""}.`,
  leadsNone: "No buyer wrote to you or short-listed you yet.",
  leadsWithout: (n: number) => many(n, "1 sale came without either.", "# sales came without either."),
  bySector: "By sector",
  bySource: "By where buyers come from",
  sector: "Sector",
  source: "Buyers",

  winTitle: "What wins",
  winLead: "Of your offers that were decided, how many won, by what they said. Beside each share stands of how many.",
  group: {
    all: "All offers",
    delivery_days: "Delivery",
    warranty_months: "Warranty",
    fulfilment: "How it comes",
    photo: "With a photo",
    returns: "Returns stated",
    person: "Names who answers",
    price_elsewhere: "Price elsewhere stated",
    by_rule: "Made by your standing offer",
    rank: "Where the price stood",
  },
  value: (group: string, value: string): string => {
    if (value === "not_stated") return "not stated";
    if (value === "yes" || value === "no") return value;
    if (group === "delivery_days") return `${value.replace("-", " to ")} days`;
    if (group === "warranty_months") return value === "0-0" ? "none" : `${value.replace("-", " to ")} months`;
    if (group === "fulfilment")
      return { collect: "collected", deliver: "delivered", fit: "put in place" }[value] ?? value;
    if (group === "rank")
      return (
        { "1": "first", "2": "second", "3": "third", "4+": "fourth or later", hidden: "not shown in that round" }[
          value
        ] ?? value
      );
    return value;
  },
  few: "too few to say",
  said: "What the offer said",
  won: "Share won",
  wonOf: "Won, of how many",
  winTable: "Shares of offers that won, by what they said",
  lostTitle: "What you lost, and why",
  band: {
    "0-5": "within 5 % of the one chosen",
    "5-15": "5 to 15 % above",
    "15-30": "15 to 30 % above",
    "30+": "more than 30 % above",
  } as Record<string, string>,
  bandNone: "not above it, or none was chosen",
  because: {
    higher_price: "Another was cheaper",
    other_preferred: "The buyer preferred another",
    same_price_later: "The same price, but later",
    declined_all: "The buyer took none",
    cancelled: "The buyer called it off",
    not_decided: "The buyer did not decide",
    not_confirmed_in_time: "You did not confirm in time",
  } as Record<string, string>,
  rule: intervalRule,

  moneyTitle: "Money, as you count it",
  moneyLead: "Only you see this. What you do not enter is not guessed.",
  earlier: "The month before",
  later: "The month after",
  sold: (n: number, value: string) => `${many(n, "1 sale", "# sales")}, ${value}`,
  goal: (n: number, goal: number) => `${n} of the ${many(goal, "1 sale", "# sales")} you aim for`,
  goalValue: (value: string, goal: string) => `${value} of the ${goal} you aim for`,
  keeping: (n: number, buyers: number, cost: string | null) =>
    n === 0
      ? "No sale of this month is to a buyer who had bought here before."
      : `${many(n, "1 sale is", "# sales are")} to ${many(buyers, "a buyer", "# buyers")} who had bought here before` +
        (cost ? `, at a cost of ${cost} for each.` : "."),
  channel: "Way of selling",
  here: "Parley",
  cost: "Cost",
  sales: "Sales",
  margin: "Margin",
  perSale: "Cost per sale",
  back: "Return",
  unknown: "not entered",
  channels: "What selling cost and brought",
  backRule:
    "Margin is what was left of a sale; return is margin less cost, as a share of the cost. " +
    "Parley's margin shows once you have entered one for each sale of the month.",
  seatsTitle: "By person",
  seatsRule: "A sale is of whoever made the offer that was chosen, or was the last to change it.",
  seatsTable: "Sales and goals of each person",
  person: "Person",
  offersMade: "Offers made",
  noPerson: "Standing offers and keys",
  salesOf: (n: number) => many(n, "1 sale", "# sales"),
  worth: "Value",
  seatGoal: "Set goal",
  seatGoalOf: (name: string) => `Set goal of ${name}`,
  deals: "Sales of the month",
  deal: (sector: string, day: string) => `${sector}, ${day}`,
  dealMargin: "Margin: what was left",
  dealMinutes: "Minutes spent",
  enter: "Enter costs and goals",
  hourCost: "An hour of your time costs",
  ownCost: "Parley cost you",
  goalSales: "Sales you aim for",
  goalMoney: "Takings you aim for",
  otherTitle: "Other ways of selling",
  otherName: "Name",
  add: "Add another way",
  saved: "Saved.",
  notMoney: "That is not an amount.",
  notNumber: "That is not a whole number.",
  again: "Each way has a name of its own.",

  reportTitle: "Your week, on Mondays",
  report: "Mail us a report on Mondays",
  reportState: {
    on: (day: string) => `The next one comes on ${day}.`,
    off: "Off. Nothing is mailed.",
  },
  reportSaid: { on: "The report is on.", off: "The report is off." },
};
