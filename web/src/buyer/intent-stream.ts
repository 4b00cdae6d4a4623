// One request as a signal: the view the server gave, and the pushes after it, said aloud to those who listen.
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ApiError, get } from "../api/client";
import type { BuyerIntent, IntentView, Offer, Push } from "../api/schema";
import { clock } from "../clock";
import { clockTime, money } from "../format";
import { live } from "../live";
import { isBuyer, merge } from "../merge";
import { t } from "../en";
import type { PricePoint } from "../ui/charts";
import { sentence } from "../ui/errors";
import { announce } from "../ui/shell";

export interface World {
  view: IntentView;
  points: PricePoint[];
  /** Price before the last change, by offer, for the eye. */
  before: Record<string, number>;
  /** How many of the shops asked have seen their invitation. */
  seen: number;
}

export function useIntent(id: string) {
  const [world] = useState<Signal<World | null>>(() => signal(null));
  const [failed] = useState<Signal<string | null>>(() => signal(null));
  useEffect(() => {
    const leaves: (() => void)[] = [];
    let gone = false;
    const start = async () => {
      failed.value = null;
      try {
        const view = await get<IntentView>(`/v1/intents/${id}`);
        if (gone) return;
        world.value = { view, points: startPoints(view), before: {}, seen: 0 };
        // From the first push on: what is older than the view only fills the picture of the prices.
        const intent = live.subscribe(`intent/${id}`, {
          after: isBuyer(view) ? 0 : view.seq,
          onPush: (push) => {
            batch(() => hear(world, push));
            if (push.type === "awarded" || push.type === "award_lapsed") void tellSeller(world, id);
          },
          onError: (code) => {
            failed.value = t.errors.codes[code] ?? t.errors.unknown;
          },
        });
        leaves.push(intent);
        if (isBuyer(view)) leaves.push(live.subscribe(`seen/${id}`, { onPush: (push) => count(world, push) }));
      } catch (error) {
        if (!gone) failed.value = error instanceof ApiError && error.status === 404 ? "" : sentence(error);
      }
    };
    void start();
    return () => {
      gone = true;
      for (const leave of leaves) leave();
    };
  }, [id]);
  return { world, failed };
}

function startPoints(view: IntentView): PricePoint[] {
  if (!isBuyer(view)) return [];
  return view.offers
    .filter((o) => o.price !== null)
    .map((o) => ({ offerId: o.offer_id, name: o.business?.name ?? "", at: o.at, price: o.price! }))
    .sort((a, b) => a.at.localeCompare(b.at));
}

function withPoint(points: PricePoint[], offer: Offer): PricePoint[] {
  if (offer.price === null || offer.state === "withdrawn") return points;
  const same = points.some(
    (p) => p.offerId === offer.offer_id && p.price === offer.price && Date.parse(p.at) === Date.parse(offer.at),
  );
  if (same) return points;
  return [
    ...points,
    { offerId: offer.offer_id, name: offer.business?.name ?? "", at: offer.at, price: offer.price },
  ].sort((a, b) => a.at.localeCompare(b.at));
}

function hear(world: Signal<World | null>, push: Push) {
  const now = world.peek();
  if (!now) return;
  const offer = push.data.offer as Offer | undefined;
  const points = offer ? withPoint(now.points, offer) : now.points;
  if (push.type !== "snapshot" && push.seq <= now.view.seq) {
    if (points !== now.points) world.value = { ...now, points };
    return;
  }
  const view = merge(now.view, push);
  let before = now.before;
  if (offer && isBuyer(now.view)) {
    const old = now.view.offers.find((o) => o.offer_id === offer.offer_id)?.price;
    if (old != null && offer.price !== null && old !== offer.price) before = { ...before, [offer.offer_id]: old };
    tell(push, offer, old ?? null, view.currency);
  } else {
    tellRound(push, view);
  }
  const closed = push.type === "round_closed" && isBuyer(view) ? view.offers.reduce(withPoint, points) : points;
  world.value = {
    ...now,
    view,
    points:
      push.type === "snapshot"
        ? startPoints(view).reduce(
            (all, p) => (all.some((q) => q.offerId === p.offerId && q.price === p.price) ? all : [...all, p]),
            points,
          )
        : closed,
    before,
  };
}

/** The number of each push is how many have seen it. */
function count(world: Signal<World | null>, push: Push) {
  const now = world.peek();
  if (now) world.value = { ...now, seen: push.seq };
}

const setSeller = (world: Signal<World | null>, seller: BuyerIntent["seller"]) => {
  const now = world.peek();
  if (now && isBuyer(now.view)) world.value = { ...now, view: { ...now.view, seller } };
};

/** Who trades comes with the whole view alone. Until it is here, nobody is named rather than somebody else. */
async function tellSeller(world: Signal<World | null>, id: string) {
  setSeller(world, null);
  // Where that fails, the page shows it when it is opened again.
  const whole = await get<IntentView>(`/v1/intents/${id}`).catch(() => null);
  const now = world.peek();
  if (!whole || !now || !isBuyer(whole) || !isBuyer(now.view)) return;
  if (whole.award?.offer_id === now.view.award?.offer_id) setSeller(world, whole.seller);
}

function tell(push: Push, offer: Offer, old: number | null, currency: string) {
  const name = offer.business?.name ?? "";
  if (offer.price === null) announce(t.intent.announceOfferHidden(name));
  else if (push.type === "offer_placed") announce(t.intent.announceOffer(name, money(offer.price, currency)));
  else if (push.type === "offer_revised" && old !== null && offer.price < old)
    announce(t.intent.announceFall(name, money(offer.price, currency)));
}

function tellRound(push: Push, view: IntentView) {
  if (push.type === "round_opened") announce(t.intent.announceOpened);
  else if (push.type === "round_extended" && view.round)
    announce(t.intent.announceExtended(clockTime(view.round.closes_at, clock.now(), true)));
  else if (push.type === "round_closed") announce(t.intent.announceClosed);
  else if (push.type === "asked" && isBuyer(view)) announce(t.intent.announceAsked(view.asked));
}
