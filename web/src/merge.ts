// Applies a push to a view. The members of `data` replace those of the view; offers are placed by the ranking that
// comes with them, and one's own standing is merged member by member.
import type { BidderIntent, BuyerIntent, IntentView, Invited, Offer, PublicIntent, Push, Thread } from "./api/schema";

/** By how much the score would have to fall to be first; whoever comes later has to be better. */
function toWin(offer: Offer, best: number | null): number | null {
  if (best === null || offer.score === null || offer.rank === null) return null;
  return offer.rank === 1 ? 0 : offer.score - best + 1;
}

function withOffer(offers: Offer[], changed: Offer, ranking: string[]): Offer[] {
  const place = new Map(ranking.map((id, i) => [id, i + 1]));
  const next = offers.some((o) => o.offer_id === changed.offer_id)
    ? offers.map((o) => (o.offer_id === changed.offer_id ? changed : o))
    : [...offers, changed];
  const ranked = next.map((o) =>
    ranking.length ? { ...o, rank: o.state === "standing" ? (place.get(o.offer_id) ?? null) : null } : o,
  );
  if (!ranking.length) return ranked;
  const last = ranked.length + 1;
  ranked.sort((a, b) => (a.rank ?? last) - (b.rank ?? last));
  const best = ranked.find((o) => o.rank === 1)?.score ?? null;
  return ranked.map((o) => ({ ...o, to_win: toWin(o, best) }));
}

export function merge<V extends IntentView>(view: V, push: Push): V {
  if (push.type === "snapshot" || push.type === "erased") return { ...(push.data as unknown as V), seq: push.seq };
  const { offer, ranking, me, ...rest } = push.data as {
    offer?: Offer;
    ranking?: string[];
    me?: Partial<BidderIntent["me"]>;
    invited?: Invited[];
  };
  // What a push says about one message or question stands in the thread or the list that comes with it.
  const { thread, offer_id: of } = rest as { thread?: Thread; offer_id?: string };
  for (const once of ["thread", "offer_id", "message", "question", "quiet"])
    delete (rest as Record<string, unknown>)[once];
  const next = { ...view, ...rest, seq: push.seq } as V;
  if (next.audience === "buyer") {
    const buyer = next as BuyerIntent;
    if (offer) {
      buyer.offers = withOffer((view as BuyerIntent).offers, offer, ranking ?? []);
      buyer.invited = buyer.invited.map((i) => (i.business.id === offer.business?.id ? { ...i, state: "offered" } : i));
    }
    if (thread) buyer.offers = buyer.offers.map((o) => (o.offer_id === of ? { ...o, thread } : o));
    // The round's own pushes do not repeat what follows from them.
    if (push.type === "round_opened" && !("can_extend" in rest)) buyer.can_extend = true;
    if (push.type === "round_closed") buyer.can_extend = false;
  } else if (next.audience === "bidder" && me) {
    (next as BidderIntent).me = { ...(view as BidderIntent).me, ...me };
  }
  return next;
}

export const isPublic = (view: IntentView): view is PublicIntent => view.audience === "public";
export const isBuyer = (view: IntentView): view is BuyerIntent => view.audience === "buyer";
