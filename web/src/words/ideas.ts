// What buyers wish existed, on a shop's desk.
export const ideas = {
  title: "What people wish existed",
  lead: "Wishes of buyers in your trades. Your answer stands beside the wish for everybody to read, with your name.",
  you: "You",
  label: "What do you say to it?",
  hint: "No phone numbers, links or addresses. You can change it later.",
  answer: "Answer",
  change: "Change your answer",
  answered: "Your answer is there.",
  older: "Older wishes",
};
