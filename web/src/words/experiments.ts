// The experiments of the lab: the list, the door, the states.

export const experiments = {
  title: "Experiments",
  lead:
    "Some rounds run by slightly different rules, so that we learn which work better. What is asked is written " +
    "down and locked before anything is counted, and every result is published, the dull ones too.",
  findings: "Published findings",
  found: "What was found",
  foundNone: "Nothing is published yet.",
  allFindings: "All findings",
  none: "No experiment has been registered yet.",
  design: "Design an experiment",
  goOn: "Go on with your draft",
  hidden: "What it asks is shown when it starts. Until then this fingerprint shows that nobody changes it:",
  fingerprint: "Fingerprint",
  progress: (n: number, of: number) => `${n} of ${of} requests in the smallest arm`,
  planned: (n: number) => `Planned: ${n} requests in each arm`,
  published: "Read the finding",
  overdue: "Overdue: it ended more than 90 days ago and has no finding",
  sectors: (names: string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", "),
  by: (name: string | null) => `Registered by ${name || "the command line"}`,
  version: (n: number) => `version ${n}`,
  state: {
    draft: "Draft",
    registered: "Locked, not started",
    running: "Running",
    paused: "Paused",
    stopped: "Ended",
    analysed: "Analysed",
    published: "Published",
    killed: "Ended for harm",
    void: "Void",
  } as Record<string, string>,
  funnelTitle: "What the market did",
  door: {
    title: "For researchers",
    lead:
      "Researchers see more of a running experiment. Designers write and run them. Publishers read a result as a " +
      "second person and publish it.",
    signIn: "Sign in as a researcher",
    demo: "This is a demonstration: try it in any role.",
    be: { reader: "Be a reader", designer: "Be a designer", publisher: "Be a publisher" },
    as: (name: string, role: string) => `You are ${name}, ${role}.`,
    signedInAs: (name: string, role: string) => `You are signed in as ${name}, ${role}.`,
    signOut: "Sign out",
    role: { reader: "reader", designer: "designer", publisher: "publisher" } as Record<string, string>,
    lapsed: "You are signed out by now. Please sign in again; a draft is kept in this browser.",
    needsDesigner: "Only designers and publishers can design an experiment.",
    needsResearcher: "Only researchers see this. What everybody may see is on the lab's page.",
  },
  toLab: "The lab",
};
