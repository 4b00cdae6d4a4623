// The conversation through the public calls: who hears what, who has the word, what is refused by name, and what a mail
// lets one answer. What is refused is heard by nobody.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { look, mailsTo, mailTo, newAddress, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const penzance = { name: "Penzance" };
let parley;
let shops;
before(async () => {
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  shops = await Promise.all(["Mole", "Rat", "Toad"].map((name) => newShop(parley, { name, place: penzance })));
});
after(() => parley?.stop());

const path = (intent, verb) => `/v1/intents/${intent.id}/${verb}`;
const post = (intent, { session }, verb, body = {}) => call(parley.url, "POST", path(intent, verb), { session, body });
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", path(intent, verb), { session, body });
const refused = async (intent, who, verb, body, code) =>
  assert.equal((await post(intent, who, verb, body)).body.code, code, `${verb} ${JSON.stringify(body)}`);

/** A buyer with two offers, of which each shop's desk line is open: { intent, offers, lines }. */
async function twoOffers() {
  const intent = await newIntent(parley, { place: penzance });
  const offers = [];
  for (const [i, shop] of shops.slice(0, 2).entries()) offers.push(await offer(parley, shop, intent, 50_000 + i));
  return { intent, offers };
}
async function agreed() {
  const { intent, offers } = await twoOffers();
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: offers[0].offer_id });
  await does(intent, shops[0], "confirm-award");
  return { intent, offers, winner: shops[0], loser: shops[1] };
}

test("S44: a question and its answer are heard by all at once, a thread by its two sides alone", async () => {
  const { intent, offers } = await twoOffers();
  const [asker, other] = shops;
  const line = async ({ session }) => {
    const opened = await Line.open(parley.url, { session });
    await opened.subscribe(`intent/${intent.id}`);
    return opened;
  };
  const lines = await Promise.all([asker, other, intent, {}].map(line));
  const [forAsker, forOther, forBuyer, forAll] = lines;
  await does(intent, asker, "questions", { text: "How wide may it be?" });
  for (const one of lines) {
    const { data } = await one.until((push) => push.type === "question", "the question");
    assert.equal(data.question.text, "How wide may it be?");
    assert.equal(data.question.own, one === forAsker);
    assert.ok(!JSON.stringify(data).includes("Mole"), "nobody is told who asked");
  }
  await does(intent, intent, "questions/1/answer", { text: "A metre ten" });
  for (const one of lines)
    await one.until((push) => push.type === "question" && push.data.question.answer === "A metre ten", "the answer");

  await does(intent, intent, "messages", { offer_id: offers[0].offer_id, text: "Is it oiled?" });
  const heard = await forAsker.until((push) => push.type === "message", "the message");
  assert.equal(heard.data.message.text, "Is it oiled?");
  await does(intent, asker, "messages", { text: "Oiled twice" });
  const told = await forBuyer.until((push) => push.type === "message" && push.data.message.by === "business");
  assert.deepEqual(
    told.data.thread.messages.map(({ by, text }) => [by, text]),
    [
      ["buyer", "Is it oiled?"],
      ["business", "Oiled twice"],
    ],
  );
  // What comes later has come to them, so nothing of the thread is on its way any more.
  await does(intent, intent, "extend");
  for (const one of [forOther, forAll]) {
    await one.until((push) => push.type === "round_extended", "a later push");
    assert.ok(!one.pushes.some((push) => push.type === "message" || JSON.stringify(push).includes("iled")));
  }
  const mine = await look(parley, intent, other.session);
  assert.ok(!JSON.stringify(mine).includes("iled"));
  await Promise.all(lines.map((one) => one.close()));
});

