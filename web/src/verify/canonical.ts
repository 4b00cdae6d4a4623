// One text for one value: the canonical JSON of proto/rounds.md, section 1, and the digests that are taken over it.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const encoder = new TextEncoder();
export const utf8 = (text: string) => encoder.encode(text);

/** Names are ordered by their UTF-8 bytes, which is the order of code points and not that of JavaScript's units. */
export function byBytes(a: string, b: string): number {
  const left = utf8(a);
  const right = utf8(b);
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = left[i]! - right[i]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const shortEscapes = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function quoted(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f]/g, (c) => {
    return shortEscapes.get(c) ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/** Throws a TypeError for what has no canonical form here: fractions and integers that lost digits when read. */
export function canonical(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no integer of at most 53 bits`);
    return value.toString();
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort(byBytes);
  return `{${names.map((name) => `${quoted(name)}:${canonical(value[name]!)}`).join(",")}}`;
}

export const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** The bytes of base64url without padding, or null where the text is none. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Browsers give digests and signatures to pages of https and of this machine only. */
export const canHash = () => typeof crypto !== "undefined" && crypto.subtle !== undefined;

export async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

export const sha256Hex = async (...parts: Uint8Array[]) => toHex(await sha256(...parts));
