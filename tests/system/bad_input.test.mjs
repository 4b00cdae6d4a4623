// Bad input gets a problem document that names the field, and changes nothing. What is wrong comes from the contract:
// every call of openapi.yaml, every field, every way in which its schema can be broken.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openapi, deref } from "../contracts/contract.mjs";
import { check } from "../contracts/live.mjs";
import { call, expectStatus, newKey } from "./client.mjs";
import { newResearcher, preregistration, replace } from "./laboratory.mjs";
import { leeds, mailTo, newAddress, newIntent, newShop, offer } from "./market.mjs";
import { filled, mutations, sample, wrongBodies, wrongQueries } from "./mutations.mjs";
import { dump, sql, tables } from "./stores.mjs";
import { startParley } from "./support.mjs";

const atOnce = 8;
const methods = ["get", "post", "patch", "put", "delete"];
const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
  methods
    .filter((method) => item[method])
    .map((method) => ({ path, method, item, operation: item[method], name: `${method.toUpperCase()} ${path}` })),
);

let parley;
let folder;
let world; // the buyer of an intent, the shop that offered on it, a standing offer, and the operator
const stewardToken = "the-operator-of-this-test-signs-in-with-this";

/** Awaits that nothing is left to be done by itself: no job in the outbox that falls due within a minute. */
async function settled() {
  const waiting = `SELECT count(*), pg_sleep(0.02) FROM outbox
    WHERE not_before < extract(epoch FROM clock_timestamp()) * 1e6 + 60e6`;
  while ((await sql(parley.stores.databaseUrl, waiting))[0][0] !== "0");
}

const everything = async () => ({
  intents: await dump(parley.stores.databaseUrl),
  tables: await tables(parley.stores.databaseUrl),
});

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-bad-input-"));
  const file = join(folder, "token");
  writeFileSync(file, stewardToken);
  parley = await startParley({ env: { PARLEY_STEWARD_TOKEN_FILE: file, PARLEY_WEBHOOK_LOOPBACK: "1" } });
  const shop = await newShop(parley);
  const intent = await newIntent(parley);
  await mailTo(parley, shop.address, (mail) => mail.subject.includes("Solid oak"), 20_000);
  const made = await offer(parley, shop, intent, 52_000);
  const standing = await call(parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: { sector: "furniture/tables", opening: { price: 50_000 }, floor: { price: 40_000 }, paused: true },
  });
  assert.equal(standing.status, 201, JSON.stringify(standing.body));
  const signedIn = await call(parley.url, "POST", "/v1/steward/session", { body: { token: stewardToken } });
  assert.equal(signedIn.status, 200, JSON.stringify(signedIn.body));
  const postback = await call(parley.url, "POST", "/v1/businesses/me/postback-key", {
    session: shop.session,
    body: {},
  });
  assert.equal(postback.status, 201, JSON.stringify(postback.body));
  const post = await call(parley.url, "POST", "/v1/businesses/me/posts", {
    session: shop.session,
    body: { title: "The kiln is hot", text: "Oak, dried for two years" },
  });
  assert.equal(post.status, 201, JSON.stringify(post.body));
  const seat = await call(parley.url, "POST", "/v1/businesses/me/team", {
    session: shop.session,
    body: { name: "Otter", email: newAddress("seat"), role: "reader" },
  });
  assert.equal(seat.status, 202, JSON.stringify(seat.body));
  const template = await call(parley.url, "POST", "/v1/offer-templates", {
    session: shop.session,
    body: { sector: "furniture/tables", name: "Oak" },
  });
  assert.equal(template.status, 201, JSON.stringify(template.body));
  // Switched off, so that nothing of it happens by itself while the tests look.
  const hooks = "/v1/businesses/me/webhooks";
  const asShop = (status, method, path, body) =>
    expectStatus(status, parley.url, method, path, { session: shop.session, body });
  const hook = await asShop(201, "POST", hooks, { url: "http://127.0.0.1:1/hook" });
  await asShop(202, "POST", `${hooks}/${hook.id}/ping`, {});
  let deliveries = [];
  while (!deliveries[0]?.attempts.length)
    deliveries = (await asShop(200, "GET", `${hooks}/${hook.id}/deliveries`)).data;
  await asShop(200, "PATCH", `${hooks}/${hook.id}`, { on: false });
  world = {
    webhook_id: hook.id,
    delivery_id: deliveries[0].id,
    key_id: (await asShop(201, "POST", "/v1/api-keys", { label: "Till", scopes: ["read"] })).id,
    shop,
    post_id: post.body.id,
    seat_id: seat.body.id,
    template_id: template.body.id,
    intent,
    steward: signedIn.body,
    offer: made,
    auto_offer_id: standing.body.id,
    postbackKey: postback.body.key,
  };
  const researcher = await newResearcher(parley, "Ada", "publisher");
  const asResearcher = { session: researcher.session };
  const few = [
    { key: "as-ever", weight_ppm: 500_000, patch: [] },
    { key: "few", weight_ppm: 500_000, patch: [replace("/invite/count", 3)] },
  ];
  const design = async (key, sector) => {
    const rules = await expectStatus(200, parley.url, "GET", `/v1/lab/rules?sectors=${sector}`, asResearcher);
    return { document: preregistration(key, sector, rules, { arms: few, n_per_arm: 40 }) };
  };
  const body = await design("few-1", "pets/supplies");
  await expectStatus(201, parley.url, "POST", "/v1/lab/experiments", { ...asResearcher, body });
  Object.assign(world, { researcher, key: "few-1", prereg: await design("few-2", "pets/dog-care") });
  await mailTo(parley, intent.address, (mail) => !mail.text.includes("/confirm#"), 20_000);
  await settled();
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

