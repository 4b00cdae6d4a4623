// A shop's own numbers, each held against SQL over the event log that is written here from the definitions: the demo
// town's month of generated history for many shops, and a small market in which every step is played.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { monthWithRoom } from "./month.mjs";
import { newSeat } from "./people.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const steps = ["matched", "seen", "offered", "opened", "shortlisted", "accepted", "fulfilled", "repeat"];
let town; // with its month of history, and a reader whose session acts for its shops
let reader;
let parley; // where every step is played
let mole;
before(async () => {
  town = await startParley({ demo: true });
  reader = await newShop(town, { name: "Vole", sectors: ["furniture/beds"] });
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  mole = await newShop(parley, { name: "Mole" });
});
after(async () => {
  await parley?.stop();
  await town?.stop();
});

const ofTown = (statement) => sql(town.stores.databaseUrl, statement);
const readAs = (id, path) =>
  expectStatus(200, town.url, "GET", path, { session: reader.session, headers: { "parley-for": id } });
const query = (statement) => sql(parley.stores.databaseUrl, statement);
const get = (path) => expectStatus(200, parley.url, "GET", path, { session: mole.session });
const put = (path, body, status = 200) =>
  expectStatus(status, parley.url, "PUT", path, { session: mole.session, body });
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

/** Lets the reader's session act for these shops, too. */
async function actFor(ids) {
  await ofTown(`INSERT INTO session_principal SELECT s.session_hash, b.id, 1 FROM session_principal s, business b
    WHERE s.principal_id = '${reader.id}' AND b.id = ANY ('{${ids}}') ON CONFLICT DO NOTHING`);
}

const microseconds = (time) => BigInt(Date.parse(time)) * 1000n;

/**
 * Which invitations of a shop in a time came to each step, by the definitions in the contract: one set of intents for
 * each, as { matched: [intent ...], ... }, and the facts of its last offers.
 */
