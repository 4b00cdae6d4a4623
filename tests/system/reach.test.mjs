// What reaches a shop: several shops of one business, words, answers; previews that a replay written here agrees with;
// what a shop was not asked for and why.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { leeds, look, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const york = { lat: 53.9576, lon: -1.0827 };
const sheffield = { lat: 53.383, lon: -1.4659 };
const env = { PARLEY_GUIDE_FRESH_MS: "0" };
let parley;
let town;
before(async () => {
  [parley, town] = await Promise.all([startParley({ env }), startParley({ env, demo: true })]);
});
after(async () => {
  await Promise.all(lines.map((line) => line.close()));
  await Promise.all([parley?.stop(), town?.stop()]);
});

const patch = (node, shop, body, status = 200) =>
  expectStatus(status, node.url, "PATCH", "/v1/businesses/me", { session: shop.session, body });
const preview = (node, shop, body = {}, query = "") =>
  expectStatus(200, node.url, "POST", `/v1/businesses/me/preview${query}`, { session: shop.session, body });
const missed = (node, shop, query = "") =>
  expectStatus(200, node.url, "GET", `/v1/businesses/me/missed${query}`, { session: shop.session });

const lines = [];
/** The shop's view of an intent, once its desk has heard of the invitation. */
async function invitedTo(intent, shop) {
  if (!shop.desk) {
    shop.desk = await Line.open(parley.url, { session: shop.session });
    lines.push(shop.desk);
    await shop.desk.subscribe("desk", { after: 0 });
  }
  await shop.desk.until(({ data }) => data?.intent_id === intent.id, "the invitation");
  return look(parley, intent, shop.session);
}
/** The round is closed by its buyer, and over. */
const close = (intent) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/close`, { session: intent.session, body: {} });

test("S24 of several shops the one that stands nearest is asked, by its own catchment and hours", async () => {
  const chain = await newShop(parley, { name: "Chain of Oak", place: sheffield, more: { radius_km: 5 } });
  const first = await expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session: chain.session });
  assert.equal(first.branches.length, 1);
  assert.deepEqual(
    [first.branches[0].number, first.branches[0].name, first.branches[0].radius_km],
    [1, first.place.name, 5],
  );
  const week = Array.from({ length: 7 }, () => [[600, 900]]);
  const hours = { zone: { standard_offset_min: 0, daylight: "europe" }, week };
  const two = await patch(parley, chain, {
    branches: [{ number: 1 }, { name: "York", place: york, radius_km: 40, hours }],
  });
  assert.deepEqual(
    two.branches.map(({ number, name, radius_km }) => [number, name, radius_km]),
    [
      [1, first.place.name, 5],
      [2, "York", 40],
    ],
  );
  assert.deepEqual(two.branches[1].hours, hours);
  assert.deepEqual([two.radius_km, two.place], [5, first.place], "the first is as it was");

  const intent = await newIntent(parley);
  const { me } = await invitedTo(intent, chain);
  assert.equal(me.why.find(({ reason }) => reason === "from_branch").value, 2);
  const metres = me.why.find(({ reason }) => reason === "distance_m").value;
  assert.ok(metres > 28_000 && metres < 42_000, `${metres} m from York, not from Sheffield`);
  await offer(parley, chain, intent, 50_000);
  const { offers } = await look(parley, intent, intent.session);
  assert.equal(offers[0].business.place_name, "York", "the buyer sees the shop that it comes from");

  const areas = [{ place: { name: "Leeds" }, radius_km: 3 }];
  const served = await patch(parley, chain, { branches: [{ number: 2, areas }] });
  assert.deepEqual(
    served.branches.map(({ number, areas: served }) => [number, served.map(({ name }) => name)]),
    [[2, ["Leeds"]]],
    "York is the first now, and Sheffield is closed",
  );
  const again = await patch(parley, chain, { branches: [{ number: 2 }, { place: sheffield, radius_km: 9 }] });
  assert.deepEqual(
    again.branches.map(({ number }) => number),
    [2, 3],
    "a number is never given twice",
  );
  for (const body of [
    { branches: [{ number: 1 }] },
    { branches: [{ number: 2 }, { number: 2 }] },
    { branches: [] },
    { branches: [{ place: york }] },
    { branches: [{ number: 2, areas: [{ place: { name: "Nowhere at All" }, radius_km: 3 }] }] },
    { include_words: ["!?"] },
    { requirements: [{ question: "material", accepts: ["cheese"] }] },
    { requirements: [{ question: "colour_of_the_sky", accepts: ["blue"] }] },
    { requirements: [{ question: "length_cm", accepts: ["160"] }] },
  ])
    await patch(parley, chain, body, 422);
});

test("words and answers decide what comes in, and nobody is asked against them", async () => {
  const picky = await newShop(parley, { name: "Picky", place: leeds });
  const easy = await newShop(parley, { name: "Easy", place: leeds });
  const settings = {
    include_words: ["benches", "oak table"],
    exclude_words: ["glass"],
    requirements: [{ question: "material", accepts: ["oak", "walnut"] }],
  };
  const kept = await patch(parley, picky, settings);
  assert.deepEqual({ ...kept, ...settings }, kept);
  const fits = await newIntent(parley, { title: "An oak-table", answers: { material: "oak" } });
  const { me } = await invitedTo(fits, picky);
  assert.ok(me.why.some(({ reason }) => reason === "has_word"));
  const open = await newIntent(parley, { title: "A bench", text: "Any wood" });
  await invitedTo(open, picky);

  const not = {
    words: { title: "An oak table", text: "with a glass top", answers: { material: "oak" } },
    requirements: { title: "An oak table", text: "", answers: { material: "pine" } },
  };
  const intents = {};
  for (const [cause, more] of Object.entries(not)) {
    intents[cause] = await newIntent(parley, more);
    await invitedTo(intents[cause], easy);
  }
  for (const intent of [fits, open, ...Object.values(intents)]) await close(intent);
  const { data, causes } = await missed(parley, picky);
  for (const [cause, intent] of Object.entries(intents)) {
    assert.equal(data.find(({ id }) => id === intent.id).cause, cause);
    assert.equal(causes.find((one) => one.cause === cause).requests, 1);
  }
  assert.ok(!data.some(({ id }) => id === fits.id || id === open.id), "it was asked for these");
  const { now, wanted } = await preview(parley, picky, { include_words: [], exclude_words: [], requirements: [] });
  assert.equal(wanted.matched, now.matched + 2);
  assert.equal(now.kept_away.find(({ cause }) => cause === "words").gains[0].adds, 1);
});

test("a floor that is moved to and fro finds no sealed budget", async () => {
  const shop = await newShop(parley, { name: "Curious", sectors: ["furniture/chairs"] });
  const budget = { amount: 30_000, currency: "GBP", visibility: "sealed" };
  const sealed = await newIntent(parley, { sector: "furniture/chairs", budget });
  await invitedTo(sealed, shop);
  await close(sealed);
  const low = await preview(parley, shop, { budget_floor: 29_999 });
  const high = await preview(parley, shop, { budget_floor: 30_001 });
  assert.equal(low.wanted.sealed_budgets, 1);
  assert.deepEqual(high.wanted, low.wanted);
});

test("what a shop says it sells becomes sectors to choose from", async () => {
  const read = async (q) => (await expectStatus(200, parley.url, "GET", `/v1/sells?q=${encodeURIComponent(q)}`)).data;
  const found = await read("oak tables, sofas and sheds");
  const slugs = found.map(({ slug }) => slug);
  assert.equal(slugs[0], "furniture/tables");
  assert.ok(
    slugs.some((slug) => slug.includes("sofa")),
    slugs.join(),
  );
  assert.ok(found.every(({ confidence_ppm, words }) => confidence_ppm > 0 && words.length > 0));
  assert.deepEqual(await read("qwertz"), []);
});

// --- preview equals replay ------------------------------------------------------------------------------------------

const radians = (e6) => (e6 / 1e6) * (Math.PI / 180);
/** Kilometres along the great circle. */
function kilometres(a, b) {
  const [lat, other] = [radians(a.lat_e6), radians(b.lat_e6)];
  const h =
    Math.sin((other - lat) / 2) ** 2 +
    Math.cos(lat) * Math.cos(other) * Math.sin(radians(b.lon_e6 - a.lon_e6) / 2) ** 2;
  return 2 * 6371.009 * Math.asin(Math.sqrt(h));
}

/** All requests of the town's month, folded from its log. */
async function history() {
  const rows = await sql(
    town.stores.databaseUrl,
    `SELECT e.intent_id, e.seq, e.at, e.type, e.body,
            coalesce((SELECT json_object_agg(p.name, p.value) FROM intent_part p
                      WHERE p.intent_id = e.intent_id AND p.seq = e.seq), '{}')
     FROM intent_event e ORDER BY e.intent_id, e.seq`,
  );
  const intents = new Map();
  for (const [id, seq, at, type, text, parts] of rows) {
    const event = { at: Number(at), type, body: JSON.parse(text), parts: JSON.parse(parts) };
    if (seq === "1") intents.set(id, { id, events: [] });
    intents.get(id).events.push(event);
  }
  return [...intents.values()].map(folded).filter(Boolean);
}

function folded({ id, events }) {
  const of = (...types) => events.filter(({ type }) => types.includes(type));
  const [{ body, parts }] = events;
  const closed = of("round_closed")
    .filter((event) => event.body.cause !== "cancelled")
    .at(-1);
  const [confirmed] = of("intent_confirmed");
  const [opened] = of("round_opened");
  if (!closed || !confirmed || !opened) return null;
  const shops = Object.fromEntries(of("invited").map((event) => [event.body.bidder, event.parts.business]));
  if (!body.simulated && !Object.values(shops).some((shop) => shop.simulated)) return null;
  const prices = {};
  for (const offered of of("offer_placed", "offer_revised"))
    if (closed.body.ranking.includes(offered.body.bidder))
      prices[shops[offered.body.bidder].id] = offered.parts.price ?? offered.body.price;
  const budget = body.budget_sealed ? null : (body.budget ?? null);
  return {
    id,
    at: confirmed.at,
    from: opened.at,
    until: closed.at,
    sector: body.sector,
    place: body.coarse_place,
    budget,
    sealed: body.budget_sealed,
    answers: parts.answers ?? {},
    words: `${parts.title} . ${parts.text}`.toLowerCase(),
    asked: Object.values(shops).map((shop) => shop.id),
    prices,
  };
}

/** Is a shop with these daily minutes (UTC) open at some minute of a round? */
const openWhile = ([from, to], { from: start, until }) => {
  const minute = (us) => Math.floor(us / 60e6);
  for (let at = minute(start); at <= minute(until); at += 1) if (at % 1440 >= from && at % 1440 < to) return true;
  return false;
};

/** The whole replay once more: each request's fate under the settings. */
function replay(settings, requests) {
  const days = {};
  return requests.map((request) => {
    const serving = settings.branches.filter(({ circles }) =>
      circles.some((circle) => kilometres(circle, request.place) <= circle.km),
    );
    const fate = () => {
      if (!settings.sectors.includes(request.sector)) return "sector";
      if (serving.length === 0) return "distance";
      if (settings.not && new RegExp(`\\b${settings.not}s?\\b`).test(request.words)) return "words";
      const answer = request.answers[settings.question];
      if (answer !== undefined && !settings.accepts.includes(answer)) return "requirements";
      if (request.budget !== null && request.budget < settings.floor) return "budget_floor";
      const day = Math.floor(request.at / 86_400e6);
      days[day] = (days[day] ?? 0) + 1;
      if (days[day] > settings.cap) return "daily_cap";
      return serving.some(({ hours }) => openWhile(hours, request)) ? "in" : "closed";
    };
    return { request, fate: fate() };
  });
}
const count = (fates, ...wanted) => fates.filter(({ fate }) => wanted.includes(fate)).length;
const tally = (fates) => ({
  matched: count(fates, "in", "closed", "daily_cap"),
  came_in: count(fates, "in", "closed"),
  in_hours: count(fates, "in"),
});

test("S24 a preview says what a replay of the month's log says, to the last request", async () => {
  const all = await history();
  const { from, to } = await preview(town, await newShop(town), {}, "?simulated=1");
  const [first, last] = [from, to].map((time) => Date.parse(time) * 1000);
  const month = all.filter(({ at }) => at >= first && at <= last).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  assert.ok(month.length > 100, `${month.length} requests of history`);
  const bySector = new Map();
  for (const { sector } of month) bySector.set(sector, (bySector.get(sector) ?? 0) + 1);
  const busiest = [...bySector]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([sector]) => sector);
  const centre = month.find(({ sector }) => sector === busiest[0]).place;
  const asked = month
    .filter(({ sector }) => busiest.includes(sector))
    .flatMap(({ answers }) => Object.entries(answers));
  const { data: sectors } = await expectStatus(200, town.url, "GET", "/v1/sectors");
  const choice = sectors
    .filter(({ slug }) => busiest.includes(slug))
    .flatMap(({ questions }) => questions)
    .find(({ key, kind }) => kind === "choice" && asked.some(([question]) => question === key));
  const accepts = choice ? choice.options.slice(0, 2) : [];
  const budgets = month
    .map(({ budget }) => budget ?? 0)
    .filter((budget) => budget > 0)
    .sort((a, b) => a - b);
  const floor = budgets[Math.floor(budgets.length / 4)];

  const place = { lat: centre.lat_e6 / 1e6 + 0.1, lon: centre.lon_e6 / 1e6 };
  const shop = await newShop(town, { name: "Replayed", place, sectors: busiest });
  const week = (range) => Array.from({ length: 7 }, () => [range]);
  const zone = { standard_offset_min: 0, daylight: "none" };
  const second = { lat: centre.lat_e6 / 1e6 - 0.3, lon: centre.lon_e6 / 1e6 };
  const body = {
    branches: [
      { number: 1, radius_km: 8, hours: { zone, week: week([540, 780]) } },
      {
        place: second,
        name: "South",
        radius_km: 5,
        hours: { zone, week: week([1200, 1440]) },
        areas: [{ place: { lat: centre.lat_e6 / 1e6, lon: centre.lon_e6 / 1e6 - 0.2 }, name: "West", radius_km: 9 }],
      },
    ],
    exclude_words: ["oak"],
    ...(choice ? { requirements: [{ question: choice.key, accepts }] } : {}),
    budget_floor: floor,
    daily_cap: 2,
    usual_price: 2 * floor,
  };
  const e6 = (degrees) => Math.round(degrees * 1e6);
  const circle = (at, km) => ({ lat_e6: e6(at.lat), lon_e6: e6(at.lon), km });
  const settings = (wider = 0) => ({
    sectors: busiest,
    branches: [
      { circles: [circle(place, 8 + wider)], hours: [540, 780] },
      { circles: [circle(body.branches[1].areas[0].place, 9 + wider)], hours: [1200, 1440] },
    ],
    not: "oak",
    question: choice?.key,
    accepts,
    floor,
    cap: 2,
  });
  const said = await preview(town, shop, body, "?simulated=1");
  const inSpan = (answer) =>
    all
      .filter(({ at }) => at >= Date.parse(answer.from) * 1000 && at <= Date.parse(answer.to) * 1000)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const requests = inSpan(said);
  const fates = replay(settings(), requests);
  const mine = fates.filter(({ fate }) => fate !== "sector");
  const { wanted } = said;
  assert.equal(wanted.in_sectors, mine.length);
  assert.deepEqual(
    { matched: wanted.matched, came_in: wanted.came_in, in_hours: wanted.in_hours },
    tally(fates),
    "the totals",
  );
  assert.ok(wanted.matched > 5, `${wanted.matched} matched: too few to prove anything`);
  assert.equal(wanted.sealed_budgets, mine.filter(({ request }) => request.sealed).length);
  for (const cause of ["distance", "words", "requirements", "budget_floor", "daily_cap", "closed"])
    assert.equal(wanted.kept_away.find((one) => one.cause === cause)?.requests ?? 0, count(fates, cause), cause);
  const monday = (us) => Math.floor((Math.floor(us / 86_400e6) + 3) / 7);
  for (const one of wanted.weeks) {
    const those = fates.filter(({ request }) => monday(request.at) === monday(Date.parse(one.from) * 1000));
    assert.deepEqual({ matched: one.matched, came_in: one.came_in, in_hours: one.in_hours }, tally(those), one.from);
  }
  for (const sector of wanted.sectors) {
    const those = fates.filter(({ request }) => request.sector === sector.sector);
    assert.equal(sector.came_in, tally(those).came_in, sector.sector);
    const prices = those
      .filter(({ fate }) => ["in", "closed"].includes(fate))
      .map(({ request }) => Math.min(...Object.values(request.prices)));
    assert.equal(sector.prices.without_offer, prices.filter((price) => price === Infinity).length);
    const compared = prices.filter((price) => price !== Infinity);
    assert.equal(sector.prices.compared, compared.length);
    const best = compared.filter((price) => 2 * floor < price).length;
    assert.equal(sector.prices.best, compared.length >= said.floor ? best : null);
  }
  const { gains } = wanted.kept_away.find(({ cause }) => cause === "distance");
  assert.ok(gains.length > 0, "something is a little too far away");
  for (const { by_km, adds } of gains)
    assert.equal(adds, tally(replay(settings(by_km), requests)).came_in - wanted.came_in, `${by_km} km wider`);

  const counts = await expectStatus(200, town.url, "POST", "/v1/preview?simulated=1", {
    body: { sectors: busiest, place, radius_km: 30 },
  });
  const open = { ...settings(), not: null, question: null, floor: 0, cap: Infinity };
  open.branches = [{ circles: [circle(place, 30)], hours: [0, 1440] }];
  assert.equal(counts.wanted.matched, tally(replay(open, inSpan(counts))).matched);
  assert.ok(
    counts.wanted.sectors.every((sector) => !("prices" in sector)),
    "counts alone",
  );

  const out = await missed(town, shop, "?simulated=1");
  const unasked = inSpan(out).filter(({ sector }) => busiest.includes(sector));
  assert.equal(
    out.causes.reduce((sum, { requests: some }) => sum + some, 0),
    unasked.filter(({ asked: shops }) => !shops.includes(shop.id)).length,
  );
  assert.deepEqual(
    out.data.map(({ id }) => id),
    unasked
      .reverse()
      .slice(0, 50)
      .map(({ id }) => id),
  );
});

test("a preview saves nothing and is its business's alone", async () => {
  const shop = await newShop(parley, { name: "Careful" });
  const before = await expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session: shop.session });
  await preview(parley, shop, { radius_km: 900, daily_cap: 1, name: "Somebody Else" });
  assert.deepEqual(await expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session: shop.session }), before);
  const buyer = await newIntent(parley);
  for (const session of [undefined, buyer.session]) {
    const asked = await call(parley.url, "POST", "/v1/businesses/me/preview", { session, body: {} });
    assert.ok([401, 403, 404].includes(asked.status), `${asked.status}`);
  }
  assert.equal(
    (await call(parley.url, "POST", "/v1/businesses/me/preview", { session: shop.session, body: { colour: "red" } }))
      .status,
    400,
  );
});