/** The path with the ids of what is there, so that nothing but the input can be what is wrong. */
function pathOf({ path }) {
  const ids = {
    id: world.intent.id,
    intent_id: world.intent.id,
    offer_id: world.offer.offer_id,
    question: 1,
    promise: 1,
    idea: 1,
    n: 1,
    task: "none",
    slug: "few-shops",
    token: "none",
    code: "0".repeat(26),
    business_id: world.shop.id,
    group: "furniture",
    month: "2026-11",
    name: "tables",
  };
  return path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? world[name] ?? assert.fail(`no ${name} for ${path}`));
}

/** Whose call this is: the operator's, the shop's, or else the buyer's. */
const shopsPaths = new RegExp(
  "deletions|offer-|playbooks|offers|confirm-award|invitations|businesses|lists|api-keys|" +
    "promises$|claim$|repair$|hand-o|redeem|ideas/|notes$",
);
const sessionFor = (path) =>
  (path.startsWith("/v1/steward/")
    ? world.steward
    : path.startsWith("/v1/lab/")
      ? world.researcher
      : shopsPaths.test(path)
        ? world.shop
        : world.intent
  ).session;

/** Only what is signed is read. */
function signed(path, bytes = "") {
  if (!path.endsWith("/postbacks")) return {};
  const [id, now] = [newKey(), new Date()];
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": signature(id, now, bytes),
  };
}
/** The library signs texts alone, and these are bytes of any kind. */
function signature(id, now, bytes) {
  const hmac = createHmac("sha256", Buffer.from(world.postbackKey.slice("whsec_".length), "base64"));
  return `v1,${hmac
    .update(`${id}.${Math.floor(now.getTime() / 1000)}.`)
    .update(bytes)
    .digest("base64")}`;
}

