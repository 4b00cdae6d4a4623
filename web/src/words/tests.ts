// Rounds that run under published tests: the wish to be left out, and what an arm changes.

export const tests = {
  allow: "Let rounds be run under published tests",
  allowHint:
    "Some rounds run by other rules, for example for a shorter time, so that we learn which rules serve people best. " +
    "Switched off, yours runs by the usual rules.",
  usualOnly: "usual rules",
  findings: "What the tests have found",
  runsUnder: "This round runs under a published test.",
  ranUnder: "This round ran under a published test.",
  which: "Which arm?",
  hide: "Hide the arm",
  arm: (arm: string) => `Arm: ${arm}`,
  changes: "What is not as usual in this round:",
  none: "Nothing in this round is other than usual.",
  change: (rule: string, to: string, from: string) => `${rule}: ${to}, usually ${from}`,
  /** A rule that has no words here, by its place. */
  unknown: (path: string, from: string, to: string) => `${path}: ${from} -> ${to}`,
};
