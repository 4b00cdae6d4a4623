// The simulator on the command line: agents play the real core, and what comes of it is held against theory, against
// published means where they are at hand, and byte for byte against itself.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parley as binary, root } from "./stores.mjs";

const data = process.env.PARLEY_SHARED_DATA ?? join(root, "..", "shared", "data");
const targets = join(data, "simulation_targets.json");

/** Runs `parley lab simulate` on a document, or on text as it is. */
function simulate(document) {
  const folder = mkdtempSync(join(tmpdir(), "parley-simulate-"));
  try {
    const file = join(folder, "simulate.json");
    writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
    const run = spawnSync(binary, ["lab", "simulate", file], { encoding: "utf8", maxBuffer: 1 << 26 });
    return { status: run.status, said: run.stderr.replaceAll(file, "FILE"), text: run.stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function results(runs) {
  const { status, said, text } = simulate({ simulate: runs });
  assert.equal(status, 0, said);
  return JSON.parse(text).results;
}

const isNear = ({ mean, se }, target, what) =>
  assert.ok(Math.abs(mean - target) <= 4 * se + 2e-6, `${what}: ${mean} (${se}) is not ${target}`);

test("three formats come to the price of theory, whoever sells", () => {
  const runs = ["first_price", "second_price", "open"].flatMap((format) =>
    [2, 5, 9].map((n) => ({ id: `${format}/${n}`, kind: "theory", format, n, rounds: 3_000, seed: 60 + n })),
  );
  const answered = results(runs);
  assert.deepEqual(
    answered.map(({ id }) => id),
    runs.map(({ id }) => id),
  );
  for (const [i, one] of answered.entries()) {
    assert.ok(Math.abs(one.target - 2 / (runs[i].n + 1)) < 1e-12);
    isNear(one, 2 / (runs[i].n + 1), one.id);
    assert.ok(one.se > 0 && one.se < 0.01);
    assert.equal(one.refused, 0);
  }
});

test("thinning, entry, sniping, soft closes and scores come to their closed forms", () => {
  const [thinned, entered, sniped, soft, score] = results([
    { kind: "thinning", invited: 2, response_prob: 0.5, rounds: 4_000 },
    { kind: "entry", invited: 4, entry_cost: 0.05, rounds: 4_000 },
    { kind: "sniping", n: 2, transmission_prob: 0.5, rounds: 4_000 },
    { kind: "soft_close", bid_rate_per_s: 1 / 60, window_s: 60, rounds: 4_000 },
    { kind: "score", quality_weight: 1, n: 2, rounds: 4_000 },
  ]);
  isNear(thinned.buyer_cost, 11 / 12, "cost");
  assert.equal(entered.entry_prob, 1);
  isNear(entered, 2 / 5, "entry");
  isNear(sniped, 11 / 12, "hard close");
  isNear(sniped.soft_price, 2 / 3, "soft close");
  isNear(soft, 60 * (Math.E - 1), "length");
  isNear(score, -1 / 15, "advantage");
});

test("the published means of limited attention come out again", { skip: !existsSync(targets) }, () => {
  const { limited_attention_interference: published } = JSON.parse(readFileSync(targets, "utf8"));
  const kappas = [...new Set(published.rows.map(({ kappa }) => kappa))];
  const answered = results(kappas.map((attention) => ({ kind: "interference", attention, slots: 400, seed: 61 })));
  for (const row of published.rows) {
    const report = answered[kappas.indexOf(row.kappa)][row.metric === "price" ? "price" : "offers"];
    isNear(report.truth, row.true, `truth of ${row.metric} at ${row.kappa}`);
    isNear(report.intent_level, row.intent_level, `naive ${row.metric} at ${row.kappa}`);
    isNear(report.switchback, row.switchback, `switchback of ${row.metric} at ${row.kappa}`);
  }
  const at = (kappa) => answered[kappas.indexOf(kappa)];
  assert.ok(Math.abs(at(1000).offers.intent_level.of_truth - 1) < 0.01);
  assert.ok(at(4).offers.intent_level.of_truth >= 1.5);
  assert.ok(at(4).price.intent_level.of_truth >= 1.7);
});

test("a design has its power, and none for what makes no difference", () => {
  const design = {
    kind: "power",
    unit: "intent",
    metric: "price",
    n_per_arm: 60,
    repetitions: 60,
    control: { rules: { format: "open", duration_s: 60, step: { lead_min: 1 } }, invites: 2 },
  };
  const [much, nothing] = results([
    { ...design, treatment: { invites: 5 } },
    { ...design, treatment: {} },
  ]);
  assert.ok(much.mean > 0.99);
  isNear(much.effect, 2 / 6 - 2 / 3, "effect");
  assert.ok(nothing.mean < 0.2);
  assert.ok(nothing.interval[0] <= nothing.mean && nothing.mean <= nothing.interval[1]);
});

test("the same file prints the same bytes, another seed others", () => {
  const file = (seed) => ({ simulate: [{ id: 1, kind: "theory", format: "open", n: 3, rounds: 200, seed }] });
  assert.equal(simulate(file(7)).text, simulate(file(7)).text);
  assert.notEqual(simulate(file(7)).text, simulate(file(8)).text);
});

test("what is wrong with a file is said with its place, and nothing is played", () => {
  const theory = { kind: "theory", format: "open", n: 3 };
  for (const [document, place] of [
    ["{", "line 1, column 1"],
    [{}, "/simulate"],
    [{ simulate: [theory, { ...theory, n: 1 }] }, "/simulate/1/n"],
    [{ simulate: [{ ...theory, rounds: 1e12 }] }, "/simulate/0/rounds"],
    [{ simulate: [{ ...theory, sed: 1 }] }, "/simulate/0/sed"],
    [{ simulate: [{ kind: "roulette" }] }, "/simulate/0/kind"],
  ]) {
    const { status, said, text } = simulate(document);
    assert.equal(status, 1);
    assert.equal(text, "");
    assert.ok(said.startsWith(`parley lab simulate: FILE: ${place}: `), said);
  }
});
