// Counted work: what one offer costs in statements, calls, encodings and system calls. Each figure is printed, and
// bounded so that it cannot grow unseen. Counts, not times. The stores flush as in production: where a commit costs
// nothing, no offer waits for another's, and how many share one is left to chance.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { freely } from "./crowd.mjs";
import { startNode } from "./node.mjs";
import { ownStores } from "./stores.mjs";

const rules = JSON.stringify(freely(600, { max_revisions: 0 }));
let stores;
let parley;
before(async () => {
  stores = await ownStores();
  // Mails that fall due in between are no offer's work.
  parley = await startNode(stores, { env: { PARLEY_RULES_PATCH: rules, PARLEY_MAIL_GRACE_MS: "600000" } });
});
after(async () => {
  await parley?.stop();
  await stores?.stop();
});

/** All counters of the node: a map of series to numbers. */
async function counters() {
  const text = await (await fetch(`${parley.url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").pop())]));
}

/** What a node does by the clock, whether somebody offers or not. */
const byTheClock = new RegExp(
  `statement="(${[
    "beat",
    "acts_in_force",
    "any_day_over",
    "changed_businesses",
    "experiment_changes",
    "ended_sectors",
    "begin",
    "commit",
    "relay_lock",
    "relay_topics",
    "outbox_claim",
    "due_heads",
    "heads",
    "webhook_claim",
    "webhook_fan_out",
    "open_outages",
    "last_beat",
    "outage_lock",
    "database_now",
  ].join("|")})"`,
);

/** What grew while `work` ran: a map of series to numbers. */
async function grown(work) {
  const before = await counters();
  await work();
  const now = await counters();
  return new Map([...now].map(([name, count]) => [name, count - (before.get(name) ?? 0)]).filter(([, n]) => n > 0));
}

const sum = (grew, pattern, besides = /^$/) =>
  [...grew].filter(([name]) => pattern.test(name) && !besides.test(name)).reduce((total, [, n]) => total + n, 0);

function print(what, grew, offers) {
  console.log(`${what}, for each of ${offers} offers:`);
  for (const [name, count] of [...grew].sort())
    if (/^parley_(sql|redis|push|ws)_/.test(name) && !/closed_total/.test(name))
      console.log(
        `  ${(count / offers).toFixed(2).padStart(6)}  ${name}${byTheClock.test(name) ? "  (by the clock)" : ""}`,
      );
}

test("an offer by itself: two statements, a handful of calls to Redis, one encoding for all who watch", async () => {
  const offers = 60;
  const watching = 20;
  const shops = [await newShop(parley), await newShop(parley, { name: "Board Room" })];
  const intent = await newIntent(parley);
  for (const shop of shops) await offer(parley, shop, intent, 55_000);
  const lines = [];
  const began = performance.now();
  const grew = await grown(async () => {
    for (let n = 0; n < watching; n += 1) {
      lines.push(await Line.open(parley.url, { session: intent.session }));
      await lines[n].subscribe(`intent/${intent.id}`);
    }
    for (let n = 0; n < offers; n += 1) await offer(parley, shops[n % 2], intent, 54_000 - n, { status: 200 });
    await Promise.all(
      lines.map((line) => line.until((push) => push.data?.offer?.price === 54_001 - offers, "the last offer")),
    );
    await Promise.all(lines.map((line) => line.close())); // Then what was written to them is counted.
  });
  const seconds = (performance.now() - began) / 1_000;
  print("One after another", grew, offers);
  assert.equal(sum(grew, /statement="append"/), offers, "each alone: one append each");
  // Besides the append: whose session it is. Each line asks that once, too.
  const statements = sum(grew, /^parley_sql_statements_total/, byTheClock);
  assert.ok(statements <= 2 * offers + watching + 2, `${statements} statements`);
  // The snapshot, the clock, the other nodes; and what claims deadlines twenty times a second.
  const commands = sum(grew, /^parley_redis_commands_total/) - 25 * seconds;
  assert.ok(commands <= 3 * offers + 25, `${commands} calls to Redis`);
  const encodings = sum(grew, /^parley_push_encodings_total/);
  assert.ok(encodings >= offers && encodings <= offers + watching, `${encodings} encodings for ${watching} watchers`);
  const frames = sum(grew, /^parley_ws_frames_sent_total/);
  const writes = sum(grew, /^parley_ws_writes_total/);
  console.log(`  ${(writes / frames).toFixed(2).padStart(6)}  system calls for a push to one watcher`);
  assert.ok(frames >= offers * watching, `${frames} frames`);
  assert.ok(writes <= frames, `${writes} writes for ${frames} frames`);
});

test("offers that come at once share statements, calls and writes", async () => {
  const rounds = 6;
  const shops = [];
  for (const name of ["Four Legs", "Grain Store", "Dovetail", "Plane Facts"])
    shops.push(await newShop(parley, { name }));
  const intents = [];
  for (let n = 0; n < 8; n += 1) intents.push(await newIntent(parley));
  const everybody = (price) =>
    Promise.all(
      intents.flatMap((intent) =>
        shops.map((shop, n) => offer(parley, shop, intent, price + n, { status: price === 55_000 ? 201 : 200 })),
      ),
    );
  await everybody(55_000);
  const offers = rounds * intents.length * shops.length;
  const lines = [];
  const grew = await grown(async () => {
    for (const intent of intents) {
      const line = await Line.open(parley.url, { session: intent.session });
      await line.subscribe(`intent/${intent.id}`);
      lines.push(line);
    }
    for (let n = 0; n < rounds; n += 1) await everybody(54_000 - 10 * n);
    await Promise.all(
      lines.map((line) =>
        line.until(() => line.pushes.filter((push) => push.type === "offer_revised").length === rounds * shops.length),
      ),
    );
    await Promise.all(lines.map((line) => line.close()));
  });
  print(`${intents.length * shops.length} at once`, grew, offers);
  const appends = sum(grew, /statement="append"/);
  assert.ok(appends < offers / 2, `${appends} statements for ${offers} offers`);
  const statements = sum(grew, /^parley_sql_statements_total/, byTheClock);
  assert.ok(statements < 2 * offers, `${statements} statements`);
  const writes = sum(grew, /^parley_ws_writes_total/);
  const frames = sum(grew, /^parley_ws_frames_sent_total/);
  assert.ok(writes <= frames, `${writes} writes for ${frames} frames`);
  const encodings = sum(grew, /^parley_push_encodings_total/);
  assert.ok(encodings <= offers + lines.length, `${encodings} encodings`);
});
