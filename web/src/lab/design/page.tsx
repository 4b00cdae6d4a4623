// Designing an experiment step by step: the frame of the steps, and what stands between them.
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../../api/client";
import { t } from "../../en";
import { sentence } from "../../ui/errors";
import { SureRow } from "../../ui/fields";
import { announce, Loading, Notice } from "../../ui/shell";
import { design as w } from "../../words/design";
import { experiments } from "../../words/experiments";
import { may, me, metrics } from "../data";
import { Door } from "../door";
import type { Experiment, LabRules } from "../types";
import { ArmsStep } from "./arms";
import { BrokenDraft, OtherTab } from "./conflict";
import { useCheck, type Check } from "./check";
import {
  change,
  copyOf,
  draft,
  forget,
  isBroken,
  isElsewhere,
  isTouched,
  missingIn,
  stepOf,
  steps,
  type Faults,
  type StepName,
} from "./draft";
import { FaultList } from "./fault-list";
import { QuestionStep } from "./question";
import { ReadStep } from "./read";
import { SectorsStep } from "./sectors";
import { SizeStep } from "./size";
import { TryStep } from "./trial";

export interface StepProps {
  rules: LabRules | null;
  check: Check;
  /** What is wrong here, by pointer: shown once somebody wanted to go on. */
  faults: Faults;
  go: (step: StepName) => void;
}

export function DesignPage() {
  useEffect(() => {
    document.title = `${w.title} · ${t.brand}`;
  }, []);
  const who = me.value;
  return (
    <div class="lab lab-narrow" data-page="lab-design">
      <p class="lab-path">
        <a href="/lab">{experiments.toLab}</a>
      </p>
      <h1>{w.title}</h1>
      {who === undefined && <Loading />}
      {who !== undefined && !may("design") && <Door note={experiments.door.needsDesigner} />}
      {may("design") && (isBroken.value ? <BrokenDraft /> : metrics.value ? <Start /> : <Loading />)}
    </div>
  );
}

const stepInAddress = (): StepName | null => steps.find((step) => location.hash === `#${step}`) ?? null;

/** A copy of another experiment takes the place of the draft, if nobody minds. */
function Start() {
  const from = new URLSearchParams(location.search).get("from");
  const [source, setSource] = useState<Experiment | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [settled, setSettled] = useState(!from);
  const settle = () => {
    history.replaceState(null, "", "/lab/design");
    setSettled(true);
  };
  const take = (one: Experiment) => {
    if (one.document) draft.value = copyOf(one.document, metrics.value ?? []);
    settle();
  };
  useEffect(() => {
    if (!from) return;
    get<Experiment>(`/v1/lab/experiments/${encodeURIComponent(from)}`)
      .then((one) => (isTouched(draft.peek()) ? setSource(one) : take(one)))
      .catch((error: unknown) => {
        setProblem(sentence(error));
        settle();
      });
  }, []);
  if (settled)
    return (
      <>
        {problem && <Notice>{problem}</Notice>}
        <Wizard />
      </>
    );
  if (!source) return <Loading />;
  return (
    <section class="card" data-copy>
      <h2>{w.copy.title}</h2>
      <p>{w.copy.text(draft.value.title || w.copy.untitled, source.title ?? source.key)}</p>
      <div class="row">
        <button type="button" class="primary" onClick={settle} data-action="keep-draft">
          {w.copy.keep}
        </button>
        <button type="button" onClick={() => take(source)} data-action="take-copy">
          {w.copy.replace}
        </button>
      </div>
    </section>
  );
}

