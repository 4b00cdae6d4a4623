// What shops offered an item for here, where they state to charge more elsewhere; asked for again when that changes.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Offer, OwnPrices } from "../api/schema";

export type OwnPrice = OwnPrices["data"][number];

const none: ReadonlyMap<string, OwnPrice> = new Map();

/** By offer, where there is such a price. Without an answer nothing is said of anybody. */
export function useOwnPrices(
  intent: string,
  offers: readonly Offer[],
  business?: string,
): ReadonlyMap<string, OwnPrice> {
  const [prices, setPrices] = useState(none);
  const stated = JSON.stringify(
    offers
      .filter(({ details }) => details?.reference_price && details.item)
      .map(({ offer_id, details }) => [offer_id, details!.item, details!.reference_price!.amount])
      .sort(),
  );
  useEffect(() => {
    if (stated === "[]") return setPrices(none);
    const leaving = new AbortController();
    get<OwnPrices>(`/v1/intents/${intent}/own-prices`, { for: business, signal: leaving.signal })
      .then(({ data }) => setPrices(new Map(data.map((one) => [one.offer_id, one]))))
      .catch(() => setPrices(none));
    return () => leaving.abort();
  }, [intent, business, stated]);
  return prices;
}
