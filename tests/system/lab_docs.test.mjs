// docs/lab.md is true: its files are written and read as they stand there, and come out as it says.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parley, root } from "./stores.mjs";

const page = readFileSync(join(root, "docs", "lab.md"), "utf8");
const examples = [...page.matchAll(/^```sh\n(.*?)^```\n\n((?: {4}[^\n]*\n)+)/gms)].map(([, script, said]) => ({
  script,
  said: JSON.parse(said),
  verb: /^parley lab (\S+)/m.exec(script)[1],
}));

/** Numbers are those of the page up to what another machine may round otherwise. */
function isAsSaid(actual, said, place) {
  if (typeof said === "number" && typeof actual === "number")
    return assert.ok(Math.abs(actual - said) <= 1e-9 * Math.abs(said), `${place} is ${actual}`);
  if (said === null || typeof said !== "object") return assert.equal(actual, said, place);
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(said).sort(), place);
  for (const key of Object.keys(said)) isAsSaid(actual[key], said[key], `${place}/${key}`);
}

test("each file has an example", () => {
  assert.deepEqual(
    examples.map(({ verb }) => verb),
    ["assign", "check-patch", "stats", "simulate", "release"],
  );
});

for (const { script, said, verb } of examples)
  test(`the example of ${verb} comes out as it stands there`, () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-lab-docs-"));
    try {
      const { status, stdout, stderr } = spawnSync("bash", ["-c", `set -euo pipefail\n${script}`], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, PATH: `${dirname(parley)}:${process.env.PATH}` },
      });
      assert.equal(status, 0, stderr);
      isAsSaid(JSON.parse(stdout), said, verb);
      if (stderr) assert.ok(page.includes(`\`${stderr.trim()}\``), stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

test("the kinds of simulations are all named", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-lab-docs-"));
  try {
    const script = `echo '{"simulate":[{"kind":"x"}]}' >x.json; '${parley}' lab simulate x.json`;
    const { status, stderr } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 1);
    const kinds = /there is no simulation "x"; there are (.*) \(bad_simulation\)/.exec(stderr)[1].split(", ");
    assert.equal(kinds.length, 10);
    for (const kind of kinds) assert.ok(page.includes(`\`${kind}\``), kind);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
