// Two verifiers, one verdict: the program's own and the page's, which was written from proto/rounds.md alone. Both are
// held against the logs of all vectors, as they are, and changed in one place with the hashes made anew, so that only
// the rules can tell.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vectors } from "../../proto/conformance/run.mjs";
import { parley as binary } from "./stores.mjs";
import { rehashed, renumbered, verifiers } from "./verifying.mjs";

let verify;
before(async () => (verify = await verifiers()));
after(() => verify?.remove());

function logOf({ scenario }) {
  const [given, left] = [join(verify.folder, "scenario.json"), join(verify.folder, "log.json")];
  writeFileSync(given, JSON.stringify(scenario));
  const run = spawnSync(binary, ["replay", given, "--log", left], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(readFileSync(left, "utf8"));
}

/** Changes of one place of an event, each of which keeps the shape of its body. */
const changes = [
  ["a later receipt", (event) => (event.received_at += 1)],
  ["a later moment", (event) => (event.at += 1)],
  ["a second later", (event) => ((event.at += 1_000_000), (event.received_at += 1_000_000))],
  ["a price", ({ body }) => Number.isInteger(body.price) && (body.price -= 1)],
  ["a much lower price", ({ body }) => Number.isInteger(body.price) && (body.price = Math.ceil(body.price / 3))],
  ["another bidder", ({ body }) => Number.isInteger(body.bidder) && (body.bidder = body.bidder === 1 ? 2 : 1)],
  ["a later close", ({ body }) => Number.isInteger(body.closes_at) && (body.closes_at += 1)],
  ["another ranking", ({ body }) => body.ranking?.length > 1 && body.ranking.reverse()],
  ["a shorter ranking", ({ body }) => body.ranking?.length > 0 && body.ranking.pop()],
  ["another pay", ({ body }) => Number.isInteger(body.pays) && (body.pays += 1)],
  ["another order of turns", ({ body }) => body.turns?.length > 1 && body.turns.reverse()],
  ["another level", ({ body }) => Number.isInteger(body.level) && (body.level += 1)],
  ["one more out", ({ body }) => body.out && body.out.push(1)],
  ["another reason", ({ body }) => body.cause === "time" && (body.cause = "accepted")],
  ["it was automatic", ({ body }) => body.automatic === false && (body.automatic = true)],
  ["it was sealed", ({ body }) => body.rules_hash && (body.rules_hash = body.rules_hash.replace(/^./, "x"))],
  ["a changed turn", ({ body }) => typeof body.changed === "boolean" && (body.changed = !body.changed)],
];

/** Changes of the order of events: what is gone, twice there, too early, or where the log breaks off. */
const moves = [
  ["without it", (events, i) => events.splice(i, 1)],
  ["twice", (events, i) => events.splice(i, 0, structuredClone(events[i]))],
  ["before the one before", (events, i) => i > 1 && events.splice(i - 1, 2, events[i], events[i - 1])],
  ["nothing after it", (events, i) => events.splice(i + 1)],
];

test("both say that every log of a vector holds, with the same result", async () => {
  for (const vector of vectors()) {
    const log = logOf(vector);
    const [theirs, page] = [verify.ours(log), await verify.checkLog(log)];
    assert.ok(theirs.holds, `${vector.name}: ${JSON.stringify(theirs.faults)}`);
    assert.ok(page.holds, `${vector.name}: ${JSON.stringify(page.faults)}`);
    assert.equal(page.head, theirs.head, vector.name);
    const prices = (ranking) => (ranking ?? []).map(({ bidder, price }) => [Number(bidder), Number(price)]);
    assert.deepEqual(prices(page.result?.ranking), prices(theirs.result?.ranking), vector.name);
  }
});

test("both find an arm that was given to who wanted no experiment", async () => {
  for (const wish of [undefined, true, false]) {
    const log = logOf(vectors()[0]);
    const [created] = log.events;
    if (wish !== undefined) created.body.experiments = wish;
    assert.deepEqual(await verify.both(rehashed(structuredClone(log))), [true, true], "there was none");
    const assignment = { experiment: "tables-1", arm: "sealed", unit: "intent:7", propensity_ppm: 500_000 };
    const body = { cause: "assigned", assignment, plan: created.body.plan };
    log.events.splice(1, 0, { ...created, seq: 0, type: "replanned", body });
    const holds = wish !== false;
    assert.deepEqual(await verify.both(renumbered(log)), [holds, holds], `experiments: ${wish}`);
  }
});

test("both find, or both miss, each change that keeps the hashes right", { timeout: 240_000 }, async (t) => {
  const apart = [];
  let [tried, found] = [0, 0];
  for (const vector of vectors()) {
    const log = logOf(vector);
    for (const [i, event] of log.events.entries()) {
      // One change in four of each event, a different one each time: thousands would take minutes.
      for (const [k, [what, change]] of changes.entries()) {
        if ((i + k + vector.name.length) % 4 !== 0) continue;
        const copy = structuredClone(log);
        if (!change(copy.events[i])) continue;
        const [mine, page] = await verify.both(rehashed(copy));
        tried += 1;
        found += mine ? 0 : 1;
        if (mine !== page) apart.push(`${vector.name} ${event.seq} ${event.type}, ${what}: ${mine} and ${page}`);
      }
    }
  }
  for (const vector of vectors()) {
    const log = logOf(vector);
    for (const i of log.events.keys()) {
      for (const [k, [what, move]] of moves.entries()) {
        if (i === 0 || (i + k + vector.name.length) % 3 !== 0) continue;
        const copy = structuredClone(log);
        if (!move(copy.events, i)) continue;
        const [mine, page] = await verify.both(renumbered(copy));
        tried += 1;
        found += mine ? 0 : 1;
        if (mine !== page) apart.push(`${vector.name} ${i + 1} ${log.events[i].type}, ${what}: ${mine} and ${page}`);
      }
    }
  }
  t.diagnostic(`${tried} changes, ${found} of them found by both`);
  assert.deepEqual(apart, []);
  assert.ok(found > tried / 2, `${found} of ${tried}`);
});
