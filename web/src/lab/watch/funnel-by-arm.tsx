// How far requests come, arm beside arm: first of those that were put into it, then of those whose rounds are over.
import { number, percent } from "../../format";
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import type { Watched } from "../types";
import { ArmLegend } from "./legend";
import { armsSoFar, shareAt, shownSteps, stillRunning } from "./so-far";

const w = watching.funnel;

export function FunnelByArm({ watched, unit }: { watched: Watched; unit: string }) {
  const rows = armsSoFar(watched.funnel, watched.sizes);
  const steps = shownSteps(watched.simulated);
  // Of what the second part is counted is a number, and no share to be drawn.
  const drawn = steps.filter((step) => step !== "over");
  const small = narrow.value;
  const width = small ? 330 : 640;
  const left = small ? 0 : 190;
  const full = width - left - 54;
  const [bar, gap] = [16, 4];
  const block = rows.length * (bar + gap) + (small ? 34 : 16);
  const running = stillRunning(watched, unit);
  const isOn = running.some(({ n }) => n > 0);
  if (rows.every(({ assigned }) => assigned === 0)) return null;
  return (
    <section class="card" aria-labelledby="funnel-arms" data-funnel-arms={rows.length}>
      <h2 id="funnel-arms">{w.title}</h2>
      <p class="soft">
        {w.lead} {watched.simulated && w.notSeen}
      </p>
      {unit === "intent" && (
        <p class="soft" data-still-running={running.map(({ n }) => n).join(" ")}>
          {isOn ? w.running(running.map(({ key, n }) => w.runningIn(key, number(n)))) : w.runningNone}
        </p>
      )}
      <ArmLegend names={rows.map(({ key }) => key)} as="bar" />
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${drawn.length * block}`}
        role="img"
        aria-label={w.alt(rows.map(({ key }) => key))}
      >
        {drawn.map((step, s) => (
          <g key={step} transform={`translate(0 ${s * block})`}>
            <text
              class="funnel-name"
              x={small ? 0 : left - 12}
              y={small ? 15 : (rows.length * (bar + gap)) / 2 + 4}
              text-anchor={small ? "start" : "end"}
            >
              {w.steps[step]}
            </text>
            {rows.map((row, i) => {
              const [n, of] = shareAt(row, step);
              const share = of === 0 ? 0 : n / of;
              const y = (small ? 22 : 0) + i * (bar + gap);
              return (
                <g key={row.key}>
                  <rect
                    class={`lab-fill lab-arm-${i % 4}`}
                    x={left}
                    y={y}
                    width={Math.max(1, share * full)}
                    height={bar}
                    rx="4"
                  />
                  <text class="chart-text" x={left + share * full + 6} y={y + 13}>
                    {percent(n, of)}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
      <TableFold label={w.table}>
        <NumberTable first={w.step} columns={rows.map(({ key }) => key)}>
          {steps.map((step) => (
            <NumberRow
              key={step}
              name={w.steps[step]}
              numbers={rows.map((row) => {
                const [n, of] = shareAt(row, step);
                return (
                  <>
                    {number(n)} {step !== "over" && <span class="soft small">{percent(n, of)}</span>}
                  </>
                );
              })}
            />
          ))}
        </NumberTable>
      </TableFold>
    </section>
  );
}
