// What wins: shares with their intervals beside how many offers each is of; and what was lost, by band and reason.
import type { WinRate, WinRates } from "../../api/schema";
import { t } from "../../en";
import { percent } from "../../format";

const million = 1_000_000;

function Interval({ rate }: { rate: WinRate }) {
  const x = (ppm: number) => `${(2 + (ppm * 96) / million).toFixed(1)}%`;
  return (
    <svg width="100%" height="14" aria-hidden="true" focusable="false">
      <line class="rate-back" x1="2%" x2="98%" y1="7" y2="7" />
      <line class="rate-line" x1={x(rate.low_ppm!)} x2={x(rate.high_ppm!)} y1="7" y2="7" />
      <circle class="rate-dot" cx={x((rate.won! * million) / rate.offers)} cy="7" r="5" />
    </svg>
  );
}

function Row({ rate }: { rate: WinRate }) {
  return (
    <tr data-rate={`${rate.group}/${rate.value}`}>
      <th scope="row">{rate.group === "all" ? t.numbers.group.all : t.numbers.value(rate.group, rate.value)}</th>
      <td class="rate-cell">
        {rate.won === null ? (
          <span class="soft">{t.numbers.few}</span>
        ) : (
          <>
            <strong class="figures">{percent(rate.won, rate.offers)}</strong>
            <Interval rate={rate} />
          </>
        )}
      </td>
      <td class="num figures">{rate.won === null ? rate.offers : t.numbers.count(rate.won, rate.offers)}</td>
    </tr>
  );
}

/** A group in which every offer is the same says nothing; its count is that of all. */
function groups(rates: WinRate[]) {
  const found = new Map<string, WinRate[]>();
  for (const rate of rates) found.set(rate.group, [...(found.get(rate.group) ?? []), rate]);
  return [...found].filter(([, list]) => list.length > 1);
}

function Lost({ rows, all }: { rows: { key: string; name: string; offers: number }[]; all: number }) {
  return (
    <ul class="plain lost-bars">
      {rows.map(({ key, name, offers }) => (
        <li key={key} data-lost={key}>
          {name} <strong class="figures">{offers}</strong>
          <svg width="100%" height="8" aria-hidden="true" focusable="false">
            <rect class="meter-back" width="100%" height="8" rx="4" />
            <rect class="meter-bar" width={`${(offers * 100) / all}%`} height="8" rx="4" />
          </svg>
        </li>
      ))}
    </ul>
  );
}

export function WinRatesCard({ rates }: { rates: WinRates }) {
  if (rates.all.offers === 0) return null;
  const lost = rates.lost_because.reduce((sum, { offers }) => sum + offers, 0);
  return (
    <section class="card" aria-labelledby="wins" data-wins={rates.all.offers}>
      <h2 id="wins">{t.numbers.winTitle}</h2>
      <p class="soft">{t.numbers.winLead}</p>
      <table class="rates" aria-label={t.numbers.winTable}>
        <thead>
          <tr>
            <th scope="col">{t.numbers.said}</th>
            <th scope="col">{t.numbers.won}</th>
            <th scope="col" class="num">
              {t.numbers.wonOf}
            </th>
          </tr>
        </thead>
        <tbody>
          <Row rate={rates.all} />
        </tbody>
        {groups([...rates.positions, ...rates.attributes]).map(([group, list]) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                {t.numbers.group[group as WinRate["group"]]}
              </th>
            </tr>
            {list.map((rate) => (
              <Row key={rate.value} rate={rate} />
            ))}
          </tbody>
        ))}
      </table>
      <p class="soft small">{t.numbers.rule(percent(rates.interval_ppm, million))}</p>
      {lost > 0 && (
        <>
          <h3>{t.numbers.lostTitle}</h3>
          <Lost
            all={lost}
            rows={rates.lost_because.map(({ reason, offers }) => ({
              key: reason,
              name: t.numbers.because[reason] ?? reason,
              offers,
            }))}
          />
          <Lost
            all={lost}
            rows={rates.lost_by.map(({ band, offers }) => ({
              key: band ?? "none",
              name: band === null ? t.numbers.bandNone : t.numbers.band[band]!,
              offers,
            }))}
          />
        </>
      )}
    </section>
  );
}
