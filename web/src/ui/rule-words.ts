// A rule of a round that is another than usual, as people say it.
import { t } from "../en";
import { number } from "../format";

const lengths = new Set(["/duration_s", "/close/window_s", "/close/extension_s", "/close/max_total_s"]);
const basisPoints = new Set(["/step/own_bp", "/step/lead_bp"]);

/** "2 minutes", "1 hour 30 minutes". */
function lengthInWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), t.tests.hours],
    [Math.floor((seconds % 3_600) / 60), t.tests.minutes],
    [seconds % 60, t.tests.seconds],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, words]) => words(n));
  return said.join(" ") || t.tests.seconds(0);
}

function valueInWords(path: string, value: unknown): string {
  if (value === null || value === undefined) return t.tests.nothing;
  if (typeof value === "boolean") return value ? t.tests.yes : t.tests.no;
  if (typeof value === "string") return t.tests.values[path]?.[value] ?? value;
  if (typeof value !== "number") return JSON.stringify(value);
  if (lengths.has(path)) return lengthInWords(value);
  if (basisPoints.has(path)) return t.tests.share(number(value / 100));
  if (path === "/invite/newcomer_ppm") return t.tests.share(number(value / 10_000));
  if (path === "/invite/count") return t.tests.shops(value);
  if (path === "/max_revisions") return t.tests.times(value);
  return String(value);
}

/** "Length of the round: 2 minutes, usually 15 minutes"; a rule without words here is told by its path. */
export function changeInWords({ path, from, to }: { path: string; from?: unknown; to?: unknown }): string {
  const rule = t.tests.rules[path];
  if (!rule) return t.tests.unknown(path, JSON.stringify(from ?? null), JSON.stringify(to ?? null));
  return t.tests.change(rule, valueInWords(path, to), valueInWords(path, from));
}
