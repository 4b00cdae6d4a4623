// The arms, and what each changes of today's rules.
import { useEffect, useState } from "preact/hooks";
import { percent } from "../../format";
import { watching } from "../../words/watching";
import { sectors } from "../data";
import { nameOfRule, valueInWords } from "../../ui/rule-words";
import { shownToday } from "../rules";
import type { LabRules, Prereg } from "../types";
import { baseRulesOf } from "./base-rules";

const w = watching.arms;

export function Arms({ prereg }: { prereg: Prereg }) {
  const [rules, setRules] = useState<LabRules | null>(null);
  const all = sectors.value;
  useEffect(() => {
    let stopped = false;
    void baseRulesOf(prereg, all).then((found) => !stopped && setRules(found));
    return () => {
      stopped = true;
    };
  }, [all, prereg.base_rules_sha256]);
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
                      {rules && (
                        <span class="soft small" data-was={path}>
                          , {w.was(shownToday(rules, path))}
                        </span>
                      )}
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
