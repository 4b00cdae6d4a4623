// The check of a log without a page: the examples of proto/rounds.md, what is refused before anything is judged, what
// cannot be checked, receipts and published heads. The log is written here by hand, from that text.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign, webcrypto } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./tools.mjs";

let folder;
let canonical;
let checkLog;
let receipts;
before(async () => {
  globalThis.crypto ??= webcrypto;
  folder = mkdtempSync(join(tmpdir(), "parley-verify-"));
  bundle({ canonical: "verify/canonical.ts", rounds: "verify/rounds.ts", receipts: "verify/receipts.ts" }, folder);
  const load = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  [{ canonical }, { checkLog }, receipts] = await Promise.all([load("canonical"), load("rounds"), load("receipts")]);
});
after(() => folder && rmSync(folder, { recursive: true, force: true }));

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const none = "0".repeat(64);
const sealedPart = { commit: none };
const start = 1_795_510_800_000_000;
const second = 1_000_000;
const intent = "01k8zq6w5v3n2m1h0gfedcba98";
const idOf = (bidder) => String(bidder).repeat(26);

const rules = {
  format: "sealed",
  pricing: "pay_as_bid",
  visibility: "rank",
  buyer_sees: "live",
  duration_s: 100,
  close: { mode: "hard", window_s: 0, extension_s: 0, max_total_s: 0, trigger: "lead_change", rank: 1 },
  step: { own_bp: 0, own_min: 100, lead_bp: 0, lead_min: 0, lead_scope: "taking_lead" },
  max_drop_bp: 0,
  max_revisions: 1,
  self_outbid: false,
  allow_raise: false,
  ceiling: { enforce: true, show_budget: true },
  ties: "earlier",
  turns: { rounds: 1, first_pause_s: 0, pause_s: 0, turn_s: 60, announce_s: 0 },
  clock: { start: 0, change: 0, stop: 0, every_s: 5 },
  scoring: [{ attribute: "delivery_days", minor_per_unit: 100 }],
  invite: {},
  attention: {},
  award: { decision_window_s: 60, confirm_s: 60, mode: "buyer_choice" },
};

/** Writes down events and seals offers as section 2 says; `change` may spoil the events before they are chained. */
function logOf(offers, { ranking, pays, withdrawn = [], more = {}, change = () => {} } = {}) {
  const plan = { rounds: [{ rules: { ...rules, ...more }, starts_after_s: 0, admit: "all" }] };
  const events = [];
  const openings = [];
  const add = (type, body, s) => {
    const at = start + s * second;
    events.push({ seq: events.length + 1, at, received_at: at, type, body });
  };
  add(
    "intent_created",
    {
      ...Object.fromEntries(["consumer", "title", "text", "answers", "place"].map((name) => [name, sealedPart])),
      sector: "furniture/tables",
      coarse_place: { name: "Leeds", lat_e6: 53_800_000, lon_e6: -1_500_000 },
      currency: "GBP",
      budget_sealed: false,
      budget: 60_000,
      needed_by: null,
      max_offers: 5,
      start_now: true,
      simulated: false,
      extend_if_empty: true,
      plan,
      assignment: { experiment: "", arm: "default", unit: "u", propensity_ppm: 1_000_000 },
    },
    -10,
  );
  add("intent_confirmed", {}, 0);
  const rules_hash = sha256(canonical(plan.rounds[0].rules));
  add("round_scheduled", { round: 1, opens_at: start, reachable: 3, rules_hash }, 0);
  add("round_opened", { round: 1, closes_at: start + 100 * second }, 0);
  for (const bidder of [1, 2, 3])
    add(
      "invited",
      {
        bidder,
        business: sealedPart,
        distance: sealedPart,
        wave: 1,
        reasons: sealedPart,
        propensity_ppm: 1_000_000,
        auto_offer: sealedPart,
      },
      1,
    );
  const seen = new Set();
  for (const [i, [bidder, price, days]] of offers.entries()) {
    const salt = String(i).padStart(32, "0");
    const seal = (name, value) => {
      openings.push({ seq: events.length + 1, name, salt, value });
      return { commit: sha256(Buffer.from(salt, "hex"), canonical(value)) };
    };
    const type = seen.has(bidder) ? "offer_revised" : "offer_placed";
    const body = { bidder, offer_id: idOf(bidder), sealed: true, message: sealedPart, automatic: false, cause: 0 };
    const parts = { attributes: seal("attributes", { delivery_days: days }), price: seal("price", price) };
    add(type, { ...body, ...parts }, 10 + i);
    seen.add(bidder);
  }
  for (const bidder of withdrawn) add("offer_withdrawn", { bidder, reason: "own_wish" }, 50);
  add("round_closed", { round: 1, cause: "time", ranking, pays }, 100);
  const log = { intent, rules: plan, events, openings };
  change(log);
  let hash = none;
  for (const event of events) event.hash = hash = sha256(hash, canonical(event));
  return log;
}
const good = (more = {}) =>
  logOf(
    [
      [1, 50_000, 1],
      [2, 49_000, 20],
      [3, 49_500, 3],
    ],
    { ranking: [3, 1, 2], pays: 49_500, ...more },
  );
