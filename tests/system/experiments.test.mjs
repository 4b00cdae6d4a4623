// An experiment on the live market, from its registration to its end: each request gets its arm when it is confirmed
// and keeps it, whatever dies in between; a kill reaches the next opening within a second, and no round that runs.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, expectStatus } from "./client.mjs";
import { House } from "./house.mjs";
import { laboratory, replace, run } from "./laboratory.mjs";
import { look, newIntent, newShop, offer } from "./market.mjs";
import { ownStores, sql } from "./stores.mjs";

const rules = { close: { mode: "hard", window_s: 0, extension_s: 0 }, duration_s: 600 };
const env = { PARLEY_RULES_PATCH: JSON.stringify(rules) };
let stores, house;
before(async () => {
  stores = await ownStores({ durable: false });
  house = await House.open(stores, { env });
});
after(async () => {
  await house?.stop();
  await stores?.stop();
});

const { folder, parley, experiment, refused, register } = laboratory(() => stores.databaseUrl, env);

const armOf = async (intent) => {
  const [row] = await sql(
    stores.databaseUrl,
    `SELECT body #>> '{assignment,arm}', body #>> '{assignment,unit}' FROM intent_event
     WHERE intent_id = '${intent.id}' AND type = 'replanned' AND body ->> 'cause' = 'assigned'`,
  );
  return row ? { arm: row[0], unit: row[1] } : null;
};
const roundOf = async (intent) => (await look(house, intent, intent.session)).round;

/** Requests of a sector until both arms have one. */
async function oneOfEach(sector) {
  const found = {};
  for (let i = 0; i < 30 && Object.keys(found).length < 2; i += 1) {
    const intent = await newIntent(house, { sector });
    const given = await armOf(intent);
    assert.ok(given, "it has an arm");
    found[given.arm] ??= { ...intent, ...given };
  }
  assert.deepEqual(Object.keys(found).sort(), ["open", "sealed"]);
  return found;
}

/** Posts requests of a sector until the server has heard that they get an arm, or none; how long it took to hear. */
async function heard(sector, wanted) {
  const from = Date.now();
  for (;;) {
    const began = Date.now();
    const given = await armOf(await newIntent(house, { sector }));
    if ((given !== null) === wanted) return began - from;
    assert.ok(began - from < 10_000, "it never heard of the step");
  }
}

test("what does not fit the market is refused, and says where", async () => {
  const wrong = await register("wrong", "leisure/bikes", { arms: [{ key: "only", weight_ppm: 1_000_000, patch: [] }] });
  assert.match(await refused("register", wrong), /\/arms/);
  const award = await register("award", "leisure/bikes");
  const document = JSON.parse(readFileSync(award, "utf8"));
  document.arms[1].patch.push(replace("/award/mode", "lowest"));
  writeFileSync(award, JSON.stringify(document));
  assert.match(await refused("register", award), /\/arms\/1\/patch\/3.*E_PATH_FORBIDDEN/);
  assert.match(await refused("start", "award"), /there is no such experiment/);
  assert.match(await refused("rules", "boats"), /not sectors of this market/);
  assert.deepEqual(await experiment("list"), []);
});

