// One deed of a page's reader at a time: while it runs its button rests, and what was refused is said.
import { useRef, useState } from "preact/hooks";
import { sentence } from "./errors";

/** `run` says whether the deed was done; `say` words a refusal, and null says nothing of it. */
export function useDeed(say: (error: unknown) => string | null = sentence) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A second tap may come before the button is drawn as one that rests.
  const running = useRef(false);
  const run = async (deed: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await deed();
      return true;
    } catch (error) {
      setProblem(say(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, run };
}
