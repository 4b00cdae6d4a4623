// Other people's servers are told what happens on a desk, as the library of Standard Webhooks checks it; and nothing is
// ever sent to an address that is not public.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { asyncapi, openapi } from "../contracts/contract.mjs";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { freePort, startNode } from "./node.mjs";
import { isSigned, startReceiver } from "./receiver.mjs";
import { sharedStores, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const path = "/v1/businesses/me/webhooks";
// A second of the schedule takes 2 ms: 5 s are 10 ms, 5 min 600 ms, 30 min 3.6 s.
const env = { PARLEY_WEBHOOK_LOOPBACK: "1", PARLEY_WEBHOOK_SECOND_MS: "2", PARLEY_WEBHOOK_TIMEOUT_MS: "700" };
let parley, receivers;
before(async () => {
  parley = await startParley({ env });
  receivers = [];
});
after(async () => {
  await Promise.all((receivers ?? []).map((one) => one.stop()));
  await parley?.stop();
});

async function receiver(answer) {
  const made = await startReceiver({ answer });
  receivers.push(made);
  return made;
}
let towns = 0;
/** A shop that is the only one far around, so that it is asked for whatever is wanted at its place. */
async function shopNamed(name, node = parley) {
  const place = { lat: 50 + towns++ / 2, lon: -1.5 };
  return { ...(await newShop(node, { name, place })), place };
}
const endpoint = ({ session }, url, more = {}) =>
  expectStatus(201, parley.url, "POST", path, { session, body: { url, ...more } });
const deliveries = async ({ session }, { id }) =>
  (await expectStatus(200, parley.url, "GET", `${path}/${id}/deliveries`, { session })).data;
const state = async ({ session }, { id }) =>
  (await expectStatus(200, parley.url, "GET", `${path}/${id}`, { session })).state;
const ping = ({ session }, { id }) =>
  expectStatus(202, parley.url, "POST", `${path}/${id}/ping`, { session, body: {} });
const patch = ({ session }, { id }, body) => expectStatus(200, parley.url, "PATCH", `${path}/${id}`, { session, body });
/** Until what the list says of an endpoint's deliveries is so. */
async function settled(shop, hook, predicate, ms = 15_000) {
  const until = Date.now() + ms;
  for (;;) {
    const list = await deliveries(shop, hook);
    if (predicate(list)) return list;
    assert.ok(Date.now() < until, JSON.stringify(list, null, 1));
    await new Promise((resolve) => setTimeout(resolve, 25)); // There is nothing to listen to.
  }
}

test("S15 a shop's program is told what happens on the desk, with the data of the desk, in its order", async () => {
  const shop = await shopNamed("Mole");
  const there = await receiver();
  const hook = await endpoint(shop, there.url);
  assert.match(hook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const line = await Line.open(parley.url, { session: shop.session });
  await line.subscribe("desk", { after: 0 });
  const intent = await newIntent(parley, { place: shop.place });
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  const does = (verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: intent.session, body });
  await does("questions", { text: "How wide is it?" });
  await does("close");
  await does("award", { offer_id });
  await there.until(({ type }) => type === "awarded", "the award");
  await line.until(({ type }) => type === "awarded", "the award on the desk");
  const pushes = line.pushes
    .filter(({ seq }) => seq > 0 && seq !== undefined)
    .filter(({ type }) => type !== "snapshot");
  for (const type of ["invited", "question", "round_result", "awarded"]) {
    const push = pushes.find((one) => one.type === type);
    const message = there.messages.find((one) => one.type === type);
    assert.ok(message && push, type);
    assert.deepEqual(message.body, { type, timestamp: push.at, data: push.data });
  }
  for (const message of there.messages) {
    assert.ok(isSigned(hook.secret, message), message.type);
    assert.match(message.id, /^msg_[0-9a-z]{26}$/);
    assert.equal(message.headers["content-type"], "application/json");
  }
  const [told, sent] = [pushes, there.messages].map((list) => list.map(({ type }) => type));
  const both = Math.min(told.length, sent.length);
  assert.deepEqual(sent.slice(0, both), told.slice(0, both));
  assert.equal(new Set(there.messages.map(({ id }) => id)).size, there.messages.length, "each came once");
  await line.close();
});

test("the types that can be wished for are those of the desk", () => {
  const { items } = openapi.components.schemas.WebhookTypes;
  const pushes = Object.keys(asyncapi.channels.desk.messages).filter((name) => !/^(snapshot|gone)$/.test(name));
  assert.deepEqual([...items.enum].sort(), pushes.sort());
});

test("only the types that were asked for are sent, and the order to delete always", async () => {
  const shop = await shopNamed("Otter");
  const there = await receiver();
  const hook = await endpoint(shop, there.url, { types: ["round_result"] });
  const intent = await newIntent(parley, { place: shop.place });
  await offer(parley, shop, intent, 50_000);
  const does = (verb) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: intent.session, body: {} });
  await does("close");
  await does("erase");
  const order = await there.until(({ type }) => type === "erased", "the order");
  assert.deepEqual(new Set(there.messages.map(({ type }) => type)), new Set(["round_result", "erased"]));
  assert.equal(order.body.data.intent_id, intent.id);
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/deletions", { session: shop.session });
  assert.deepEqual(order.body.data.deletion, data.find((one) => one.intent_id === intent.id).order);
  assert.ok(isSigned(hook.secret, order));
});

