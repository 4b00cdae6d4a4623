// What an offer states besides its price, in words and pictures; what it leaves out is said, too.
import type { Offer, OfferDetails } from "../api/schema";
import { t } from "../en";
import { Gift, Person, Return, Tag, Truck } from "./pictures";

export const fulfilmentWords = (details: OfferDetails | null): string | null =>
  details?.fulfilment ? (t.offers.fulfilmentWords[details.fulfilment] ?? null) : null;

export const returnsWords = (details: OfferDetails | null): string | null =>
  details?.returns_days == null ? null : t.offers.returnsWords(details.returns_days);

/** Nothing of a hidden offer is shown, nor said to be missing. */
export function OfferSays({ offer }: { offer: Offer }) {
  const said = offer.details;
  if (!said) return null;
  const missing = [
    said.item ? null : t.offers.missingItem,
    said.fulfilment ? null : t.offers.missingFulfilment,
    said.returns_days == null ? t.offers.missingReturns : null,
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
        {said.returns_days != null && (
          <li>
            <Return /> {returnsWords(said)}
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
