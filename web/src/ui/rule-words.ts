// Rules of rounds and their values, as people say them: a pointer says by its ending what its number is of.
import { t } from "../en";
import { number } from "../format";
import { rules as named, ruleWords as words } from "../words/rules";

/** What a number is divided by where people say it. */
export const scaleOf = (path: string) => (path.endsWith("_ppm") ? 10_000 : path.endsWith("_bp") ? 100 : 1);

/** "2 minutes", "1 hour 30 minutes". */
export function lengthInWords(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3_600), words.hours],
    [Math.floor((whole % 3_600) / 60), words.minutes],
    [whole % 60, words.seconds],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, unit]) => unit(n));
  return said.join(" ") || words.seconds(0);
}

export const nameOfRule = (path: string) =>
  named[path]?.name ?? path.slice(1).replaceAll("/", ", ").replaceAll("_", " ");

export function valueInWords(path: string, value: unknown): string {
  if (value === null || value === undefined) return words.nothing;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "string") return named[path]?.values?.[value] ?? value;
  if (typeof value !== "number") return JSON.stringify(value);
  if (path.endsWith("_s")) return lengthInWords(value);
  if (scaleOf(path) !== 1) return words.percent(number(value / scaleOf(path)));
  if (path === "/invite/count") return words.shops(value);
  if (path === "/max_revisions") return words.times(value);
  return String(value);
}

/** "Length of the round: 2 minutes, usually 15 minutes"; a rule without words here is told by its path. */
export function changeInWords({ path, from, to }: { path: string; from?: unknown; to?: unknown }): string {
  if (!named[path]) return t.tests.unknown(path, JSON.stringify(from ?? null), JSON.stringify(to ?? null));
  return t.tests.change(nameOfRule(path), valueInWords(path, to), valueInWords(path, from));
}
