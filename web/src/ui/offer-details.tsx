// What an offer states besides its price, in words and pictures; what it leaves out is said, too.
import type { Offer, OfferDetails } from "../api/schema";
import { clock } from "../clock";
import { t } from "../en";
import { calendarDay, money } from "../format";
import type { OwnPrice } from "./own-prices";
import { Clock, Gift, Person, Pin, Return, Tag, Truck } from "./pictures";

export const fulfilmentWords = (details: OfferDetails | null): string | null =>
  details?.fulfilment ? (t.offers.fulfilmentWords[details.fulfilment] ?? null) : null;

export const returnsWords = (details: OfferDetails | null): string | null =>
  details?.returns_days == null ? null : t.offers.returnsWords(details.returns_days);

/** What the shop says to charge elsewhere: its own statement, never a saving. */
export function referenceWords(details: OfferDetails | null, currency: string): string | null {
  const stated = details?.reference_price;
  if (!stated) return null;
  const day = (date: string) => calendarDay(date, clock.now());
  return t.offers.reference(
    money(stated.amount, currency),
    stated.where,
    day(stated.since),
    stated.until ? day(stated.until) : null,
  );
}

export const lowerHereWords = (lower: OwnPrice | undefined, currency: string): string | null =>
  lower ? t.offers.lowerHere(money(lower.price, currency), calendarDay(lower.at.slice(0, 10), clock.now())) : null;
export const validWords = (details: OfferDetails | null): string | null =>
  details?.valid_days == null ? null : t.offers.validWords(details.valid_days);

/** Nothing of a hidden offer is shown, nor said to be missing. */
export function OfferSays({
  offer,
  currency,
  lower,
}: {
  offer: Offer;
  currency: string;
  /** What the shop offered the same for here. */
  lower: OwnPrice | undefined;
}) {
  const said = offer.details;
  if (!said) return null;
  const missing = [
    said.item ? null : t.offers.missingItem,
    said.fulfilment ? null : t.offers.missingFulfilment,
    said.place ? null : t.offers.missingPlace,
    said.returns_days == null ? t.offers.missingReturns : null,
    said.valid_days == null ? t.offers.missingValid : null,
  ].filter(Boolean);
  return (
    <div data-offer-says>
      <ul class="plain qualities">
        {said.item && (
          <li>
            <Tag /> {said.item}
          </li>
        )}
        {said.fulfilment && (
          <li>
            <Truck /> {fulfilmentWords(said)}
          </li>
        )}
        {said.place && (
          <li>
            <Pin /> {t.offers.from(said.place)}
          </li>
        )}
        {said.returns_days != null && (
          <li>
            <Return /> {returnsWords(said)}
          </li>
        )}
        {said.valid_days != null && (
          <li>
            <Clock /> {validWords(said)}
          </li>
        )}
        {said.perks && (
          <li>
            <Gift /> {said.perks}
          </li>
        )}
        {said.person && (
          <li>
            <Person /> {t.offers.askFor(said.person)}
          </li>
        )}
        {said.only_here && (
          <li data-only-here>
            <Pin /> {t.offers.onlyHereSaid}
          </li>
        )}
      </ul>
      {said.reference_price && (
        <p class="small" data-reference>
          {referenceWords(said, currency)} {lower && <strong data-lower-here>{lowerHereWords(lower, currency)}</strong>}
        </p>
      )}
      {missing.length > 0 && (
        <p class="soft small" data-not-stated>
          {t.offers.missing(missing.join(", "))}
        </p>
      )}
    </div>
  );
}
