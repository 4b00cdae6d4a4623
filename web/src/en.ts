// Every word the pages say, in one typed dictionary. Another language is another object of the same type.
import { home, draft, guide, waiting, links, claim, intent, offerList, passOn } from "./words/buyer";
import { advice } from "./words/advice";
import { auto } from "./words/auto";
import { desk } from "./words/desk";
import { ideas } from "./words/ideas";
import { lab } from "./words/lab";
import { errors } from "./words/errors";
import { offering } from "./words/offering";
import { offers } from "./words/offers";
import { own } from "./words/own";
import { rounds } from "./words/rounds";
import { tests } from "./words/tests";
import { rights } from "./words/rights";
import { conduct } from "./words/conduct";
import { talk } from "./words/talk";
import { team } from "./words/team";
import { machines } from "./words/machines";
import { till } from "./words/till";
import { tap } from "./words/tap";
import { hearing } from "./words/hearing";
import { leaving } from "./words/leaving";
import { record } from "./words/record";
import { photos } from "./words/photos";
import { plans } from "./words/plans";
import { seller } from "./words/seller";
import { wishes } from "./words/wishes";
import { reach } from "./words/reach";
import { returns } from "./words/returns";
import { face } from "./words/face";
import { numbers } from "./words/numbers";
import { many } from "./words/many";

export const en = {
  brand: "Parley",
  nav: { label: "Pages", buy: "Buy", desk: "For shops", lab: "Lab", skip: "Skip to the content" },
  footer: {
    promise:
      "No account, no advertising, nobody pays for a place in the list. " +
      "Your address goes to the one shop you choose, and to nobody before.",
    docs: "How it works inside",
    verify: "Was an auction fair?",
  },
  demoBar: "Demonstration: these shops are simulated, and so are their offers.",
  demoTag: "demo",
  link: {
    live: "Live",
    connecting: "Connecting",
    stale: "Reconnecting. What you see may be a few seconds old.",
    offline: "You are offline. Offers keep coming in and will be here when you are back.",
    staleShort: "Reconnecting",
    offlineShort: "Offline",
  },
  common: {
    close: "Close",
    cancel: "Cancel",
    back: "Back",
    loading: "One moment",
    retry: "Try again",
    optional: "optional",
    less: "Less",
    more: "More",
    yes: "Yes",
    no: "No",
    noMatter: "No matter",
    asTable: "The same as a table",
    save: "Save",
    remove: "Remove",
    notStated: "not stated",
    copy: "Copy",
    copied: "Copied",
  },
  home,
  draft,
  guide,
  waiting,
  links,
  claim,
  offerList,
  passOn,
  own,
  intent,

  attribute: {
    delivery_days: "Delivery in days",
    warranty_months: "Warranty in months",
  } as Record<string, string>,
  attributeValue: {
    delivery_days: (n: number) =>
      n === 0 ? "delivered the same day" : many(n, "delivered in 1 day", "delivered in # days"),
    warranty_months: (n: number) =>
      n === 0
        ? "no extra warranty"
        : n % 12 === 0
          ? many(n / 12, "1 year warranty", "# years warranty")
          : many(n, "1 month warranty", "# months warranty"),
  } as Record<string, (n: number) => string>,
  attributeUnit: { delivery_days: "day to wait", warranty_months: "month of warranty" } as Record<string, string>,
  desk,
  lab,
  rounds,
  tests,
  offering,
  offers,
  advice,
  auto,
  talk,
  team,
  machines,
  till,
  face,
  tap,
  hearing,
  leaving,
  ideas,
  record,
  photos,
  plans,
  seller,
  reach,
  returns,
  numbers,
  rights,
  wishes,
  conduct,
  errors,

  sectorGroup: "More",
};

export type Dictionary = typeof en;
/** The words in use. */
export const t: Dictionary = en;
