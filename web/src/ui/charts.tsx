// Pictures of a running round: prices over time as steps, and the shops that were asked by distance. Each stands beside
// its table.
import { clockTime, distance, money } from "../format";
import type { Invited } from "../api/schema";
import { t } from "../en";
import { Legend } from "./legend";
import { narrow } from "./narrow";
import { TableFold } from "./table-fold";

export interface PricePoint {
  offerId: string;
  name: string;
  at: string;
  price: number;
}

const height = 210;
const pad = { left: 58, right: 12, top: 12, bottom: 26 };

/** Round figures that cut a range into about four. */
export function niceTicks(low: number, high: number, count = 4): number[] {
  const span = Math.max(1, high - low);
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? power * 10);
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push(Math.round(v));
  return ticks;
}

export function PriceChart({
  points,
  from,
  until,
  now,
  budget,
  currency,
}: {
  points: PricePoint[];
  from: string;
  until: string;
  now: number;
  budget: number | null;
  currency: string;
}) {
  if (points.length === 0) return <p class="soft">{t.intent.chartEmpty}</p>;
  // Drawn for the width it is shown at, so that the words in it keep their size.
  const width = narrow.value ? 330 : 640;
  const start = Date.parse(from);
  const end = Math.max(start + 1000, Date.parse(until));
  const reach = Math.min(end, Math.max(now, Date.parse(points[points.length - 1]!.at)));
  const prices = points.map((p) => p.price);
  const all = budget !== null && budget < Math.max(...prices) * 1.6 ? [...prices, budget] : prices;
  const spread = Math.max(...all) - Math.min(...all);
  const low = Math.max(0, Math.min(...all) - Math.max(spread * 0.12, Math.min(...all) * 0.02));
  const high = Math.max(...all) + Math.max(spread * 0.12, Math.max(...all) * 0.02);
  const x = (at: number) =>
    pad.left + ((Math.min(Math.max(at, start), end) - start) / (end - start)) * (width - pad.left - pad.right);
  const y = (price: number) => pad.top + ((high - price) / (high - low)) * (height - pad.top - pad.bottom);
  const byOffer = new Map<string, PricePoint[]>();
  for (const point of points) byOffer.set(point.offerId, [...(byOffer.get(point.offerId) ?? []), point]);
  let best = Number.POSITIVE_INFINITY;
  let bestPath = "";
  for (const point of points) {
    if (point.price >= best) continue;
    const px = x(Date.parse(point.at)).toFixed(1);
    bestPath += bestPath ? `H${px}V${y(point.price).toFixed(1)}` : `M${px} ${y(point.price).toFixed(1)}`;
    best = point.price;
  }
  bestPath += `H${x(reach).toFixed(1)}`;
  return (
    <>
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t.intent.chartAlt(byOffer.size, money(best, currency))}
      >
        {niceTicks(low, high).map((v) => (
          <g key={v}>
            <line class="chart-grid" x1={pad.left} x2={width - pad.right} y1={y(v)} y2={y(v)} />
            <text class="chart-text" x={pad.left - 8} y={y(v) + 4} text-anchor="end">
              {money(v, currency)}
            </text>
          </g>
        ))}
        {budget !== null && budget >= low && budget <= high && (
          <g>
            <line class="chart-budget" x1={pad.left} x2={width - pad.right} y1={y(budget)} y2={y(budget)} />
            <text class="chart-text" x={width - pad.right} y={y(budget) - 5} text-anchor="end">
              {t.intent.budgetLine}
            </text>
          </g>
        )}
        {[...byOffer].map(([id, list]) => {
          let path = "";
          for (const p of list) {
            const px = x(Date.parse(p.at)).toFixed(1);
            path += path ? `H${px}V${y(p.price).toFixed(1)}` : `M${px} ${y(p.price).toFixed(1)}`;
          }
          return (
            <g key={id}>
              <path class="chart-line" d={`${path}H${x(reach).toFixed(1)}`} />
              {list.map((p, i) => (
                <circle key={i} class="chart-dot" cx={x(Date.parse(p.at))} cy={y(p.price)} r="3" />
              ))}
            </g>
          );
        })}
        <path class="chart-best" d={bestPath} />
        <circle class="chart-best-dot" cx={x(reach)} cy={y(best)} r="5" />
        <text class="chart-text" x={pad.left} y={height - 6}>
          {clockTime(start, now, end - start < 3_600_000)}
        </text>
        <text class="chart-text" x={width - pad.right} y={height - 6} text-anchor="end">
          {clockTime(end, now, end - start < 3_600_000)}
        </text>
      </svg>
      <TableFold label={t.intent.chartTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.intent.chartTime}</th>
              <th scope="col">{t.intent.chartShop}</th>
              <th scope="col" class="num">
                {t.intent.chartPrice}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...points].reverse().map((p, i) => (
              <tr key={i}>
                <td class="figures">{clockTime(p.at, now, true)}</td>
                <td>{p.name}</td>
                <td class="num figures">{money(p.price, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFold>
    </>
  );
}

/** You at the left, the shops at their distance; colour and shape say what each did. */
export function WhoChart({ invited }: { invited: Invited[] }) {
  const placed = invited
    .filter((i) => i.business.distance_m != null)
    .sort((a, b) => (a.business.distance_m ?? 0) - (b.business.distance_m ?? 0));
  const far = Math.max(1000, ...placed.map((i) => i.business.distance_m ?? 0));
  const base = 58;
  const x = (m: number) => 30 + (m / far) * 258;
  // Shops at nearly the same distance are stacked.
  const stack: { x: number; n: number }[] = [];
  const dots = placed.map((i) => {
    const cx = x(i.business.distance_m ?? 0);
    const n = stack.filter((s) => Math.abs(s.x - cx) < 13 && s.n < 4).length;
    stack.push({ x: cx, n });
    return { i, cx, cy: base - 9 - Math.min(n, 3) * 14 };
  });
  return (
    <>
      {placed.length > 0 && (
        <>
          <svg class="who" viewBox="0 0 300 78" role="img" aria-label={t.intent.whoAlt(placed.length, distance(far))}>
            <line class="who-line" x1="24" x2="298" y1={base} y2={base} />
            <path class="who-you" d={`M4 ${base}v-9l8-7 8 7v9z`} />
            {dots.map(({ i, cx, cy }) =>
              i.state === "declined" ? (
                <path
                  key={i.business.id}
                  class="who-declined"
                  d={`M${cx - 4.5} ${cy - 4.5}l9 9M${cx + 4.5} ${cy - 4.5}l-9 9`}
                />
              ) : (
                <circle key={i.business.id} class={`who-${i.state}`} cx={cx} cy={cy} r="5.500" />
              ),
            )}
            <text class="chart-text" x="298" y={base + 16} text-anchor="end">
              {distance(far)}
            </text>
          </svg>
          <Legend
            marks={(["offered", "asked", "declined"] as const).map((state) => ({
              name: t.intent.whoState[state],
              mark:
                state === "declined" ? (
                  <path class="who-declined" d="M2.500 2.500l9 9M11.500 2.500l-9 9" />
                ) : (
                  <circle class={`who-${state}`} cx="7" cy="7" r="5.500" />
                ),
            }))}
          />
        </>
      )}
      <details>
        <summary>{t.common.asTable}</summary>
        <ul class="plain who-list">
          {invited.map((i) => (
            <li key={i.business.id}>
              <span>{i.business.name}</span>
              <span class="soft">
                {i.business.distance_m != null ? `${distance(i.business.distance_m)}, ` : ""}
                {t.intent.whoState[i.state]}
                {i.reason ? ` (${t.desk.decline[i.reason as keyof typeof t.desk.decline] ?? i.reason})` : ""}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
