// What is known of a request's past: whether it was asked before and how that ended, and what its buyer made of others.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { RequestHistory } from "../api/schema";
import { t } from "../en";

interface Past {
  /** Null without an answer: nothing is said then. */
  history: RequestHistory | null;
  /** Whether it was asked for, with or without an answer. */
  known: boolean;
}

/** Of null nothing is asked. */
export function usePast(intent: string | null, business?: string): Past {
  const [past, setPast] = useState<Past>({ history: null, known: false });
  useEffect(() => {
    if (!intent) return;
    const leaving = new AbortController();
    get<RequestHistory>(`/v1/intents/${intent}/history`, { for: business, signal: leaving.signal })
      .then((history) => setPast({ history, known: true }))
      .catch(() => !leaving.signal.aborted && setPast({ history: null, known: true }));
    return () => leaving.abort();
  }, [intent, business]);
  return past;
}

/** "Asked before: twice in 30 days (1 without an offer, 1 without a deal)". */
export function askedBefore(history: RequestHistory): string | null {
  const times = history.asked_before.reduce((sum, group) => sum + group.requests, 0);
  if (times === 0) return null;
  const ends = history.asked_before.map((group) => t.desk.earlierEnd[group.end](group.requests));
  return t.desk.askedBefore(times, history.days, ends.join(", "));
}

/** For a shop that is asked: two lines, each where there is something to say. */
export function PastOfRequest({ history }: { history: RequestHistory | null }) {
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
  const { history } = usePast(intent);
  const before = history && askedBefore(history);
  if (!before) return null;
  return (
    <p class="soft small" data-asked-before>
      {t.intent.shopsSee(before)}
    </p>
  );
}