test("a request is in one arm, and its round runs by the rules of it", async () => {
  const sector = "furniture/chairs";
  assert.equal(await armOf(await newIntent(house, { sector })), null);
  await experiment("register", await register("chairs-1", sector), "--by", "ada");
  assert.match(await refused("register", await register("chairs-2", "furniture")), /another experiment has/);
  await experiment("start", "chairs-1");
  await heard(sector, true);
  const { open, sealed } = await oneOfEach(sector);
  const [treated, control] = [await roundOf(sealed), await roundOf(open)];
  assert.equal(treated.rules.format, "sealed");
  assert.equal(treated.rules.duration_s, 300);
  assert.equal(control.rules.format, "open");
  assert.equal(control.rules.duration_s, 600);
  assert.equal(await armOf(await newIntent(house, { sector: "furniture/tables" })), null, "another sector");
  for (const one of [open, sealed]) {
    assert.match(await parley("verify", "--intent", one.id), /"holds":true|holds/);
  }
  const [[sha]] = await sql(stores.databaseUrl, "SELECT sha256 FROM experiment WHERE key = 'chairs-1'");
  const salt = `chairs-1.${createHash("sha256").update(`${sha}:0`).digest("hex").slice(0, 16)}`;
  const cases = { parley_assign_1: { salt, vectors: [{ unit: open.unit }, { unit: sealed.unit }] } };
  const file = join(folder, "cases.json");
  writeFileSync(file, JSON.stringify(cases));
  assert.deepEqual(
    JSON.parse(await parley("lab", "assign", file)).results.map(({ arm }) => arm),
    [0, 1],
    "anybody recomputes the arms",
  );
});

