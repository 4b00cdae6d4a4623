// proto/ is what happens: a market in which everything that can be called is called, and a last test that every
// operation and every message was seen. The checking itself is in client.mjs: what does not fit fails where it happens.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createECDH } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncapi, openapi } from "../contracts/contract.mjs";
import { seen } from "../contracts/live.mjs";
import { call, EventLine, expectStatus, Line, newKey } from "./client.mjs";
import { look, mailTo, mailsTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { freely } from "./crowd.mjs";
import { newResearcher, preregistration, replace } from "./laboratory.mjs";
import { plainJpeg } from "./jpeg.mjs";
import { startNode } from "./node.mjs";
import { startReceiver } from "./receiver.mjs";
import { startParley } from "./support.mjs";
import { signedHeaders } from "./till.mjs";

// Far from the simulated town, so that only the shops of this test are asked.
const penzance = { name: "Penzance" };
/** A push service that nobody answers at. */
const nowhere = "http://127.0.0.1:9";
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
let folder;
let parley;
let shops;
before(async () => {
  const rules = { step: freely(0).step, self_outbid: true, award: { confirm_s: 2 } };
  folder = mkdtempSync(join(tmpdir(), "parley-contract-"));
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, stewardToken);
  parley = await startParley({
    demo: true,
    env: {
      PARLEY_RULES_PATCH: JSON.stringify(rules),
      PARLEY_STEWARD_TOKEN_FILE: tokenFile,
      PARLEY_WEBHOOK_LOOPBACK: "1",
      PARLEY_PUSH_HOSTS: nowhere,
    },
  });
  shops = await Promise.all(["Mole", "Rat", "Badger"].map((name) => newShop(parley, { name, place: penzance })));
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const plan = { sales: 4, hours: { days: ["mon"], from: 540, to: 1_020 }, review_on: "2026-12-24" };
const get = (path, options) => expectStatus(200, parley.url, "GET", path, options);
const act = (intent, session, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const placed = (intent, shop, price, more) => offer(parley, shop, intent, price, more);

test("what a server is and what it knows", async () => {
  for (const path of ["/livez", "/readyz", "/version", "/metrics", "/v1/config", "/v1/places?q=penz"]) await get(path);
  for (const path of ["guide", "calibration", "unmet", "attention"])
    await get(`/v1/sectors/furniture/tables/${path}?simulated=1`);
  await get("/v1/case-studies/furniture/tables?simulated=1");
  for (const path of [`/v1/businesses/${shops[0].id}/record`, `/v1/records?ids=${shops[0].id}`]) await get(path);
  for (const path of ["/v1/lab/funnel", "/v1/lab/funnel.csv", "/v1/lab/codebook"]) await get(path);
  await expectStatus(200, parley.url, "POST", "/v1/drafts", { body: { text: "a boat under £900 in Penzance" } });
});

test("a shop reads its returns and says whether case studies name it", async () => {
  const [{ session }] = shops;
  await get("/v1/businesses/me/returns", { session });
  const path = "/v1/businesses/me/case-studies";
  const { wording } = await get(path, { session });
  const agreed = { session, body: { wording: wording.version } };
  assert.equal((await expectStatus(200, parley.url, "POST", path, agreed)).state, "confirmed");
  assert.equal((await expectStatus(200, parley.url, "DELETE", path, { session })).state, "stopped");
});

test("a shop previews what would reach it and reads what it missed", async () => {
  const [{ session }] = shops;
  await get("/v1/sells?q=oak%20tables%20and%20sheds");
  const body = { radius_km: 60, exclude_words: ["sheds"], usual_price: 40_000 };
  await expectStatus(200, parley.url, "POST", "/v1/businesses/me/preview?simulated=1", { session, body });
  await get("/v1/businesses/me/missed?currency=EUR", { session });
  const trial = { sectors: ["furniture/tables"], place: { name: "Leeds" }, radius_km: 40 };
  await expectStatus(200, parley.url, "POST", "/v1/preview", { body: trial });
});

test("a shop reads its numbers, enters its money and asks for a report", async () => {
  const [{ session }] = shops;
  for (const path of ["funnel", "win-rates?sector=furniture", "months/2026-11"])
    await get(`/v1/businesses/me/${path}`, { session });
  const channels = [{ name: "Leaflets", cost: 12_000, sales: 2, margin: 21_000 }];
  const body = { currency: "GBP", hour_cost: 2_400, cost: 1_500, goal_sales: 6, goal_value: null, channels };
  await expectStatus(200, parley.url, "PUT", "/v1/businesses/me/months/2026-11", { session, body });
  const goal = { session, body: { goal_sales: 3, goal_value: null } };
  await expectStatus(200, parley.url, "PUT", `/v1/businesses/me/months/2026-11/seats/${shops[0].id}`, goal);
  const path = "/v1/businesses/me/report";
  const { wording } = await get(path, { session });
  const agreed = { session, body: { wording: wording.version } };
  assert.equal((await expectStatus(200, parley.url, "POST", path, agreed)).state, "confirmed");
  assert.equal((await expectStatus(200, parley.url, "DELETE", path, { session })).state, "stopped");
});

test("a post is brought, and its author opens it", async () => {
  const post = {
    network: "x",
    handle: "@mole",
    text: "a boat under £900 in Penzance",
    url: "https://x.example/mole/1",
  };
  const { id, claim_url } = await expectStatus(201, parley.url, "POST", "/v1/claims", { body: post });
  const secret = claim_url.split(`#${id}.`)[1];
  await expectStatus(200, parley.url, "POST", `/v1/claims/${id}/take`, { body: { secret } });
  await get("/v1/demand?sector=furniture/tables");
});

test("a photo is uploaded, shown with a request, and looked at", async () => {
  const headers = { "content-type": "image/jpeg" };
  const { id } = await expectStatus(201, parley.url, "POST", "/v1/photos", { raw: plainJpeg, headers });
  await newIntent(parley, { place: penzance, photos: [{ id, alt: "A boat" }] });
  await get(`/v1/photos/${id}`);
});

test("who has an answer is not sent it again", async () => {
  const intent = await newIntent(parley, { place: penzance });
  for (const path of [
    "/v1/sectors",
    "/v1/intents?near=50.1,-5.5&radius_km=1&sector=pets/supplies",
    `/v1/intents/${intent.id}`,
  ]) {
    const first = await call(parley.url, "GET", path, { session: intent.session });
    const etag = first.headers.get("etag");
    assert.match(etag, /^"[0-9a-f]{32}"$/, path);
    const again = { session: intent.session, headers: { "if-none-match": `W/${etag}` } };
    assert.equal((await call(parley.url, "GET", path, again)).status, 304, path);
  }
  const path = `/v1/intents/${intent.id}`;
  const { headers } = await call(parley.url, "GET", path, { session: intent.session });
  await act(intent, intent.session, "extend");
  const known = { session: intent.session, headers: { "if-none-match": headers.get("etag") } };
  assert.equal((await call(parley.url, "GET", path, known)).status, 200, "something changed");
  const stranger = { headers: { "if-none-match": headers.get("etag") } };
  assert.equal((await call(parley.url, "GET", path, stranger)).status, 200, "another audience has another tag");
});

test("links, keys, tickets and leaving", async () => {
  const [shop] = shops;
  await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: shop.address } });
  const link = await mailTo(parley, shop.address, (mail) => /sign/i.test(mail.subject));
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(link) },
  });
  assert.equal((await get("/v1/me", { session })).principals[0].business.id, shop.id);

  const { key } = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session,
    body: { label: "A till", scopes: ["read"] },
  });
  assert.equal((await get("/v1/businesses/me", { session: key })).id, shop.id);

  const { ticket } = await expectStatus(201, parley.url, "POST", "/v1/ws-tickets", { session, body: {} });
  const line = await EventLine.open(parley.url, "desk", { ticket });
  await line.until((push) => push.type === "snapshot");
  line.close();
  const spent = await EventLine.open(parley.url, "desk", { ticket });
  assert.equal(spent.answer.status, 401, "a ticket works once");

  await expectStatus(204, parley.url, "DELETE", "/v1/session", { session });
  assert.deepEqual((await get("/v1/me", { session })).principals, []);

  const email = newAddress("stranger");
  const body = { title: "A boat", sector: "furniture/tables", place: penzance, email };
  await expectStatus(202, parley.url, "POST", "/v1/intents", { body });
  const stop = await mailTo(parley, email);
  await expectStatus(200, parley.url, "POST", "/v1/not-me", {
    body: { token: /\/not-me#([A-Za-z0-9_-]{43})/.exec(stop.text)[1] },
  });
});

