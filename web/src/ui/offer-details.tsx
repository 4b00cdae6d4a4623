// What an offer states besides its price, in words and pictures; what it leaves out is said, too.
import type { Offer, OfferDetails } from "../api/schema";
import { t } from "../en";
import { Clock, Gift, Person, Pin, Return, Tag, Truck } from "./pictures";

export const fulfilmentWords = (details: OfferDetails | null): string | null =>
  details?.fulfilment ? (t.offers.fulfilmentWords[details.fulfilment] ?? null) : null;

export const returnsWords = (details: OfferDetails | null): string | null =>
  details?.returns_days == null ? null : t.offers.returnsWords(details.returns_days);

export const validWords = (details: OfferDetails | null): string | null =>
  details?.valid_days == null ? null : t.offers.validWords(details.valid_days);

/** Nothing of a hidden offer is shown, nor said to be missing. */
export function OfferSays({ offer }: { offer: Offer }) {
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
      </ul>
      {missing.length > 0 && (
        <p class="soft small" data-not-stated>
          {t.offers.missing(missing.join(", "))}
        </p>
      )}
    </div>
  );
}