async function send(method, path, { bytes, headers = {} } = {}) {
  const answer = await fetch(parley.url + path, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${sessionFor(path)}`,
      "idempotency-key": newKey(),
      ...(bytes === undefined ? {} : { "content-type": "application/json" }),
      ...signed(path, bytes),
      ...headers,
    },
    body: bytes,
  });
  const type = answer.headers.get("content-type") ?? "";
  // A stream that should not have begun would never end.
  const text = type === "text/event-stream" ? await answer.body.cancel() : await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    type,
    body: type.includes("json") ? JSON.parse(text) : text,
  };
}

/** What is wrong with an answer that should be a problem naming this place; nothing if it is one. */
function complaint({ status, type, body }, method, path, expected) {
  const said = `${status} ${JSON.stringify(body).slice(0, 300)}`;
  if (status < 400 || status > 499) return `answered ${said}`;
  if (type !== "application/problem+json") return `is ${type}: ${said}`;
  try {
    check(method, path, status, undefined, body);
  } catch (error) {
    return error.message;
  }
  if (body.status !== status || body.type !== `/docs/problems#${body.code}`) return `contradicts itself: ${said}`;
  if (expected.oversize) return status === 413 && body.code === "body_too_large" ? undefined : `is not 413: ${said}`;
  if (![400, 422].includes(status)) return `is not about the input: ${said}`;
  const fits = ({ pointer, code, detail }) => {
    if (code === "" || detail === "") return false;
    if (expected.syntax) return true; // The place where reading stopped, wherever that was.
    return pointer === expected.at || (expected.loose && pointer.startsWith(`${expected.at}/`));
  };
  if (!body.errors.some(fits)) return `does not name "${expected.at}": ${said}`;
  return undefined;
}

/** Runs the cases some at a time; gives one line for each that was answered wrongly. */
async function findings(cases, run) {
  const lines = [];
  const waiting = [...cases];
  const worker = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const found = await run(one);
      if (found) lines.push(`${one.what} ${found}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return lines;
}

async function changesNothing(work) {
  const earlier = await everything();
  const result = await work();
  assert.deepEqual(await everything(), earlier);
  return result;
}

// --- every body ------------------------------------------------------------------------------------------------------

const bodies = operations
  .map((one) => {
    const request = deref(openapi, one.operation.requestBody).value;
    const json = request?.content["application/json"];
    if (!json) return undefined;
    const example = Object.values(json.examples ?? {})[0]?.value ?? sample(json.schema, one.name);
    // Signed by the server, and sent before: guide.test.mjs and photos.test.mjs break these.
    const { forecast: _, photos: __, ...value } = filled(json.schema, example);
    return { ...one, schema: json.schema, required: request.required === true, value };
  })
  .filter(Boolean);
const demoOnly = (one) => one.operation.tags.includes("demo");

for (const one of bodies.filter((each) => !demoOnly(each))) {
  test(`${one.name}: whatever is wrong with the body is named, and nothing changes`, async (context) => {
    const path = pathOf(one);
    const cases = [...mutations(one.schema, one.value), ...wrongBodies(one.required)];
    context.diagnostic(`${cases.length} mutations`);
    await changesNothing(async () => {
      const tried = (each) => send(one.method, path, each).then((answer) => complaint(answer, one.method, path, each));
      assert.deepEqual(await findings(cases, tried), []);
    });
  });
}

// --- every query -----------------------------------------------------------------------------------------------------

const queries = operations
  .map((one) => {
    const all = [...(one.item.parameters ?? []), ...(one.operation.parameters ?? [])];
    return { ...one, parameters: all.map((each) => deref(openapi, each).value).filter((each) => each.in === "query") };
  })
  .filter((one) => one.parameters.length > 0);

function withQuery(one, values) {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${pathOf(one)}?${pairs.join("&")}`;
}

for (const one of queries) {
  test(`${one.name}: whatever is wrong with the query is named`, async () => {
    const good = {};
    for (const each of one.parameters.filter((p) => p.required)) good[each.name] = sample(each.schema, each.name);
    const cases = [];
    for (const { name, required, schema } of one.parameters) {
      for (const value of wrongQueries(schema))
        cases.push({ what: `${name}=${JSON.stringify(value)}`, at: `/${name}`, values: { ...good, [name]: value } });
      if (!required) continue;
      const { [name]: gone, ...rest } = good;
      cases.push({ what: `no ${name}`, at: `/${name}`, values: rest });
    }
    cases.push({ what: "an unknown parameter", at: "/secter", values: { ...good, secter: "furniture" } });
    const upgrade = one.path === "/v1/live";
    const tried = async (each) => {
      const path = withQuery(one, each.values);
      const answer = upgrade ? await openSocket(path) : await send(one.method, path);
      // What no query may hold is refused before anybody asks for a parameter.
      const early = answer.body.code === "bad_target" && /control character/.test(answer.body.detail);
      return early ? undefined : complaint(answer, one.method, path, each);
    };
    assert.deepEqual(await findings(cases, tried), []);
    for (const raw of ["?a=1&a=2", "?a=%ff", "?a=%zz", "?a=%00"]) {
      const answer = await send(one.method, pathOf(one) + raw);
      assert.equal(answer.body.code, "bad_target", `${raw}: ${JSON.stringify(answer.body)}`);
    }
  });
}

/** A WebSocket handshake by hand: its answer, whatever that is. */
function openSocket(path, headers = {}) {
  const { hostname, port } = new URL(parley.url);
  const asked = request({
    hostname,
    port,
    path,
    headers: {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  asked.end();
  return answerOf(asked);
}

async function answerOf(asked) {
  const answer = await new Promise((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("upgrade", (upgraded, socket) => {
      socket.destroy();
      resolve(upgraded);
    });
    asked.once("error", reject);
  });
  const type = answer.headers["content-type"] ?? "";
  if (answer.statusCode === 101) return { status: 101, type, body: {} };
  const parts = [];
  for await (const part of answer) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return {
    status: answer.statusCode,
    headers: new Headers(answer.headers),
    type,
    body: type.includes("json") ? JSON.parse(text) : text,
  };
}

// --- what is wrong around the body -----------------------------------------------------------------------------------

const offersPath = (intent = world.intent) => `/v1/intents/${intent.id}/offers`;
const json = (value) => Buffer.from(JSON.stringify(value));

/** The answer is a problem of this status and code that contradicts itself nowhere. */
function expectProblem(answer, status, code, method = "GET", path = "/v1/me") {
  const said = JSON.stringify(answer.body);
  assert.equal(answer.status, status, said);
  assert.equal(answer.type, "application/problem+json");
  assert.equal(answer.body.code, code, said);
  assert.equal(answer.body.type, `/docs/problems#${code}`);
  check(method, path, status, undefined, answer.body);
  return answer.body;
}

test("what an offer is refused for, one by one", async () => {
  await changesNothing(async () => {
    const path = offersPath();
    const money = await send("post", path, { bytes: json({ price: 480.5 }) });
    assert.deepEqual(expectProblem(money, 422, "invalid_input", "POST", path).errors, [
      { pointer: "/price", code: "not_a_whole_number", detail: "must be a whole number" },
    ]);
    const bare = await send("post", path, { bytes: json({ price: 48_000 }), headers: { "idempotency-key": "" } });
    expectProblem(bare, 400, "bad_idempotency_key", "POST", path);
    const none = await call(parley.url, "POST", path, { session: world.shop.session, body: { price: 48_000 } });
    assert.equal(none.status, 400);
    assert.equal(none.body.code, "idempotency_key_required");
    for (const key of ["short", "a".repeat(65), "with a space 0123456789", "äöü0123456789abcdef"]) {
      const bytes = json({ price: 48_000 });
      const answer = await send("post", path, {
        bytes,
        headers: { "idempotency-key": Buffer.from(key).toString("latin1") },
      });
      expectProblem(answer, 400, "bad_idempotency_key", "POST", path);
    }
  });
});

test("a past date, an unknown sector and an unknown place are named", async () => {
  await changesNothing(async () => {
    const body = { title: "A table", sector: "furniture/tables", place: leeds, email: newAddress("buyer") };
    const refusedAt = async (more, pointer, code) => {
      const answer = await send("post", "/v1/intents", { bytes: json({ ...body, ...more }) });
      const { errors } = expectProblem(answer, 422, "invalid_input", "POST", "/v1/intents");
      assert.deepEqual([errors[0].pointer, errors[0].code], [pointer, code]);
    };
    await refusedAt({ needed_by: "2020-01-01T00:00:00Z" }, "/needed_by", "in_the_past");
    await refusedAt({ needed_by: "2099-01-01T00:00:00Z" }, "/needed_by", "too_far_ahead");
    await refusedAt({ sector: "furniture/unicorns" }, "/sector", "unknown_sector");
    await refusedAt({ place: { name: "Nowhere at all" } }, "/place/name", "unknown_place");
    await refusedAt({ budget: { amount: 600.5, currency: "GBP" } }, "/budget/amount", "not_a_whole_number");
  });
});

test("a key that comes again with other content is refused, in a post and in an offer", async () => {
  const key = newKey();
  const body = { title: "A shelf", sector: "furniture/tables", place: leeds, email: newAddress("buyer") };
  const posted = await send("post", "/v1/intents", { bytes: json(body), headers: { "idempotency-key": key } });
  assert.equal(posted.status, 202);
  await settled();
  await changesNothing(async () => {
    const again = await send("post", "/v1/intents", { bytes: json(body), headers: { "idempotency-key": key } });
    assert.deepEqual([again.status, again.body], [202, posted.body]);
    const other = { bytes: json({ ...body, title: "Two shelves" }), headers: { "idempotency-key": key } };
    expectProblem(await send("post", "/v1/intents", other), 422, "key_reused", "POST", "/v1/intents");
  });
  const offered = newKey();
  const shop = await newShop(parley, { name: "Second shop" });
  const made = await offer(parley, shop, world.intent, 51_000, { key: offered });
  await settled();
  await changesNothing(async () => {
    const place = (price) =>
      send("post", offersPath(), {
        bytes: json({ price }),
        headers: { "idempotency-key": offered, authorization: `Bearer ${shop.session}` },
      });
    const again = await place(51_000);
    assert.equal(again.body.offer_id, made.offer_id);
    expectProblem(await place(50_000), 422, "key_reused", "POST", offersPath());
  });
});

test("a stranger's bid and a stranger's hand on an intent change nothing", async () => {
  const far = await newShop(parley, { name: "Far away", place: { lat: 50.26, lon: -5.05 } });
  const other = await newShop(parley, { name: "Sells bread", sectors: ["food/bakery"] }).catch(() => undefined);
  const buyer = await newIntent(parley, { title: "Another table", sector: "furniture/beds" });
  await settled();
  await changesNothing(async () => {
    const bid = (session) =>
      send("post", offersPath(), { bytes: json({ price: 40_000 }), headers: { authorization: `Bearer ${session}` } });
    expectProblem(await bid(far.session), 403, "not_invited", "POST", offersPath());
    if (other) expectProblem(await bid(other.session), 403, "not_invited", "POST", offersPath());
    expectProblem(await bid(buyer.session), 403, "no_business", "POST", offersPath());
    expectProblem(await bid("ps_nobody"), 401, "sign_in_required", "POST", offersPath());
    for (const verb of ["close", "extend", "decline-all", "cancel"]) {
      const path = `/v1/intents/${world.intent.id}/${verb}`;
      const answer = await send("post", path, { headers: { authorization: `Bearer ${far.session}` } });
      expectProblem(answer, 403, "not_yours", "POST", path);
    }
  });
});

test("whoever stands behind both a shop and a request is not asked, and its offers are refused", async () => {
  const refused = async (shop, intent) => {
    const path = offersPath(intent);
    const answer = await send("post", path, {
      bytes: json({ price: 48_000 }),
      headers: { authorization: `Bearer ${shop.session}` },
    });
    expectProblem(answer, 403, "tied_to_buyer", "POST", path);
  };
  const shop = await newShop(parley, { name: "Both sides" });
  // The same address: the other shop is asked, this one is not.
  const own = await newIntent(parley, { email: shop.address });
  await mailTo(parley, world.shop.address, (mail) => mail.text.includes(own.id), 20_000);
  assert.equal((await call(parley.url, "GET", "/v1/invitations", { session: shop.session })).body.data.length, 0);
  await refused(shop, own);
  // The same session, invited or not.
  const intent = await newIntent(parley, {}, { session: shop.session });
  await refused(shop, intent);
  await offer(parley, world.shop, intent, 47_000);
});

test("an unknown id and an id that is not for the caller get the same answer", async () => {
  const hidden = await send("post", "/v1/intents", {
    bytes: json({ title: "Nobody's yet", sector: "furniture/tables", place: leeds, email: newAddress("buyer") }),
  });
  const unknown = "0".repeat(26);
  const ids = { hidden: hidden.body.id, unknown, "no id": "x", "in capitals": world.intent.id.toUpperCase() };
  const shop = await newShop(parley, { name: "Curious" });
  await settled();
  await changesNothing(async () => {
    for (const one of operations.filter(({ path }) => /\{(id|intent_id)\}/.test(path))) {
      const answers = [];
      for (const [what, id] of Object.entries(ids)) {
        const path = one.path.replace(/\{(id|intent_id)\}/, id).replace("{offer_id}", world.offer.offer_id);
        const body = bodies.find((each) => each.name === one.name)?.value;
        const query = path.endsWith("/erasure") ? `?report=${"A".repeat(43)}` : "";
        const answer = await send(one.method, path + query, {
          ...(body ? { bytes: json(body) } : {}),
          headers: { authorization: `Bearer ${shop.session}` },
        });
        assert.equal(answer.status, 404, `${one.name} of ${what}: ${JSON.stringify(answer.body)}`);
        answers.push([what, answer.body, [...answer.headers.keys()].sort().join()]);
      }
      for (const [what, ...said] of answers) assert.deepEqual(said, answers[0].slice(1), `${one.name} of ${what}`);
    }
  });
});

test("a body that is not said to be JSON, or is packed, is refused with 415", async () => {
  await changesNothing(async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonp",
      "text/json",
    ]) {
      const answer = await send("post", offersPath(), {
        bytes: json({ price: 48_000 }),
        headers: { "content-type": type },
      });
      expectProblem(answer, 415, "json_expected", "POST", offersPath());
    }
    const packed = { "content-encoding": "gzip" };
    expectProblem(
      await send("post", offersPath(), { bytes: json({ price: 48_000 }), headers: packed }),
      415,
      "encoding_refused",
      "POST",
      offersPath(),
    );
  });
});

test("a request that rides on the cookie from another site is refused with 403", async () => {
  const path = offersPath();
  await changesNothing(async () => {
    const ride = (headers) =>
      send("post", path, {
        bytes: json({ price: 51_000 }),
        headers: { authorization: "", cookie: `parley_session=${sessionFor(path)}`, ...headers },
      });
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: parley.url.replace("http:", "ftp:") },
      { origin: `${parley.url}.evil.example` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site", origin: parley.url },
    ])
      expectProblem(await ride(headers), 403, "cross_site", "POST", path);
  });
  // The same from one's own page is not about the site any more.
  const own = {
    cookie: `parley_session=${sessionFor(path)}`,
    authorization: "",
    origin: parley.url,
    "sec-fetch-site": "same-origin",
  };
  const answer = await send("post", path, { bytes: json({ price: "x" }), headers: own });
  expectProblem(answer, 422, "invalid_input", "POST", path);
});