async function fromTheLog(shop, from, to) {
  const asked = `asked AS (
    SELECT e.intent_id, e.body ->> 'bidder' AS bidder, e.at,
           (SELECT h.consumer_id FROM intent_head h WHERE h.intent_id = e.intent_id) AS buyer
    FROM intent_event e
    WHERE e.type = 'invited' AND e.at BETWEEN ${microseconds(from)} AND ${microseconds(to)} - 1
      AND EXISTS (SELECT FROM intent_part p WHERE p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'business'
                    AND p.value ->> 'id' = '${shop.id}')
      AND (EXISTS (SELECT FROM business b WHERE b.id = '${shop.id}' AND b.simulated)
           OR NOT EXISTS (SELECT FROM intent_event c WHERE c.intent_id = e.intent_id AND c.seq = 1
                            AND c.body ->> 'simulated' = 'true')))`;
  const mine = "e.body ->> 'bidder' = a.bidder";
  const happened = (what) => `EXISTS (SELECT FROM intent_event e WHERE e.intent_id = a.intent_id AND ${what})`;
  const offered = happened(`e.type = 'offer_placed' AND ${mine}`);
  const answered = happened(`e.type IN ('offer_placed', 'advice_given', 'invitation_declined') AND ${mine}`);
  const chosen = happened(`e.type = 'awarded' AND ${mine}`);
  const agreed = happened(`e.type = 'award_confirmed' AND ${mine}`);
  const listed = happened(`e.type = 'shortlisted' AND ${mine} AND e.body ->> 'listed' = 'true'`);
  const wrote = happened(`e.type = 'message_sent' AND ${mine} AND e.body ->> 'by' = 'buyer'`);
  const read = `EXISTS (SELECT FROM offer_opened o JOIN intent_event e ON e.intent_id = o.intent_id
    WHERE o.intent_id = a.intent_id AND e.type = 'offer_placed' AND ${mine} AND e.body ->> 'offer_id' = o.offer_id)`;
  const shown = `EXISTS (SELECT FROM invitation_seen s
    WHERE s.intent_id = a.intent_id AND s.business_id = '${shop.id}')`;
  const bought = happened(
    "(e.type = 'visit_redeemed' OR (e.type = 'outcome_reported' AND e.body ->> 'where' = 'here'))",
  );
  const cameAgain = `EXISTS (SELECT FROM intent_event mine JOIN intent_event e ON e.type = 'award_confirmed'
      JOIN intent_head h ON h.intent_id = e.intent_id AND h.consumer_id = a.buyer
      JOIN intent_event i ON i.intent_id = e.intent_id AND i.type = 'invited'
                         AND i.body -> 'bidder' = e.body -> 'bidder'
      JOIN intent_part p ON p.intent_id = i.intent_id AND p.seq = i.seq AND p.name = 'business'
    WHERE mine.intent_id = a.intent_id AND mine.type = 'award_confirmed' AND e.at < mine.at
      AND p.value ->> 'id' = '${shop.id}')`;
  const is = {
    matched: "true",
    seen: `(${shown} OR ${answered})`,
    offered,
    opened: `(${offered} AND (${read} OR ${wrote} OR ${listed} OR ${chosen}))`,
    shortlisted: `(${listed} OR ${agreed})`,
    accepted: agreed,
    fulfilled: `(${agreed} AND ${bought})`,
    repeat: `(${agreed} AND ${cameAgain})`,
  };
  const last = (kind, what) => `(SELECT ${what} FROM intent_event e LEFT JOIN intent_part d
      ON d.intent_id = e.intent_id AND d.seq = e.seq AND d.name = 'details'
    WHERE e.intent_id = a.intent_id AND e.type IN (${kind}) AND ${mine} ORDER BY e.seq DESC LIMIT 1)`;
  const attribute = (name) =>
    last(
      "'offer_placed', 'offer_revised'",
      `coalesce(e.body -> 'attributes' ->> '${name}', (SELECT p.value ->> '${name}' FROM intent_part p
         WHERE p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'attributes'))`,
    );
  const final = (member) => last("'disposed'", `CASE WHEN e.body ->> 'final' = 'true' THEN e.body ->> '${member}' END`);
  const rows = await ofTown(`WITH ${asked}
    SELECT a.intent_id, (SELECT c.body ->> 'sector' FROM intent_event c WHERE c.intent_id = a.intent_id AND c.seq = 1),
           ${steps.map((step) => is[step]).join(", ")}, ${listed} OR ${wrote},
           coalesce(${attribute("delivery_days")}, ''), coalesce(${attribute("warranty_months")}, ''),
           coalesce(${last("'offer_placed', 'offer_revised'", "d.value ->> 'fulfilment'")}, ''),
           coalesce(${final("disposition")}, ''), coalesce(${final("reason")}, ''), coalesce(${final("band")}, ''),
           coalesce((SELECT c.body ->> 'ranking' FROM intent_event c WHERE c.intent_id = a.intent_id
             AND c.type = 'round_closed' ORDER BY c.seq DESC LIMIT 1), '[]'), a.bidder,
           coalesce((SELECT min(e.at) FROM intent_event e WHERE e.intent_id = a.intent_id
             AND e.type = 'round_closed')::text, ''),
           coalesce((SELECT min(e.at) FROM intent_event e WHERE e.intent_id = a.intent_id AND ${mine}
             AND e.type IN ('offer_placed', 'advice_given', 'invitation_declined'))::text, ''),
           (SELECT h.state FROM intent_head h WHERE h.intent_id = a.intent_id)
    FROM asked a ORDER BY a.intent_id`);
  return rows.map(([intent, sector, ...cells]) => {
    const flags = cells.slice(0, 9).map((cell) => cell === "t");
    const [days, warranty, fulfilment, disposition, reason, band, ranking, bidder, closed, answer, state] =
      cells.slice(9);
    const one = { intent, sector, lead: flags[8], days, warranty, fulfilment, disposition, reason, band, state };
    steps.forEach((step, i) => (one[step] = flags[i]));
    one.rank = JSON.parse(ranking).indexOf(Number(bidder)) + 1;
    one.closed = closed !== "";
    one.inTime = one.closed && answer !== "" && BigInt(answer) < BigInt(closed);
    return one;
  });
}

