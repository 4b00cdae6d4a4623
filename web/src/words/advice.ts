// Advice before prices, to the buyer and to the shop.
import { many } from "./many";

export const advice = {
  first: "Ask for advice first",
  firstHint: "Shops answer your question before anybody names a price. You ask for offers when you have heard enough.",
  title: (n: number) =>
    n === 0 ? "You asked for advice" : many(n, "1 answer to your question", "# answers to your question"),
  waiting: "Shops near you read your question now. Answers appear here as they come; you need not wait on this page.",
  lead: "Answers are not offers: nobody has named a price, and you have agreed to nothing.",
  ask: "Now ask for offers",
  asked: "Asked. Offers come from now on, or when the shops open.",
  until: (when: string) => `Without that the question closes by itself, ${when}.`,
  heard: (n: number) => many(n, "The advice you got", "The advice you got (# answers)"),
  endedTitle: "The time for advice is over",
  endedText: "Nobody was asked for offers, and nobody made one. Post it again whenever you like.",
  status: "Shops are answering your question.",
  watcher: "This buyer asks for advice before prices.",

  wanted: "The buyer asks for advice first",
  label: "Your answer",
  hint: "One answer, no prices, no phone numbers or links. You hear by mail when offers are asked for.",
  send: "Send your advice",
  given: "Your advice",
  givenNext: "You are told when the buyer asks for offers.",
};
