// What does not fit, each with the name of its field and the way to the step where that is written.
import { design as w } from "../../words/design";
import { withSectorNames } from "../data";
import type { Prereg } from "../types";
import { stepOf, type Faults, type StepName } from "./draft";
import { fieldAt } from "./pointers";

export function FaultList({
  faults,
  document,
  here,
  lead,
  isWarning = false,
  go,
}: {
  faults: Faults;
  document: Prereg | null;
  /** The step that is open: what belongs to it needs no way there. */
  here: StepName;
  lead: string;
  isWarning?: boolean;
  go: (step: StepName) => void;
}) {
  const all = Object.entries(faults);
  if (all.length === 0) return null;
  return (
    <div
      class={`notice notice-${isWarning ? "calm" : "bad"} lab-faults`}
      role={isWarning ? "status" : "alert"}
      data-faults={isWarning ? "warnings" : "errors"}
    >
      <p>{lead}</p>
      <ul class="plain">
        {all.map(([pointer, text]) => {
          const step = stepOf(pointer);
          return (
            <li key={pointer} data-pointer={pointer}>
              <strong>{fieldAt(pointer, document)}</strong>: {withSectorNames(text)}{" "}
              {step !== here && (
                <button type="button" class="quiet" onClick={() => go(step)} data-fault-step={step}>
                  {w.elsewhere(w.steps[step].name)}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