test("what a shop's programs come in with, and where they are told", async () => {
  const [{ session }] = shops;
  const does = (status, method, path, body) => expectStatus(status, parley.url, method, path, { session, body });
  const { id } = await does(201, "POST", "/v1/api-keys", { label: "A till", scopes: ["read"] });
  await get("/v1/api-keys", { session });
  const next = await does(201, "POST", `/v1/api-keys/${id}/rotate`, { old_works_for_s: 0 });
  await does(204, "DELETE", `/v1/api-keys/${next.id}`);
  const hooks = "/v1/businesses/me/webhooks";
  const there = await startReceiver();
  try {
    const hook = `${hooks}/${(await does(201, "POST", hooks, { url: there.url })).id}`;
    await get(hooks, { session });
    await get(hook, { session });
    await does(201, "POST", `${hook}/secret`, {});
    await does(202, "POST", `${hook}/ping`, {});
    await there.until(({ type }) => type === "ping");
    await does(202, "POST", `${hook}/replay`, { since: new Date().toISOString() });
    const [{ id: delivery }] = (await get(`${hook}/deliveries`, { session })).data;
    await does(202, "POST", `${hook}/deliveries/${delivery}/again`, {});
    await does(200, "PATCH", hook, { on: false });
    await does(204, "DELETE", hook);
  } finally {
    await there.stop();
  }
  for (const path of ["campaigns", "intents", "intents.csv"]) await get(`/v1/businesses/me/${path}`, { session });
});

test("a shop that registers again gets another link, and nothing of it changes unconfirmed", async () => {
  const [shop] = shops;
  const body = { name: "Weasel", email: shop.address, place: penzance, sectors: ["furniture/chairs"] };
  const earlier = new Set(mailsTo(parley, shop.address).map(({ path }) => path));
  await expectStatus(202, parley.url, "POST", "/v1/businesses", { body });
  const mail = await mailTo(parley, shop.address, (one) => one.text.includes("/confirm#") && !earlier.has(one.path));
  assert.ok(!mail.text.includes("Weasel"), "it names the business that is there");
  const confirmed = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(mail) },
  });
  assert.equal(confirmed.id, shop.id);
  const { name, sectors } = await get("/v1/businesses/me", { session: confirmed.session });
  assert.deepEqual([name, sectors], ["Mole", ["furniture/tables"]]);
});

