// A key of one business reads or changes nothing of another's. The calls are those of the contract: each that names an
// object is made for one that another business has and for one that nobody has, each that a business makes for another
// business and for none, and the answers are the same bytes.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { deref, openapi } from "../contracts/contract.mjs";
import { expectStatus, newKey } from "./client.mjs";
import { laboratory, replace } from "./laboratory.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { newSeat } from "./people.mjs";
import { sql, tables } from "./stores.mjs";
import { startParley } from "./support.mjs";
import { startReceiver } from "./receiver.mjs";

const missing = "0".repeat(26);
const words = "Oiled by hand in our own yard";
let parley, owner, stranger, key, world, there;

/** The objects of the owner, and a stranger of another trade far away whose key may do everything. */
before(async () => {
  parley = await startParley({ env: { PARLEY_WEBHOOK_LOOPBACK: "1", PARLEY_PUBLISH_EVERY_MS: "3600000" } });
  there = await startReceiver();
  owner = await newShop(parley, { name: "Mole & Daughters" });
  stranger = await newShop(parley, { name: "Rat", sectors: ["pets/supplies"], place: { name: "Penzance" } });
  const as = ({ session }) => ({
    post: (path, body = {}, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body }),
    patch: (path, body) => expectStatus(200, parley.url, "PATCH", path, { session, body }),
    get: (path) => expectStatus(200, parley.url, "GET", path, { session }),
  });
  const shop = as(owner);
  ({ key } = await as(stranger).post(
    "/v1/api-keys",
    { label: "All", scopes: ["read", "offers", "profile", "webhooks"] },
    201,
  ));
  const deal = await newIntent(parley, { title: "A deal of the owner" });
  const buyer = as(deal);
  const { offer_id } = await offer(parley, owner, deal, 50_000, { message: words });
  await buyer.post(`/v1/intents/${deal.id}/questions`, { text: "How wide is it?" });
  await buyer.post(`/v1/intents/${deal.id}/messages`, { offer_id, text: "Good day" });
  await buyer.post(`/v1/intents/${deal.id}/close`);
  await buyer.post(`/v1/intents/${deal.id}/award`, { offer_id });
  await shop.post(`/v1/intents/${deal.id}/confirm-award`);
  await buyer.post(`/v1/intents/${deal.id}/ideas`, { text: "A table that folds itself up" });
  const erased = await newIntent(parley, { title: "An erased request" });
  await offer(parley, owner, erased, 50_000);
  await as(erased).post(`/v1/intents/${erased.id}/erase`);
  const open = await newIntent(parley, { title: "An open request" });
  await offer(parley, owner, open, 55_000, { message: words });
  // The same, but out of the owner's reach.
  const twin = await newIntent(parley, { title: "An open request", place: { name: "Norwich" } });
  const standing = { sector: "furniture/tables", opening: { price: 50_000 }, floor: { price: 40_000 }, paused: true };
  const hook = await shop.post("/v1/businesses/me/webhooks", { url: there.url }, 201);
  await shop.post(`/v1/businesses/me/webhooks/${hook.id}/ping`, {}, 202);
  await there.until(({ type }) => type === "ping");
  const deliveries = `/v1/businesses/me/webhooks/${hook.id}/deliveries`;
  let sent = [];
  while (sent[0]?.state !== "delivered") sent = (await shop.get(deliveries)).data;
  const lab = laboratory(() => parley.stores.databaseUrl);
  const arms = [
    { key: "as-ever", weight_ppm: 500_000, patch: [] },
    { key: "few", weight_ppm: 500_000, patch: [replace("/invite/count", 3)] },
  ];
  await lab.experiment("register", await lab.register("few-1", "pets/dog-care", { arms }));
  world = {
    key: "few-1",
    intents: { deal: deal.id, open: open.id, erased: erased.id, twin: twin.id },
    offer_id,
    question: "1",
    promise: "1",
    idea: "1",
    auto_offer_id: (await shop.post("/v1/auto-offers", standing, 201)).id,
    key_id: (await shop.post("/v1/api-keys", { label: "Till", scopes: ["read"] }, 201)).id,
    webhook_id: hook.id,
    delivery_id: sent[0].id,
    business_id: owner.id,
    code: (await shop.post(`/v1/intents/${open.id}/referrals`, {}, 201)).code,
    group: "furniture",
    name: "tables",
    post_id: (await shop.post("/v1/businesses/me/posts", { title: "Kiln", text: words }, 201)).id,
    template_id: (await shop.post("/v1/offer-templates", { sector: "furniture/tables", name: words }, 201)).id,
    n: "1",
    task: "note-1",
    token: "A".repeat(43),
    month: "2026-11",
    seat_id: (await newSeat(parley, owner, "reader", "Otter")).id,
  };
  await settled();
});
after(async () => {
  await there?.stop();
  await parley?.stop();
});

/** Until nothing is under way; what is published waits for its hour. */
async function settled() {
  const waiting = `SELECT count(*), pg_sleep(0.02) FROM outbox
    WHERE kind <> 'heads' AND not_before < extract(epoch FROM clock_timestamp()) * 1e6 + 60e6`;
  while ((await sql(parley.stores.databaseUrl, waiting))[0][0] !== "0");
}

const methods = ["get", "post", "put", "patch", "delete"];
const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
  methods
    .filter((method) => item[method])
    .map((method) => {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(
        (each) => deref(openapi, each).value,
      );
      return { path, method, operation, parameters, name: `${method.toUpperCase()} ${path}` };
    }),
);

