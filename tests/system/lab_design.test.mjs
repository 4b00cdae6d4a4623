// The design side of the lab on the command line: golden vectors where they are at hand, worked examples always, and
// what is wrong with a file said with its place.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parley as binary, root } from "./stores.mjs";

const data = process.env.PARLEY_SHARED_DATA ?? join(root, "..", "shared", "data");
const at = (name) => join(data, name);
const missing = (name) => ({ skip: !existsSync(at(name)) });
const golden = (name) => JSON.parse(readFileSync(at(name), "utf8"));

/** Runs `parley lab VERB` on a file. */
function runOn(verb, file) {
  const run = spawnSync(binary, ["lab", verb, file], { encoding: "utf8", maxBuffer: 1 << 26 });
  return { status: run.status, said: run.stderr, result: run.status === 0 ? JSON.parse(run.stdout) : null };
}

/** Runs `parley lab VERB` on a document, or on text as it is. */
function lab(verb, document) {
  const folder = mkdtempSync(join(tmpdir(), "parley-lab-"));
  try {
    const file = join(folder, "cases.json");
    writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
    return runOn(verb, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const replace = (path, value) => ({ op: "replace", path, value });

test("golden units have their arms, whatever the coverage and the weights", missing("assignment_vectors.json"), () => {
  const { parley_assign_1: section } = golden("assignment_vectors.json");
  const { result, said } = runOn("assign", at("assignment_vectors.json"));
  assert.ok(result, said);
  assert.deepEqual(
    result.results,
    section.vectors.map(({ unit, enrol_ppm, arm_ppm, arm_50_50 }) => ({
      arm: arm_50_50,
      arm_ppm,
      enrol_ppm,
      enrolled: true,
      unit,
    })),
  );
  for (const coverage_ppm of [100_000, 500_000]) {
    const file = { parley_assign_1: { ...section, coverage_ppm, weight_ppm: [200_000, 300_000, 500_000] } };
    assert.deepEqual(
      lab("assign", file).result.results.map(({ arm, enrolled }) => [arm, enrolled]),
      section.vectors.map((unit) => [unit.arm_20_30_50, unit[`enrolled_at_${coverage_ppm}ppm`]]),
    );
  }
});

test("golden patches, documents and logs come out byte by byte", missing("rules_prereg_vectors.json"), () => {
  const vectors = golden("rules_prereg_vectors.json");
  const { result, said } = runOn("check-patch", at("rules_prereg_vectors.json"));
  assert.ok(result, said);
  assert.equal(result.base_sha256, vectors.base_sha256);
  assert.equal(result.bounds_sha256, vectors.bounds_sha256);
  assert.deepEqual(
    result.results.map(({ name, result: code, effective_sha256 }) => [name, code, effective_sha256]),
    vectors.patch_cases.map(({ name, result: code, effective_sha256 }) => [name, code, effective_sha256]),
  );
  for (const [i, one] of vectors.patch_cases.entries())
    if (one.effective) assert.deepEqual(result.results[i].effective, one.effective);
  for (const [i, one] of vectors.prereg_cases.entries())
    for (const key of ["canonical", "canonical_bytes", "sha256"])
      if (key in one) assert.equal(result.prereg_cases[i][key], one[key], one.name);
  assert.deepEqual(result.log_chain, { events: vectors.log_chain.events, first_break: null });
});

test("units are assigned to the arms that their weights give", () => {
  const section = { salt: "furn-softclose-01.4f2a9c0e1b7d8a33", vectors: [{ unit: "intent:a" }, { unit: "intent:b" }] };
  const one = lab("assign", { parley_assign_1: { ...section, weight_ppm: [0, 1_000_000] }, else: 0.5 }).result;
  assert.deepEqual(
    one.results.map(({ unit, arm, enrolled }) => [unit, arm, enrolled]),
    [
      ["intent:a", 1, true],
      ["intent:b", 1, true],
    ],
  );
  const none = lab("assign", { parley_assign_1: { ...section, coverage_ppm: 0 } }).result;
  assert.deepEqual(
    none.results.map(({ enrolled }) => enrolled),
    [false, false],
  );
});

test("a patch is judged by the bounds that the file gives, under whatever names", () => {
  const { result } = lab("check-patch", {
    base: { size: "small", box: { width: 2, height: 3, weight_max: 12 } },
    bounds: {
      paths: {
        "/size": { enum: ["small", "large"] },
        "/box/width": { type: "integer", min: 1, max: 9 },
        "/box/height": { type: "integer", min: 1, max: 9 },
      },
      cross: ["box.width*height <= weight_max", { rule: "size==large => box.width>=3", code: "E_TOO_NARROW" }],
      never: ["/box/weight_max"],
    },
    cases: [
      { name: "wider", patch: [replace("/box/width", 4)] },
      { name: "too heavy", patch: [replace("/box/width", 5)] },
      { name: "large", patch: [replace("/size", "large")] },
      { name: "stronger", patch: [replace("/box/weight_max", 99), replace("/box/width", 2.0), replace("/size", 1)] },
    ],
  });
  assert.deepEqual(
    result.results.map(({ name, result: code, valid }) => [name, code, valid]),
    [
      ["wider", "OK", true],
      ["too heavy", "E_CROSS_BOX", false],
      ["large", "E_TOO_NARROW", false],
      ["stronger", "E_PATH_FORBIDDEN", false],
    ],
  );
  assert.equal(result.results[0].effective.box.width, 4);
  assert.equal(result.results[1].effective, null);
  assert.deepEqual(
    result.results[3].errors.map(({ code, pointer }) => [code, pointer]),
    [
      ["E_PATH_FORBIDDEN", "/cases/3/patch/0/path"],
      ["E_TYPE", "/cases/3/patch/2/value"],
    ],
  );
});

test("the golden table and rows are released as they say", missing("privacy_fixture.json"), () => {
  const fixture = golden("privacy_fixture.json");
  const { result, said } = runOn("release", at("privacy_fixture.json"));
  assert.ok(result, said);
  assert.deepEqual(
    result.table.cells.map(({ sector, region, outcome }) => [sector, region, outcome]),
    fixture.table.cells.map(({ sector, region, expected }) => [sector, region, expected]),
  );
  for (const key of ["k", "trace", "final_levels", "suppressed_rows", "min_class_after"])
    assert.deepEqual(result.microdata[key], fixture.microdata[key], key);
  assert.equal(result.microdata.rows.length, fixture.microdata.rows.length);
});

test("a release tells no small cell, nobody's words, and other names for shops each time", () => {
  const cell = (sector, region, consumers) => ({ sector, region, consumers, retailers: 4, share1: 0.3, share2: 0.2 });
  const row = {
    sector: "garden",
    region: "York",
    week: "2026-W10",
    band: "0-100",
    retailer: "shop-7",
    at: "2026-03-03T10:20:30Z",
    price: 9049,
    median: 10000,
    note: "call me on 01904 000000",
  };
  const file = {
    table: { cells: [cell("garden", "york", 9), cell("garden", "hull", 20), cell("garden", "leeds", 30)] },
    microdata: { rows: [0, 1, 2, 3, 4].map((i) => ({ ...row, row: i, consumer: `person-${i}` })) },
  };
  const [{ result }, { result: again }] = [lab("release", file), lab("release", file)];
  assert.deepEqual(
    result.table.cells.map(({ outcome, consumers }) => [outcome, consumers]),
    [
      ["primary:k<10 consumers", null],
      ["complementary", null],
      ["publish", 30],
    ],
  );
  const [{ retailer, ...first }] = result.microdata.rows;
  assert.deepEqual(first, {
    sector: "garden",
    region: "York",
    period: "2026-W10",
    band: "0-100",
    hour_of_week: 34,
    price_percent: 90,
  });
  assert.match(retailer, /^[0-9a-f]{32}$/);
  assert.ok(result.microdata.rows.every((one) => one.retailer === retailer));
  assert.notEqual(again.microdata.rows[0].retailer, retailer);
  assert.deepEqual(result.microdata.dropped_members, ["note"]);
  assert.doesNotMatch(JSON.stringify(result), /person|shop-7|call me|9049/);
});

test("what is wrong with a file is said with its place, and the status is 1", () => {
  const assign = { parley_assign_1: { salt: "s", vectors: [] } };
  const patches = { base: { a: 1 }, bounds: { paths: { "/a": { type: "integer" } } } };
  const cases = [
    ["assign", "{", /line 1, column 1: here the file ends/],
    ["release", '{"table":1,"table":2}', /\/table: comes twice in its object/],
    ["check-patch", "{}\0{}", /line 1, column 3: here the file is not JSON, at byte 3/],
    ["assign", "{}", /\/parley_assign_1: /],
    ["assign", { parley_assign_1: { ...assign.parley_assign_1, weight_ppm: [1] } }, /\/parley_assign_1\/weight_ppm/],
    ["assign", { parley_assign_1: { salt: "s", vectors: [{}] } }, /\/parley_assign_1\/vectors\/0\/unit/],
    ["check-patch", "[]", /the document/],
    ["check-patch", { ...patches, base: { a: 1.5 } }, /\/base\/a: .*whole/],
    ["check-patch", { ...patches, bounds: { paths: { "/a": {} } } }, /\/bounds\/paths\/~1a/],
    ["check-patch", { ...patches, bounds: { paths: {}, cross: ["b==1"] } }, /\/bounds\/cross\/0: names b/],
    ["check-patch", { ...patches, cases: [{ patch: 1 }] }, /\/cases\/0\/patch/],
    ["release", {}, /the document: must hold a table or microdata/],
    ["release", { table: { cells: [{ sector: "garden" }] } }, /\/table\/cells\/0\/region/],
    ["release", { microdata: { k: 2, rows: [] } }, /\/microdata\/k/],
  ];
  assert.equal(lab("assign", assign).status, 0);
  assert.equal(lab("check-patch", patches).status, 0);
  for (const [verb, file, place] of cases) {
    const { status, said } = lab(verb, file);
    assert.equal(status, 1, said);
    assert.match(said, place);
  }
  assert.equal(runOn("assign", "/nowhere/at/all.json").status, 3);
  assert.equal(spawnSync(binary, ["lab"]).status, 2);
  assert.equal(spawnSync(binary, ["lab", "assign"]).status, 2);
});
