// All of a shop's requests while they live: which there are, and what each of them is by now.
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { BidderIntent, Push } from "../api/schema";
import { live } from "../live";
import { merge } from "../merge";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { announce } from "../ui/shell";

type Views = Record<string, BidderIntent>;

export const isWon = (view: BidderIntent): boolean =>
  view.me.disposition?.disposition === "won" || (view.buyer !== undefined && view.buyer !== null);

export const isOver = (view: BidderIntent): boolean =>
  view.me.declined ||
  (view.me.disposition?.final ?? false) ||
  (view.state !== "open" && view.me.offer === null) ||
  ["lapsed", "cancelled", "expired", "no_offers", "closed", "fulfilled"].includes(view.state);

interface Invitations {
  data: { intent: BidderIntent }[];
  next_cursor: string | null;
}

/** One connection carries so many streams; the rest is asked for again when the desk's own stream has news. */
const followMost = 24;

/** So many pages of invitations are looked through for those that are open. */
const pagesMost = 20;

/** All that is open: a page of the server's may hold little of it. */
async function openInvitations(id: string): Promise<Invitations["data"]> {
  const open: Invitations["data"] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < pagesMost; pages += 1) {
    const path = `/v1/invitations?state=open${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const page: Invitations = await get<Invitations>(path, { for: id });
    open.push(...page.data);
    cursor = page.next_cursor;
  }
  return open;
}

/** All of a shop's requests, kept current: the desk's stream brings new ones, each open one has its own stream. */
export function useDesk(id: string) {
  const [views] = useState<Signal<Views>>(() => signal({}));
  const [ready] = useState<Signal<boolean>>(() => signal(false));
  const [problem] = useState<Signal<string | null>>(() => signal(null));
  const [signedOut] = useState<Signal<boolean>>(() => signal(false));
  const [fresh] = useState<Signal<string[]>>(() => signal([]));
  useEffect(() => {
    const leaves = new Map<string, () => void>();
    let gone = false;
    const put = (view: BidderIntent) => {
      views.value = { ...views.peek(), [view.id]: view };
      if (isOver(view) && !isWon(view)) {
        leaves.get(view.id)?.();
        leaves.delete(view.id);
      }
    };
    // An answer may come later than the pushes that were sent after it.
    const newest = (answer: BidderIntent) => {
      const known = views.peek()[answer.id];
      return known && known.seq > answer.seq ? known : answer;
    };
    const follow = (answer: BidderIntent) => {
      const view = newest(answer);
      put(view);
      // The conversation and the deal go on after the yes.
      if (leaves.has(view.id) || (isOver(view) && !isWon(view)) || leaves.size >= followMost) return;
      leaves.set(
        view.id,
        live.subscribe(`intent/${view.id}`, {
          after: view.seq,
          for: id,
          onPush: (push) =>
            batch(() => {
              const now = views.peek()[view.id];
              if (now) put(merge(now, push));
            }),
        }),
      );
    };
    const reload = async (intent: string) => {
      try {
        const view = await get<BidderIntent>(`/v1/intents/${intent}`, { for: id });
        if (!gone && view.audience === "bidder") batch(() => follow(view));
      } catch {
        // The stream of the intent itself brings the same news.
      }
    };
    const list = async () => {
      const [open, over] = await Promise.all([
        openInvitations(id),
        get<Invitations>("/v1/invitations?state=over", { for: id }),
      ]);
      if (gone) return;
      batch(() => {
        for (const one of over.data) if (!isWon(one.intent)) put(newest(one.intent));
        for (const one of open.sort(
          (a, b) => Number(b.intent.id === location.hash.slice(1)) - Number(a.intent.id === location.hash.slice(1)),
        ))
          follow(one.intent);
        for (const one of over.data) if (isWon(one.intent)) follow(one.intent);
        ready.value = true;
      });
    };
    const hear = (push: Push) => {
      const data = push.data as { intent?: BidderIntent; intent_id?: string };
      if (push.type === "snapshot") {
        // The numbers start anew: what came meanwhile is in the list.
        if (ready.peek()) void list().catch(() => undefined);
      } else if (push.type === "invited" && data.intent) {
        if (views.peek()[data.intent.id]) return;
        fresh.value = [data.intent.id, ...fresh.peek()];
        announce(t.desk.newOne(data.intent.title));
        follow(data.intent);
      } else if (data.intent_id) {
        // A win brings the buyer's contact, which only the whole view is sure to carry.
        void reload(data.intent_id);
      }
    };
    const start = async () => {
      try {
        // Listening comes first, so that nothing falls between the list and the stream.
        const onPush = (push: Push) => batch(() => hear(push));
        leaves.set("desk", live.subscribe(`desk/${id}`, { for: id, onPush, onError: () => (signedOut.value = true) }));
        await list();
      } catch (error) {
        if (!gone) problem.value = sentence(error);
      }
    };
    void start();
    return () => {
      gone = true;
      for (const leave of leaves.values()) leave();
    };
  }, [id]);
  const decline = (intent: string) => {
    const view = views.peek()[intent];
    if (view) views.value = { ...views.peek(), [intent]: { ...view, me: { ...view.me, declined: true } } };
  };
  return { views, ready, problem, signedOut, fresh, decline };
}
