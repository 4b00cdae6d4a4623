// How many words of the other side are new to this one, by offer: asked of the server whenever there are more, so that
// two windows of one person agree.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { Unread } from "../api/schema";

export function useUnread(intent: string, counted: number, business?: string) {
  const [unread, setUnread] = useState<Unread | null>(null);
  const look = () =>
    get<Unread>(`/v1/intents/${intent}/unread`, { for: business })
      .then(setUnread)
      .catch(() => undefined); // It is a number beside a button; the words themselves come with the stream.
  useEffect(() => {
    if (counted > 0) void look();
  }, [intent, counted]);
  const read = (offer: string) => {
    const thread = unread?.threads.find((one) => one.offer_id === offer);
    if (!thread || thread.unread === 0) return;
    const body = { offer_id: offer, upto: thread.upto };
    void post(`/v1/intents/${intent}/read`, body, { for: business })
      .then(look)
      .catch(() => undefined);
  };
  const of = (offer: string) => unread?.threads.find((one) => one.offer_id === offer)?.unread ?? 0;
  return { of, read };
}