const count = (rows, what) => rows.filter(what).length;
const counts = (rows) => Object.fromEntries(steps.map((step) => [step, count(rows, (one) => one[step])]));
const grouped = (rows, key) => {
  const groups = {};
  for (const one of rows) (groups[key(one)] ??= []).push(one);
  return Object.keys(groups)
    .sort()
    .map((name) => ({ key: name, counts: counts(groups[name]) }));
};
/** [group, value, offers, won]; nothing is said of few. */
const rate = (group, value, rows) => [
  group,
  value,
  rows.length,
  rows.length < 10 ? null : count(rows, (r) => r.accepted),
];
const told = (rates) => rates.map(({ group, value, offers, won }) => [group, value, offers, won]);

function range(text, bounds) {
  if (text === "") return "not_stated";
  let from = 0;
  for (const bound of bounds) {
    if (Number(text) <= bound) return `${from}-${bound}`;
    from = bound + 1;
  }
  return `${from}+`;
}

const window = async () => {
  const to = new Date().toISOString();
  const from = new Date(Date.now() - 40 * 86_400_000).toISOString();
  return { from, to, words: `from=${from}&to=${to}` };
};

test("S36 the funnel of a shop is that of the log, by sector and source, over a month of the demo town", async () => {
  const shops = await ofTown(`SELECT p.value ->> 'id' FROM intent_part p WHERE p.name = 'business'
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 6`);
  const ids = shops.map(([id]) => id);
  await actFor(ids);
  const { from, to, words } = await window();
  let sales = 0;
  for (const id of ids) {
    const rows = await fromTheLog({ id }, from, to);
    assert.ok(rows.length > 10, `${rows.length} invitations`);
    const funnel = await readAs(id, `/v1/businesses/me/funnel?${words}`);
    assert.deepEqual(Object.fromEntries(funnel.steps.map(({ step, count: n }) => [step, n])), counts(rows), id);
    assert.deepEqual(
      funnel.by_sector,
      grouped(rows, (one) => one.sector),
    );
    const bySource = Object.fromEntries(funnel.by_source.map(({ key, counts: of }) => [key, of]));
    assert.equal(
      bySource.bought_before?.accepted ?? 0,
      count(rows, (one) => one.repeat),
    );
    assert.equal(
      funnel.by_source.reduce((sum, { counts: of }) => sum + of.matched, 0),
      rows.length,
      "each has one source",
    );
    const [{ sector }] = rows;
    const narrow = await readAs(id, `/v1/businesses/me/funnel?${words}&sector=${sector}`);
    assert.equal(
      narrow.steps[0].count,
      count(rows, (one) => one.sector === sector),
    );
    assert.deepEqual(funnel.leads, {
      leads: count(rows, (one) => one.lead),
      sold: count(rows, (one) => one.lead && one.accepted),
      still_open: 0,
      sold_without: count(rows, (one) => !one.lead && one.accepted),
    });
    sales += funnel.steps[5].count;
  }
  assert.ok(sales > 5, `${sales} sales`);
});

test("S35 answers in time, promises kept and questions answered are those of the log", async () => {
  const [[id]] = await ofTown(`SELECT business_id FROM deal GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`);
  await actFor([id]);
  const { from, to, words } = await window();
  const rows = await fromTheLog({ id }, from, to);
  const { quality } = await readAs(id, `/v1/businesses/me/funnel?${words}`);
  assert.equal(
    quality.answerable,
    count(rows, (one) => one.closed),
  );
  assert.equal(
    quality.answered,
    count(rows, (one) => one.inTime),
  );
  const won = rows.filter((one) => one.accepted).map((one) => one.intent);
  const [[judged, kept]] = await ofTown(`SELECT count(*), count(*) FILTER (WHERE
      (SELECT e.body ->> 'kept' FROM intent_event e WHERE e.intent_id = p.intent_id AND e.type = 'promise_judged'
         AND e.body ->> 'promise' = p.promise ORDER BY e.seq DESC LIMIT 1) = 'true')
    FROM (SELECT DISTINCT intent_id, body ->> 'promise' AS promise FROM intent_event
          WHERE type = 'promise_judged' AND intent_id = ANY ('{${won}}')) p`);
  assert.ok(Number(judged) > 0 && Number(kept) < Number(judged), "some were kept and some were not");
  assert.deepEqual([quality.promises_judged, quality.promises_kept], [Number(judged), Number(kept)]);
});

