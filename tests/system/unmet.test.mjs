// Demand that nobody met: what became of requests that ended without a deal, in groups in which nobody stands alone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

let parley;
let shop;
let desk;
before(async () => {
  const rules = { ceiling: { enforce: false } };
  const env = { PARLEY_GUIDE_FRESH_MS: "0", PARLEY_RULES_PATCH: JSON.stringify(rules) };
  parley = await startParley({ env });
  shop = await newShop(parley);
  desk = await Line.open(parley.url, { session: shop.session });
  await desk.subscribe("desk");
});
after(async () => {
  await desk?.close();
  await parley?.stop();
});

const unmetOf = (sector = "furniture/tables", query = "") =>
  expectStatus(200, parley.url, "GET", `/v1/sectors/${sector}/unmet${query}`);
const page = async (sector) => (await fetch(`${parley.url}/s/${sector}`)).text();
const act = (who, intent, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });

/** A request that ends as told: with an offer at this price or without one, and by this deed of its buyer. */
async function ended({ price, by = "decline-all", ...more }) {
  const intent = await newIntent(parley, more);
  if (!more.sector) await desk.until(({ data }) => data?.intent_id === intent.id, "the invitation");
  const made = price && (await offer(parley, shop, intent, price));
  await act(intent, intent, "close");
  if (by === "award") {
    await act(intent, intent, "award", { offer_id: made.offer_id });
    await act(shop, intent, "confirm-award");
  } else if (price) await act(intent, intent, by);
  return intent;
}

/** The bars of one picture of a page: its labels with what stands beside them. */
const barsOf = (html, caption) => {
  const table = new RegExp(`<caption>${caption}</caption>(.*?)</table>`, "s").exec(html)?.[1] ?? "";
  return [...table.matchAll(/<th scope="row">(.*?)<\/th>.*?<td class="num figures">(.*?)<\/td>/gs)].map(
    ([, label, count]) => [label, count],
  );
};

test("S64 what was wanted and nobody met is told by cause, by what was asked for and by the prices lost", async () => {
  const empty = await unmetOf();
  assert.deepEqual([empty.causes, empty.asked_for, empty.prices], [[], [], null]);
  assert.ok(!(await page("furniture/tables")).includes("not met"));

  await ended({ price: 48_000, by: "award", answers: { material: "walnut" } });
  await ended({ by: "cancel", price: 48_000, answers: { material: "walnut" } });
  const running = await newIntent(parley);
  await act(running, running, "cancel");
  for (let i = 0; i < 4; i += 1) await ended({ answers: { material: "walnut" } });
  const few = await unmetOf();
  assert.deepEqual(few.causes, [
    { cause: "no_offer", requests: null },
    { cause: "declined", requests: null },
  ]);
  assert.deepEqual(
    few.asked_for,
    [{ question: "material", answer: "walnut", requests: 5 }],
    "the sale is not among them",
  );
  await ended({ answers: { material: "oak" } });

  const budget = { currency: "GBP", visibility: "public" };
  for (const [amount, price] of [
    [40_000, 44_000],
    [40_000, 48_000],
    [50_000, 65_000],
    [50_000, 75_000],
  ])
    await ended({ budget: { amount, ...budget }, price });
  await ended({ budget: { amount: 50_000, ...budget, visibility: "sealed" }, price: 99_000 });
  assert.equal((await unmetOf()).prices, null, "four prices, and a budget that is nobody's business");
  await ended({ budget: { amount: 60_000, ...budget }, price: 66_000 });

  const told = await unmetOf();
  assert.deepEqual([told.days, told.floor, told.simulated], [30, 5, false]);
  assert.deepEqual(told.causes, [
    { cause: "no_offer", requests: 5 },
    { cause: "above_budget", requests: 5 },
    { cause: "declined", requests: null },
  ]);
  assert.deepEqual(told.prices, {
    requests: 5,
    budget: 50_000,
    best_price: 65_000,
    above_ppm: 200_000,
    currency: "GBP",
  });
  assert.deepEqual((await unmetOf("furniture/tables", "?currency=EUR")).causes, [], "other money is another market");
  assert.deepEqual((await unmetOf("furniture/tables", "?simulated=1")).causes, [], "none of it was simulated");

  for (const sector of ["furniture/tables", "furniture"]) {
    const html = await page(sector);
    assert.deepEqual(barsOf(html, "Why"), [
      ["Shops were asked, none offered", "5"],
      ["Every price was above the budget", "5"],
      ["The buyer took none", "under 5"],
    ]);
    assert.deepEqual(barsOf(html, "What they asked for"), [["Which material? <strong>walnut</strong>", "5"]]);
    assert.match(html, /of 5 budgets was £500, .* £650\. Half of the prices were at most 20 %/);
  }
});

test("S64 where no shop was asked is a cause of its own, and what was erased is asked for no more", async () => {
  const sector = "furniture/chairs";
  const posted = [];
  for (let i = 0; i < 5; i += 1) posted.push(await ended({ title: "Six chairs", sector, answers: { seat: "woven" } }));
  const before = await unmetOf(sector);
  assert.deepEqual(before.causes, [{ cause: "no_shop", requests: 5 }]);
  assert.deepEqual(before.asked_for, [{ question: "seat", answer: "woven", requests: 5 }]);
  await act(posted[0], posted[0], "erase");
  const after = await unmetOf(sector);
  assert.deepEqual(after.causes, before.causes, "a number stays");
  assert.deepEqual(after.asked_for, []);
});

test("unmet demand is of a sector that there is", async () => {
  assert.equal((await call(parley.url, "GET", "/v1/sectors/furniture/thrones/unmet")).status, 404);
  const odd = await call(parley.url, "GET", "/v1/sectors/furniture/tables/unmet?currency=FRF");
  assert.equal(odd.body.code, "bad_query");
});

test("prices of sealed rounds are counted like those of open ones", async () => {
  const sector = "events/cakes";
  const baker = await newShop(parley, { name: "Crumb", sectors: [sector] });
  for (let i = 0; i < 5; i += 1) {
    const budget = { amount: 40_000, currency: "GBP", visibility: "public" };
    const intent = await newIntent(parley, { title: "A cake of three tiers", sector, budget });
    await offer(parley, baker, intent, 44_000);
    await act(intent, intent, "close");
    await act(intent, intent, "decline-all");
  }
  const { causes, prices } = await unmetOf(sector);
  assert.deepEqual(causes, [{ cause: "above_budget", requests: 5 }]);
  assert.deepEqual([prices.requests, prices.best_price], [5, 44_000]);
  assert.match(await page(sector), /not met/);
});
