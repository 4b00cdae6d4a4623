// The vectors of rounds that any implementation can be held against: over HTTP as the runner does it, and on the
// command line.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { differences, vectors } from "../../proto/conformance/run.mjs";
import { parley as binary } from "./stores.mjs";
import { startParley } from "./support.mjs";

const runner = fileURLToPath(new URL("../../proto/conformance/run.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "parley-conformance-"));
const file = join(folder, "scenario.json");
let parley;
before(async () => {
  parley = await startParley({ env: { PARLEY_RATE_LIMITS: "replays=1000/1000" } });
});
after(async () => {
  await parley?.stop();
  rmSync(folder, { recursive: true });
});

test("every vector comes out as it says, over HTTP and on the command line", async () => {
  const all = vectors();
  assert.ok(all.length >= 40);
  assert.deepEqual(
    [
      ...new Set(
        all.flatMap(({ scenario }) => scenario.rules?.format ?? scenario.plan.rounds.map((r) => r.rules.format)),
      ),
    ].sort(),
    ["falling_clock", "open", "rising_clock", "sealed", "turns"],
  );
  for (const vector of all) {
    assert.deepEqual(await differences(parley.url, vector), [], vector.name);
    writeFileSync(file, JSON.stringify(vector.scenario));
    const run = spawnSync(binary, ["replay", file], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const { log_hash: hash, ...printed } = JSON.parse(run.stdout);
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(printed, vector.expected, vector.name);
  }
});

test("the runner says what passed, and ends with 1 where something does not", async () => {
  const good = spawnSync(process.execPath, [runner, parley.url], { encoding: "utf8" });
  assert.equal(good.status, 0, good.stdout);
  assert.match(good.stdout, /^\d+ passed, 0 failed$/m);
  const [vector] = vectors();
  const wrong = { ...vector, expected: { ...vector.expected, winner: "nobody" } };
  assert.match((await differences(parley.url, wrong)).join(), /^winner: .* is not "nobody"$/);
  assert.equal(spawnSync(process.execPath, [runner], { encoding: "utf8" }).status, 2);
  // What would take too long here is refused, with its place.
  const clock = { start: 1, change: 1, every_s: 1, stop: 50_000 };
  const long = await fetch(`${parley.url}/v1/replay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules: { format: "rising_clock", clock }, opens_at: "2026-11-24T10:00:00Z" }),
  });
  assert.deepEqual([long.status, (await long.json()).errors[0].code], [422, "too_long"]);
});
