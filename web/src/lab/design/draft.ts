// The draft of an experiment as it is typed, what is still missing in it, and the document that it makes.
import { effect, signal } from "@preact/signals";
import { number } from "../../format";
import { design as w } from "../../words/design";
import { bpFrom, bpTyped, betterOf, unitIn } from "../measures";
import { today, typed, valueFrom, valuesToday } from "../rules";
import { readDraft } from "./kept";
import { steps, type StepName } from "./steps";
import type { Bound, Direction, LabRules, Metric, Prereg } from "../types";

export { steps, type StepName };

export interface DraftArm {
  key: string;
  /** By pointer, as typed. */
  changes: Record<string, string>;
}
export interface Draft {
  at: StepName;
  furthest: number;
  title: string;
  text: string;
  why: string;
  metric: string;
  direction: Direction;
  key: string;
  /** Whether the short name was typed, and not made of the title. */
  ownKey: boolean;
  version: number;
  supersedes: string;
  sectors: string[];
  /** All but the control. */
  arms: DraftArm[];
  /** Whether sectors take turns where a claim about the market needs that; otherwise it is a pilot. */
  turns: boolean;
  slots_per_week: number;
  control: string;
  alpha_ppm: number;
  power_ppm: number;
  mde: string;
  n: string;
  days: string;
  ramp: number[];
  guardrails: { metric: string; direction: Direction; margin: string }[];
}

/** Watched whatever is registered. */
export const alwaysOn = ["zero_offer_rate", "complaint_rate_14d"];
export const rampUsual = [50_000, 200_000, 1_000_000];
export const armsMost = 4;

/** How many turns of each arm fit into the days. */
function turnsThatFit({ slots_per_week, days, sectors, arms }: Draft): number {
  const whole = Math.floor((slots_per_week * (Number(days) || Number(empty.days))) / 7);
  return Math.max(1, Math.floor((whole * Math.max(1, sectors.length)) / (arms.length + 1)));
}
/** What makes sectors take turns, so often a week, or not: with a size that fits, unless a smaller one was typed. */
export function takingTurns(now: Draft, turns: boolean, slots_per_week = now.slots_per_week): Partial<Draft> {
  const next = { ...now, turns, slots_per_week };
  const typed = now.turns && Number(now.n) === turnsThatFit(now) ? Number(empty.n) : Number(now.n);
  const n = turns ? Math.min(typed || Number(empty.n), turnsThatFit(next)) : typed;
  return { turns, slots_per_week, n: Number.isFinite(n) ? String(n) : now.n };
}

const empty: Draft = {
  at: "question",
  furthest: 0,
  title: "",
  text: "",
  why: "",
  metric: "conversion_per_intent",
  direction: "increase",
  key: "",
  ownKey: false,
  version: 1,
  supersedes: "",
  sectors: [],
  arms: [{ key: "new-rules", changes: {} }],
  turns: false,
  slots_per_week: 28,
  control: "control",
  alpha_ppm: 50_000,
  power_ppm: 800_000,
  mde: "5",
  n: "200",
  days: "28",
  ramp: [],
  guardrails: alwaysOn.map((metric) => ({ metric, direction: "decrease", margin: "3" })),
};

const place = "parley.lab.draft";

const stored = (): string | null => {
  try {
    return localStorage.getItem(place);
  } catch {
    return null; // A browser that keeps nothing: the draft lives as long as the page.
  }
};
const store = (text: string | null) => {
  try {
    if (text === null) localStorage.removeItem(place);
    else localStorage.setItem(place, text);
  } catch {
    // As above.
  }
};

/** What this tab knows to be stored: anything else was written by another. */
let known = stored();
const first = known === null ? empty : readDraft(known, empty);

export const draft = signal<Draft>(first ?? empty);
/** What is stored is no draft; it is left alone until somebody throws it away. */
export const isBroken = signal(first === null);
/** Another tab changed the stored draft: nothing is written over it before somebody chose. */
export const isElsewhere = signal(false);
export const isTouched = (one: Draft) => one.title !== "" || one.text !== "" || one.sectors.length > 0;

