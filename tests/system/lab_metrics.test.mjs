// The metrics of the lab: all numbers of the golden data set come out of the views over tables of its shape, and of a
// small market that is played here the rows that they read are what was played, and their numbers as counted by hand.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { codebook, target } from "../../sql/views/make_codebook.mjs";
import { expectStatus, within } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { monthWithRoom } from "./month.mjs";
import { root, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const data = process.env.PARLEY_SHARED_DATA ?? join(root, "..", "shared", "data");
const fixture = join(data, "metrics_fixture.json");
const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };

let parley;
before(async () => {
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
});
after(() => parley?.stop());

const query = (statement) => sql(parley.stores.databaseUrl, statement);

/** What a SELECT gives, as objects. */
async function rowsOf(select) {
  const settings = "SET search_path = lab, public; SET jit = off"; // Compiling takes longer than all these questions.
  const [[text]] = await query(`${settings}; SELECT coalesce(jsonb_agg(q), '[]') FROM (${select}) q`);
  return JSON.parse(text);
}

/** Equal to nine digits; numbers of a thousand and more relative to their size. */
function near(found, expected, what) {
  const close = found !== null && found !== undefined;
  const difference = close ? Math.abs(found - expected) : Infinity;
  assert.ok(difference <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${found}, not ${expected}`);
}

/** All metrics of a schema, as { slice: { metric: value } }. */
async function metricsIn(schema) {
  const slices = {};
  for (const { slice, metric, value } of await rowsOf(`SELECT * FROM ${schema}.lab_metric`))
    (slices[slice] ??= {})[metric] = value;
  return slices;
}

/** A schema of its own with tables of the rows' shape, filled, and all that is computed from them. */
async function schemaOf(name, tables) {
  const numbers = "double precision";
  const columns = {
    lab_param: `sniping_window_s ${numbers}, ttfo_tau_s ${numbers}, labour_read_pence bigint,
      labour_offer_pence bigint, complaint_window_days ${numbers}`,
    lab_intent: `id text, sector text, simulated boolean, experiment text, arm text, budget_p bigint, ref_p ${numbers},
      duration_s ${numbers}, end_s ${numbers}, ended text, invited text[], not_opened text[]`,
    lab_bid: `intent text, retailer text, price_p bigint, t_s ${numbers}, valid boolean, withdrawn boolean`,
    lab_award: "intent text, retailer text, price_p bigint, converted boolean",
    lab_thread: "intent text, retailer text, senders text",
    lab_complaint: `intent text, days_after_award ${numbers}`,
    lab_retailer: "retailer text, margin_bp bigint, fees_p bigint",
  };
  const made = Object.entries(columns).map(([table, shape]) => {
    const rows = `jsonb_populate_recordset(NULL::${table}, '${JSON.stringify(tables[table] ?? [])}')`;
    return `CREATE TABLE ${table} (${shape}); INSERT INTO ${table} SELECT * FROM ${rows};`;
  });
  const folder = join(root, "sql", "views");
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql") && file !== "10_rows.sql");
  const views = files.sort().map((file) => readFileSync(join(folder, file), "utf8"));
  await query(`CREATE SCHEMA ${name}; SET search_path = ${name}; ${made.join("\n")} ${views.join("\n")}`);
}

const golden_params = {
  sniping_window_s: 30,
  ttfo_tau_s: 900,
  labour_read_pence: 20,
  labour_offer_pence: 150,
  complaint_window_days: 14,
};

test("all numbers of the golden data set come out", { skip: !existsSync(fixture) }, async () => {
  const given = JSON.parse(readFileSync(fixture, "utf8"));
  await schemaOf("golden", {
    lab_param: [given.params],
    lab_intent: given.intents.map((one) => ({ ...one, simulated: false, experiment: "golden" })),
    lab_bid: given.bids,
    lab_award: given.awards,
    lab_thread: given.threads,
    lab_complaint: given.complaints,
    lab_retailer: Object.entries(given.retailers).map(([retailer, one]) => ({ retailer, ...one })),
  });
  const found = await metricsIn("golden");
  const { roi, ...expected } = given.expected;
  const slices = {
    all: "all",
    arm0: "experiment golden, arm 0",
    arm1: "experiment golden, arm 1",
    furniture: "sector furniture",
    bicycles: "sector bicycles",
  };
  // Where our name differs: "open" is what a buyer does with an offer here, and the horizon is a parameter.
  const ours = { reach_open_rate: "invitation_seen_rate", ttfo_rmst_900: "ttfo_rmst" };
  assert.deepEqual(Object.keys(expected).sort(), Object.keys(slices).sort());
  let compared = 0;
  for (const [slice, metrics] of Object.entries(expected))
    for (const [metric, value] of Object.entries(metrics)) {
      near(found[slices[slice]][ours[metric] ?? metric], value, `${slice} ${metric}`);
      compared += 1;
    }
  for (const one of await rowsOf("SELECT * FROM golden.metric_retailer_roi")) {
    near(one.gross_margin_pence, roi[one.retailer].gross_margin_pence, `${one.retailer} margin`);
    near(one.cost_pence, roi[one.retailer].cost_pence, `${one.retailer} cost`);
    near(one.retailer_roi, roi[one.retailer].roi, `${one.retailer} return`);
    compared += 3;
  }
  assert.equal(compared, 5 * 35 + 8 * 3, "nothing was left out");
  // Not in the data set, and counted by hand: 1, 3, 1, 2, 1, 1 of nine awards among eight retailers.
  near(found.all.effective_winners, 81 / 17, "effective winners");
  near(found.all.jain_wins_over_invited_retailers, 81 / (8 * 17), "Jain's fairness");
  assert.equal(Object.keys(found).length, 1 + 2 + 2 + 4, "an arm in a sector is a slice, too");
});

test("what nothing can be said of is empty, and arms of different length share a horizon", async () => {
  const asked = { sector: "beds", simulated: false, experiment: "x", budget_p: 0, ref_p: null, ended: "normal" };
  const one = (id, arm, duration_s, invited) => ({ ...asked, id, arm, duration_s, end_s: duration_s, invited });
  const bid = (intent, retailer, t_s) => ({ intent, retailer, price_p: 5_000, t_s, valid: true, withdrawn: false });
  await schemaOf("edges", {
    lab_param: [golden_params],
    lab_intent: [
      { ...one("a", "short", 100, ["r"]), not_opened: ["r"] },
      { ...one("b", "long", 800, ["r", "s"]), not_opened: [] },
      { ...one("c", "long", 800, []), not_opened: [] },
      { ...one("d", "default", 60, ["r"]), experiment: "", simulated: true, not_opened: [] },
    ],
    lab_bid: [bid("b", "r", 200), bid("b", "s", 799), bid("d", "r", 57.5), bid("d", "r", 56.9)],
    lab_retailer: [
      { retailer: "r", margin_bp: null, fees_p: 0 },
      { retailer: "s", margin_bp: null, fees_p: 0 },
    ],
  });
  const found = await metricsIn("edges");
  assert.deepEqual(Object.keys(found).sort(), [
    "all",
    "experiment x, arm long",
    "experiment x, arm long, sector beds",
    "experiment x, arm short",
    "experiment x, arm short, sector beds",
    "sector beds",
    "simulated, all",
    "simulated, sector beds",
  ]);
  const { "experiment x, arm long": long, "experiment x, arm short": short, "simulated, all": simulated } = found;
  // Offers at 200 and none until 800, but only the first 100 seconds are compared.
  assert.deepEqual([long.ttfo_rmst, short.ttfo_rmst, found.all.ttfo_rmst], [100, 100, 100]);
  assert.deepEqual([long.ttfo_km_median, short.ttfo_km_median], [200, null]);
  assert.deepEqual([long.price_cv, long.best_second_gap_rel, long.zero_offer_rate], [0, 0, 0.5]);
  assert.deepEqual([long.sniping_bid_share_sched, short.sniping_bid_share_sched], [0.5, null]);
  const unsaid = ["best_discount_budget_itt", "best_discount_ref_itt", "conversion_after_yes", "hhi_value", "price_cv"];
  assert.deepEqual(
    [...unsaid, "gini_wins_over_invited_retailers", "bids_per_offerer"].map((metric) => short[metric]),
    [null, null, null, null, null, null, null],
  );
  assert.deepEqual([short.award_rate, short.buyer_saving_vs_ref_converted_pence, short.close_rate], [0, 0, 0]);
  assert.equal(simulated.sniping_bid_share_actual_end, 0.5, "the window of a minute's round is three seconds");
  assert.deepEqual(await rowsOf("SELECT * FROM edges.metric_retailer_roi WHERE retailer = 's'"), [
    { retailer: "s", simulated: false, gross_margin_pence: 0, cost_pence: 170, retailer_roi: -1 },
  ]);
});

test("the codebook has words for each metric, and docs/codebook.md is what they make", async () => {
  const entries = await rowsOf("SELECT * FROM lab.metric_codebook");
  const families = await query(`SELECT viewname, a.attname FROM pg_views
    JOIN pg_attribute a ON a.attrelid = format('lab.%I', viewname)::regclass AND a.attnum > 0
    WHERE schemaname = 'lab' AND viewname LIKE 'metric\\_%' AND viewname <> 'metric_codebook'
      AND attname NOT IN ('slice', 'retailer', 'simulated', 'gross_margin_pence', 'cost_pence')`);
  assert.deepEqual(
    entries.map(({ metric, family }) => `metric_${family}.${metric}`).sort(),
    families.map(([family, metric]) => `${family}.${metric}`).sort(),
  );
  assert.equal(new Set(entries.map(({ metric }) => metric)).size, entries.length);
  for (const { metric, direction, unit, kind, definition } of entries) {
    assert.ok(["up", "down", "neither"].includes(direction), metric);
    assert.ok(unit !== "" && kind !== "" && definition.endsWith("."), metric);
  }
  assert.equal(readFileSync(target, "utf8"), codebook(entries), "run sql/views/make_codebook.mjs");
});

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

test("the rows are what was played, and the metrics of a small market are those counted by hand", async () => {
  const month = await monthWithRoom(60_000);
  const sectors = ["furniture/tables", "furniture/storage"];
  const joined = (name) => newShop(parley, { name, sectors });
  const [ash, birch, cedar] = await Promise.all(["Ash", "Birch", "Cedar"].map(joined));
  const names = { [ash.id]: "ash", [birch.id]: "birch", [cedar.id]: "cedar" };

  const asked = async (more) => {
    const intent = await newIntent(parley, more);
    const count = `SELECT count(*), pg_sleep(0.02) FROM intent_event
      WHERE intent_id = '${intent.id}' AND type = 'invited'`;
    const all = async () => {
      while ((await query(count))[0][0] !== "3");
    };
    await within(10_000, "three invitations", all());
    return intent;
  };
  const sold = await asked({ title: "A table that is sold" });
  await offer(parley, birch, sold, 51_000);
  await offer(parley, ash, sold, 50_000);
  const { offer_id: chosen } = await offer(parley, birch, sold, 47_000, { status: 200 });
  const { offer_id: back } = await offer(parley, cedar, sold, 45_000);
  const path = `/v1/intents/${sold.id}/offers/${back}`;
  await expectStatus(200, parley.url, "DELETE", path, { session: cedar.session });
  await does(sold, sold, "messages", { offer_id: chosen, text: "Is it oiled?" });
  await does(sold, birch, "messages", { text: "Oiled twice" });
  await does(sold, sold, "close");
  await does(sold, sold, "award", { offer_id: chosen });
  await does(sold, birch, "confirm-award");
  await does(sold, sold, "outcome", { where: "here" });
  await does(sold, sold, "reports", { offer_id: chosen, about: "rude", text: "Not a kind word" });

  // Held against the one sale before it, and chosen but never agreed; Cedar's page showed it to Cedar.
  const chosenOnly = await asked({ title: "A table that is chosen" });
  await query(`INSERT INTO invitation_seen SELECT '${chosenOnly.id}', '${cedar.id}', opened.at FROM intent_event opened
    WHERE opened.intent_id = '${chosenOnly.id}' AND opened.type = 'round_opened'`);
  const { offer_id: second } = await offer(parley, ash, chosenOnly, 42_300);
  await does(chosenOnly, chosenOnly, "close");
  await does(chosenOnly, chosenOnly, "award", { offer_id: second });

  const cancelled = await asked({ title: "A table that nobody needs" });
  await does(cancelled, cancelled, "cancel");

  // Prices and a budget that the log keeps beside its chain.
  const sealed = await asked({
    title: "A wardrobe, sealed",
    sector: "furniture/storage",
    budget: { amount: 80_000, currency: "GBP", visibility: "sealed" },
  });
  await offer(parley, ash, sealed, 60_000);
  await offer(parley, cedar, sealed, 64_000);
  const running = await asked({ title: "A table that is still asked for" });
  await offer(parley, ash, running, 10_000);
  assert.equal((await rowsOf(`SELECT * FROM lab_bid WHERE intent IN ('${sealed.id}', '${running.id}')`)).length, 0);
  await does(sealed, sealed, "close");

  const account = (intent, shop, margin) =>
    expectStatus(200, parley.url, "PUT", `/v1/businesses/me/deals/${intent.id}/account`, {
      session: shop.session,
      body: { margin },
    });
  await account(sold, birch, 9_400);
  await expectStatus(200, parley.url, "PUT", `/v1/businesses/me/months/${month}`, {
    session: birch.session,
    body: { currency: "GBP", cost: 1_000 },
  });

  const titles = { [sold.id]: "sold", [chosenOnly.id]: "chosen", [cancelled.id]: "cancelled", [sealed.id]: "sealed" };
  const listed = (shops) =>
    shops
      .map((shop) => names[shop])
      .sort()
      .join(" ");
  const intents = await rowsOf("SELECT * FROM lab_intent");
  const told = Object.fromEntries(
    intents.map(({ id, budget_p, ref_p, duration_s, ended, invited, not_opened, sector, simulated, arm }) => [
      titles[id],
      [sector, simulated, arm, budget_p, ref_p, duration_s, ended, listed(invited), listed(not_opened)],
    ]),
  );
  const [tables, storage] = sectors;
  const all = "ash birch cedar";
  const [[length]] = await query(`SELECT (body #>> '{plan,rounds,0,rules,duration_s}')::int FROM intent_event
    WHERE intent_id = '${sealed.id}' AND seq = 1`);
  assert.deepEqual(told, {
    sold: [tables, false, "default", 60_000, null, 900, "normal", all, ""],
    chosen: [tables, false, "default", 60_000, 47_000, 900, "normal", all, "birch"],
    cancelled: [tables, false, "default", 60_000, 47_000, 900, "cancelled", all, all],
    sealed: [storage, false, "default", 80_000, null, Number(length), "normal", all, "birch"],
  });

  // The moments are those of the log, in seconds from the opening.
  const events = await query(`SELECT intent_id, type, at, received_at FROM intent_event
    WHERE type IN ('round_opened', 'round_closed', 'offer_placed', 'offer_revised') ORDER BY intent_id, seq`);
  const opened = Object.fromEntries(events.filter(([, type]) => type === "round_opened").map(([id, , at]) => [id, at]));
  const seconds = (id, at) => Number(BigInt(at) - BigInt(opened[id])) / 1e6;
  for (const [id, , at] of events.filter(([id, type]) => type === "round_closed" && id in titles))
    near(intents.find((one) => one.id === id).end_s, seconds(id, at), `the end of ${titles[id]}`);
  const bids = await rowsOf("SELECT * FROM lab_bid ORDER BY intent, t_s");
  const offered = events.filter(([id, type]) => type.startsWith("offer_") && id in titles);
  assert.equal(bids.length, offered.length);
  for (const [i, [id, , , received]] of offered.entries()) near(bids[i].t_s, seconds(id, received), `offer ${i}`);
  assert.deepEqual(
    bids.map((one) => [titles[one.intent], names[one.retailer], one.price_p, one.valid, one.withdrawn]).sort(),
    [
      ["chosen", "ash", 42_300, true, false],
      ["sealed", "ash", 60_000, true, false],
      ["sealed", "cedar", 64_000, true, false],
      ["sold", "ash", 50_000, true, false],
      ["sold", "birch", 47_000, true, false],
      ["sold", "birch", 51_000, true, false],
      ["sold", "cedar", 45_000, true, true],
    ],
  );
  const awards = await rowsOf("SELECT * FROM lab_award");
  assert.deepEqual(awards.map((one) => [titles[one.intent], names[one.retailer], one.price_p, one.converted]).sort(), [
    ["chosen", "ash", 42_300, false],
    ["sold", "birch", 47_000, true],
  ]);
  assert.deepEqual(await rowsOf("SELECT * FROM lab_thread"), [{ intent: sold.id, retailer: birch.id, senders: "cr" }]);
  const complaints = await rowsOf("SELECT * FROM lab_complaint");
  assert.deepEqual([complaints.length, complaints[0].intent], [1, sold.id]);
  assert.ok(complaints[0].days_after_award >= 0 && complaints[0].days_after_award < 0.01);

  const { all: found, "sector furniture/tables": ofTables } = await metricsIn("lab");
  const wardrobe = (80_000 - 60_000) / 80_000;
  const expected = {
    intents: 4,
    offers_per_intent: 5 / 4,
    participation_rate: 5 / 12,
    invitation_seen_rate: 7 / 12,
    zero_offer_rate: 1 / 4,
    bids_per_offerer: 6 / 5,
    ttfo_share_60s: 3 / 4,
    best_discount_budget_itt: (13_000 / 60_000 + 17_700 / 60_000 + 0 + wardrobe) / 4,
    best_discount_budget_cond: (13_000 / 60_000 + 17_700 / 60_000 + wardrobe) / 3,
    best_discount_ref_itt: (4_700 / 47_000 + 0) / 2,
    best_log_price_ratio_cond: Math.log(0.9),
    price_cv: (3_000 / Math.SQRT2 / 48_500 + 4_000 / Math.SQRT2 / 62_000) / 2,
    price_range_rel: (3_000 / 47_000 + 4_000 / 60_000) / 2,
    best_second_gap_rel: (3_000 / 47_000 + 4_000 / 60_000) / 2,
    buyer_saving_vs_ref_converted_pence: 0,
    close_rate: 3 / 4,
    award_rate: 2 / 4,
    conversion_after_yes: 1 / 2,
    conversion_per_intent: 1 / 4,
    lowest_price_award_share: 1,
    complaint_rate_14d: 1 / 2,
    sniping_bid_share_sched: 0,
    dialogue_turns_per_thread: 2,
    win_rate_micro: 2 / 5,
    win_rate_macro: (1 / 3 + 1 + 0) / 3,
    wasted_effort_ratio: 3 / 5,
    hhi_awards: 5_000,
    hhi_awards_unbiased: 0,
    hhi_value: (10_000 * (42_300 ** 2 + 47_000 ** 2)) / 89_300 ** 2,
    effective_winners: 2,
    gini_wins_over_invited_retailers: 1 / 3,
    jain_wins_over_invited_retailers: 2 / 3,
  };
  for (const [metric, value] of Object.entries(expected)) near(found[metric], value, metric);
  near(ofTables.award_rate, 2 / 3, "of tables alone");
  const returns = await rowsOf("SELECT * FROM lab.metric_retailer_roi");
  const sums = returns.map((one) => [names[one.retailer], [one.gross_margin_pence, one.cost_pence]]);
  assert.deepEqual(Object.fromEntries(sums), {
    ash: [0, 3 * 20 + 3 * 150],
    birch: [9_400, 1_000 + 20 + 150],
    cedar: [0, 3 * 20 + 150],
  });
  near(returns.find((one) => names[one.retailer] === "birch").retailer_roi, (9_400 - 1_170) / 1_170, "Birch's return");

  // As if both had been in one experiment: the sale was during it, and is nothing to hold its prices against.
  for (const [id, arm] of [
    [sold.id, "soft"],
    [chosenOnly.id, "hard"],
  ])
    await query(`UPDATE intent_event SET type = 'replanned',
        body = '{"cause": "assigned", "assignment": {"experiment": "close", "arm": "${arm}"}}'
      WHERE intent_id = '${id}' AND type = 'intent_confirmed'`);
  const assigned = await rowsOf("SELECT experiment, arm, ref_p FROM lab_intent WHERE experiment <> '' ORDER BY arm");
  assert.deepEqual(assigned, [
    { experiment: "close", arm: "hard", ref_p: null },
    { experiment: "close", arm: "soft", ref_p: null },
  ]);
  const { "experiment close, arm soft, sector furniture/tables": soft, "experiment close, arm hard": hard } =
    await metricsIn("lab");
  assert.deepEqual([soft.intents, soft.conversion_per_intent, hard.intents, hard.conversion_per_intent], [1, 1, 1, 0]);
});
