// What of a draft is sent, and what of it this browser remembers for the next offer of its kind.
import type { BidderIntent, OfferRequest } from "../../api/schema";
import { parseMoney } from "../../format";
import { named } from "../../ui/photo-picker";
import { lasting, stated } from "../details-fields";
import type { Draft, LastOffer } from "./draft";

const lastKey = (business: string, sector: string) => `parley.template.${business}.${sector}`;

export function lastOffer(business: string, sector: string): LastOffer | null {
  try {
    const kept = JSON.parse(localStorage.getItem(lastKey(business, sector)) ?? "null") as LastOffer | null;
    return kept && typeof kept.message === "string" && typeof kept.attributes === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** A storage that is full or forbidden costs the memory and nothing else. */
export function rememberOffer(business: string, view: BidderIntent, request: OfferRequest) {
  const { attributes = {}, message = "", details = {} } = request;
  const share = view.budget ? Math.round(((request.price ?? 0) / view.budget.amount) * 1_000_000) : null;
  try {
    const last: LastOffer = { attributes, message, details: lasting(details), share };
    localStorage.setItem(lastKey(business, view.sector), JSON.stringify(last));
  } catch {
    // The next offer is typed anew.
  }
}

/** Nothing while the price is none. */
export function requestOf(draft: Draft, view: BidderIntent, confirm: boolean): OfferRequest | null {
  const price = parseMoney(draft.price, view.currency);
  if (!price) return null;
  return {
    price,
    attributes: draft.attributes,
    message: draft.message.trim(),
    details: stated(draft.details),
    photos: named(draft.photos),
    confirm,
  };
}
