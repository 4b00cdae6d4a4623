// The difference of each arm from the control with its always-valid range: one picture for each measure, for they have
// units of their own.
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import { amount, nameOfMetric, signed, unitIn, unitOfDifference } from "../measures";
import { SaysMark } from "../state";
import type { Metric, Watched } from "../types";

const w = watching.intervals;
type Row = Watched["hypotheses"][number];
type Known = Row & { estimate: number };
const isKnown = (row: Row): row is Known => row.estimate !== null;

const isMore = (row: Row) => row.low !== null && row.low > 0;
const isLess = (row: Row) => row.high !== null && row.high < 0;
const isOpen = (row: Row) => !isMore(row) && !isLess(row);
const says = (row: Row, isOver: boolean): string =>
  isMore(row) ? w.better : isLess(row) ? w.worse : isOver ? w.openOver : w.open;

export function Intervals({ watched, metrics, isOver }: { watched: Watched; metrics: Metric[]; isOver: boolean }) {
  const ids = [...new Set(watched.hypotheses.map(({ id }) => id))];
  return (
    <section class="card" aria-labelledby="intervals" data-intervals={watched.hypotheses.length}>
      <h2 id="intervals">{isOver ? w.titleOver : w.title}</h2>
      <p class="soft">{isOver ? w.leadOver : w.lead}</p>
      {ids.length === 0 && <p class="empty">{isOver ? w.notEver : w.notYet}</p>}
      {ids.map((id) => (
        <Measure key={id} rows={watched.hypotheses.filter((one) => one.id === id)} metrics={metrics} isOver={isOver} />
      ))}
    </section>
  );
}

/** The largest of 1, 2, 5 and their tens that is not above. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2, 1].find((one) => one * power <= value) ?? 1);
}

function Measure({ rows, metrics, isOver }: { rows: Row[]; metrics: Metric[]; isOver: boolean }) {
  const { metric } = rows[0]!;
  const unit = unitIn(metrics, metric);
  const known = rows.filter(isKnown);
  return (
    <>
      <h3>{nameOfMetric(metric)}</h3>
      {known.length > 0 && <Ranges rows={known} metric={metric} unit={unit} />}
      {rows
        .filter((row) => !isKnown(row))
        .map((row) => (
          <p key={row.arm} class="soft">
            <code>{row.arm}</code>: {isOver ? w.notEver : w.notYet} {row.why && `(${row.why})`}
          </p>
        ))}
      {known.length > 0 && (
        <TableFold label={w.table}>
          <NumberTable first={w.arm} columns={[w.estimate, w.low, w.high]} last={w.says}>
            {known.map((row) => (
              <NumberRow
                key={row.arm}
                name={row.arm}
                numbers={[row.estimate, row.low, row.high].map((value) => (value === null ? "–" : signed(value, unit)))}
                last={<SaysMark says={isOpen(row) ? "open" : "good"}>{says(row, isOver)}</SaysMark>}
              />
            ))}
          </NumberTable>
        </TableFold>
      )}
    </>
  );
}

function Ranges({ rows, metric, unit }: { rows: Known[]; metric: string; unit: string }) {
  const small = narrow.value;
  const [width, line, top] = [small ? 330 : 640, 62, 8];
  const [left, right] = [10, 10];
  const height = top + rows.length * line + 40;
  const ends = rows.flatMap((row) => [row.low, row.high, row.estimate]).filter((end) => end !== null);
  const reach = Math.max(...ends.map(Math.abs), 1e-9) * 1.12;
  const tick = roundBelow(reach * 0.9);
  const x = (value: number) =>
    left + ((Math.max(-reach, Math.min(reach, value)) + reach) / (2 * reach)) * (width - left - right);
  const words = (value: number | null) => (value === null ? w.noBound : amount(value, unit));
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={w.alt(
        nameOfMetric(metric),
        rows.map((row) => w.part(row.arm, words(row.estimate), words(row.low), words(row.high))),
      )}
    >
      <line class="lab-zero" x1={x(0)} x2={x(0)} y1={top} y2={height - 34} />
      {[-tick, 0, tick].map((value) => (
        <g key={value}>
          {value !== 0 && <line class="chart-grid" x1={x(value)} x2={x(value)} y1={top} y2={height - 34} />}
          <text class="chart-text" x={x(value)} y={height - 20} text-anchor="middle">
            {value === 0 ? w.none : signed(value, unit)}
          </text>
        </g>
      ))}
      <text class="chart-text" x={width / 2} y={height - 3} text-anchor="middle">
        {unitOfDifference(unit)}
      </text>
      {rows.map((row, i) => {
        const y = top + i * line + 38;
        const [low, high] = [x(row.low ?? -reach), x(row.high ?? reach)];
        return (
          <g key={row.arm}>
            <text class="funnel-name" x={left} y={y - 18}>
              {row.arm}
            </text>
            <text class="chart-text" x={width - right} y={y - 18} text-anchor="end">
              {signed(row.estimate, unit)}
            </text>
            <line class="lab-range" x1={low} x2={high} y1={y} y2={y} />
            <path class="lab-range-end" d={`M${low} ${y - 7}v14M${high} ${y - 7}v14`} />
            <circle class="lab-dot" cx={x(row.estimate)} cy={y} r="6" />
          </g>
        );
      })}
    </svg>
  );
}