const faultsOf = async (log) => (await checkLog(log)).faults.map(({ seq }) => seq);

test("the examples of the text", () => {
  const event = {
    type: "offer_withdrawn",
    seq: 5,
    received_at: 1_795_510_801_000_000,
    body: { reason: "own_wish", bidder: 2 },
    at: 1_795_510_801_000_000,
  };
  const hash = sha256(none, canonical(event));
  assert.equal(hash, "e92944b2f1fcdf5e56b41f4cf8ecad9936a300163a291794621002f2f6bb198d");
  const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
  const commit = sha256(salt, canonical(49_900));
  assert.equal(commit, "fe7cc1c48c2187362c4db7deab044fac7073c9b8f2647d8de92353de8ed6f146");
  assert.equal(
    canonical({ b: '\u0001\n"\\/é', a: [-1, null, true] }),
    '{"a":[-1,null,true],"b":"\\u0001\\n\\"\\\\/é"}',
  );
  // By the bytes of UTF-8 the astral name is last; by the units of JavaScript it would come first.
  assert.equal(canonical({ "\u{1f600}": 1, "\uff5e": 2 }), '{"\uff5e":2,"\u{1f600}":1}');
  assert.throws(() => canonical(0.5), TypeError);
});

test("a sealed round by hand holds, and its result is the one of the rules", async () => {
  const report = await checkLog(good());
  assert.deepEqual(report.faults, []);
  assert.deepEqual(report.unchecked, []);
  assert.equal(report.result.winner, 3);
  assert.deepEqual(
    report.result.ranking.map(({ bidder, score }) => [bidder, score]),
    [
      [3, 49_800n],
      [1, 50_100n],
      [2, 51_000n],
    ],
  );
  assert.equal(report.result.closed_at, start + 100 * second);
});

test("what is no log is refused with the place", async () => {
  const cases = [
    [/^\/intent: /, (log) => delete log.intent],
    [/^\/events\/2\/hash: /, (log) => (log.events[2].hash = "x")],
    [/^\/events\/1\/at: .*53 bits/, (log) => (log.events[1].at = 2 ** 53)],
    [/^\/events\/1\/at: .*fraction/, (log) => (log.events[1].at += 0.25)],
    [/^\/openings\/0\/salt: /, (log) => (log.openings[0].salt = "00")],
    [/^\/rules\/rounds\/0\/rules\/a~1b: /, (log) => (log.rules.rounds[0].rules["a/b"] = 1)],
    [/^\/rules\/rounds\/0\/rules\/ties: /, (log) => (log.rules.rounds[0].rules.ties = "later")],
    [/^\/openings\/1\/value: .*half/, (log) => (log.openings[1].value = "\ud800")],
  ];
  for (const [expected, change] of cases) {
    const log = structuredClone(good());
    change(log);
    await assert.rejects(checkLog(log), (error) => error.name === "FileError" && expected.test(error.message));
  }
  for (const value of [null, [], "log", 3]) await assert.rejects(checkLog(value), { name: "FileError" });
});

