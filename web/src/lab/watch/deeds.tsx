// What can be done with an experiment where it is, each with a reason for the log.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { call, post } from "../../api/client";
import { t } from "../../en";
import { useLoneDeed } from "../../ui/deed";
import { Field, SureRow } from "../../ui/fields";
import { Sheet } from "../../ui/sheet";
import { announce, Notice } from "../../ui/shell";
import { watching } from "../../words/watching";
import { may } from "../data";
import type { ExperimentState, ExperimentWithLog, Step } from "../types";

const w = watching.deeds;
type Deed = Step | "analyse";

const possible: Partial<Record<ExperimentState, Deed[]>> = {
  registered: ["start"],
  running: ["raise_coverage", "pause", "stop", "kill"],
  paused: ["resume", "stop", "kill"],
  stopped: ["analyse"],
  killed: ["analyse"],
};

export function Deeds({
  experiment: one,
  running,
  again,
}: {
  experiment: ExperimentWithLog;
  /** How many rounds are not over yet. */
  running: number;
  again: () => Promise<void>;
}) {
  const [asked, setAsked] = useState<Deed | null>(null);
  // Kept here and not in the sheet: whoever closes it while a deed is done must not begin another.
  const doing = useLoneDeed();
  const deeds = (possible[one.state] ?? []).filter(
    (deed) => deed !== "raise_coverage" || one.epoch + 1 < (one.document?.ramp?.length ?? 0),
  );
  if (deeds.length === 0 && !asked) return null;
  const missing = running > 0 && <Notice kind="calm">{w.stillRunning(running)}</Notice>;
  return (
    <section class="card" aria-labelledby="deeds" data-deeds={deeds.join(" ")}>
      <h2 id="deeds">{w.title}</h2>
      {!may("design") ? (
        <p class="soft">{w.readOnly}</p>
      ) : (
        <div class="row">
          {deeds.map((deed, i) => (
            <button
              key={deed}
              type="button"
              class={deed === "kill" ? "lab-danger" : i === 0 ? "primary" : ""}
              disabled={doing.busy}
              data-action={deed}
              onClick={() => {
                doing.setProblem(null);
                setAsked(deed);
              }}
            >
              {w[deed].label}
            </button>
          ))}
        </div>
      )}
      {deeds.includes("analyse") && may("design") && missing && (
        <div class="lab-missing" data-still-missing={running}>
          {missing}
        </div>
      )}
      {!asked && doing.problem && (
        <Notice>
          {w.refused} {doing.problem}
        </Notice>
      )}
      {asked && (
        <DeedSheet
          name={one.key}
          deed={asked}
          doing={doing}
          note={asked === "analyse" && missing}
          // Somebody else may have ended it while the sheet was open.
          isLate={!deeds.includes(asked)}
          onClose={() => setAsked(null)}
          onDone={async () => {
            await again();
            setAsked(null);
          }}
        />
      )}
    </section>
  );
}

function DeedSheet({
  name,
  deed,
  doing: { busy, problem, run },
  note,
  isLate,
  onClose,
  onDone,
}: {
  name: string;
  deed: Deed;
  doing: ReturnType<typeof useLoneDeed>;
  note: ComponentChildren;
  isLate: boolean;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState(false);
  const [sure, setSure] = useState(false);
  const path = `/v1/lab/experiments/${encodeURIComponent(name)}`;
  const act = async () => {
    // It is done when the page shows it: until then no button may ask for it again.
    const done = await run(async () => {
      await (deed === "analyse"
        ? call("POST", `${path}/analysis`, { patient: true })
        : post(`${path}/steps`, { step: deed, why: why.trim() }));
      await onDone();
    });
    if (done) announce(w[deed].label);
    else setSure(false);
  };
  const submit = () => {
    if (deed !== "analyse" && !why.trim()) {
      setMissing(true);
      return;
    }
    if (deed === "kill") setSure(true);
    else void act();
  };
  if (isLate && !busy)
    return (
      <Sheet title={w[deed].title} onClose={onClose}>
        <div data-late={deed}>
          <Notice kind="calm">{w.late}</Notice>
          <button type="button" onClick={onClose}>
            {t.common.close}
          </button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={w[deed].title} onClose={onClose}>
      <form
        noValidate
        data-deed={deed}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p>{w[deed].text}</p>
        {note}
        {deed !== "analyse" && (
          <Field label={w.why} hint={w.whyHint} error={missing && !why.trim() ? w.whyMissing : null}>
            {(props) => (
              <textarea
                {...props}
                rows={2}
                name="why"
                maxLength={500}
                value={why}
                onInput={(e) => setWhy(e.currentTarget.value)}
              />
            )}
          </Field>
        )}
        {problem && (
          <Notice>
            {w.refused} {problem}
          </Notice>
        )}
        {sure ? (
          <SureRow
            question={w.killSure}
            label={w.killDo}
            action="kill-sure"
            busy={busy}
            onSure={() => void act()}
            onCancel={() => setSure(false)}
          />
        ) : (
          <div class="row">
            <button
              type="submit"
              class={deed === "kill" ? "lab-danger" : "primary"}
              disabled={busy}
              data-action={`do-${deed}`}
            >
              {busy && deed === "analyse" ? w.analysing : w[deed].label}
            </button>
            <button type="button" class="quiet" disabled={busy} onClick={onClose}>
              {t.common.cancel}
            </button>
          </div>
        )}
      </form>
    </Sheet>
  );
}
