// What a bidder and anybody else can hold against a log from outside of it: signed receipts and published heads
// (section 9).
import { canonical, sha256Hex, utf8, type Json } from "./canonical";
import { checkOpenings, isSignedBy, noHash, openedKey, readKeys, type PublicKey } from "./chain";
import { Findings } from "./findings";
import { readLog, type Log, type LogEvent } from "./log";
import * as s from "./shape";
import { words } from "../words/verify";

const w = words.receipt;

export interface ReceiptReport {
  holds: boolean;
  faults: string[];
  unchecked: string[];
  /** The event that keeps what the receipt promised. */
  event: number | null;
}

interface Receipt {
  intent_id: string;
  offer_id: string;
  offer_sha256: string;
  received_at: number;
  kid: string;
  signature: string;
}

/** An offer as its bidder sent it. */
export interface SentOffer {
  price: number;
  message?: string | null;
  attributes?: Record<string, number> | null;
  details?: Record<string, Json> | null;
}

/** What an offer may state besides its price, in the digest null where it does not. */
const detailNames = ["item", "fulfilment", "returns_days", "perks", "person"];
/** What offers could not state from the beginning is in the digest only where it is stated. */
const addedNames = ["place", "valid_days", "reference_price", "only_here"];

type Said = [name: string, value: Json];

function saidOf(details: SentOffer["details"], name: string): Said {
  const value = details?.[name];
  if (value === undefined || value === "" || value === false) return [name, null];
  return [name, name === "reference_price" && s.isObject(value) ? { until: null, ...value } : value];
}

const receiptShape = s.members({
  type: s.oneOf("parley.receipt/1"),
  intent_id: s.identifier,
  offer_id: s.identifier,
  offer_sha256: s.digest,
  received_at: s.integer(0),
  kid: s.text(),
  signature: s.text(),
});

/** The other members that a request may have had (a confirmed fall, say) are not in the digest. */
function sentShape(value: unknown): SentOffer {
  if (!s.isObject(value)) throw new s.FileError("/offer", words.shape.object);
  s.integer()(value.price, "/offer/price");
  if (value.message !== undefined) s.orNull(s.text())(value.message, "/offer/message");
  if (value.attributes !== undefined) s.orNull(s.mapOf(s.integer()))(value.attributes, "/offer/attributes");
  if (value.details !== undefined) s.orNull(s.anyObject)(value.details, "/offer/details");
  return value as unknown as SentOffer;
}

/** The offer as it is signed: nothing of its details where it stated none. */
function signedForm({ price, message, attributes, details }: SentOffer): Json {
  const said = (name: string) => saidOf(details, name);
  const stated = [...detailNames.map(said), ...addedNames.map(said).filter(([, value]) => value !== null)];
  const plain = { attributes: attributes ?? {}, message: message ?? "", price };
  return stated.every(([, value]) => value === null) ? plain : { ...plain, details: Object.fromEntries(stated) };
}

/** true, false, or null where the browser cannot tell. */
async function signedByOneOf(keys: PublicKey[], kid: string, text: string, signature: string) {
  const key = keys.find((one) => one.kid === kid);
  return key ? isSignedBy(key, text, signature) : false;
}

async function checkPrice(log: Log, event: LogEvent, price: number): Promise<"same" | "other" | "unopened"> {
  let inLog: Json | undefined = event.body.price;
  if (s.isPart(inLog)) inLog = (await checkOpenings(log, new Findings())).get(openedKey(event.seq, "price"));
  return inLog === undefined ? "unopened" : inLog === price ? "same" : "other";
}

const endsAtOpening = (log: Log) => log.events[log.events.length - 1]!.type === "round_opened";

/**
 * A receipt against the server's keys and a log; with the offer as it was sent also that it was this offer. Throws a
 * FileError for what is no receipt, key set, log or offer.
 */