function Wizard() {
  const now = draft.value;
  const known = metrics.value ?? [];
  const [rules, setRules] = useState<LabRules | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [tried, setTried] = useState<Partial<Record<StepName, boolean>>>({});
  const [read, setRead] = useState(0);
  const [leaving, setLeaving] = useState(false);
  const [changed, setChanged] = useState(false);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  const check = useCheck(now, rules, known);
  const at = steps.indexOf(now.at);
  const asked = now.sectors.join();

  useEffect(() => {
    setRules(null);
    if (!asked) return;
    let stopped = false;
    get<LabRules>(`/v1/lab/rules?sectors=${encodeURIComponent(asked)}`)
      .then((answer) => {
        if (stopped) return;
        setRules(answer);
        setProblem(null);
      })
      .catch((error: unknown) => !stopped && setProblem(sentence(error)));
    return () => {
      stopped = true;
    };
  }, [asked, read]);
  useEffect(() => {
    get<{ data: Experiment[] }>("/v1/lab/experiments")
      .then(({ data }) => setTaken(new Set(data.map(({ key }) => key))))
      .catch(() => undefined); // Whoever registers it is told.
  }, []);
  useEffect(() => {
    if (!check.outdated) return;
    setChanged(true);
    setRead((n) => n + 1);
  }, [check.outdated]);

  const show = (step: StepName) => {
    change({ at: step, furthest: Math.max(draft.peek().furthest, steps.indexOf(step)) });
    announce(`${w.step(steps.indexOf(step) + 1, steps.length)}: ${w.steps[step].title}`);
    requestAnimationFrame(() => {
      scrollTo({ top: 0 });
      heading.current?.focus({ preventScroll: true });
    });
  };
  // Each step is an entry of the browser's history, so that Back goes one step back.
  const go = (step: StepName) => {
    if (stepInAddress() !== step) history.pushState(null, "", `#${step}`);
    show(step);
  };
  useEffect(() => {
    const { at: kept, furthest } = draft.peek();
    const asked = stepInAddress();
    if (asked && asked !== kept && steps.indexOf(asked) <= furthest) change({ at: asked });
    const moved = () => {
      const step = stepInAddress();
      // Another draft may have taken the place of the one whose steps the history has.
      if (step && step !== draft.peek().at && steps.indexOf(step) <= draft.peek().furthest) show(step);
    };
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  useEffect(() => {
    // The first step, one that a kept draft opens at, and one after the draft was thrown away or replaced.
    const step = draft.peek().at;
    if (stepInAddress() !== step) history.replaceState(null, "", `/lab/design#${step}`);
  }, [now.at]);
  const wrongIn = (step: StepName): Faults => {
    const own = missingIn(now, step, rules, known, taken);
    return Object.keys(own).length > 0 ? own : only(check.faults, (one) => one === step);
  };
  const elsewhere = (all: Faults) => only(all, (step) => step !== now.at);
  const isWrong = (step: StepName) => Object.keys(wrongIn(step)).length > 0;
  const next = () => {
    setTried({ ...tried, [now.at]: true });
    if (isWrong(now.at)) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    go(steps[at + 1]!);
  };
  // What was written before and does not fit any more is said at once, new fields are left in peace.
  const isTaken = now.at === "question" && taken.has(now.key);
  const showsFaults = isTaken || tried[now.at] || now.furthest > at || Object.keys(check.faults).length > 0;
  const words = w.steps[now.at];
  const shown = showsFaults ? wrongIn(now.at) : {};
  // What its field says already is not said again.
  const mindHere = Object.fromEntries(
    Object.entries(only(check.warnings, (step) => step === now.at)).filter(([pointer]) => !(pointer in shown)),
  );
  const props: StepProps = { rules, check, faults: shown, go };
  return (
    <>
      <p class="soft lab-lead">{w.lead}</p>
      {isElsewhere.value && <OtherTab />}
      <Steps at={at} furthest={now.furthest} isWrong={isWrong} go={go} />
      {problem && <Notice>{problem}</Notice>}
      {changed && <Notice kind="calm">{w.sectors.changed}</Notice>}
      <form
        class="card lab-step"
        noValidate
        data-step={now.at}
        data-check={check.busy ? "busy" : check.answer ? "good" : Object.keys(check.faults).length ? "bad" : "none"}
        onSubmit={(event) => {
          event.preventDefault();
          if (at < steps.length - 1) next();
        }}
      >
        <p class="soft small lab-count">{w.step(at + 1, steps.length)}</p>
        <h2 ref={heading} tabIndex={-1}>
          {words.title}
        </h2>
        <p class="soft">{words.lead}</p>
        {check.problem && <Notice>{check.problem}</Notice>}
        {now.at === "question" && <QuestionStep {...props} />}
        {now.at === "sectors" && <SectorsStep {...props} />}
        {now.at === "arms" && <ArmsStep {...props} />}
        {now.at === "size" && <SizeStep {...props} />}
        {now.at === "try" && <TryStep {...props} />}
        {now.at === "read" && <ReadStep {...props} />}
        {now.at !== "read" && (
          <>
            <FaultList
              faults={elsewhere(check.faults)}
              document={check.document}
              here={now.at}
              lead={w.noFit}
              go={go}
            />
            <FaultList faults={mindHere} document={check.document} here={now.at} lead={w.mind} isWarning go={go} />
          </>
        )}
        {now.at !== "read" && (
          <div class="row lab-step-end">
            {at > 0 && (
              <button type="button" onClick={() => go(steps[at - 1]!)} data-action="back">
                {w.back}
              </button>
            )}
            <button type="submit" class="primary wide" data-action="next">
              {w.next}
            </button>
          </div>
        )}
      </form>
      {isTouched(now) &&
        (leaving ? (
          <SureRow
            question={w.startOverSure}
            label={w.startOverDo}
            action="start-over-sure"
            busy={false}
            onSure={() => {
              setLeaving(false);
              setTried({});
              forget();
            }}
            onCancel={() => setLeaving(false)}
          />
        ) : (
          <p>
            <button type="button" class="quiet" onClick={() => setLeaving(true)} data-action="start-over">
              {w.startOver}
            </button>
          </p>
        ))}
    </>
  );
}

/** Those of the faults whose step is wanted. */
const only = (all: Faults, wanted: (step: StepName) => boolean): Faults =>
  Object.fromEntries(Object.entries(all).filter(([pointer]) => wanted(stepOf(pointer))));

function Steps({
  at,
  furthest,
  isWrong,
  go,
}: {
  at: number;
  furthest: number;
  isWrong: (step: StepName) => boolean;
  go: (step: StepName) => void;
}) {
  return (
    <nav aria-label={w.title}>
      <ol class="plain lab-steps">
        {steps.map((step, i) => {
          const wrong = i < furthest && isWrong(step);
          const note = wrong ? w.needsLook : i < furthest && i !== at ? w.done : null;
          return (
            <li key={step} class={wrong ? "lab-step-wrong" : i < furthest ? "lab-step-done" : undefined}>
              <button
                type="button"
                disabled={i > furthest}
                aria-current={i === at ? "step" : undefined}
                data-go={step}
                onClick={() => go(step)}
              >
                <span class="lab-step-number" aria-hidden="true">
                  {wrong ? "!" : i < furthest && i !== at ? "✓" : i + 1}
                </span>
                <span class="lab-step-name">{w.steps[step].name}</span>
                {note && <span class="hidden"> ({note})</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
