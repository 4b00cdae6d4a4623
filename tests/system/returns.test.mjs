// What another contact brings a shop, how many offers buyers take in, where sales come from, and case studies. Every
// figure is held against the event log, folded here by itself.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const buyers = 12; // enough for a curve, which takes ten
const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const colours = "amber azure beige black blue bronze brown coral cream gold green grey".split(" ");
let parley;
let mole;
let rat;
before(async () => {
  const env = { PARLEY_GUIDE_FRESH_MS: "0", PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_INDEXING: "public" };
  parley = await startParley({ env });
  mole = await newShop(parley, { name: "Mole" });
  rat = await newShop(parley, { name: "Rat" });
});
after(() => parley?.stop());

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const get = (path, { session } = {}) => expectStatus(200, parley.url, "GET", path, { session });
const returnsOf = (shop, query = "") => get(`/v1/businesses/me/returns${query}`, shop);
const attentionOf = (query = "") => get(`/v1/sectors/furniture/tables/attention${query}`);
const studyOf = (query = "", who) => get(`/v1/case-studies/furniture/tables${query}`, who);
const page = async (path) => (await fetch(`${parley.url}${path}`)).text();
const query = (statement) => sql(parley.stores.databaseUrl, statement);

/** What is over, as the log has it: [{ intent, buyer, events: [{ at, type, body }], bidders: { number: shop } }] */
async function everything() {
  const intents = new Map();
  for (const [intent, buyer, state] of await query("SELECT intent_id, consumer_id, state FROM intent_head"))
    intents.set(intent, { intent, buyer, state, events: [], bidders: {} });
  for (const [intent, at, type, body] of await query(
    "SELECT intent_id, at, type, body FROM intent_event ORDER BY intent_id, seq",
  ))
    intents.get(intent).events.push({ at: Number(at), type, body: JSON.parse(body) });
  const invited = await query(`SELECT e.intent_id, e.body ->> 'bidder', p.value ->> 'id' FROM intent_event e
    JOIN intent_part p USING (intent_id, seq) WHERE e.type = 'invited' AND p.name = 'business'`);
  for (const [intent, bidder, shop] of invited) intents.get(intent).bidders[bidder] = shop;
  return [...intents.values()].filter(({ state }) => !["unconfirmed", "open", "deciding", "awarded"].includes(state));
}

const isAnswer = ({ type, body }) =>
  type === "awarded" || (type === "shortlisted" && body.listed) || (type === "message_sent" && body.by === "buyer");
const isContact = ({ type, body }) =>
  ["offer_placed", "offer_revised", "advice_given"].includes(type) ||
  (type === "message_sent" && body.by === "business");

/** Per number of a contact: who, and whether it was answered and sold; of one shop. */
function contactsOf(shop, all) {
  const made = {};
  for (const { buyer, events, bidders } of all) {
    const bidder = Number(Object.keys(bidders).find((number) => bidders[number] === shop.id));
    const settled = events.findIndex(({ type }) => type === "award_confirmed");
    const mine = events.slice(0, settled < 0 ? undefined : settled).filter(({ body }) => body.bidder === bidder);
    let current;
    let number = 0;
    for (const event of mine) {
      if (isContact(event)) {
        current = { buyer, answered: false, sold: false };
        (made[(number += 1)] ??= []).push(current);
      } else if (current && isAnswer(event)) {
        current.answered = true;
        if (event.type === "awarded" && events[settled]?.body.bidder === bidder) current.sold = true;
      }
    }
  }
  return made;
}

/** Per place of an offer in its request: whether its buyer answered and chose it. */
function receivedIn(all) {
  const received = {};
  for (const { buyer, events } of all) {
    const placed = [...new Set(events.filter(({ type }) => type === "offer_placed").map(({ body }) => body.bidder))];
    placed.forEach((bidder, at) => {
      const answers = events.filter((event) => isAnswer(event) && event.body.bidder === bidder);
      const sold = answers.some(({ type }) => type === "awarded");
      (received[at + 1] ??= []).push({ buyer, answered: answers.length > 0, sold });
    });
  }
  return received;
}

