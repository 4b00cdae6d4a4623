// What reaches a shop, and what that would have been.
import { many } from "./many";

export const reach = {
  sells: "What you sell",
  sellsHint: "Write it as you would say it: “oak tables, sofas and sheds”. Then tap what fits.",
  sellsFound: "Tap what fits",
  sellsNone: "No words that we know yet. Say it another way, or choose from the list.",
  sellsChosen: "Chosen",
  sellsList: "Choose from the list",
  sellsTake: (name: string) => `Take away: ${name}`,
  places: "Your shops and where they serve",
  branch: (name: string) => `Shop in ${name}`,
  branchName: "What you call it",
  branchPlace: "Where it is",
  addBranch: "Add another shop",
  dropBranch: "Close this shop",
  around: (km: number) => `${km} km around`,
  onlyIn: (areas: string) => `Only in ${areas}`,
  areas: "Only in certain areas",
  areasHint: "Instead of a circle around the shop: places that you serve, each with a distance of its own.",
  areaAdd: "Add an area",
  areaName: "Town or district",
  areaDrop: (name: string) => `Take away ${name}`,
  words: "Words",
  wordsNone: "Whatever the request says",
  include: "Only requests that say one of these",
  exclude: "No request that says one of these",
  wordAdd: "Add",
  wordHint: "One word or a short phrase, then Enter. Plurals are found too.",
  wordDrop: (word: string) => `Take away ${word}`,
  requirements: "Answers you insist on",
  requirementsHint: "Untick what you cannot do. A question that the buyer left open rules nothing out.",
  requirementsNone: "Any answer",
  requirementsOf: (n: number) => many(n, "1 question", "# questions"),
  limits: "How much",
  cap: "At most a day",
  capNone: "no limit",
  floor: "Smallest budget",
  floorHint: "Requests with a smaller public or sealed budget are not for you. Leave it empty for none.",
  save: "Save",
  undo: "Undo",
  unsaved: "Not saved yet.",
  previewTitle: (days: number) => `The last ${days} days, replayed`,
  headline: (n: number) =>
    n === 0
      ? "No request would have come to you."
      : many(n, "1 request would have come to you.", "# requests would have come to you."),
  more: (n: number) => many(n, "1 more than now.", "# more than now."),
  fewer: (n: number) => many(n, "1 fewer than now.", "# fewer than now."),
  same: "As many as now.",
  capped: (matched: number, cap: number) => `${matched} fit you; your limit of ${cap} a day keeps the others out.`,
  hours: (n: number, of: number) => `${n} of ${of} ran while you were open.`,
  of: (n: number) =>
    n === 0
      ? "There were none in your sectors."
      : many(n, "There was 1 in your sectors.", "There were # in your sectors."),
  sealed: (n: number) =>
    many(
      n,
      "1 had a sealed budget; your smallest budget is not held against it.",
      "# had a sealed budget; your smallest budget is not held against those.",
    ),
  simulated: "Simulated: nobody bought anything.",
  basis:
    "Counted on requests that are over, by the rules that choose whom to ask. " +
    "A request asks its best fitting shops first, so you may be asked for fewer. " +
    "Distances are to the middle of an area.",
  weeks: "Requests by week",
  week: "Week from",
  comesIn: "Come in",
  fits: "Fit you",
  nowMark: "Now",
  prices: "What you would have won",
  best: (best: number, compared: number, price: string) =>
    `${price} would have been the lowest price in ${best} of ${many(compared, "1 round", "# rounds")}.`,
  basisOwn: (n: number) => `That is the middle of your ${many(n, "1 offer", "# offers")}.`,
  basisNamed: "That is the price you typed.",
  fewOffers: (floor: number) => `Not enough to say: it takes ${floor} offers of yours, or a price you type.`,
  fewRounds: (floor: number, n: number) =>
    `Not enough to say: ${many(n, "1 round", "# rounds")} with offers of other shops, and it takes ${floor}.`,
  alone: (n: number) => many(n, "1 got no offer from any other shop.", "# got no offer from any other shop."),
  price: "A price you would usually ask",
  kept: "What kept the others away",
  cause: {
    distance: (n: number) => many(n, "1 was too far away", "# were too far away"),
    words: (n: number) => many(n, "1 because of its words", "# because of their words"),
    requirements: (n: number) => many(n, "1 had an answer you do not accept", "# had answers you do not accept"),
    budget_floor: (n: number) => many(n, "1 had too small a budget", "# had too small a budget"),
    daily_cap: (n: number) => many(n, "1 came on a day that was full", "# came on days that were full"),
    closed: (n: number) => many(n, "1 ran while you were closed", "# ran while you were closed"),
    not_chosen: (n: number) => many(n, "1 fits, but others had the places", "# fit, but others had the places"),
  },
  gain: {
    wider_km: (by: number, adds: number) => `${by} km further: ${adds} more`,
    no_words: (_by: number, adds: number) => `Without your words: ${adds} more`,
    no_requirements: (_by: number, adds: number) => `Any answer: ${adds} more`,
    no_floor: (_by: number, adds: number) => `Any budget: ${adds} more`,
    no_cap: (_by: number, adds: number) => `Without a daily limit: ${adds} more`,
    always_open: (_by: number, adds: number) => `Always open: ${adds} more`,
  },
  radiusTo: (km: number, adds: number) => `${km} km: ${adds} more`,
  missedTitle: "Why not you",
  missedLead: (n: number, days: number) =>
    many(
      n,
      `1 request in your sectors did not come to you in ${days} days.`,
      `# requests in your sectors did not come to you in ${days} days.`,
    ),
  missedNone: (days: number) => `You were asked for every request in your sectors of the last ${days} days.`,
  missedQuiet: (days: number) => `No request in your sectors has ended in the last ${days} days.`,
  why: {
    distance: (km: number) => `${km} km outside`,
    words: "your words",
    requirements: "an answer you do not accept",
    budget_floor: "budget too small",
    daily_cap: "your day was full",
    not_chosen: "others had the places",
  },
  missedSealed: "Some that fit may have had a sealed budget below your smallest. Sealed ones are told to nobody.",
  erased: "A request whose words are gone",
  newest: (n: number) => many(n, "The newest one", "The newest #"),
  change: "Change what reaches you",
  joinPreview: (n: number, days: number) =>
    n === 0
      ? `No request of the last ${days} days would have fitted you yet.`
      : many(
          n,
          `1 request of the last ${days} days would have fitted you.`,
          `# requests of the last ${days} days would have fitted you.`,
        ),
};
