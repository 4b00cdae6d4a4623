// The arms, and what each changes of today's rules.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { percent } from "../../format";
import { watching } from "../../words/watching";
import { may } from "../data";
import { nameOfRule, valueInWords } from "../../ui/rule-words";
import { shownToday } from "../rules";
import type { LabRules, Prereg } from "../types";

const w = watching.arms;

export function Arms({ prereg }: { prereg: Prereg }) {
  const [rules, setRules] = useState<LabRules | null>(null);
  const allowed = may("read");
  useEffect(() => {
    if (!allowed) return;
    get<LabRules>(`/v1/lab/rules?sectors=${encodeURIComponent(prereg.sectors.join())}`)
      // Rules that were changed since are not those that the arms differ from.
      .then((answer) => setRules(answer.base_rules_sha256 === prereg.base_rules_sha256 ? answer : null))
      .catch(() => undefined);
  }, [allowed, prereg.base_rules_sha256]);
  return (
    <section class="card" aria-labelledby="arms" data-arms={prereg.arms.length}>
      <h2 id="arms">{w.title}</h2>
      <dl class="lab-sheet">
        {prereg.arms.map((arm, i) => (
          <div key={arm.key}>
            <dt>
              <code>{arm.key}</code>
              <br />
              <span class="soft small">{w.share(percent(arm.weight_ppm, 1e6))}</span>
            </dt>
            <dd>
              {i === 0 && !arm.patch?.length && w.control}
              <ul class="plain">
                {(arm.patch ?? [])
                  .filter(({ value }) => value !== undefined)
                  .map(({ path, value }) => (
                    <li key={path}>
                      {nameOfRule(path)}: <strong>{valueInWords(path, value!)}</strong>
                      {rules && <span class="soft small">, {w.was(shownToday(rules, path))}</span>}
                    </li>
                  ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