test("what failed is tried again with the same id, signed anew, and holds no other message up", async () => {
  const shop = await shopNamed("Toad");
  let refusals = 2;
  const there = await receiver((message, response) => {
    const refuse = message.type === "ping" && refusals-- > 0;
    response.writeHead(refuse ? 503 : 204).end(refuse ? "Busy\u0007 = now" : "");
  });
  const hook = await endpoint(shop, there.url);
  await ping(shop, hook);
  await there.until(() => true);
  const intent = await newIntent(parley, { place: shop.place });
  await there.until(({ type }) => type === "invited", "the invitation");
  const [delivery] = (await settled(shop, hook, (all) => all.every((one) => one.state === "delivered"))).slice(-1);
  assert.equal(delivery.type, "ping");
  assert.equal(delivery.intent_id, null);
  assert.deepEqual(
    delivery.attempts.map(({ status, answer }) => [status, answer]),
    [
      [503, "Busy? = now"],
      [503, "Busy? = now"],
      [204, ""],
    ],
  );
  const tries = there.messages.filter(({ type }) => type === "ping");
  assert.equal(tries.length, 3);
  assert.equal(new Set(tries.map(({ id }) => id)).size, 1);
  assert.equal(tries[0].id, delivery.message_id);
  const gaps = delivery.attempts.map(({ at }) => Date.parse(at));
  assert.ok(gaps[1] - gaps[0] >= 10 && gaps[2] - gaps[1] >= 600, "after 5 s and 5 min of the schedule");
  for (const message of there.messages) assert.ok(isSigned(hook.secret, message));
  assert.ok(intent.id);
});

test("a slow server is not waited for, and others are told meanwhile", async () => {
  const [slow, quick] = await Promise.all(["Stoat", "Hare"].map((name) => shopNamed(name)));
  const held = [];
  const sleeping = await receiver((_, response) => held.push(response));
  const awake = await receiver();
  const [late, prompt] = [await endpoint(slow, sleeping.url), await endpoint(quick, awake.url)];
  await ping(slow, late);
  await sleeping.until(() => true);
  await ping(quick, prompt);
  await awake.until(() => true);
  const [{ attempts }] = await settled(slow, late, ([one]) => one.attempts.length > 0);
  assert.equal(attempts[0].status, null);
  assert.equal(attempts[0].failure, "there was no answer in time");
  assert.ok(attempts[0].ms >= 650 && attempts[0].ms < 5_000, `${attempts[0].ms} ms`);
  for (const response of held) response.end();
});

