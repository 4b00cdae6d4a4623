// Which offers say nearly the same as others of their shop; asked for again when a message changes.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Copies } from "../api/schema";

interface Worded {
  offer_id: string;
  message: string | null;
  automatic: boolean;
}

const none: ReadonlyMap<string, number> = new Map();

/** By offer: in how many other requests. Without an answer nothing is said of anybody. */
export function useCopies(intent: string, offers: readonly Worded[], business?: string): ReadonlyMap<string, number> {
  const [copies, setCopies] = useState(none);
  const words = JSON.stringify(
    offers
      .filter((o) => o.message && !o.automatic)
      .map((o) => [o.offer_id, o.message])
      .sort(),
  );
  useEffect(() => {
    if (words === "[]") return setCopies(none);
    const leaving = new AbortController();
    get<Copies>(`/v1/intents/${intent}/copies`, { for: business, signal: leaving.signal })
      .then(({ data }) => setCopies(new Map(data.map((one) => [one.offer_id, one.copies]))))
      .catch(() => setCopies(none));
    return () => leaving.abort();
  }, [intent, business, words]);
  return copies;
}
