// What people may ask of Parley and what the operator owes for its power: being forgotten everywhere, by those who were
// told, too; taking away what is held; taking consents back; complaints, suspensions and appeals with reasons and days.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createPublicKey, verify as verifySignature } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { taken } from "./jpeg.mjs";
import { look, mailTo, newAddress, newIntent, newShop, offer } from "./market.mjs";
import { command, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const run = promisify(execFile);
const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
let folder;
let parley;
let shops;
let steward;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-rights-"));
  const file = join(folder, "token");
  writeFileSync(file, `${stewardToken}\n`);
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_STEWARD_TOKEN_FILE: file },
  });
  shops = await Promise.all(["Mole", "Rat", "Toad"].map((name) => newShop(parley, { name, place: penzance })));
  const body = { token: stewardToken };
  steward = (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body })).session;
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const get = (path, session, more = {}) => expectStatus(200, parley.url, "GET", path, { session, ...more });
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const refused = async (status, code, method, path, options) => {
  const answer = await call(parley.url, method, path, options);
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  return answer.body;
};
const act = (deed, subject, reasons = "Three buyers wrote to us about the same thing.", status = 201) =>
  expectStatus(status, parley.url, "POST", "/v1/steward/acts", {
    session: steward,
    body: { act: deed, subject, reasons },
  });
const queue = () => get("/v1/steward/queue", steward);

/** A deal between a buyer and the first shop, with a thread: { intent, winner, loser }. */
async function deal(more = {}) {
  const [winner, loser] = shops;
  const intent = await newIntent(parley, { place: penzance, ...more });
  const made = await offer(parley, winner, intent, 50_000);
  await offer(parley, loser, intent, 52_000);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: made.offer_id });
  await does(intent, winner, "confirm-award");
  return { intent, winner, loser, offerId: made.offer_id };
}

// --- everything that a store holds, as text --------------------------------------------------------------------------