export async function checkReceipt(
  receipt: unknown,
  keys: unknown,
  logFile: unknown,
  offer?: unknown,
): Promise<ReceiptReport> {
  receiptShape(receipt, "/receipt");
  const { signature, ...claims } = receipt as Receipt;
  const log = readLog(logFile);
  const known = await readKeys(keys);
  const faults: string[] = [];
  const unchecked: string[] = [];
  if (!known.some((key) => key.kid === claims.kid)) faults.push(w.otherKey);
  else {
    const signed = await signedByOneOf(known, claims.kid, canonical(claims as unknown as Json), signature);
    if (signed === null) unchecked.push(w.noSignatures);
    else if (!signed) faults.push(w.notSigned);
  }
  const sent = offer === undefined || offer === null ? null : sentShape(offer);
  if (!sent) unchecked.push(w.noOffer);
  else {
    if ((await sha256Hex(utf8(canonical(signedForm(sent))))) !== claims.offer_sha256) faults.push(w.otherOffer);
  }
  if (claims.intent_id !== log.intent) faults.push(w.otherIntent);
  const ofOffer = log.events.filter(
    ({ type, body }) => (type === "offer_placed" || type === "offer_revised") && body.offer_id === claims.offer_id,
  );
  const event = ofOffer.find((one) => one.received === BigInt(claims.received_at)) ?? null;
  if (!event && claims.intent_id === log.intent) {
    if (endsAtOpening(log)) unchecked.push(w.tooEarly);
    else faults.push(ofOffer.length > 0 ? w.moved : w.leftOut);
  }
  if (event && sent) {
    const price = await checkPrice(log, event, sent.price);
    if (price === "other") faults.push(w.otherPrice);
    if (price === "unopened") unchecked.push(w.unopened);
  }
  return { holds: faults.length === 0, faults, unchecked, event: event?.seq ?? null };
}

export interface HeadsReport {
  holds: boolean;
  /** By number of the list. */
  faults: { n: number; what: string }[];
  unchecked: { n: number; what: string }[];
  /** The list that pins the log, if one does. */
  pinnedBy: number | null;
}

interface HeadList {
  n: number;
  body: string;
  hash: string;
  signature: string;
}

const listsShape = s.list(s.members({ n: s.integer(1), body: s.text(), hash: s.digest, signature: s.text() }));
const bodyShape = s.members({
  type: s.oneOf("parley.heads/1"),
  n: s.integer(1),
  at: s.integer(0),
  kid: s.text(),
  heads: s.list(s.members({ intent_id: s.identifier, seq: s.integer(1), hash: s.digest })),
});

interface HeadsBody {
  n: number;
  kid: string;
  heads: { intent_id: string; seq: number; hash: string }[];
}

function readBody({ n, body }: HeadList): HeadsBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new s.FileError(`/lists/${n}/body`, w.bodyText);
  }
  bodyShape(parsed, `/lists/${n}/body`);
  return parsed as HeadsBody;
}

/**
 * Lists of heads in their order against the server's keys, and a log against the head that was published of it. Throws
 * a FileError for what are no lists. Lists that begin later than number 1 are held against one another alone.
 */
export async function checkHeads(lists: unknown, keys: unknown, logFile?: unknown): Promise<HeadsReport> {
  listsShape(lists, "/lists");
  const given = lists as HeadList[];
  const known = await readKeys(keys);
  const log = logFile === undefined ? null : readLog(logFile);
  const faults: HeadsReport["faults"] = [];
  const unchecked: HeadsReport["unchecked"] = [];
  let pinnedBy: number | null = null;
  let before: HeadList | null = null;
  for (const list of given) {
    const fault = (what: string) => faults.push({ n: list.n, what });
    const body = readBody(list);
    if (body.n !== list.n || (before && list.n !== before.n + 1)) fault(w.listGap);
    if (canonical(body as unknown as Json) !== list.body) fault(w.notCanonical);
    if (!before && list.n !== 1) unchecked.push({ n: list.n, what: w.beginsLater });
    else if ((await sha256Hex(utf8(before?.hash ?? noHash), utf8(list.body))) !== list.hash) fault(w.listHash);
    if (!known.some((key) => key.kid === body.kid)) fault(w.otherKey);
    else {
      const signed = await signedByOneOf(known, body.kid, list.hash, list.signature);
      if (signed === null) unchecked.push({ n: list.n, what: w.noSignatures });
      else if (!signed) fault(w.listNotSigned);
    }
    for (const head of body.heads) {
      if (head.intent_id !== log?.intent) continue;
      pinnedBy = list.n;
      const event = log.events.find((one) => one.seq === head.seq);
      if (event?.hash !== head.hash) fault(event ? w.otherHead : w.shorter(head.seq));
    }
    before = list;
  }
  if (log && pinnedBy === null) unchecked.push({ n: given[given.length - 1]?.n ?? 0, what: w.notPinned });
  return { holds: faults.length === 0, faults, unchecked, pinnedBy };
}