const textOf = (one: Draft) => (isTouched(one) ? JSON.stringify(one) : null);
const write = () => {
  known = textOf(draft.peek());
  store(known);
};
/** Whether another tab wrote since this one did; what is the same anyway is no reason to ask. */
const wasChanged = () => {
  const now = stored();
  return now !== known && now !== textOf(draft.peek());
};

effect(() => {
  void draft.value;
  if (isBroken.value || isElsewhere.value) return;
  if (wasChanged()) isElsewhere.value = true;
  else if (known !== textOf(draft.peek())) write();
});
globalThis.addEventListener?.("storage", (event) => {
  if ((event.key === place || event.key === null) && !isBroken.peek() && wasChanged()) isElsewhere.value = true;
});

/** Goes on with the draft of this tab. */
export const keepMine = () => {
  write();
  isElsewhere.value = false;
};
/** Goes on with what the other tab left: its draft, or none where it was registered or thrown away. */
export const takeOther = () => {
  known = stored();
  const other = known === null ? empty : readDraft(known, empty);
  draft.value = other ?? empty;
  isBroken.value = other === null;
  isElsewhere.value = false;
};
/** What the stored draft is called; null where none is. */
export const storedTitle = (): string | null => {
  const text = stored();
  return text === null ? null : (readDraft(text, empty)?.title ?? "");
};
export const throwBroken = () => {
  draft.value = empty;
  write();
  isBroken.value = false;
};

export const change = (part: Partial<Draft>) => {
  draft.value = { ...draft.peek(), ...part };
};
export const changeArm = (i: number, part: Partial<DraftArm>) =>
  change({ arms: draft.peek().arms.map((arm, at) => (at === i ? { ...arm, ...part } : arm)) });
export const forget = () => {
  draft.value = empty;
};

/** Letters that are no letter with a mark. */
const spelled: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l" };
export const keyFrom = (title: string) =>
  title
    .toLowerCase()
    .replace(/[ßæœøđł]/g, (letter) => spelled[letter]!)
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
export const isKey = (text: string) => /^[a-z0-9_-]{1,64}$/.test(text);

/** The next free name: "chairs-1" after "chairs", "chairs-3" after "chairs-2". */
function nextKey(key: string): string {
  const [, stem = key, n] = /^(.*?)-(\d+)$/.exec(key) ?? [];
  return `${stem}-${n ? Number(n) + 1 : 2}`;
}

/** A draft that asks the same again; as a new experiment, for one that is over cannot go on. */
export function copyOf(document: Prereg, metrics: Metric[]): Draft {
  const [first] = document.hypotheses;
  const unit = unitIn(metrics, first?.metric ?? "");
  const [control, ...others] = document.arms;
  return {
    ...empty,
    title: document.title,
    text: first?.text ?? "",
    why: typeof document.description === "string" ? document.description : "",
    metric: first?.metric ?? empty.metric,
    direction: first?.direction ?? empty.direction,
    key: nextKey(document.key),
    ownKey: true,
    sectors: document.sectors,
    control: control?.key ?? empty.control,
    turns: document.unit === "slot",
    slots_per_week: document.switchback?.slots_per_week ?? empty.slots_per_week,
    arms: others.map(({ key, patch = [] }) => ({
      key,
      changes: Object.fromEntries(
        patch.flatMap(({ op, path, value }) =>
          op === "replace" && value !== undefined ? [[path, typed(path, value)]] : [],
        ),
      ),
    })),
    alpha_ppm: document.alpha_ppm,
    power_ppm: document.power_ppm,
    mde: bpTyped(document.mde_bp, unit),
    n: String(document.n_per_arm),
    days: String(document.max_days),
    ramp: document.ramp ?? [],
    guardrails: withAlwaysOn(
      document.guardrails.map((one) => ({
        metric: one.metric,
        direction: one.direction as Direction,
        margin: bpTyped(one.margin_bp, unitIn(metrics, one.metric)),
      })),
    ),
  };
}

function withAlwaysOn(guardrails: Draft["guardrails"]): Draft["guardrails"] {
  const missing = alwaysOn.filter((metric) => !guardrails.some((one) => one.metric === metric));
  return [...guardrails, ...missing.map((metric) => ({ metric, direction: "decrease" as const, margin: "3" }))];
}