/** All rows of all tables, each with its table's name. */
async function allRows() {
  const tables = await sql(
    parley.stores.databaseUrl,
    `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  assert.ok(tables.length > 30, "the tables were found");
  const rows = await Promise.all(
    tables.map(async ([table]) =>
      (await sql(parley.stores.databaseUrl, `SELECT t::text FROM ${table} t`)).map(
        (row) => `${table}: ${row.join(" ")}`,
      ),
    ),
  );
  return rows.flat();
}

/** All keys under this node's prefix with all that is in them. */
async function allOfRedis() {
  const socket = parley.stores.redisUrl.replace("unix://", "");
  const redis = async (...words) => (await run("redis-cli", ["-s", socket, ...words])).stdout;
  const keys = (await redis("--scan", "--pattern", `${parley.stores.redisPrefix}*`)).split("\n").filter(Boolean);
  const readers = {
    string: ["GET"],
    hash: ["HGETALL"],
    list: ["LRANGE", "0", "-1"],
    set: ["SMEMBERS"],
    zset: ["ZRANGE", "0", "-1", "WITHSCORES"],
    stream: ["XRANGE", "-", "+"],
  };
  return Promise.all(
    keys.map(async (key) => {
      const kind = (await redis("TYPE", key)).trim();
      if (kind === "none") return `${key}: gone meanwhile`;
      const [verb, ...rest] = readers[kind] ?? assert.fail(`${key} is a ${kind}, which this test cannot read`);
      return `${key}: ${await redis(verb, key, ...rest)}`;
    }),
  );
}

/** The texts that hold one of the markers, plainly or as the bytes of a bytea. */
function holding(texts, markers) {
  const forms = markers.flatMap((one) => [one.toLowerCase(), Buffer.from(one).toString("hex")]);
  return texts.filter((text) => forms.some((form) => text.toLowerCase().includes(form)));
}

test("Erasure: after it no table, log, Redis key, export or feed holds the person's text or address", async () => {
  const marker = {
    title: "Quillowtitle table",
    text: "Wrenwish, oiled by hand",
    email: `fennaddress-${newKey().slice(0, 8)}@example.org`,
    name: "Ysoldename Carew",
    lat: "50131977", // of a house of its own
    question: "Marrowquestion, is it dry?",
    answer: "Thistleanswer, of course",
    message: "Brackenmessage to you",
    reply: "Larkreply to that",
    offer: "Speedwelloffer for you",
    item: "Teaselitem as you like it",
    promise: "Sorrelpromise by Friday",
    note: "Tansynote on it",
    outcome: "Yarrowoutcome here",
    review: "Foxglovereview of it",
    idea: "Burdockidea in green",
    share: "Campionshare for all",
    report: "Nettlereport of one",
    complaint: "Mallowcomplaint about mails",
    template: "Quillowtitle",
    photo: "Sedgephoto of the corner",
  };
  const markers = Object.values(marker);
  // One shop answers by itself, with words that name what was asked for.
  const [winner, loser, clerk] = shops;
  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: clerk.session,
    body: {
      sector: "furniture/tables",
      opening: { price: 59_000 },
      floor: { price: 58_000 },
      message: "We make {item} ourselves",
    },
  });
  const raw = taken();
  const photo = await expectStatus(201, parley.url, "POST", "/v1/photos", {
    raw,
    headers: { "content-type": "image/jpeg" },
  });
  markers.push(photo.id);
  const intent = await newIntent(parley, {
    title: marker.title,
    text: marker.text,
    photos: [{ id: photo.id, alt: marker.photo }],
    email: marker.email,
    name: marker.name,
    place: { lat: 50.131977, lon: -5.541906 },
  });
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`, { after: 0 });
  const automatic = await buyer.until((push) => push.type === "offer_placed" && push.data.offer.automatic);
  assert.equal(
    automatic.data.offer.message,
    `We make ${marker.title} ourselves`,
    "the words are filled in for the buyer",
  );
  const made = await offer(parley, winner, intent, 50_000, { message: marker.offer, details: { item: marker.item } });
  const other = await offer(parley, loser, intent, 52_000);
  await does(intent, loser, "questions", { text: marker.question });
  await does(intent, intent, "questions/1/answer", { text: marker.answer });
  await does(intent, intent, "messages", { offer_id: made.offer_id, text: marker.message });
  await does(intent, winner, "messages", { text: marker.reply });
  await does(intent, intent, "reports", { offer_id: other.offer_id, about: "other", text: marker.report });
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: made.offer_id });
  await does(intent, winner, "confirm-award");
  await does(intent, winner, "promises", { text: marker.promise });
  await does(intent, intent, "promises/1/judge", { kept: false, note: marker.note });
  await does(intent, intent, "outcome", { where: "here", price: 50_000, note: marker.outcome });
  await does(intent, intent, "review", { rating: 4, text: marker.review });
  await does(intent, intent, "ideas", { text: marker.idea });
  await does(intent, intent, "share", { shared: true, text: marker.share });
  await expectStatus(201, parley.url, "POST", "/v1/complaints", {
    session: intent.session,
    key: newKey(),
    body: { about: "mails", text: marker.complaint },
  });
  // A second request of the same person that nobody confirmed, posted with a key that is remembered.
  await expectStatus(202, parley.url, "POST", "/v1/intents", {
    key: newKey(),
    body: { title: `${marker.title} two`, sector: "furniture/tables", place: penzance, email: marker.email },
  });
  await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: marker.email } });
  const late = await Line.open(parley.url, { session: winner.session });
  await late.subscribe(`desk/${winner.id}`);

  // The test can find what it is looking for.
  const before = holding(await allRows(), markers);
  for (const one of markers) assert.ok(holding(before, [one]).length > 0, `${one} is nowhere before the erasure`);
  const cached = holding(await allOfRedis(), [marker.title, marker.message]);
  assert.ok(cached.length > 0, "the cache has the request before the erasure");
  const file = JSON.stringify(await get("/v1/me/export", intent.session));
  for (const one of markers) assert.ok(holding([file], [one]).length > 0, `${one} is not in the export`);

  const done = await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: intent.session, body: {} });
  assert.equal(done.erased.length, 2);
  const pushed = await late.until((push) => push.type === "erased" && push.data.intent_id === intent.id, "the order");

  assert.deepEqual(holding(await allRows(), markers), [], "in a table");
  assert.deepEqual(holding(await allOfRedis(), markers), [], "in Redis");
  assert.deepEqual(holding([parley.log()], markers), [], "in the server's log");
  await refused(401, "sign_in_required", "GET", "/v1/me/export", { session: intent.session });
  assert.deepEqual(holding([JSON.stringify(await get("/v1/me", intent.session))], markers), []);
  const seen = [];
  for (const session of [undefined, winner.session, loser.session, clerk.session, steward]) {
    seen.push(JSON.stringify(await look(parley, intent, session)));
    seen.push(JSON.stringify(await get("/v1/intents", session)));
    const line = await Line.open(parley.url, { session });
    await line.subscribe(`intent/${intent.id}`, { after: 0 });
    await line.subscribe("sector/furniture/tables", { after: 0 });
    const shop = shops.find((each) => each.session === session);
    if (shop) await line.subscribe(`desk/${shop.id}`, { after: 0 });
    // Answered in its turn, so all that was missed has come before it.
    await line.subscribe("sector/furniture");
    seen.push(...line.pushes.map((push) => JSON.stringify(push)));
    line.socket.close();
  }
  seen.push(JSON.stringify(await queue()));
  const log = await get(`/v1/intents/${intent.id}/log`);
  seen.push(JSON.stringify(log));
  assert.deepEqual(holding(seen, markers), [], "in what anybody is shown");

  // The proof that the round was fair holds, for everybody and on the server.
  const exported = join(folder, "log.json");
  writeFileSync(exported, JSON.stringify(log));
  await command(parley.stores.databaseUrl, "verify", exported);
  await command(parley.stores.databaseUrl, "verify", "--intent", intent.id);

  // Whoever asks for the address again is a new person.
  const again = await newIntent(parley, { email: marker.email, title: "Another table", place: penzance });
  const { intents, consents } = await get("/v1/me", again.session);
  assert.deepEqual([intents.map(({ id }) => id), consents.length], [[again.id], 1]);
  assert.equal(pushed.data.deletion.intent_id, intent.id);
});

