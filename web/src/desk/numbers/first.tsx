// "What could you sell?": what buyers near the shop wanted and nobody sold, how often it wins, and what would have won.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import type { OwnBusiness, Unmet, WinRates } from "../../api/schema";
import { t } from "../../en";
import { money } from "../../format";

const shown = 4; // wishes of each sector

/** The value of an attribute that wins most often, of those that are more than a guess. */
function best(rates: WinRates) {
  const told = rates.attributes.filter(({ value, won }) => won !== null && value !== "no" && value !== "not_stated");
  const all = rates.all;
  const share = (one: { won: number | null; offers: number }) => (one.won ?? 0) / one.offers;
  const [first] = told.sort((a, b) => share(b) - share(a));
  return first && all.won !== null && share(first) > share(all) ? first : null;
}

export function First({
  business,
  rates,
  name,
}: {
  business: OwnBusiness;
  rates: WinRates;
  name: (sector: string) => string;
}) {
  const [unmet, setUnmet] = useState<Unmet[]>([]);
  const sold = business.sectors.join();
  useEffect(() => {
    const asked = sold
      .split(",")
      .filter((sector) => sector.includes("/"))
      .map((sector) => get<Unmet>(`/v1/sectors/${sector}/unmet?simulated=${business.simulated ? 1 : 0}`));
    Promise.all(asked)
      .then(setUnmet)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [sold, business.simulated]);
  const { all, missed, floor } = rates;
  const asks = unmet.flatMap(({ sector, asked_for }) => asked_for.slice(0, shown).map((one) => ({ sector, ...one })));
  const gaps = unmet.flatMap(({ sector, prices }) => (prices ? [{ sector, ...prices }] : []));
  const winner = best(rates);
  return (
    <section class="card could" aria-labelledby="could" data-could={missed.nobody_sold}>
      <h2 id="could">{t.numbers.firstTitle}</h2>
      {missed.over === 0 ? (
        <p>{t.numbers.firstNone}</p>
      ) : (
        <p class="could-first">
          <strong>{t.numbers.nobodySold(missed.nobody_sold, missed.over)}</strong>{" "}
          {missed.nobody_sold > 0 && t.numbers.unanswered(missed.unanswered, missed.nobody_sold)}
        </p>
      )}
      <ul class="plain">
        <li data-win-rate>
          {all.won === null ? t.numbers.winRateFew(all.offers, floor) : t.numbers.winRate(all.won, all.offers)}
        </li>
        {missed.close > 0 && <li data-close={missed.close}>{t.numbers.close(missed.close)}</li>}
        {winner && (
          <li>
            {t.numbers.best(
              `${t.numbers.group[winner.group]}, ${t.numbers.value(winner.group, winner.value)}`,
              winner.won!,
              winner.offers,
            )}
          </li>
        )}
        {gaps.map((gap) => (
          <li key={gap.sector}>
            {t.numbers.gap(
              name(gap.sector),
              gap.requests,
              money(gap.budget, gap.currency),
              money(gap.best_price, gap.currency),
            )}
          </li>
        ))}
      </ul>
      {asks.length > 0 && (
        <>
          <p>{t.numbers.askedForLead}</p>
          <ul data-asked-for={asks.length}>
            {asks.map(({ sector, question, answer, requests }) => (
              <li key={`${sector} ${question} ${answer}`}>{t.numbers.askedFor(answer, name(sector), requests)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
