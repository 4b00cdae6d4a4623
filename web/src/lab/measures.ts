// Measures of the lab as people read them: shares in per cent, differences of shares in percentage points.
import { metrics as named, metricWords } from "../words/metrics";
import type { Direction, Metric } from "./types";

export const nameOfMetric = (key: string) => named[key] ?? key.replaceAll("_", " ");

/** Those whose unit is one of a hundred. */
const perHundred = (unit: string) => unit === "share" || unit === "complaints";
export const unitOfDifference = (unit: string) =>
  unit === "share" ? metricWords.points : unit === "complaints" ? metricWords.perHundred : metricWords.unit(unit);

const places = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
const plain = (value: number) =>
  new Intl.NumberFormat("en-GB", { maximumFractionDigits: places(value), signDisplay: "negative" })
    .format(value)
    .replace("-", "−");

/** "12.5 percentage points" */
export const amount = (value: number, unit: string) =>
  `${plain(perHundred(unit) ? value * 100 : value)} ${unitOfDifference(unit)}`;
/** "+12.5", in the unit of differences. */
export const signed = (value: number, unit: string) => {
  const text = plain(perHundred(unit) ? value * 100 : value);
  return value > 0 && text !== "0" ? `+${text}` : text;
};

/** Hundredths of a per cent of the unit, as registered, from what was typed in the unit of differences. */
export const bpFrom = (text: string, unit: string): number | null => {
  const cleaned = text.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(cleaned)) return null;
  return Math.round(Number(cleaned) * (perHundred(unit) ? 100 : 10_000));
};
export const bpTyped = (bp: number, unit: string) => String(bp / (perHundred(unit) ? 100 : 10_000));

export const unitIn = (metrics: Metric[], key: string) => metrics.find((one) => one.key === key)?.unit ?? "share";

/** Where a metric is better. */
export function betterOf(metric: Metric | undefined): Direction {
  return metric?.direction ?? "two_sided";
}