test("Erasure: what stays of a person is the evidence of its consents, withdrawn, with no address", async () => {
  const intent = await newIntent(parley, { place: penzance });
  const evidence = async () => {
    const rows = await sql(
      parley.stores.databaseUrl,
      `SELECT subject, confirmed_at IS NOT NULL, coalesce(withdrawn_how, '') FROM consent
     WHERE purpose = 'intent/${intent.id}'`,
    );
    assert.equal(rows.length, 1);
    return rows[0];
  };
  const [subject] = await evidence();
  assert.match(subject, /^[0-9a-f]{64}$/);
  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: intent.session, body: {} });
  assert.deepEqual(await evidence(), [subject, "t", "erased"]);
});

test("Erasure: every business that saw the request is told by a signed order that it acknowledges", async () => {
  const { intent, winner, loser } = await deal();
  const line = await Line.open(parley.url, { session: loser.session });
  await line.subscribe(`desk/${loser.id}`);
  const { report } = await does(intent, intent, "erase");
  const pushed = await line.until((push) => push.type === "erased" && push.data.intent_id === intent.id, "the order");

  const listOf = async (shop, query = "") => (await get(`/v1/deletions${query}`, shop.session)).data;
  const mine = (await listOf(loser)).find((one) => one.intent_id === intent.id);
  assert.deepEqual(mine.order, pushed.data.deletion, "the same order, wherever it is read");
  const { keys } = await get("/v1/keys");
  const { signature, ...signed } = mine.order;
  const canonical = JSON.stringify(signed, Object.keys(signed).sort());
  const key = createPublicKey({ key: keys.find(({ kid }) => kid === signed.kid), format: "jwk" });
  assert.ok(verifySignature(null, Buffer.from(canonical), key, Buffer.from(signature, "base64url")));
  assert.equal(signed.business_id, loser.id);
  assert.ok(
    !verifySignature(
      null,
      Buffer.from(canonical.replace(loser.id, winner.id)),
      key,
      Buffer.from(signature, "base64url"),
    ),
  );
  assert.deepEqual(await listOf(loser, `?after=${mine.n}`), [], "read on from a number");

  const progress = async () => (await get(`/v1/intents/${intent.id}/erasure?report=${report}`)).told;
  const names = (await progress()).map(({ business }) => business.name);
  assert.ok(["Mole", "Rat"].every((name) => names.includes(name)) && new Set(names).size === names.length);
  assert.ok(
    names.every((name) => ["Mole", "Rat", "Toad"].includes(name)),
    "and nobody who saw nothing",
  );
  assert.ok((await progress()).every(({ told_at, acknowledged_at }) => told_at && acknowledged_at === null));
  const ack = (shop) =>
    expectStatus(200, parley.url, "POST", `/v1/deletions/${intent.id}/ack`, { session: shop.session, body: {} });
  const first = await ack(loser);
  assert.deepEqual(await ack(loser), first, "the first time counts");
  const said = (await progress()).filter((one) => one.acknowledged_at !== null);
  assert.deepEqual(
    said.map(({ business, acknowledged_at }) => [business.id, acknowledged_at]),
    [[loser.id, first.acknowledged_at]],
  );

  // Nobody else sees who was told, and nobody acknowledges what was never theirs.
  const other = "A".repeat(43);
  await refused(404, "intent_unknown", "GET", `/v1/intents/${intent.id}/erasure?report=${other}`);
  const stranger = await newShop(parley, { name: "Otter" });
  await refused(404, "intent_unknown", "POST", `/v1/deletions/${intent.id}/ack`, {
    session: stranger.session,
    body: {},
  });
  assert.deepEqual(await listOf(stranger), []);
});

