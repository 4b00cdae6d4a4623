// After the erasure: which shops were told, and which have said that they deleted what they kept.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { ErasureReport } from "../api/schema";
import { t } from "../en";
import { day } from "../format";
import { sentence } from "../ui/errors";
import { Loading, Notice } from "../ui/shell";

export function Forgotten({ report, intents, whole }: { report: string; intents: string[]; whole: boolean }) {
  const [told, setTold] = useState<ErasureReport[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = () => {
    setProblem(null);
    Promise.all(intents.map((id) => get<ErasureReport>(`/v1/intents/${id}/erasure?report=${report}`)))
      .then(setTold)
      .catch((error: unknown) => setProblem(sentence(error)));
  };
  useEffect(load, [report]);
  const rows = told?.flatMap((one) =>
    one.told.map((each) => ({ ...each, key: `${one.intent_id} ${each.business.id}` })),
  );
  return (
    <div class="rights" data-page="forgotten">
      <header>
        <h1>{whole ? t.rights.erasedTitle : t.rights.erasedPartTitle}</h1>
        <p class="lead">{whole ? t.rights.erased : t.rights.erasedPart}</p>
      </header>
      {problem && <Notice>{problem}</Notice>}
      {!rows && !problem && <Loading />}
      {rows && (
        <section class="card" aria-labelledby="told">
          <h2 id="told">{t.rights.erasedTold}</h2>
          {rows.length === 0 && <p class="soft">{t.rights.erasedNobody}</p>}
          <ul class="plain entries">
            {rows.map((one) => (
              <li key={one.key} data-told={one.acknowledged_at ? "done" : "waiting"}>
                <span class="entry-words">
                  <strong>{one.business.name}</strong> {t.rights.told(day(one.told_at))}
                </span>
                <span class="soft small">
                  {one.acknowledged_at ? t.rights.acknowledged(day(one.acknowledged_at)) : t.rights.notYet}
                </span>
              </li>
            ))}
          </ul>
          {rows.length > 0 && (
            <>
              <p class="soft small">{t.rights.erasedKeep}</p>
              <button type="button" onClick={load}>
                {t.rights.reload}
              </button>
            </>
          )}
        </section>
      )}
    </div>
  );
}
