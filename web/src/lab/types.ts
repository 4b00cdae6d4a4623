// What the calls of the lab say, as far as the pages read it.
import type { RuleValue } from "./rules";

export type Role = "reader" | "designer" | "publisher";
export interface LabMe {
  id: string;
  name: string;
  role: Role;
  may: ("read" | "design" | "publish")[];
}

export interface Bound {
  type?: "integer" | "boolean" | "string";
  min?: number;
  max?: number;
  enum?: RuleValue[];
}
export interface LabRules {
  sectors: string[];
  /** Of all sectors, or by sector where they differ. */
  base_rules: Record<string, unknown>;
  base_rules_sha256: string;
  bounds: { paths: Record<string, Bound> };
  bounds_sha256: string;
}

export interface Metric {
  key: string;
  definition: string;
  unit: string;
  direction: string;
  is_guardrail: boolean;
}

export type Direction = "increase" | "decrease" | "two_sided";
export interface PreregArm {
  key: string;
  weight_ppm: number;
  patch?: { op: string; path: string; value?: RuleValue }[];
}
/** A pre-registration (parley.prereg/1), as the designer writes it. */
export interface Prereg {
  schema: "parley.prereg/1";
  key: string;
  title: string;
  version: number;
  supersedes?: string;
  description?: string;
  hypotheses: { id: string; metric: string; text: string; direction: Direction; role: string }[];
  sectors: string[];
  unit: string;
  pilot?: boolean;
  arms: PreregArm[];
  coverage_ppm: number;
  ramp?: number[];
  alpha_ppm: number;
  power_ppm: number;
  mde_bp: number;
  n_per_arm: number;
  max_days: number;
  correction: string;
  guardrails: { metric: string; direction: string; margin_bp: number }[];
  analysis: string[];
  base_rules_sha256: string;
  bounds_sha256: string;
}

export interface Checked {
  sha256: string;
  unit_needed: string;
  arms: { key: string; changes: { path: string; from: RuleValue; to: RuleValue }[] }[];
}

export interface Trial {
  seconds: number;
  note: string;
  simulated: true;
  effect: { metric: string; estimate: number; low: number; high: number } | null;
  power: { share: number; low: number; high: number; n_per_arm: number; repetitions: number };
  false_alarms: { share: number; low: number; high: number; repetitions: number };
}

export type ExperimentState =
  "draft" | "registered" | "running" | "paused" | "stopped" | "analysed" | "published" | "killed" | "void";
export interface Experiment {
  key: string;
  title: string | null;
  version: number;
  state: ExperimentState;
  sha256: string;
  coverage_ppm: number;
  epoch: number;
  started_at: string | null;
  ended_at: string | null;
  ended_by: string;
  sectors: string[] | null;
  registered_by: string;
  analysed_by: string | null;
  finding: string | null;
  document: Prereg | null;
}
export interface LogEntry {
  seq: number;
  at: string;
  type: string;
  by: string;
  why: string | null;
  hash: string;
}
export type ExperimentWithLog = Experiment & { log: LogEntry[] };

export interface Watched {
  as_of: string;
  simulated: boolean;
  sizes: { key: string; requests: number; units: number; reached: Record<string, number> }[];
  sample_ratio: { stage: string; p: number | null; alarm: boolean; why: string | null }[];
  guardrails: {
    metric: string;
    arm: string;
    state: string;
    why: string | null;
    harm: number | null;
    harm_at_least: number | null;
    harm_at_most: number | null;
    margin: number;
  }[];
  hypotheses: {
    id: string;
    metric: string;
    arm: string;
    estimate: number | null;
    low: number | null;
    high: number | null;
    why: string | null;
  }[];
  first_offer: { key: string; points: [number, number][] }[];
  funnel: ({ key: string } & Record<string, number | string>)[];
  planned: { n_per_arm: number; max_days: number; ends_at: string | null };
}

export type Step = "start" | "pause" | "resume" | "raise_coverage" | "stop" | "kill";

export interface Finding {
  slug: string;
  title: string;
  experiment: string;
}
export interface Findings {
  data: Finding[];
  overdue: { key: string; title: string; ended_at: string }[];
}

/** Of parley.analysis/1, what this page tells; the finding's page tells the rest. */
export interface Analysis {
  verdict: string;
  notes: string[];
  hypotheses: { id: string; text: string; metric: string; arms: { arm: string; finding: string; verdict: string }[] }[];
}
