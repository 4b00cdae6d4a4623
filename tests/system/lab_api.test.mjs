// The lab over HTTP: who may do what there, what is wrong with a design and where, trying it, and the life of an
// experiment from its registration to its end.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { moreOffers, newResearcher, preregistration, replace } from "./laboratory.mjs";
import { mailTo, newAddress, newIntent, newShop, tokenIn } from "./market.mjs";
import { command, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

let parley;
after(() => parley?.stop());

const ask = (status, session, method, path, body) =>
  expectStatus(status, parley.url, method, `/v1/lab/${path}`, { session, body });

const codeOf = (status, session, method, path, body) => ask(status, session, method, path, body).then((p) => p.code);

const addResearcher = (name, role) => newResearcher(parley, name, role);

const people = {};
before(async () => {
  parley = await startParley();
  for (const role of ["reader", "designer", "publisher"]) people[role] = await addResearcher(`Ada the ${role}`, role);
});

async function design(key, sector, more = {}) {
  const rules = await ask(200, people.reader.session, "GET", `rules?sectors=${sector}`);
  return preregistration(key, sector, rules, {
    title: "Do wider rounds bring more offers?",
    hypotheses: [moreOffers],
    arms: [
      { key: "short", weight_ppm: 500_000, patch: [] },
      { key: "wide", weight_ppm: 500_000, patch: [replace("/invite/count", 30)] },
    ],
    n_per_arm: 40,
    ...more,
  });
}

test("a researcher signs in by mail, and is told what that one may do", async () => {
  const { reader, designer } = people;
  assert.deepEqual(await ask(200, designer.session, "GET", "me"), {
    id: designer.id,
    name: "Ada the designer",
    role: "designer",
    may: ["read", "design"],
  });
  const me = await expectStatus(200, parley.url, "GET", "/v1/me", { session: reader.session });
  assert.deepEqual(me.principals, [
    { id: reader.id, kind: "researcher", business: null, role: "reader", name: "Ada the reader" },
  ]);
});

test("who is none of the lab, or not enough of it, is told so", async () => {
  const intent = await newIntent(parley, { sector: "leisure/bikes" });
  assert.equal(await codeOf(401, undefined, "GET", "me"), "sign_in_required");
  assert.equal(await codeOf(403, intent.session, "GET", "me"), "researchers_only");
  assert.equal(await codeOf(403, intent.session, "GET", "rules?sectors=leisure/bikes"), "researchers_only");
  const document = await design("nobody", "leisure/bikes");
  for (const [path, body] of [
    ["checks", { document }],
    ["trials", { document }],
    ["experiments", { document }],
    ["experiments/nobody/steps", { step: "start" }],
  ]) {
    assert.equal(await codeOf(403, people.reader.session, "POST", path, body), "role_too_low", path);
    assert.equal(await codeOf(401, undefined, "POST", path, body), "sign_in_required", path);
  }
  assert.equal(
    await codeOf(404, people.designer.session, "POST", "experiments/nobody/steps", { step: "start" }),
    "experiment_unknown",
  );
  assert.equal(await codeOf(404, undefined, "GET", "experiments/nobody"), "experiment_unknown");
});

test("who is removed is out at once, and nobody else gets the name", async () => {
  const gone = await addResearcher("Grace", "designer");
  await ask(200, gone.session, "GET", "me");
  const { databaseUrl } = parley.stores;
  const list = async () =>
    (await command(databaseUrl, "researcher", "list"))
      .trim()
      .split("\n")
      .map((l) => JSON.parse(l));
  assert.ok((await list()).some(({ id }) => id === gone.id));
  await command(databaseUrl, "researcher", "remove", gone.id);
  assert.ok(!(await list()).some(({ id }) => id === gone.id));
  assert.equal(await codeOf(403, gone.session, "GET", "me"), "researchers_only");
  const again = ["researcher", "add", "--name", "grace", "--email", newAddress("other"), "--role", "reader"];
  await assert.rejects(command(databaseUrl, ...again), /the name grace signs what another one did/);
  const asWatch = again.map((word) => (word === "grace" ? "watch" : word));
  await assert.rejects(command(databaseUrl, ...asWatch), /the name watch signs what nobody does by hand/);
  await assert.rejects(
    command(databaseUrl, "researcher", "add", "--name", "Eve", "--email", "nowhere"),
    /--email must be/,
  );
  await assert.rejects(command(databaseUrl, "researcher", "remove", gone.id), /nobody has the id/);
});

const add = (name, email, ...more) =>
  command(parley.stores.databaseUrl, "researcher", "add", "--name", name, "--email", email, ...more);

test("who is refused has no account, and a lookalike of a name is that name", async () => {
  const email = newAddress("lookalike");
  for (const name of ["Ada  the reader", "ADA the reader", "Ada the reader\u200b"])
    await assert.rejects(add(name, email), /signs what another one did/, name);
  await assert.rejects(add("\u0410da the reader", email), /has a word of letters of two alphabets \(\u0410da\)/);
  const { databaseUrl } = parley.stores;
  assert.deepEqual(await sql(databaseUrl, `SELECT email FROM contact.detail WHERE email = '${email}'`), []);
});

test("a role stays where none is given, and the list has the addresses", async () => {
  const email = newAddress("publisher");
  const made = JSON.parse(await add("Caroline", email));
  assert.deepEqual([made.role, made.email], ["reader", email]);
  await add("Caroline", email, "--role", "publisher");
  const renamed = JSON.parse(await add("Caroline Herschel", email));
  assert.deepEqual([renamed.id, renamed.role, renamed.name], [made.id, "publisher", "Caroline Herschel"]);
  const listed = (await command(parley.stores.databaseUrl, "researcher", "list")).trim().split("\n").map(JSON.parse);
  assert.deepEqual(
    listed.find(({ id }) => id === made.id),
    renamed,
  );
});

test("in one browser acts who signed in last", async () => {
  const first = await addResearcher("Henrietta", "designer");
  const second = await addResearcher("Annie", "publisher");
  const signIn = async ({ email }) => {
    const before = tokenIn(await mailTo(parley, email));
    await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email } });
    const token = tokenIn(await mailTo(parley, email, (mail) => tokenIn(mail) !== before));
    const { session } = first;
    return expectStatus(200, parley.url, "POST", "/v1/confirmations", { session, body: { token } });
  };
  const name = async () => (await ask(200, first.session, "GET", "me")).name;
  assert.equal(await name(), "Henrietta");
  await signIn(second);
  assert.equal(await name(), "Annie");
  await signIn(first);
  assert.equal(await name(), "Henrietta");
});

