// What is known of each arm while rounds still run, with what each number is a share of.
import type { Watched } from "../types";

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

/**
 * A step's count and what it is a share of. What came of a request is known when its round is over: those that still
 * run would only make the share look small.
 */
export function shareAt(row: ArmSoFar, step: StepSoFar): [number, number] {
  const isOfOver = step === "with_offer" || step === "awarded" || step === "converted";
  return [row[step], isOfOver ? row.over : row.assigned];
}
