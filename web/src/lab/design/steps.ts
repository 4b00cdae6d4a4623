// The steps of a design, in their order.
export const steps = ["question", "sectors", "arms", "size", "try", "read"] as const;
export type StepName = (typeof steps)[number];
