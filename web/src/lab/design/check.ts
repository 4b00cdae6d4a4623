// Asks the server what it thinks of the draft, a moment after the last change: its fingerprint, the unit it needs, or
// what is wrong and where.
import { useEffect, useState } from "preact/hooks";
import { ApiError, post } from "../../api/client";
import { design as w } from "../../words/design";
import { sentence } from "../../ui/errors";
import { documentOf, type Draft, type Faults } from "./draft";
import type { Checked, LabRules, Metric, Prereg } from "../types";

export interface Check {
  busy: boolean;
  document: Prereg | null;
  answer: Checked | null;
  faults: Faults;
  /** What fits, and still may not be what is wanted, by pointer as the faults. */
  warnings: Faults;
  /** The rules of the sectors are others than when they were read. */
  outdated: boolean;
  problem: string | null;
}
const nothing: Check = {
  busy: false,
  document: null,
  answer: null,
  faults: {},
  warnings: {},
  outdated: false,
  problem: null,
};

interface Said {
  code?: string;
  pointer: string;
  detail: string;
}
function byPointer(all: readonly Said[]): Faults {
  const faults: Faults = {};
  for (const { code: kind, pointer, detail } of all) {
    const place = pointer.replace(/^\/document(?=\/|$)/, "");
    const code = /\((E_CROSS_[A-Z]+)\)/.exec(detail)?.[1];
    // The version that a used name would need says nothing to whoever chose that name.
    const isTaken = place === "/version" || (kind === "key_taken" && place === "/key");
    const own = isTaken ? w.question.taken : code && w.arms.cross[code];
    faults[place] ??= own || capital(detail.replace(/ \(E_[A-Z_]+\)/, ""));
  }
  return faults;
}

/** The faults of a refused document, by pointer into it. */
export function faultsOf(error: unknown): Faults | null {
  if (!(error instanceof ApiError) || (error.status !== 422 && error.status !== 409)) return null;
  const faults = byPointer(error.problem?.errors ?? []);
  return Object.keys(faults).length > 0 ? faults : null;
}
/** Of an answer that may have them. */
export const warningsOf = (answer: object): Faults => {
  const { warnings } = answer as { warnings?: unknown };
  return Array.isArray(warnings) ? byPointer(warnings as Said[]) : {};
};
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

export function useCheck(draft: Draft, rules: LabRules | null, metrics: Metric[]): Check {
  const [check, setCheck] = useState<Check>(nothing);
  // What is asked first takes any unit, so that the answer can tell which is needed.
  const probe = documentOf(draft, rules, metrics, "");
  const asked = probe ? JSON.stringify(probe) : "";
  const { turns, slots_per_week: slots } = draft;
  useEffect(() => {
    if (!asked) {
      setCheck(nothing);
      return;
    }
    const abort = new AbortController();
    setCheck((last) => ({ ...last, busy: true }));
    const ask = (document: Prereg) => post<Checked>("/v1/lab/checks", { document }, { signal: abort.signal });
    const timer = setTimeout(() => {
      void (async () => {
        let document = JSON.parse(asked) as Prereg;
        try {
          let answer = await ask(document);
          const whole = documentOf(draft, rules, metrics, answer.unit_needed)!;
          if (whole.unit !== document.unit || whole.pilot !== document.pilot) {
            document = whole;
            answer = await ask(document);
          }
          setCheck({ ...nothing, document, answer, warnings: warningsOf(answer) });
        } catch (error) {
          if (abort.signal.aborted) return;
          const faults = faultsOf(error);
          const outdated = ["/base_rules_sha256", "/bounds_sha256"].some((one) => faults?.[one]);
          setCheck({ ...nothing, document, faults: faults ?? {}, outdated, problem: faults ? null : sentence(error) });
        }
      })();
    }, 350);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [asked, turns, slots]);
  return check;
}
