// Anybody can check what happened: the public log, what it holds back while rounds run, and what a check of it finds.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { parley as binary } from "./stores.mjs";
import { startParley } from "./support.mjs";

const shortTurns = {
  format: "turns",
  visibility: "all_prices",
  duration_s: 4,
  close: { mode: "hard" },
  turns: { rounds: 2, first_pause_s: 1, pause_s: 1, turn_s: 1, announce_s: 0 },
  step: { own_min: 100, lead_min: 0, lead_bp: 0 },
  max_drop_bp: 0,
  scoring: [],
};
let parley;
let shops;
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-proof-"));
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(shortTurns), PARLEY_PUBLISH_EVERY_MS: "200" },
  });
  shops = await Promise.all(["Ash", "Beech", "Cedar", "Deal", "Elm"].map((name) => newShop(parley, { name })));
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

function verify(log) {
  const file = join(folder, "log.json");
  writeFileSync(file, JSON.stringify(log));
  const run = spawnSync(binary, ["verify", file], { encoding: "utf8" });
  return { status: run.status, said: run.stderr, found: run.stdout ? JSON.parse(run.stdout) : null };
}
const logOf = (intent) => expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/log`);

test("five take their turns in real time, and the log of it holds", async () => {
  const intent = await newIntent(parley);
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`, { after: 0 });
  await buyer.until((push) => push.type === "round_opened", "the opening");
  await Promise.all(shops.map((shop, i) => offer(parley, shop, intent, 50_000 + 1_000 * i)));
  // While the round runs the log says no more than that it began.
  const early = await logOf(intent);
  assert.equal(early.events.at(-1).type, "round_opened");
  assert.deepEqual(early.openings, []);

  // Whoever leads at the start is the last in each round of turns and goes lower in the first of its turns.
  const leader = await Line.open(parley.url, { session: shops[0].session });
  await leader.subscribe(`intent/${intent.id}`);
  const ordered = await leader.until((push) => push.type === "turns_ordered", "the order of turns");
  const rounds = [ordered];
  const path = `/v1/intents/${intent.id}/offers`;
  const early_bid = await call(parley.url, "POST", path, {
    session: shops[0].session,
    key: "too-early-for-a-turn",
    body: { price: 40_000 },
  });
  assert.equal(early_bid.body.code, "not_your_turn");
  let ended = 0;
  await leader.until((push) => push.type === "turn_ended" && ++ended === 4, "the turns of the other four");
  await offer(parley, shops[0], intent, 40_000, { status: 200 });
  await buyer.until((push) => push.type === "round_closed", "the close", 30_000);
  assert.equal(rounds.length, 1);
  await Promise.all([buyer.close(), leader.close()]);

  const log = await logOf(intent);
  const types = log.events.map((event) => event.type);
  assert.equal(types.filter((type) => type === "turn_ended").length, 10);
  assert.equal(log.openings.filter((opening) => opening.name === "price").length, 6);
  const { status, found, said } = verify(log);
  assert.equal(status, 0, said + JSON.stringify(found?.faults));
  assert.equal(found.holds, true);
  assert.deepEqual(
    found.result.ranking.map((one) => one.price),
    [40_000, 51_000, 52_000, 53_000, 54_000],
  );
  const whole = spawnSync(binary, ["verify", "--intent", intent.id, "--database-url", parley.stores.databaseUrl], {
    encoding: "utf8",
  });
  assert.equal(whole.status, 0, whole.stdout + whole.stderr);
  assert.equal(JSON.parse(whole.stdout).head, found.head);

  // The same words under other rules: from the downloaded log, from the database and over HTTP.
  const rules = join(folder, "rules.json");
  writeFileSync(rules, JSON.stringify({ format: "sealed", pricing: "second_price", duration_s: 600 }));
  const database = ["--database-url", parley.stores.databaseUrl];
  for (const source of [[join(folder, "log.json")], ["--intent", intent.id, ...database]]) {
    const played = spawnSync(binary, ["replay", ...source, "--rules", rules], { encoding: "utf8" });
    assert.equal(played.status, 0, played.stderr);
    const { pays, ranking } = JSON.parse(played.stdout);
    assert.deepEqual([pays, ranking.map((one) => one.price)], [51_000, [40_000, 51_000, 52_000, 53_000, 54_000]]);
  }
  const unknown = spawnSync(binary, ["replay", "--intent", "0".repeat(26), ...database], { encoding: "utf8" });
  assert.deepEqual([unknown.status, /no intent/.test(unknown.stderr)], [1, true]);

  // Each way of changing what was written is found.
  const tampered = [
    [/hash/, (copy) => (copy.events.at(-1).at += 1)],
    [/hash/, (copy) => copy.events.splice(5, 1)],
    [/not what was committed/, (copy) => (copy.openings[0].value = 1)],
    [/never committed/, (copy) => (copy.openings[0].seq = 1)],
  ];
  for (const [expected, change] of tampered) {
    const copy = structuredClone(log);
    change(copy);
    const checked = verify(copy);
    assert.equal(checked.status, 1);
    assert.match(checked.found.faults.map((fault) => fault.what).join(), expected);
  }
  const malformed = [
    [/\/intent/, (copy) => delete copy.intent],
    [/\/events\/0\/hash/, (copy) => (copy.events[0].hash = "x")],
    [/\/events\/1\/body/, (copy) => (copy.events[1].body = 3)],
    [/\/openings\/0\/salt/, (copy) => (copy.openings[0].salt = "00")],
  ];
  for (const [expected, change] of malformed) {
    const copy = structuredClone(log);
    change(copy);
    const checked = verify(copy);
    assert.equal(checked.status, 1);
    assert.match(checked.said, expected);
  }
});

