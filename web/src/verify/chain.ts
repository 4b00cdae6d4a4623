// What was written cannot be changed afterwards: the chain of digests, the openings of what was sealed, and signatures.
import { canonical, fromBase64Url, fromHex, sha256, sha256Hex, toBase64Url, utf8, type Json } from "./canonical";
import type { Findings } from "./findings";
import type { Log } from "./log";
import { isObject, isPart } from "./shape";
import { words } from "../words/verify";

export const noHash = "0".repeat(64);

/** Called with how many of how many are done, so that a page can show it. */
export type Progress = (done: number, total: number) => void;

/**
 * Each event against its digest. The digest that stands in the file is what the next one is held against: so one
 * changed event is one fault, at its own number.
 */
export async function checkChain(log: Log, findings: Findings, progress?: Progress): Promise<void> {
  let before = noHash;
  let latest = 0n;
  for (const [i, event] of log.events.entries()) {
    const expected = (log.events[i - 1]?.seq ?? 0) + 1;
    if (event.seq !== expected) findings.fault(event.seq, words.fault.gap(expected));
    if (event.at < latest) findings.fault(event.seq, words.fault.backwards);
    const found = await sha256Hex(utf8(before), utf8(canonical(event.raw)));
    if (found !== event.hash) findings.fault(event.seq, words.fault.hash);
    before = event.hash;
    latest = event.at > latest ? event.at : latest;
    if (i % 64 === 0) progress?.(i, log.events.length);
  }
  progress?.(log.events.length, log.events.length);
}

/** What was opened and matches its commitment, by number of the event and name of the part. */
export type Opened = Map<string, Json>;
export const openedKey = (seq: number, name: string) => `${seq}/${name}`;

export async function checkOpenings(log: Log, findings: Findings): Promise<Opened> {
  const opened: Opened = new Map();
  const bodyOf = new Map(log.events.map((event) => [event.seq, event.body]));
  for (const { seq, name, salt, value } of log.openings) {
    const body = bodyOf.get(seq);
    const sealed = body && Object.hasOwn(body, name) ? body[name] : undefined;
    if (!isPart(sealed)) {
      findings.fault(seq, words.fault.openedNothing(name));
      continue;
    }
    if (opened.has(openedKey(seq, name))) {
      findings.fault(seq, words.fault.openedTwice(name));
      continue;
    }
    if ((await sha256Hex(fromHex(salt), utf8(canonical(value)))) !== sealed.commit)
      findings.fault(seq, words.fault.openedOther(name));
    else opened.set(openedKey(seq, name), value);
  }
  return opened;
}

export interface PublicKey {
  kid: string;
  x: string;
}

/** The Ed25519 keys of a JSON Web Key Set whose `kid` is their own thumbprint; others prove nothing. */
export async function readKeys(set: unknown): Promise<PublicKey[]> {
  const given = isObject(set) && Array.isArray(set.keys) ? set.keys : [];
  const keys: PublicKey[] = [];
  for (const key of given) {
    if (!isObject(key) || key.kty !== "OKP" || key.crv !== "Ed25519") continue;
    if (typeof key.x !== "string" || typeof key.kid !== "string") continue;
    const thumbprint = toBase64Url(await sha256(utf8(canonical({ crv: "Ed25519", kty: "OKP", x: key.x }))));
    if (thumbprint === key.kid) keys.push({ kid: key.kid, x: key.x });
  }
  return keys;
}

/** Did this key sign this text? null where the browser cannot tell: Ed25519 came to browsers between 2023 and 2025. */
export async function isSignedBy(key: PublicKey, text: string, signature: string): Promise<boolean | null> {
  const bytes = fromBase64Url(signature);
  const point = fromBase64Url(key.x);
  if (!bytes || bytes.length !== 64 || !point || point.length !== 32) return false;
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", point, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, bytes, utf8(text));
}
