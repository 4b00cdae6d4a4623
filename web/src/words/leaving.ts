// What a shop reads when it takes its things with it, when it leaves, and after it left.
import { many } from "./many";

export const leaving = {
  title: "Take your things with you",
  lead:
    "Everything your shop keeps here in one file: who you are, your page, your people, what you prepared and " +
    "entered, and each request you were asked for.",
  download: "Download the file",
  leave: "Leave Parley",
  what: [
    "Nobody asks you any more, and nothing is sent to you: no mail, no notice, no program.",
    "Your page and your news go. So do your standing offers, templates, plans, numbers and notes.",
    "Your team, your keys and your links end at once.",
    "Offers are taken back where their rounds allow it. The others stand until the buyer has chosen.",
    "What you sold stays, with what you promised. You can still sign in to keep your word.",
  ],
  sure: "Leave now? Download the file first if you want to keep anything.",
  left: (day: string) => `Your shop left Parley on ${day}`,
  leftText:
    "Nobody asks you any more, and nothing is sent to you. What you sold is still here, so that you can keep your " +
    "word.",
  back: "To come back, join again with the same mail address and follow the link that we send.",
  join: "Join again",
  done: {
    standing: (n: number) =>
      many(n, "1 offer stands until its buyer has chosen.", "# offers stand until their buyers have chosen."),
    deals: (n: number) => many(n, "1 sale is not settled yet.", "# sales are not settled yet."),
    withdrawn: (n: number) => many(n, "1 offer was taken back.", "# offers were taken back."),
  },
};