test("every path answers other methods with 405 and says which it takes", async () => {
  await changesNothing(async () => {
    for (const path of Object.keys(openapi.paths).filter((each) => !each.startsWith("/v1/demo"))) {
      const known = methods.filter((method) => openapi.paths[path][method]);
      for (const method of methods.filter((each) => !known.includes(each))) {
        const answer = await send(method, pathOf({ path }));
        assert.equal(answer.status, 405, `${method} ${path}: ${JSON.stringify(answer.body)}`);
        assert.equal(answer.body.code, "method_not_allowed");
        const allowed = answer.headers
          .get("allow")
          .split(", ")
          .map((each) => each.toLowerCase());
        assert.deepEqual(allowed.sort(), known.sort(), `${method} ${path}`);
      }
    }
  });
});

test("what is too large is refused before it is read", async () => {
  await changesNothing(async () => {
    const big = { title: "x".repeat(70_000) };
    expectProblem(
      await send("post", "/v1/intents", { bytes: json(big) }),
      413,
      "body_too_large",
      "POST",
      "/v1/intents",
    );
    const offered = { price: 48_000, message: "x".repeat(17_000) };
    expectProblem(
      await send("post", offersPath(), { bytes: json(offered) }),
      413,
      "body_too_large",
      "POST",
      offersPath(),
    );
    const headers = { "x-long": "x".repeat(9_000) };
    expectProblem(await send("get", "/v1/me", { headers }), 431, "headers_too_large");
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`x-header-${i}`, "some value of a header"]));
    expectProblem(await send("get", "/v1/me", { headers: many }), 431, "headers_too_large");
    expectProblem(await send("get", `/v1/places?q=${"x".repeat(9_000)}`), 414, "target_too_long", "GET", "/v1/places");
  });
});

