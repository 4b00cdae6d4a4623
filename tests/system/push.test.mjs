// Pushes to browsers, by a push service on this machine: encrypted for the browser alone, signed, for as long as the
// round runs, on a consent of their own, once each, and to known push services only.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { leeds, look, mailTo, newIntent, newShop, offer } from "./market.mjs";
import { claimsOf, PushService } from "./push_service.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let service;
let parley;
before(async () => {
  service = await PushService.open();
  const rules = { step: freely(0).step, self_outbid: true };
  parley = await startParley({
    env: { PARLEY_PUSH_HOSTS: service.origin, PARLEY_RULES_PATCH: JSON.stringify(rules) },
  });
});
after(async () => {
  await parley?.stop();
  service?.close();
});

let apart = 0;
/** Places far from each other, so that the shops of one test are asked by no other. */
const elsewhere = () => ({ lat: leeds.lat - (apart += 1), lon: -3 });
const query = (purpose) => `/v1/push-subscriptions?purpose=${encodeURIComponent(purpose)}`;
const standing = (session, purpose) => expectStatus(200, parley.url, "GET", query(purpose), { session });

/** Says yes for this browser, to the words that are shown. */
async function agree(session, purpose, browser) {
  const { wording } = await standing(session, purpose);
  const body = { ...browser.address, purpose, wording: wording.version };
  return expectStatus(200, parley.url, "POST", "/v1/push-subscriptions", { session, body });
}

/** A shop in a place of its own, pushed to. */
async function pushedShop() {
  const place = elsewhere();
  const shop = await newShop(parley, { place });
  const browser = service.browser();
  const said = await agree(shop.session, "invitations", browser);
  assert.deepEqual([said.on, said.browsers], [true, 1]);
  return { place, shop, browser };
}

test("S14 an invitation is pushed: encrypted for the browser, signed, until the round's end", async () => {
  const { place, shop, browser } = await pushedShop();
  const intent = await newIntent(parley, { place, title: "Oak table for a push" });
  const push = await service.nth(browser);
  const { round } = await look(parley, intent, intent.session);
  assert.equal(push.method, "POST");
  assert.equal(push.headers["content-encoding"], "aes128gcm");
  assert.equal(push.headers.urgency, "high");
  assert.match(push.headers.topic, /^[A-Za-z0-9_-]{1,32}$/);
  const left = (Date.parse(round.closes_at) - push.at) / 1000;
  assert.ok(Math.abs(Number(push.headers.ttl) - left) < 5, `ttl ${push.headers.ttl}, left ${left}`);

  const claims = claimsOf(push);
  assert.equal(claims.aud, service.origin);
  assert.match(claims.sub, /^mailto:/);
  const life = claims.exp - push.at / 1000;
  assert.ok(life > 0 && life <= 86_400, `it lives ${life} s`);
  assert.equal(claims.key, (await expectStatus(200, parley.url, "GET", "/v1/push-key")).key);

  const news = browser.read(push);
  assert.deepEqual(Object.keys(news).sort(), ["body", "path", "tag", "title"]);
  assert.equal(news.title, "Asked for: Oak table for a push");
  assert.equal(news.path, `/desk/${shop.id}`);
  assert.equal(news.tag, push.headers.topic);
  assert.equal(JSON.stringify(news).includes(intent.address), false);
  assert.equal(/600|60000/.test(JSON.stringify(news)), false, "no price");
  // What could be read on the way says nothing.
  assert.equal(push.body.includes("Oak table"), false);
});

