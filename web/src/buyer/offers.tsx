// The offers, as cards that move when their order changes, or side by side. What an offer does not say is shown as not
// stated, never as something good.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { BuyerIntent, Offer } from "../api/schema";
import { distance, money } from "../format";
import { t } from "../en";
import { attributeLabel, attributeWords } from "../ui/attributes";
import {
  fulfilmentWords,
  lowerHereWords,
  OfferSays,
  referenceWords,
  returnsWords,
  validWords,
} from "../ui/offer-details";
import { useCopies } from "../ui/copies";
import { usePeople } from "../ui/people";
import { Photos } from "../ui/photos";
import { useOwnPrices, type OwnPrice } from "../ui/own-prices";
import { Check, Down, Lock, Person, Shield, Spark, Truck, Words } from "../ui/pictures";
import { RecordLine, recordWords, RecordSheet, useRecords, WhoLine, type Known } from "../ui/record";
import { DemoTag } from "../ui/shell";
import type { OwnOrder } from "./own-order";
import { AskAgain } from "./wishes";

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Those who offered here. */
const shopsOf = (offers: Offer[]) => offers.flatMap((offer) => (offer.business ? [offer.business.id] : []));

/** Cards glide to their new place: measure before, place, animate the difference. */
function useGlide(order: string) {
  const list = useRef<HTMLUListElement>(null);
  const tops = useRef(new Map<string, number>());
  // Moving a node takes the focus away from what is in it; it is given back.
  const focused = document.activeElement;
  useLayoutEffect(() => {
    if (focused instanceof HTMLElement && focused !== document.activeElement && list.current?.contains(focused))
      focused.focus({ preventScroll: true });
    const now = new Map<string, number>();
    for (const card of list.current?.children ?? []) {
      const element = card as HTMLElement;
      const id = element.dataset.offer;
      if (!id) continue;
      now.set(id, element.offsetTop);
      const before = tops.current.get(id);
      if (calm()) continue;
      if (before === undefined)
        element.animate(
          [
            { opacity: 0, transform: "translateY(14px)" },
            { opacity: 1, transform: "none" },
          ],
          { duration: 320, easing: "ease-out" },
        );
      else if (before !== element.offsetTop)
        element.animate([{ transform: `translateY(${before - element.offsetTop}px)` }, { transform: "none" }], {
          duration: 380,
          easing: "cubic-bezier(.2,.8,.2,1)",
        });
    }
    tops.current = now;
  }, [order]);
  return list;
}

export function OfferList({
  view,
  own,
  before,
  canChoose,
  running,
  unread,
  onChoose,
  onTalk,
}: {
  view: BuyerIntent;
  /** The buyer's own order, if it is not the round's. */
  own: OwnOrder | null;
  before: Record<string, number>;
  canChoose: boolean;
  running: boolean;
  unread: (offer: string) => number;
  onChoose: (offer: Offer) => void;
  onTalk: (offer: Offer) => void;
}) {
  const [all, setAll] = useState(false);
  const [looked, setLooked] = useState<{ id: string; name: string } | null>(null); // whose record is open
  const records = useRecords(shopsOf(view.offers));
  const chosenId = view.award?.offer_id;
  const limit = view.attention.max_offers;
  const offers = own?.offers ?? view.offers;
  const shown = chosenId
    ? offers.filter((o) => o.offer_id === chosenId)
    : all
      ? offers
      : offers.filter((o, place) => place < limit || isTalkedWith(o));
  const others = chosenId ? view.offers.filter((o) => o.offer_id !== chosenId) : [];
  const copies = useCopies(view.id, view.offers);
  const ownPrices = useOwnPrices(view.id, view.offers);
  const people = usePeople(view);
  const list = useGlide(shown.map((o) => `${o.offer_id}:${o.price}`).join());
  const card = (offer: Offer) => (
    <OfferCard
      key={offer.offer_id}
      offer={offer}
      view={view}
      why={own?.why.get(offer.offer_id)}
      first={own ? own.offers[0] === offer : offer.rank === 1}
      before={before[offer.offer_id]}
      chosen={offer.offer_id === chosenId}
      canChoose={canChoose && !chosenId}
      running={running}
      unread={unread(offer.offer_id)}
      known={offer.business && records[offer.business.id]}
      onRecord={() => setLooked(offer.business ?? null)}
      person={people[offer.offer_id]}
      copies={copies.get(offer.offer_id) ?? 0}
      lower={ownPrices.get(offer.offer_id)}
      onChoose={() => onChoose(offer)}
      onTalk={() => onTalk(offer)}
    />
  );
  return (
    <>
      <ul class="plain offers" ref={list}>
        {shown.map(card)}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>{t.intent.others(others.length)}</summary>
          <ul class="plain offers">{others.map(card)}</ul>
        </details>
      )}
      {!chosenId && view.offers.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)} data-action="show-all">
          {t.intent.folded(view.offers.length - shown.length)}
        </button>
      )}
      {looked && (
        <RecordSheet business={looked.id} name={looked.name} onClose={() => setLooked(null)}>
          <AskAgain business={looked.id} name={looked.name} />
        </RecordSheet>
      )}
      {view.offers.length > 0 && (
        <p class="small">
          <a href="/conduct">{t.conduct.buyers}</a>
        </p>
      )}
    </>
  );
}