test("a call repeated with its key has one effect, at the same time too", async () => {
  const { session } = shops[1];
  const email = newAddress("twice");
  const intent = { title: "One table", sector: "furniture/tables", place: penzance, email };
  const shop = { name: "Twice", email: newAddress("twice"), place: penzance, sectors: ["furniture/tables"] };
  const auto = { sector: "furniture/tables", opening: { price: 90_000 }, floor: { price: 80_000 } };
  for (const [path, body, who, change] of [
    ["/v1/intents", intent, undefined, { title: "Another table" }],
    ["/v1/businesses", shop, undefined, { name: "Thrice" }],
    ["/v1/auto-offers", auto, session, { floor: { price: 70_000 } }],
  ]) {
    const key = newKey();
    const post = (more = {}) => call(parley.url, "POST", path, { session: who, key, body: { ...body, ...more } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post()));
    answers.push(await post());
    const done = answers.filter(({ status }) => status < 300);
    assert.ok(done.length >= 2, "the first, and whoever came after it");
    assert.equal(new Set(done.map(({ body: { id } }) => id)).size, 1, path);
    for (const { status, body: problem } of answers.filter((answer) => answer.status >= 300))
      assert.deepEqual([status, problem.code], [409, "in_progress"]);
    assert.equal((await post(change)).body.code, "key_reused");
  }
  await mailTo(parley, email);
  await mailTo(parley, shop.email);
  assert.equal(mailsTo(parley, email).length, 1);
  assert.equal(mailsTo(parley, shop.email).length, 1);
  const { data } = await get("/v1/auto-offers", { session });
  assert.equal(data.length, 1);
  await expectStatus(204, parley.url, "DELETE", `/v1/auto-offers/${data[0].id}`, { session });
  // What was refused changed nothing, so the same key may try again.
  const key = newKey();
  const nobody = await newShop(parley, { name: "Nobody", place: penzance, more: { trader: undefined } });
  const first = { session: nobody.session, key, body: auto };
  assert.equal((await call(parley.url, "POST", "/v1/auto-offers", first)).body.code, "trader_required");
  const trader = { kind: "sole_trader", address: "1 Quay, Penzance", phone: "01736 496 000", certified: true };
  await expectStatus(200, parley.url, "PATCH", "/v1/businesses/me", { session: nobody.session, body: { trader } });
  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", first);
});

test("a key does what its scopes say and nothing else", async () => {
  const [shop] = shops;
  const keyFor = async (...scopes) =>
    (
      await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
        session: shop.session,
        body: { label: "K", scopes },
      })
    ).key;
  const intent = await newIntent(parley, { place: penzance });
  const auto = { sector: "furniture/tables", opening: { price: 90_000 }, floor: { price: 80_000 } };
  const deeds = [
    ["offers", "POST", `/v1/intents/${intent.id}/offers`, { price: 50_000 }],
    ["offers", "DELETE", `/v1/intents/${intent.id}/offers/00000000000000000000000000`],
    ["offers", "POST", `/v1/intents/${intent.id}/confirm-award`, {}],
    ["offers", "POST", `/v1/intents/${intent.id}/questions`, { text: "How wide?" }],
    ["offers", "POST", `/v1/intents/${intent.id}/messages`, { text: "Good day" }],
    ["offers", "POST", `/v1/intents/${intent.id}/promises`, { text: "With oil" }],
    ["offers", "POST", `/v1/intents/${intent.id}/redeem`, { code: "K7WQ" }],
    ["offers", "POST", `/v1/invitations/${intent.id}/decline`, { reason: "too_busy" }],
    ["offers", "POST", "/v1/auto-offers", auto],
    ["offers", "PATCH", "/v1/auto-offers/none", { paused: true }],
    ["offers", "DELETE", "/v1/auto-offers/none"],
    ["offers", "POST", "/v1/offer-checks", { price: 50_000 }],
    ["offers", "POST", "/v1/offer-templates", { sector: "furniture/tables", name: "Oak" }],
    ["offers", "PUT", "/v1/offer-templates/none", { sector: "furniture/tables", name: "Oak" }],
    ["offers", "POST", "/v1/offer-templates/none/uses", {}],
    ["offers", "DELETE", "/v1/offer-templates/none"],
    ["offers", "PUT", "/v1/playbooks/furniture/tables", plan],
    ["offers", "DELETE", "/v1/playbooks/furniture/chairs"],
    ["profile", "PATCH", "/v1/businesses/me", { radius_km: 30 }],
    ["profile", "POST", "/v1/businesses/me/conduct", { version: "conduct-2020-01" }],
  ];
  const keys = { read: await keyFor("read"), offers: await keyFor("offers"), profile: await keyFor("profile") };
  for (const [scope, method, path, body] of deeds) {
    for (const [held, session] of Object.entries(keys)) {
      const { status, body: answer } = await call(parley.url, method, path, { session, body, key: newKey() });
      assert.equal(answer.code === "scope_missing", held !== scope, `${held}: ${method} ${path}: ${status}`);
    }
  }
  for (const { id } of (await get("/v1/auto-offers", { session: keys.read })).data)
    await expectStatus(204, parley.url, "DELETE", `/v1/auto-offers/${id}`, { session: keys.offers });
  const { status } = await call(parley.url, "POST", "/v1/api-keys", {
    session: keys.profile,
    body: { label: "K", scopes: ["read"] },
  });
  assert.equal(status, 403, "a key makes no keys");
});

test("a shop prepares its offers and plans its month", async () => {
  const { session } = shops[2];
  const template = { sector: "furniture/tables", name: "Oak", price: { ppm_of_budget: 900_000 } };
  const path = "/v1/offer-templates";
  const { id } = await expectStatus(201, parley.url, "POST", path, { session, body: template });
  await expectStatus(200, parley.url, "PUT", `${path}/${id}`, { session, body: { ...template, price: null } });
  await expectStatus(200, parley.url, "POST", `${path}/${id}/uses`, { session, body: {} });
  assert.equal((await get(path, { session })).data[0].id, id);
  await expectStatus(204, parley.url, "POST", "/v1/offer-checks", { session, body: { price: 50_000 } });
  const tables = "/v1/playbooks/furniture/tables";
  await expectStatus(200, parley.url, "PUT", tables, { session, body: { ...plan, template: id } });
  assert.equal((await get("/v1/playbooks", { session })).data[0].template, id);
  await expectStatus(204, parley.url, "DELETE", tables, { session });
  await expectStatus(204, parley.url, "DELETE", `${path}/${id}`, { session });
});

