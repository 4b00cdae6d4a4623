// Before posting: what such things were sold for and how many offers to expect, from rounds that are over. Where too
// little is known it says so, and what would help.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Guide, Spread } from "../api/schema";
import { t } from "../en";
import { dayAndMonth, money, number } from "../format";
import { narrow } from "../ui/narrow";

/** What was shown, and until when it may be sent with the posting. */
export interface Shown {
  sector: string;
  token: string;
  until: number;
}
const tokenLife = 20 * 3_600_000;

export interface Asked {
  sector: string;
  near: { lat_e6: number; lon_e6: number } | null;
  currency: string;
  simulated: boolean;
}

/** The guide for what the card says now; null while it is not known. */
export function useGuide({ sector, near, currency, simulated }: Asked): Guide | null {
  const [guide, setGuide] = useState<Guide | null>(null);
  const at = near ? `${near.lat_e6 / 1e6},${near.lon_e6 / 1e6}` : "";
  useEffect(() => {
    let stopped = false;
    setGuide(null);
    if (!sector.includes("/")) return;
    const query = new URLSearchParams({ currency, simulated: simulated ? "1" : "0", ...(at ? { near: at } : {}) });
    // Nobody is kept from asking because the guide cannot be had.
    get<Guide>(`/v1/sectors/${sector}/guide?${query.toString()}`)
      .then((answer) => !stopped && setGuide(answer))
      .catch(() => undefined);
    return () => {
      stopped = true;
    };
  }, [sector, at, currency, simulated]);
  return guide;
}

export const shownBy = (guide: Guide, now: number): Shown | null =>
  guide.token ? { sector: guide.sector, token: guide.token, until: now + tokenLife } : null;

const height = 84;
const band = { top: 30, height: 18 };

/** The middle half of what was paid as a bar, its median as a notch, and the buyer's own figure as a flag. */
function RangeBar({ range, currency, budget }: { range: Spread; currency: string; budget: number | null }) {
  const width = narrow.value ? 300 : 560;
  const edge = 44;
  const values = budget === null ? [range.low, range.high] : [range.low, range.high, budget];
  const span = Math.max(...values) - Math.min(...values) || Math.max(1, range.high * 0.2);
  const low = Math.max(0, Math.min(...values) - span * 0.15);
  const high = Math.max(...values) + span * 0.15;
  const x = (v: number) => edge + ((v - low) / (high - low)) * (width - 2 * edge);
  const middle = band.top + band.height / 2;
  // Figures that would run into each other are told by the sentence below.
  const apart = x(range.high) - x(range.low) > 110;
  return (
    <svg
      class="range-bar"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t.guide.picture(
        money(range.low, currency),
        money(range.middle, currency),
        money(range.high, currency),
        budget === null ? null : money(budget, currency),
      )}
    >
      <line class="range-line" x1={edge / 2} x2={width - edge / 2} y1={middle} y2={middle} />
      <rect
        class="range-band"
        x={x(range.low)}
        y={band.top}
        width={Math.max(4, x(range.high) - x(range.low))}
        height={band.height}
        rx="9"
      />
      <line class="range-notch" x1={x(range.middle)} x2={x(range.middle)} y1={band.top} y2={band.top + band.height} />
      {apart && (
        <>
          <text class="chart-text" x={x(range.low)} y={height - 14} text-anchor="middle">
            {money(range.low, currency)}
          </text>
          <text class="chart-text" x={x(range.high)} y={height - 14} text-anchor="middle">
            {money(range.high, currency)}
          </text>
        </>
      )}
      {budget !== null && (
        <g>
          <path class="range-yours" d={`M${x(budget)} ${band.top + band.height + 3}V18`} />
          <text class="chart-text range-yours-text" x={x(budget)} y="13" text-anchor="middle">
            {t.guide.yours}
          </text>
        </g>
      )}
    </svg>
  );
}

function Expect({ guide }: { guide: Guide }) {
  const { forecast } = guide;
  if (!forecast) return null;
  const mean = number(Math.round(forecast.offers.mean_milli / 100) / 10);
  const wait = forecast.first_offer_s;
  return (
    <ul class="plain guide-facts">
      <li>
        <strong class="figures">{mean}</strong>
        <span>{t.guide.offers(forecast.offers.low, forecast.offers.high)}</span>
      </li>
      {wait && (
        <li>
          <strong class="figures">{t.guide.wait(wait.middle)}</strong>
          <span>{t.guide.first(t.guide.wait(wait.low), t.guide.wait(wait.high))}</span>
        </li>
      )}
      <li>
        <strong class="figures">
          {number(guide.rounds - guide.without_offer)}/{number(guide.rounds)}
        </strong>
        <span>{t.guide.answered}</span>
      </li>
    </ul>
  );
}

export function GuidePanel({ guide, budget }: { guide: Guide; budget: number | null }) {
  const { prices } = guide;
  const nearKm = guide.scope === "near" ? guide.near_km : null;
  const cash = (v: number) => money(v, prices.currency);
  return (
    <section class="guide" aria-labelledby="guide-title" data-guide={guide.thin ? "thin" : "known"}>
      <h2 id="guide-title">{t.guide.title}</h2>
      {prices.range && prices.first_at && prices.last_at && (
        <>
          <RangeBar range={prices.range} currency={prices.currency} budget={budget} />
          <p>
            <strong>{t.guide.sold(cash(prices.range.low), cash(prices.range.high))}</strong>{" "}
            {t.guide.soldFrom(prices.sales, dayAndMonth(prices.first_at), dayAndMonth(prices.last_at))}
          </p>
        </>
      )}
      <Expect guide={guide} />
      {guide.thin && (
        <div class="guide-thin">
          <p>{guide.thin.few_rounds ? t.guide.fewRounds(guide.rounds) : t.guide.fewSales(prices.sales)}</p>
          <ul>
            {guide.thin.helps.map((help) => (
              <li key={help}>{t.guide.helps[help]}</li>
            ))}
          </ul>
        </div>
      )}
      <p class="soft small">
        {guide.rounds > 0 && t.guide.basis(guide.rounds, nearKm, guide.days)} {guide.simulated && t.guide.simulated}
      </p>
    </section>
  );
}