test("the views tell how far each request came, and under which rules", async () => {
  const { open, sealed } = await oneOfEach("furniture/chairs");
  for (const one of [open, sealed]) {
    const rows = await sql(
      stores.databaseUrl,
      `SELECT stage, experiment, arm, unit, coalesce(rules_hash, '') FROM lab.lab_exposure
       WHERE intent = '${one.id}' ORDER BY at, stage`,
    );
    const { rules_hash } = await roundOf(one);
    assert.match(rules_hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(rows.slice(0, 2), [
      ["assigned", "chairs-1", one.arm, one.unit, ""],
      ["round_opened", "chairs-1", one.arm, one.unit, rules_hash],
    ]);
  }
});

test("S11 what was given after a step of the ramp is of the next epoch", async () => {
  const sector = "home/plants";
  await experiment(
    "register",
    await register("plants-1", sector, { coverage_ppm: 900_000, ramp: [900_000, 1_000_000] }),
  );
  await experiment("start", "plants-1");
  await heard(sector, true);
  await experiment("raise", "plants-1");
  await heard(sector, true);
  const epochs = await sql(
    stores.databaseUrl,
    "SELECT DISTINCT epoch FROM lab.lab_arm WHERE experiment = 'plants-1' ORDER BY epoch",
  );
  assert.deepEqual(epochs, [["0"], ["1"]]);
});

test("what was played is the study, and its analysis can be made of it", async () => {
  const sector = "home/sheds";
  await experiment("register", await register("garden-1", sector));
  await experiment("start", "garden-1");
  await heard(sector, true);
  const shop = await newShop(house, { name: "Wren", sectors: [sector] });
  const does = (intent, verb, session, body = {}) =>
    expectStatus(200, house.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  const { open, sealed } = await oneOfEach(sector);
  // Of the one arm a sale, of the other a round that nobody made an offer in.
  const { offer_id } = await offer(house, shop, sealed, 45_000);
  await does(sealed, "close", sealed.session);
  await does(sealed, "award", sealed.session, { offer_id });
  await does(sealed, "confirm-award", shop.session);
  await does(sealed, "outcome", sealed.session, { where: "here", price: 45_000 });
  await does(open, "cancel", open.session);
  const [study] = await experiment("study", "garden-1");
  assert.equal(study.schema, "parley.study/1");
  const facts = Object.fromEntries(study.facts.map((one) => [one.unit, one]));
  assert.deepEqual(Object.keys(facts).sort(), [open.unit, sealed.unit].sort(), "those whose rounds are over");
  const sale = facts[sealed.unit];
  assert.deepEqual(
    [sale.arm, sale.offers, sale.bids, sale.awarded, sale.converted, sale.best_budget_ppm],
    [1, 1, 1, true, true, 750_000],
  );
  assert.deepEqual(
    [facts[open.unit].arm, facts[open.unit].offers, facts[open.unit].cancelled, facts[open.unit].first_ms ?? null],
    [0, 0, true, null],
  );
  const opened = study.stages.filter(({ stage }) => stage === "round_opened").map(({ units }) => units);
  const assigned = study.stages.filter(({ stage }) => stage === "assigned").map(({ units }) => units);
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  assert.equal(sum(opened), sum(assigned), "all that were posted have opened");
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify(study));
  const analysis = JSON.parse(await parley("lab", "analyse", file));
  assert.equal(analysis.schema, "parley.analysis/1");
  assert.match(analysis.verdict, /\w/);
});

test("a slot of time has one arm, and what is posted while it burns in is served and not counted", async () => {
  const sector = "motor/tyres";
  const file = await register("slots", sector, {
    unit: "slot",
    n_per_arm: 14,
    pilot: false,
    switchback: { slots_per_week: 7, burn_in_s: 7_200, min_run: 1 },
  });
  await experiment("register", file);
  await experiment("start", "slots");
  await heard(sector, true);
  const drawn = [];
  for (let i = 0; i < 6; i += 1) drawn.push(await armOf(await newIntent(house, { sector })));
  assert.deepEqual(new Set(drawn.map(({ unit }) => unit)), new Set([`slot:${sector}:0`]));
  assert.equal(new Set(drawn.map(({ arm }) => arm)).size, 1);

  const counted = async () =>
    (await experiment("study", "slots"))[0].stages.filter(({ stage }) => stage === "assigned");
  assert.deepEqual(await counted(), [], "all of them came in the first two hours of the slot");
  await sql(
    stores.databaseUrl,
    "UPDATE experiment SET started_at = started_at - 3 * 3600 * 1000000::bigint WHERE key = 'slots'",
  );
  assert.deepEqual(
    (await counted()).map(({ units }) => units),
    [1],
    "three hours into it, its one unit is counted",
  );
});

const titled = {
  arms: [
    { key: "open", title: "As ever", weight_ppm: 500_000, patch: [] },
    {
      key: "sealed",
      title: "Sealed for five minutes",
      weight_ppm: 500_000,
      patch: [replace("/format", "sealed"), replace("/visibility", "none"), replace("/duration_s", 300)],
    },
  ],
};

test("who wants no experiment has the usual rules and is counted in no study", async () => {
  const sector = "leisure/bikes";
  await experiment("register", await register("bikes-1", sector, titled));
  await experiment("start", "bikes-1");
  await heard(sector, true);
  const { open, sealed } = await oneOfEach(sector);
  for (const one of [open, sealed])
    await expectStatus(200, house.url, "POST", `/v1/intents/${one.id}/cancel`, { session: one.session, body: {} });
  const [before] = await experiment("study", "bikes-1");
  const wishes = { sector, experiments: false };
  const unwilling = [];
  for (let i = 0; i < 6; i += 1) unwilling.push(await newIntent(house, wishes));
  for (const one of unwilling) {
    assert.equal(await armOf(one), null);
    const view = await look(house, one, one.session);
    assert.deepEqual([view.round.rules.format, view.round.rules.duration_s], ["open", 600]);
    assert.equal(view.experiment, null);
    const asked = await call(house.url, "GET", `/v1/intents/${one.id}/experiment`, { session: one.session });
    assert.deepEqual([asked.status, asked.body.code], [404, "no_experiment"]);
    assert.match(await parley("verify", "--intent", one.id), /"holds":true|holds/);
    await expectStatus(200, house.url, "POST", `/v1/intents/${one.id}/cancel`, { session: one.session, body: {} });
    assert.deepEqual(
      await sql(stores.databaseUrl, `SELECT stage FROM lab.lab_exposure WHERE intent = '${one.id}'`),
      [],
      "no row of it is anybody's to analyse",
    );
  }
  assert.deepEqual((await experiment("study", "bikes-1"))[0], before, "the study is as it was without them");
  const said = async ({ id }) => {
    const log = await expectStatus(200, house.url, "GET", `/v1/intents/${id}/log`);
    return log.events[0].body.experiments;
  };
  assert.equal(await said(unwilling[0]), false, "the wish is in the log");
  assert.equal(await said(open), undefined, "and nothing is where there is none");
  const wrong = { title: "A bike", sector, place: { name: "Leeds" }, email: "a@example.org", experiments: "no" };
  const { errors } = await expectStatus(422, house.url, "POST", "/v1/intents", { raw: JSON.stringify(wrong) });
  assert.equal(errors[0].pointer, "/experiments");
});

test("whom a round concerns sees that it is a test, and is told the arm when asking, then and later", async () => {
  const sector = "leisure/bikes";
  const { open, sealed } = await oneOfEach(sector);
  const shop = await newShop(house, { name: "Wheel", sectors: [sector] });
  const other = await newShop(house, { name: "Elsewhere", sectors: ["furniture/tables"] });
  await offer(house, shop, sealed, 45_000);
  await offer(house, shop, open, 45_000);
  const runsUnder = { key: "bikes-1", title: "Do sealed rounds sell more?" };
  for (const one of [open, sealed]) {
    for (const session of [one.session, shop.session])
      assert.deepEqual((await look(house, one, session)).experiment, runsUnder);
    for (const session of [undefined, other.session])
      assert.ok(!("experiment" in (await look(house, one, session))), "it is nobody else's to know");
  }
  const told = (one, session, status = 200) =>
    expectStatus(status, house.url, "GET", `/v1/intents/${one.id}/experiment`, { session });
  const asEver = { ...runsUnder, arm: "open", arm_title: "As ever", changes: [] };
  const changed = {
    ...runsUnder,
    arm: "sealed",
    arm_title: "Sealed for five minutes",
    changes: [
      { path: "/duration_s", from: 600, to: 300 },
      { path: "/format", from: "open", to: "sealed" },
      { path: "/visibility", from: (await roundOf(open)).rules.visibility, to: "none" },
    ],
  };
  const asked = async () => {
    for (const session of ["session", "shop"]) {
      const who = (one) => (session === "shop" ? shop.session : one.session);
      assert.deepEqual(await told(open, who(open)), asEver);
      assert.deepEqual(await told(sealed, who(sealed)), changed);
    }
    for (const session of [undefined, other.session, open.session])
      assert.equal((await told(sealed, session, 404)).code, "intent_unknown");
  };
  await asked();
  await experiment("stop", "bikes-1");
  await asked();
  await house.kill();
  await house.start();
  await asked();
});

test("nothing that dies changes an arm or the rules of a round", async () => {
  const { open, sealed } = await oneOfEach("furniture/chairs");
  const seen = [await roundOf(open), await roundOf(sealed)];
  await house.kill();
  await run("redis-cli", ["-s", stores.redisUrl.replace("unix://", ""), "FLUSHALL"]);
  await house.start();
  for (const [i, one] of [open, sealed].entries()) {
    assert.deepEqual((await roundOf(one)).rules, seen[i].rules);
    assert.deepEqual(await armOf(one), { arm: one.arm, unit: one.unit });
  }
  assert.equal(await heard("furniture/chairs", true), 0, "the experiment goes on at once");
});

test("a kill reaches the next opening within a second, and no round that runs", async () => {
  const sector = "furniture/chairs";
  const { sealed: running } = await oneOfEach(sector);
  const before = await roundOf(running);
  await experiment("kill", "chairs-1", "--why", "guardrail");
  assert.ok((await heard(sector, false)) < 1_000, "requests have no arm any more within a second");
  assert.deepEqual(await roundOf(running), before, "it goes on as it began");
  const stored = (await experiment("list")).find(({ key }) => key === "chairs-1");
  assert.equal(stored.state, "killed");
  assert.match(await refused("start", "chairs-1"), /it is killed/);
});
