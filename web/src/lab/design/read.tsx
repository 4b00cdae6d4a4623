// Step 6: all of it on one sheet, its fingerprint, and the lock.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import { sentence } from "../../ui/errors";
import { Notice } from "../../ui/shell";
import { design } from "../../words/design";
import { metrics, sectorName } from "../data";
import { amount, nameOfMetric, unitIn } from "../measures";
import { nameOfRule, valueInWords } from "../../ui/rule-words";
import { shownToday } from "../rules";
import type { Experiment } from "../types";
import { faultsOf } from "./check";
import { documentOf, draft, forget, type Faults, type StepName } from "./draft";
import { FaultList } from "./fault-list";
import type { StepProps } from "./page";
import { shareOf } from "./size";

const w = design.read;

export function ReadStep({ rules, check, go }: StepProps) {
  const now = draft.value;
  const known = metrics.value ?? [];
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [refused, setRefused] = useState<Faults>({});
  const sheet = check.document ?? documentOf(now, rules, known, "");
  if (!sheet || !rules) return <p class="soft">{design.checking} …</p>;
  const difference = (bp: number, metric: string) => amount(bp / 10_000, unitIn(known, metric));
  const lock = async () => {
    if (!check.document || !check.answer) return;
    setBusy(true);
    setProblem(null);
    setRefused({});
    try {
      const made = await post<Experiment>("/v1/lab/experiments", { document: check.document });
      forget();
      location.assign(`/lab/experiments/${made.key}#locked`);
    } catch (error) {
      const faults = faultsOf(error);
      if (faults) setRefused(faults);
      else setProblem(sentence(error));
      setBusy(false);
    }
  };
  const [hypothesis] = sheet.hypotheses;
  // What registering it would be refused for is one list, whoever found it out; while it is there nothing is locked.
  const faults = { ...check.faults, ...check.warnings, ...refused };
  const isRefused = Object.keys(faults).length > 0;
  return (
    <>
      <Part step="question" go={go}>
        <dt>{w.question}</dt>
        <dd>
          <strong>{sheet.title}</strong> <code>{sheet.key}</code>
          {sheet.version > 1 && <p class="small">{design.question.version(sheet.version, sheet.key)}</p>}
        </dd>
        <dt>{w.expect}</dt>
        <dd>{hypothesis!.text}</dd>
        <dt>{w.metric}</dt>
        <dd>{nameOfMetric(hypothesis!.metric)}</dd>
        <dt>{w.direction}</dt>
        <dd>{design.question.directions[hypothesis!.direction]}</dd>
      </Part>
      <Part step="sectors" go={go}>
        <dt>{w.sectors}</dt>
        <dd>{sheet.sectors.map(sectorName).join(", ")}</dd>
      </Part>
      <Part step="arms" go={go}>
        {sheet.arms.map((arm, i) => (
          <div key={arm.key}>
            <dt>
              <code>{arm.key}</code> <span class="soft">{shareOf(arm.weight_ppm)}</span>
            </dt>
            <dd>
              {i === 0 && w.control}
              <ul class="plain">
                {(arm.patch ?? []).map(({ path, value }) => (
                  <li key={path}>
                    {nameOfRule(path)}: <span class="soft">{shownToday(rules, path)}</span>{" "}
                    <span aria-hidden="true">→</span>
                    <span class="hidden">, </span> <strong>{valueInWords(path, value!)}</strong>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
        <dt>{w.unit}</dt>
        <dd>
          {design.arms.unit[sheet.unit] ?? sheet.unit} {sheet.pilot && w.pilot}{" "}
          {sheet.switchback &&
            w.turn(design.arms.slot[sheet.switchback.slots_per_week] ?? String(sheet.switchback.slots_per_week))}
        </dd>
      </Part>
      <Part step="size" go={go}>
        <dt>{w.sure}</dt>
        <dd>
          {w.sureText(shareOf(sheet.alpha_ppm), shareOf(sheet.power_ppm), difference(sheet.mde_bp, hypothesis!.metric))}
        </dd>
        <dt>{w.begin}</dt>
        <dd>{sheet.ramp ? design.size.rampOwn(sheet.ramp.map(shareOf).join(", ")) : design.size.ramps.all.label}</dd>
        <dt>{w.end}</dt>
        <dd>{w.endText(String(sheet.n_per_arm), w.counted[sheet.unit] ?? "", String(sheet.max_days))}</dd>
        <dt>{w.guards}</dt>
        <dd>
          <ul class="plain">
            {sheet.guardrails.map((one) => (
              <li key={one.metric}>{w.guard(nameOfMetric(one.metric), difference(one.margin_bp, one.metric))}</li>
            ))}
          </ul>
        </dd>
      </Part>
      <h3>{w.hash}</h3>
      <p>
        <code class="lab-hash" data-hash={check.answer?.sha256 ?? ""}>
          {check.answer?.sha256 ?? `${design.checking} …`}
        </code>
      </p>
      <p class="soft small">{w.hashText}</p>
      <details>
        <summary>{w.raw}</summary>
        <pre class="lab-raw" tabIndex={0}>
          {JSON.stringify(sheet, null, 2)}
        </pre>
      </details>
      {problem && <Notice>{problem}</Notice>}
      <FaultList faults={faults} document={check.document} here="read" lead={design.noFit} go={go} />
      <div class="row lab-step-end">
        <button type="button" onClick={() => go("try")} data-action="back">
          {design.back}
        </button>
        <button
          type="button"
          class="primary wide"
          disabled={busy || !check.answer || check.busy || isRefused}
          onClick={() => void lock()}
          data-action="lock"
        >
          {busy ? w.locking : w.lock}
        </button>
      </div>
      <p class="soft small">{w.afterLock}</p>
    </>
  );
}

function Part({ step, go, children }: { step: StepName; go: (step: StepName) => void; children: ComponentChildren }) {
  const { name } = design.steps[step];
  return (
    <section class="lab-sheet-part" aria-label={name}>
      <dl class="lab-sheet">{children}</dl>
      <button type="button" class="quiet" aria-label={w.changeOf(name)} onClick={() => go(step)}>
        {w.change}
      </button>
    </section>
  );
}