test("win rates by what offers state and where they stood are those of the log, and few say nothing", async () => {
  const shops = await ofTown(`(SELECT business_id FROM deal GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3)
    UNION ALL (SELECT business_id FROM deal GROUP BY 1 ORDER BY count(*), 1 LIMIT 2)`);
  const { from, to, words } = await window();
  let few = 0;
  for (const [id] of shops) {
    await actFor([id]);
    const rows = await fromTheLog({ id }, from, to);
    const decided = rows.filter(
      (r) => r.offered && (r.accepted || (r.disposition !== "" && r.disposition !== "withdrawn")),
    );
    const rates = await readAs(id, `/v1/businesses/me/win-rates?${words}`);
    assert.deepEqual(told([rates.all]), [rate("all", "", decided)]);
    const groups = {
      delivery_days: [["0-3", "4-7", "8-14", "15+", "not_stated"], (r) => range(r.days, [3, 7, 14])],
      warranty_months: [["0-0", "1-12", "13-24", "25+", "not_stated"], (r) => range(r.warranty, [0, 12, 24])],
      fulfilment: [["collect", "deliver", "fit", "not_stated"], (r) => r.fulfilment || "not_stated"],
    };
    for (const [group, [values, said]] of Object.entries(groups)) {
      const expected = values.map((value) =>
        rate(
          group,
          value,
          decided.filter((r) => said(r) === value),
        ),
      );
      const mine = rates.attributes.filter((one) => one.group === group);
      assert.deepEqual(
        told(mine),
        expected.filter(([, , offers]) => offers > 0),
        `${group} of ${id}`,
      );
      few += count(mine, ({ won }) => won === null);
    }
    const ranks = { 1: (r) => r.rank === 1, 2: (r) => r.rank === 2, 3: (r) => r.rank === 3, "4+": (r) => r.rank > 3 };
    for (const { value, offers, won } of rates.positions.filter((one) => one.value !== "hidden")) {
      const those = decided.filter(ranks[value]);
      assert.ok(offers <= those.length, "what the rules hid is not told");
      if (!rates.positions.some((one) => one.value === "hidden"))
        assert.deepEqual(["rank", value, offers, won], rate("rank", value, those));
    }
    assert.equal(
      rates.positions.reduce((sum, one) => sum + one.offers, 0),
      decided.length,
    );
    const lost = decided.filter((r) => !r.accepted);
    for (const { band, offers } of rates.lost_by)
      assert.equal(
        offers,
        count(lost, (r) => r.band === (band ?? "")),
      );
    for (const { reason, offers } of rates.lost_because)
      assert.equal(
        offers,
        count(lost, (r) => r.reason === reason),
      );
    assert.equal(
      rates.lost_because.reduce((sum, one) => sum + one.offers, 0),
      lost.length,
    );
    const unsold = (r) => ["expired", "cancelled", "no_offers"].includes(r.state);
    assert.equal(rates.missed.nobody_sold, count(rows, unsold));
    assert.equal(
      rates.missed.close,
      count(lost, (r) => r.band === "0-5"),
    );
  }
  assert.ok(few > 0, "some were too few");
});

/** A sale of Mole's to this buyer. */
async function sold(price, more = {}) {
  const intent = await newIntent(parley, { title: `A table for ${price}`, ...more });
  const { offer_id } = await offer(parley, mole, intent, price);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, mole, "confirm-award");
  return intent;
}

const funnelNow = async () => {
  const { steps: all, leads, quality } = await get("/v1/businesses/me/funnel");
  return { ...Object.fromEntries(all.map(({ step, count: n }) => [step, n])), leads, quality };
};

