// Amounts in fields that may be left empty: an empty one says nothing, and a loss has a minus.
import { parseMoney } from "../format";

/** Nothing for an empty field, a fault (undefined) for what is no amount. */
export function typedMoney(text: string, currency: string, below = false): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const isLoss = below && /^[-−–]/.test(trimmed);
  const amount = parseMoney(isLoss ? trimmed.slice(1) : trimmed, currency);
  return amount === null ? undefined : isLoss ? -amount : amount;
}

export function typedNumber(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : undefined;
}
