// Leads that go from hand to hand inside a shop, and notes that nobody outside ever reads.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { newSeat } from "./people.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
let parley, shop, rival, marketing, seller, reader;
before(async () => {
  parley = await startParley();
  [shop, rival] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
  [marketing, seller, reader] = await Promise.all(
    ["marketing", "seller", "reader"].map((role) => newSeat(parley, shop, role, `The ${role}`)),
  );
});
after(() => parley?.stop());

const get = (path, { session }) => expectStatus(200, parley.url, "GET", path, { session });
const fileOf = (intent, who) => get(`/v1/intents/${intent.id}/team`, who);
const post = (status, path, { session }, body) => expectStatus(status, parley.url, "POST", path, { session, body });
const hand = (intent, from, to) => post(201, `/v1/intents/${intent.id}/hand-overs`, from, { to });
const does = (intent, who, verb, body = {}) => post(200, `/v1/intents/${intent.id}/${verb}`, who, body);
/** Asked and told: the shops were invited. */
async function invited() {
  const intent = await newIntent(parley, { place });
  await Promise.all([shop, rival].map((one) => asked(one, intent)));
  return intent;
}
async function asked({ id, session }, intent) {
  const line = await Line.open(parley.url, { session });
  await line.subscribe(`desk/${id}`, { after: 0 });
  await line.until((push) => push.type === "invited" && push.data.intent_id === intent.id);
  await line.close();
}

/** As a member of the JSON is signed: keys sorted, no spaces; these have whole numbers and plain texts alone. */
const canonical = (document) =>
  JSON.stringify(Object.fromEntries(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))));

test("S16 marketing hands a lead to sales: owner, stage, history, and a document that verifies", async () => {
  const intent = await invited();
  assert.deepEqual(await fileOf(intent, seller), { stage: "new", owner: null, history: [], notes: [], acts: [] });
  await hand(intent, marketing, marketing.id);
  const document = await hand(intent, marketing, seller.id);
  assert.deepEqual(
    [document.type, document.n, document.from, document.to, document.stage],
    ["parley.hand-over/1", 2, marketing.id, seller.id, "new"],
  );
  const { keys } = await get("/v1/keys", {});
  const { signature, ...signed } = document;
  const jwk = keys.find(({ kid }) => kid === document.kid);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const isSigned = (what) => verify(null, Buffer.from(canonical(what)), key, Buffer.from(signature, "base64url"));
  assert.ok(isSigned(signed));
  assert.ok(!isSigned({ ...signed, to: reader.id }), "nobody else can be written in");
  assert.deepEqual(await get(`/v1/intents/${intent.id}/hand-overs/2`, reader), document, "it can be had again");

  const file = await fileOf(intent, reader);
  assert.equal(file.owner.name, "The seller");
  assert.deepEqual(
    file.history.map(({ n, from, to, stage }) => [n, from.name, to.name, stage]),
    [
      [1, "The marketing", "The marketing", "new"],
      [2, "The marketing", "The seller", "new"],
    ],
  );
  const lead = (await get("/v1/businesses/me/leads", shop)).data.find((one) => one.intent_id === intent.id);
  assert.deepEqual([lead.stage, lead.owner.id], ["new", seller.id]);
  const task = (who) =>
    get("/v1/businesses/me/tasks", who).then(({ data }) =>
      data.find((one) => one.kind === "lead" && one.intent_id === intent.id),
    );
  assert.equal((await task(seller)).from.name, "The marketing");
  assert.equal(await task(marketing), undefined, "what one takes oneself is no news");
  const { id } = await task(seller);
  await expectStatus(204, parley.url, "POST", `/v1/businesses/me/tasks/${id}/seen`, { session: seller.session });
  assert.equal(await task(seller), undefined);
});

test("S16 the stage is what the log tells: contacted, quoted, negotiating, won, lost", async () => {
  const intent = await invited();
  const stage = async (who = shop) => (await fileOf(intent, who)).stage;
  await does(intent, seller, "questions", { text: "Which wood?" });
  assert.equal(await stage(), "contacted");
  const { offer_id } = await offer(parley, seller, intent, 50_000);
  assert.equal(await stage(), "quoted");
  await offer(parley, rival, intent, 51_000);
  await does(intent, intent, "messages", { offer_id, text: "Can you carry it up?" });
  assert.equal(await stage(), "negotiating");
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, seller, "confirm-award");
  assert.deepEqual([await stage(), await stage(rival)], ["won", "lost"]);
});

