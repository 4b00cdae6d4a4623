// The people of a shop: each comes in by a link of their own and does what their role permits, and nothing else.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openapi } from "../contracts/contract.mjs";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { plainJpeg } from "./jpeg.mjs";
import { look, mailTo, mailsTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { newSeat } from "./people.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
const team = "/v1/businesses/me/team";
let parley, shop, other;
before(async () => {
  parley = await startParley();
  [shop, other] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const invite = (role, name, more) => newSeat(parley, shop, role, name, more);
const get = (path, { session }) => expectStatus(200, parley.url, "GET", path, { session });
const as = ({ session }) => ({ session, headers: { "parley-for": shop.id } });

test("S33 somebody is asked by mail, follows the link, and has the seat; nobody else does", async () => {
  const address = newAddress("mary");
  const wanted = { session: shop.session, body: { name: "Mary Mole", email: address, role: "seller" } };
  const { id } = await expectStatus(202, parley.url, "POST", team, wanted);
  assert.equal((await call(parley.url, "POST", team, wanted)).body.code, "seat_taken", "she is asked already");
  const asked = (await get(team, shop)).data.find((seat) => seat.id === id);
  assert.deepEqual([asked.joined_at, asked.email, asked.role], [null, address, "seller"]);
  const token = tokenIn(await mailTo(parley, address));
  const confirmed = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
  assert.deepEqual([confirmed.kind, confirmed.id], ["seat", shop.id]);
  assert.equal((await call(parley.url, "POST", "/v1/confirmations", { body: { token } })).body.code, "token_used");
  const me = await get("/v1/me", confirmed);
  assert.deepEqual(
    me.principals.map(({ kind, role, name, business }) => [kind, role, name, business.id]),
    [["seat", "seller", "Mary Mole", shop.id]],
  );
  const seen = await get(team, confirmed);
  assert.deepEqual([seen.me, seen.role], [id, "seller"]);
  assert.deepEqual(
    seen.data.map(({ email }) => email),
    seen.data.map(() => null),
    "addresses are for owners",
  );
  const stranger = await call(parley.url, "GET", team, { ...as(confirmed), headers: { "parley-for": other.id } });
  assert.equal(stranger.body.code, "not_your_business");
  await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: address } });
  const link = await mailTo(parley, address, ({ subject }) => /sign in/i.test(subject));
  const again = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(link) } });
  assert.equal((await get("/v1/businesses/me", again)).id, shop.id, "later she signs in as everybody does");
});

test("an invitation that nobody took is nobody's way in", async () => {
  const founder = await newShop(parley, { name: "Shrew", place });
  const signIns = () => mailsTo(parley, founder.address).filter(({ subject }) => /sign in/i.test(subject));
  const asked = { session: shop.session, body: { name: "Shrew", email: founder.address, role: "reader" } };
  const { id } = await expectStatus(202, parley.url, "POST", team, asked);
  await mailTo(parley, founder.address, ({ subject }) => !/sign in/i.test(subject) && /Mole/.test(subject));
  const signsIn = async (mails) => {
    await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: founder.address } });
    const isNewest = ({ path }) => signIns().length >= mails && path === signIns().at(-1).path;
    const link = await mailTo(parley, founder.address, isNewest);
    assert.equal(signIns().length, mails, "one link for one way in");
    const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
      body: { token: tokenIn(link) },
    });
    assert.equal((await get("/v1/businesses/me", { session })).id, founder.id);
  };
  await signsIn(1);
  await expectStatus(204, parley.url, "DELETE", `${team}/${id}`, { session: shop.session });
  await signsIn(2);
  const own = { session: founder.session, body: { name: "Shrew", email: founder.address, role: "seller" } };
  assert.equal((await call(parley.url, "POST", team, own)).body.code, "seat_taken", "the founder needs no seat");
});

