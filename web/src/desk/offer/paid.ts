// What was paid for such things lately, near where they are wanted.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import type { BidderIntent, Guide } from "../../api/schema";
import type { Known } from "./doubts";

/** Null until it is known, and where there were too few sales. */
export function usePaid(view: Pick<BidderIntent, "id" | "place" | "currency" | "simulated" | "sector">): Known["paid"] {
  const [paid, setPaid] = useState<Known["paid"]>(null);
  useEffect(() => {
    const { lat_e6, lon_e6 } = view.place;
    const near = `${(lat_e6 / 1e6).toFixed(3)},${(lon_e6 / 1e6).toFixed(3)}`;
    const asked = `near=${near}&currency=${view.currency}&simulated=${view.simulated ? 1 : 0}`;
    get<Guide>(`/v1/sectors/${view.sector}/guide?${asked}`)
      .then(({ prices: { range, sales } }) => setPaid(range ? { low: range.low, high: range.high, sales } : null))
      .catch(() => undefined); // Then nothing is said of usual prices.
  }, [view.id]);
  return paid;
}
