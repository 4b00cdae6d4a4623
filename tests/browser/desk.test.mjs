// What a shop does at its desk besides offering: it answers what people wish existed, page by page, and makes a key for
// its till, which redeems a buyer's code while both pages look on.
import { test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "../system/client.mjs";
import { look, newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { signedHeaders } from "../system/till.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const { parley, browser } = await withServer(() => startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } }));

const looks = [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
];
const labelOf = (look) => `${look.shape}, ${look.dark ? "dark" : "light"}`;

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

async function sold(intent, shop) {
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
}

/** Notes how far below its request's head each button that makes an offer stands, whenever that changes. */
const watchButtons = (page) =>
  page.evaluate(() => {
    window.stood = {};
    const note = () => {
      for (const card of document.querySelectorAll("[data-invitation]")) {
        const button = card.querySelector('[data-action="offer"]');
        if (!button) continue;
        const places = (window.stood[card.dataset.invitation] ??= []);
        const place = button.getBoundingClientRect().top - card.getBoundingClientRect().top;
        if (places.at(-1) !== place) places.push(place);
      }
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
  });

test("what a new request's card learns late moves no button of it", { timeout: 120_000 }, async () => {
  const shop = await newShop(parley);
  const { context, watch } = await newContext(browser, parley.url, looks[0]);
  const desk = await pageOf(shop, context, `/desk/${shop.id}`);
  await desk.locator("[data-page=desk] .empty").waitFor();
  await watchButtons(desk);
  const leads = desk.waitForResponse((answer) => answer.url().endsWith("/leads")); // Read anew with each request.
  const intent = await newIntent(parley);
  await leads;
  const card = desk.locator(`[data-invitation="${intent.id}"]`);
  await card.locator("[data-buyer-record]").waitFor();
  await card.locator('[data-lead="new"]').waitFor();
  const places = await desk.evaluate((id) => window.stood[id], intent.id);
  assert.equal(places.length, 1, `the button stood ${places.join(", then ")} px below the card's head`);
  await watch.settle();
  await context.close();
});

const seenBy = (intent) => look(parley, intent, intent.session);

async function pageOf(who, context, path) {
  await comeIn(context, parley, who);
  const page = await context.newPage();
  await page.goto(parley.url + path);
  return page;
}

for (const [i, look] of looks.entries())
  test(`S57 a shop reads wishes of its trades and answers them, ${labelOf(look)}`, { timeout: 120_000 }, async () => {
    // Each look has a trade of its own, so that what others wished is not among these.
    const sector = ["leisure/bikes", "leisure/outdoor", "leisure/instruments", "furniture/chairs"][i];
    const shop = await newShop(parley, { name: "Hedgehog & Daughters", sectors: [sector] });
    const wishes = ["A wood stove", "A lamp of paper", "A lighter one", "One that folds", "A red one", "One for hills"];
    for (const text of wishes) {
      const intent = await newIntent(parley, { sector });
      await sold(intent, shop);
      await does(intent, intent, "outcome", { where: "here", price: 50_000 });
      await does(intent, intent, "ideas", { text });
    }
    const { context, watch, name } = await newContext(browser, parley.url, look);
    const desk = await pageOf(shop, context, `/desk/${shop.id}/numbers`);
    const card = desk.locator("[data-desk-ideas]");
    await card.locator("[data-idea]").nth(4).waitFor();
    assert.equal(await card.getByText("A wood stove").count(), 0, "the oldest is on the next page");
    const newest = card.locator("[data-idea]").first();
    await newest.locator('[data-action="write-answer"]').click();
    const form = newest.locator('[data-composer="answer-idea"]');
    await form.locator("textarea").fill("Ring 07700 900123");
    await form.locator('[data-action="answer-idea"]').click();
    await form.locator(".notice").waitFor();
    await form.locator("textarea").fill("We build one with three gears from March.");
    await inspect(desk, `${name}-desk-ideas-writing`);
    await form.locator('[data-action="answer-idea"]').click();
    await newest.and(desk.locator('[data-idea="answered"]')).waitFor();
    await newest.locator('[data-action="write-answer"]').click();
    await form.locator("textarea").fill("From April.");
    await form.locator('[data-action="answer-idea"]').click();
    await newest.getByText("From April.").waitFor();
    assert.equal(await newest.locator(".offer-message").count(), 1, "a shop has one answer");
    await card.locator('[data-action="older-ideas"]').click();
    await card.getByText("A wood stove").waitFor();
    assert.equal(await card.locator('[data-action="older-ideas"]').count(), 0, "there are no older ones");
    await inspect(desk, `${name}-desk-ideas`);
    await desk.reload();
    await newest.getByText("From April.").waitFor();
    await watch.settle();
    await context.close();
  });

for (const look of looks)
  test(`a shop makes a key, its till redeems a code by it, ${labelOf(look)}`, { timeout: 120_000 }, async () => {
    const shop = await newShop(parley, { name: "Otter" });
    const intent = await newIntent(parley);
    await sold(intent, shop);
    await does(intent, shop, "hand-off", { kind: "visit" });
    const { code } = (await seenBy(intent)).deal.hand_off;
    const seat = await newContext(browser, parley.url, look);
    const desk = await pageOf(shop, seat.context, `/desk/${shop.id}/shop`);
    const till = desk.locator("[data-till]");
    await till.locator('[data-action="till-make"]').waitFor();
    await inspect(desk, `${seat.name}-till-off`);
    await till.locator('[data-action="till-make"]').click();
    const key = await till.locator("[data-once] input").inputValue();
    await inspect(desk, `${seat.name}-till-made`);
    const address = await till.getByLabel("Address to call (POST)").inputValue();
    const body = JSON.parse(await till.getByLabel("What to send").inputValue());

    const home = await newContext(browser, parley.url, look);
    const buyer = await pageOf(intent, home.context, `/buyer/${intent.id}`);
    await buyer.locator("[data-code]").waitFor();
    const raw = JSON.stringify({ ...body, code });
    const headers = signedHeaders(key, raw);
    assert.equal((await call(parley.url, "POST", new URL(address).pathname, { raw, headers })).status, 200);
    await buyer.getByText("Redeemed. The sale is done.").waitFor();
    await desk.locator('[data-room="now"]').click();
    await desk.locator("[data-redeemed]").waitFor({ state: "attached" });

    await desk.locator('[data-room="shop"]').click();
    await till.getByText("Used last").waitFor();
    assert.equal(await till.locator("[data-once]").count(), 0, "a key is shown once");
    await till.locator('[data-action="till-drop"]').click();
    await inspect(desk, `${seat.name}-till-sure`);
    await till.locator('[data-action="till-sure"]').click();
    await till.and(desk.locator('[data-till="off"]')).waitFor();
    for (const { watch, context } of [seat, home]) {
      await watch.settle();
      await context.close();
    }
  });

test("once the requests are there, nothing above them moves them away from a thumb", { timeout: 60_000 }, async () => {
  const shop = await newShop(parley, { name: "Slow Loris" });
  const { offer_id } = await offer(parley, shop, await newIntent(parley), 50_000);
  assert.ok(offer_id);
  const toConfirm = await newIntent(parley);
  const chosen = await offer(parley, shop, toConfirm, 50_000);
  await does(toConfirm, toConfirm, "close");
  await does(toConfirm, toConfirm, "award", { offer_id: chosen.offer_id });
  const next = await newIntent(parley);
  const { context, watch } = await newContext(browser, parley.url, { shape: "phone", dark: false });
  // What the page asks about the shop itself is answered late, each a little later than the one before.
  let late = 0;
  await context.route(/\/v1\/(businesses\/me|deletions)/, async (route) => {
    const response = await route.fetch();
    late += 150;
    setTimeout(() => void route.fulfill({ response }), late);
  });
  await context.addInitScript(() => {
    const top = () => document.querySelector("[data-invitation]")?.getBoundingClientRect().top;
    const look = () => (top() === undefined ? requestAnimationFrame(look) : (globalThis.firstTop = top()));
    requestAnimationFrame(look);
  });
  const desk = await pageOf(shop, context, `/desk/${shop.id}`);
  await desk.locator(`[data-invitation="${next.id}"]`).waitFor();
  await desk.locator("[data-task]").first().waitFor();
  await desk.locator(".desk-head .soft").waitFor();
  const [first, now] = await desk.evaluate(() => [
    globalThis.firstTop,
    document.querySelector("[data-invitation]").getBoundingClientRect().top,
  ]);
  assert.equal(now, first);
  await watch.settle();
  await context.close();
});
