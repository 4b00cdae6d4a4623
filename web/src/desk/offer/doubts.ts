// What looks like a slip, or like an offer that its shop will regret, found before it is sent. Nothing is refused for
// it: the shop is asked, and its word counts. Whole numbers throughout.
export interface Known {
  /** The buyer's; null where none is shown. */
  budget: number | null;
  /** The shop's own standing offer. */
  own: number | null;
  /** What the shop usually asks for this: by its template, or as last time. */
  usual: number | null;
  /** What was paid for such things: the quartiles of so many sales. */
  paid: { low: number; high: number; sales: number } | null;
  /** By how much the rules let the own offer fall without a word, in basis points; 0: as far as one likes. */
  maxDropBp: number;
  /** The lowest price of the shop's plan. */
  lowest: number | null;
  /** What the buyer asked all shops. */
  questions: string[];
  /** Whether the offer says anything in words. */
  hasWords: boolean;
}

type Anchor = "own" | "usual" | "budget" | "paid";

export type Doubt =
  | { kind: "slip"; times: 10 | 100; low: boolean; anchor: Anchor; amount: number }
  | { kind: "low"; low: number; high: number; sales: number }
  | { kind: "far_below"; anchor: Anchor; amount: number }
  | { kind: "below_plan"; lowest: number }
  | { kind: "drop"; before: number }
  | { kind: "unanswered"; question: string };

/** Whether `many` is about so many times `few`: 8 to 12.5 times for ten. */
const isAbout = (many: number, few: number, times: number) =>
  many * 10 >= few * times * 8 && many * 8 <= few * times * 10;

/** A digit too few or too many, against whatever is known; the nearest to the shop first. */
function slipOf(price: number, anchors: [Anchor, number | null][]): Doubt | null {
  for (const [anchor, amount] of anchors) {
    if (amount === null) continue;
    for (const times of [10, 100] as const) {
      if (isAbout(amount, price, times)) return { kind: "slip", times, low: true, anchor, amount };
      if (isAbout(price, amount, times)) return { kind: "slip", times, low: false, anchor, amount };
    }
  }
  return null;
}

/** 40 % or more below what three of four buyers paid at least, as Prozorro flags offers (services/core/low_offer). */
const isFarBelowPaid = (price: number, low: number) => price * 10 <= low * 6;
/** Without sales to compare with: at most three tenths of the budget, or of what the shop usually asks. */
const isFarBelow = (price: number, anchor: number) => price * 10 <= anchor * 3;

function lowOf(price: number, known: Known): Doubt | null {
  const { paid, usual, budget } = known;
  if (paid && isFarBelowPaid(price, paid.low)) return { kind: "low", ...paid };
  if (usual !== null && isFarBelow(price, usual)) return { kind: "far_below", anchor: "usual", amount: usual };
  if (!paid && budget !== null && isFarBelow(price, budget))
    return { kind: "far_below", anchor: "budget", amount: budget };
  return null;
}

export function doubtsOf(price: number, known: Known): Doubt[] {
  const middle = known.paid ? Math.round((known.paid.low + known.paid.high) / 2) : null;
  const found: (Doubt | null)[] = [
    slipOf(price, [
      ["own", known.own],
      ["usual", known.usual],
      ["budget", known.budget],
      ["paid", middle],
    ]),
  ];
  const { own, maxDropBp } = known;
  const fallsFar = own !== null && maxDropBp > 0 && (own - price) * 10_000 > own * maxDropBp;
  // One word about the price is enough.
  if (!found[0]) found.push(lowOf(price, known));
  if (!found.some(Boolean) && known.lowest !== null && price < known.lowest)
    found.push({ kind: "below_plan", lowest: known.lowest });
  if (!found.some(Boolean) && fallsFar) found.push({ kind: "drop", before: own });
  if (known.own === null && !known.hasWords)
    for (const question of known.questions) found.push({ kind: "unanswered", question });
  return found.filter((one) => one !== null);
}
