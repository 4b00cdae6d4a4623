// What the measures of the lab are called; what each means exactly comes from the server.

export const metrics: Record<string, string> = {
  conversion_per_intent: "Requests that end in a sale",
  offers_per_intent: "Offers per request",
  participation_rate: "Asked shops that make an offer",
  invitation_seen_rate: "Asked shops that look at the request",
  zero_offer_rate: "Requests that get no offer",
  bids_per_offerer: "Offers and changes per shop that offers",
  ttfo_share_60s: "Requests with a first offer within a minute",
  ttfo_rmst: "Time to the first offer",
  best_discount_budget_itt: "How far the best offer is below the budget",
  best_discount_ref_itt: "How far the best offer is below the usual price",
  close_rate: "Rounds that end with an offer",
  award_rate: "Requests in which the buyer chooses",
  conversion_after_yes: "Choices that become sales",
  lowest_price_award_share: "Choices of the lowest price",
  complaint_rate_14d: "Complaints after a choice",
  sniping_bid_share_actual_end: "Offers in the last moment",
  wasted_effort_ratio: "Offers made in vain",
};

/** What each tells, for whoever chooses among them. */
export const metricMeanings: Record<string, string> = {
  conversion_per_intent: "Of all requests, how many end in something bought. The whole way, from the wish to the sale.",
  offers_per_intent: "How many offers a buyer can choose from.",
  participation_rate: "Of all shops that were asked, how many make an offer.",
  invitation_seen_rate: "Of all shops that were asked, how many look at the request in time.",
  zero_offer_rate: "How often a buyer asks and nobody answers.",
  bids_per_offerer: "How much shops better their offers while a round runs.",
  ttfo_share_60s: "How often a buyer sees a first offer at once.",
  ttfo_rmst: "How long a buyer waits for the first offer, with those who wait in vain.",
  best_discount_budget_itt: "How much cheaper the best offer is than what the buyer would spend.",
  best_discount_ref_itt: "How much cheaper the best offer is than what is usually paid in the sector.",
  close_rate: "How many rounds come to their end with something to choose from.",
  award_rate: "How many buyers find an offer that they take.",
  conversion_after_yes: "Of those who chose, how many buy in the end.",
  lowest_price_award_share: "How often the cheapest offer is the one that is chosen.",
  complaint_rate_14d: "How often a buyer complains within two weeks after choosing.",
  sniping_bid_share_actual_end: "How much shops wait for the last moment.",
  wasted_effort_ratio: "How many offers shops make without being chosen.",
};

export const metricWords = {
  points: "percentage points",
  perHundred: "per 100 choices",
  unit: (unit: string) =>
    (({ offers: "offers", bids: "offers and changes", seconds: "seconds" }) as Record<string, string>)[unit] ?? unit,
};