test("S5: each invitation says, signed, what it permits, about which request and until when", async () => {
  const shop = await newShop(parley, { name: "Heron", place: penzance });
  const line = await Line.open(parley.url, { session: shop.session });
  await line.subscribe(`desk/${shop.id}`);
  const intent = await newIntent(parley, { place: penzance });
  const pushed = await line.until((push) => push.type === "invited" && push.data.intent_id === intent.id, "it");
  const { solicitation: receipt } = pushed.data;
  const closes = Date.parse((await look(parley, intent, shop.session)).round.closes_at);
  assert.equal(Math.floor(receipt.until / 1_000), closes + 86_400_000, "the buyer has a day to decide");
  assert.deepEqual([receipt.intent_id, receipt.business_id], [intent.id, shop.id]);
  assert.deepEqual(receipt.permits, ["offer", "question", "answer"]);
  const { signature, ...signed } = receipt;
  const { keys } = await get("/v1/keys");
  const key = createPublicKey({ key: keys.find(({ kid }) => kid === signed.kid), format: "jwk" });
  const written = (value) => Buffer.from(JSON.stringify(value, Object.keys(value).sort()));
  const bytes = Buffer.from(signature, "base64url");
  assert.ok(verifySignature(null, written(signed), key, bytes));
  assert.ok(!verifySignature(null, written({ ...signed, until: signed.until + 1 }), key, bytes));
  await does(intent, intent, "cancel", { reason: "" });
  await refused(409, "intent_over", "POST", `/v1/intents/${intent.id}/questions`, {
    session: shop.session,
    body: { text: "And now?" },
  });
  await line.close();
});

test("Rights: the overview names each consent with its words and its day, and each can be taken back", async () => {
  const { intent, winner } = await deal();
  const list = `/v1/intents/${intent.id}/offer-list`;
  const body = { wording: "offers-2026-11" };
  await expectStatus(202, parley.url, "POST", list, { session: intent.session, body });
  const mail = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Confirm: offers from"));
  const token = /\/confirm#([\w-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });

  const me = await get("/v1/me", intent.session);
  assert.deepEqual(me.addresses, [intent.address]);
  const byKind = Object.fromEntries(me.consents.map((one) => [one.kind, one]));
  assert.deepEqual([byKind.intent.subject, byKind.intent.state], [intent.id, "confirmed"]);
  assert.match(byKind.intent.text, /^I agree that Parley writes to this address about this request/);
  assert.deepEqual([byKind.offers.subject, byKind.offers.name, byKind.offers.state], [winner.id, "Mole", "confirmed"]);
  assert.match(byKind.offers.text, /Mole sends its offers to my mail address/);
  assert.ok(Date.parse(byKind.offers.confirmed_at) >= Date.parse(byKind.offers.requested_at));

  const back = { session: intent.session, body: { purpose: `offers/${winner.id}` } };
  await expectStatus(200, parley.url, "POST", "/v1/me/withdrawals", back);
  assert.equal((await get(list, intent.session)).state, "stopped");
  const left = (await get("/v1/me", intent.session)).consents;
  assert.deepEqual(
    new Set(left.map(({ kind, state }) => `${kind} ${state}`)),
    new Set(["intent confirmed", "offers withdrawn"]),
  );
  const strange = { session: intent.session, body: { purpose: "offers/00000000000000000000000000" } };
  await refused(404, "consent_unknown", "POST", "/v1/me/withdrawals", strange);
  await refused(401, "sign_in_required", "POST", "/v1/me/withdrawals", { body: back.body });
});

