// One deed of a page's reader at a time: while it runs its button rests, and what was refused is said.
import { useState } from "preact/hooks";
import { sentence } from "./errors";

/** `run` says whether the deed was done; `say` words a refusal, and null says nothing of it. */
export function useDeed(say: (error: unknown) => string | null = sentence) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await deed();
      return true;
    } catch (error) {
      setProblem(say(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, run };
}
