// What a place of the document is called in the steps.
import { nameOfRule } from "../../ui/rule-words";
import { design as w } from "../../words/design";
import { nameOfMetric } from "../measures";
import type { Prereg } from "../types";
import { stepOf } from "./draft";

const plain: Record<string, string> = {
  key: w.question.key,
  version: w.question.key,
  supersedes: w.question.key,
  title: w.question.title,
  description: w.question.why,
  unit: w.arms.unitTitle,
  pilot: w.arms.unitTitle,
  switchback: w.arms.slots,
  alpha_ppm: w.size.alpha,
  power_ppm: w.size.power,
  mde_bp: w.size.mde,
  max_days: w.size.days,
  ramp: w.size.ramp,
  coverage_ppm: w.size.ramp,
  sectors: w.sectors.legend,
  base_rules_sha256: w.sectors.now,
  bounds_sha256: w.sectors.now,
};
const ofHypothesis: Record<string, string> = {
  text: w.question.text,
  metric: w.question.metric,
  direction: w.question.direction,
};

/** The field at a pointer as its step calls it; the step's name where it has no field. */
export function fieldAt(pointer: string, document: Prereg | null): string {
  const [, member = "", first = "", second = "", third = ""] = pointer.split("/");
  const stepName = w.steps[stepOf(pointer)].name;
  if (member === "hypotheses") return ofHypothesis[second] ?? stepName;
  if (member === "n_per_arm") return w.size.n[(document?.unit ?? "intent") as keyof typeof w.size.n] ?? stepName;
  if (member === "guardrails") {
    const metric = document?.guardrails[Number(first)]?.metric;
    return metric ? `${w.size.margin}: ${nameOfMetric(metric)}` : w.size.guards;
  }
  if (member !== "arms" || first === "") return plain[member] ?? stepName;
  const i = Number(first);
  const arm = i === 0 ? w.arms.control : w.arms.arm(i + 1);
  const path = second === "patch" ? document?.arms[i]?.patch?.[Number(third)]?.path : undefined;
  if (third !== "" && path) return `${arm}: ${nameOfRule(path)}`;
  return second === "key" ? `${arm}: ${w.arms.name}` : arm;
}
