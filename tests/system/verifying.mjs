// What the tests of the two verifiers share: both of them, and ways to change a log that keep its hashes right.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "../web/tools.mjs";
import { parley as binary } from "./stores.mjs";

/** The program's verifier and the page's: { folder, ours(log), checkLog(log), both(log), remove() }. */
export async function verifiers() {
  const folder = mkdtempSync(join(tmpdir(), "parley-verifiers-"));
  bundle({ rounds: "verify/rounds.ts" }, folder);
  const { checkLog } = await import(pathToFileURL(join(folder, "rounds.mjs")).href);
  const ours = (log) => {
    const file = join(folder, "checked.json");
    writeFileSync(file, JSON.stringify(log));
    const run = spawnSync(binary, ["verify", file], { encoding: "utf8" });
    assert.ok(run.stdout, run.stderr);
    return JSON.parse(run.stdout);
  };
  /** What each says of a log: [the program, the page]. A file that the page cannot read does not hold. */
  const both = async (log) => [
    ours(log).holds,
    await checkLog(log).then(
      (report) => report.holds,
      (error) => (error.name === "FileError" ? false : Promise.reject(error)),
    ),
  ];
  return { folder, ours, checkLog, both, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((name) => [name, sorted(value[name])]),
        )
      : value;

/** The same log with its hashes made anew. */
export function rehashed(log) {
  let before = "0".repeat(64);
  for (const event of log.events) {
    const { hash, ...chained } = event;
    event.hash = before = sha256(before + JSON.stringify(sorted(chained)));
  }
  return log;
}

/** The same log with its events numbered and hashed anew; openings follow their events. */
export function renumbered(log) {
  const places = new Map(log.events.map((event, i) => [event.seq, i + 1]));
  log.openings = log.openings
    .filter(({ seq }) => places.has(seq))
    .map((opening) => ({ ...opening, seq: places.get(opening.seq) }));
  for (const [i, event] of log.events.entries()) event.seq = i + 1;
  return rehashed(log);
}
