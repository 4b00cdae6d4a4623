import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Parser, fromFile } from "@asyncapi/parser";
import { openapi, asyncapi, schemaFiles, protoDir, validatorAt, explain, ajv } from "./contract.mjs";
import { check, checkPush, checkCommand, StreamCheck } from "./live.mjs";

test("openapi.yaml is OpenAPI 3.1", async () => {
  // The validator follows references inside one document only, so the shared files are put in their places first.
  const whole = JSON.parse(JSON.stringify(openapi), (key, value) => {
    if (!value?.$ref?.startsWith?.("./schemas/")) return value;
    const { $schema, ...schema } = JSON.parse(readFileSync(join(protoDir, value.$ref), "utf8"));
    return schema;
  });
  const result = await new Validator().validate(whole);
  assert.ok(result.valid, JSON.stringify(result.errors, null, 1));
});

test("asyncapi.yaml is AsyncAPI 3.0", async () => {
  const { document, diagnostics } = await fromFile(new Parser(), join(protoDir, "asyncapi.yaml")).parse();
  const wrong = diagnostics.filter((d) => d.severity === 0);
  assert.deepEqual(
    wrong.map((d) => `${d.path.join("/")}: ${d.message}`),
    [],
  );
  assert.equal(document.version(), "3.0.0");
});

test("the schema files are JSON Schema and their examples fit", () => {
  assert.ok(schemaFiles.length >= 2);
  for (const name of schemaFiles) {
    const schema = JSON.parse(readFileSync(join(protoDir, "schemas", name), "utf8"));
    assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`);
    const validate = ajv.getSchema(`https://parley.invalid/proto/schemas/${name}`);
    assert.ok(schema.examples.length > 0, name);
    for (const example of schema.examples) assert.ok(validate(example), `${name}\n  ${explain(validate)}`);
  }
});

const methods = ["get", "post", "patch", "put", "delete"];

function* places() {
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const method of methods.filter((m) => item[m])) {
      const operation = item[method];
      if (operation.requestBody && !operation.requestBody.$ref)
        yield { at: `${method} ${path}`, keys: ["paths", path, method, "requestBody"], value: operation.requestBody };
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!response.$ref)
          yield {
            at: `${method} ${path} ${status}`,
            keys: ["paths", path, method, "responses", status],
            value: response,
          };
      }
    }
  }
  for (const kind of ["responses", "requestBodies"]) {
    for (const [name, value] of Object.entries(openapi.components[kind]))
      yield { at: `${kind} ${name}`, keys: ["components", kind, name], value };
  }
}

test("every schema compiles and every example in openapi.yaml fits its schema", () => {
  let examples = 0;
  for (const name of Object.keys(openapi.components.schemas))
    validatorAt("openapi.yaml", ["components", "schemas", name]);
  for (const { at, keys, value } of places()) {
    for (const [type, media] of Object.entries(value.content ?? {})) {
      const validate = validatorAt("openapi.yaml", [...keys, "content", type, "schema"]);
      for (const [name, example] of Object.entries(media.examples ?? {})) {
        assert.ok(validate(example.value), `${at} ${name}\n  ${explain(validate)}`);
        examples += 1;
      }
    }
  }
  assert.ok(examples > 20, `${examples} examples`);
});

test("every operation has a name of its own, a summary and an answer for errors", () => {
  const seen = new Set();
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const method of methods.filter((m) => item[m])) {
      const operation = item[method];
      assert.ok(operation.summary && operation.operationId && operation.tags.length === 1, `${method} ${path}`);
      assert.ok(!seen.has(operation.operationId), operation.operationId);
      seen.add(operation.operationId);
      if (method !== "get") assert.ok(operation.responses["4XX"], `${method} ${path} has no 4XX`);
      const named = [...path.matchAll(/{(\w+)}/g)].map((m) => m[1]).sort();
      const declared = (item.parameters ?? [])
        .map((p) => (p.$ref ? openapi.components.parameters[p.$ref.split("/").pop()].name : p.name))
        .sort();
      assert.deepEqual(declared, named, path);
    }
  }
});

test("answers are closed: no object schema of an answer lets unknown members in", () => {
  const open = [];
  for (const [name, schema] of Object.entries(openapi.components.schemas)) {
    const isPartOfOthers = ["IntentCommon", "ReachTally", "PastSpan"].includes(name);
    if (schema.type !== "object" || isPartOfOthers) continue;
    if (schema.additionalProperties === undefined && schema.unevaluatedProperties !== false) open.push(name);
  }
  assert.deepEqual(open, []);
});

test("every example in asyncapi.yaml fits its message", () => {
  let examples = 0;
  for (const [name, message] of Object.entries(asyncapi.components.messages)) {
    const validate = validatorAt("asyncapi.yaml", ["components", "messages", name, "payload"]);
    for (const { payload } of message.examples ?? []) {
      assert.ok(validate(payload), `${name}\n  ${explain(validate)}`);
      examples += 1;
    }
  }
  assert.ok(examples >= 8);
});

