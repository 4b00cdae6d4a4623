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

export const metricWords = {
  points: "percentage points",
  perHundred: "per 100 choices",
  unit: (unit: string) =>
    (({ offers: "offers", bids: "offers and changes", seconds: "seconds" }) as Record<string, string>)[unit] ?? unit,
};
