// What a shop's own till or checkout may tell by itself.
export const till = {
  title: "Let your till or checkout tell us",
  lead:
    "When a buyer pays at your page or shows their code in your shop, your program can redeem the code by itself, " +
    "and the buyer sees it at once. Without that, type the code in here as before.",
  make: "Make a key",
  made: "The key is made.",
  key: "Your key",
  once: "It is shown this once. Put it into your program now, and nowhere else.",
  used: (when: string) => `Used last ${when}.`,
  unused: (when: string) => `Made ${when}, not used yet.`,
  how: "How to set it up",
  howText:
    "Give this to whoever looks after your till: it calls the address with the body below, signed with the key as " +
    "“Standard Webhooks” signs. There are ready libraries for most languages.",
  address: "Address to call (POST)",
  body: "What to send",
  docs: "The details, for programmers",
  another: "Make another key",
  drop: "Take the key back",
  dropped: "The key is taken back.",
  sure: "The key in use stops working at once.",
};
