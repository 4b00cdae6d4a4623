// The page behind the link of an invitation.
export const tap = {
  title: "Make an offer",
  bad: "This link is not complete. Please open it again from the mail, or go to your desk.",
  as: (business: string) => `A request for ${business}`,
  by: (when: string) => `by ${when}`,
  open: "Offers are taken for",
  over: "This link was for a round that has ended. What goes on now is at your desk.",
  from: {
    nothing: "Say your price; the rest is for you to change or leave.",
    own: "This is what you have offered. Change it and send it again.",
    standing_offer: "Filled in from your standing offer. Look it over: nothing is sent before you tap.",
    last_offer:
      "Filled in from your last offer for such a thing, at the same share of the budget where both are known. " +
      "Look it over: nothing is sent before you tap.",
  },
  binding:
    "One tap sends it, and it binds you until the buyer has chosen. " +
    "With this link you can change it until the round ends.",
  sent: "Your offer is in",
  revised: "Your offer is changed",
  first: "Best so far",
  sentMore: (title: string) =>
    `It stands for “${title}”. You hear how it ends, always. ` +
    "With the same link you can change it until the round ends.",
  desk: "To your desk",
};
