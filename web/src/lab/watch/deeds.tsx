// What can be done with an experiment where it is, each with a reason for the log.
import { useState } from "preact/hooks";
import { call, post } from "../../api/client";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
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

export function Deeds({ experiment: one, again }: { experiment: ExperimentWithLog; again: () => Promise<void> }) {
  const [asked, setAsked] = useState<Deed | null>(null);
  const deeds = (possible[one.state] ?? []).filter(
    (deed) => deed !== "raise_coverage" || one.epoch + 1 < (one.document?.ramp?.length ?? 0),
  );
  if (deeds.length === 0 && !asked) return null;
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
              data-action={deed}
              onClick={() => setAsked(deed)}
            >
              {w[deed].label}
            </button>
          ))}
        </div>
      )}
      {asked && (
        <DeedSheet
          name={one.key}
          deed={asked}
          // Somebody else may have ended it while the sheet was open.
          isLate={!deeds.includes(asked)}
          onClose={() => setAsked(null)}
          onDone={async () => {
            setAsked(null);
            await again();
          }}
        />
      )}
    </section>
  );
}

function DeedSheet({
  name,
  deed,
  isLate,
  onClose,
  onDone,
}: {
  name: string;
  deed: Deed;
  isLate: boolean;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState(false);
  const [sure, setSure] = useState(false);
  const { busy, problem, run } = useDeed();
  const path = `/v1/lab/experiments/${encodeURIComponent(name)}`;
  const act = async () => {
    const done = await run(() =>
      deed === "analyse"
        ? call("POST", `${path}/analysis`, { patient: true })
        : post(`${path}/steps`, { step: deed, why: why.trim() }),
    );
    setSure(false);
    if (!done) return;
    announce(w[deed].label);
    await onDone();
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
            <button type="button" class="quiet" onClick={onClose}>
              {t.common.cancel}
            </button>
          </div>
        )}
      </form>
    </Sheet>
  );
}