test("S60: a business does not speak twice, not without a thread, not after the close, and no way around", async () => {
  const { intent, offers } = await twoOffers();
  const [first, second, third] = shops;
  await refused(intent, third, "messages", { text: "Good day" }, "no_thread");
  await does(intent, first, "messages", { text: "Good day, we are near you" });
  await refused(intent, first, "messages", { text: "Are you there?" }, "awaiting_answer");
  await refused(intent, second, "messages", { text: "Ring 01736 496 000" }, "contact_details");
  await refused(intent, second, "messages", { text: "see oakandsons dot co dot uk" }, "contact_details");
  const { body } = await post(intent, second, "messages", { text: "Write to shop@example.org today" });
  assert.deepEqual(body.found, [{ kind: "email", text: "shop@example.org" }]);
  await refused(intent, second, "messages", { text: "Hello", offer_ids: [offers[0].offer_id] }, "invalid_input");
  await refused(intent, second, "messages", { text: "", kind: "beat_this" }, "not_yours");
  const seen = await look(parley, intent, intent.session);
  const said = seen.offers.flatMap((one) => one.thread.messages.map(({ text }) => text));
  assert.deepEqual(said, ["Good day, we are near you"], "nothing that was refused was delivered");
  await does(intent, intent, "cancel", { reason: "" });
  await refused(intent, second, "messages", { text: "A last word" }, "thread_closed");
  await refused(intent, second, "questions", { text: "Why?" }, "intent_over");
});

test("S5: the same words to many are refused by name, and contacts in offers are withheld", async () => {
  const shop = await newShop(parley, { name: "Weasel", place: penzance });
  const words = "We have the very best tables in all of Cornwall";
  const codes = [];
  for (let i = 0; i < 5; ++i) {
    const intent = await newIntent(parley, { place: penzance });
    const message = i === 0 ? "Oak. Call 07700 900123 for more" : "";
    await offer(parley, shop, intent, 50_000, message ? { message } : {});
    const view = await look(parley, intent, intent.session);
    const mine = view.offers.find((one) => one.business.id === shop.id);
    if (i === 0) assert.equal(mine.message, "Oak. Call [phone number withheld] for more");
    else codes.push((await post(intent, shop, "messages", { text: `  ${words.toUpperCase()} ` })).body.code);
  }
  assert.deepEqual(codes, [undefined, undefined, undefined, "bulk_message"]);
});

test("S5: the same words to many are refused by question, message and reply, and no buyer hears them", async () => {
  const shop = await newShop(parley, { name: "Ferret", place: penzance });
  const words = "Ask our friends in Truro about the finest tables";
  const made = [];
  for (let i = 0; i < 4; ++i) {
    const intent = await newIntent(parley, { place: penzance });
    made.push({ intent, offer: await offer(parley, shop, intent, 50_000) });
  }
  for (const [i, verb] of ["messages", "questions", "messages"].entries())
    await does(made[i].intent, shop, verb, { text: words });
  const { intent, offer: last } = made[3];
  await does(intent, intent, "messages", { offer_id: last.offer_id, text: "Do you come to Newlyn?" });
  const asked = await mailTo(parley, shop.address, (one) => one.text.includes("Do you come to Newlyn?"), 30_000);
  const token = /\/reply#([A-Za-z0-9_-]{43})/.exec(asked.text)[1];
  const reply = (text) => call(parley.url, "POST", "/v1/replies", { body: { token, text } });
  for (const verb of ["messages", "questions"]) await refused(intent, shop, verb, { text: words }, "bulk_message");
  assert.equal((await reply(words)).body.code, "bulk_message");
  assert.ok(!JSON.stringify(await look(parley, intent, intent.session)).includes(words), "the buyer sees nothing");
  // Mails go in their order: one about the refused words would have come before this one.
  assert.equal((await reply("Yes, as far as Newlyn")).body.sent, true, "words for this buyer alone are taken");
  await mailTo(parley, intent.address, (one) => one.text.includes("Yes, as far as Newlyn"), 30_000);
  assert.deepEqual(
    mailsTo(parley, intent.address).filter((one) => one.text.includes(words)),
    [],
  );
});

