// What must not get worse: how much harm each arm does, as far as it is known, against what is allowed.
import { narrow } from "../../ui/narrow";
import { watching } from "../../words/watching";
import { amount, nameOfMetric, unitIn } from "../measures";
import { SaysMark } from "../state";
import type { Metric, Watched } from "../types";

const w = watching.guards;
const mark = (state: string) => (state === "holds" ? "good" : state === "breached" ? "bad" : "open");

export function Guardrails({
  rows,
  metrics,
  isOver,
}: {
  rows: Watched["guardrails"];
  metrics: Metric[];
  isOver: boolean;
}) {
  const state = (key: string) => (isOver && key === "uninformative" ? w.openOver : (w.state[key] ?? key));
  const harm = (value: number | null, unit: string) =>
    value === null ? "–" : value < 0 ? w.better(amount(-value, unit)) : amount(value, unit);
  return (
    <section
      class="card"
      aria-labelledby="guards"
      data-guards={rows.some(({ state }) => state === "breached") ? "breached" : "held"}
    >
      <h2 id="guards">{w.title}</h2>
      {rows.length === 0 && <p class="empty">{isOver ? w.noneOver : w.none}</p>}
      {rows.length > 0 && (
        <div
          class={narrow.value ? "" : "scroll"}
          tabIndex={narrow.value ? undefined : 0}
          role="region"
          aria-label={w.table}
        >
          <table class="lab-fold-table">
            <thead>
              <tr>
                <th scope="col">{w.what}</th>
                <th scope="col">{w.arm}</th>
                <th scope="col">{w.says}</th>
                <th scope="col">{w.harm}</th>
                <th scope="col">{w.most}</th>
                <th scope="col">{w.margin}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const unit = unitIn(metrics, row.metric);
                return (
                  <tr key={`${row.metric} ${row.arm}`}>
                    <th scope="row">{nameOfMetric(row.metric)}</th>
                    <td data-name={w.arm}>
                      <code>{row.arm}</code>
                    </td>
                    <td data-name={w.says}>
                      <SaysMark says={mark(row.state)}>{state(row.state)}</SaysMark>
                      {row.why && <span class="soft small lab-reason">{row.why}</span>}
                    </td>
                    <td data-name={w.harm} class="figures">
                      {harm(row.harm, unit)}
                    </td>
                    <td data-name={w.most} class="figures">
                      {harm(row.harm_at_most, unit)}
                    </td>
                    <td data-name={w.margin} class="figures">
                      {amount(row.margin, unit)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
