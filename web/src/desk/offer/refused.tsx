// Why an offer was refused, in words, and the price that would have been taken; and where it stops on its way.
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../../api/client";
import { money, plainMoney } from "../../format";
import { t } from "../../en";
import { sentence } from "../../ui/errors";
import { Notice } from "../../ui/shell";
import { nextWords } from "../conduct";
import type { Doubt } from "./doubts";

export interface Refused {
  text: string;
  price: number | null;
}

export function refusedBy(error: unknown, currency: string): Refused {
  if (typeof error === "string") return { text: error, price: null };
  const problem = error instanceof ApiError ? error.problem : null;
  const most = problem?.accepted?.price_max;
  const least = problem?.accepted?.price_min;
  const hint =
    most !== undefined
      ? ` ${t.desk.accepted(money(most, currency))}`
      : least !== undefined
        ? ` ${t.desk.acceptedMin(money(least, currency))}`
        : problem?.next_at
          ? ` ${nextWords(problem.next_at)}`
          : "";
  const found = problem?.found?.[0]?.text;
  return { text: (found ? `“${found}”: ` : "") + sentence(error) + hint, price: most ?? least ?? null };
}

/** A doubt, or what has to be said before a shop's first offer. */
export type Stop = { kind: "doubts"; doubts: Doubt[] } | { kind: "trader" | "conduct"; meant: boolean };

export function stopOf(error: unknown, own: number | null, meant: boolean): Stop | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "trader_required") return { kind: "trader", meant };
  if (error.code === "conduct_not_accepted") return { kind: "conduct", meant };
  if (error.code === "drop_needs_confirm" && own !== null)
    return { kind: "doubts", doubts: [{ kind: "drop", before: own }] };
  return null;
}

/** `onUse` puts the price that would have been taken, as it is typed. */
export function RefusedNotice({
  refused,
  currency,
  onUse,
}: {
  refused: Refused;
  currency: string;
  onUse: (price: string) => void;
}) {
  const { text, price } = refused;
  // The button stands below much that can be wrong: why it was refused comes to where it is seen.
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.scrollIntoView({ block: "nearest" }), [refused]);
  return (
    <div class="refused" data-refused ref={notice}>
      <Notice>{text}</Notice>
      {price !== null && (
        <button type="button" class="chip" onClick={() => onUse(plainMoney(price, currency))}>
          {t.desk.useThat(money(price, currency))}
        </button>
      )}
    </div>
  );
}
