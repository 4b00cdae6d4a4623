// What the settings on the page would have let in over the last days, before they are saved: a sentence, bars by week,
// what kept the others away, and what one change would add.
import { useEffect, useState } from "preact/hooks";
import { post } from "../../api/client";
import type { BusinessPatch, PreviewCounts, ReachGain, ReachPreview, Sector } from "../../api/schema";
import { t } from "../../en";
import { dayAndMonth, money } from "../../format";
import { nameIn } from "../../ui/sectors";
import { TableFold } from "../../ui/table-fold";

const pause = 250; // ms without a change before the past is replayed

export function usePreview(business: string, simulated: boolean, change: BusinessPatch, price: number | null) {
  const [preview, setPreview] = useState<ReachPreview | null>(null);
  const asked = JSON.stringify(price === null ? change : { ...change, usual_price: price });
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const path = `/v1/businesses/me/preview?simulated=${simulated ? 1 : 0}`;
      post<ReachPreview>(path, JSON.parse(asked), { for: business, signal: abort.signal })
        .then(setPreview)
        .catch(() => {
          // What cannot be saved says why when it is saved; what was counted for other settings says nothing of these.
          if (!abort.signal.aborted) setPreview(null);
        });
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, business, simulated]);
  return preview;
}

export function gainWords(gain: ReachGain, radius: number | null): string {
  if (gain.change === "wider_km" && radius !== null) return t.reach.radiusTo(radius + (gain.by_km ?? 0), gain.adds);
  return t.reach.gain[gain.change](gain.by_km ?? 0, gain.adds);
}

/** How many more or fewer than by what is saved. */
export function difference({ now, wanted }: ReachPreview): string {
  const by = wanted.came_in - now.came_in;
  return by > 0 ? t.reach.more(by) : by < 0 ? t.reach.fewer(-by) : t.reach.same;
}

export function Preview({
  preview,
  sectors,
  cap,
  radius,
  onTake,
}: {
  preview: ReachPreview;
  sectors: Sector[];
  cap: number;
  radius: number | null; // where one circle is all there is
  onTake: (gain: ReachGain) => void;
}) {
  const { now, wanted } = preview;
  return (
    <div class="preview" data-preview={wanted.came_in} data-now={now.came_in}>
      <h3>{t.reach.previewTitle(preview.days)}</h3>
      <p aria-live="polite">
        <strong>{t.reach.headline(wanted.came_in)}</strong> {difference(preview)}
      </p>
      <WeekBars wanted={wanted} now={now} />
      <p class="small soft">
        {t.reach.of(wanted.in_sectors)} {wanted.matched > wanted.came_in && t.reach.capped(wanted.matched, cap)}{" "}
        {wanted.in_hours < wanted.came_in && t.reach.hours(wanted.in_hours, wanted.came_in)}{" "}
        {wanted.sealed_budgets > 0 && t.reach.sealed(wanted.sealed_budgets)} {preview.simulated && t.reach.simulated}
      </p>
      <Kept counts={wanted} radius={radius} onTake={onTake} />
      <Prices preview={preview} sectors={sectors} />
      <p class="small soft">{t.reach.basis}</p>
    </div>
  );
}

function Kept({
  counts,
  radius,
  onTake,
}: {
  counts: PreviewCounts;
  radius: number | null;
  onTake: (gain: ReachGain) => void;
}) {
  if (counts.kept_away.length === 0) return null;
  return (
    <div class="kept">
      <h4>{t.reach.kept}</h4>
      <ul class="plain">
        {counts.kept_away.map((group) => (
          <li key={group.cause} data-kept={group.cause}>
            <span>{t.reach.cause[group.cause](group.requests)}</span>
            <div class="chips">
              {group.gains
                .filter((gain) => gain.adds > 0)
                .map((gain) => (
                  <button
                    key={gain.by_km ?? gain.change}
                    type="button"
                    class="chip"
                    data-gain={gain.change}
                    data-adds={gain.adds}
                    onClick={() => onTake(gain)}
                  >
                    {gainWords(gain, radius)}
                  </button>
                ))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Prices({ preview, sectors }: { preview: ReachPreview; sectors: Sector[] }) {
  const shown = preview.wanted.sectors.filter((sector) => sector.came_in > 0);
  if (shown.length === 0) return null;
  return (
    <div class="preview-prices">
      <h4>{t.reach.prices}</h4>
      <ul class="plain">
        {shown.map(({ sector, prices }) => (
          <li key={sector} data-won={prices?.best ?? ""}>
            {nameIn(sectors)(sector)}:{" "}
            {!prices || prices.price === null
              ? t.reach.fewOffers(preview.own_offers_floor)
              : prices.best === null
                ? t.reach.fewRounds(preview.floor, prices.compared)
                : t.reach.best(prices.best, prices.compared, money(prices.price, preview.currency))}{" "}
            <span class="soft">
              {prices?.basis === "own_offers" && prices.price !== null && t.reach.basisOwn(prices.own_offers)}
              {prices?.basis === "named" && t.reach.basisNamed}{" "}
              {prices && prices.without_offer > 0 && t.reach.alone(prices.without_offer)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const width = 320;
const base = 92;
const tallest = 68;

/** A bar for each week, full for what comes in and open for what fits; a line where it stands now. */
function WeekBars({ wanted, now }: { wanted: PreviewCounts; now: PreviewCounts }) {
  const most = Math.max(1, ...wanted.weeks.map((week) => week.matched), ...now.weeks.map((week) => week.came_in));
  const high = (n: number) => (n * tallest) / most;
  const step = width / wanted.weeks.length;
  const bar = Math.min(40, step * 0.6);
  return (
    <figure class="week-bars">
      <svg viewBox={`0 0 ${width} 112`} role="img" aria-label={t.reach.weeks}>
        <line x1="0" x2={width} y1={base} y2={base} class="week-base" />
        {wanted.weeks.map((week, i) => {
          const x = i * step + (step - bar) / 2;
          const before = now.weeks[i]?.came_in ?? 0;
          return (
            <g key={week.from}>
              {week.matched > week.came_in && (
                <rect
                  x={x}
                  y={base - high(week.matched)}
                  width={bar}
                  height={high(week.matched)}
                  rx="3"
                  class="week-fits"
                />
              )}
              <rect
                x={x}
                y={base - high(week.came_in)}
                width={bar}
                height={high(week.came_in)}
                rx="3"
                class="week-in"
              />
              {before !== week.came_in && (
                <line x1={x - 5} x2={x + bar + 5} y1={base - high(before)} y2={base - high(before)} class="week-now" />
              )}
              <text x={x + bar / 2} y={base - high(Math.max(week.matched, before)) - 5} text-anchor="middle">
                {week.came_in}
              </text>
              <text x={x + bar / 2} y={base + 15} text-anchor="middle" class="week-day">
                {dayAndMonth(week.from)}
              </text>
            </g>
          );
        })}
      </svg>
      <TableFold label={t.reach.weeks}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.reach.week}</th>
              <th scope="col" class="num">
                {t.reach.fits}
              </th>
              <th scope="col" class="num">
                {t.reach.comesIn}
              </th>
              <th scope="col" class="num">
                {t.reach.nowMark}
              </th>
            </tr>
          </thead>
          <tbody>
            {wanted.weeks.map((week, i) => (
              <tr key={week.from}>
                <th scope="row">{dayAndMonth(week.from)}</th>
                <td class="num figures">{week.matched}</td>
                <td class="num figures">{week.came_in}</td>
                <td class="num figures">{now.weeks[i]?.came_in ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFold>
    </figure>
  );
}
