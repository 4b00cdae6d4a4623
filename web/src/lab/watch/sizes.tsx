// How many requests each arm has, of the number that was planned.
import { clock } from "../../clock";
import { number } from "../../format";
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import type { ExperimentWithLog, Watched } from "../types";
import { isOver } from "./so-far";

const w = watching.sizes;

export function Sizes({ watched, experiment }: { watched: Watched; experiment: ExperimentWithLog }) {
  const planned = watched.planned.n_per_arm ?? 0;
  const days = watched.planned.max_days ?? 0;
  const rows = watched.sizes.map((arm) => ({ ...arm, opened: arm.reached.round_opened ?? arm.units }));
  const most = Math.max(planned, ...rows.map(({ opened }) => opened));
  const small = narrow.value;
  const [width, line] = small ? [330, 60] : [640, 58];
  const full = width - 4;
  const started = experiment.started_at && Date.parse(experiment.started_at);
  const end = experiment.ended_at ? Date.parse(experiment.ended_at) : clock.now();
  // One that ran its days ended at the end of the last, not at the beginning of another.
  const begun = started ? Math.floor((end - started) / 86_400_000) + 1 : 0;
  const day = isOver(experiment) && days > 0 ? Math.min(begun, days) : begun;
  return (
    <section class="card" aria-labelledby="sizes" data-sizes={rows.map(({ opened }) => opened).join(" ")}>
      <h2 id="sizes">{isOver(experiment) ? w.titleOver : w.title}</h2>
      {day > 0 && <p class="soft">{(isOver(experiment) ? w.daysOver : w.days)(day, days)}</p>}
      <svg
        class="chart lab-bars"
        viewBox={`0 0 ${width} ${rows.length * line}`}
        role="img"
        aria-label={w.alt(rows.map((arm) => `${arm.key} ${w.of(number(arm.opened), number(planned))}`))}
      >
        {rows.map((arm, i) => (
          <g key={arm.key} transform={`translate(0 ${i * line})`}>
            <text class="funnel-name" x="0" y="17">
              {arm.key}
            </text>
            <text class="chart-text" x={full} y="17" text-anchor="end">
              {w.of(number(arm.opened), number(planned))}
            </text>
            <rect class="funnel-back" x="0" y="25" width={full} height="18" rx="6" />
            <rect
              class={`lab-fill lab-arm-${i % 4}`}
              x="0"
              y="25"
              width={(arm.opened / most) * full}
              height="18"
              rx="6"
            />
            <path class="lab-wanted" d={`M${Math.max(1, Math.min(full - 1, (planned / most) * full))} 21v26`} />
          </g>
        ))}
      </svg>
      <TableFold label={w.table}>
        <NumberTable first={w.arm} columns={[w.planned, w.assigned, w.opened, w.counted]}>
          {rows.map((arm) => (
            <NumberRow
              key={arm.key}
              name={arm.key}
              numbers={[planned, arm.reached.assigned ?? 0, arm.opened, arm.requests].map(number)}
            />
          ))}
        </NumberTable>
      </TableFold>
    </section>
  );
}