test("a name is one line", async () => {
  for (const name of ["Mary\nMole", "Mary\tMole", "Mary\u2028Mole"]) {
    const body = { name, email: newAddress("line"), role: "reader" };
    const { status, body: problem } = await call(parley.url, "POST", team, { session: shop.session, body });
    assert.deepEqual([status, problem.errors[0].pointer, problem.errors[0].code], [422, "/name", "unshowable"]);
  }
});

test("a seat's name says no way to reach its person", async () => {
  const session = shop.session;
  const body = { name: "Ring 07700 900123", email: newAddress("ring"), role: "reader" };
  assert.equal((await call(parley.url, "POST", team, { session, body })).body.code, "contact_details");
  assert.ok(!(await get(team, shop)).data.some(({ name }) => name === body.name));
  const seat = await invite("reader", "Plain Name");
  const change = (name) => call(parley.url, "PATCH", `${team}/${seat.id}`, { session, body: { name } });
  assert.equal((await change("mole@example.org")).body.code, "contact_details");
  assert.equal((await change("Plainer Name")).body.name, "Plainer Name");
});

test("an invitation whose call broke off is sent again with the same key, until its seat is taken", async () => {
  const address = newAddress("again");
  const key = newKey();
  const wanted = { session: shop.session, key, body: { name: "Otter", email: address, role: "reader" } };
  const { id } = await expectStatus(202, parley.url, "POST", team, wanted);
  await mailTo(parley, address);
  // As if the node had died before it answered, and perhaps before it mailed.
  const brokeOff = () =>
    sql(
      parley.stores.databaseUrl,
      `UPDATE stored_answer SET status = 0, body = '${id}', made_at = made_at - 60000000 WHERE key = '${key}'`,
    );
  await brokeOff();
  const again = await expectStatus(202, parley.url, "POST", team, wanted);
  assert.equal(again.id, id);
  const second = await mailTo(parley, address, ({ path }) => path !== mailsTo(parley, address)[0].path);
  await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(second) } });
  await brokeOff();
  const taken = await call(parley.url, "POST", team, wanted);
  assert.deepEqual([taken.status, taken.body.code], [409, "seat_taken"]);
});

test("whoever was not meant says so, and no seat is left", async () => {
  const address = newAddress("wrong");
  const body = { name: "Toad", email: address, role: "reader" };
  const { id } = await expectStatus(202, parley.url, "POST", team, { session: shop.session, body });
  const mail = await mailTo(parley, address);
  const token = /\/not-me#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", "/v1/not-me", { body: { token } });
  assert.ok(!(await get(team, shop)).data.some((seat) => seat.id === id));
  const late = await call(parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(mail) } });
  assert.ok([404, 410].includes(late.status));
});

const reads = { owner: true, seller: true, marketing: true, reader: true };
/** What a call that changes something for a shop needs; every other one is the owner's, or acts for no shop. */
const rights = {
  sell: ["owner", "seller"],
  present: ["owner", "marketing"],
  hand_over: ["owner", "seller", "marketing"],
  own: ["owner"],
};
const permitted = {
  placeOffer: "sell",
  withdrawOffer: "sell",
  confirmAward: "sell",
  explainLowOffer: "sell",
  declineInvitation: "sell",
  giveAdvice: "sell",
  askQuestion: "sell",
  sendMessage: "sell",
  reportConduct: "sell",
  makePromise: "sell",
  claimPromise: "sell",
  offerRepair: "sell",
  handOff: "sell",
  redeemVisit: "sell",
  answerIdea: "sell",
  makeAutoOffer: "sell",
  changeAutoOffer: "sell",
  deleteAutoOffer: "sell",
  addPhoto: "sell",
  acknowledgeDeletion: "sell",
  checkOffer: "sell",
  makeOfferTemplate: "sell",
  changeOfferTemplate: "sell",
  useOfferTemplate: "sell",
  deleteOfferTemplate: "sell",
  putPlaybook: "sell",
  deletePlaybook: "sell",
  setDealAccount: "sell",
  changeBusiness: "present",
  putOwnProfile: "present",
  addPost: "present",
  changePost: "present",
  dropPost: "present",
  allowNaming: "present",
  stopNaming: "present",
  writeToMyList: "present",
  addTeamNote: "hand_over",
  handOverLead: "hand_over",
};
const anybody = ["makeTicket", "markRead", "seeTask", "makeCalendarLink", "dropCalendarLink", "previewReach"];