/** The points of a curve as counts, as far as ten people stand behind each. */
function counted(made) {
  const points = [];
  for (let number = 1; new Set((made[number] ?? []).map(({ buyer }) => buyer)).size >= 10; number += 1) {
    const cases = made[number].length;
    const share = (what) => [made[number].filter((one) => one[what]).length, cases];
    points.push({ number, answered: share("answered"), sold: share("sold") });
  }
  return points;
}
const counts = ({ happened, cases }) => [happened, cases];
const told = (points) =>
  points.map(({ number, answered, sold }) => ({ number, answered: counts(answered), sold: counts(sold) }));

/** Buyer i's request, in which Mole makes three contacts and Rat one, and which ends as i says. */
async function asked(i) {
  const colour = colours[i];
  const answers = { material: i < 8 ? "oak" : "ash" };
  const intent = await newIntent(parley, { title: `A ${colour} table`, text: `It should be ${colour}`, answers });
  const first = await offer(parley, mole, intent, 50_000 + 100 * i);
  const second = await offer(parley, rat, intent, 49_000);
  if (i % 4 !== 0)
    await does(intent, intent, "messages", { offer_id: first.offer_id, text: `Is it ${colour} all over?` });
  await offer(parley, mole, intent, 47_000 + 100 * i, { status: 200 });
  if (i % 5 === 0) await does(intent, intent, `threads/${second.offer_id}/shortlist`, { listed: true });
  if (i !== 4) await does(intent, mole, "messages", { text: `The ${colour} one is oiled by hand` });
  if (i === 1) await does(intent, intent, "messages", { offer_id: first.offer_id, text: "That sounds good" });
  await does(intent, intent, "close");
  const winner = i < 5 ? [first, mole] : i < 7 ? [second, rat] : null;
  if (!winner) {
    await does(intent, intent, "decline-all");
    return intent;
  }
  await does(intent, intent, "award", { offer_id: winner[0].offer_id });
  await does(intent, winner[1], "confirm-award");
  // What is said after the yes is service, and no contact.
  if (i === 4) await does(intent, mole, "messages", { text: "When may we deliver?" });
  await does(intent, intent, "promises/1/judge", { kept: i !== 2 });
  await does(intent, intent, "outcome", { where: "here" });
  return intent;
}

test("S6 returns per contact and attention by offer are those of the log, and nothing is told of few", async () => {
  assert.deepEqual([(await returnsOf(mole)).contacts, (await attentionOf()).offers], [[], []]);
  assert.ok(!(await page("/s/furniture/tables")).includes("How many offers buyers take in"));
  for (let i = 0; i < 9; i += 1) await asked(i);
  assert.deepEqual([(await returnsOf(mole)).contacts, (await attentionOf()).offers], [[], []], "nine are few");
  for (let i = 9; i < buyers; i += 1) await asked(i);
  // Running, so that nobody can say yet what it came to.
  await offer(parley, mole, await newIntent(parley, { title: "A round table" }), 30_000);

  const all = await everything();
  assert.equal(all.length, buyers);
  const mine = await returnsOf(mole);
  assert.deepEqual(told(mine.contacts), counted(contactsOf(mole, all)));
  assert.deepEqual(told(mine.contacts), [
    { number: 1, answered: [9, 12], sold: [0, 12] },
    { number: 2, answered: [1, 12], sold: [1, 12] },
    { number: 3, answered: [4, 11], sold: [4, 11] },
  ]);
  assert.deepEqual([mine.days, mine.floor, mine.interval_ppm], [90, 10, 950_000]);
  const { low_ppm, high_ppm } = mine.contacts[0].answered;
  assert.ok(low_ppm < 750_000 && 750_000 < high_ppm, "the share lies in its interval");
  assert.deepEqual(told((await returnsOf(rat)).contacts), counted(contactsOf(rat, all)));

  const attention = await attentionOf();
  assert.deepEqual(told(attention.offers), counted(receivedIn(all)));
  assert.equal(attention.offers.length, 2);
  assert.deepEqual((await attentionOf("?simulated=1")).offers, [], "none of it was simulated");
  const html = await page("/s/furniture/tables");
  const [first, second] = attention.offers.map(({ answered }) => `${answered.happened} of ${answered.cases}`);
  assert.ok(html.includes(`chosen in ${first} requests, offer 2 in ${second}.`));
  assert.ok((await page("/s/furniture")).includes(`chosen in ${first} requests`));
});

