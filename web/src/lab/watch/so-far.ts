// What is known of each arm while rounds still run, with what each number is a share of.
import type { Experiment, Watched } from "../types";

export const steps = [
  "assigned",
  "round_opened",
  "first_invite_delivered",
  "offer_seen",
  "over",
  "with_offer",
  "awarded",
  "converted",
] as const;
export type StepSoFar = (typeof steps)[number];
export type ArmSoFar = Watched["funnel"][number] & { over: number };

/** The arms, each with the requests whose rounds are over. */
export const armsSoFar = (funnel: Watched["funnel"], sizes: Watched["sizes"]): ArmSoFar[] =>
  funnel.map((row) => ({ ...row, over: sizes.find(({ key }) => key === row.key)?.requests ?? 0 }));

/** Of a simulated buyer nobody notes that they look. */
export const shownSteps = (simulated: boolean) => steps.filter((step) => !simulated || step !== "offer_seen");

export const sampleRatioOf = ({ sample_ratio, simulated }: Watched) =>
  sample_ratio.filter(({ stage }) => !simulated || stage !== "offer_seen");

/** How many rounds of each arm are not over. Requests alone are drawn one by one, so that each has its round. */
export const stillRunning = (watched: Watched, unit: string): { key: string; n: number }[] =>
  unit === "intent"
    ? armsSoFar(watched.funnel, watched.sizes).map(({ key, round_opened, over }) => ({
        key,
        n: Math.max(0, round_opened - over),
      }))
    : [];
export const countRunning = (watched: Watched | null, unit: string): number =>
  watched ? stillRunning(watched, unit).reduce((sum, { n }) => sum + n, 0) : 0;

/** No request is put into an arm any more. */
export const isOver = ({ state }: Pick<Experiment, "state">) =>
  state === "stopped" || state === "killed" || state === "analysed" || state === "published" || state === "void";
/** Whether figures can change by themselves: they do until the last round is over or somebody has analysed them. */
export const moves = (one: Pick<Experiment, "state" | "document">, watched: Watched | null): boolean =>
  !isOver(one) ||
  ((one.state === "stopped" || one.state === "killed") && countRunning(watched, one.document?.unit ?? "") > 0);

/**
 * A step's count and what it is a share of. What came of a request is known when its round is over: those that still
 * run would only make the share look small.
 */
export function shareAt(row: ArmSoFar, step: StepSoFar): [number, number] {
  const isOfOver = step === "with_offer" || step === "awarded" || step === "converted";
  return [row[step], isOfOver ? row.over : row.assigned];
}
