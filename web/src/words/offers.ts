// What an offer states besides its price, to the buyer and to the shop that writes it; how the buyer weighs offers.
import { many } from "./many";

export const offers = {
  item: "What exactly",
  fulfilment: "How it comes",
  fulfilmentWords: {
    collect: "you collect it",
    deliver: "brought to you",
    fit: "brought and put in place",
  } as Record<string, string>,
  place: "Where",
  from: (place: string) => `from ${place}`,
  valid: "Price holds",
  validWords: (days: number) =>
    days === 0
      ? "price holds until your time to choose ends"
      : many(
          days,
          "price holds 1 day longer than your time to choose",
          "price holds # days longer than your time to choose",
        ),
  returns: "Returns",
  returnsWords: (days: number) =>
    days === 0 ? "no returns beyond the law" : many(days, "1 day to give it back", "# days to give it back"),
  perks: "Extras",
  person: "Who answers",
  askFor: (person: string) => `Ask for ${person}`,
  missing: (what: string) => `Not stated: ${what}`,
  missingItem: "the exact item",
  missingFulfilment: "how it comes",
  missingReturns: "returns",
  reference: (price: string, where: string, since: string, until: string | null) =>
    until
      ? `The shop says: ${price}, “${where}”, from ${since} to ${until}. Not checked by Parley.`
      : `The shop says: ${price}, “${where}”, since ${since}. Not checked by Parley.`,
  lowerHere: (price: string, day: string) => `This shop offered it here for ${price} on ${day}.`,
  onlyHereSaid: "The shop says: this price is only here",
  elsewhere: "Price elsewhere",
  onlyHere: "Only here",
  yes: "yes, the shop says",
  missingPlace: "from where",
  missingValid: "how long the price holds",

  say: "Say more, so that it can be compared",
  sayHint: "What you leave out is shown to the buyer as not stated.",
  sayItem: "What exactly do you offer?",
  sayItemHint: "Make, model, size, material.",
  sayFulfilment: "How does it get to the buyer?",
  wayCollect: "They collect",
  wayDeliver: "We bring it",
  wayFit: "We bring and fit it",
  sayReturns: "Days to give it back",
  sayReturnsUnstated: "Not stated",
  sayReturnsNone: "None",
  sayReturnsDays: (days: number) => many(days, "1 day", "# days"),
  sayPlace: "Where does it come from, or where is it collected?",
  sayPlaceHint: "Town or part of town.",
  sayValid: "How long does the price hold?",
  sayValidNone: "Until the buyer's time to choose ends",
  sayValidDays: (days: number) => many(days, "1 day longer", "# days longer"),
  sayPerks: "Extras that are in the price",
  sayPerksHint: "Care set, old one taken away, samples.",
  sayElsewhere: "Do you charge more for it elsewhere?",
  sayElsewhereHint:
    "Buyers read it as your word, and can report it if it is not true. You must have charged it for 28 days at least.",
  sayAmount: "Price elsewhere",
  sayWhere: "Where?",
  sayWhereHint: "In our shop, on our website.",
  saySince: "Since when?",
  sayUntil: "Until when?",
  sayUntilHint: "Leave it empty if you charge it today.",
  sayHalf: "Of the price elsewhere, say how much, where and since when, or leave all three empty.",
  sayOnlyHere: "I offer this price nowhere else",
  sayPerson: "Who answers at your shop?",
  sayPersonHint: "A first name is enough. No phone numbers or links.",
};