test("S5: contacts in a request's own words reach nobody, neither its page nor a feed nor who is asked", async () => {
  const shop = await newShop(parley, { name: "Heron", place: penzance });
  const hidden = ["07700 900123", "me@example.com"];
  const intent = await newIntent(parley, {
    title: "Oak table 07700 900123",
    text: "For eight, or write to me@example.com",
    answers: { material: "Oak, ring 07700 900123" },
    place: penzance,
  });
  const mail = await mailTo(parley, shop.address, (one) => one.text.includes("Oak table"), 30_000);
  const read = async (path) => (await fetch(parley.url + path)).text();
  const pages = [`/i/${intent.id}`, "/s/furniture/tables/feed.atom", "/s/furniture/tables/feed.json"];
  const seen = await Promise.all(pages.map(read));
  for (const text of [...seen, mail.subject, mail.text, JSON.stringify(await look(parley, intent, shop.session))]) {
    assert.ok(text.includes("Oak table"), "the request is there");
    for (const contact of hidden) assert.ok(!text.includes(contact), `${contact} in ${text}`);
  }
});

test("S50, S59: the buyer asks all, asks for a better price once, keeps a short list and mutes", async () => {
  const { intent, offers } = await twoOffers();
  const [first, second] = shops;
  await does(intent, intent, "questions", { text: "Can you deliver on a Saturday?" });
  for (const shop of [first, second]) {
    const { questions } = await look(parley, intent, shop.session);
    assert.deepEqual([questions[0].by, questions[0].text], ["buyer", "Can you deliver on a Saturday?"]);
  }
  await does(intent, first, "messages", { text: "Yes, in the morning" });
  const view = await look(parley, intent, intent.session);
  assert.deepEqual(
    view.offers.map((one) => one.thread.unanswered),
    [false, true],
    "S59: who has not answered is told apart",
  );
  const { offer_id } = offers[1];
  await does(intent, intent, "messages", { offer_id, kind: "beat_this" });
  await refused(intent, intent, "messages", { offer_id, kind: "beat_this" }, "already_asked");
  await offer(parley, second, intent, 45_000, { status: 200 });
  await does(intent, intent, `threads/${offer_id}/shortlist`, { listed: true });
  await does(intent, intent, `threads/${offer_id}/mute`, { muted: true });
  await does(intent, second, "messages", { text: "I went as low as I can" });
  const thread = (await look(parley, intent, intent.session)).offers.find((one) => one.offer_id === offer_id).thread;
  assert.deepEqual([thread.shortlisted, thread.muted, thread.beaten, thread.count], [true, true, true, 2]);
});

test("S52: who is reported once is not reported twice, and who is blocked is never asked again", async () => {
  const toad = await newShop(parley, { name: "Toad Hall", place: { name: "Wick" } });
  const wick = { place: { name: "Wick" } };
  const email = newAddress("buyer");
  const intent = await newIntent(parley, { ...wick, email });
  const { offer_id } = await offer(parley, toad, intent, 50_000);
  await does(intent, intent, "reports", { offer_id, about: "rude", text: "Shouted" });
  await refused(intent, intent, "reports", { offer_id, about: "spam" }, "already_reported");
  await does(intent, toad, "reports", { about: "not_genuine" });
  await does(intent, intent, `threads/${offer_id}/block`);
  await refused(intent, toad, "messages", { text: "Sorry" }, "blocked");
  await does(intent, intent, "cancel", { reason: "" });
  const again = await newIntent(parley, { ...wick, email, title: "A second table" });
  const key = { price: 50_000 };
  const answer = await call(parley.url, "POST", path(again, "offers"), {
    session: toad.session,
    key: `k${again.id}`,
    body: key,
  });
  assert.equal(answer.body.code, "blocked");
  assert.equal((await look(parley, again, again.session)).asked, 0);
});