function Price({ offer, before, currency }: { offer: Offer; before: number | undefined; currency: string }) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (before === undefined || calm()) return;
    element.current?.animate(
      [
        { transform: "translateY(-10px)", opacity: 0.2 },
        { transform: "none", opacity: 1 },
      ],
      { duration: 420, easing: "ease-out" },
    );
  }, [offer.price]);
  if (offer.price === null) {
    return (
      <p class="offer-price offer-price-hidden">
        <Lock /> {t.intent.hidden}
      </p>
    );
  }
  const fell = before !== undefined ? before - offer.price : 0;
  return (
    <p class="offer-price">
      <span ref={element} class="offer-figure figures" data-price={offer.price}>
        {money(offer.price, currency)}
      </span>
      <span class="soft small">{t.intent.allIn}</span>
      {fell > 0 && (
        <span class="fell">
          <Down /> {t.intent.fell(money(fell, currency))}
        </span>
      )}
      {fell < 0 && <span class="soft small">{t.intent.rose(money(-fell, currency))}</span>}
    </p>
  );
}

/** Who is in conversation, or on the short list, is not folded away. */
const isTalkedWith = (offer: Offer) => (offer.thread?.count ?? 0) > 0 || offer.thread?.shortlisted === true;

/** "£499 + £6 (delivered in 3 days) = counts as £505". */
function sumWords(offer: Offer, currency: string): string {
  const parts = offer.score_terms
    .filter((term) => term.minor !== 0)
    .map((term) => t.rounds.part(money(term.minor, currency), attributeWords(term.attribute, term.units)));
  return t.rounds.sum([money(offer.price ?? 0, currency), ...parts].join(" + "), money(offer.score ?? 0, currency));
}

/** Who took it back, and why if it was not the shop. */
function whyGone(offer: Offer): string {
  if (offer.withdrawn_because === "capacity_taken") return t.rounds.capacity;
  return offer.withdrawn_because === "suspended" ? t.rounds.suspended : t.intent.withdrawn;
}