test("every problem's type leads to the page that explains it", async () => {
  const page = await fetch(`${parley.url}/docs/problems`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  const html = await page.text();
  for (const code of ["invalid_input", "key_reused", "bad_query", "step_too_small", "headers_too_large"])
    assert.ok(html.includes(`id="${code}"`), code);
});

// Last, for these do what they say, and the intent is over afterwards.
test("the bodies that were made wrong are right when they are left alone", async () => {
  const refused = [];
  const isLeave = ({ path }) => path.endsWith("/leave"); // after it the shop may say nothing any more
  for (const one of bodies.filter((each) => !demoOnly(each)).sort((a, b) => isLeave(a) - isLeave(b))) {
    // Its hashes are those of the rules that the market has.
    const value = one.value.document ? world.prereg : one.value;
    const { status, body } = await send(one.method, pathOf(one), { bytes: Buffer.from(JSON.stringify(value)) });
    if (status >= 500 || ["invalid_input", "invalid_json"].includes(body.code))
      refused.push(`${one.name}: ${status} ${JSON.stringify(body)} to ${JSON.stringify(one.value)}`);
  }
  assert.deepEqual(refused, []);
});

test("a standing offer ends no higher than it opens, in prices and in shares", async () => {
  const shop = await newShop(parley, { name: "Floor & Sons" });
  const floors = [
    [{ price: 50_000 }, { price: 50_001 }, 422],
    [{ ppm_of_budget: 100_000 }, { ppm_of_budget: 100_001 }, 422],
    [{ ppm_of_budget: 100_000 }, { ppm_of_budget: 100_000 }, 201],
    [{ ppm_of_budget: 900_000 }, { price: 50_000 }, 201],
  ];
  for (const [opening, floor, status] of floors) {
    const body = { sector: "furniture/tables", opening, floor, paused: true };
    const answer = await call(parley.url, "POST", "/v1/auto-offers", { session: shop.session, body });
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    if (status === 422) assert.equal(answer.body.errors[0].code, "floor_above_opening");
  }
  const week = [[[500, 600], [550, 700]], [], [], [], [], [], []]; // prettier-ignore
  const zone = { standard_offset_min: 0, daylight: "europe" };
  const late = await call(parley.url, "PATCH", "/v1/businesses/me", {
    session: shop.session,
    body: { hours: { zone, week } },
  });
  assert.deepEqual([late.status, late.body.errors[0].pointer], [422, "/hours"]);
});
