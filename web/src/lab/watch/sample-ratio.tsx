// Whether the arms have the sizes that they were drawn to have: one line, and each stage behind it.
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import { SaysMark } from "../state";
import type { Watched } from "../types";

const w = watching.ratio;
type Row = Watched["sample_ratio"][number];

const shownP = (p: number) => (p < 0.001 ? p.toExponential(1).replace("-", "−") : p.toFixed(3));
const stageOf = (row: Row) => w.stages[row.stage] ?? row.stage;

export function SampleRatio({ rows, isOver }: { rows: Row[]; isOver: boolean }) {
  const unknown = isOver ? w.unknownOver : w.unknown;
  const alarm = rows.find((row) => row.alarm);
  const known = rows.filter((row) => row.p !== null);
  const least = known.reduce<Row | null>((worst, row) => (worst === null || row.p! < worst.p! ? row : worst), null);
  return (
    <section class="card" aria-labelledby="ratio" data-ratio={alarm ? "alarm" : least ? "good" : "open"}>
      <h2 id="ratio">{w.title}</h2>
      <p>
        {alarm ? (
          <SaysMark says="bad">{w.bad(stageOf(alarm), alarm.p === null ? "0" : shownP(alarm.p))}</SaysMark>
        ) : least ? (
          <SaysMark says="good">{w.good(shownP(least.p!))}</SaysMark>
        ) : (
          <SaysMark says="open">{unknown}</SaysMark>
        )}
      </p>
      <TableFold label={w.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{w.stage}</th>
              <th scope="col" class="num">
                {w.p}
              </th>
              <th scope="col">{w.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.stage}>
                <th scope="row">{stageOf(row)}</th>
                <td class="num figures">{row.p === null ? "–" : shownP(row.p)}</td>
                <td>{row.alarm ? w.alarm : row.p === null ? row.why || unknown : w.ok}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFold>
    </section>
  );
}
