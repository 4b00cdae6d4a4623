// What a browser kept of a draft, read with suspicion: an older page may have written it, or somebody by hand.
import type { Draft } from "./draft";
import { steps } from "./steps";

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === "boolean";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf =
  (one: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(one);

const isArm: Check = (value) =>
  isObject(value) && isText(value.key) && isObject(value.changes) && Object.values(value.changes).every(isText);
const isGuard: Check = (value) => isObject(value) && [value.metric, value.direction, value.margin].every(isText);

const checks: Record<keyof Draft, Check> = {
  at: (value) => steps.some((step) => step === value),
  furthest: isNumber,
  title: isText,
  text: isText,
  why: isText,
  metric: isText,
  direction: (value) => value === "increase" || value === "decrease" || value === "two_sided",
  key: isText,
  ownKey: isFlag,
  version: isNumber,
  supersedes: isText,
  sectors: listOf(isText),
  arms: listOf(isArm),
  turns: isFlag,
  slots_per_week: isNumber,
  control: isText,
  alpha_ppm: isNumber,
  power_ppm: isNumber,
  mde: isText,
  n: isText,
  days: isText,
  ramp: listOf(isNumber),
  guardrails: listOf(isGuard),
};

/** The draft that a text is, what it leaves out as in `empty`; null where it is none. */
export function readDraft(text: string, empty: Draft): Draft | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(read)) return null;
  const own = read;
  const given = Object.entries(checks).filter(([name]) => name in own);
  if (!given.every(([name, check]) => check(own[name]))) return null;
  return { ...empty, ...Object.fromEntries(given.map(([name]) => [name, own[name]])) };
}