test("S21 a buyer is pushed on a consent of its own, which one tap ends, and mails go on", async () => {
  const { place, shop, browser: desk } = await pushedShop();
  const [quiet, asked] = [
    await newIntent(parley, { place, title: "Nobody asked for notices" }),
    await newIntent(parley, { place, title: "Somebody did" }),
  ];
  const browser = service.browser();
  await agree(asked.session, `intent/${asked.id}`, browser);
  for (const intent of [quiet, asked]) await offer(parley, shop, intent, 50_000);
  const first = browser.read(await service.nth(browser));
  assert.deepEqual([first.title, first.path], ["The first offer is in: Somebody did", `/buyer/${asked.id}`]);

  // The row is evidence, seen by the buyer and in the export, apart from that of mails.
  const me = await expectStatus(200, parley.url, "GET", "/v1/me", { session: asked.session });
  const rows = me.consents.filter(({ purpose }) => purpose === `intent/${asked.id}`);
  assert.deepEqual(rows.map(({ channel, state }) => [channel, state]).sort(), [
    ["email", "confirmed"],
    ["push", "confirmed"],
  ]);
  assert.match(rows.find(({ channel }) => channel === "push").text, /shows notices on this device/);
  const file = await expectStatus(200, parley.url, "GET", "/v1/me/export", { session: asked.session });
  const evidence = file.consents.find(({ channel }) => channel === "push");
  assert.deepEqual([evidence.method, evidence.wording_sha256.length], ["tap", 64]);
  assert.equal(file.people[0].browsers[0].endpoint, browser.address.endpoint);

  const stopped = await expectStatus(200, parley.url, "DELETE", query(`intent/${asked.id}`), {
    session: asked.session,
  });
  assert.deepEqual([stopped.on, stopped.browsers], [false, 0], "the browser is forgotten with its last consent");
  const then = await expectStatus(200, parley.url, "GET", "/v1/me", { session: asked.session });
  assert.deepEqual(
    then.consents
      .filter(({ purpose }) => purpose === `intent/${asked.id}`)
      .map(({ channel, state }) => [channel, state])
      .sort(),
    [
      ["email", "confirmed"],
      ["push", "withdrawn"],
    ],
  );
  // The desk's push of a later round is the sign that the buyer's would have come by now.
  const before = service.to(desk).length;
  const { offer_id } = (await look(parley, asked, asked.session)).offers[0];
  for (const [verb, body] of [
    ["close", {}],
    ["award", { offer_id }],
  ])
    await expectStatus(200, parley.url, "POST", `/v1/intents/${asked.id}/${verb}`, { session: asked.session, body });
  const chosen = await service.nth(desk, before + 1);
  assert.equal(desk.read(chosen).title, "You were chosen: Somebody did");
  assert.equal(service.to(browser).length, 1);
  assert.equal(
    service.pushes.some((push) => push.path !== browser.path && push.path.includes(quiet.id)),
    false,
  );
});

test("what a push service answers is heeded: who is gone is forgotten, who is busy is asked later", async () => {
  const { place, shop, browser } = await pushedShop();
  const [busy, gone] = [browser, service.browser()];
  await agree(shop.session, "invitations", gone);
  service.expect(busy, { status: 429, headers: { "retry-after": "2" } }, { status: 503 });
  service.expect(gone, { status: 410 });
  await newIntent(parley, { place, title: "Patience" });
  const [first, second, third] = [await service.nth(busy, 1), await service.nth(busy, 2), await service.nth(busy, 3)];
  assert.deepEqual([first.status, second.status, third.status], [429, 503, 201]);
  assert.ok(second.at - first.at >= 1_900, `tried again after ${second.at - first.at} ms`);
  assert.equal((await standing(shop.session, "invitations")).browsers, 1, "who is gone is forgotten");
  assert.equal(service.to(gone).length, 1);

  // A push service that sends elsewhere is not followed, and the next news comes once.
  service.expect(busy, { status: 307, headers: { location: `${service.origin}/elsewhere` } });
  await newIntent(parley, { place, title: "Sent elsewhere" });
  assert.equal((await service.nth(busy, 4)).status, 307);
  await newIntent(parley, { place, title: "And again" });
  assert.equal(busy.read(await service.nth(busy, 5)).title, "Asked for: And again");
  assert.equal(
    service.pushes.some(({ path }) => path === "/elsewhere"),
    false,
  );
  assert.equal(service.to(busy).length, 5);
});