test("410 switches an endpoint off; a person switches it on, and can have again what it missed", async () => {
  const shop = await shopNamed("Badger");
  let gone = true;
  const there = await receiver((_, response) => response.writeHead(gone ? 410 : 204).end());
  const hook = await endpoint(shop, there.url);
  const since = new Date().toISOString();
  await ping(shop, hook);
  await settled(shop, hook, ([one]) => one.attempts.length > 0);
  assert.equal(await state(shop, hook), "gone");
  const intent = await newIntent(parley, { place: shop.place });
  const line = await Line.open(parley.url, { session: shop.session });
  await line.subscribe("desk", { after: 0 });
  await line.until((push) => push.type === "invited" && push.data.intent_id === intent.id);
  gone = false;
  assert.equal((await patch(shop, hook, { on: true })).state, "on");
  await there.until(({ type }) => type === "ping", "what waited", { from: 1 });
  assert.equal(
    there.messages.filter(({ type }) => type === "invited").length,
    0,
    "what it missed is not sent by itself",
  );
  const again = { session: shop.session, body: { since } };
  const { queued } = await expectStatus(202, parley.url, "POST", `${path}/${hook.id}/replay`, again);
  assert.ok(queued >= 1);
  const first = await there.until(({ type }) => type === "invited", "what it missed");
  assert.equal(first.body.data.intent_id, intent.id);
  const { id } = (await settled(shop, hook, (all) => all.some((one) => one.type === "invited"))).find(
    (one) => one.type === "invited",
  );
  const one = `${path}/${hook.id}/deliveries/${id}/again`;
  await expectStatus(202, parley.url, "POST", one, { session: shop.session, body: {} });
  const seen = there.messages.length;
  const second = await there.until(({ type }) => type === "invited", "it again", { from: seen - 1 });
  assert.equal(second.id, first.id, "a repeat is known by its id");
  await line.close();
});