test("S48 a buyer who writes or short-lists is a lead apart from the sale, and steps come as they happen", async () => {
  const intent = await newIntent(parley, {});
  const invited = `SELECT count(*), pg_sleep(0.02) FROM intent_event
    WHERE intent_id = '${intent.id}' AND type = 'invited'`;
  while ((await query(invited))[0][0] === "0");
  assert.deepEqual(await funnelNow(), {
    ...counts([{ matched: true }]),
    leads: { leads: 0, sold: 0, still_open: 0, sold_without: 0 },
    quality: { answerable: 0, answered: 0, promises_judged: 0, promises_kept: 0, questions: 0, questions_answered: 0 },
  });
  const { offer_id } = await offer(parley, mole, intent, 48_000);
  let now = await funnelNow();
  assert.deepEqual([now.seen, now.offered, now.opened], [1, 1, 0], "an answer was seen; nobody has opened the offer");
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  const placed = await line.until(({ type }) => type === "offer_placed");
  assert.equal((await funnelNow()).opened, 0, "sent is not shown");
  line.send({ ack: placed.topic, seq: placed.seq });
  const opened = `SELECT count(*), pg_sleep(0.02) FROM offer_opened WHERE offer_id = '${offer_id}'`;
  while ((await query(opened))[0][0] === "0");
  now = await funnelNow();
  assert.deepEqual([now.opened, now.shortlisted, now.leads.leads], [1, 0, 0]);
  await line.close();
  await does(intent, intent, "messages", { offer_id, text: "Is it oiled?" });
  now = await funnelNow();
  assert.deepEqual(now.leads, { leads: 1, sold: 0, still_open: 1, sold_without: 0 });
  assert.deepEqual([now.quality.questions, now.quality.questions_answered], [1, 0]);
  await does(intent, mole, "messages", { text: "It is oiled by hand" });
  await does(intent, intent, `threads/${offer_id}/shortlist`, { listed: true });
  now = await funnelNow();
  assert.deepEqual([now.shortlisted, now.quality.questions_answered, now.accepted], [1, 1, 0]);
  await does(intent, intent, "close");
  await does(intent, intent, "decline-all");
  now = await funnelNow();
  assert.deepEqual(now.leads, { leads: 1, sold: 0, still_open: 0, sold_without: 0 }, "a lead that came to nothing");
  assert.deepEqual([now.shortlisted, now.accepted, now.quality.answerable, now.quality.answered], [1, 0, 1, 1]);
});

test("S17 S37 cost per sale, return against other channels and the cost of keeping a buyer are as told", async () => {
  const month = await monthWithRoom(60_000);
  const first = await sold(40_000);
  const again = await sold(30_000, { email: first.address });
  await sold(20_000);
  await does(first, first, "outcome", { where: "here" });
  const now = await funnelNow();
  assert.deepEqual([now.accepted, now.fulfilled, now.repeat], [3, 1, 1]);
  const path = `/v1/businesses/me/months/${month}`;
  const empty = await get(path);
  assert.deepEqual([empty.takings.sales, empty.takings.value, empty.takings.repeat_sales], [3, 90_000, 1]);
  assert.deepEqual(empty.takings.channels, [
    { name: null, sales: 3, cost: null, margin: null, cost_per_sale: null, return_ppm: null },
  ]);
  const leaflets = { name: "Leaflets", cost: 12_000, sales: 4, margin: 9_000 };
  const account = { hour_cost: 2_400, cost: 1_000, goal_sales: 6, goal_value: 250_000, channels: [leaflets] };
  await put(path, { currency: "GBP", ...account });
  const entered = [
    [first, { margin: 9_000, minutes: 60 }],
    [again, { margin: 6_000, minutes: 30 }],
  ];
  for (const [intent, said] of entered) await put(`/v1/businesses/me/deals/${intent.id}/account`, said);
  const part = await get(path);
  assert.deepEqual(part.account, account);
  assert.deepEqual([part.takings.with_margin, part.takings.channels[0].margin], [2, null], "one is not said yet");
  const [third] = part.deals.filter((deal) => deal.margin === null);
  await put(`/v1/businesses/me/deals/${third.intent_id}/account`, { margin: -1_000, minutes: 15 });
  const { takings } = await get(path);
  // 1 000 and 105 minutes at 2 400 an hour are 5 200; 14 000 is left.
  assert.deepEqual(takings.channels, [
    { name: null, sales: 3, cost: 5_200, margin: 14_000, cost_per_sale: 1_734, return_ppm: 1_692_307 },
    { ...leaflets, cost_per_sale: 3_000, return_ppm: -250_000 },
  ]);
  assert.deepEqual([takings.minutes, takings.kept_buyers, takings.cost_per_kept_buyer], [105, 1, 1_733]);
  const [[margins, minutes]] = await query(
    `SELECT sum(margin), sum(minutes) FROM deal_account WHERE business_id = '${mole.id}'`,
  );
  assert.deepEqual([Number(margins), Number(minutes)], [takings.margin, takings.minutes]);
  const [[value]] = await query(`SELECT sum((p.body ->> 'amount')::bigint) FROM intent_event p
    JOIN intent_head h USING (intent_id) WHERE p.type = 'promise_made' AND p.body ->> 'kind' = 'price'
    AND p.intent_id IN (SELECT intent_id FROM intent_part WHERE name = 'business' AND value ->> 'id' = '${mole.id}')`);
  assert.equal(Number(value), takings.value);
});

