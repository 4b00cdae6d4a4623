// What the lab's pages make of what a designer types: rules, measures, and the document that is registered.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./tools.mjs";

let folder, rules, measures, drafts, kept, pointers, check, ends, soFar, verdict, baseRules, canonical;
before(async () => {
  // Numbers are written as the language of the page and of the browser have them.
  globalThis.document = { documentElement: { lang: "en" }, addEventListener: () => undefined };
  Object.defineProperty(globalThis, "navigator", { value: { language: "en-GB" }, configurable: true });
  // The page's clock ticks for as long as the page lives; it must not keep the test alive.
  const every = globalThis.setInterval;
  globalThis.setInterval = (...given) => every(...given).unref();
  folder = mkdtempSync(join(tmpdir(), "parley-web-lab-"));
  const sources = {
    rules: "lab/rules.ts",
    measures: "lab/measures.ts",
    draft: "lab/design/draft.ts",
    kept: "lab/design/kept.ts",
    pointers: "lab/design/pointers.ts",
    check: "lab/design/check.ts",
    client: "api/client.ts",
    ends: "lab/watch/ends.ts",
    "so-far": "lab/watch/so-far.ts",
    verdict: "lab/design/verdict.ts",
    "base-rules": "lab/watch/base-rules.ts",
    canonical: "verify/canonical.ts",
  };
  bundle(sources, folder);
  const made = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  [rules, measures, drafts, kept, pointers, check, ends, soFar] = await Promise.all(
    ["rules", "measures", "draft", "kept", "pointers", "check", "ends", "so-far"].map(made),
  );
  [verdict, baseRules, canonical] = await Promise.all(["verdict", "base-rules", "canonical"].map(made));
  ({ ApiError } = await made("client"));
});
after(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

let ApiError;
const paths = {
  "/format": { enum: ["open", "sealed"] },
  "/visibility": { enum: ["none", "rank"] },
  "/close/mode": { enum: ["hard", "soft"] },
  "/duration_s": { type: "integer", min: 60, max: 86_400 },
  "/close/max_total_s": { type: "integer", min: 0, max: 172_800 },
  "/step/own_bp": { type: "integer", min: 0, max: 500 },
  "/self_outbid": { type: "boolean" },
};
const base = {
  format: "open",
  visibility: "rank",
  close: { mode: "soft", window_s: 20, extension_s: 20, max_total_s: 240 },
  duration_s: 120,
  step: { own_bp: 0 },
  self_outbid: false,
};
const market = (base_rules, sectors = ["a"]) => ({
  sectors,
  base_rules,
  base_rules_sha256: "0".repeat(64),
  bounds: { paths },
  bounds_sha256: "1".repeat(64),
});
const metrics = [
  { key: "conversion_per_intent", unit: "share", direction: "increase", is_guardrail: false, definition: "" },
  { key: "ttfo_rmst", unit: "seconds", direction: "decrease", is_guardrail: false, definition: "" },
  { key: "zero_offer_rate", unit: "share", direction: "decrease", is_guardrail: true, definition: "" },
  { key: "complaint_rate_14d", unit: "complaints", direction: "decrease", is_guardrail: true, definition: "" },
];

test("a rule is typed in the unit that people know, and nothing outside its bounds is taken", () => {
  const read = (path, text) => rules.valueFrom(path, text, paths[path]);
  assert.equal(read("/step/own_bp", "2.5"), 250);
  assert.equal(read("/step/own_bp", "2,5"), 250);
  assert.equal(read("/step/own_bp", "2.005"), null, "not a whole hundredth");
  assert.equal(read("/step/own_bp", "6"), null);
  assert.equal(read("/duration_s", "59"), null);
  assert.equal(read("/duration_s", "five"), null);
  assert.equal(read("/self_outbid", "true"), true);
  assert.equal(read("/format", "dutch"), null);
  for (const [path, value] of [
    ["/step/own_bp", 250],
    ["/duration_s", 300],
    ["/self_outbid", false],
    ["/format", "sealed"],
  ])
    assert.equal(read(path, rules.typed(path, value)), value, `${path} is read as it is written`);
  assert.equal(rules.shownToday(market(base), "/duration_s"), "2 minutes");
  assert.equal(rules.shownToday(market(base), "/visibility"), "their place");
});

test("where sectors differ there is no rule of today", () => {
  const both = market({ a: base, b: { ...base, duration_s: 600 } }, ["a", "b"]);
  assert.ok(rules.areDifferent(both));
  assert.equal(rules.today(both, "/duration_s"), undefined);
  assert.equal(rules.today(both, "/format"), "open");
  assert.ok(!rules.areDifferent(market(base)));
});

test("what has to change together is known before the server is asked", () => {
  assert.deepEqual(rules.companions(market(base), { "/format": "sealed" }), {
    "/close/mode": "hard",
    "/visibility": "none",
  });
  assert.deepEqual(rules.companions(market(base), { "/duration_s": 600 }), { "/close/max_total_s": 600 });
  assert.deepEqual(rules.companions(market(base), { "/self_outbid": true }), {});
});

test("differences are told and typed in the unit of the measure", () => {
  assert.equal(measures.bpFrom("5", "share"), 500);
  assert.equal(measures.bpFrom("0.5", "offers"), 5_000);
  assert.equal(measures.bpFrom("-1", "share"), null);
  assert.equal(measures.bpTyped(500, "share"), "5");
  assert.equal(measures.amount(0.062, "share"), "6.2 percentage points");
  assert.deepEqual(
    [0.062, -0.031, 0].map((value) => measures.signed(value, "share")),
    ["+6.2", "−3.1", "0"],
  );
});

const written = () => ({
  ...drafts.draft.value,
  title: " Do longer rounds help? ",
  text: "They do.",
  key: "longer",
  sectors: ["a"],
  arms: [{ key: "longer", changes: { "/duration_s": "200" } }],
});
const document = (more, needed) => drafts.documentOf({ ...written(), ...more }, market(base), metrics, needed);

test("a draft makes the document that it says, with the unit that is needed", () => {
  const pilot = document({}, "slot");
  assert.deepEqual(
    [pilot.unit, pilot.pilot, pilot.title, pilot.mde_bp],
    ["intent", true, "Do longer rounds help?", 500],
  );
  assert.deepEqual(pilot.arms, [
    { key: "control", weight_ppm: 500_000, patch: [] },
    { key: "longer", weight_ppm: 500_000, patch: [{ op: "replace", path: "/duration_s", value: 200 }] },
  ]);
  assert.deepEqual(
    pilot.guardrails.map(({ metric }) => metric),
    ["zero_offer_rate", "complaint_rate_14d"],
  );
  const turns = document({ turns: true, ramp: [50_000, 1_000_000] }, "slot");
  assert.deepEqual([turns.unit, turns.pilot, turns.coverage_ppm, turns.ramp], ["slot", false, 1_000_000, undefined]);
  assert.equal(turns.switchback.burn_in_s, 240, "as long as the longest round");
  assert.deepEqual([document({}, "consumer").unit, document({}, "consumer").pilot], ["consumer", false]);
  const three = document({ arms: [...written().arms, { key: "more", changes: { "/duration_s": "230" } }] }, "slot");
  assert.equal(
    three.arms.reduce((sum, { weight_ppm }) => sum + weight_ppm, 0),
    1_000_000,
  );
});

test("a size that sectors in turn cannot reach gives way to the one that fits", () => {
  const now = { ...written(), turns: false, sectors: ["a"], slots_per_week: 28, days: "14", n: "200", arms: [{}] };
  const turning = drafts.takingTurns(now, true);
  assert.deepEqual(turning, { turns: true, slots_per_week: 28, n: "28" });
  const hourly = drafts.takingTurns({ ...now, ...turning }, true, 168);
  assert.deepEqual(hourly, { turns: true, slots_per_week: 168, n: "168" });
  assert.equal(drafts.takingTurns({ ...now, ...turning }, false).n, "200");
  assert.equal(drafts.takingTurns({ ...now, n: "12" }, true).n, "12");
  assert.equal(drafts.takingTurns({ ...now, n: "many" }, false).n, "many");
});

test("what cannot be read makes no document, and says where", () => {
  const missing = (more, step) => Object.keys(drafts.missingIn({ ...written(), ...more }, step, market(base), metrics));
  assert.equal(document({ n: "many" }, "slot"), null);
  assert.deepEqual(missing({ n: "many", days: "400", mde: "0" }, "size"), ["/mde_bp", "/n_per_arm", "/max_days"]);
  assert.deepEqual(missing({ arms: [{ key: "control", changes: { "/duration_s": "120" } }] }, "arms"), [
    "/arms/1/key",
    "/arms/1/patch/0",
  ]);
  assert.deepEqual(missing({ sectors: [] }, "sectors"), ["/sectors"]);
  assert.equal(drafts.stepOf("/arms/1/patch/0/value"), "arms");
  assert.equal(drafts.stepOf("/base_rules_sha256"), "sectors");
});

test("a copy asks the same again under the next name", () => {
  const copy = drafts.copyOf(document({ ramp: [50_000, 1_000_000] }, "slot"), metrics);
  assert.equal(copy.key, "longer-2");
  assert.equal(drafts.copyOf({ ...document({}, "slot"), key: "longer-9" }, metrics).key, "longer-10");
  const again = drafts.documentOf(copy, market(base), metrics, "slot");
  assert.deepEqual({ ...again, key: "longer" }, document({ ramp: [50_000, 1_000_000] }, "slot"));
});

test("a short name is made of plain letters, and one that is taken is told at its step", () => {
  assert.equal(drafts.keyFrom("Möbel Straße"), "mobel-strasse");
  assert.equal(drafts.keyFrom("Crème brûlée: 50% off?"), "creme-brulee-50-off");
  const missing = (more) =>
    drafts.missingIn({ ...written(), ...more }, "question", market(base), metrics, new Set(["longer"]));
  assert.deepEqual(Object.keys(missing({})), ["/key"]);
  assert.deepEqual(missing({ key: "longer-2" }), {});
  const { "/n_per_arm": words } = drafts.missingIn({ ...written(), n: "1.5" }, "size", market(base), metrics);
  assert.match(words, /from 1 to 1,000,000,000/);
});

test("a kept draft is read only if every part of it is what it should be", () => {
  const whole = written();
  const read = (value) => kept.readDraft(typeof value === "string" ? value : JSON.stringify(value), whole);
  assert.deepEqual(read(whole), whole);
  assert.deepEqual(read({ title: "Only this", unknown: 1 }), { ...whole, title: "Only this" });
  for (const broken of [
    "{",
    "null",
    "[]",
    { arms: 3 },
    { arms: [{ key: "a" }] },
    { sectors: null },
    { at: "nowhere" },
    { guardrails: [{ metric: "a", direction: "decrease", margin: 3 }] },
  ])
    assert.equal(read(broken), null, JSON.stringify(broken));
});

test("a fault is told with its field, and a version that nobody chose as a name that is taken", () => {
  const sheet = document({}, "slot");
  for (const [pointer, name] of [
    ["/key", "Short name"],
    ["/hypotheses/0/text", "What you expect"],
    ["/arms/1/patch/0/value", "Arm 2: Length of the round"],
    ["/arms/1/key", "Arm 2: Name of this arm"],
    ["/guardrails/0/margin_bp", /^Harm that you allow: /],
    ["/n_per_arm", "Requests in each arm"],
    ["/sectors/0", "Sectors"],
    ["/nothing/known", "Size"],
  ])
    if (typeof name === "string") assert.equal(pointers.fieldAt(pointer, sheet), name);
    else assert.match(pointers.fieldAt(pointer, sheet), name);
  const refused = (...errors) => check.faultsOf(new ApiError("invalid", 422, { errors }));
  assert.match(refused({ pointer: "/document/version", detail: "must be 2" })["/version"], /has this short name/);
  assert.deepEqual(refused({ pointer: "/document/max_days", detail: "must be at most 366 (E_RANGE)" }), {
    "/max_days": "Must be at most 366.",
  });
  assert.equal(refused(), null);
  assert.deepEqual(check.warningsOf({ warnings: [{ pointer: "/sectors/0", detail: "has another experiment" }] }), {
    "/sectors/0": "Has another experiment.",
  });
  assert.deepEqual(check.warningsOf({}), {});
  // A name that is taken is told in the same words by whoever finds out first.
  const warned = { code: "key_taken", pointer: "/document/key", detail: "is the key of another experiment" };
  assert.match(check.warningsOf({ warnings: [warned] })["/key"], /^Another experiment has this short name/);
});

test("only a difference that people showed may end the rounds of a sector", () => {
  const analysis = (simulated, ...findings) => ({
    experiment: { simulated },
    hypotheses: [{ arms: findings.map((finding) => ({ finding })) }],
  });
  assert.ok(ends.mayEndRounds(analysis(false, "not_shown", "opposite")));
  assert.ok(!ends.mayEndRounds(analysis(true, "supported")), "nobody's market ends for a game");
  assert.ok(!ends.mayEndRounds(analysis(false, "not_shown", "uninformative")));
});

test("what came of requests is a share of those whose rounds are over", () => {
  const funnel = [{ key: "a", assigned: 10, round_opened: 9, offer_seen: 5, with_offer: 6, awarded: 3, converted: 1 }];
  const [arm] = soFar.armsSoFar(funnel, [{ key: "a", requests: 6 }]);
  assert.deepEqual(soFar.shareAt(arm, "round_opened"), [9, 10]);
  assert.deepEqual(soFar.shareAt(arm, "with_offer"), [6, 6]);
  assert.deepEqual(soFar.shareAt(arm, "converted"), [1, 6]);
  assert.equal(soFar.armsSoFar(funnel, [])[0].over, 0);
});

test("nothing is looked at again once no figure can change", () => {
  const watched = (opened, over) => ({
    simulated: false,
    funnel: [{ key: "a", assigned: 5, round_opened: opened }],
    sizes: [{ key: "a", requests: over }],
  });
  const one = (state, unit = "intent") => ({ state, document: { unit } });
  assert.ok(soFar.moves(one("running"), watched(5, 5)));
  assert.ok(soFar.moves(one("stopped"), watched(5, 3)), "rounds still run");
  assert.equal(soFar.countRunning(watched(5, 3), "intent"), 2);
  assert.equal(soFar.countRunning(watched(5, 3), "slot"), 0, "what is left out of a turn is not what still runs");
  assert.ok(!soFar.moves(one("stopped"), watched(5, 5)));
  assert.ok(!soFar.moves(one("stopped"), null));
  assert.ok(!soFar.moves(one("published"), watched(5, 3)));
});

test("what is never noted of simulated buyers is no step of theirs", () => {
  assert.ok(soFar.shownSteps(false).includes("offer_seen"));
  assert.ok(!soFar.shownSteps(true).includes("offer_seen"));
  const ratio = { simulated: true, sample_ratio: [{ stage: "assigned" }, { stage: "offer_seen" }] };
  assert.deepEqual(
    soFar.sampleRatioOf(ratio).map(({ stage }) => stage),
    ["assigned"],
  );
});

const played = (metric, estimate, { share = 1, alarms = 0.05, spread = 0.1 } = {}) => ({
  effect: { metric, estimate, low: estimate - spread / 2, high: estimate + spread / 2 },
  power: { share, low: share - 0.02, high: Math.min(1, share + 0.02), n_per_arm: 12, repetitions: 400 },
  false_alarms: { share: alarms, low: alarms - 0.02, high: alarms + 0.02, n_per_arm: 12, repetitions: 400 },
});
const registered = (metric, mde_bp) => ({
  hypotheses: [{ metric }],
  unit: "intent",
  alpha_ppm: 50_000,
  power_ppm: 800_000,
  mde_bp,
  n_per_arm: 12,
});

test("enough is said of what was tried, and not of a smaller difference that a designer wants to find", () => {
  const offers = (mde_bp, trial) => verdict.verdictOf(registered("offers_per_intent", mde_bp), trial);
  // The simulator takes three and a half offers away; the designer wants to find half of one.
  const larger = offers(5_000, played("offers", -3.5));
  assert.deepEqual([larger.power, larger.isLarger, larger.wanted], ["open", true, 0.5]);
  // Estimates that lie 0.5 apart with 12 requests in each arm: an sd of 1.22, and 2 (1.96 + 0.84)² sd² / 0.5².
  assert.ok(Math.abs(larger.needed - 95) <= 1, `${larger.needed}`);
  assert.equal(offers(40_000, played("offers", -3.5)).power, "good");
  assert.equal(offers(5_000, played("offers", -3.5, { share: 0.2 })).power, "bad");
  assert.equal(
    offers(40_000, played("offers", -0.1, { share: 0.1 })).power,
    "open",
    "it looked for less than is asked",
  );
  assert.equal(offers(5_000, played("offers", -3.5, { spread: 0 })).needed, null, "nothing differs: no number");
  const other = verdict.verdictOf(registered("ttfo_rmst", 100_000), played("price", 0.2));
  assert.deepEqual([other.power, other.wanted, other.needed], ["open", null, null]);
  const turns = { ...registered("offers_per_intent", 5_000), unit: "slot" };
  assert.equal(verdict.verdictOf(turns, played("offers", -3.5)).needed, null);
});

test("more false alarms than allowed are chance within two standard errors, and bad beyond", () => {
  const of = (alarms) =>
    verdict.verdictOf(registered("offers_per_intent", 5_000), played("offers", 1, { alarms })).alarms;
  assert.deepEqual([0.04, 0.05, 0.06, 0.07, 0.08].map(of), ["good", "good", "chance", "chance", "bad"]);
  assert.ok(Math.abs(verdict.quantile(0.975) - 1.95996) < 1e-4);
  assert.ok(Math.abs(verdict.quantile(0.8) - 0.84162) < 1e-4);
});

test("anybody finds the rules that the arms differ from, and none that were changed since", async () => {
  const hash = async (value) => canonical.sha256Hex(canonical.utf8(canonical.canonical(value)));
  const of = async (sectors, value) => ({ sectors, base_rules_sha256: await hash(value), bounds_sha256: "" });
  const longer = { ...base, duration_s: 600 };
  const all = [
    { slug: "b/two", rules: longer },
    { slug: "a/one", rules: base },
    { slug: "a/three", rules: base },
  ];
  const same = await baseRules.baseRulesOf(await of(["a"], base), all);
  assert.deepEqual(same.sectors, ["a/one", "a/three"]);
  assert.equal(rules.shownToday(same, "/duration_s"), "2 minutes");
  const differ = await baseRules.baseRulesOf(await of(["b/two", "a/one"], { "a/one": base, "b/two": longer }), all);
  assert.equal(rules.today(differ, "/duration_s"), undefined);
  assert.equal(await baseRules.baseRulesOf(await of(["a/one"], longer), all), null);
  assert.equal(await baseRules.baseRulesOf(await of(["nowhere"], base), all), null);
});
