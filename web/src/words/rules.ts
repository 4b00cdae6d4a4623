// The rules of a round in plain words: what each is called, what it does, and what its values are.
import { many } from "./many";

export interface RuleWords {
  name: string;
  does: string;
  values?: Record<string, string>;
}

export const rules: Record<string, RuleWords> = {
  "/format": {
    name: "Kind of round",
    does: "Open: shops may better their offers while it runs. Sealed: nobody sees a price before the end.",
    values: {
      open: "open",
      sealed: "sealed",
      turns: "in turns",
      rising_clock: "rising price",
      falling_clock: "falling price",
    },
  },
  "/pricing": {
    name: "What the buyer pays",
    does: "The price that was offered, or the price of the next best offer.",
    values: { pay_as_bid: "the price offered", second_price: "the price of the next best offer" },
  },
  "/visibility": {
    name: "What shops see of each other",
    does: "While the round runs.",
    values: { none: "nothing", rank: "their place", best_price: "the best price", all_prices: "all prices" },
  },
  "/buyer_sees": {
    name: "When the buyer sees offers",
    does: "As they come in, or all at once when the round ends.",
    values: { live: "as they come in", at_close: "when the round ends" },
  },
  "/duration_s": { name: "Length of the round", does: "How long shops have to make an offer." },
  "/close/mode": {
    name: "How the round ends",
    does: "On the dot, or later when a good offer comes in at the last moment.",
    values: { hard: "on the dot", soft: "later after a late offer" },
  },
  "/close/window_s": {
    name: "What counts as the last moment",
    does: "An offer that comes so shortly before the end puts the end off.",
  },
  "/close/extension_s": { name: "How far a late offer puts the end off", does: "Each time that one comes." },
  "/close/max_total_s": { name: "Longest round", does: "However many late offers come, it ends after this." },
  "/close/trigger": {
    name: "Which late offer puts the end off",
    does: "Any better offer, or only one that takes the lead.",
    values: {
      any_improvement: "any better offer",
      lead_change: "one that takes the lead",
      rank: "one that changes the order",
    },
  },
  "/step/own_bp": {
    name: "Smallest step below one's own offer",
    does: "A shop that betters its offer goes down by this much at least.",
  },
  "/step/lead_bp": {
    name: "Smallest step to take the lead",
    does: "Whoever takes the lead goes below the best offer by this much at least.",
  },
  "/max_revisions": { name: "How often an offer may change", does: "By each shop, in one round." },
  "/self_outbid": {
    name: "The shop in front may go lower still",
    does: "Whether the shop that leads may better its own offer.",
  },
  "/ceiling/show_budget": {
    name: "Shops see the budget",
    does: "Where the buyer named one and lets it be seen.",
  },
  "/invite/count": {
    name: "How many shops are asked at a time",
    does:
      "For each request, so many may have been asked without having answered yet. A shop that declines makes room " +
      "for another one at once; some time into the round, a shop that makes an offer does so, too. So more may be " +
      "asked in all.",
  },
  "/invite/newcomer_ppm": { name: "Places for new shops", does: "The share of those asked that is kept for them." },
};

export const ruleWords = {
  yes: "yes",
  no: "no",
  nothing: "nothing",
  seconds: (n: number) => many(n, "1 second", "# seconds"),
  minutes: (n: number) => many(n, "1 minute", "# minutes"),
  hours: (n: number) => many(n, "1 hour", "# hours"),
  percent: (n: string) => `${n}%`,
  times: (n: number) => (n === 0 ? "never" : many(n, "once", "# times")),
  shops: (n: number) => many(n, "1 shop", "# shops"),
  secondsUnit: "seconds",
  percentUnit: "per cent",
  differs: "not the same in every sector",
};