test("Rights: the export has the requests, evidence, mails and sessions of the person, and no others", async () => {
  const mine = await newIntent(parley, { title: "Heronmine bench", place: penzance });
  const theirs = await newIntent(parley, { title: "Kestreltheirs bench", place: penzance });
  const file = await get("/v1/me/export", mine.session);
  assert.deepEqual(
    file.people.map(({ email }) => email),
    [mine.address],
  );
  assert.deepEqual(
    file.requests.map(({ id, title, audience }) => [id, title, audience]),
    [[mine.id, "Heronmine bench", "buyer"]],
  );
  assert.deepEqual(
    file.consents.map(({ purpose, method }) => [purpose, method]),
    [[`intent/${mine.id}`, "double_opt_in"]],
  );
  assert.match(file.consents[0].wording_sha256, /^[0-9a-f]{64}$/);
  const purposes = file.links.map(({ purpose }) => purpose);
  assert.ok(["confirm_intent", "not_me"].every((purpose) => purposes.includes(purpose)));
  assert.equal(file.sessions.length, 1);
  assert.equal(file.mails[0].state, "sent");
  assert.ok(file.mails[0].message_id.startsWith("confirm_intent."));
  const text = JSON.stringify(file);
  for (const foreign of [theirs.id, theirs.address, "Kestreltheirs"]) assert.ok(!text.includes(foreign), foreign);
});

test("S52: a report waits in the operator's queue with its day, and is decided once with reasons", async () => {
  const { intent, loser, offerId } = await deal({ title: "Plover table" });
  await does(intent, intent, "reports", { offer_id: offerId, about: "other", text: "It asked me to pay in advance" });
  const found = (await queue()).reports.find(({ intent_id }) => intent_id === intent.id);
  assert.deepEqual([found.title, found.business.name, found.by], ["Plover table", "Mole", "buyer"]);
  assert.equal(found.text, "It asked me to pay in advance");
  assert.equal(Date.parse(found.due_at) - Date.parse(found.at), 7 * 86_400_000);
  await act("dismiss", found.subject, "The buyer had agreed to a deposit.");
  const decided = (await queue()).reports.find(({ subject }) => subject === found.subject);
  assert.deepEqual(
    [decided.decision.outcome, decided.decision.reasons],
    ["dismissed", "The buyer had agreed to a deposit."],
  );
  const again = { session: steward, body: { act: "uphold", subject: found.subject, reasons: "On a second thought." } };
  await refused(409, "decided_before", "POST", "/v1/steward/acts", again);
  const odd = { ...again, body: { ...again.body, act: "suspend" } };
  await refused(409, "not_for_this", "POST", "/v1/steward/acts", odd);
  for (const subject of [
    `report/${intent.id}/9`,
    `business/${intent.id}`,
    "sector/unicorns",
    "nothing",
    `matter/${loser.id}`,
  ])
    await refused(404, "subject_unknown", "POST", "/v1/steward/acts", { ...again, body: { ...again.body, subject } });
});

