// What another contact brings a shop, where its sales come from, and case studies.
import { intervalRule } from "./interval";
import { many } from "./many";

const places = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
/** "third"; in figures behind the tenth. */
const place = (n: number) => places[n - 1] ?? `number ${n}`;

interface Count {
  happened: number;
  cases: number;
}
const of = ({ happened, cases }: Count) => `${happened} of ${cases}`;

export const returns = {
  title: "What another message brings",
  lead: (days: number) =>
    "A contact is an offer, a better offer, a message or advice, counted for each buyer and request that is over, " +
    `of the last ${days} days.`,
  few: (floor: number) => `Too few to tell yet: this takes ${floor} buyers whose requests are over.`,
  answered: (n: number, last: Count, first: Count) =>
    n === 1
      ? `Your first contact was answered in ${of(last)} cases.`
      : `Your ${place(n)} contact was answered in ${of(last)} cases; your first in ${of(first)}.`,
  sold: (n: number, last: Count, first: Count) =>
    n === 1
      ? `It led to a sale in ${of(last)}.`
      : last.happened === 0
        ? `No ${place(n)} contact led to a sale; the first did in ${of(first)}.`
        : `It led to a sale in ${of(last)}; your first in ${of(first)}.`,
  rule: (percent: string) =>
    "Answered: the buyer wrote back, short-listed or chose you before your next contact. A sale counts for the last " +
    `contact before the choice. ${intervalRule(percent)}`,
  alt: (points: number) =>
    "Shares of contacts that were answered and that led to a sale, " +
    `for ${many(points, "the first contact", "the first # contacts")}`,
  contact: "Contact",
  answeredColumn: "Answered",
  soldColumn: "Led to a sale",
  count: of,
  range: (low: string, high: string) => `${low} to ${high}`,
  table: "Contacts with what they came to",
  lettersTitle: "Letters to your list",
  letters: (n: number, last: Count, first: Count) =>
    n === 1
      ? `After their first letter ${of(last)} readers left your list.`
      : `After their ${place(n)} letter ${of(last)} readers left your list; after the first ${of(first)}.`,
  letter: "Letter",
  left: "Left the list",
  sourcesTitle: "Where your sales come from",
  sourcesNone: "No sale yet.",
  source: {
    bought_before: "Bought from you before",
    on_list: "On your list",
    by_link: "By a link passed on",
    newcomer: "New",
  },
  sourceColumn: "Buyers",
  salesColumn: "Sales",
  valueColumn: "Goods",
  sourcesRule:
    "Each sale counts once, for the first that is true: the buyer had bought from you here before; was on your list " +
    "when asking; came by a link that somebody passed on, or you did; is new. Goods as agreed, in pounds.",
  studies: "Case studies",
  studiesLead: "What requests of a sector came to, in figures, with the words of buyers who share theirs.",
  named: "Name us in case studies",
  namedState: { on: "Your shop is named now.", off: "Your shop is not named." },
  study: (sector: string) => `Case study: ${sector}`,
  ownStudy: (sector: string) => `Your own figures as a file: ${sector}`,
};
