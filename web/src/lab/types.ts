// What the calls of the lab say, as far as the pages read it.
import type { components, paths } from "../api/types";
import type { RuleValue } from "./rules";

type S = components["schemas"];
type Given<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

export type Role = S["ResearcherRole"];
export type LabMe = Given<"/v1/lab/me", "get">;

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

export type Metric = Given<"/v1/lab/metrics", "get">["data"][number];

export type Direction = S["Direction"];
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
  switchback?: { slots_per_week: number; burn_in_s: number; min_run: number };
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

export type Checked = Given<"/v1/lab/checks", "post">;
export type Trial = Given<"/v1/lab/trials", "post">;

export type ExperimentState = S["Experiment"]["state"];
/** The contract knows the document as an object; here it is read. */
export type Experiment = Omit<S["Experiment"], "document"> & { document: Prereg | null };
export type ExperimentWithLog = Omit<S["ExperimentWithLog"], "document"> & { document: Prereg | null };
export type LogEntry = S["ExperimentWithLog"]["log"][number];
export type Watched = S["ExperimentWatch"];

export type Step = "start" | "pause" | "resume" | "raise_coverage" | "stop" | "kill";

export type Findings = Given<"/v1/findings", "get">;

/** Of parley.analysis/1, what this page tells; the finding's page tells the rest. */
export interface Analysis {
  experiment: { simulated: boolean; pilot?: boolean };
  verdict: string;
  notes: string[];
  hypotheses: { id: string; text: string; metric: string; arms: { arm: string; finding: string; verdict: string }[] }[];
}
