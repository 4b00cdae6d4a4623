// Before posting: what rounds that are over tell a buyer, and whether it came true.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { command, sharedStores, sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const guideOf = (parley, query = "place=Leeds", sector = "furniture/tables") =>
  expectStatus(200, parley.url, "GET", `/v1/sectors/${sector}/guide?${query}`);
const calibrationOf = (parley, query = "") =>
  expectStatus(200, parley.url, "GET", `/v1/sectors/furniture/tables/calibration?${query}`);

/** Posts, lets the shops offer their prices, closes and, if told to, buys from the first of them. */
async function played(parley, shops, prices, { buy = true, forecast } = {}) {
  const intent = await newIntent(parley, forecast ? { forecast } : {});
  const act = (who, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });
  const offers = [];
  for (const [i, price] of prices.entries()) offers.push(await offer(parley, shops[i], intent, price));
  await act(intent, "close");
  if (offers.length === 0) return;
  if (!buy) return act(intent, "decline-all");
  await act(intent, "award", { offer_id: offers[0].offer_id });
  await act(shops[0], "confirm-award");
}

let parley;
let shops;
before(async () => {
  parley = await startParley({
    env: {
      PARLEY_GUIDE_FRESH_MS: "0",
      PARLEY_RULES_PATCH: JSON.stringify({ step: { lead_bp: 0, lead_min: 0 }, self_outbid: true }),
    },
  });
  shops = await Promise.all(["Mole", "Rat", "Badger"].map((name) => newShop(parley, { name })));
});
after(() => parley?.stop());

test("the guide says plainly that it knows nothing, then what was paid and what to expect", async () => {
  const nothing = await guideOf(parley);
  assert.equal(nothing.rounds, 0);
  assert.equal(nothing.prices.range, null);
  assert.equal(nothing.forecast, null);
  assert.equal(nothing.token, null);
  assert.deepEqual(nothing.thin, { few_rounds: true, few_sales: true, helps: ["look_wider", "more_time", "say_more"] });

  // Nine rounds: eight sales of 410 to 480 pounds, with one to three offers, and one that nobody answered.
  for (let i = 0; i < 8; i += 1) {
    const price = 41_000 + 1_000 * i;
    await played(parley, shops, [price, price + 500, price + 900].slice(0, 1 + (i % 3)));
    if (i === 3) {
      const four = await guideOf(parley);
      assert.equal(four.prices.sales, 4);
      assert.equal(four.prices.range, null, "four sales name no price");
    }
  }
  const eight = await guideOf(parley);
  assert.deepEqual(eight.prices.range, { low: 42_000, middle: 44_000, high: 46_000 });
  assert.equal(eight.forecast, null, "eight rounds make no forecast");
  assert.equal(eight.thin.few_rounds, true);
  await played(parley, shops, []);

  const known = await guideOf(parley);
  assert.equal(known.scope, "near");
  assert.equal(known.rounds, 9);
  assert.equal(known.without_offer, 1);
  assert.equal(known.prices.sales, 8);
  assert.equal(known.thin, null);
  assert.equal(known.forecast.rounds, 9);
  assert.equal(known.forecast.any_offer_ppm, Math.floor((1_000_000 * 9) / 11));
  assert.deepEqual(known.forecast.offers, { mean_milli: Math.floor(15_000 / 9), low: 0, high: 3 });
  assert.equal(known.forecast.first_offer_s, null, "eight first offers are too few to say how long one takes");
  assert.equal((await guideOf(parley, "near=53.8,-1.55")).scope, "near");
  assert.equal((await guideOf(parley, "place=Cardiff")).scope, "everywhere");
  assert.equal((await guideOf(parley, "place=Leeds&currency=EUR")).rounds, 0, "other money is another market");
  assert.equal((await guideOf(parley, "place=Leeds&simulated=1")).rounds, 0, "none of it was simulated");
  assert.equal((await guideOf(parley, "place=Leeds", "furniture/chairs")).rounds, 0);
});