/** Every call of the contract: { name, method, path }, its parameters filled in with what there is not. */
function* calls() {
  for (const [template, item] of Object.entries(openapi.paths))
    for (const method of ["get", "post", "put", "patch", "delete"]) {
      if (!item[method] || /^\/v1\/(live|stream)$/.test(template) || !template.startsWith("/v1/")) continue;
      const path = template.replace(/{(\w+)}/g, (_, name) =>
        /promise|question|idea|^n$/.test(name) ? "1" : "0".repeat(26),
      );
      yield { name: item[method].operationId, method: method.toUpperCase(), path };
    }
}

test("S33 every call of the contract, for each role: who may not is told which role may", async () => {
  const known = new Set([...calls()].map(({ name }) => name));
  for (const name of [...Object.keys(permitted), ...anybody]) assert.ok(known.has(name), `${name} is no call`);
  for (const role of Object.keys(reads)) {
    const seat = await invite(role, `One ${role}`);
    for (const { name, method, path } of calls()) {
      // What ends the session or the person is tried elsewhere, and this is no demonstration.
      if (["signOut", "eraseMe", "beTheShop", "beResearcher"].includes(name)) continue;
      if (name === "leaveBusiness" && role === "owner") continue; // leaving.test.mjs
      const photo = name === "addPhoto" && { raw: plainJpeg, type: "image/jpeg" };
      const sent = photo ? { raw: photo.raw } : method === "GET" || method === "DELETE" ? {} : { body: {} };
      const headers = { ...as(seat).headers, ...(photo ? { "content-type": photo.type } : {}) };
      const answer = await call(parley.url, method, path, { session: seat.session, headers, ...sent, key: newKey() });
      const ofOwners = /^(exportBusiness|listApiKeys|listWebhooks|getWebhook|listDeliveries)$/; // secrets among them
      const isRead = method === "GET" && !ofOwners.test(name);
      const may = isRead || anybody.includes(name) || rights[permitted[name] ?? "own"].includes(role);
      const at = `${role} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`;
      if (may) assert.notEqual(answer.body?.code, "role_missing", at);
      else {
        assert.deepEqual([answer.status, answer.body.code], [403, "role_missing"], at);
        assert.match(answer.body.detail, /owner/, at);
      }
    }
  }
});

test("S33 a seller offers and answers, marketing and a reader look on, and the team reads who did it", async () => {
  const [seller, marketing, reader] = await Promise.all(
    ["seller", "marketing", "reader"].map((role) => invite(role, `The ${role}`)),
  );
  const intent = await newIntent(parley, { place });
  for (const one of [marketing, reader]) {
    const path = `/v1/intents/${intent.id}/offers`;
    // Naming the shop or not: the seat is asked either way.
    for (const headers of [{}, { "parley-for": shop.id }]) {
      const refused = await call(parley.url, "POST", path, {
        session: one.session,
        headers,
        key: newKey(),
        body: { price: 40_000 },
      });
      assert.equal(refused.body.code, "role_missing");
    }
    assert.equal((await look(parley, intent, one.session)).id, intent.id, "all read");
  }
  const { offer_id } = await offer(parley, seller, intent, 50_000);
  const messages = `/v1/intents/${intent.id}/messages`;
  const ask = { session: intent.session, body: { offer_id, text: "Is it solid?" } };
  await expectStatus(200, parley.url, "POST", messages, ask);
  await expectStatus(200, parley.url, "POST", messages, { session: seller.session, body: { text: "All of it." } });
  const { acts } = await get(`/v1/intents/${intent.id}/team`, reader);
  assert.deepEqual(
    acts.map(({ by, what }) => [by.name, what]),
    [
      ["The seller", "offer_placed"],
      ["The seller", "message_sent"],
    ],
  );
  const log = await sql(
    parley.stores.databaseUrl,
    `SELECT body::text FROM intent_event WHERE intent_id = '${intent.id}'`,
  );
  assert.ok(!JSON.stringify(log).includes(seller.id), "the log names the shop alone");
  const rival = await call(parley.url, "GET", `/v1/intents/${intent.id}/team`, { session: intent.session });
  assert.equal(rival.body.code, "no_business", "a buyer has no such page");
  assert.ok(!JSON.stringify(await look(parley, intent, intent.session)).includes("The seller"));
});

