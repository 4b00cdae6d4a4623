// parley lab analyse: a study in, its analysis out, with the exit status that says how it went.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parley as binary } from "./stores.mjs";

/** Runs `parley lab analyse` on a text as it is. */
function analyse(text) {
  const folder = mkdtempSync(join(tmpdir(), "parley-lab-"));
  try {
    const file = join(folder, "study.json");
    writeFileSync(file, text);
    return spawnSync(binary, ["lab", "analyse", file], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hash = "0".repeat(64);
const prereg = {
  schema: "parley.prereg/1",
  key: "offers-01",
  title: "Do more shops make offers?",
  version: 1,
  hypotheses: [{ id: "H1", text: "They do", metric: "offers_per_intent", direction: "increase", role: "primary" }],
  sectors: ["furniture"],
  unit: "intent",
  pilot: true,
  arms: [
    { key: "now", weight_ppm: 500_000 },
    { key: "new", weight_ppm: 500_000 },
  ],
  coverage_ppm: 1_000_000,
  alpha_ppm: 50_000,
  power_ppm: 800_000,
  mde_bp: 3_000,
  n_per_arm: 200,
  max_days: 28,
  correction: "holm",
  guardrails: [{ metric: "zero_offer_rate", direction: "decrease", margin_bp: 300 }],
  analysis: ["difference_in_means"],
  base_rules_sha256: hash,
  bounds_sha256: hash,
};

function fact(number, arm, offers) {
  return {
    unit: `u${number}`,
    sector: "furniture",
    arm,
    epoch: 0,
    invited: 8,
    opened: 6,
    offers,
    bids: offers,
    late_bids: 0,
    first_ms: offers > 0 ? 40_000 : null,
    end_ms: 900_000,
    duration_ms: 900_000,
    best_ref_ppm: null,
    best_budget_ppm: null,
    has_ref: false,
    has_budget: false,
    cancelled: false,
    awarded: false,
    lowest_awarded: false,
    converted: false,
    complaints: 0,
  };
}

/** Arms of 60 requests: 0, 1, 2 offers in turn, and `more` of them in the second arm. */
function study(more) {
  const facts = Array.from({ length: 120 }, (_, i) => fact(i, i % 2, ((i >> 1) % 3) + (i % 2) * more));
  return { schema: "parley.study/1", prereg, simulated: false, stages: [], facts };
}

test("an effect that is there is found and said in words", () => {
  const { status, stdout, stderr } = analyse(JSON.stringify(study(2)));
  assert.equal(status, 0, stderr);
  const analysis = JSON.parse(stdout);
  assert.equal(analysis.schema, "parley.analysis/1");
  const [arm] = analysis.hypotheses[0].arms;
  assert.equal(arm.finding, "supported");
  assert.equal(arm.overall.estimate.effect, 2);
  const started = /^H1 \(the number of offers for a request, new against now\): supported\. It is 2 offers higher/;
  assert.match(arm.verdict, started);
  const offers = analysis.values.find(({ metric }) => metric === "offers_per_intent");
  assert.deepEqual(offers.slices[0].arms, [1, 3]);
});

test("an effect that is not there is a result too, and the same file has the same answer", () => {
  const text = JSON.stringify(study(0));
  const { status, stdout } = analyse(text);
  assert.equal(status, 0);
  assert.match(JSON.parse(stdout).hypotheses[0].arms[0].verdict, /no effect is shown.*is ruled out|is not ruled out/);
  assert.equal(analyse(text).stdout, stdout);
});

test("a study of nothing is uninformative and no fault", () => {
  const { status, stdout } = analyse(JSON.stringify({ ...study(0), facts: [] }));
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).hypotheses[0].arms[0].finding, "uninformative");
});

test("what is wrong with a study is named with its place", () => {
  const wrong = study(0);
  wrong.facts[7].arm = 2;
  wrong.facts[8].opened = 9;
  const { status, stdout, stderr } = analyse(JSON.stringify(wrong));
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /study\.json: \/facts\/7\/arm: /);
  assert.match(stderr, /study\.json: \/facts\/8\/opened: .*\(contradiction\)/);
});
