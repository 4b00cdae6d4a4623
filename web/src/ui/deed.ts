// One deed of a page's reader at a time: while it runs its button rests, and what was refused is said.
import { useRef, useState } from "preact/hooks";
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

/** For what must not be asked for twice: a second tap may come before its button is drawn as one that rests. */
export function useLoneDeed(say: (error: unknown) => string | null = sentence) {
  const deed = useDeed(say);
  const running = useRef(false);
  const run = async (one: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    try {
      return await deed.run(one);
    } finally {
      running.current = false;
    }
  };
  return { ...deed, run };
}