/** Canonical JSON of what has no nested objects but attributes: members by name, no spaces. */
const canonical = (value) =>
  JSON.stringify(value, (_, member) =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

test("a receipt says what was taken and when, and a published head pins the log that has to show it", async () => {
  const { keys } = await expectStatus(200, parley.url, "GET", "/v1/keys");
  const key = createPublicKey({ key: keys[0], format: "jwk" });
  const signed = (text, signature) =>
    verifySignature(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  const intent = await newIntent(parley);
  const said = { price: 50_000, message: 'Oiled, "as new"', attributes: { delivery_days: 3 } };
  const mine = await offer(parley, shops[0], intent, said.price, { ...said, key: "the-first-offer-of-all" });
  const again = await offer(parley, shops[0], intent, said.price, { ...said, key: "the-first-offer-of-all" });
  assert.deepEqual(again.receipt, mine.receipt, "a repeat gets the same");
  const { signature, ...claims } = mine.receipt;
  assert.ok(signed(canonical(claims), signature));
  assert.ok(!signed(canonical({ ...claims, received_at: claims.received_at - 1 }), signature));
  assert.equal(claims.kid, keys[0].kid);
  assert.equal(claims.intent_id, intent.id);
  assert.equal(claims.offer_id, mine.offer_id);
  assert.equal(claims.offer_sha256, sha256(canonical(said)));

  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/cancel`, {
    session: intent.session,
    body: { reason: "Found one" },
  });
  const log = await logOf(intent);
  const event = log.events.find((one) => one.type === "offer_placed");
  assert.equal(event.received_at, claims.received_at);
  assert.equal(event.body.offer_id, claims.offer_id);

  // The lists are read until one has this intent; each is chained to the one before.
  const lists = [];
  const heads = () => lists.flatMap((list) => JSON.parse(list.body).heads);
  while (!heads().some((head) => head.intent_id === intent.id)) {
    const after = lists.at(-1)?.n ?? 0;
    const { data } = await expectStatus(200, parley.url, "GET", `/v1/heads?after=${after}&limit=2`);
    lists.push(...data);
  }
  let before = "0".repeat(64);
  for (const [i, list] of lists.entries()) {
    assert.equal(list.n, i + 1);
    assert.equal(list.hash, sha256(before + list.body));
    assert.ok(signed(list.hash, list.signature));
    assert.equal(canonical(JSON.parse(list.body)), list.body);
    before = list.hash;
  }
  const head = heads().find((one) => one.intent_id === intent.id);
  assert.equal(head.seq, log.events.at(-1).seq);
  assert.equal(head.hash, log.events.at(-1).hash);
  assert.equal(heads().filter((one) => one.intent_id === intent.id).length, 1);
});

test("what nobody may know of has no log", async () => {
  const address = "/v1/intents/00000000000000000000000000/log";
  assert.equal((await call(parley.url, "GET", address)).status, 404);
});
