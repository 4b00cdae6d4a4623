// parley lab stats: case files in, results out, with the exit status that says how it went.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parley as binary, root } from "./stores.mjs";

const vectors = join(root, "..", "shared", "data", "stats_vectors.json");

function lab(...words) {
  return spawnSync(binary, ["lab", ...words], { encoding: "utf8" });
}

/** Runs `parley lab stats` on a text as it is. */
function stats(text) {
  const folder = mkdtempSync(join(tmpdir(), "parley-lab-"));
  try {
    const file = join(folder, "cases.json");
    writeFileSync(file, text);
    return lab("stats", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("published numbers come out to the last digits", { skip: !existsSync(vectors) }, () => {
  const { cases } = JSON.parse(readFileSync(vectors, "utf8"));
  const { status, stdout, stderr } = lab("stats", vectors);
  assert.equal(status, 0);
  const { results } = JSON.parse(stdout);
  assert.deepEqual(
    results.map(({ id }) => id),
    cases.map(({ id }) => id),
  );
  const expected = cases.find(({ id }) => id === "srm_statsig").expected;
  const { output } = results.find(({ id }) => id === "srm_statsig");
  assert.ok(Math.abs(output.p - expected.p) <= 1e-9 * expected.p, "a p-value far in the tail");
  // Their rows are not in the file.
  assert.equal(
    stderr,
    `parley lab stats: 2 of ${cases.length} cases could not be computed: petersen, cluster_small_fe\n`,
  );
});

test("a case that cannot be understood leaves the others", () => {
  const cases = [
    { id: "broken", method: "wilson_ci", input: { k: [] } },
    { id: "nothing", method: "wilson_ci", input: { k: 0, n: 0 } },
    { id: "whole", method: "randomisation_mc", input: { extreme: 12, draws: 999 }, note: "ignored" },
  ];
  const { status, stdout, stderr } = stats(JSON.stringify({ cases }));
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "parley lab stats: 1 of 3 cases could not be computed: broken\n");
  assert.deepEqual(JSON.parse(stdout), {
    results: [
      { id: "broken", error: "/input/k: must be a number" },
      { id: "nothing", output: { uninformative: "a share of nothing has no value" } },
      { id: "whole", output: { p: 0.013 } },
    ],
  });
});

test("a broken file is named with the place, a missing one is the world's fault", () => {
  const broken = stats('{"cases": [\n  {"id": 1,,}\n]}');
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /cases\.json: line 2, column 12: here the file is not JSON/);
  assert.equal(broken.stdout, "");
  assert.equal(stats("{}").status, 1);
  const missing = lab("stats", join(tmpdir(), "no-such-file.json"));
  assert.equal(missing.status, 3);
  assert.match(missing.stderr, /no-such-file\.json: is not there/);
  for (const verb of ["analyse", "assign", "check-patch", "release", "simulate", "stats"]) {
    const folder = lab(verb, tmpdir());
    assert.equal(folder.status, 3, verb);
    assert.match(folder.stderr, /: is a folder and not a file/, verb);
  }
});

test("what stands twice, or behind the end, is no file of cases", () => {
  const twice = stats('{"cases":[],"cases":[]}');
  assert.equal(twice.status, 1);
  assert.match(twice.stderr, /cases\.json: \/cases: comes twice in its object \(duplicate_key\)/);
  const behind = stats('{"cases":[]}\0garbage');
  assert.equal(behind.status, 1);
  assert.match(behind.stderr, /line 1, column 13: here the file is not JSON, at byte 13/);
});

test("the lab asks which of its tools is meant", () => {
  assert.equal(lab().status, 2);
  assert.equal(lab("stats").status, 2);
  assert.equal(lab("no-such-tool", "file").status, 2);
});
