// Steps that fewer and fewer come to, as bars: each with its count, and its share of the step before.
import { number, percent } from "../format";
import { narrow } from "./narrow";

export interface FunnelStep {
  key: string;
  name: string;
  count: number;
}

export function FunnelBars({ steps, label }: { steps: FunnelStep[]; label: string }) {
  const most = Math.max(1, steps[0]?.count ?? 0);
  // On a phone the names stand above their bars, so that they keep their size.
  const small = narrow.value;
  const line = small ? 62 : 46;
  const left = small ? 0 : 188;
  const full = small ? 272 : 400;
  const top = small ? 24 : 6;
  const view = small ? 330 : 640;
  return (
    <svg class="funnel" viewBox={`0 0 ${view} ${steps.length * line}`} role="img" aria-label={label}>
      {steps.map(({ key, name, count }, i) => {
        const width = Math.max((count / most) * full, count > 0 ? 4 : 0);
        const before = steps[i - 1]?.count ?? null;
        const inside = width > 60;
        return (
          <g key={key} transform={`translate(0 ${i * line})`}>
            <text class="funnel-name" x={small ? 0 : 176} y={small ? 17 : 26} text-anchor={small ? "start" : "end"}>
              {name}
            </text>
            <rect class="funnel-back" x={left} y={top} width={full} height="30" rx="6" />
            <rect class="funnel-bar" x={left} y={top} width={width} height="30" rx="6" />
            <text
              class={inside ? "funnel-count funnel-count-in" : "funnel-count"}
              x={inside ? left + width - 10 : left + width + 8}
              y={top + 21}
              text-anchor={inside ? "end" : "start"}
            >
              {number(count)}
            </text>
            {before !== null && (
              <text class="chart-text" x={view - 4} y={top + 21} text-anchor="end">
                {percent(count, before)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