test("the forecast that a buyer was shown is held against what happened", async () => {
  const shown = await guideOf(parley);
  assert.equal((await calibrationOf(parley)).forecasts, 0);
  await played(parley, shops, [45_000, 46_000], { forecast: shown.token });
  await played(parley, shops, [], { forecast: shown.token });
  await played(parley, shops, [44_000], {}); // Nothing was shown.
  const result = await calibrationOf(parley);
  assert.equal(result.forecasts, 2);
  assert.deepEqual(result.bins[8], {
    from_ppm: 800_000,
    to_ppm: 900_000,
    forecasts: 2,
    with_offer: 1,
    predicted_ppm: shown.forecast.any_offer_ppm,
  });
  const p = shown.forecast.any_offer_ppm / 1e6;
  assert.ok(Math.abs(result.brier_ppm - (1e6 * ((1 - p) ** 2 + p ** 2)) / 2) <= 1, `${result.brier_ppm}`);
  assert.deepEqual(result.offers, { forecasts: 2, held: 2 });
  assert.equal((await calibrationOf(parley, "simulated=1")).forecasts, 0);
});

test("a forecast that we did not give is refused by its name, and nothing is posted", async () => {
  const { token } = await guideOf(parley);
  const [text, signature] = token.split(".");
  const better = JSON.parse(Buffer.from(text, "base64url").toString());
  better.forecast.any_offer_ppm = 999_999;
  const forged = `${Buffer.from(JSON.stringify(better)).toString("base64url")}.${signature}`;
  const [[before]] = await sql(parley.stores.databaseUrl, "SELECT count(*) FROM intent_head");
  for (const [forecast, sector] of [
    [forged, "furniture/tables"],
    [`${text}.`, "furniture/tables"],
    ["nothing", "furniture/tables"],
    [token, "furniture/chairs"],
  ]) {
    const body = { title: "Oak table", sector, place: { name: "Leeds" }, email: "someone@example.org", forecast };
    const answer = await call(parley.url, "POST", "/v1/intents", { body });
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    assert.deepEqual(
      answer.body.errors.map(({ pointer, code }) => [pointer, code]),
      [["/forecast", "unknown_forecast"]],
    );
  }
  assert.deepEqual(await sql(parley.stores.databaseUrl, "SELECT count(*) FROM intent_head"), [[before]]);
});

test("a sector and a place that nobody knows are named", async () => {
  const sector = await call(parley.url, "GET", "/v1/sectors/furniture/thrones/guide");
  assert.equal(sector.status, 404);
  assert.equal(sector.body.code, "not_found");
  const place = await call(parley.url, "GET", "/v1/sectors/furniture/tables/guide?place=Nowhereton-on-Sea");
  assert.equal(place.status, 400);
  assert.equal(place.body.errors[0].pointer, "/place");
  const both = await call(parley.url, "GET", "/v1/sectors/furniture/tables/guide?place=Leeds&near=53.8,-1.55");
  assert.equal(both.body.errors[0].code, "not_both");
});

test("the demonstration has a month behind it that can be checked, and is never taken for a real one", async () => {
  const demo = await startParley({ demo: true, serve: ["--roles=gateway"] });
  try {
    const guide = await guideOf(demo, "place=Leeds&simulated=1");
    assert.equal(guide.simulated, true);
    assert.equal(guide.thin, null);
    assert.ok(guide.prices.sales >= 9 && guide.prices.range.low < guide.prices.range.high, JSON.stringify(guide));
    assert.ok(guide.forecast.first_offer_s.low <= guide.forecast.first_offer_s.high);
    assert.equal((await guideOf(demo)).rounds, 0, "no real ones");
    const judged = await calibrationOf(demo, "simulated=1");
    assert.ok(judged.forecasts >= 9, JSON.stringify(judged));
    assert.equal(
      judged.bins.reduce((sum, bin) => sum + bin.forecasts, 0),
      judged.forecasts,
    );
    assert.ok(judged.offers.held * 10 >= judged.offers.forecasts * 6, "intervals that hold most of the time");
    const [[open]] = await sql(demo.stores.databaseUrl, "SELECT count(*) FROM intent_head WHERE next_due IS NOT NULL");
    assert.equal(open, "0", "nothing is left to be done in it");
    const [[posted]] = await sql(demo.stores.databaseUrl, "SELECT count(*) FROM intent_head");
    const said = (await command(demo.stores.databaseUrl, "verify", "--all"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(said.length, Number(posted));
    assert.deepEqual(
      said.filter(({ holds }) => !holds),
      [],
    );
  } finally {
    await demo.stop();
  }
});

test("the month is seeded once", async () => {
  const stores = await sharedStores({ demo: true });
  try {
    const count = "SELECT count(*), max(at) FROM intent_event";
    const once = await sql(stores.databaseUrl, count);
    assert.ok(Number(once[0][0]) > 5_000, once[0][0]);
    await command(stores.databaseUrl, "seed", "--demo");
    assert.deepEqual(await sql(stores.databaseUrl, count), once);
  } finally {
    await stores.stop();
  }
});
