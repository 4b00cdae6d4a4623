// Rules of rounds as a designer types them, those of today, and which of them change together.
import { scaleOf, valueInWords } from "../ui/rule-words";
import { rules as named, ruleWords } from "../words/rules";
import type { Bound, LabRules } from "./types";

export type RuleValue = string | number | boolean;

export const whatItDoes = (path: string) => named[path]?.does;

export const unitOfRule = (path: string) =>
  path.endsWith("_s") ? ruleWords.secondsUnit : scaleOf(path) === 1 ? "" : ruleWords.percentUnit;

/** As it is typed. */
export const typed = (path: string, value: RuleValue) =>
  typeof value === "number" ? String(value / scaleOf(path)) : String(value);

/** What was typed as the rule's value; null for what is none within its bound. */
export function valueFrom(path: string, text: string, bound: Bound): RuleValue | null {
  const choices = choicesOf(bound);
  if (choices) return choices.find((one) => String(one) === text) ?? null;
  const cleaned = text.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(cleaned)) return null;
  const value = Math.round(Number(cleaned) * scaleOf(path) * 1e6) / 1e6;
  if (!Number.isInteger(value)) return null;
  return value < (bound.min ?? 0) || value > (bound.max ?? Number.MAX_SAFE_INTEGER) ? null : value;
}

export function choicesOf(bound: Bound): RuleValue[] | null {
  if (bound.enum) return bound.enum;
  return bound.type === "boolean" ? [true, false] : null;
}

const at = (rules: unknown, path: string): unknown =>
  path
    .slice(1)
    .split("/")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], rules);

/** Where sectors differ, the rules are by sector, and no rule is at the top. */
const rulesOf = (rules: LabRules): unknown[] => {
  const first = rules.sectors[0];
  return first !== undefined && first in rules.base_rules ? Object.values(rules.base_rules) : [rules.base_rules];
};
export const areDifferent = (rules: LabRules) => rulesOf(rules).length > 1;

export const valuesToday = (rules: LabRules, path: string) => rulesOf(rules).map((one) => at(one, path) as RuleValue);

/** The rule of today; undefined where the sectors do not have the same. */
export function today(rules: LabRules, path: string): RuleValue | undefined {
  const values = valuesToday(rules, path);
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
export const shownToday = (rules: LabRules, path: string) => {
  const value = today(rules, path);
  return value === undefined ? ruleWords.differs : valueInWords(path, value);
};

/**
 * What has to be changed together with these changes: which rules go with which is known to the server, which has the
 * last word; this saves asking it.
 */
export function companions(rules: LabRules, changes: Record<string, RuleValue>): Record<string, RuleValue> {
  const with_: Record<string, RuleValue> = {};
  const now = (path: string) => with_[path] ?? changes[path] ?? today(rules, path);
  const want = (path: string, value: RuleValue) => {
    if (now(path) !== value) with_[path] = value;
  };
  const least = (path: string, value: number) => {
    const current = now(path);
    if (typeof current !== "number" || current < value) with_[path] = value;
  };
  if (now("/pricing") === "second_price") want("/format", "sealed");
  if (now("/format") === "sealed") {
    want("/close/mode", "hard");
    want("/visibility", "none");
  } else if (now("/close/mode") === "soft") {
    least("/close/window_s", 10);
    least("/close/extension_s", 10);
    const duration = now("/duration_s");
    if (typeof duration === "number") least("/close/max_total_s", duration);
  }
  return with_;
}
