// What is known of a request's past: whether it was asked before and how that ended, and what its buyer made of others.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { RequestHistory } from "../api/schema";
import { t } from "../en";

/** Without an answer nothing is said. */
export function useHistory(intent: string, business?: string): RequestHistory | null {
  const [history, setHistory] = useState<RequestHistory | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    get<RequestHistory>(`/v1/intents/${intent}/history`, { for: business, signal: leaving.signal })
      .then(setHistory)
      .catch(() => setHistory(null));
    return () => leaving.abort();
  }, [intent, business]);
  return history;
}

/** "Asked before: twice in 30 days (1 without an offer, 1 without a deal)". */
export function askedBefore(history: RequestHistory): string | null {
  const times = history.asked_before.reduce((sum, group) => sum + group.requests, 0);
  if (times === 0) return null;
  const ends = history.asked_before.map((group) => t.desk.earlierEnd[group.end](group.requests));
  return t.desk.askedBefore(times, history.days, ends.join(", "));
}

/** For a shop that is asked: two lines, each where there is something to say. */
export function PastOfRequest({ intent, business }: { intent: string; business: string }) {
  const history = useHistory(intent, business);
  if (!history?.buyer) return null;
  const { requests, with_offers, chose } = history.buyer;
  const record = requests === 0 ? t.desk.firstRequest : with_offers > 0 ? t.desk.buyerChose(chose, with_offers) : null;
  const before = askedBefore(history);
  return (
    <>
      {record && (
        <p class="soft small" data-buyer-record>
          {record}
        </p>
      )}
      {before && (
        <p class="small" data-asked-before>
          {before}
        </p>
      )}
    </>
  );
}

/** For the buyer: what the shops see of it. */
export function SeenOfPast({ intent }: { intent: string }) {
  const history = useHistory(intent);
  const before = history && askedBefore(history);
  if (!before) return null;
  return (
    <p class="soft small" data-asked-before>
      {t.intent.shopsSee(before)}
    </p>
  );
}
