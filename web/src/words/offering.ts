// What is said while a shop writes an offer: doubts before it leaves, the moment to call it back, templates and plans.
import { many } from "./many";

const against = {
  own: (p: string) => `your own ${p}`,
  usual: (p: string) => `the ${p} you usually ask`,
  budget: (p: string) => `the budget of ${p}`,
  paid: (p: string) => `the ${p} that such things usually cost`,
} as const;

export const offering = {
  usualHere: (low: string, high: string, n: number) =>
    `Usually ${low} to ${high} here, from ${many(n, "1 sale", "# sales")}.`,
  buyerAsks: "The buyer asks",
  // Doubts.
  guardTitle: (p: string) => `Send ${p}?`,
  slip: (p: string, times: number, low: boolean, anchor: keyof typeof against, amount: string) =>
    `${p} is about ${low ? (times === 10 ? "a tenth" : "a hundredth") : `${times} times`} ` +
    `of ${against[anchor](amount)}. ` +
    `Is there a digit ${low ? "missing" : "too many"}?`,
  low: (p: string, low: string, high: string, n: number) =>
    `${p} is far below the usual ${low} to ${high} (${many(n, "1 sale", "# sales")}). Send anyway?`,
  farBelow: (p: string, anchor: keyof typeof against, amount: string) =>
    `${p} is far below ${against[anchor](amount)}. Send anyway?`,
  drop: (p: string, before: string) => `That is far below your own ${before}. Do you mean ${p}?`,
  unanswered: (question: string) => `The buyer asked all shops: “${question}” Your offer says nothing in words.`,
  guardNo: "No, let me correct it",
  guardYes: (p: string) => `Yes, send ${p}`,
  // Calling back.
  heldLabel: "Your offer, not sent yet",
  leavesIn: (p: string, seconds: number) => `${p} goes out in ${seconds} s`,
  waits: (p: string) => `${p} waits for you`,
  onItsWay: (p: string) => `Sending ${p}`,
  held: (p: string) => `Your offer of ${p} goes out in 4 seconds. To call it back, press Undo, a few steps on.`,
  undo: "Undo",
  now: "Send now",
  undone: "Called back. Nothing was sent.",
  noUndo: "Less than 30 seconds are left: it is sent at once, and cannot be called back.",
  sentAtOnce: "Sent at once: less than 30 seconds were left.",
  slept: "Not sent: this page was asleep when it was to leave. Look at it again, then send.",
  unsent: (p: string, title: string) =>
    `The page was closed before your offer of ${p} for “${title}” was sure to be sent. ` +
    "If it does not stand there, send it again.",
  unsentOpen: "See the request",
  unsentDrop: "Let it be",
  // Templates.
  filledBy: "Filled in from",
  asItStands: "Your offer as it stands",
  asLastTime: "The last offer of this kind",
  nothing: "Nothing",
  keep: "Keep as template",
  kept: "Kept. The next offer of this kind starts from it.",
  templates: "Templates",
  templatesLead: "What you say again and again. The best fitting one fills in each new offer; you look, and send.",
  templatesNone: "None yet. Keep one from an offer of yours, or write one here.",
  templateNew: "New template",
  templateName: "Its name",
  templateFor: "For",
  templatePrice: "Price",
  templatePriceNone: "I type it each time",
  templatePriceShare: "A share of the budget",
  templatePriceFixed: "A fixed price",
  templateShare: "Per cent of the budget",
  templateAmount: "The price",
  templateMessage: "A sentence to the buyer",
  templateMessageHint: "{item} stands for what the buyer asks for.",
  templateDrop: "Delete",
  templateSure: "Delete this template?",
  templateSave: "Keep it",
  templateChange: "Change",
  templateUsed: (when: string) => `used last ${when}`,
  templateUnused: "not used yet",
  allOf: (group: string) => `All of ${group}`,
};