test("what an experiment can be about is told in the codebook's words", async () => {
  const { data } = await ask(200, undefined, "GET", "metrics");
  assert.deepEqual(
    data.filter(({ definition }) => definition === ""),
    [],
  );
  const one = data.find(({ key }) => key === "zero_offer_rate");
  assert.deepEqual(one, {
    key: "zero_offer_rate",
    definition: "Requests without a standing offer, divided by N.",
    unit: "share",
    direction: "decrease",
    is_guardrail: true,
  });
});

test("a design is checked without being stored, and what is wrong is named by its place", async () => {
  const { session } = people.designer;
  const document = await design("checked", "leisure/bikes");
  const { sha256, ...checked } = await ask(200, session, "POST", "checks", { document });
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(checked, {
    unit_needed: "slot",
    warnings: [],
    arms: [
      { key: "short", changes: [] },
      { key: "wide", changes: [{ path: "/invite/count", from: 8, to: 30 }] },
    ],
  });
  const placeOf = async (body, status = 422) =>
    (await ask(status, session, "POST", "checks", body)).errors.map(({ pointer }) => pointer);
  assert.deepEqual(await placeOf({ document: { ...document, pilot: false } }), ["/document/unit"]);
  assert.deepEqual(await placeOf({ document: { ...document, alpha_ppm: 1.5 } }), ["/document/alpha_ppm"]);
  assert.deepEqual(await placeOf({ document: { ...document, sectors: ["nowhere"] } }), ["/document/sectors"]);
  const disarmed = [{ metric: "zero_offer_rate", direction: "increase", margin_bp: 300 }];
  for (const [more, place] of [
    [{ n_per_arm: 1_000_000_000 }, "/n_per_arm"],
    [{ title: "Two\nlines" }, "/title"],
    [{ guardrails: disarmed }, "/guardrails/0/direction"],
  ])
    assert.deepEqual(await placeOf({ document: { ...document, ...more } }), [`/document${place}`]);
  assert.deepEqual(await placeOf({ document: { ...document, base_rules_sha256: "0".repeat(64) } }), [
    "/document/base_rules_sha256",
  ]);
  assert.deepEqual(await placeOf({ document: [] }, 400), ["/document"]);
  assert.deepEqual(await placeOf({}, 400), ["/document"]);
  assert.deepEqual(await placeOf({ document: null }, 400), ["/document"]);
  const { detail } = await ask(400, session, "POST", "checks", []);
  assert.equal(detail, detail.trim());
  await ask(404, session, "GET", "experiments/checked");
  assert.equal((await ask(422, session, "GET", "rules?sectors=nowhere")).errors[0].pointer, "/sectors");
});

