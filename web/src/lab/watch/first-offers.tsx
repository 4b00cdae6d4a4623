// Time to the first offer: the share of requests that have one, as steps, arm beside arm.
import { percent } from "../../format";
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { lengthInWords } from "../../ui/rule-words";
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import type { Watched } from "../types";
import { ArmLegend } from "./legend";

const w = watching.curves;
const pad = { left: 48, right: 14, top: 12, bottom: 44 };
type Points = [seconds: number, share: number][];

/** The share at a time: that of the last step before it. */
const at = (points: Points, seconds: number) => points.findLast(([s]) => s <= seconds)?.[1] ?? 0;

function ticksUpTo(most: number): number[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400].find(
    (one) => most / one <= 5,
  );
  if (!step) return [0, most];
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

export function FirstOffers({ curves: given, isOver }: { curves: Watched["first_offer"]; isOver: boolean }) {
  const curves = given.map(({ key, points }) => ({ key, points: points as Points }));
  const small = narrow.value;
  const [width, height] = small ? [330, 240] : [640, 260];
  const most = Math.max(0, ...curves.flatMap(({ points }) => points.map(([s]) => s)));
  const x = (s: number) => pad.left + (s / most) * (width - pad.left - pad.right);
  const y = (share: number) => pad.top + (1 - share) * (height - pad.top - pad.bottom);
  const path = (points: Points) =>
    points.reduce((d, [s, share]) => `${d}H${x(s).toFixed(1)}V${y(share).toFixed(1)}`, `M${x(0)} ${y(0)}`) +
    `H${x(most).toFixed(1)}`;
  const ticks = ticksUpTo(most);
  const inWords = (s: number) =>
    s < 60 ? `${s} s` : s < 7_200 ? `${Math.round((s / 60) * 10) / 10} min` : `${Math.round(s / 360) / 10} h`;
  return (
    <section class="card" aria-labelledby="first-offers" data-curves={curves.length}>
      <h2 id="first-offers">{w.title}</h2>
      {most === 0 ? (
        <p class="empty">{isOver ? w.noneOver : w.none}</p>
      ) : (
        <>
          <ArmLegend names={curves.map(({ key }) => key)} as="line" />
          <svg
            class="chart"
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-label={w.alt(
              curves.map(({ key, points }) => w.part(key, percent(at(points, most), 1), lengthInWords(most))),
            )}
          >
            {[0, 0.5, 1].map((share) => (
              <g key={share}>
                <line class="chart-grid" x1={pad.left} x2={width - pad.right} y1={y(share)} y2={y(share)} />
                <text class="chart-text" x={pad.left - 8} y={y(share) + 4} text-anchor="end">
                  {percent(share, 1)}
                </text>
              </g>
            ))}
            {ticks.map((s) => (
              <text key={s} class="chart-text" x={x(s)} y={height - 26} text-anchor="middle">
                {inWords(s)}
              </text>
            ))}
            <text class="chart-text" x={(width + pad.left) / 2} y={height - 6} text-anchor="middle">
              {w.axis}
            </text>
            {curves.map(({ key, points }, i) => (
              <path key={key} class={`lab-line lab-arm-${i % 4}`} d={path(points)} />
            ))}
          </svg>
          <TableFold label={w.table}>
            <NumberTable first={w.after} columns={curves.map(({ key }) => key)}>
              {[...ticks.slice(1).filter((s) => s < most), Math.round(most * 10) / 10].map((s) => (
                <NumberRow
                  key={s}
                  name={inWords(s)}
                  numbers={curves.map(({ points }) => percent(at(points, s + 0.05), 1))}
                />
              ))}
            </NumberTable>
          </TableFold>
        </>
      )}
    </section>
  );
}