test("S33 a seat that was taken away ends at once, with the line that it had open", async () => {
  const seat = await invite("seller", "Short Stay");
  const line = await Line.open(parley.url, { session: seat.session });
  await line.subscribe("desk");
  const stays = await Line.open(parley.url, { session: shop.session });
  await stays.subscribe("desk");
  await expectStatus(204, parley.url, "DELETE", `${team}/${seat.id}`, { session: shop.session });
  assert.equal(await line.closed, 4401);
  assert.equal((await call(parley.url, "GET", "/v1/businesses/me", { session: seat.session })).status, 403);
  assert.deepEqual(
    (await get("/v1/me", seat)).principals.map(({ business }) => business),
    [null],
  );
  assert.equal((await call(parley.url, "DELETE", `${team}/${seat.id}`, { session: shop.session })).status, 404);
  await stays.close();
});

test("S33 an owner changes others and never itself; the founder stays", async () => {
  const owner = await invite("owner", "Second Owner");
  const seat = await invite("reader", "Rises");
  const change = (id, body) => call(parley.url, "PATCH", `${team}/${id}`, { ...as(owner), body });
  assert.equal((await change(seat.id, { role: "seller" })).body.role, "seller");
  assert.equal((await change(owner.id, { role: "reader" })).body.code, "own_seat");
  assert.equal((await change(shop.id, { role: "reader" })).body.code, "own_seat");
  assert.equal((await call(parley.url, "DELETE", `${team}/${owner.id}`, as(owner))).body.code, "own_seat");
  assert.equal((await call(parley.url, "DELETE", `${team}/${shop.id}`, as(owner))).body.code, "own_seat");
  const foreign = { session: other.session };
  assert.equal((await call(parley.url, "DELETE", `${team}/${seat.id}`, foreign)).body.code, "seat_unknown");
  const { key } = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    ...as(owner),
    body: { label: "till", scopes: ["read", "offers", "profile"] },
  });
  assert.equal((await call(parley.url, "DELETE", `${team}/${seat.id}`, { session: key })).body.code, "scope_missing");
});

test("S33 a person who is forgotten leaves neither name nor address", async () => {
  const seat = await invite("seller", "Badger Brown");
  const file = await get("/v1/me/export", seat);
  assert.deepEqual(
    [file.people[0].email, file.seats.map(({ name, role }) => [name, role])],
    [seat.address, [["Badger Brown", "seller"]]],
  );
  const intent = await newIntent(parley, { place });
  await offer(parley, seat, intent, 45_000);
  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: seat.session, body: {} });
  const { acts } = await get(`/v1/intents/${intent.id}/team`, shop);
  assert.deepEqual(
    acts.map(({ by }) => by.name),
    [null],
  );
  const held = await sql(
    parley.stores.databaseUrl,
    `SELECT (SELECT count(*) FROM seat WHERE name = 'Badger Brown'),
            (SELECT count(*) FROM contact.detail WHERE email = '${seat.address}')`,
  );
  assert.deepEqual(held, [["0", "0"]]);
  assert.equal((await call(parley.url, "GET", "/v1/businesses/me", { session: seat.session })).status, 401);
});
