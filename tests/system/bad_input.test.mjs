// Bad input gets a problem document that names the field, and changes nothing. What is wrong comes from the contract: every
// call of openapi.yaml, every field, every way in which its schema can be broken.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openapi, deref } from "../contracts/contract.mjs";
import { check } from "../contracts/live.mjs";
import { call, newKey } from "./client.mjs";
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
let world; // one session that is the buyer of an intent and the shop that offered on it, and a standing offer

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
  parley = await startParley();
  const shop = await newShop(parley);
  const intent = await newIntent(parley, {}, { session: shop.session });
  await mailTo(parley, shop.address, (mail) => mail.subject.includes("Solid oak"), 20_000);
  const made = await offer(parley, shop, intent, 52_000);
  const standing = await call(parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: { sector: "furniture/tables", opening: { price: 50_000 }, floor: { price: 40_000 }, paused: true },
  });
  assert.equal(standing.status, 201, JSON.stringify(standing.body));
  world = { session: shop.session, shop, intent, offer: made, auto_offer_id: standing.body.id };
  await mailTo(parley, intent.address, (mail) => !mail.text.includes("/confirm#"), 20_000);
  await settled();
});
after(() => parley?.stop());

/** The path with the ids of what is there, so that nothing but the input can be what is wrong. */
function pathOf({ path }) {
  const ids = { id: world.intent.id, intent_id: world.intent.id, offer_id: world.offer.offer_id };
  return path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? world[name] ?? assert.fail(`no ${name} for ${path}`));
}

async function send(method, path, { bytes, headers = {} } = {}) {
  const answer = await fetch(parley.url + path, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${world.session}`,
      "idempotency-key": newKey(),
      ...(bytes === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: bytes,
  });
  const text = await answer.text();
  const type = answer.headers.get("content-type") ?? "";
  return { status: answer.status, headers: answer.headers, type, body: type.includes("json") ? JSON.parse(text) : text };
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

// --- every body --------------------------------------------------------------------------------------------------------

const bodies = operations
  .map((one) => {
    const request = deref(openapi, one.operation.requestBody).value;
    const json = request?.content["application/json"];
    if (!json) return undefined;
    const example = Object.values(json.examples ?? {})[0]?.value ?? sample(json.schema, one.name);
    return { ...one, schema: json.schema, required: request.required === true, value: filled(json.schema, example) };
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

test("the bodies that were made wrong are right when they are left alone", async () => {
  const refused = [];
  // Last and least harmful first, for these do what they say.
  for (const one of [...bodies].filter((each) => !demoOnly(each))) {
    const { status, body } = await send(one.method, pathOf(one), { bytes: Buffer.from(JSON.stringify(one.value)) });
    if (status >= 500 || ["invalid_input", "invalid_json"].includes(body.code))
      refused.push(`${one.name}: ${status} ${JSON.stringify(body)} to ${JSON.stringify(one.value)}`);
  }
  assert.deepEqual(refused, []);
});