test("a standing offer is made, listed, paused and taken away", async () => {
  const { session } = shops[0];
  const body = { sector: "furniture/tables", opening: { price: 90_000 }, floor: { ppm_of_budget: 800_000 } };
  const { id } = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", { session, body });
  assert.equal((await get("/v1/auto-offers", { session })).data[0].id, id);
  const path = `/v1/auto-offers/${id}`;
  await expectStatus(200, parley.url, "PATCH", path, { session, body: { paused: true } });
  await expectStatus(204, parley.url, "DELETE", path, { session });
});

test("a market from the first push to the last, for everybody who listens", async () => {
  const [winner, lapsing, declining] = shops;
  const sector = await Line.open(parley.url);
  await sector.subscribe("sector/furniture/tables");
  const desks = await Promise.all(
    shops.map(async ({ session }) => {
      const line = await Line.open(parley.url, { session });
      await line.subscribe("desk");
      await line.until((push) => push.type === "snapshot");
      return line;
    }),
  );
  const intent = await newIntent(parley, { place: penzance, answers: {} });
  const topic = `intent/${intent.id}`;
  await sector.until((push) => push.type === "intent_opened" && push.data.id === intent.id);
  for (const desk of desks) await desk.until((push) => push.type === "invited" && push.data.intent_id === intent.id);
  const near = await get(`/v1/intents?sector=furniture/tables&near=50.1186,-5.5371&radius_km=20`);
  assert.ok(near.data.some(({ id }) => id === intent.id));
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`seen/${intent.id}`);
  await buyer.until((push) => push.topic === `seen/${intent.id}` && push.type === "snapshot");
  const streamed = await EventLine.open(parley.url, `seen/${intent.id}`, { session: intent.session });
  assert.equal(streamed.answer.status, 200, "a stream carries what a socket does");
  await streamed.close();
  const invitations = await get("/v1/invitations", { session: winner.session });
  assert.ok(invitations.data.some((one) => JSON.stringify(one).includes(intent.id)));
  await buyer.until((push) => push.type === "invitation_seen");
  await buyer.subscribe(topic, { after: 0 });
  buyer.send({ ping: 1 });
  await buyer.until((frame) => "pong" in frame);
  await buyer.subscribe("intent/00000000000000000000000000");
  const bidder = desks[0];
  await bidder.subscribe(topic, { after: 0 });
  const stranger = await Line.open(parley.url);
  await stranger.subscribe(topic);
  await stranger.until((push) => push.topic === topic && push.type === "snapshot");

  await expectStatus(200, parley.url, "POST", `/v1/invitations/${intent.id}/decline`, {
    session: declining.session,
    body: { reason: "too_far" },
  });
  const first = await placed(intent, winner, 52_000);
  const other = await placed(intent, lapsing, 51_000);
  await bidder.until((push) => push.type === "rank_changed", "that it is second now");
  await placed(intent, winner, 50_000, { status: 200 });
  const path = `/v1/intents/${intent.id}/offers/${other.offer_id}`;
  await expectStatus(200, parley.url, "DELETE", path, { session: lapsing.session });
  const again = await placed(intent, lapsing, 49_000, { status: 200 });
  await act(intent, intent.session, "extend");
  await act(intent, intent.session, "close");
  await act(intent, intent.session, "award", { offer_id: again.offer_id });
  await buyer.until((push) => push.type === "award_lapsed", "the two seconds to confirm are over");
  await act(intent, intent.session, "award", { offer_id: first.offer_id });
  await act(intent, winner.session, "confirm-award");
  for (const line of [buyer, bidder, stranger]) {
    await line.until((push) => push.topic === topic && ["intent_ended", "award_confirmed"].includes(push.type));
  }
  await bidder.until((push) => push.topic === topic && push.type === "disposed");
  buyer.send({ ack: topic, seq: buyer.last(topic) });
  await desks[1].until((push) => push.type === "disposed" && push.data.intent_id === intent.id);

  // Whoever was away hears it all again, with the same numbers, on either kind of line.
  const events = await EventLine.open(parley.url, topic, { session: intent.session, after: 0 });
  await events.until((push) => push.seq === buyer.last(topic), "the last push");
  assert.deepEqual(
    events.pushes,
    buyer.of(topic).filter(({ seq }) => seq > 0),
  );
  events.close();
  const rest = await EventLine.open(parley.url, topic, { session: intent.session, after: 0, lastEventId: 3 });
  await rest.until((push) => push.seq === buyer.last(topic), "the last push");
  assert.equal(rest.pushes[0].seq, 4, "the last event's id is resumed from");
  rest.close();
  await Promise.all([sector, buyer, stranger, ...desks].map((line) => line.close()));
});

