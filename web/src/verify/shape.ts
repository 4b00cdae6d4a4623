// What a file must look like before anything in it is judged. The first thing that is wrong is named by its JSON
// pointer, so that whoever made the file can find it.
import { words } from "../words/verify";

/** The file is none that can be checked; `pointer` says where, by RFC 6901. */
export class FileError extends Error {
  override readonly name = "FileError";
  constructor(
    readonly pointer: string,
    readonly what: string,
  ) {
    super(`${pointer || "/"}: ${what}`);
  }
}

/** Throws a FileError unless the value is what it should be. */
export type Shape = (value: unknown, pointer: string) => void;

const w = words.shape;

const token = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whole and not rounded by the reader; JavaScript keeps 53 bits of an integer. */
export function integer(least = -Number.MAX_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Shape {
  return (value, pointer) => {
    if (typeof value !== "number") throw new FileError(pointer, w.integer);
    if (!Number.isInteger(value)) throw new FileError(pointer, w.fraction);
    if (!Number.isSafeInteger(value)) throw new FileError(pointer, w.tooLong);
    if (value < least || value > most) throw new FileError(pointer, w.range(least, most));
  };
}

export function text(pattern?: RegExp, what: string = w.text): Shape {
  return (value, pointer) => {
    if (typeof value !== "string") throw new FileError(pointer, w.text);
    // Half a character has no bytes in UTF-8, so two different texts would get the same digest.
    if (/[\ud800-\udfff]/u.test(value)) throw new FileError(pointer, w.halfCharacter);
    if (pattern && !pattern.test(value)) throw new FileError(pointer, what);
  };
}

export const flag: Shape = (value, pointer) => {
  if (typeof value !== "boolean") throw new FileError(pointer, w.flag);
};

export function oneOf(...options: string[]): Shape {
  return (value, pointer) => {
    if (typeof value !== "string" || !options.includes(value)) throw new FileError(pointer, w.oneOf(options));
  };
}

export function orNull(shape: Shape): Shape {
  return (value, pointer) => {
    if (value !== null) shape(value, pointer);
  };
}

export function either(test: (value: unknown) => boolean, then: Shape, otherwise: Shape): Shape {
  return (value, pointer) => (test(value) ? then : otherwise)(value, pointer);
}

export function list(of: Shape, least = 0, most = Number.MAX_SAFE_INTEGER): Shape {
  return (value, pointer) => {
    if (!Array.isArray(value)) throw new FileError(pointer, w.list);
    if (value.length < least || value.length > most) throw new FileError(pointer, w.length(least, most));
    value.forEach((one, i) => of(one, `${pointer}/${i}`));
  };
}

/** These members and no others: a member that nobody knows could be a rule that nobody checks. */
export function members(shapes: Record<string, Shape>): Shape {
  const names = Object.keys(shapes);
  return (value, pointer) => {
    if (!isObject(value)) throw new FileError(pointer, w.object);
    for (const name of names) {
      if (!Object.hasOwn(value, name)) throw new FileError(`${pointer}/${token(name)}`, w.missing);
      shapes[name]!(value[name], `${pointer}/${token(name)}`);
    }
    for (const name of Object.keys(value))
      if (!Object.hasOwn(shapes, name)) throw new FileError(`${pointer}/${token(name)}`, w.unknown);
  };
}

export function mapOf(shape: Shape): Shape {
  return (value, pointer) => {
    if (!isObject(value)) throw new FileError(pointer, w.object);
    for (const [name, one] of Object.entries(value)) shape(one, `${pointer}/${token(name)}`);
  };
}

const deepest = 40;

/** Any JSON of this protocol: whole numbers, whole characters, and not so deep that reading it ends the page. */
export function json(value: unknown, pointer: string, depth = 0): void {
  if (depth > deepest) throw new FileError(pointer, w.deep);
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") return text()(value, pointer);
  if (typeof value === "number") return integer()(value, pointer);
  if (Array.isArray(value)) return value.forEach((one, i) => json(one, `${pointer}/${i}`, depth + 1));
  if (!isObject(value)) throw new FileError(pointer, w.object);
  for (const [name, one] of Object.entries(value)) {
    text()(name, pointer);
    json(one, `${pointer}/${token(name)}`, depth + 1);
  }
}

export const anyObject: Shape = (value, pointer) => {
  if (!isObject(value)) throw new FileError(pointer, w.object);
  json(value, pointer);
};

export const digest = text(/^[0-9a-f]{64}$/, w.digest);
export const part = members({ commit: digest });
export const identifier = text(/^[0-9a-z]{26}$/, w.identifier);
export const isPart = (value: unknown): value is { commit: string } =>
  isObject(value) && typeof value.commit === "string" && Object.keys(value).length === 1;
