// What the page that checks a log says: to whoever brought it, and about what is wrong with it. No other page says any
// of this, so it is not in the dictionary that all of them load.

const names = (list: readonly number[]) => (list.length ? list.map((n) => `bidder ${n}`).join(", ") : "nobody");

/** An amount in minor units; the language of the checks is that of the pages. */
function amount(minor: bigint | null, currency: string): string {
  if (minor === null) return "nothing";
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(Number(minor) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** An instant in microseconds, to the millisecond. */
function instant(micros: bigint): string {
  const date = new Date(Number(micros / 1000n));
  return Number.isNaN(date.getTime()) ? String(micros) : date.toISOString().replace("T", " ").replace("Z", " UTC");
}

const shape = {
  integer: "must be a whole number",
  fraction: "must be a whole number, without a fraction",
  tooLong: "is longer than this page can read without losing digits (53 bits)",
  range: (least: number, most: number) =>
    most === Number.MAX_SAFE_INTEGER ? `must be at least ${least}` : `must be from ${least} to ${most}`,
  text: "must be text",
  halfCharacter: "holds half a character",
  flag: "must be true or false",
  oneOf: (options: string[]) => `must be one of ${options.join(", ")}`,
  list: "must be a list",
  length: (least: number, most: number) =>
    most === Number.MAX_SAFE_INTEGER ? `must have at least ${least}` : `must have ${least} to ${most}`,
  object: "must be an object",
  missing: "is missing",
  unknown: "is no part of a log",
  deep: "is nested too deeply",
  digest: "must be 64 digits of lower-case hex",
  salt: "must be 32 digits of lower-case hex",
  identifier: "must be 26 characters",
  currency: "must be a currency of three letters",
};

const fault = {
  hash: "This event, or its place, was changed after it had been written: its digest does not fit.",
  noThread: "A conversation is opened by an offer, and there was none.",
  numbered: "Questions, messages, promises, reports and ideas are numbered without gaps; this number is another.",
  threadClosed: "This conversation was closed.",
  noWord: "The shop wrote again before it was answered.",
  beatenTwice: "A better price is asked for once in a round, while it runs.",
  askedLate: "Nobody asks or answers before the request is confirmed or after it is over.",
  answeredTwice: "There is no such open question of a shop's.",
  promisedOther: "The award promises something else than the offer that was chosen.",
  promisedLess: "What the award promises is not in the log.",
  noPromise: "There is no such promise.",
  promiseWaits: "That promise does not wait for this.",
  noDeal: "Nothing was agreed before this.",
  noCode: "No code was given that could be redeemed.",
  saidTwice: "This was said before.",
  erasedEarly: "What runs is ended before it is erased.",
  gap: (expected: number) => `The events are not numbered without gaps: number ${expected} should stand here.`,
  backwards: "The time of this event is before that of the one above it.",
  openedNothing: (name: string) => `“${name}” is opened here, but was never sealed.`,
  openedTwice: (name: string) => `“${name}” is opened twice.`,
  openedOther: (name: string) => `“${name}” was opened as something other than what had been sealed.`,
  notCreated: "A log begins with the request; this one does not.",
  createdTwice: "A request begins once; this log begins it again.",
  otherPlan: "The rules at the top of the file are not those that the request began with.",
  unknownType: (type: string) => `“${type}” is no kind of event.`,
  stranger: (number: number) => `Bidder ${number} is named, but was never invited.`,
  bidderNumber: (expected: number) => `The next bidder to be invited is number ${expected}.`,
  confirmedTwice: "The request had been confirmed already.",
  notConfirmed: "A round was planned for a request that nobody had confirmed.",
  otherRounds: "Another plan must have as many rounds.",
  noExperiment: "Its buyer wanted no experiment.",
  armOnce: "An arm is given once, before the request is confirmed.",
  experimentLate: "An experiment ends for rounds that are still to open.",
  otherArm: "A request stays in the arm that it was given.",
  otherRules: "These are not the rules that the request was posted with.",
  notNextRound: "This is not the round that comes next by the rules.",
  rulesHash: "The rules of this round are not the ones that were published.",
  opensAt: "The round does not open when the rules say.",
  noAdvice: "Advice was given, or offers were asked for after advice, where no advice was asked for.",
  advisedTwice: "A shop advised twice, or after it had declined.",
  adviceTime: "The round does not wait for as long as advice is asked for.",
  notAsked: "A round opened although the buyer had not asked for offers.",
  notScheduled: "A round opened that had not been announced.",
  atMoment: (at: bigint) => `This had to happen at ${instant(at)}, and did not happen then.`,
  closesAt: (at: bigint) => `By the rules the round ends at ${instant(at)}; the log says otherwise.`,
  noRound: "This needs a round that runs, and none of that kind did.",
  outageEmpty: "An interruption needs a beginning and a later end.",
  outageElsewhere: "This interruption was not within the round.",
  noLateOffer: "The end was moved for a late offer, but no offer was such by the rules.",
  notExtendable: "Rounds of this kind are not made longer.",
  buyerTwice: "The buyer asked for more time twice.",
  notForNone: "The round was made longer for want of offers, against the rules.",
  noTurnsNow: "Turns were given out at a moment when none were due.",
  tooFewForTurns: "Turns need two bidders at least.",
  turnOrder: (order: number[]) => `The order of turns is not that of the ranking backwards: ${names(order)}.`,
  turnTimes: "The turns are not of the length that the rules say.",
  notItsTurn: "It was not this bidder's turn.",
  changed: "Whether something was offered in this turn is told wrongly.",
  clockOver: "The clock moved on although it had to stop.",
  clockOut: (out: number[]) => `Those who dropped out at this step are ${names(out)}; the log says otherwise.`,
  clockLevel: "The clock shows a price that is not its next one.",
  levelEnds: (at: bigint) => `This step of the clock lasts until ${instant(at)}; the log says otherwise.`,
  goesOn: "The round was closed although it had to go on.",
  nobodyAccepted: "The round ended as accepted, but nobody had just accepted.",
  turnForgotten: "What was offered in the turn that was cut short was left out.",
  ranking: (order: number[]) => `The ranking is not what the offers give: ${names(order)}, best first.`,
  rankingOfOthers: "The ranking does not fit the offers whose prices are known.",
  pays: (minor: bigint | null, currency: string) =>
    `What is paid is not what the offers give: ${amount(minor, currency)}.`,
  paysLess: "What is paid is less than the price that was offered.",
  priceRange: "The price is outside of what is allowed at all.",
  aboveBudget: "The price is above the ceiling, and was taken.",
  notShown: "The price is not the one that the clock showed.",
  droppedOut: "This bidder had dropped out and was taken in again.",
  acceptedTwice: "This price had been accepted by this bidder already.",
  raised: "The bidder went higher, which the rules forbid.",
  tooManyRevisions: (most: number) => `The bidder changed its offer more than ${most} times.`,
  turnTooHigh: "In its turn a bidder has to go lower by the least step; this offer did not.",
  ownStep: "The bidder went lower by less than the least step.",
  selfOutbid: "The leader went lower although nobody had offered less, which the rules forbid.",
  leadStep: "The offer is not far enough below the best one.",
  tie: "Another offer stood at exactly this price, which the rules refuse.",
  outsideRound: "The offer came outside the time of the round, and was taken.",
  atOffer: "The offer is not entered at the time at which it was received.",
  notAdmitted: "This bidder was not admitted to the round.",
  hasDeclined: "This bidder had said no to the invitation.",
  shutOut: "The buyer had blocked this bidder before it made an offer.",
  notSealed: "Offers are sealed in this round, and this one was not.",
  sealed: "Offers are open in this round, and this one was sealed.",
  cause: "An offer on a standing instruction has to name the earlier event that caused it.",
  placedTwice: "This bidder had an offer already, so this cannot be its first.",
  offerIdTaken: "This number belongs to the offer of another bidder.",
  nothingToRevise: "There was no offer to change.",
  otherOffer: "The bidder has one offer, and this is not its number.",
  nothingToWithdraw: "There was no offer to take back.",
  holdsAward: "The chosen offer was taken away from the bidder.",
  tooLate: "Everything was over when this happened.",
  notDeciding: "The buyer was not choosing at that time.",
  nothingStands: "There is no such offer that stands.",
  notLow: "The offer was treated as unusually low, and is not.",
  notAwarded: "This bidder was not the chosen one.",
  lapsedEarly: "The chosen bidder lost its award before its time to answer was over.",
  endedTwice: "The request had ended already.",
  stillRunning: "The request ended while a round was still running.",
  toldTooMuch: "Nobody had to be told anything here.",
  toldOther: (bidder: number, disposition: string, reason: string, band: string | null) =>
    `By the rules bidder ${bidder} is told here: ${[disposition, reason, band].filter(Boolean).join(", ")}.`,
  notTold: (bidders: number[]) =>
    `Before this event these had to be told how it went, and were not: ${names(bidders)}.`,
  breaksOff: "The log breaks off here, in the middle of what it tells.",
  due: {
    extension: (after: number) => `By the rules the offer of event ${after} moves the end; it was not moved.`,
    accepted: (after: number) => `The offer of event ${after} ends the round by the rules; it went on.`,
    cut: (after: number) => `The turn that ended with event ${after} was cut short although the round went on.`,
    perhaps: () => "",
  },
};

const cannot = {
  price: (bidder: number) =>
    `The sealed price of bidder ${bidder} was not opened. What rests on it cannot be checked in this round.`,
  attributes: (bidder: number) => `What bidder ${bidder} offered besides the price was not opened.`,
  comparison: (bidder: number) =>
    `Whether this offer of bidder ${bidder} was far enough below others rests on a price that was not opened.`,
  automatic: (bidder: number) =>
    `This offer of bidder ${bidder} was made by its standing instruction. How low that may go is its secret.`,
  ceiling: "Whether the price is within the buyer's sealed budget.",
  extension: "Whether this offer moved the end rests on a price that was not opened.",
  order: "The order of turns rests on a price that was not opened.",
  ranking: (round: number) => `The ranking of round ${round} rests on a price that was not opened.`,
  pays: (round: number) => `What is paid after round ${round} rests on something that was not opened.`,
  low: (bidder: number) => `Whether the offer of bidder ${bidder} was unusually low rests on a sealed price.`,
  told: (bidder: number) => `What bidder ${bidder} was told rests on a price that was not opened.`,
};

const listed = (numbers: number[]) =>
  numbers.length === 1 ? `Event ${numbers[0]}` : `Events ${numbers.slice(0, 12).join(", ")}${numbers[12] ? " …" : ""}`;

const page = {
  title: "Was it fair?",
  lead:
    "Every auction here leaves a log of all that happened. This page reads it and does every sum again: whether " +
    "anything was changed afterwards, and whether the rules were kept.",
  who: "The check runs in this page, in your browser. No server has a say in it, ours least of all.",
  choose: "The log, as you downloaded it",
  chooseHint: "A file that ends in .json. You can also drop it here. It stays on this device.",
  paste: "Or paste its text",
  pasteLabel: "The text of the log",
  check: "Check it",
  another: "Check another one",
  fetching: "Fetching the log of this auction",
  reading: "Reading the file",
  progress: "How much of the log is checked",
  checking: (done: number, total: number) => `Event ${done} of ${total}`,
  notJson: "This is not the text of a log: it cannot be read as JSON. Is it the whole file?",
  notLog: (pointer: string, what: string) =>
    `This is no log that can be checked. At ${pointer || "the top"}: it ${what}.`,
  noFile: "The file could not be read.",
  yes: "Nothing was changed, and the rules were kept",
  yesSoFar: "Nothing was changed so far",
  yesMore: (events: number) =>
    `All ${events} events fit one another, and each follows from the rules that were published.`,
  yesPartly: (events: number) =>
    `All ${events} events fit one another, and each follows from the rules that were published, as far as the log ` +
    "shows. Below is what it does not show.",
  yesSoFarMore:
    "A round is still to come or still running. Its log is shown when it is over, so that nobody learns early.",
  no: "Something is wrong with this log",
  noMore: (n: number) =>
    n === 1 ? "One thing does not fit:" : `${n} things do not fit. The first may be the cause of the others:`,
  event: (seq: number) => listed([seq]),
  events: listed,
  moreFaults: (n: number) => `${n} more`,
  bidder: (n: number) => `Bidder ${n}`,
  what: "Who offered what, and when",
  round: (n: number, format: string) => `Round ${n}: ${format}`,
  formats: {
    sealed: "sealed offers",
    open: "open offers",
    turns: "offers in turns",
    rising_clock: "a rising price",
    falling_clock: "a falling price",
  } as Record<string, string>,
  causes: {
    time: "It ended when its time was over.",
    buyer_chose: "It ended because the buyer chose an offer.",
    buyer_closed: "It ended because the buyer closed it.",
    cancelled: "It ended because the buyer stopped the request.",
    accepted: "It ended because somebody accepted the price.",
  } as Record<string, string>,
  pays: (amount: string) => `The first in the ranking is paid ${amount}.`,
  noOffers: "Nobody made an offer in this round.",
  sealedStill: "The prices of this round were not opened.",
  ranking: "The ranking at the end",
  rankingNone: "No offer stood at the end.",
  place: "Place",
  whoColumn: "Bidder",
  price: "Price",
  score: "Counts as",
  at: "Offered at",
  notOpened: "not opened",
  scoreHint: "“Counts as” is the price with the published marks for delivery and the like; the lowest is first.",
  chosen: "chosen",
  labels: "Bidders have numbers here, because who they are is for the buyer and themselves to say.",
  unchecked: "What could not be checked",
  uncheckedAll:
    "What people wrote, who they are and how low a standing instruction would have gone is sealed in the log. It can " +
    "be opened by those it belongs to, and by nobody else.",
  head: "The last digest of the log",
  headHint:
    "A whole log that is written anew would fit too. Who noted this digest earlier, or compares it with the " +
    "published " +
    "heads, can tell.",
  receipt: "Check a receipt",
  receiptLead:
    "Whoever made an offer got a signed receipt. With it anybody can tell whether the offer was left out or moved.",
  receiptLabel: "The receipt",
  receiptHint: "The answer to the offer, or only its receipt, as text.",
  offerLabel: "The offer as it was sent",
  offerHint: 'For example {"price": 49900, "message": "", "attributes": {}}. Without it the price is not compared.',
  keysLabel: "The server's public keys",
  keysHint: "The text of /v1/keys. Left empty, it is fetched from this server.",
  receiptCheck: "Check the receipt",
  receiptYes: (seq: number) => `The offer is in the log as the receipt says: event ${seq}.`,
  receiptOpen: "Nothing speaks against the receipt, but it could not be fully checked.",
  receiptNo: "The receipt and the log do not agree",
  receiptNotJson: (label: string) => `“${label}” cannot be read as JSON.`,
  keysMissing: "The keys could not be fetched. Paste them instead.",
};

const receipt = {
  otherKey: "It names a key that is not among the server's keys.",
  notSigned: "The signature does not fit: the receipt was changed, or was never given by this server.",
  noSignatures: "This browser cannot check Ed25519 signatures; a newer one can.",
  noOffer: "Without the offer as it was sent, nothing says which price the receipt is for.",
  otherOffer: "The receipt is for an offer with another price, message or set of details than the one given here.",
  otherIntent: "The receipt is for another request than this log.",
  tooEarly: "The log is not complete yet, because a round may still come. Check the receipt when it is over.",
  leftOut: "The offer is not in the log: it was taken in, and left out.",
  moved: "The offer is in the log at another time than the one at which it was received.",
  otherPrice: "The log says another price than the one that was sent.",
  unopened: "The sealed price was not opened in the log, so it cannot be compared.",
  bodyText: "must be JSON as text",
  listGap: "The lists are not numbered without gaps.",
  notCanonical: "The list is not written in its canonical form.",
  beginsLater: "What came before the first list here was not given.",
  listHash: "The list does not fit the one before it.",
  listNotSigned: "The list is not signed by the server's key.",
  otherHead: "The log has another digest than the one that was published: it was changed afterwards.",
  shorter: (seq: number) => `The log was published with ${seq} events, and has fewer now.`,
  notPinned: "None of these lists names this log.",
};

export const words = {
  shape,
  fault,
  cannot,
  receipt,
  page,
  noDigests:
    "This browser gives digests to pages of https and of this very machine only. Open the page by its https address.",
};