test("a shop offers by the link of its mail, and says how it hears", async () => {
  const shop = await newShop(parley, { name: "Otter", place: penzance });
  const { session } = shop;
  await newIntent(parley, { place: penzance, title: "By the link" });
  const mail = await mailTo(parley, shop.address, ({ subject }) => subject === "Asked for: By the link", 40_000);
  const token = /\/offer#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", "/v1/offer-links", { body: { token } });
  const sent = { key: newKey(), body: { token, offer: { price: 49_000, attributes: { delivery_days: 3 } } } };
  await expectStatus(201, parley.url, "POST", "/v1/offer-links/offer", sent);

  await get("/v1/push-key");
  const { wording } = await get("/v1/push-subscriptions", { session });
  const keys = createECDH("prime256v1").generateKeys("base64url");
  const body = {
    endpoint: `${nowhere}/browser`,
    p256dh: keys,
    auth: "A".repeat(22),
    purpose: "invitations",
    wording: wording.version,
  };
  await expectStatus(200, parley.url, "POST", "/v1/push-subscriptions", { session, body });
  await expectStatus(200, parley.url, "DELETE", "/v1/push-subscriptions?purpose=invitations", { session });
  const wishes = { quiet: { from: 1_320, to: 420 }, digest_at: 1_080 };
  await expectStatus(200, parley.url, "PUT", "/v1/businesses/me/mail-wishes", { session, body: wishes });
  assert.deepEqual((await get("/v1/businesses/me/hearing", { session })).mail_wishes, wishes);
});

test("people talk, agree, keep promises and are forgotten", async () => {
  const [shop] = shops;
  const intent = await newIntent(parley, { place: penzance });
  const topic = `intent/${intent.id}`;
  const desk = await Line.open(parley.url, { session: shop.session });
  await desk.subscribe("desk");
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(topic, { after: 0 });
  const { offer_id } = await placed(intent, shop, 50_000, { attributes: { delivery_days: 3 } });
  const says = (verb, body = {}) => act(intent, intent.session, verb, body);
  const shopSays = (verb, body = {}) => act(intent, shop.session, verb, body);
  await shopSays("questions", { text: "How wide may it be?" });
  await says("questions/1/answer", { text: "A metre ten" });
  await says("questions", { text: "Oiled or waxed?" });
  await shopSays("messages", { text: "Oiled" });
  await says("messages", { offer_id, text: "Is it heavy, then?" });
  const mail = await mailTo(parley, shop.address, (one) => one.text.includes("Is it heavy, then?"), 30_000);
  const token = /\/reply#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", "/v1/replies", { body: { token } });
  await desk.until((push) => push.type === "message" && push.data.intent_id === intent.id, "the message on the desk");
  await says("messages", { offer_id, kind: "beat_this" });
  await says("read", { offer_id, upto: 3 });
  await get(`/v1/intents/${intent.id}/unread`, { session: intent.session });
  await says("readiness", { state: "not_yet" });
  await says(`threads/${offer_id}/mute`, { muted: true });
  await says(`threads/${offer_id}/shortlist`, { listed: true });
  await says("reports", { offer_id, about: "other", text: "Only a test" });
  await says("close");
  await says("award", { offer_id });
  await shopSays("confirm-award");
  await shopSays("promises", { text: "A tin of oil" });
  await shopSays("promises/3/claim", { note: "Under the lid" });
  await says("promises/3/judge", { kept: false, note: "No tin" });
  await shopSays("promises/3/repair", { text: "It comes tomorrow", due_at: null });
  await says("promises/3/repair-answer", { accepted: true });
  await shopSays("hand-off", { kind: "booking", url: "https://shop.example/book/1" });
  const { code } = (await look(parley, intent, intent.session)).deal.hand_off;
  await shopSays("redeem", { code });
  await teamWork(shop, intent);
  const keys = "/v1/businesses/me/postback-key";
  const { key } = await expectStatus(201, parley.url, "POST", keys, { session: shop.session, body: {} });
  await get(keys, { session: shop.session });
  const raw = JSON.stringify({ event: "redeemed", code });
  const till = `/v1/businesses/${shop.id}/postbacks`;
  await expectStatus(200, parley.url, "POST", till, { raw, headers: signedHeaders(key, raw) });
  await expectStatus(204, parley.url, "DELETE", keys, { session: shop.session });
  await says("outcome", { where: "here", price: 50_000 });
  const account = `/v1/businesses/me/deals/${intent.id}/account`;
  const money = { session: shop.session, body: { margin: 9_500, minutes: 40 } };
  await expectStatus(200, parley.url, "PUT", account, money);
  await says("review", { rating: 5, text: "Fine work" });
  await says("ideas", { text: "I wish it came in 160 cm" });
  await shopSays("ideas/1/answer", { text: "From March" });
  for (const sector of ["furniture", "furniture/tables"]) {
    const { data } = await get(`/v1/sectors/${sector}/ideas`);
    assert.ok(data.some(({ answers }) => answers[0]?.text === "From March"));
  }
  await get("/v1/businesses/me/ideas?limit=1", { session: shop.session });
  const { session } = shop;
  const page = "/v1/businesses/me/profile";
  const blocks = [{ title: "Who makes it", text: "Two sisters in a mill", link: "https://oak.example/mill" }];
  await expectStatus(200, parley.url, "PUT", page, { session, body: { published: true, blocks } });
  assert.deepEqual((await get(page, { session })).blocks, blocks);
  const posts = "/v1/businesses/me/posts";
  const post = { title: "The kiln is hot", text: "Oak, dried for two years" };
  const { id } = await expectStatus(201, parley.url, "POST", posts, { session, body: post });
  const changed = { session, body: { ...post, title: "The kiln is cold" } };
  await expectStatus(200, parley.url, "PUT", `${posts}/${id}`, changed);
  assert.equal((await get(posts, { session })).data[0].title, "The kiln is cold");
  assert.equal((await get(`/v1/businesses/${shop.id}/profile`)).posts[0].id, id);
  await expectStatus(200, parley.url, "DELETE", `${posts}/${id}`, { session });
  const referrals = `/v1/intents/${intent.id}/referrals`;
  const link = await expectStatus(201, parley.url, "POST", referrals, { session: intent.session, body: {} });
  assert.deepEqual(await get(`/v1/referrals/${link.code}`), link);
  await says("share", { shared: true, text: "I asked for oak and got oak" });
  await says(`threads/${offer_id}/block`);
  for (const type of ["question", "message", "readiness_changed", "thread_changed", "deal_changed"])
    await buyer.until((push) => push.type === type, type);
  await says("erase");
  await buyer.until((push) => push.type === "erased", "that it is gone");
  await desk.until((push) => push.type === "erased" && push.data.intent_id === intent.id, "that it is gone");
  assert.equal((await look(parley, intent)).title, "");
  await Promise.all([desk.close(), buyer.close()]);
});