test("S38 goals are in sales and value, for the business as a whole", async () => {
  const path = "/v1/businesses/me/months/2031-02";
  const said = await put(path, { currency: "EUR", goal_sales: 4 });
  assert.deepEqual([said.currency, said.account.goal_sales, said.account.goal_value], ["EUR", 4, null]);
  assert.deepEqual([said.from, said.to], ["2031-02-01T00:00:00Z", "2031-03-01T00:00:00Z"]);
  const summer = await get("/v1/businesses/me/months/2030-07");
  assert.deepEqual([summer.from, summer.to], ["2030-06-30T23:00:00Z", "2030-07-31T23:00:00Z"], "by London's clock");
  assert.deepEqual(await query(`SELECT seat, sales FROM month_goal WHERE month = '2031-02'`), [["", "4"]]);
  await put(path, { currency: "EUR" });
  assert.equal((await get(path)).account.goal_sales, null, "what is not said any more is gone");
});

const beds = "furniture/beds";

/** What came of each maker of this shop's offers, by the log and the deeds alone: { seat: [offers, sales, value] }. */
async function fromTheDeeds(shop) {
  const team = new Set((await query(`SELECT id FROM seat WHERE business_id = '${shop.id}'`)).map(([id]) => id));
  const events = await query(`SELECT e.intent_id, e.type, coalesce(e.body ->> 'automatic', ''), coalesce(a.seat_id, ''),
      coalesce(e.body ->> 'kind', ''), coalesce(e.body ->> 'amount', '')
    FROM intent_part p
    JOIN intent_event i ON i.intent_id = p.intent_id AND i.seq = p.seq AND i.type = 'invited'
    JOIN intent_event e ON e.intent_id = p.intent_id
    LEFT JOIN seat_act a ON a.intent_id = e.intent_id AND a.seq = e.seq
    WHERE p.name = 'business' AND p.value ->> 'id' = '${shop.id}' AND (e.type = 'promise_made'
      OR (e.type IN ('offer_placed', 'offer_revised', 'award_confirmed') AND e.body -> 'bidder' = i.body -> 'bidder'))
    ORDER BY e.intent_id, e.seq`);
  const came = {};
  const of = (seat) => (came[seat] ??= [0, 0, 0]);
  const last = {};
  const prices = {};
  const sold = [];
  for (const [intent, type, automatic, deed, kind, amount] of events) {
    if (type.startsWith("offer_")) {
      last[intent] = automatic === "true" ? "" : deed === "" ? shop.id : team.has(deed) ? deed : "";
      if (type === "offer_placed") of(last[intent])[0] += 1;
    }
    if (type === "award_confirmed") sold.push(intent);
    if (type === "promise_made" && kind === "price") prices[intent] = Number(amount);
  }
  for (const intent of sold) {
    of(last[intent])[1] += 1;
    of(last[intent])[2] += prices[intent];
  }
  return came;
}

