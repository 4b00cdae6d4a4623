// Whether a result may end the rounds of a sector.
import type { Analysis } from "../types";

/** Simulated people end nobody's market, and neither does a result that shows no difference. */
export const mayEndRounds = ({ experiment, hypotheses }: Analysis): boolean =>
  !experiment.simulated &&
  hypotheses.some(({ arms }) => arms.some(({ finding }) => finding === "supported" || finding === "opposite"));