test("a design is tried among agents: it finds what is there, and errs seldom", async () => {
  const document = await design("tried", "leisure/bikes");
  const tried = await ask(200, people.designer.session, "POST", "trials", { document });
  assert.equal(tried.simulated, true);
  assert.equal(tried.effect.metric, "offers");
  assert.ok(tried.effect.low > 5, "more are asked, so more answer");
  assert.ok(tried.power.share > 0.99 && tried.power.n_per_arm === 40);
  assert.ok(tried.false_alarms.share < 0.2);
  assert.match(tried.note, /not people/);
});

test("S10 an experiment lives from its registration to its end, and each step is signed", async () => {
  const { session } = people.designer;
  const document = await design("wide-1", "furniture/tables");
  const entered = await ask(201, session, "POST", "experiments", { document });
  assert.equal(entered.state, "registered");
  assert.equal(entered.registered_by, "Ada the designer");
  assert.deepEqual(entered.document, document);
  assert.equal(await codeOf(409, session, "GET", "experiments/wide-1/watch"), "not_now");

  // Until it starts, the hash alone is public.
  const shut = await ask(200, undefined, "GET", "experiments/wide-1");
  assert.deepEqual([shut.sha256, shut.document, shut.title, shut.sectors], [entered.sha256, null, null, null]);
  assert.deepEqual((await ask(200, people.reader.session, "GET", "experiments/wide-1")).document, document);

  const other = { document: { ...document, key: "wide-2" } };
  assert.equal(await codeOf(409, session, "POST", "experiments", other), "not_now");
  const warned = async (body) => (await ask(200, session, "POST", "checks", body)).warnings;
  const bySector = {
    code: "sector_taken",
    pointer: "/document/sectors/0",
    detail: "another experiment has furniture/tables: wide-1",
    experiment: "wide-1",
    title: document.title,
    sector: "furniture/tables",
    until: null,
  };
  assert.deepEqual(await warned(other), [bySector]);
  assert.deepEqual(
    (await warned({ document })).map(({ code, pointer }) => [code, pointer]),
    [["key_taken", "/document/key"]],
  );
  assert.equal(await codeOf(409, session, "POST", "experiments/wide-1/steps", { step: "pause" }), "not_now");
  const wrong = await ask(422, session, "POST", "experiments/wide-1/steps", { step: "begin" });
  assert.equal(wrong.errors[0].pointer, "/step");

  const started = await ask(200, session, "POST", "experiments/wide-1/steps", { step: "start", why: "All is ready" });
  assert.equal(started.state, "running");
  assert.deepEqual((await ask(200, undefined, "GET", "experiments/wide-1")).document, document);

  const shop = await newShop(parley, { sectors: ["furniture/tables"] });
  assert.ok(shop.id);
  const intents = [];
  for (let i = 0; i < 8; i += 1) intents.push(await newIntent(parley, { sector: "furniture/tables" }));
  const drawn = async () => {
    const { funnel } = await ask(200, people.reader.session, "GET", "experiments/wide-1/watch");
    return funnel.reduce((sum, { assigned }) => sum + assigned, 0);
  };
  // Nodes hear of a start within a second; whoever was confirmed before is in no arm.
  while ((await drawn()) === 0) intents.push(await newIntent(parley, { sector: "furniture/tables" }));
  const watched = await ask(200, people.reader.session, "GET", "experiments/wide-1/watch");
  assert.deepEqual(
    watched.sizes.map(({ key }) => key),
    ["short", "wide"],
  );
  assert.equal(watched.planned.n_per_arm, 40);
  assert.equal(Date.parse(watched.planned.ends_at) - Date.parse(started.started_at), 28 * 86_400_000);
  assert.deepEqual(
    watched.hypotheses.map(({ id, arm, estimate }) => [id, arm, estimate]),
    [["H1", "wide", null]],
  );
  assert.notEqual(watched.hypotheses[0].why, "");
  assert.ok(watched.guardrails.some(({ metric }) => metric === "zero_offer_rate"));
  assert.deepEqual(watched.first_offer[0].points[0], [0, 0]);

  const stopped = await ask(200, session, "POST", "experiments/wide-1/steps", { step: "stop", why: "Seen enough" });
  assert.equal(stopped.ended_by, "Seen enough");
  assert.deepEqual(
    stopped.log.map(({ seq, type, by, why }) => [seq, type, by, why]),
    [
      [1, "registered", "Ada the designer", null],
      [2, "start", "Ada the designer", "All is ready"],
      [3, "stop", "Ada the designer", "Seen enough"],
    ],
  );
  const listed = await ask(200, undefined, "GET", "experiments");
  assert.deepEqual(
    listed.data.map(({ key, state, finding }) => [key, state, finding]),
    [["wide-1", "stopped", null]],
  );
});