test("S38 each seat's sales and goals are those of the log and its deeds, and sum to the month's", async () => {
  const month = await monthWithRoom(60_000);
  const [badger, otter] = await Promise.all(
    ["Badger", "Otter"].map((name) => newShop(parley, { name, sectors: [beds] })),
  );
  const mary = await newSeat(parley, badger, "seller", "Mary");
  const tom = await newSeat(parley, badger, "seller", "Tom");
  const stoat = await newSeat(parley, mole, "seller", "Stoat");
  const asked = (title) => newIntent(parley, { title, sector: beds });
  const sell = async (intent, offer_id) => {
    await does(intent, intent, "close");
    await does(intent, intent, "award", { offer_id });
    await does(intent, badger, "confirm-award");
  };
  const sellBy = async (seller, price) => {
    const intent = await asked(`A bed for ${price}`);
    const { offer_id } = await offer(parley, seller, intent, price);
    await sell(intent, offer_id);
  };
  await sellBy(badger, 40_000);
  await sellBy(mary, 45_000);
  const shared = await asked("A bed that Mary offers and Tom sells");
  const { offer_id: passed } = await offer(parley, mary, shared, 50_000);
  await offer(parley, otter, shared, 49_000);
  await offer(parley, tom, shared, 48_000, { status: 200 });
  await sell(shared, passed);
  await offer(parley, tom, await asked("A bed that nobody buys"), 30_000);
  const { key } = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session: badger.session,
    body: { label: "A till", scopes: ["offers"] },
  });
  await sellBy({ session: key }, 35_000);
  const standing = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: badger.session,
    body: { sector: beds, opening: { price: 33_000 }, floor: { price: 33_000 } },
  });
  const ruled = await asked("A bed that the standing offer sells");
  const placed = `SELECT coalesce(max(body ->> 'offer_id'), ''), pg_sleep(0.02) FROM intent_event
    WHERE intent_id = '${ruled.id}' AND type = 'offer_placed' AND body ->> 'automatic' = 'true'`;
  let ruledOffer = "";
  while (ruledOffer === "") [[ruledOffer]] = await query(placed);
  await sell(ruled, ruledOffer);
  await expectStatus(204, parley.url, "DELETE", `/v1/auto-offers/${standing.id}`, { session: badger.session });

  const path = `/v1/businesses/me/months/${month}`;
  const read = (at = path) => expectStatus(200, parley.url, "GET", at, { session: badger.session });
  const results = ({ seats }) =>
    Object.fromEntries(seats.map(({ seat, offers, sales, value }) => [seat?.id ?? "", [offers, sales, value]]));
  const now = await read();
  assert.deepEqual(results(now), {
    [badger.id]: [1, 1, 40_000],
    [mary.id]: [2, 1, 45_000],
    [tom.id]: [1, 1, 48_000],
    "": [2, 2, 68_000],
  });
  assert.deepEqual(results(now), await fromTheDeeds(badger));
  assert.deepEqual(
    now.seats.map(({ seat }) => seat?.name ?? null),
    ["Badger", "Mary", "Tom", null],
    "the founder first, nobody last",
  );
  const sum = (what) => now.seats.reduce((all, one) => all + one[what], 0);
  assert.deepEqual([sum("sales"), sum("value")], [now.takings.sales, now.takings.value]);

  const aim = (seat, body, { session } = badger, which = path) =>
    call(parley.url, "PUT", `${which}/seats/${seat}`, { session, body });
  const goalsOf = ({ seats }, id) => {
    const row = seats.find(({ seat }) => seat?.id === id);
    return row && [row.goal_sales, row.goal_value];
  };
  const { status, body: aimed } = await aim(mary.id, { goal_sales: 3, goal_value: 150_000 });
  assert.deepEqual([status, goalsOf(aimed, mary.id)], [200, [3, 150_000]]);
  await aim(badger.id, { goal_sales: 2, goal_value: null });
  await aim(tom.id, { goal_sales: 4 });
  const set = await read();
  assert.deepEqual(
    [badger.id, mary.id, tom.id].map((id) => goalsOf(set, id)),
    [
      [2, null],
      [3, 150_000],
      [4, null],
    ],
  );
  assert.deepEqual([set.account.goal_sales, set.account.goal_value], [null, null], "the whole has goals of its own");
  await aim(mary.id, {});
  assert.deepEqual(goalsOf(await read(), mary.id), [null, null], "what is not said any more is gone");

  const foreign = await aim(stoat.id, { goal_sales: 1 });
  const missing = await aim("0".repeat(26), { goal_sales: 1 });
  assert.deepEqual([foreign.status, foreign.body.code, foreign.body], [404, "seat_unknown", missing.body]);
  assert.deepEqual(await query(`SELECT count(*) FROM month_goal WHERE seat = '${stoat.id}'`), [["0"]]);
  const seller = await aim(mary.id, { goal_sales: 9 }, mary);
  assert.deepEqual([seller.status, seller.body.code], [403, "role_missing"]);
  const bad = await aim(mary.id, { goal_sales: -1 });
  assert.deepEqual([bad.status, bad.body.errors[0].pointer], [422, "/goal_sales"]);

  const [year, number] = month.split("-").map(Number);
  const next = `/v1/businesses/me/months/${new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)}`;
  assert.equal((await aim(tom.id, { goal_sales: 7 }, badger, next)).status, 200);
  await expectStatus(204, parley.url, "DELETE", `/v1/businesses/me/team/${tom.id}`, { session: badger.session });
  const left = await read();
  assert.deepEqual(results(left), await fromTheDeeds(badger), "who left keeps the row");
  assert.deepEqual(goalsOf(left, tom.id), [4, null], "with the goal of its time");
  const to_come = await read(next);
  assert.deepEqual(results(to_come), { [badger.id]: [0, 0, 0], [mary.id]: [0, 0, 0] }, "and none to come");
  const gone = await aim(tom.id, { goal_sales: 1 });
  assert.deepEqual([gone.status, gone.body.code], [404, "seat_unknown"]);
  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session: tom.session, body: {} });
  assert.equal((await read()).seats.find(({ seat }) => seat?.id === tom.id).seat.name, "", "a name that was forgotten");
  assert.deepEqual(results(await read("/v1/businesses/me/months/2020-01")), { [badger.id]: [0, 0, 0] }, "before them");
});