const wholeFrom = (text: string, low: number, high: number): number | null => {
  if (!/^\d{1,10}$/.test(text.trim())) return null;
  const value = Number(text);
  return value >= low && value <= high ? value : null;
};
const nMost = 1_000_000_000;
const daysMost = 366;
export const nFrom = (text: string) => wholeFrom(text, 1, nMost);
export const daysFrom = (text: string) => wholeFrom(text, 1, daysMost);

/** What is wrong in the fields themselves, by pointer into the document. */
export type Faults = Record<string, string>;

const none: ReadonlySet<string> = new Set();

/** Where a change of an arm is in the document. */
export const patchPointer = (arm: number, path: string, changes: Record<string, string>) =>
  `/arms/${arm + 1}/patch/${Object.keys(changes).indexOf(path)}`;

export function missingIn(
  now: Draft,
  step: StepName,
  rules: LabRules | null,
  metrics: Metric[],
  taken: ReadonlySet<string> = none,
): Faults {
  const faults: Faults = {};
  const need = (pointer: string, text: string) => {
    if (!text.trim()) faults[pointer] = w.missing;
  };
  if (step === "question") {
    need("/title", now.title);
    need("/hypotheses/0/text", now.text);
    need("/hypotheses/0/metric", now.metric);
    if (!isKey(now.key)) faults["/key"] = now.key ? w.question.badKey : w.missing;
    else if (now.version === 1 && taken.has(now.key)) faults["/key"] = w.question.taken;
  } else if (step === "sectors") {
    if (now.sectors.length === 0) faults["/sectors"] = w.sectors.missing;
  } else if (step === "arms") {
    const names = [now.control, ...now.arms.map(({ key }) => key)];
    now.arms.forEach((arm, i) => {
      if (!isKey(arm.key)) faults[`/arms/${i + 1}/key`] = arm.key ? w.question.badKey : w.missing;
      else if (names.indexOf(arm.key) !== i + 1) faults[`/arms/${i + 1}/key`] = w.arms.nameTaken;
      const paths = Object.keys(arm.changes);
      if (paths.length === 0) faults[`/arms/${i + 1}/patch`] = w.arms.nothing;
      for (const path of paths) {
        const fault = faultOfChange(path, arm.changes[path]!, rules);
        if (fault) faults[patchPointer(i, path, arm.changes)] = fault;
      }
    });
  } else if (step === "size") {
    const mde = bpFrom(now.mde, unitIn(metrics, now.metric));
    if (mde === null) faults["/mde_bp"] = w.size.badNumber;
    else if (mde < 1) faults["/mde_bp"] = w.size.tooSmall;
    if (nFrom(now.n) === null) faults["/n_per_arm"] = w.size.badWhole(number(1), number(nMost));
    if (daysFrom(now.days) === null) faults["/max_days"] = w.size.badWhole(number(1), number(daysMost));
    now.guardrails.forEach((one, i) => {
      if (bpFrom(one.margin, unitIn(metrics, one.metric)) === null)
        faults[`/guardrails/${i}/margin_bp`] = w.size.badNumber;
    });
  }
  return faults;
}

function faultOfChange(path: string, text: string, rules: LabRules | null): string | null {
  const bound: Bound | undefined = rules?.bounds.paths[path];
  if (!rules || !bound) return null; // The server says what it thinks of it.
  const value = valueFrom(path, text, bound);
  if (value === null) {
    if (text === "") return w.missing;
    const low = typed(path, bound.min ?? 0);
    const high = typed(path, bound.max ?? 1_000_000_000);
    return path.endsWith("_bp") || path.endsWith("_ppm") ? w.arms.number(low, high) : w.arms.whole(low, high);
  }
  return value === today(rules, path) ? w.arms.same : null;
}