test("who has signed an experiment keeps the name", async () => {
  const { designer } = people;
  await assert.rejects(add("Augusta", designer.email), /has signed as Ada the designer and keeps that name/);
  assert.equal((await ask(200, designer.session, "GET", "me")).name, "Ada the designer");
});

test("in a demonstration a visitor may be one of the lab, and elsewhere there is no such call", async (t) => {
  const demo = await startParley({ demo: true });
  t.after(() => demo.stop());
  const made = await call(demo.url, "POST", "/v1/demo/researcher", { body: { role: "publisher" } });
  assert.equal(made.status, 200);
  const cookie = made.headers.get("set-cookie").split(";")[0];
  const me = await expectStatus(200, demo.url, "GET", "/v1/lab/me", { headers: { cookie } });
  assert.deepEqual([me.name, me.may], ["Simulated publisher", ["read", "design", "publish"]]);
  // Whoever takes another role is somebody else there, and stays the buyer that they were.
  const buyer = await newIntent(demo, {}, { session: /parley_session=([^;]+)/.exec(cookie)[1] });
  const again = await call(demo.url, "POST", "/v1/demo/researcher", { body: { role: "reader" }, headers: { cookie } });
  const other = { headers: { cookie: again.headers.get("set-cookie").split(";")[0] } };
  const { name } = await expectStatus(200, demo.url, "GET", "/v1/lab/me", other);
  assert.equal(name, "Simulated reader");
  const { audience } = await expectStatus(200, demo.url, "GET", `/v1/intents/${buyer.id}`, other);
  assert.equal(audience, "buyer");
  assert.equal((await call(parley.url, "POST", "/v1/demo/researcher", { body: { role: "publisher" } })).status, 404);
});
