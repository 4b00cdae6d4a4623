// The command line's replay: real auctions where their files are at hand, worked scenarios always, and what is wrong
// with a file said with its place.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parley as binary, root } from "./stores.mjs";

const data = join(root, "..", "shared", "data");
const at = (name) => join(data, name);

/** Runs `parley replay` on a scenario, or on text as it is. */
function replay(scenario, rules) {
  const folder = mkdtempSync(join(tmpdir(), "parley-replay-"));
  try {
    const file = join(folder, "scenario.json");
    writeFileSync(file, typeof scenario === "string" ? scenario : JSON.stringify(scenario));
    const options = rules ? ["--rules", join(folder, "rules.json")] : [];
    if (rules) writeFileSync(options[1], JSON.stringify(rules));
    const run = spawnSync(binary, ["replay", file, ...options], { encoding: "utf8" });
    return { status: run.status, said: run.stderr, result: run.status === 0 ? JSON.parse(run.stdout) : null };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const price = (id, by, time, amount) => ({ at: time, by, id, place: { price: amount } });
const minute = (m, s = 0) => `2026-01-01T09:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}Z`;

test("every auction of 18F ends as it did", { skip: !existsSync(at("f18_auctions.json")) }, () => {
  const { auctions } = JSON.parse(readFileSync(at("f18_auctions.json"), "utf8"));
  assert.ok(auctions.length > 0);
  for (const auction of auctions) {
    // The file's own note: the stored end of auction 24 is an hour early.
    const end = auction.id === 24 ? "2016-05-06T17:00:00Z" : auction.ended_at;
    const rules = {
      format: auction.type === "reverse" ? "open" : "sealed",
      duration_s: (Date.parse(end) - Date.parse(auction.started_at)) / 1000,
      ceiling: { enforce: true },
      ...(auction.type === "reverse" ? { self_outbid: true, step: { lead_min: 100 } } : {}),
    };
    const commands = auction.bids.map((bid) =>
      price(`${bid.id}`, `${bid.bidder_id}`, bid.created_at, bid.amount * 100),
    );
    const scenario = {
      rules,
      currency: "USD",
      opens_at: auction.started_at,
      budget: auction.start_price * 100 - 100,
      commands,
    };
    const { result, said } = replay(scenario);
    assert.ok(result, said);
    assert.equal(result.winner, `${auction.winning_bid.bidder_id}`, `auction ${auction.id}`);
    assert.equal(result.pays, auction.winning_bid.amount * 100, `auction ${auction.id}`);
    assert.deepEqual(
      result.commands.filter((command) => command.outcome !== "accepted"),
      [],
      `auction ${auction.id}`,
    );
  }
});

test(
  "a Prozorro auction has its turns when and for whom they were",
  { skip: !existsSync(at("prozorro_trace_2015-01-27.json")) },
  () => {
    const { stages } = JSON.parse(readFileSync(at("prozorro_trace_2015-01-27.json"), "utf8"));
    const bids = stages.filter((stage) => stage.type === "bids");
    const [first, second] = [bids[0].bidder_id, bids[1].bidder_id];
    const { result } = replay({
      rules: {
        format: "turns",
        step: { own_min: 750_000 },
        turns: { rounds: 3, first_pause_s: 300, pause_s: 120, turn_s: 120, announce_s: 0 },
      },
      currency: "UAH",
      opens_at: stages[0].start,
      bidders: [
        // What the first one began with is not in the document; anything a step above its first bid will do.
        { id: first, initial_price: 50_250_000, initial_at: "2015-01-27T18:10:00+02:00" },
        { id: second, initial_price: bids[1].amount * 100, initial_at: bids[1].time },
      ],
      commands: bids
        .filter((stage) => stage.changed)
        .map((stage, i) => price(`${i}`, stage.bidder_id, stage.time, stage.amount * 100)),
    });
    const seconds = (text) => Date.parse(text) / 1000;
    assert.deepEqual(
      result.turns.map((turn) => [turn.type, turn.by, seconds(turn.starts_at)]),
      stages.map((stage) => [stage.type, stage.bidder_id ?? null, seconds(stage.start)]),
    );
    assert.equal(seconds(result.closed_at), seconds(stages.at(-1).start));
    assert.equal(result.winner, second);
    assert.deepEqual(
      result.ranking.map((one) => one.price),
      [45_000_000, 48_000_000],
    );
    // Six digits of a second, and the offset brought to UTC.
    assert.equal(result.ranking[1].at, "2015-01-27T16:41:59.059808Z");
  },
);

test("a soft close moves by what the rules say and stops at its cap", () => {
  const rules = {
    format: "open",
    duration_s: 600,
    close: { mode: "soft", window_s: 120, extension_s: 120, max_total_s: 700, trigger: "lead_change" },
  };
  const scenario = {
    rules,
    opens_at: minute(0),
    commands: [
      price("1", "a", minute(1), 50_000),
      price("2", "b", minute(9), 49_000),
      price("3", "a", minute(10, 30), 48_000),
      price("4", "b", minute(11, 39), 47_000),
      price("5", "a", minute(11, 40), 46_000),
    ],
  };
  const { result } = replay(scenario);
  assert.equal(result.closed_at, minute(11, 40));
  assert.deepEqual(
    result.commands.map(({ code }) => code),
    [null, null, null, null, "round_closed"],
  );
  assert.equal(result.winner, "b");
  const sealed = replay(scenario, { format: "sealed", duration_s: 600, pricing: "second_price" }).result;
  assert.equal(sealed.winner, "b");
  assert.equal(sealed.pays, 50_000);
  assert.equal(sealed.closed_at, minute(10));
  const two = replay(scenario, {
    rounds: [
      { rules: { format: "sealed", duration_s: 300 } },
      { rules: { duration_s: 420 }, starts_after_s: 0, admit: { best: 1 } },
    ],
  }).result;
  assert.equal(two.winner, "a");
  assert.equal(two.commands[1].code, "not_admitted");
});

test("a move says which command it answers, and a low offer is flagged", () => {
  const { result } = replay({
    rules: { format: "open", step: { lead_min: 100 } },
    opens_at: minute(0),
    budget: 60_000,
    commands: [
      { at: minute(1), by: "a", id: "floor", auto: { floor: 30_000 } },
      price("bid", "b", minute(2), 45_000),
      { at: minute(3), by: "c", id: "accept", accept: true },
      { at: minute(4), by: "b", id: "gone", withdraw: true },
      price("dear", "d", minute(5), 90_000),
    ],
  });
  assert.deepEqual(result.moves, [
    { by: "a", price: 60_000, cause: "floor" },
    { by: "a", price: 44_900, cause: "bid" },
  ]);
  assert.deepEqual(
    result.commands.map(({ id, outcome, code }) => [id, outcome, code]),
    [
      ["floor", "accepted", null],
      ["bid", "accepted", null],
      ["accept", "refused", "no_clock"],
      ["gone", "accepted", null],
      ["dear", "accepted", null],
    ],
  );
  assert.deepEqual(result.flags, [
    { by: "a", code: "low_against_initial" },
    { by: "a", code: "low_against_next" },
  ]);
  assert.match(result.log_hash, /^[0-9a-f]{64}$/);
});

test("the clocks play, too", () => {
  const clock = { start: 10_000, change: 1_000, every_s: 60, stop: 15_000 };
  const accept = (id, by, time) => ({ at: time, by, id, accept: true });
  const rising = replay({
    rules: { format: "rising_clock", clock },
    opens_at: minute(0),
    commands: [accept("1", "a", minute(2)), accept("2", "b", minute(2))],
  }).result;
  assert.deepEqual([rising.winner, rising.pays, rising.closed_at], ["a", 12_000, minute(2)]);
  assert.equal(rising.commands[1].code, "round_closed");
  const falling = replay({
    rules: { format: "falling_clock", clock: { ...clock, start: 15_000, stop: 10_000 } },
    opens_at: minute(0),
    commands: [
      accept("1", "a", minute(0, 30)),
      accept("2", "b", minute(0, 59)),
      accept("3", "b", minute(1, 5)),
      accept("4", "a", minute(2)),
    ],
  }).result;
  assert.deepEqual([falling.winner, falling.pays, falling.closed_at], ["b", 14_000, minute(2)]);
});

test("what is wrong with a file is said with its place, and the status is 1", () => {
  const good = { rules: { format: "open" }, opens_at: minute(0), commands: [price("1", "a", minute(1), 100)] };
  assert.equal(replay(good).status, 0);
  const cases = [
    ["{", /the document/],
    ['{"rules":{},"rules":{}}', /\/rules.*duplicate_key/],
    [[], /the document.*object/],
    [{ ...good, rules: undefined }, /\/rules.*required/],
    [{ ...good, plan: { rounds: [] } }, /\/plan.*not_both/],
    [{ ...good, rules: null }, /\/rules.*null/],
    [{ ...good, rules: undefined, plan: null }, /\/plan.*null/],
    [{ ...good, rules: { format: "english" } }, /\/rules\/format/],
    [{ events: [] }, /\/intent.*required/],
    [{ ...good, rules: { close: { window_s: -1 } } }, /\/rules\/close\/window_s/],
    [{ ...good, rules: { step: { lead_min: 1.5 } } }, /\/rules\/step\/lead_min.*whole/],
    [{ ...good, rules: { format: "rising_clock" } }, /\/rules\/clock\/start/],
    [{ rules: { format: "open" } }, /\/opens_at.*required/],
    [{ ...good, opens_at: "yesterday" }, /\/opens_at/],
    [{ ...good, opens_at: "9999-12-31T23:59:59Z" }, /\/opens_at.*out_of_range/],
    [{ ...good, opens_at: "0001-01-01T00:00:00Z" }, /\/opens_at.*out_of_range/],
    [{ ...good, budget: 0 }, /\/budget/],
    [{ ...good, extra: 1 }, /\/extra.*unknown_field/],
    [{ ...good, commands: {} }, /\/commands/],
    [{ ...good, commands: [{ at: minute(1), by: "a", id: "1" }] }, /\/commands\/0.*exactly one/],
    [{ ...good, commands: [{ at: minute(1), by: "a", id: "1", accept: true, withdraw: true }] }, /\/commands\/0/],
    [{ ...good, commands: [{ at: minute(1), by: "a", id: "1", accept: false }] }, /\/commands\/0\/accept/],
    [{ ...good, commands: [{ ...price("1", "a", minute(1), 1), at: "soon" }] }, /\/commands\/0\/at/],
    [{ ...good, commands: [price("1", 7, minute(1), 1)] }, /\/commands\/0\/by/],
    [{ ...good, commands: [price("1", "a", minute(1), "100")] }, /\/commands\/0\/place\/price/],
    [{ ...good, commands: [price("1", "a", minute(1), 100.5)] }, /\/commands\/0\/place\/price/],
    [{ ...good, bidders: [{ id: "a" }, { id: "a" }] }, /\/bidders\/1\/id.*not_unique/],
    [{ ...good, bidders: [{ id: "a", initial_price: 5, initial_at: minute(0) }] }, /\/bidders\/0\/initial_price/],
  ];
  for (const [scenario, expected] of cases) {
    const { status, said } = replay(scenario);
    assert.equal(status, 1, `${JSON.stringify(scenario)} ${said}`);
    assert.match(said, expected, JSON.stringify(scenario));
  }
  const turns = (initial) => ({
    rules: { format: "turns", ceiling: { enforce: true } },
    opens_at: minute(10),
    budget: 100,
    bidders: [{ id: "a", ...initial }],
  });
  assert.match(replay(turns({ initial_price: 5, initial_at: minute(10) })).said, /\/bidders\/0\/initial_at.*too_late/);
  assert.match(replay(turns({ initial_price: 5 })).said, /\/bidders\/0\/initial_at.*required/);
  assert.match(
    replay(turns({ initial_price: 101, initial_at: minute(9) })).said,
    /\/bidders\/0\/initial_price.*above_budget/,
  );
  const rules = replay(good, { format: "open", durations: 3 });
  assert.equal(rules.status, 1);
  assert.match(rules.said, /rules\.json: \/durations/);
  assert.match(replay(good, { rules: null }).said, /rules\.json: \/rules.*null/);
  const nowhere = spawnSync(binary, ["replay", "/nowhere.json"], { encoding: "utf8" });
  assert.equal(nowhere.status, 3);
  assert.equal(spawnSync(binary, ["replay"], { encoding: "utf8" }).status, 2);
});