test("what is another's cannot be entered or read, and what cannot be read is named", async () => {
  const rat = await newShop(parley, { name: "Rat" });
  const [[deal]] = await query(`SELECT intent_id FROM deal WHERE business_id = '${mole.id}' LIMIT 1`);
  const attempt = (method, path, options) => call(parley.url, method, path, options);
  const body = { margin: 1 };
  const foreign = await attempt("PUT", `/v1/businesses/me/deals/${deal}/account`, { session: rat.session, body });
  const missing = await attempt("PUT", `/v1/businesses/me/deals/${"0".repeat(26)}/account`, {
    session: rat.session,
    body,
  });
  assert.deepEqual([foreign.status, foreign.body], [404, missing.body], "foreign and missing alike");
  assert.deepEqual((await query(`SELECT count(*) FROM deal_account WHERE business_id = '${rat.id}'`))[0], ["0"]);
  for (const path of ["funnel", "win-rates", "months/2026-11", "report"]) {
    const { status, body: said } = await attempt("GET", `/v1/businesses/me/${path}`, {});
    assert.deepEqual([status, said.code], [401, "sign_in_required"], path);
  }
  const bad = async (path) => (await attempt("GET", `/v1/businesses/me/${path}`, { session: rat.session })).body;
  const { code, errors } = await bad("funnel?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z");
  assert.deepEqual([code, errors[0].pointer, errors[0].code], ["bad_query", "/from", "not_before"]);
  assert.equal((await bad("months/2026-13")).code, "not_found");
  const key = await expectStatus(201, parley.url, "POST", "/v1/api-keys", {
    session: rat.session,
    body: { label: "A report", scopes: ["read"] },
  });
  await expectStatus(200, parley.url, "GET", "/v1/businesses/me/funnel", { session: key.key });
  const refused = await attempt("PUT", "/v1/businesses/me/months/2026-11", {
    session: key.key,
    body: { currency: "GBP" },
  });
  assert.equal(refused.status, 403, "a key that may only read");
});
