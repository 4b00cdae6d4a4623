// Step 2: the sectors whose requests take part, by their groups.
import { design } from "../../words/design";
import { sectors } from "../data";
import { nameOfRule } from "../../ui/rule-words";
import { areDifferent, shownToday } from "../rules";
import { change, draft } from "./draft";
import type { StepProps } from "./page";

const w = design.sectors;
const shownRules = ["/format", "/visibility", "/duration_s", "/close/mode", "/invite/count"];

export function SectorsStep({ faults, rules }: StepProps) {
  const chosen = draft.value.sectors;
  const all = sectors.value;
  const groups = all.filter(({ parent }) => parent === null);
  const below = (group: string) => all.filter(({ parent }) => parent === group);
  const set = (slugs: string[], on: boolean) => {
    const rest = chosen.filter((slug) => !slugs.includes(slug));
    change({ sectors: on ? [...rest, ...slugs].sort() : rest });
  };
  const fault = faults["/sectors"];
  return (
    <>
      <fieldset aria-describedby="sectors-note">
        <legend>{w.legend}</legend>
        <p id="sectors-note" class={fault ? "field-error" : "field-hint"} aria-live="polite">
          {fault ?? w.chosen(chosen.length)}
        </p>
        {groups.map((group) => {
          const leaves = below(group.slug).map(({ slug }) => slug);
          const count = leaves.filter((slug) => chosen.includes(slug)).length;
          const isAll = count === leaves.length && leaves.length > 0;
          return (
            <details key={group.slug} class="lab-group" open={count > 0} data-group={group.slug}>
              <summary>
                {group.name}
                {count > 0 && <span class="tag rank">{count}</span>}
              </summary>
              <label class="toggle">
                <input
                  type="checkbox"
                  checked={isAll}
                  aria-invalid={fault ? true : undefined}
                  onChange={(e) => set(leaves, e.currentTarget.checked)}
                />
                <strong>{w.all(group.name)}</strong>
              </label>
              <div class="lab-leaves">
                {below(group.slug).map(({ slug, name }) => (
                  <label key={slug} class="toggle">
                    <input
                      type="checkbox"
                      name="sector"
                      value={slug}
                      checked={chosen.includes(slug)}
                      onChange={(e) => set([slug], e.currentTarget.checked)}
                    />
                    <span>{name}</span>
                  </label>
                ))}
              </div>
            </details>
          );
        })}
      </fieldset>
      {rules && (
        <section aria-labelledby="today" data-today>
          <h3 id="today">{w.now}</h3>
          {areDifferent(rules) && <p class="soft">{w.different}</p>}
          <dl class="lab-facts">
            {shownRules.map((path) => (
              <div key={path}>
                <dt>{nameOfRule(path)}</dt>
                <dd>{shownToday(rules, path)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
