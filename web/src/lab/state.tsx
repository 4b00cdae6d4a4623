// Where an experiment is: a word, and a mark that tells the states apart without their colours.
import { experiments } from "../words/experiments";
import type { ExperimentState } from "./types";

const marks: Record<string, string> = {
  draft: "M3 13l1-3.500L11 2.500l2.500 2.500L6.500 12z",
  registered: "M4 7.500h8V13H4zM5.500 7.500V5.500a2.500 2.500 0 0 1 5 0v2",
  running: "M5 3l8 5-8 5z",
  paused: "M5 3v10M11 3v10",
  stopped: "M4 4h8v8H4z",
  analysed: "M3 13V9M8 13V4M13 13V7",
  published: "M3 8.500l3.500 3.500L13 4.500",
  killed: "M4 4l8 8M12 4l-8 8",
  void: "M3 8h10",
};

export function StateMark({ state }: { state: ExperimentState }) {
  return (
    <span class={`lab-state lab-state-${state}`} data-state={state}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={marks[state] ?? marks.void} />
      </svg>
      {experiments.state[state] ?? state}
    </span>
  );
}

/** Holds or does not: a tick, a cross, or a question. */
export function SaysMark({ says, children }: { says: "good" | "bad" | "open"; children: string }) {
  const path = says === "good" ? marks.published : says === "bad" ? marks.killed : marks.void;
  return (
    <span class={`lab-says lab-says-${says}`}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={path} />
      </svg>
      {children}
    </span>
  );
}