test("nothing but a known push service is ever an endpoint, and nobody subscribes for another", async () => {
  const { shop, browser } = await pushedShop();
  const { wording } = await standing(shop.session, "invitations");
  const send = (more, session = shop.session) =>
    call(parley.url, "POST", "/v1/push-subscriptions", {
      session,
      body: { ...browser.address, purpose: "invitations", wording: wording.version, ...more },
    });
  const port = new URL(service.origin).port;
  for (const endpoint of [
    "http://169.254.169.254/latest/meta-data",
    `http://127.0.0.1:${Number(port) - 1}/push/x`,
    `http://localhost:${port}/push/x`,
    `http://user@127.0.0.1:${port}/push/x`,
    `http://127.0.0.1:${port}@evil.example/x`,
    "https://fcm.googleapis.com/fcm/send/x",
    "file:///etc/passwd",
    "https://[::1]/x",
  ]) {
    const { status, body } = await send({ endpoint });
    assert.deepEqual([status, body.errors?.[0].pointer], [422, "/endpoint"], endpoint);
  }
  assert.equal((await send({ p256dh: "B".repeat(87) })).status, 422, "no point on the curve");
  assert.equal((await send({ wording: "push-invitations-1999-01" })).body.code, "wording_changed");
  const stranger = await newIntent(parley, { place: elsewhere() });
  const other = await newIntent(parley, { place: elsewhere() });
  assert.equal((await send({ purpose: `intent/${other.id}` }, stranger.session)).status, 404);
  assert.equal((await send({ purpose: `intent/${other.id}` }, shop.session)).status, 404);
  assert.equal((await call(parley.url, "GET", query("invitations"), { session: stranger.session })).status, 403);
  assert.equal((await standing(shop.session, "invitations")).browsers, 1);
});

test("S21 a shop has quiet hours: its devices stay silent, and what would be over is mailed", async () => {
  const { place, shop, browser } = await pushedShop();
  const wall = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
  const [hours, minutes] = wall.format(Date.now()).split(":").map(Number);
  const now = (hours % 24) * 60 + minutes;
  const quiet = { from: (now + 1_380) % 1_440, to: (now + 120) % 1_440 };
  const wish = (body) =>
    expectStatus(200, parley.url, "PUT", "/v1/businesses/me/mail-wishes", { session: shop.session, body });
  assert.deepEqual((await wish({ quiet, digest_at: null })).mail_wishes, { quiet, digest_at: null });
  const intent = await newIntent(parley, { place, title: "In the middle of the night" });
  const waiting = async (kind) =>
    (
      await sql(
        parley.stores.databaseUrl,
        `SELECT not_before FROM outbox WHERE kind = '${kind}' AND intent_id = '${intent.id}'`,
      )
    ).length;
  await mailTo(parley, shop.address, ({ subject }) => subject === "Asked for: In the middle of the night", 30_000);
  assert.equal(service.to(browser).length, 0, "a device stays silent");
  assert.equal(await waiting("push"), 0, "what would come too late does not wait");

  await wish({ quiet: null, digest_at: null });
  await newIntent(parley, { place, title: "In the morning" });
  assert.equal(browser.read(await service.nth(browser)).title, "Asked for: In the morning");
  const hearing = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/hearing", { session: shop.session });
  assert.deepEqual([hearing.mails, hearing.push.on], ["confirmed", true]);
});

test("who is forgotten is pushed nothing, and no browser of theirs is kept", async () => {
  const { place, browser: desk } = await pushedShop();
  const intent = await newIntent(parley, { place, title: "Forget me" });
  await service.nth(desk);
  const browser = service.browser();
  await agree(intent.session, `intent/${intent.id}`, browser);
  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: intent.session, body: {} });
  const held = await sql(
    parley.stores.databaseUrl,
    `SELECT 1 FROM push_subscription WHERE endpoint = '${browser.address.endpoint}'`,
  );
  assert.equal(held.length, 0);
});
