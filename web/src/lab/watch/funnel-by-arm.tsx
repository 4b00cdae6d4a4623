// How far requests come, arm beside arm: shares of those that were put into it.
import { number, percent } from "../../format";
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { TableFold } from "../../ui/table-fold";
import { watching } from "../../words/watching";
import type { Watched } from "../types";
import { ArmLegend } from "./legend";

const w = watching.funnel;
const steps = [
  "assigned",
  "round_opened",
  "first_invite_delivered",
  "with_offer",
  "offer_seen",
  "awarded",
  "converted",
] as const;

export function FunnelByArm({ rows }: { rows: Watched["funnel"] }) {
  const small = narrow.value;
  const width = small ? 330 : 640;
  const left = small ? 0 : 190;
  const full = width - left - 54;
  const [bar, gap] = [16, 4];
  const block = rows.length * (bar + gap) + (small ? 34 : 16);
  const count = (row: (typeof rows)[number], step: (typeof steps)[number]) => row[step];
  if (rows.every(({ assigned }) => assigned === 0)) return null;
  return (
    <section class="card" aria-labelledby="funnel-arms" data-funnel-arms={rows.length}>
      <h2 id="funnel-arms">{w.title}</h2>
      <p class="soft">{w.lead}</p>
      <ArmLegend names={rows.map(({ key }) => key)} as="bar" />
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${steps.length * block}`}
        role="img"
        aria-label={w.alt(rows.map(({ key }) => key))}
      >
        {steps.map((step, s) => (
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
              const assigned = count(row, "assigned");
              const share = assigned === 0 ? 0 : count(row, step) / assigned;
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
                    {percent(count(row, step), assigned)}
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
              numbers={rows.map((row) => (
                <>
                  {number(count(row, step))}{" "}
                  <span class="soft small">{percent(count(row, step), count(row, "assigned"))}</span>
                </>
              ))}
            />
          ))}
        </NumberTable>
      </TableFold>
    </section>
  );
}