/** What the people of a shop do among themselves about a deal. */
async function teamWork(shop, intent) {
  const { session } = shop;
  const team = "/v1/businesses/me/team";
  const email = newAddress("seat");
  const body = { name: "Mary Mole", email, role: "seller", shown: true };
  const { id } = await expectStatus(202, parley.url, "POST", team, { session, body });
  const link = { body: { token: tokenIn(await mailTo(parley, email)) } };
  const seat = await expectStatus(200, parley.url, "POST", "/v1/confirmations", link);
  await get("/v1/me", seat);
  await get("/v1/me/export", seat);
  await get(team, { session });
  await expectStatus(200, parley.url, "PATCH", `${team}/${id}`, { session, body: { role: "owner" } });
  const path = `/v1/intents/${intent.id}`;
  const due_at = new Date(Date.now() + 86_400_000).toISOString();
  const promise = { session: seat.session, body: { text: "A tin of wax", due_at } };
  await expectStatus(200, parley.url, "POST", `${path}/promises`, promise);
  await expectStatus(201, parley.url, "POST", `${path}/hand-overs`, { session, body: { to: id } });
  await get(`${path}/hand-overs/1`, { session });
  const note = { text: "@Mary Mole, have we two?", mentions: [id] };
  await expectStatus(201, parley.url, "POST", `${path}/notes`, { session, body: note });
  await get(`${path}/team`, { session });
  await get(`${path}/people`, { session: intent.session });
  await get("/v1/businesses/me/leads", { session });
  const { data } = await get("/v1/businesses/me/tasks", seat);
  const { id: task } = data.find(({ kind }) => kind === "mention");
  await expectStatus(204, parley.url, "POST", `/v1/businesses/me/tasks/${task}/seen`, { ...seat, body: {} });
  await get("/v1/businesses/me/calendar.ics", { session });
  const address = "/v1/businesses/me/calendar-link";
  const { url } = await expectStatus(201, parley.url, "POST", address, { session, body: {} });
  await get(new URL(url).pathname, {});
  await get(address, { session });
  await expectStatus(204, parley.url, "DELETE", address, { session });
  await expectStatus(204, parley.url, "DELETE", `${team}/${id}`, { session });
}

test("a shop takes its things with it, and leaves", async () => {
  const { session } = await newShop(parley, { name: "Weasel", place: penzance });
  await get("/v1/businesses/me/export", { session });
  const left = await expectStatus(200, parley.url, "POST", "/v1/businesses/me/leave", { session, body: {} });
  assert.equal((await get("/v1/businesses/me", { session })).left_at, left.left_at);
});

test("a buyer may want none of them, or nothing any more", async () => {
  const [shop] = shops;
  const none = await newIntent(parley, { place: penzance });
  await placed(none, shop, 50_000);
  await act(none, none.session, "decline-all", { reason: "too_dear" });
  const away = await newIntent(parley, { place: penzance });
  const line = await Line.open(parley.url, { session: away.session });
  await line.subscribe(`intent/${away.id}`, { after: 0 });
  await act(away, away.session, "cancel", { reason: "changed_my_mind" });
  await line.until((push) => push.type === "intent_ended");
  await line.close();
});

test("the demonstration lends a shop, and shows its mails", async () => {
  const intent = await newIntent(parley);
  const body = { intent_id: intent.id };
  await expectStatus(200, parley.url, "POST", "/v1/demo/shop", { session: intent.session, body });
  await get(`/dev/mail/latest?to=${encodeURIComponent(intent.address)}`);
});