test("S6 how many readers leave a list after each letter is told of ten readers or more", async () => {
  const shop = await newShop(parley, { name: "Badger", sectors: ["furniture/chairs"] });
  const now = 1e6 * (Math.floor(Date.now() / 1000) - 86_400);
  // Eleven readers with two letters each; three left after the first and so got one, one after the second.
  const rows = (times) => Array.from({ length: times }, (_, i) => i);
  const reader = (i) => `${"0".repeat(22)}rd${String(i).padStart(2, "0")}`;
  const mail = (i) => `${"0".repeat(22)}ma${String(i).padStart(2, "0")}`;
  const write = (times) =>
    times.map(
      (i) =>
        `INSERT INTO list_mail VALUES ('${mail(i)}', '${shop.id}', 'Chairs', 'New ones', 11, ${now + i});` +
        rows(11)
          .filter((one) => i === 0 || one >= 3)
          .map((one) => `INSERT INTO list_reading VALUES ('${mail(i)}', '${reader(one)}', ${now + 1000 * i + one});`)
          .join(""),
    );
  const left = (one) => (one < 3 ? now + 500 : one === 3 ? now + 1500 : null);
  const consents = rows(11).map((one) => {
    const at = left(one);
    return `INSERT INTO consent (principal_id, purpose, wording, requested_at, confirmed_at, withdrawn_at, controller,
      withdrawn_how) VALUES ('${reader(one)}', 'offers/${shop.id}', 'offers-2026-11', ${now - 9}, ${now - 9},
      ${at ?? "NULL"}, '${shop.id}', '${at ? "unsubscribe" : ""}');`;
  });
  await query([...consents, ...write([0, 1])].join("\n"));
  const { letters } = await returnsOf(shop);
  assert.deepEqual(
    letters.map(({ number, stopped }) => [number, ...counts(stopped)]),
    [[1, 3, 11]],
    "eight readers of the second letter are few",
  );
});

let chairs = 0;
/** A sale of the shop to this buyer, who posts with these headers. */
async function sold(shop, price, { email = newAddress("buyer"), headers = {} } = {}) {
  const title = `Chair ${(chairs += 1)} of a set`;
  const body = { title, sector: "furniture/chairs", place: { name: "Leeds" }, start: "now", email };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body, headers });
  const mail = await mailTo(parley, email, ({ subject }) => subject.startsWith(`Confirm: ${title}`));
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(mail) },
  });
  const intent = { id, session, email };
  const { offer_id } = await offer(parley, shop, intent, price);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
  return intent;
}

async function joinList(intent) {
  const asked = { session: intent.session, body: { wording: "offers-2026-11" } };
  await expectStatus(202, parley.url, "POST", `/v1/intents/${intent.id}/offer-list`, asked);
  const mail = await mailTo(parley, intent.email, ({ subject }) => subject.startsWith("Confirm: offers from"));
  await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(mail) } });
}