test("S52: a suspended business hears why, is refused by name and asked no more until an appeal holds", async () => {
  const shop = await newShop(parley, { name: "Stoat", place: penzance });
  const running = await newIntent(parley, { place: penzance });
  const { offer_id } = await offer(parley, shop, running, 51_000);
  await does(running, running, "messages", { offer_id, text: "Is it dry?" });
  const asked = await mailTo(parley, shop.address, ({ text }) => text.includes("Is it dry?"), 30_000);
  const token = /\/reply#([\w-]{43})/.exec(asked.text)[1];
  const words = { session: shop.session, body: { sector: "furniture/tables", name: "Oak" } };
  const template = await expectStatus(201, parley.url, "POST", "/v1/offer-templates", words);
  const tables = "/v1/playbooks/furniture/tables";
  const plan = { sales: 4, hours: { days: ["mon"], from: 540, to: 1_020 }, review_on: "2099-12-24" };
  await expectStatus(200, parley.url, "PUT", tables, { session: shop.session, body: plan });
  const reasons = "It asked three buyers to pay outside of what was agreed.";
  const done = await act("suspend", `business/${shop.id}`, reasons);
  assert.equal(done.name, "Stoat");

  const mail = await mailTo(parley, shop.address, ({ subject }) => subject === "Stoat is suspended on Parley");
  assert.ok(mail.text.includes(reasons));
  const standing = () => get("/v1/businesses/me/standing", shop.session);
  assert.deepEqual((await standing()).suspension, { reasons, since: done.at });
  const path = (verb) => `/v1/intents/${running.id}/${verb}`;
  const tries = [
    [path("offers"), { price: 50_000 }],
    [path("questions"), { text: "Still there?" }],
    [path("messages"), { text: "Pay me directly" }],
    ["/v1/replies", { token, text: "Pay me directly" }],
    ["/v1/lists/mails", { subject: "Hello", text: "Hello all of you out there" }],
    ["/v1/auto-offers", { sector: "furniture/tables", opening: { price: 50_000 }, floor: { price: 40_000 } }],
    ["/v1/businesses/me/team", { name: "Mary", email: newAddress("mary"), role: "seller" }],
  ];
  for (const [where, body] of tries) {
    const said = await refused(403, "suspended", "POST", where, { session: shop.session, key: newKey(), body });
    assert.deepEqual([said.reasons, said.since], [reasons, done.at], where);
  }
  for (const mine of [`/v1/offer-templates/${template.id}`, tables])
    await expectStatus(204, parley.url, "DELETE", mine, { session: shop.session });
  // It can still see, and nobody heard what it tried to say.
  await look(parley, running, shop.session);
  assert.ok(!JSON.stringify(await look(parley, running, running.session)).includes("Pay me directly"));
  const next = await newIntent(parley, { place: penzance });
  const line = await Line.open(parley.url, { session: shops[0].session });
  await line.subscribe(`desk/${shops[0].id}`, { after: 0 });
  await line.until((push) => push.type === "invited" && push.data.intent.id === next.id, "the others' invitation");
  const invited = (await get("/v1/invitations", shop.session)).data.map(({ intent }) => intent.id);
  assert.ok(!invited.includes(next.id), "it is not asked");

  const body = { text: "That was another Stoat, in Truro." };
  const { id, due_at } = await expectStatus(201, parley.url, "POST", "/v1/businesses/me/appeals", {
    session: shop.session,
    body,
  });
  await refused(409, "already_appealed", "POST", "/v1/businesses/me/appeals", { session: shop.session, body });
  const appeal = (await queue()).appeals.find((one) => one.id === id);
  assert.deepEqual(
    [appeal.text, appeal.business.name, appeal.due_at, appeal.about],
    [body.text, "Stoat", due_at, String(done.id)],
  );
  assert.equal(Date.parse(due_at) - Date.parse(appeal.made_at), 14 * 86_400_000);
  await act("uphold", appeal.subject, "The papers show another business.");
  const { suspension, matters } = await standing();
  assert.equal(suspension, null);
  assert.deepEqual([matters[0].state, matters[0].decision.outcome], ["answered", "upheld"]);
  await mailTo(parley, shop.address, ({ text }) => text.includes("The papers show another business."));
  await offer(parley, shop, next, 49_000);
  await refused(409, "not_suspended", "POST", "/v1/businesses/me/appeals", { session: shop.session, body });

  const acts = (await queue()).acts.filter(({ subject }) => subject === `business/${shop.id}`);
  assert.deepEqual(
    acts.map((one) => one.act),
    ["lift", "suspend"],
    "both stand written",
  );
});

test("Oversight: a sector that is suspended takes no new requests and says why, and opens again", async () => {
  const sector = "furniture/chairs";
  const post = {
    body: { title: "Six chairs", sector, place: penzance, email: `chairs-${newKey().slice(0, 8)}@example.org` },
  };
  await act("suspend", "sector/furniture/chairs", "Nobody here keeps what was agreed.");
  const said = await refused(403, "suspended", "POST", "/v1/intents", post);
  assert.equal(said.reasons, "Nobody here keeps what was agreed.");
  assert.deepEqual(
    (await queue()).suspensions.map(({ subject }) => subject),
    ["sector/furniture/chairs"],
  );
  await act("lift", "sector/furniture/chairs", "The two shops have left.");
  await expectStatus(202, parley.url, "POST", "/v1/intents", post);
  const again = {
    session: steward,
    body: { act: "lift", subject: "sector/furniture/chairs", reasons: "Once more, to be sure." },
  };
  await refused(409, "not_suspended", "POST", "/v1/steward/acts", again);
});

