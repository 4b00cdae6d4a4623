// What the pages say about the code of conduct, its score and its limits.
import { many } from "./many";

export const conduct = {
  title: "Code of conduct",
  link: "The code of conduct",
  buyers: "Shops are held to a code of conduct",
  join: "We accept the code of conduct.",
  joinMissing: "A shop needs to accept it.",
  acceptTitle: "Before your next offer",
  acceptLead: "Buyers ask here because nobody chases them. Read the rules and accept them once.",
  accept: "We have read this and accept it.",
  acceptDo: "Accept",
  acceptMissing: "Tick that you accept it.",
  acceptDone: "Accepted.",
  acceptedOn: (day: string) => `Accepted on ${day}.`,
  whole: "All of it, with how it is held",
  score: "Your score",
  gauge: (score: number) => `Conduct score ${score} of 100`,
  of: "of 100",
  band: (perDay: number | null) =>
    perDay === null
      ? "As many new offers as you like."
      : many(perDay, "1 new offer in 24 hours.", "# new offers in 24 hours."),
  fine: "Nothing counts against you.",
  throttled: (day: string) => `Only a few new offers since ${day}`,
  left: (left: number) => many(left, "You can make 1 more now.", "You can make # more now."),
  nextAt: (time: string) => `You can make the next one at ${time}.`,
  nextOn: (when: string) => `You can make the next one on ${when}.`,
  reasons: "The reasons",
  events: "What happened in the last 90 days",
  kind: {
    award_lapsed: "You were chosen and did not confirm in time",
    promise_broken: "A promise was broken",
    report: "A buyer reported you, and a steward upheld it",
    bulk_message: "The same words to many buyers",
  } as Record<string, string>,
  points: (points: number) => many(points, "1 point", "# points"),
  state: { counts: "", put_right: "put right", discounted: "taken away after your appeal" } as Record<string, string>,
  entry: (seq: number) => `entry ${seq} of its log`,
  request: "The request",
  appeal: "Appeal",
  appealTitle: "Why does this not count against you?",
  appealDo: "Send the appeal",
  appealed: (day: string) => `You appealed. Answer by ${day}.`,
  dismissed: (reasons: string) => `Your appeal was dismissed: ${reasons}`,
  upheld: (reasons: string) => `Your appeal was upheld: ${reasons}`,
  appealAgainst: (kind: string, day: string) => `Against what counts in its score: ${kind}, ${day}`,
};