test("rules that only the replay can tell", async () => {
  const ranked = { ranking: [3, 1, 2], pays: 49_500 };
  const three = [
    [1, 50_000, 1],
    [2, 49_000, 20],
    [3, 49_500, 3],
  ];
  const last = good().events.length;
  assert.deepEqual(await faultsOf(good({ ranking: [1, 3, 2] })), [last]);
  assert.deepEqual(await faultsOf(good({ pays: 49_501 })), [last]);
  // The ceiling, the least step of one's own, and how often an offer may be changed.
  assert.deepEqual(await faultsOf(logOf([[1, 60_001, 0]], { ranking: [1], pays: 60_001 })), [8]);
  const again = (price) => logOf([...three, [3, price, 3]], { ...ranked, pays: price });
  assert.deepEqual(await faultsOf(again(49_400)), []);
  assert.deepEqual(await faultsOf(again(49_401)), [11]);
  const thrice = [...three, [3, 49_400, 3], [3, 49_300, 3]];
  assert.deepEqual(await faultsOf(logOf(thrice, { ...ranked, pays: 49_300 })), [12]);
  // The last moment is not in the round any more.
  const late = (log) => {
    log.events[9].at = log.events[9].received_at = start + 100 * second;
  };
  assert.deepEqual(await faultsOf(good({ change: late })), [10]);
  const second_price = { pricing: "second_price" };
  assert.deepEqual(await faultsOf(good({ more: second_price, pays: 50_100 - 300 })), []);
  assert.deepEqual(await faultsOf(good({ more: second_price })), [last]);
  const gone = (pays) => good({ ranking: [3], withdrawn: [1, 2], more: second_price, pays });
  assert.deepEqual(await faultsOf(gone(60_000)), [], "alone it is paid the public budget");
  assert.deepEqual(await faultsOf(gone(49_500)), [last + 2]);
});

test("an erased price is said, and what it does not touch is still checked", async () => {
  const log = good();
  log.openings = log.openings.filter(({ seq, name }) => seq !== 9 || name !== "price");
  const report = await checkLog(log);
  assert.equal(report.holds, true);
  assert.deepEqual([...new Set(report.unchecked.map(({ seq }) => seq))], [9, log.events.length]);
  assert.equal(report.result.ranking[2].price, null);
  // The other two are still in the wrong order.
  const wrong = good({ ranking: [1, 3, 2], pays: 50_000 });
  wrong.openings = wrong.openings.filter(({ seq, name }) => seq !== 9 || name !== "price");
  assert.deepEqual(await faultsOf(wrong), [wrong.events.length]);
});

test("a log that breaks off says so, and one that has just begun is whole", async () => {
  const log = good();
  const cut = (n) => ({ ...log, events: log.events.slice(0, n), openings: log.openings.filter(({ seq }) => seq <= n) });
  assert.deepEqual(await faultsOf(cut(4)), []);
  assert.deepEqual(await faultsOf(cut(9)), [9]);
});