test("Oversight: what was done cannot be changed or taken away, not even in the database", async () => {
  const intent = await newIntent(parley, { place: penzance });
  await act("suspend", `business/${shops[2].id}`);
  await act("lift", `business/${shops[2].id}`);
  for (const statement of [
    "UPDATE steward_act SET reasons = 'Other reasons'",
    "DELETE FROM steward_act",
    "TRUNCATE steward_act",
  ])
    await assert.rejects(sql(parley.stores.databaseUrl, statement), /what was done stays written down/);
  for (const session of [undefined, intent.session, shops[0].session]) {
    const [status, code] = session ? [403, "steward_only"] : [401, "sign_in_required"];
    await refused(status, code, "GET", "/v1/steward/queue", { session });
    const body = { act: "suspend", subject: `business/${shops[2].id}`, reasons: "Because I can, or not." };
    await refused(status, code, "POST", "/v1/steward/acts", { session, body });
  }
  const body = { token: stewardToken.replace("this", "that") };
  await refused(403, "wrong_token", "POST", "/v1/steward/session", { body });
});

test("Oversight: the operator never sees a sealed price before the close", async () => {
  const sector = "furniture/restoration";
  const restorer = await newShop(parley, { name: "Reclaim", place: penzance, sectors: [sector] });
  const intent = await newIntent(parley, { sector, place: penzance });
  const made = await offer(parley, restorer, intent, 47_113, { message: "Sealedwords inside" });
  await does(intent, intent, "reports", { offer_id: made.offer_id, about: "other", text: "I do not trust it" });
  const line = await Line.open(parley.url, { session: steward });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  await line.subscribe("sector/furniture");
  const texts = [await queue(), await look(parley, intent, steward), await get("/v1/intents", steward), line.pushes];
  const log = await call(parley.url, "GET", `/v1/intents/${intent.id}/log`, { session: steward });
  const shown = JSON.stringify([texts, log.body]);
  assert.ok(shown.includes("I do not trust it"), "the report is shown");
  for (const secret of ["47113", "471.13", "Sealedwords"]) assert.ok(!shown.includes(secret), secret);
  assert.equal((await look(parley, intent, restorer.session)).me.offer.price, 47_113);
});

test("Complaints: state and day are shown to whoever complained; the answer comes by mail and page", async () => {
  const intent = await newIntent(parley, { place: penzance });
  const body = { about: "privacy", text: "Who has seen my request? Nobody tells me." };
  const key = newKey();
  const path = "/v1/complaints";
  const taken = await expectStatus(201, parley.url, "POST", path, { session: intent.session, key, body });
  assert.deepEqual(await expectStatus(201, parley.url, "POST", path, { session: intent.session, key, body }), taken);
  await refused(401, "sign_in_required", "POST", path, { body });
  const mine = async () => (await get("/v1/me", intent.session)).complaints;
  const [one, ...others] = await mine();
  assert.deepEqual([others, one.id, one.state, one.decision, one.text], [[], taken.id, "open", null, body.text]);
  assert.equal(Date.parse(one.due_at) - Date.parse(one.made_at), 30 * 86_400_000);

  const waiting = (await queue()).complaints.find(({ id }) => id === taken.id);
  await act("uphold", waiting.subject, "You are right: the report is now on your page.");
  const [answered] = await mine();
  assert.deepEqual([answered.state, answered.decision.outcome], ["answered", "upheld"]);
  const mail = await mailTo(parley, intent.address, ({ text }) => text.includes("the report is now on your page"));
  assert.match(mail.text, /\/me\b/);

  const shop = shops[1];
  await expectStatus(201, parley.url, "POST", path, {
    session: shop.session,
    body: { ...body, about: "this_service" },
  });
  const { matters } = await get("/v1/businesses/me/standing", shop.session);
  assert.deepEqual(
    matters.map(({ kind, about, state }) => [kind, about, state]),
    [["complaint", "this_service", "open"]],
  );
});

test("Oversight: without a token nobody signs in, and a token that is too short is refused by name", async () => {
  const bare = await startParley();
  try {
    const body = { token: stewardToken };
    const answer = await call(bare.url, "POST", "/v1/steward/session", { body });
    assert.deepEqual([answer.status, answer.body.code], [403, "wrong_token"]);
  } finally {
    await bare.stop();
  }
  const short = join(folder, "short");
  writeFileSync(short, "too short\n");
  await assert.rejects(startParley({ env: { PARLEY_STEWARD_TOKEN_FILE: short } }), /must hold 32 to 200 characters/);
});