const id = "01k8zq6w5v3n2m1h0gfedcba98";
const offer = {
  offer_id: id,
  business: { id, name: "Aire Valley Tables", distance_m: 900, simulated: true },
  price: 48000,
  score: 48600,
  rank: 1,
  attributes: { delivery_days: 3 },
  message: null,
  details: null,
  photos: [],
  automatic: true,
  at: "2026-11-24T10:00:09Z",
  revisions: 0,
  state: "standing",
  score_terms: [],
  to_win: 0,
  withdrawn_because: null,
  low: [],
  explanation: null,
};

test("the checker takes an exchange that fits and refuses one that does not", () => {
  const request = { title: "Table", sector: "furniture/tables", place: { name: "Leeds" }, email: "buyer@example.org" };
  check("POST", "/v1/intents", 202, request, { id, state: "unconfirmed" });
  check("GET", `/v1/intents?sector=furniture/tables`, 200, undefined, { data: [], next_cursor: null });
  check("DELETE", "/v1/session", 204, undefined, undefined);
  assert.throws(
    () => check("POST", "/v1/intents", 202, request, { id, state: "unconfirmed", email: "buyer@example.org" }),
    /email/,
  );
  assert.throws(
    () => check("POST", "/v1/intents", 202, { ...request, place: "Leeds" }, { id, state: "unconfirmed" }),
    /request/,
  );
  assert.throws(() => check("POST", "/v1/intents", 299, request, {}), /status/);
  assert.throws(() => check("POST", "/v1/intents", 202, request, undefined), /expected/);
  assert.throws(() => check("GET", "/v1/nowhere", 200, undefined, {}), /not in openapi/);
  assert.throws(() => check("POST", "/v1/intents", 400, undefined, { error: "bad" }), /answer/);
});

test("the checker knows what each audience may get", () => {
  const common = {
    id,
    state: "open",
    title: "Table",
    text: null,
    answers: {},
    photos: [],
    sector: "furniture/tables",
    place: { name: "Leeds", lat_e6: 1, lon_e6: 2 },
    currency: "GBP",
    budget: null,
    needed_by: null,
    attention: { max_offers: 5 },
    start: "now",
    simulated: false,
    created_at: "2026-11-24T10:00:00Z",
    confirmed_at: null,
    round: null,
    decision_ends_at: null,
    confirm_ends_at: null,
    ended_at: null,
    seq: 1,
    stream_epoch: "1.0",
    questions: [],
    advice: null,
    readiness: null,
    deal: null,
    erased: false,
  };
  const view = { ...common, audience: "public", asked: 3, offer_count: null };
  check("GET", `/v1/intents/${id}`, 200, undefined, view);
  assert.throws(() => check("GET", `/v1/intents/${id}`, 200, undefined, { ...view, offers: [offer] }), /offers/);
  assert.throws(
    () =>
      check("GET", `/v1/intents/${id}`, 200, undefined, { ...view, buyer: { name: null, email: "a@b", phone: null } }),
    /buyer/,
  );
  checkPush({ topic: `intent/${id}`, seq: 1, at: "2026-11-24T10:00:00Z", type: "snapshot", data: view });
});

test("the stream checker refuses a gap, an unknown push and an unknown member", () => {
  const push = (seq, data = { offer, ranking: [id] }) => ({
    topic: `intent/${id}`,
    seq,
    at: "2026-11-24T10:00:10Z",
    type: "offer_placed",
    data,
  });
  const stream = new StreamCheck();
  stream.frame({ hello: { stream_epoch: "1.0", server_time: "2026-11-24T10:00:00Z" } });
  stream.frame({ subscribed: `intent/${id}`, head: 5, stream_epoch: "1.0" });
  stream.frame(push(5));
  stream.frame(JSON.stringify(push(6)));
  assert.equal(stream.last(`intent/${id}`), 6);
  assert.throws(() => stream.frame(push(8)), /seq 8 after 6/);
  assert.throws(() => checkPush({ ...push(7), type: "offer_eaten" }), /not in asyncapi/);
  assert.throws(() => checkPush(push(7, { offer, ranking: [id], rival: "x" })), /rival/);
  checkCommand({ subscribe: `intent/${id}`, after: 6 });
  assert.throws(() => checkCommand({ subscribe: `intent/${id}`, since: 6 }));
});

test("contract files name nothing outside", () => {
  for (const name of ["openapi.yaml", "asyncapi.yaml", ...schemaFiles.map((f) => `schemas/${f}`)]) {
    const text = readFileSync(join(protoDir, name), "utf8");
    // example.org is nobody's (RFC 2606).
    const hosts = [...text.matchAll(/https?:\/\/([^/"'\s]+)/g)]
      .map((m) => m[1])
      .filter((host) => !["json-schema.org", "example.org"].includes(host));
    assert.deepEqual(hosts, [], pathToFileURL(name).pathname);
  }
});
