// Rounds in which rules are tried out: the wish to be left out, and what is different in such a round.

export const tests = {
  allow: "Other rules may be tried in my round",
  allowHint:
    "Some rounds run by other rules, for example for a shorter time, so that we learn which rules serve people best. " +
    "Switched off, yours runs by the usual rules.",
  findings: "What such tests have found",
  runs: "Parley is trying out rules with this round.",
  ran: "Parley tried out rules with this round.",
  which: "What is different here?",
  hide: "Hide",
  asks: (question: string) => `It helps to answer a question: “${question}”`,
  changes: "This is not as usual here:",
  none: "Nothing is different here: this round keeps the usual rules, and others are compared with it.",
  change: (rule: string, to: string, from: string) => `${rule}: ${to}, usually ${from}`,
  /** A rule that has no words here, by its place. */
  unknown: (path: string, from: string, to: string) => `${path}: ${from} -> ${to}`,
};