/** What everybody may see or do, whoever they are: the request is the buyer's and public, its offers are not. */
const public_ = new Set([
  "getExperiment",
  "getFinding",
  "getIntent",
  "getIntentLog",
  "getHistory",
  "makeReferral",
  "getReferral",
  "replayIntent",
  "getRecord",
  // Of their own offers among a request's, and there are none.
  "getCopies",
  "getOwnPrices",
]);

function bodyOf({ operation }) {
  const request = deref(openapi, operation.requestBody).value;
  const json = request?.content["application/json"];
  return json && (Object.values(json.examples ?? {})[0]?.value ?? {});
}

const sentKey = newKey();
async function send(one, path, headers = {}) {
  const body = bodyOf(one);
  const query = one.parameters.filter((each) => each.in === "query" && each.required);
  const asked = new URLSearchParams(query.map(({ name }) => [name, name === "report" ? "A".repeat(43) : "1"]));
  const answer = await fetch(`${parley.url}${path}${query.length ? `?${asked}` : ""}`, {
    method: one.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${key}`,
      "idempotency-key": sentKey,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

/** The path with these values for its names. */
const filled = (path, values) =>
  path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? assert.fail(`no ${name} for ${path}`));

/** Only what the key itself leaves: when it was used. */
async function changesNothing(work) {
  const besides = ["public.node_beat", "public.api_key"];
  const earlier = await tables(parley.stores.databaseUrl, besides);
  await work();
  assert.deepEqual(await tables(parley.stores.databaseUrl, besides), earlier);
}

const named = operations.filter(({ path }) => path.includes("{"));
const ofIntents = (path) => /^\/v1\/(intents|invitations|deletions)\/\{(id|intent_id)\}/.test(path);

for (const one of named.filter(
  ({ path, operation }) => !public_.has(operation.operationId) && !/\{group\}|\{month\}$/.test(path),
)) {
  test(`${one.name}: foreign and missing alike, and nothing changes`, async () => {
    await changesNothing(async () => {
      const [last] = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).reverse();
      const { deal, open, erased, twin } = world.intents;
      const of = (intent, more = {}) =>
        send(one, filled(one.path, { ...world, id: intent, intent_id: intent, ...more }));
      const alike = async (intent, more) => {
        const [foreign, none] = [await of(intent), await more()];
        assert.ok(foreign.status >= 400 && foreign.status < 500, `${foreign.status} ${foreign.text}`);
        assert.ok(!foreign.text.includes(words) && !foreign.text.includes("Mole"), foreign.text);
        assert.deepEqual(foreign, none, `${one.name} of ${intent}`);
      };
      if (!ofIntents(one.path)) return alike(owner.id, () => of(owner.id, { [last]: missing }));
      const absent = /^(question|promise|idea)$/.test(last) ? "99" : missing;
      // A request itself is everybody's; what the owner has in it is not.
      if (!/^(id|intent_id)$/.test(last))
        for (const intent of [deal, open, erased]) await alike(intent, () => of(intent, { [last]: absent }));
      else await alike(open, () => of(twin));
      for (const intent of [deal, erased]) assert.match((await of(intent)).text, /"status":4\d\d/);
    });
  });
}

const ofBusinesses = operations.filter(({ parameters }) => parameters.some(({ name }) => name === "Parley-For"));

for (const one of ofBusinesses.filter(({ path }) => !/\{(group|key_id|webhook_id|auto_offer_id)\}/.test(path))) {
  test(`${one.name}: no key acts for another business, nor learns whether there is one`, async () => {
    await changesNothing(async () => {
      const path = filled(one.path, { ...world, id: world.intents.deal, intent_id: world.intents.deal });
      const foreign = await send(one, path, { "parley-for": owner.id });
      const none = await send(one, path, { "parley-for": missing });
      assert.deepEqual(foreign, none, one.name);
    });
  });
}

test("what the stranger reads of its own names nothing of the owner's", async () => {
  assert.ok(ofBusinesses.length > 15 && named.length > 50, "the contract was read");
  const secrets = [
    world.auto_offer_id,
    world.webhook_id,
    world.delivery_id,
    world.key_id,
    world.offer_id,
    owner.address,
  ];
  const reads = operations.filter(
    ({ path, method, operation }) => method === "get" && !path.includes("{") && !operation.tags.includes("demo"),
  );
  let read = 0;
  for (const one of reads.filter(({ path }) => !/^\/v1\/(live|stream)$|^\/metrics$/.test(path))) {
    const { status, text } = await send(one, one.path);
    for (const secret of [...secrets, words]) assert.ok(!text.includes(secret), `${one.name}: ${secret}`);
    read += status === 200 ? 1 : 0;
  }
  assert.ok(read > 10, `${read} were read`);
});

test("the owner's own key does with these objects what the stranger's could not", async () => {
  const { key: own } = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session: owner.session,
    body: { label: "Own", scopes: ["offers", "webhooks"] },
  });
  const does = (status, method, path, body) => expectStatus(status, parley.url, method, path, { session: own, body });
  const hook = `/v1/businesses/me/webhooks/${world.webhook_id}`;
  await does(200, "GET", hook);
  await does(202, "POST", `${hook}/deliveries/${world.delivery_id}/again`, {});
  await does(200, "PATCH", `/v1/auto-offers/${world.auto_offer_id}`, { paused: true });
  await does(200, "POST", `/v1/deletions/${world.intents.erased}/ack`, {});
});
