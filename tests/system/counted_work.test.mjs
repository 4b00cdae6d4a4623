// What an offer and a push cost, counted and not timed, so that a slower machine does not hide that they cost more.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Line } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const revisions = 40;
let parley;
let shop;
let intent;

before(async () => {
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(freely(600)), PARLEY_RATE_LIMITS: "offers=1000/1000" },
  });
  shop = await newShop(parley);
  intent = await newIntent(parley);
  await offer(parley, shop, intent, 50_000);
});
after(() => parley?.stop());

/** The sums of a counter over its labels, by the value of one of them. */
async function counted(name, label) {
  const text = await (await fetch(`${parley.url}/metrics`)).text();
  const sums = new Map();
  for (const [, labels, value] of text.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? ([0-9.e+]+)$`, "gm"))) {
    const key = new RegExp(`${label}="([^"]*)"`).exec(labels ?? "")?.[1] ?? "";
    sums.set(key, (sums.get(key) ?? 0) + Number(value));
  }
  assert.ok(sums.size > 0, `${name} is counted`);
  return sums;
}

async function revise(from) {
  for (let i = 0; i < revisions; i += 1) await offer(parley, shop, intent, from - i, { status: 200 });
}

test("a revised offer sends two statements: who asks, and the append", { timeout: 60_000 }, async () => {
  const then = await counted("parley_sql_statements_total", "statement");
  await revise(49_000);
  const now = await counted("parley_sql_statements_total", "statement");
  const sent = (statement) => (now.get(statement) ?? 0) - (then.get(statement) ?? 0);
  assert.equal(sent("append"), revisions);
  assert.ok(sent("find_sessions") <= revisions, `${sent("find_sessions")} looks at sessions`);
  // What each offer sends is sent as often as there are offers; what the node does by itself is not.
  const perOffer = [...now.keys()].filter((statement) => sent(statement) >= revisions);
  assert.deepEqual(perOffer.sort(), ["append", "find_sessions"]);
});

test("a push is encoded once and sent with one call to each socket", { timeout: 60_000 }, async () => {
  const lines = [];
  for (let i = 0; i < 4; i += 1) lines.push(await Line.open(parley.url, { session: intent.session }));
  for (const line of lines) await line.subscribe(`intent/${intent.id}`, { after: 0 });
  const seen = lines.map((line) => line.pushes.length);
  await revise(48_000);
  await Promise.all(
    lines.map((line, i) =>
      line.until((push) => push.data?.offer?.price === 48_000 - revisions + 1, "the last", { from: seen[i] }),
    ),
  );
  const then = await counted("parley_ws_frames_sent_total", "");
  for (const line of lines) await line.close();
  let now = then;
  // Frames and calls are told when a socket ends, which the server may notice a moment after we do.
  const deadline = Date.now() + 10_000;
  while (now.get("") - then.get("") < lines.length * revisions && Date.now() < deadline)
    now = await counted("parley_ws_frames_sent_total", "");
  const frames = now.get("");
  const writes = (await counted("parley_ws_writes_total", "")).get("");
  assert.ok(frames >= lines.length * revisions, `${frames} frames`);
  assert.ok(writes <= frames + lines.length * 4, `${writes} calls for ${frames} frames`);
});