/** The whole document; null as long as a field of it cannot be read. */
export function documentOf(now: Draft, rules: LabRules | null, metrics: Metric[], needed: string): Prereg | null {
  if (!rules) return null;
  const fields: StepName[] = ["question", "sectors", "arms", "size"];
  if (fields.some((step) => Object.keys(missingIn(now, step, rules, metrics)).length > 0)) return null;
  const arms = now.arms.map(({ key, changes }) => ({
    key,
    patch: Object.entries(changes).map(([path, text]) => ({
      op: "replace",
      path,
      value: valueFrom(path, text, rules.bounds.paths[path] ?? {})!,
    })),
  }));
  const weight = Math.floor(1_000_000 / (arms.length + 1));
  const { unit, pilot } = drawn(needed, now.turns);
  const ramp = rampOf(now, unit);
  return {
    schema: "parley.prereg/1",
    key: now.key,
    title: now.title.trim(),
    version: now.version,
    ...(now.supersedes ? { supersedes: now.supersedes } : {}),
    ...(now.why.trim() ? { description: now.why.trim() } : {}),
    hypotheses: [{ id: "H1", metric: now.metric, text: now.text.trim(), direction: now.direction, role: "primary" }],
    sectors: now.sectors,
    unit,
    pilot,
    arms: [
      { key: now.control, weight_ppm: 1_000_000 - weight * arms.length, patch: [] },
      ...arms.map((arm) => ({ key: arm.key, weight_ppm: weight, patch: arm.patch })),
    ],
    coverage_ppm: ramp[0] ?? 1_000_000,
    ...(ramp.length > 0 ? { ramp } : {}),
    ...(unit === "slot"
      ? { switchback: { slots_per_week: now.slots_per_week, burn_in_s: longestRound(now, rules), min_run: 1 } }
      : {}),
    alpha_ppm: now.alpha_ppm,
    power_ppm: now.power_ppm,
    mde_bp: bpFrom(now.mde, unitIn(metrics, now.metric))!,
    n_per_arm: nFrom(now.n)!,
    max_days: daysFrom(now.days)!,
    correction: "holm",
    guardrails: now.guardrails.map((one) => ({
      metric: one.metric,
      direction: guardDirection(one, metrics),
      margin_bp: bpFrom(one.margin, unitIn(metrics, one.metric))!,
    })),
    analysis: ["difference_in_means"],
    base_rules_sha256: rules.base_rules_sha256,
    bounds_sha256: rules.bounds_sha256,
  };
}

function guardDirection(one: Draft["guardrails"][number], metrics: Metric[]): string {
  const better = betterOf(metrics.find(({ key }) => key === one.metric));
  return better === "two_sided" ? one.direction : better;
}

export type Unit = "intent" | "consumer" | "slot";

/** What the market draws: a request, a buyer, or all of a sector for a while. With less than a claim needs, a pilot. */
export function drawn(needed: string, turns: boolean): { unit: Unit; pilot: boolean } {
  if (needed === "consumer") return { unit: "consumer", pilot: false };
  if (needed === "slot" && turns) return { unit: "slot", pilot: false };
  return { unit: "intent", pilot: needed !== "intent" };
}

/** All of a sector takes part in its turns from the start. */
export const rampOf = (now: Draft, unit: string): number[] => (unit === "slot" ? [] : now.ramp);

/** The longest that a round of any arm may take, in seconds: so long a turn runs before its requests are counted. */
function longestRound(now: Draft, rules: LabRules): number {
  const lengths = ["/duration_s", "/close/max_total_s"].flatMap((path) => [
    ...valuesToday(rules, path),
    ...now.arms.flatMap(({ changes }) => {
      const bound = rules.bounds.paths[path];
      return path in changes && bound ? [valueFrom(path, changes[path]!, bound)] : [];
    }),
  ]);
  return Math.max(60, ...lengths.filter((one) => typeof one === "number"));
}

/** The step in which what is at a pointer is written. */
export function stepOf(pointer: string): StepName {
  const [, member = ""] = pointer.split("/");
  if (["key", "title", "description", "hypotheses", "version", "supersedes"].includes(member)) return "question";
  if (["sectors", "base_rules_sha256", "bounds_sha256"].includes(member)) return "sectors";
  if (["arms", "unit", "pilot", "switchback"].includes(member)) return "arms";
  return "size";
}
