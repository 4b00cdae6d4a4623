// With whom the contract is, what the law gives the buyer, and what the shop gives besides.
import type { BuyerIntent, Offer } from "../api/schema";
import { t } from "../en";
import { returnsWords } from "../ui/offer-details";
import { Home, Letter, Phone, Return } from "../ui/pictures";

type Known = NonNullable<BuyerIntent["seller"]>;

export function Seller({ seller, offer, agreed }: { seller: Known; offer: Offer; agreed: boolean }) {
  const title = agreed ? t.seller.title : t.seller.titleToBe;
  return (
    <section class="seller" data-seller aria-label={title}>
      <h3>{title}</h3>
      <ul class="plain qualities">
        <li>
          <span>
            <strong>{seller.name}</strong>
            {seller.kind && `, ${t.seller.kind[seller.kind]}`}
            {seller.register_no && `, ${t.seller.register(seller.register, seller.register_no)}`}
          </span>
        </li>
        {seller.address && (
          <li>
            <Home /> {seller.address}
          </li>
        )}
        {seller.phone && (
          <li>
            <Phone /> <a href={`tel:${seller.phone.replace(/[^\d+]/g, "")}`}>{seller.phone}</a>
          </li>
        )}
        {seller.email && (
          <li>
            <Letter /> <a href={`mailto:${seller.email}`}>{seller.email}</a>
          </li>
        )}
      </ul>
      <p class="soft small">
        {t.seller.declared} {offer.business?.simulated === false && t.seller.mailChecked}
      </p>
      <details class="fold fold-plain" data-rights>
        <summary>{t.seller.rights}</summary>
        <p>{t.seller.cancel(seller.name)}</p>
        <p>{t.seller.exceptions}</p>
      </details>
      <p data-own-returns>
        <Return /> {t.seller.own}: {returnsWords(offer.details) ?? t.common.notStated}
      </p>
    </section>
  );
}