test("S25 each sale has one source, and their values add up to what was sold", async () => {
  const otter = await newShop(parley, { name: "Otter", sectors: ["furniture/chairs"] });
  const none = await returnsOf(otter);
  assert.deepEqual(
    none.sales.sources.map(({ source, sales, value }) => [source, sales, value]),
    [
      ["bought_before", 0, 0],
      ["on_list", 0, 0],
      ["by_link", 0, 0],
      ["newcomer", 0, 0],
    ],
  );
  const first = await sold(otter, 10_000);
  await sold(otter, 20_000);
  const { code } = await expectStatus(201, parley.url, "POST", `/v1/intents/${first.id}/referrals`, {
    session: first.session,
    body: {},
  });
  const headers = { "parley-referral": code };
  await sold(otter, 1_000, { headers });
  await joinList(first);
  await sold(otter, 300, { email: first.email, headers });
  // On the list of the shop without having bought from it: the consent is there, the sale was another shop's.
  const reader = newAddress("buyer");
  const vole = await newShop(parley, { name: "Vole", sectors: ["furniture/chairs"] });
  const elsewhere = await sold(vole, 7_000, { email: reader });
  const [[consumer]] = await query(`SELECT consumer_id FROM intent_head WHERE intent_id = '${elsewhere.id}'`);
  await query(`INSERT INTO consent (principal_id, purpose, wording, requested_at, confirmed_at, controller)
    VALUES ('${consumer}', 'offers/${otter.id}', 'offers-2026-11', 1, 2, '${otter.id}')`);
  await sold(otter, 40, { email: reader, headers });

  const { sales } = await returnsOf(otter);
  assert.deepEqual(
    sales.sources.map(({ source, sales, value }) => [source, sales, value]),
    [
      ["bought_before", 1, 300],
      ["on_list", 1, 40],
      ["by_link", 1, 1_000],
      ["newcomer", 2, 30_000],
    ],
  );
  const won = (await everything()).filter(({ events, bidders }) =>
    events.some(({ type, body }) => type === "award_confirmed" && bidders[body.bidder] === otter.id),
  );
  const value = won
    .flatMap(({ events }) => events)
    .filter(({ type, body }) => type === "promise_made" && body.kind === "price")
    .reduce((sum, { body }) => sum + body.amount, 0);
  assert.deepEqual(
    [won.length, value],
    [5, sales.sources.reduce((sum, one) => sum + one.value, 0)],
    "every sale of the log, once",
  );
  const euros = (await returnsOf(otter, "?currency=EUR")).sales;
  assert.deepEqual([euros.currency, euros.sources.every((one) => one.sales === 0)], ["EUR", true]);
});

test("S13 a case study tells of ten buyers or more, quotes who shares, and names who agreed", async () => {
  const all = (await everything()).filter(({ events }) => events[0].body.sector === "furniture/tables");
  const { study, missing, floor, quotes } = await studyOf();
  assert.deepEqual([missing, floor, quotes], [0, 10, []]);
  const bought = all.filter(({ events }) => events.some(({ type }) => type === "award_confirmed"));
  assert.equal(study.requests, all.length);
  assert.deepEqual(study.ended, { bought: bought.length, no_offers: 0, not_taken: all.length - bought.length });
  assert.deepEqual(study.offers, { low: 2, middle: 2, high: 2 });
  assert.deepEqual(study.kept, { judged: 7, kept: 6 });
  assert.deepEqual(
    study.asked_for,
    [{ question: "material", answer: "oak", requests: 8 }],
    "four that said ash are few",
  );
  const quartiles = (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (of) => sorted[Math.ceil((sorted.length * of) / 4) - 1];
    return { low: at(1), middle: at(2), high: at(3) };
  };
  const paid = ({ events }) =>
    events.find(({ type, body }) => type === "promise_made" && body.kind === "price").body.amount;
  assert.deepEqual(study.sold_for, quartiles(bought.map(paid)));
  const waits = all.map(({ events }) => {
    const at = (wanted) => events.find(({ type }) => type === wanted).at;
    return Math.floor((at("offer_placed") - at("round_opened")) / 1e6);
  });
  assert.deepEqual(study.first_offer_s, quartiles(waits));
  const gap = ({ events }) => {
    const last = {};
    for (const { type, body } of events) if (type.startsWith("offer_")) last[body.bidder] = body.price;
    const prices = Object.values(last);
    return Math.floor(((Math.max(...prices) - Math.min(...prices)) * 1e6) / Math.min(...prices));
  };
  assert.deepEqual(study.price_gap_ppm, quartiles(all.map(gap)));

  const chosen = all.find(({ events, bidders }) =>
    events.some(({ type, body }) => type === "award_confirmed" && bidders[body.bidder] === mole.id),
  );
  const intent = await asked(3);
  assert.notEqual(chosen.intent, intent.id);
  const words = "I asked for a table & got one";
  await does(intent, intent, "share", { shared: true, text: words });
  const quoted = async () => (await studyOf()).quotes.map(({ words, shop }) => [words, shop]);
  assert.deepEqual(await quoted(), [[words, null]], "nobody is named who did not agree");
  assert.match(await page("/case-studies/furniture/tables"), /Which material\? <strong>oak<\/strong>/);
  assert.match(await page("/case-studies/furniture/tables"), /a table &amp; got one.*a shop near/s);

  const path = "/v1/businesses/me/case-studies";
  const { state, wording } = await get(path, mole);
  assert.equal(state, "none", "off until it is switched on");
  const agree = (version) => call(parley.url, "POST", path, { session: mole.session, body: { wording: version } });
  assert.equal((await agree("case-studies-2020-01")).body.code, "wording_changed");
  for (let i = 0; i < 2; i += 1) assert.equal((await agree(wording.version)).body.state, "confirmed");
  assert.deepEqual(await quoted(), [[words, "Mole"]]);
  assert.match(await page("/case-studies/furniture"), /<strong>Mole<\/strong>/);
  const evidence = `SELECT wording, wording_sha256, method, source, withdrawn_how FROM consent
    WHERE principal_id = '${mole.id}' AND purpose = 'case_studies'`;
  const row = [wording.version, wording.sha256, "signed_in", "retailer"];
  assert.deepEqual(await query(evidence), [[...row, ""]], "once");
  const stopped = await expectStatus(200, parley.url, "DELETE", path, { session: mole.session });
  assert.equal(stopped.state, "stopped");
  assert.deepEqual(await query(evidence), [[...row, "page"]]);
  assert.deepEqual(await quoted(), [[words, null]]);

  await does(intent, intent, "share", { shared: false });
  assert.deepEqual(await quoted(), [], "taken back");
  assert.ok(!(await page("/case-studies/furniture/tables")).includes("got one"));
});