test("one click in a mail program ends the mails", async () => {
  const shop = await newShop(parley, { place: penzance, name: "Toad" });
  const intent = await newIntent(parley, { place: penzance });
  const mail = await mailTo(parley, shop.address, (one) => one.text.includes("List-Unsubscribe-Post"));
  assert.ok(intent.id);
  const token = /unsubscribe\?token=([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await expectStatus(200, parley.url, "POST", `/v1/unsubscribe?token=${token}`, {
    raw: "List-Unsubscribe=One-Click",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
});

test("a buyer joins a shop's list, is written to, and leaves it", async () => {
  const [shop] = shops;
  const intent = await newIntent(parley, { place: penzance });
  const { offer_id } = await placed(intent, shop, 52_000);
  await act(intent, intent.session, "close");
  await act(intent, intent.session, "award", { offer_id });
  await act(intent, shop.session, "confirm-award");
  const path = `/v1/intents/${intent.id}/offer-list`;
  const { wording } = await get(path, { session: intent.session });
  const agreed = { session: intent.session, body: { wording: wording.version } };
  await expectStatus(202, parley.url, "POST", path, agreed);
  const mail = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Confirm: offers from"));
  const body = { token: tokenIn(mail) };
  assert.equal((await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body })).kind, "list");
  const letter = { session: shop.session, key: newKey(), body: { subject: "Boats", text: "Boats are in again." } };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/lists/mails", letter);
  assert.equal((await expectStatus(202, parley.url, "POST", "/v1/lists/mails", letter)).id, id, "a repeat is no mail");
  await mailTo(parley, intent.address, ({ subject }) => subject === `${shop.name}: Boats`);
  assert.equal((await get("/v1/lists/me", { session: shop.session })).mails_this_month, 1);
  const left = await expectStatus(200, parley.url, "DELETE", path, { session: intent.session });
  assert.equal(left.state, "stopped");
});

test("a bucket says what is left of it, and an empty one when to come again", async () => {
  const node = await startNode(parley.stores, {
    env: { PARLEY_LIMITS: "public", PARLEY_RATE_LIMITS: "drafts=2/1,links=1/60" },
    name: "public",
  });
  try {
    const draft = () => call(node.url, "POST", "/v1/drafts", { body: { text: "a rug under £200 in Leeds" } });
    const first = await draft();
    assert.equal(first.status, 200);
    assert.equal(first.headers.get("ratelimit-policy"), '"drafts";q=2;w=120');
    assert.match(first.headers.get("ratelimit"), /^"drafts";r=1;t=\d+$/);
    assert.equal((await draft()).status, 200);
    const third = await draft();
    assert.equal(third.status, 429);
    assert.equal(third.body.code, "too_many_requests");
    assert.match(third.headers.get("ratelimit"), /^"drafts";r=0;t=\d+$/);
    const wait = Number(third.headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 60, `${wait} s`);
    assert.equal((await call(node.url, "GET", "/v1/sectors")).headers.get("ratelimit"), null, "reading costs nothing");
    const bad = await call(node.url, "POST", "/v1/links", { body: {} });
    assert.equal(bad.status, 422, "a bad request is a request");
    assert.match(bad.headers.get("ratelimit"), /^"links";r=0/);
  } finally {
    await node.stop();
  }
});

test("limits that are none of ours end the start with what is wrong", async () => {
  const env = { PARLEY_RATE_LIMITS: "drafts=0/5" };
  await assert.rejects(startNode(parley.stores, { env }), /drafts=0\/5 is no limit of ours/);
});

/** A node whose sectors have these rules, on the same stores. */
function nodeWith(rules) {
  return startNode(parley.stores, {
    env: { PARLEY_RULES_PATCH: JSON.stringify({ close: { mode: "hard" }, ...rules }) },
  });
}

test("rounds of turns and of clocks tell what they do, and their log is for all", async () => {
  const turns = { rounds: 1, first_pause_s: 0, pause_s: 0, turn_s: 1, announce_s: 0 };
  const inTurns = await nodeWith({ format: "turns", duration_s: 2, turns });
  const clock = { start: 50_000, change: 1_000, every_s: 1, stop: 49_000 };
  const falling = await nodeWith({ format: "falling_clock", clock });
  const opened = [];
  try {
    for (const [node, place, awaited] of [
      [
        inTurns,
        (intent, shop, i) => offer(inTurns, shop, intent, 50_000 - 30_000 * i),
        ["turns_ordered", "turn_ended"],
      ],
      [falling, (intent, shop) => offer(falling, shop, intent, 50_000, { accept: true }), ["clock_stepped"]],
    ]) {
      const intent = await newIntent(node, { place: penzance });
      const topic = `intent/${intent.id}`;
      const lines = await Promise.all([intent, shops[0]].map(({ session }) => Line.open(node.url, { session })));
      opened.push(...lines);
      await lines[0].subscribe(topic, { after: 0 });
      await Promise.all(shops.slice(0, 2).map((shop, i) => place(intent, shop, i)));
      await lines[1].subscribe(topic);
      for (const line of lines) for (const type of awaited) await line.until((push) => push.type === type, type);
      await lines[0].until((push) => push.type === "round_closed", "the close");
      const log = await expectStatus(200, node.url, "GET", `/v1/intents/${intent.id}/log`);
      assert.ok(log.events.some((event) => event.type === "round_closed"));
      const path = `/v1/intents/${intent.id}`;
      const body = { rules: { format: "sealed", duration_s: 600 } };
      const otherwise = await expectStatus(200, node.url, "POST", `${path}/replay`, { body });
      assert.ok(otherwise.ranking.length >= 2);
      if (node !== inTurns) continue;
      assert.equal(otherwise.pays, 20_000);
      const words = { session: shops[1].session, body: { explanation: "Last year's showpiece" } };
      await expectStatus(200, node.url, "POST", `${path}/explanation`, words);
      const told = await lines[0].until((push) => push.type === "low_offer_explained", "the explanation");
      assert.equal(told.data.offer.explanation, "Last year's showpiece");
      assert.equal((await call(node.url, "POST", `${path}/explanation`, words)).body.code, "unchanged");
    }
    const scenario = openapi.paths["/v1/replay"].post.requestBody.content["application/json"].examples.two.value;
    assert.equal((await expectStatus(200, inTurns.url, "POST", "/v1/replay", { body: scenario })).winner, "oak");
    await expectStatus(200, inTurns.url, "GET", "/v1/keys");
    await expectStatus(200, inTurns.url, "GET", "/v1/heads");
  } finally {
    await Promise.all(opened.map((line) => line.close()));
    await Promise.all([inTurns.stop(), falling.stop()]);
  }
});

test("what people may ask of Parley, and what its operator does", async () => {
  const [shop] = shops;
  const put = (path, session, body, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body });
  const intent = await newIntent(parley, { place: penzance });
  await placed(intent, shop, 50_000);
  for (const path of ["copies", "own-prices", "history"])
    await get(`/v1/intents/${intent.id}/${path}`, { session: intent.session });
  const wish = (method, path, body) => expectStatus(200, parley.url, method, path, { session: intent.session, body });
  await wish("PUT", `/v1/me/preferred/${shop.id}`, {});
  await wish("PUT", "/v1/me/mail-wishes", { quiet: { from: 1_320, to: 420 }, digest_at: 1_080 });
  await get("/v1/me", { session: intent.session });
  await get("/v1/me/export", { session: intent.session });
  await wish("DELETE", `/v1/me/preferred/${shop.id}`);
  await put("/v1/me/withdrawals", intent.session, { purpose: "invitations" }, 404);
  await put("/v1/me/withdrawals", intent.session, { purpose: `intent/${intent.id}` });
  const complaint = { about: "mails", text: "One more than I asked for" };
  await put("/v1/complaints", intent.session, complaint, 201);
  const line = await Line.open(parley.url, { session: shop.session });
  await line.subscribe(`desk/${shop.id}`);
  const { report } = await act(intent, intent.session, "erase");
  await line.until((push) => push.type === "erased", "the order to delete it");
  await line.close();
  await get(`/v1/intents/${intent.id}/erasure?report=${report}`);
  await get("/v1/deletions", { session: shop.session });
  await put(`/v1/deletions/${intent.id}/ack`, shop.session, {});

  const { session: steward } = await put("/v1/steward/session", undefined, { token: stewardToken });
  await get("/v1/steward/queue", { session: steward });
  const reasons = "So that the contract is seen";
  await put("/v1/steward/acts", steward, { act: "suspend", subject: `business/${shops[2].id}`, reasons }, 201);
  await get("/v1/businesses/me/standing", { session: shops[2].session });
  const { version } = await get("/v1/conduct");
  await put("/v1/businesses/me/conduct", shops[2].session, { version });
  await get("/v1/businesses/me/conduct", { session: shops[2].session });
  await put("/v1/businesses/me/appeals", shops[2].session, { text: "We did nothing of the kind" }, 201);
  await put("/v1/steward/acts", steward, { act: "lift", subject: `business/${shops[2].id}`, reasons }, 201);
  await put("/v1/me/erase", intent.session, {});
});

test("advice before offers", async () => {
  const intent = await newIntent(parley, { place: penzance, advice_first: true });
  const lines = await Promise.all(
    [intent, shops[0], {}].map(async ({ session }) => {
      const line = await Line.open(parley.url, { session });
      await line.subscribe(`intent/${intent.id}`);
      return line;
    }),
  );
  await act(intent, shops[0].session, "advice", { text: "Oak stands damp better than pine" });
  await lines[0].until((m) => m.type === "advice_given");
  await act(intent, intent.session, "ask-for-offers");
  for (const line of lines) {
    await line.until((m) => m.type === "offers_wanted");
    line.close();
  }
  const reference_price = { amount: 52_000, where: "in our shop", since: "2026-01-01" };
  const details = { item: "Table B", fulfilment: "fit", returns_days: 28, reference_price, only_here: true };
  await placed(intent, shops[0], 41_000, { details });
  await act(intent, intent.session, `advisers/${shops[0].id}/block`);
});

test("an experiment goes from its question to what is published of it", async () => {
  const designer = await newResearcher(parley, "Ada", "designer");
  const publisher = await newResearcher(parley, "Mary", "publisher");
  await expectStatus(200, parley.url, "POST", "/v1/demo/researcher", { body: { role: "reader" } });
  const lab = (status, method, path, body, { session } = designer) =>
    expectStatus(status, parley.url, method, `/v1/lab/${path}`, { session, body });
  const sector = "pets/supplies";
  await lab(200, "GET", "me");
  await lab(200, "GET", "metrics");
  const rules = await lab(200, "GET", `rules?sectors=${sector}`);
  const arms = [
    { key: "as-ever", weight_ppm: 500_000, patch: [] },
    { key: "few", weight_ppm: 500_000, patch: [replace("/invite/count", 3)] },
  ];
  const document = preregistration("few-1", sector, rules, { arms, n_per_arm: 40 });
  await lab(200, "POST", "checks", { document });
  await lab(200, "POST", "trials", { document });
  await lab(201, "POST", "experiments", { document });
  await lab(200, "POST", "experiments/few-1/steps", { step: "start" });
  let intent;
  // A node hears of the start within a second.
  do intent = await newIntent(parley, { sector, place: penzance });
  while (!(await look(parley, intent, intent.session)).experiment);
  await get(`/v1/intents/${intent.id}/experiment`, { session: intent.session });
  await lab(200, "GET", "experiments");
  await lab(200, "GET", "experiments/few-1");
  await lab(200, "GET", "experiments/few-1/watch");
  await lab(200, "POST", "experiments/few-1/steps", { step: "stop", why: "For the contract" });
  await lab(200, "POST", "experiments/few-1/analysis");
  await lab(200, "GET", "experiments/few-1/analysis");
  const finding = { slug: "few-shops", title: "Three shops sell as much as eight" };
  await lab(201, "POST", "experiments/few-1/publication", finding, publisher);
  await get("/v1/findings");
  await get("/v1/findings/few-shops");
});

test("every operation and every message of the contract was seen", () => {
  // Nothing can be erased yet, so nothing is ever gone from a stream.
  const never = new Set(["gone"]);
  const operations = Object.values(openapi.paths).flatMap((path) =>
    Object.values(path).flatMap(({ operationId }) => operationId ?? []),
  );
  const upgraded = "openLive"; // Its answers are the messages.
  assert.deepEqual(
    operations.filter((id) => id !== upgraded && !seen.operations.has(id)),
    [],
  );
  assert.deepEqual(
    Object.keys(asyncapi.components.messages).filter((name) => !never.has(name) && !seen.messages.has(name)),
    [],
  );
  assert.ok(operations.length > 40);
});