test("S54: not yet, or ask me on a day, when each may write once more and no more", async () => {
  const { intent } = await twoOffers();
  const [first] = shops;
  await does(intent, first, "messages", { text: "Good day" });
  await does(intent, intent, "readiness", { state: "not_yet" });
  assert.deepEqual((await look(parley, intent, first.session)).readiness, { state: "not_yet", ask_at: null });
  const ask_at = new Date(Date.now() + 1_500).toISOString();
  await does(intent, intent, "readiness", { state: "ask_me", ask_at });
  const early = await post(intent, first, "messages", { text: "And now?" });
  assert.equal(early.body.code, "awaiting_answer");
  assert.ok(Math.abs(Date.parse(early.body.ask_at) - Date.parse(ask_at)) < 1, "it is told when it may");
  const line = await Line.open(parley.url, { session: first.session });
  while (Date.now() < Date.parse(ask_at)) {
    line.send({ ping: 1 });
    await line.until((frame) => "pong" in frame && Date.parse(frame.server_time) > 0);
  }
  await line.close();
  await does(intent, first, "messages", { text: "You wanted to be asked today" });
  await refused(intent, first, "messages", { text: "Well?" }, "awaiting_answer");
});

test("what is new is counted until it is read, for each side", async () => {
  const { intent, offers } = await twoOffers();
  const [first] = shops;
  const news = ({ session }) => expectStatus(200, parley.url, "GET", path(intent, "unread"), { session });
  const of = (all, { offer_id }) => all.threads.find((one) => one.offer_id === offer_id);
  await does(intent, first, "questions", { text: "How wide?" });
  await does(intent, first, "messages", { text: "Good day" });
  const found = await news(intent);
  assert.deepEqual([of(found, offers[0]).unread, of(found, offers[1]).unread, found.questions], [1, 0, 1]);
  await does(intent, intent, "read", { offer_id: offers[0].offer_id, upto: of(found, offers[0]).upto });
  await does(intent, intent, "read", { questions: true, upto: found.questions_upto });
  const read = await news(intent);
  assert.deepEqual([of(read, offers[0]).unread, read.questions], [0, 0]);
  await does(intent, intent, "messages", { offer_id: offers[0].offer_id, text: "And to you" });
  assert.equal((await news(first)).threads[0].unread, 1);
  assert.equal((await call(parley.url, "GET", path(intent, "unread"), {})).status, 401);
});

test("a mail about a message is answered by its link, which writes there and nowhere else", async () => {
  const { intent, offers } = await twoOffers();
  const [first] = shops;
  await does(intent, intent, "messages", { offer_id: offers[0].offer_id, text: "Is it heavy, then?" });
  const mail = await mailTo(parley, first.address, (one) => one.text.includes("Is it heavy, then?"), 30_000);
  const token = /\/reply#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  const reply = (body) => call(parley.url, "POST", "/v1/replies", { body });
  const shown = await reply({ token });
  assert.deepEqual([shown.status, shown.body.as, shown.body.sent], [200, "business", false]);
  const sent = await reply({ token, text: "Two can carry it" });
  assert.equal(sent.body.thread.messages.at(-1).text, "Two can carry it");
  assert.equal((await reply({ token, text: "Or three" })).body.code, "awaiting_answer");
  const back = await mailTo(parley, intent.address, (one) => one.text.includes("Two can carry it"), 30_000);
  const buyers = /\/reply#([A-Za-z0-9_-]{43})/.exec(back.text)[1];
  assert.equal((await reply({ token: buyers, text: "Good" })).body.as, "buyer");
  assert.equal((await reply({ token: "A".repeat(43), text: "Good" })).body.code, "token_unknown");
});

