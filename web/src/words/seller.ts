// Who the buyer has the contract with, and how it can be cancelled.
export const seller = {
  title: "Your contract is with",
  titleToBe: "If it says yes, your contract is with",
  kind: { company: "a company", sole_trader: "a sole trader" } as Record<string, string>,
  register: (register: string | null, number: string) => `${register ?? "register"} ${number}`,
  declared: "Name, address, phone and register are the shop's own statement.",
  mailChecked: "Its mail address was checked.",
  rights: "You can cancel within 14 days",
  cancel: (name: string) =>
    "What you buy without going to the shop can be cancelled within 14 days after it came to you, a service within " +
    `14 days after the yes. You need no reason: tell ${name} in writing, and it pays back within 14 days.`,
  exceptions:
    "Not so for what is made to your wishes or goes off quickly, for urgent repairs that you asked for, and for what " +
    "you saw and bought in the shop.",
  own: "The shop's own returns",

  checked: "Checked: its mail address",
  unchecked: "Simulated: nothing is checked",
  says: (who: string) => `Says itself: ${who}`,
  saysNothing: "It has not said who trades",
  about: "About the shop",
};