function signer() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { kty, crv, x } = publicKey.export({ format: "jwk" });
  const kid = createHash("sha256").update(canonical({ crv, kty, x })).digest("base64url");
  return {
    kid,
    set: { keys: [{ kty, crv, x, kid }] },
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

test("receipts", async () => {
  const key = signer();
  const log = good();
  const offer = { price: 49_500, attributes: { delivery_days: 3 } };
  const claims = {
    type: "parley.receipt/1",
    intent_id: intent,
    offer_id: idOf(3),
    offer_sha256: sha256(canonical({ ...offer, message: "" })),
    received_at: start + 12 * second,
    kid: key.kid,
  };
  const receipt = { ...claims, signature: key.sign(canonical(claims)) };
  const check = (given = {}) =>
    receipts.checkReceipt(given.receipt ?? receipt, given.keys ?? key.set, given.log ?? log, given.offer ?? offer);
  assert.deepEqual(await check(), { holds: true, faults: [], unchecked: [], event: 10 });
  assert.equal((await receipts.checkReceipt(receipt, key.set, log)).unchecked.length, 1);
  const moved = structuredClone(log);
  moved.events[9].received_at += 1;
  const begun = { ...log, events: log.events.slice(0, 4), openings: [] };
  assert.equal((await check({ log: begun })).holds, true, "too early to tell");
  const wrong = [
    [/another time/, { log: moved }],
    [/left out/, { log: { ...log, events: log.events.filter(({ seq }) => seq !== 10) } }],
    [/never given/, { receipt: { ...receipt, received_at: receipt.received_at + 1 } }],
    [/not among/, { keys: signer().set }],
    [/another price/, { offer: { ...offer, price: 1 } }],
    [/another request/, { log: { ...log, intent: idOf(4) } }],
  ];
  for (const [expected, given] of wrong) {
    const report = await check(given);
    assert.equal(report.holds, false);
    assert.match(report.faults.join(), expected);
  }
  const silent = { item: null, fulfilment: null, returns_days: null, perks: null, person: null };
  const reference_price = { amount: 60_000, where: "in our shop", since: "2026-03-03" };
  for (const [stated, signed] of [
    [{ item: "Oak" }, { ...silent, item: "Oak" }],
    [{ reference_price }, { ...silent, reference_price: { ...reference_price, until: null } }],
    [
      { reference_price: null, only_here: true },
      { ...silent, only_here: true },
    ],
  ]) {
    const sent = { ...claims, offer_sha256: sha256(canonical({ ...offer, message: "", details: signed })) };
    const signedReceipt = { ...sent, signature: key.sign(canonical(sent)) };
    const held = await check({ receipt: signedReceipt, offer: { ...offer, details: stated } });
    assert.deepEqual(held.faults, [], JSON.stringify(stated));
  }
  assert.deepEqual((await check({ offer: { ...offer, details: { only_here: false } } })).faults, []);
  await assert.rejects(check({ receipt: { ...receipt, offer_sha256: "x" } }), /^FileError: \/receipt\/offer_sha256/);
});

test("published heads", async () => {
  const key = signer();
  const log = good();
  const end = log.events.at(-1);
  const lists = [];
  for (const heads of [
    [{ intent_id: idOf(5), seq: 1, hash: none }],
    [{ intent_id: intent, seq: end.seq, hash: end.hash }],
  ]) {
    const n = lists.length + 1;
    const body = canonical({ type: "parley.heads/1", n, at: start + n, kid: key.kid, heads });
    const hash = sha256(lists.at(-1)?.hash ?? none, body);
    lists.push({ n, body, hash, signature: key.sign(hash) });
  }
  const right = await receipts.checkHeads(lists, key.set, log);
  assert.deepEqual(right, { holds: true, faults: [], unchecked: [], pinnedBy: 2 });
  const later = await receipts.checkHeads(lists.slice(1), key.set, log);
  assert.equal(later.holds, true);
  assert.equal(later.unchecked.length, 1);
  const other = good({ pays: 1 });
  const shorter = { ...log, events: log.events.slice(0, 4), openings: [] };
  for (const [expected, given, of] of [
    [/changed afterwards/, lists, other],
    [/has fewer now/, lists, shorter],
    [/without gaps/, [lists[0], { ...lists[1], n: 3 }], log],
    [/does not fit the one before/, [{ ...lists[0], hash: none }, lists[1]], log],
    [/not signed/, [lists[0], { ...lists[1], signature: lists[0].signature }], log],
  ]) {
    const report = await receipts.checkHeads(given, key.set, of);
    assert.equal(report.holds, false);
    assert.match(report.faults.map(({ what }) => what).join(), expected);
  }
});