test("a redirect is an answer and is not followed; an answer without an end is cut", async () => {
  const shop = await shopNamed("Weasel");
  const other = await receiver();
  const there = await receiver((message, response) => {
    if (message.path.endsWith("hook")) return response.writeHead(307, { location: other.url }).end("Elsewhere");
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(16_384)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  const hook = await endpoint(shop, there.url);
  await ping(shop, hook);
  const [moved] = await settled(shop, hook, ([one]) => one.attempts.length > 0);
  assert.deepEqual([moved.attempts[0].status, moved.attempts[0].answer], [307, "Elsewhere"]);
  assert.equal(other.messages.length, 0);
  const endless = await endpoint(shop, `${there.url}/endless`);
  await ping(shop, endless);
  const [cut] = await settled(shop, endless, ([one]) => one.state === "delivered");
  assert.deepEqual([cut.attempts[0].status, cut.attempts[0].answer], [200, "x".repeat(300)]);
});

test("after another secret was made both sign for a while, and then the new one alone", async () => {
  const shop = await shopNamed("Vole");
  const there = await receiver();
  const hook = await endpoint(shop, there.url);
  const turn = (body) =>
    expectStatus(201, parley.url, "POST", `${path}/${hook.id}/secret`, { session: shop.session, body });
  const next = await turn({ old_works_for_s: 3_600 });
  assert.notEqual(next.secret, hook.secret);
  assert.ok(Date.parse(next.old_secret_until) > Date.now() + 3_500_000);
  await ping(shop, hook);
  const both = await there.until(() => true);
  assert.equal(both.signature.split(" ").length, 2);
  for (const { secret } of [hook, next]) assert.ok(isSigned(secret, both));
  const last = await turn({ old_works_for_s: 0 });
  await ping(shop, hook);
  const one = await there.until(() => true, "the next ping", { from: 1 });
  assert.ok(isSigned(last.secret, one));
  for (const { secret } of [hook, next]) assert.ok(!isSigned(secret, one));
  const list = await expectStatus(200, parley.url, "GET", path, { session: shop.session });
  assert.ok(!JSON.stringify(list).includes("whsec_"), "a secret is told once");
});

test("nothing is sent to an address that is not public, by whatever name", async () => {
  const hosts = "inner.example=10.1.2.3,mapped.example=::ffff:192.168.0.1,wrapped.example=64:ff9b::a01:203";
  const strict = await startNode(parley.stores, { env: { PARLEY_WEBHOOK_HOSTS: hosts }, name: "strict" });
  try {
    const { session } = await shopNamed("Ferret", strict);
    const refused = async (url, reason) => {
      const { status, body } = await call(strict.url, "POST", path, { session, body: { url } });
      assert.deepEqual([status, body.code, body.errors[0].pointer], [422, "webhook_refused", "/url"], url);
      assert.equal(body.errors[0].detail, reason, url);
    };
    for (const host of ["inner.example", "mapped.example", "wrapped.example"])
      await refused(`https://${host}/hook`, "its name leads to no public address");
    for (const host of ["127.0.0.1", "0x7f.1", "2130706433", "localhost", "169.254.169.254", "0.0.0.0", "[::1]"])
      await refused(`https://${host}/hook`, "its name leads to no public address");
    await refused("http://shop.example/hook", "it must begin with https://");
    await refused("https://shop.example:8443/hook", "it must use port 443");
    await refused("https://me:secret@shop.example/hook", "it must not hold a user or a password");
    await refused("https://shop.example/hook#part", "it must not hold a fragment");
    await refused("gopher://shop.example/", "it must begin with https://");
    await refused("https://no-such-name.invalid/", "its name leads to no public address");
  } finally {
    await strict.stop();
  }
});

test("a name that leads to a private address later is not connected to, and the list says so", async () => {
  const stores = await sharedStores();
  const port = await freePort();
  const named = (address) => ({ ...env, PARLEY_WEBHOOK_HOSTS: `shop.example=${address}` });
  let node = await startNode(stores, { env: named("127.0.0.1") });
  try {
    const { session } = await shopNamed("Shrew", node);
    const body = { url: `http://shop.example:${port}/hook` };
    const { id } = await expectStatus(201, node.url, "POST", path, { session, body });
    await node.stop();
    node = await startNode(stores, { env: named("192.168.7.7") });
    await expectStatus(202, node.url, "POST", `${path}/${id}/ping`, { session, body: {} });
    let attempts = [];
    while (attempts.length === 0)
      [{ attempts }] = (await expectStatus(200, node.url, "GET", `${path}/${id}/deliveries`, { session })).data;
    assert.equal(attempts[0].status, null);
    assert.equal(attempts[0].failure, "its name leads to no public address");
  } finally {
    await node.stop();
    await stores.stop();
  }
});

test("what an endpoint answered about a request goes with the request", async () => {
  const shop = await shopNamed("Newt");
  const there = await receiver(({ raw }, response) => response.writeHead(200).end(raw));
  const hook = await endpoint(shop, there.url);
  const intent = await newIntent(parley, { place: shop.place, title: "Zitherstand" });
  await settled(shop, hook, ([one]) => one?.attempts[0]?.answer !== undefined);
  const kept = "SELECT count(*) FROM webhook_attempt WHERE answer <> ''";
  assert.notDeepEqual(await sql(parley.stores.databaseUrl, kept), [["0"]]);
  const erase = `/v1/intents/${intent.id}/erase`;
  await expectStatus(200, parley.url, "POST", erase, { session: intent.session, body: {} });
  const list = await settled(shop, hook, (all) =>
    all.some(({ type, state: at }) => type === "erased" && at === "delivered"),
  );
  for (const { attempts } of list) for (const { answer } of attempts) assert.equal(answer, "");
  const again = `${path}/${hook.id}/deliveries/${list.at(-1).id}/again`;
  const seen = there.messages.length;
  await expectStatus(202, parley.url, "POST", again, { session: shop.session, body: {} });
  const late = await there.until(() => true, "the invitation again", { from: seen });
  assert.ok(!late.raw.includes("Zitherstand"), "what is sent late says nothing that was erased");
});
