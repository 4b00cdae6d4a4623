// The limits that standing offers share, and what was changed in them lately.
import type { AutoOffer, AutoOfferChange, CapacityGroup } from "../../api/schema";
import { clock } from "../../clock";
import { clockTime } from "../../format";
import { t } from "../../en";
import { priceWords } from "./price-words";

export function Limits({ groups, offers }: { groups: CapacityGroup[]; offers: AutoOffer[] }) {
  if (groups.length === 0) return null;
  return (
    <>
      <h3>{t.auto.groups}</h3>
      <ul class="plain limits">
        {groups.map((one) => (
          <li key={one.group} data-limit={one.group} data-taken={`${one.taken}/${one.count}`}>
            <div class="limit-line">
              <strong>{one.group}</strong>
              <span class="figures">{t.auto.taken(one.taken, one.count)}</span>
            </div>
            <meter min={0} max={Math.max(1, one.count)} value={one.taken} aria-label={one.group} />
            <p class="soft small">
              {one.taken >= one.count
                ? t.auto.full
                : t.auto.sharing(offers.filter((offer) => offer.capacity?.group === one.group).length)}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

export function AutoLog({ changes, nameOf }: { changes: AutoOfferChange[]; nameOf: (slug: string) => string }) {
  if (changes.length === 0) return null;
  return (
    <details data-auto-log>
      <summary>{t.auto.log}</summary>
      <ul class="plain">
        {changes.map((one, i) => (
          <li key={i} class="small">
            <span class="soft">{clockTime(one.at, clock.now(), false)}</span> {nameOf(one.sector)}:{" "}
            {t.auto.deed[one.deed]}
            {one.after && `. ${t.auto.line(priceWords(one.after.opening), priceWords(one.after.floor))}.`}
          </li>
        ))}
      </ul>
    </details>
  );
}