function OfferCard({
  offer,
  view,
  why,
  first,
  before,
  chosen,
  canChoose,
  running,
  unread,
  known,
  onRecord,
  person,
  copies,
  lower,
  onChoose,
  onTalk,
}: {
  offer: Offer;
  view: BuyerIntent;
  /** Why it stands where it does, in the buyer's own order. */
  why: string | undefined;
  first: boolean;
  before: number | undefined;
  chosen: boolean;
  canChoose: boolean;
  running: boolean;
  unread: number;
  known: Known | undefined;
  onRecord: () => void;
  person: string | undefined;
  copies: number;
  lower: OwnPrice | undefined;
  onChoose: () => void;
  onTalk: () => void;
}) {
  const gone = offer.state === "withdrawn";
  const best = first && !view.award && !gone && (view.state === "open" || view.state === "deciding");
  const shop = offer.business;
  const scoring = view.round?.rules.scoring ?? [];
  return (
    <li
      class={`card offer${best ? " offer-best" : ""}${chosen ? " offer-chosen" : ""}${gone ? " offer-gone" : ""}`}
      data-offer={offer.offer_id}
      data-rank={offer.rank ?? ""}
    >
      <div class="offer-top">
        <div class="offer-who">
          <h3>{shop?.name}</h3>
          {person && (
            <p class="small" data-person>
              {t.team.speaks(person)}
            </p>
          )}
          <p class="soft small">
            {[shop?.place_name, shop?.distance_m != null ? t.intent.away(distance(shop.distance_m)) : null]
              .filter(Boolean)
              .join(" · ")}
            {shop?.simulated && <DemoTag />}
          </p>
        </div>
        {chosen ? (
          <span class="ribbon">{t.intent.chosen}</span>
        ) : best && !why ? (
          <span class="ribbon">{running ? t.intent.best : t.intent.bestFinal}</span>
        ) : (
          offer.rank &&
          !view.award && <span class="rank">{why ? t.own.rank(offer.rank) : t.intent.rank(offer.rank)}</span>
        )}
      </div>
      {known && <RecordLine record={known.record} name={shop?.name ?? ""} onOpen={onRecord} />}
      {known?.identity && <WhoLine identity={known.identity} />}
      {why && (
        <p class="own-why" data-why>
          {best && <strong>{t.own.firstForYou} </strong>}
          {why}
        </p>
      )}
      <Price offer={offer} before={before} currency={view.currency} />
      {!gone && scoring.length > 0 && offer.score !== null && offer.score !== offer.price && (
        <p class="soft small">{sumWords(offer, view.currency)}</p>
      )}
      {!gone && offer.rank === 2 && offer.to_win !== null && offer.to_win > 0 && (
        <p class="soft small" data-to-win={offer.to_win}>
          {t.rounds.toWin(money(offer.to_win, view.currency))}
        </p>
      )}
      {offer.low.length > 0 && (
        <div class="low" data-low={offer.low.join(" ")}>
          <p>
            <strong>{t.rounds.low}:</strong> {offer.low.map((why) => t.rounds.lowWhy[why] ?? why).join("; ")}.
          </p>
          <p>{offer.explanation ? `“${offer.explanation}”` : t.rounds.lowNothing}</p>
        </div>
      )}
      {Object.keys(offer.attributes).length > 0 && (
        <ul class="plain qualities">
          {Object.entries(offer.attributes).map(([key, value]) => (
            <li key={key}>
              {key.includes("delivery") ? <Truck /> : <Shield />}
              {attributeWords(key, value)}
            </li>
          ))}
        </ul>
      )}
      {!gone && <OfferSays offer={offer} currency={view.currency} lower={lower} />}
      {!gone && <Photos photos={offer.photos} />}
      {offer.message && <p class="offer-message">{offer.message}</p>}
      {shop?.story && (
        <details class="fold fold-plain" data-story>
          <summary>{t.seller.about}</summary>
          <p class="offer-message">{shop.story}</p>
        </details>
      )}
      {copies > 0 && (
        <p class="soft small" data-copies={copies}>
          {t.intent.copies(copies)}
        </p>
      )}
      {offer.thread?.shortlisted && (
        <p class="small">
          <Check /> {t.talk.shortlisted}
        </p>
      )}
      <div class="offer-foot">
        <p class="soft small offer-by">
          {gone ? null : offer.automatic ? <Spark /> : <Person />}
          {gone ? whyGone(offer) : offer.automatic ? t.intent.automatic : t.intent.person}
        </p>
        {offer.thread && (!gone || offer.thread.count > 0) && (
          <button type="button" class="quiet talk-open" onClick={onTalk} data-action="talk" data-unread={unread}>
            <Words /> {t.talk.open}
            {unread > 0 && <span class="badge badge-new">{t.talk.unread(unread)}</span>}
            <span class="hidden">: {shop?.name}</span>
          </button>
        )}
        {canChoose && !gone && offer.price !== null && (
          <button
            type="button"
            class={best ? "primary" : ""}
            onClick={onChoose}
            data-action="choose"
            aria-label={`${t.intent.choose}: ${shop?.name ?? ""}`}
          >
            {t.intent.choose}
          </button>
        )}
        {!canChoose && running && !view.award && !gone && view.round?.format === "sealed" && (
          <span class="soft small">{t.intent.chooseNot}</span>
        )}
      </div>
    </li>
  );
}

