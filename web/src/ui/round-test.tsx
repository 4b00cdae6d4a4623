// That a round runs under a published test: one quiet line, and for whoever asks the arm with what it changes.
import { useId, useState } from "preact/hooks";
import { get } from "../api/client";
import type { BidderIntent, BuyerIntent, ToldArm } from "../api/schema";
import { t } from "../en";
import { sentence } from "./errors";
import { changeInWords } from "./rule-words";
import { Notice } from "./shell";

export function RoundTest({ view, business }: { view: BuyerIntent | BidderIntent; business?: string }) {
  const [told, setTold] = useState<ToldArm | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const answer = useId();
  if (!view.experiment) return null;
  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setTold(await get<ToldArm>(`/v1/intents/${view.id}/experiment`, { for: business }));
    } catch (error) {
      setProblem(sentence(error));
    }
    setBusy(false);
  };
  const isOver = view.state !== "open" || view.round?.state === "closed";
  return (
    <div class="round-test small" data-round-test={view.experiment.key}>
      <p class="soft">
        {isOver ? t.tests.ranUnder : t.tests.runsUnder}
        <button
          type="button"
          class="quiet"
          aria-expanded={told !== null}
          aria-controls={answer}
          disabled={busy}
          data-action="which-arm"
          onClick={() => (told ? setTold(null) : void ask())}
        >
          {told ? t.tests.hide : t.tests.which}
        </button>
      </p>
      <div id={answer} aria-live="polite">
        {told && <Arm told={told} />}
        {problem && <Notice>{problem}</Notice>}
      </div>
    </div>
  );
}

function Arm({ told }: { told: ToldArm }) {
  return (
    <div class="round-arm" data-arm={told.arm}>
      <p>{told.title}</p>
      <p>
        <strong>{t.tests.arm(told.arm_title)}</strong>
      </p>
      {told.changes.length === 0 ? (
        <p>{t.tests.none}</p>
      ) : (
        <>
          <p class="soft">{t.tests.changes}</p>
          <ul>
            {told.changes.map((change) => (
              <li key={change.path}>{changeInWords(change)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
