// Shares over a count, as two curves with their intervals: what was answered, and what was sold. Beside its table.
import type { ReturnPoint } from "../api/schema";
import { t } from "../en";
import { percent } from "../format";
import { Legend } from "./legend";
import { narrow } from "./narrow";
import { NumberRow, NumberTable } from "./number-table";
import { TableFold } from "./table-fold";

const height = 220;
const pad = { left: 48, right: 16, top: 14, bottom: 30 };
const whole = 1_000_000;
export const share = (ppm: number) => percent(ppm, whole);

function Line({
  points,
  of,
  x,
  y,
  shift,
}: {
  points: ReturnPoint[];
  of: "answered" | "sold";
  x: (n: number) => number;
  y: (ppm: number) => number;
  shift: number;
}) {
  const at = points.map((point) => ({
    x: x(point.number) + shift,
    y: y((point[of].happened * whole) / point[of].cases),
    rate: point[of],
  }));
  return (
    <g class={`curve curve-${of}`}>
      {at.map((one) => (
        <line
          key={one.x}
          class="curve-range"
          x1={one.x}
          x2={one.x}
          y1={y(one.rate.low_ppm)}
          y2={y(one.rate.high_ppm)}
        />
      ))}
      <polyline class="curve-line" points={at.map((one) => `${one.x.toFixed(1)},${one.y.toFixed(1)}`).join(" ")} />
      {at.map((one) =>
        of === "answered" ? (
          <circle key={one.x} class="curve-dot" cx={one.x} cy={one.y} r="5" />
        ) : (
          <rect key={one.x} class="curve-dot" x={one.x - 4.5} y={one.y - 4.5} width="9" height="9" />
        ),
      )}
    </g>
  );
}

export function ReturnCurve({ points }: { points: ReturnPoint[] }) {
  const width = narrow.value ? 330 : 640;
  const step = (width - pad.left - pad.right) / points.length;
  const x = (n: number) => pad.left + (n - 0.5) * step;
  const y = (ppm: number) => pad.top + (1 - ppm / whole) * (height - pad.top - pad.bottom);
  return (
    <>
      <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t.returns.alt(points.length)}>
        {[0, whole / 2, whole].map((ppm) => (
          <g key={ppm}>
            <line class="chart-grid" x1={pad.left} x2={width - pad.right} y1={y(ppm)} y2={y(ppm)} />
            <text class="chart-text" x={pad.left - 8} y={y(ppm) + 4} text-anchor="end">
              {share(ppm)}
            </text>
          </g>
        ))}
        {points.map((point) => (
          <text key={point.number} class="chart-text" x={x(point.number)} y={height - 8} text-anchor="middle">
            {point.number}
          </text>
        ))}
        <Line points={points} of="sold" x={x} y={y} shift={6} />
        <Line points={points} of="answered" x={x} y={y} shift={-6} />
      </svg>
      <Legend
        marks={[
          {
            name: t.returns.answeredColumn,
            mark: (
              <g class="curve-answered">
                <circle class="curve-dot" cx="7" cy="7" r="5" />
              </g>
            ),
          },
          {
            name: t.returns.soldColumn,
            mark: (
              <g class="curve-sold">
                <rect class="curve-dot" x="2.500" y="2.500" width="9" height="9" />
              </g>
            ),
          },
        ]}
      />
      <TableFold label={t.returns.table}>
        <NumberTable
          first={t.returns.contact}
          columns={[t.returns.answeredColumn, t.returns.soldColumn]}
          data-returns-table
        >
          {points.map((point) => (
            <NumberRow
              key={point.number}
              name={point.number}
              numbers={[point.answered, point.sold].map((rate) => (
                <>
                  {t.returns.count(rate)}
                  <br />
                  <span class="soft small">{t.returns.range(share(rate.low_ppm), share(rate.high_ppm))}</span>
                </>
              ))}
            />
          ))}
        </NumberTable>
      </TableFold>
    </>
  );
}