export function Compare({
  view,
  own,
  canChoose,
  onChoose,
}: {
  view: BuyerIntent;
  own: OwnOrder | null;
  canChoose: boolean;
  onChoose: (offer: Offer) => void;
}) {
  const offers = (own?.offers ?? view.offers).filter((o) => o.state === "standing" && o.price !== null);
  const keys = new Set((view.round?.rules.scoring ?? []).map((s) => s.attribute));
  const records = useRecords(shopsOf(offers));
  const ownPrices = useOwnPrices(view.id, offers);
  for (const offer of offers) for (const key of Object.keys(offer.attributes)) keys.add(key);
  const unknown = <span class="soft">{t.common.notStated}</span>;
  const row = (name: string, words: (offer: Offer) => string | null | undefined) => (
    <tr>
      <th scope="row">{name}</th>
      {offers.map((o) => (
        <td key={o.offer_id} class="compare-message">
          {words(o) || unknown}
        </td>
      ))}
    </tr>
  );
  return (
    <div
      class="scroll card compare"
      tabIndex={0}
      role="region"
      aria-label={t.intent.compareTitle}
      data-page-part="compare"
    >
      <table>
        <thead>
          <tr>
            <td />
            {offers.map((o) => (
              <th key={o.offer_id} scope="col">
                {o.business?.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr class="compare-price">
            <th scope="row">{t.intent.price}</th>
            {offers.map((o) => (
              <td key={o.offer_id} class="figures">
                {money(o.price!, view.currency)}
              </td>
            ))}
          </tr>
          {own && row(t.own.why, (o) => own.why.get(o.offer_id))}
          {[...keys].map((key) => (
            <tr key={key}>
              <th scope="row">{attributeLabel(key)}</th>
              {offers.map((o) => (
                <td key={o.offer_id}>{o.attributes[key] === undefined ? unknown : o.attributes[key]}</td>
              ))}
            </tr>
          ))}
          {row(t.offers.item, (o) => o.details?.item)}
          {row(t.offers.fulfilment, (o) => fulfilmentWords(o.details))}
          {row(t.offers.place, (o) => o.details?.place)}
          {row(t.offers.returns, (o) => returnsWords(o.details))}
          {row(t.offers.valid, (o) => validWords(o.details))}
          {row(t.offers.perks, (o) => o.details?.perks)}
          {row(t.offers.elsewhere, (o) =>
            [referenceWords(o.details, view.currency), lowerHereWords(ownPrices.get(o.offer_id), view.currency)]
              .filter(Boolean)
              .join(" "),
          )}
          {row(t.offers.onlyHere, (o) => (o.details?.only_here ? t.offers.yes : null))}
          {row(t.offers.person, (o) => o.details?.person)}
          {row(t.record.column, (o) => {
            const known = o.business && records[o.business.id];
            return known ? recordWords(known.record) : null;
          })}
          {row(t.intent.distance, (o) => (o.business?.distance_m != null ? distance(o.business.distance_m) : null))}
          {row(t.intent.message, (o) => o.message)}
          <tr>
            <th scope="row">{t.intent.how}</th>
            {offers.map((o) => (
              <td key={o.offer_id}>{o.automatic ? t.intent.byAuto : t.intent.byPerson}</td>
            ))}
          </tr>
          {canChoose && (
            <tr>
              <td />
              {offers.map((o) => (
                <td key={o.offer_id}>
                  <button
                    type="button"
                    onClick={() => onChoose(o)}
                    aria-label={`${t.intent.choose}: ${o.business?.name ?? ""}`}
                  >
                    {t.intent.choose}
                  </button>
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