test("S33 a note is for the team alone: no buyer, no rival, no log, and it goes with the request", async () => {
  const secret = "The buyer said that her cellar is wet";
  const intent = await invited();
  await offer(parley, seller, intent, 50_000);
  const notes = `/v1/intents/${intent.id}/notes`;
  await post(201, notes, seller, { text: `@The marketing ${secret}`, mentions: [marketing.id] });
  const refused = await call(parley.url, "POST", notes, { session: reader.session, body: { text: "Hm" } });
  assert.equal(refused.body.code, "role_missing");
  const foreign = { text: "Come", mentions: [rival.id] };
  assert.equal(
    (await call(parley.url, "POST", notes, { session: seller.session, body: foreign })).body.code,
    "seat_unknown",
  );

  const [note] = (await fileOf(intent, reader)).notes;
  assert.deepEqual([note.by.name, note.mentions[0].name], ["The seller", "The marketing"]);
  const mention = async () =>
    (await get("/v1/businesses/me/tasks", marketing)).data.find((one) => one.id === `mention-${note.id}`);
  assert.equal((await mention()).from.name, "The seller");

  for (const [path, who] of [
    [`/v1/intents/${intent.id}`, intent],
    [`/v1/intents/${intent.id}`, rival],
    [`/v1/intents/${intent.id}/team`, rival],
    [`/v1/intents/${intent.id}/people`, intent],
    ["/v1/me/export", intent],
    ["/v1/invitations", rival],
    ["/v1/businesses/me/tasks", rival],
    ["/v1/businesses/me/leads", rival],
  ]) {
    const answer = await get(path, who);
    assert.ok(!JSON.stringify(answer).includes("cellar"), path);
  }
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  assert.ok(!JSON.stringify(line.pushes).includes("cellar"));
  await line.close();
  const tables = ["intent_event", "intent_part", "outbox", "intent_head"];
  for (const table of tables) {
    const found = `SELECT count(*) FROM ${table} t WHERE t::text LIKE '%cellar%'`;
    assert.deepEqual(await sql(parley.stores.databaseUrl, found), [["0"]], table);
  }
  const buyer = await call(parley.url, "GET", `/v1/intents/${intent.id}/team`, { session: intent.session });
  assert.equal(buyer.status, 403);
  await does(intent, intent, "erase");
  const left = `SELECT count(*) FROM team_note WHERE intent_id = '${intent.id}'`;
  assert.deepEqual(await sql(parley.stores.databaseUrl, left), [["0"]]);
  assert.equal(await mention(), undefined);
  const late = await call(parley.url, "POST", notes, { session: seller.session, body: { text: secret } });
  assert.equal(late.body.code, "intent_unknown", "no erasure would take it any more");
  assert.deepEqual(await sql(parley.stores.databaseUrl, left), [["0"]]);
});

test("S33 a buyer reads the name of whoever speaks for the shop, where the shop has it shown", async () => {
  const shown = await newSeat(parley, shop, "seller", "Mary Mole", { shown: true });
  const intent = await invited();
  const people = async () => (await get(`/v1/intents/${intent.id}/people`, intent)).data.map(({ name }) => name);
  await offer(parley, seller, intent, 50_000);
  await offer(parley, rival, intent, 49_000);
  assert.deepEqual(await people(), []);
  await offer(parley, shown, intent, 40_000, { status: 200, confirm: true });
  assert.deepEqual(await people(), ["Mary Mole"]);
  await does(intent, seller, "questions", { text: "Which wood?" });
  assert.deepEqual(await people(), ["Mary Mole"], "a question to the buyer is not what was offered or written of it");
  const { offer_id } = (await get(`/v1/intents/${intent.id}/people`, intent)).data[0];
  await does(intent, intent, "messages", { offer_id, text: "Can you carry it up?" });
  await does(intent, seller, "messages", { text: "Two of us." });
  assert.deepEqual(await people(), [], "who wrote last is not shown");
  await does(intent, intent, "messages", { offer_id, text: "And when?" });
  await does(intent, shown, "messages", { text: "On Monday." });
  assert.deepEqual(await people(), ["Mary Mole"]);
  const nosy = await call(parley.url, "GET", `/v1/intents/${intent.id}/people`, { session: rival.session });
  assert.equal(nosy.status, 404);
  await expectStatus(204, parley.url, "DELETE", `/v1/businesses/me/team/${shown.id}`, { session: shop.session });
  assert.deepEqual(await people(), [], "whoever left speaks for nobody");
});

test("S33 nobody is named to a buyer who must wait for the close", async () => {
  const sector = "furniture/restoration";
  const restorer = await newShop(parley, { name: "Stoat", place, sectors: [sector] });
  const shown = await newSeat(parley, restorer, "seller", "Sid Stoat", { shown: true });
  const intent = await newIntent(parley, { place, sector });
  await offer(parley, shown, intent, 30_000);
  const people = async () => (await get(`/v1/intents/${intent.id}/people`, intent)).data.map(({ name }) => name);
  assert.deepEqual(await people(), []);
  await does(intent, intent, "close");
  assert.deepEqual(await people(), ["Sid Stoat"]);
});
