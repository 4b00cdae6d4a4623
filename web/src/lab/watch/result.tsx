// What the registered analysis says, in its own words.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { sentence } from "../../ui/errors";
import { Loading, Notice } from "../../ui/shell";
import { watching } from "../../words/watching";
import { nameOfMetric } from "../measures";
import type { Analysis } from "../types";

const w = watching.result;

export interface Told {
  analysis: Analysis | null;
  problem: string | null;
  /** Why no rows would be published, before they are not. */
  withheld?: string | null;
}

interface Analysed {
  analysis: Analysis;
  rows: "published" | "withheld" | null;
  rows_words: string | null;
}

/** The analysis of an experiment that has one; nothing is asked before. */
export function useAnalysis(name: string, state: string, isThere: boolean): Told {
  const [told, setTold] = useState<Told>({ analysis: null, problem: null });
  useEffect(() => {
    if (!isThere) return;
    get<Analysed>(`/v1/lab/experiments/${encodeURIComponent(name)}/analysis`)
      .then(({ analysis, rows, rows_words }) =>
        setTold({ analysis, problem: null, withheld: rows === "withheld" ? rows_words : null }),
      )
      .catch((error: unknown) => setTold({ analysis: null, problem: sentence(error) }));
  }, [name, state, isThere]);
  return told;
}

export function Result({ told: { analysis, problem } }: { told: Told }) {
  return (
    <section class="card" aria-labelledby="result" data-result={analysis ? "there" : ""}>
      <h2 id="result">{w.title}</h2>
      {problem && <Notice>{problem}</Notice>}
      {!analysis && !problem && <Loading />}
      {analysis && (
        <>
          <p class="lab-verdict">{analysis.verdict}</p>
          <ul class="plain lab-verdicts">
            {analysis.hypotheses.flatMap((hypothesis) =>
              hypothesis.arms.map((arm) => (
                <li key={`${hypothesis.id} ${arm.arm}`}>
                  <p>
                    <strong>{nameOfMetric(hypothesis.metric)}</strong> <code>{arm.arm}</code>:{" "}
                    {w.finding[arm.finding] ?? arm.finding}
                  </p>
                  <p class="soft">{arm.verdict}</p>
                </li>
              )),
            )}
          </ul>
          {analysis.notes.length > 0 && (
            <details>
              <summary>{w.notes}</summary>
              <ul>
                {analysis.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </section>
  );
}
