// That rules are tried out with a round: one quiet line, and for whoever asks what is different in it.
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
        {isOver ? t.tests.ran : t.tests.runs}
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
      {told.changes.length === 0 ? (
        <p>
          <strong>{t.tests.none}</strong>
        </p>
      ) : (
        <>
          <p>
            <strong>{t.tests.changes}</strong>
          </p>
          <ul>
            {told.changes.map((change) => (
              <li key={change.path}>{changeInWords(change)}</li>
            ))}
          </ul>
        </>
      )}
      <p class="soft">{t.tests.asks(told.title)}</p>
    </div>
  );
}