test("S13 a business reads the study of its own requests, and nobody else does", async () => {
  const own = await studyOf(`?business=${mole.id}`, mole);
  assert.equal(own.business_id, mole.id);
  assert.ok(own.study.requests >= buyers, "in all of them it offered");
  assert.deepEqual(own.study.kept, { judged: 6, kept: 5 }, "its own promises alone");
  const { key } = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session: mole.session,
    body: { label: "A report", scopes: ["read"] },
  });
  assert.deepEqual((await studyOf(`?business=${mole.id}`, { session: key })).study, own.study);
  const refused = async (session) => {
    const path = `/v1/case-studies/furniture/tables?business=${mole.id}`;
    const { status, body } = await call(parley.url, "GET", path, { session });
    return [status, body.code];
  };
  assert.deepEqual(await refused(rat.session), [403, "not_your_business"]);
  assert.deepEqual(await refused(undefined), [401, "sign_in_required"]);
});

test("S13 a study that cannot be made says how many buyers are missing", async () => {
  const path = "/v1/case-studies/furniture/tables?simulated=1";
  const { study, missing, quotes } = await get(path);
  assert.deepEqual([study, missing, quotes], [null, 10, []]);
  const few = await expectStatus(200, parley.url, "GET", "/v1/case-studies/furniture/chairs");
  assert.ok(few.study === null && few.missing > 0 && few.missing < 10, `${few.missing}`);
  assert.match(await page("/case-studies/furniture/chairs"), new RegExp(`10 buyers, and ${few.missing} are missing`));
  assert.equal((await call(parley.url, "GET", "/v1/case-studies/furniture/thrones")).status, 404);
  assert.equal((await fetch(`${parley.url}/case-studies/furniture/thrones`)).status, 404);
});

test("what cannot be read of a query is named, and figures of one's own need a sign-in", async () => {
  const code = async (path, who) => (await call(parley.url, "GET", path, who)).body.code;
  assert.equal(await code("/v1/businesses/me/returns"), "sign_in_required");
  assert.equal(await code("/v1/businesses/me/returns?currency=FRF", { session: mole.session }), "bad_query");
  assert.equal(await code("/v1/sectors/furniture/tables/attention?simulated=2"), "bad_query");
  assert.equal(await code("/v1/sectors/furniture/thrones/attention"), "not_found");
  assert.equal(await code("/v1/case-studies/furniture/tables?business=mole"), "bad_query");
});