test("S53, S63: after the yes the thread stays, and promises are kept, broken and put right", async () => {
  const { intent, winner, loser, offers } = await agreed();
  await refused(intent, loser, "messages", { text: "Ours still stands" }, "thread_closed");
  await does(intent, intent, "messages", { offer_id: offers[0].offer_id, text: "Ring me on 07700 900123" });
  await does(intent, winner, "messages", { text: "I will" });
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`);
  await does(intent, winner, "promises", { text: "A tin of oil with it", due_at: null });
  const made = await line.until((push) => push.type === "deal_changed", "the promise");
  assert.deepEqual(
    made.data.deal.promises.map(({ kind, amount, text }) => [kind, amount, text]),
    [
      ["price", 50_000, ""],
      ["extra", null, "A tin of oil with it"],
    ],
  );
  await does(intent, winner, "promises/2/claim", { note: "Under the lid" });
  await does(intent, intent, "promises/2/judge", { kept: false, note: "No tin" });
  await refused(intent, intent, "promises/2/judge", { kept: false }, "promise_settled");
  await refused(intent, loser, "promises/2/repair", { text: "Here" }, "no_deal");
  await does(intent, winner, "promises/2/repair", { text: "It comes tomorrow" });
  await does(intent, intent, "promises/2/repair-answer", { accepted: true });
  await does(intent, winner, "promises/2/claim");
  await does(intent, intent, "promises/2/judge", { kept: true });
  await does(intent, intent, "promises/1/judge", { kept: true });
  const { deal } = await look(parley, intent, winner.session);
  assert.deepEqual(
    deal.promises.map(({ state }) => state),
    ["kept", "repaired"],
  );
  await line.close();
  assert.equal((await look(parley, intent, loser.session)).deal, null, "a deal is its two sides' business");
});

test("S63: a promise is asked about by mail on its day", async () => {
  const { intent, winner } = await agreed();
  const due_at = new Date(Date.now() + 4_000).toISOString();
  await does(intent, winner, "promises", { text: "A tin of oil with it", due_at });
  const asked = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Was it kept?"), 20_000);
  assert.match(asked.text, /promised .*A tin of oil with it.*Was that kept/s);
  assert.ok(asked.text.includes(`/buyer/${intent.id}`));
  assert.ok(Date.now() >= Date.parse(due_at), "not before its day");
});

test("S46, S57, S58: the sale goes on elsewhere, and the buyer says how it turned out", async () => {
  const { intent, winner } = await agreed();
  await does(intent, winner, "hand-off", { kind: "visit" });
  const { hand_off } = (await look(parley, intent, intent.session)).deal;
  assert.match(hand_off.code, /^[A-Z2-9]{6}$/);
  assert.equal((await look(parley, intent, winner.session)).deal.hand_off.code, null, "the buyer brings the code");
  await refused(intent, intent, "review", { rating: 5 }, "not_bought_here");
  await refused(intent, winner, "redeem", { code: "WRONG2" }, "code_wrong");
  await does(intent, winner, "redeem", { code: hand_off.code.toLowerCase() });
  await does(intent, intent, "outcome", { where: "here", price: 49_000 });
  await refused(intent, intent, "outcome", { where: "nowhere" }, "already_reported");
  await does(intent, intent, "review", { rating: 4, text: "Solid", incentive: false });
  await does(intent, intent, "ideas", { text: "I wish it came in 160 cm" });
  await does(intent, intent, "share", { shared: true, text: "I asked for oak and got oak" });
  assert.equal((await look(parley, intent)).deal.shared, "I asked for oak and got oak");
  await does(intent, intent, "share", { shared: false });
  assert.equal((await look(parley, intent)).deal, null, "what is taken back is gone");
  const mine = await look(parley, intent, intent.session);
  assert.deepEqual(
    [mine.state, mine.deal.outcome.price, mine.deal.ideas],
    ["fulfilled", 49_000, ["I wish it came in 160 cm"]],
  );
  await does(intent, intent, "promises/1/judge", { kept: true });
  assert.equal((await look(parley, intent, intent.session)).state, "closed");
});
