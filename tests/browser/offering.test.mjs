// A shop answers with one thumb: filled in from a template, asked about slips, held for a moment in which it can be
// called back; and what answers by itself is a page that says what it commits to.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "../system/client.mjs";
import { look, newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const env = { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_GUIDE_FRESH_MS: "0" };
const { parley, browser } = await withServer(() => startParley({ env }));

const looks = [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "phone", dark: true },
];
const labelOf = (look) => `${look.shape}, ${look.dark ? "dark" : "light"}`;
const places = ["Penzance", "Thurso", "Whitby", "Dover"].map((name) => ({ name }));

async function seat(look, who, path = "", server = parley) {
  const one = await newContext(browser, server.url, look);
  await comeIn(one.context, server, who);
  const desk = await one.context.newPage();
  await desk.goto(`${server.url}/desk/${who.id}${path}`);
  return {
    ...one,
    desk,
    async leave() {
      await one.watch.settle();
      await one.context.close();
    },
  };
}

const cardOf = (desk, intent) => desk.locator(`[data-invitation="${intent.id}"]`);
const form = (desk) => desk.locator("[data-offer-form]");
const priceIn = (desk) => form(desk).locator('input[name="price"]');
async function open(desk, intent) {
  await cardOf(desk, intent).locator('[data-action="offer"]').click();
  await priceIn(desk).waitFor();
}
const send = (desk) => form(desk).locator('[data-action="send-offer"]').click();
const bar = (desk) => desk.locator("[data-held]");
const offersOn = async (intent) => (await look(parley, intent, intent.session)).offers;
const stands = (desk, intent) => cardOf(desk, intent).locator("[data-own-offer]").waitFor();

async function sold(shop, place, price) {
  const intent = await newIntent(parley, { place });
  const { offer_id } = await offer(parley, shop, intent, price);
  const does = ({ session }, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  await does(intent, "close");
  await does(intent, "award", { offer_id });
  await does(shop, "confirm-award");
}

for (const [i, look] of looks.entries()) {
  const place = places[i];

  test(`S34 open, look, send: a template fills the offer in, ${labelOf(look)}`, { timeout: 120_000 }, async () => {
    const shop = await newShop(parley, { name: "Otter & Daughters", place });
    const first = await newIntent(parley, { place });
    const { desk, name, leave } = await seat(look, shop);
    await open(desk, first);
    await priceIn(desk).fill("540");
    await form(desk).locator("textarea").fill("We make tables in our own workshop.");
    await inspect(desk, `${name}-offer-by-hand`, { full: false });
    await send(desk);
    // It can be called back, and comes back as it was written.
    await bar(desk).waitFor();
    await inspect(desk, `${name}-offer-held`, { full: false });
    assert.match(await desk.locator("[data-status]").textContent(), /goes out in 4 seconds/, "it is announced");
    await desk.locator('[data-action="undo-offer"]').click();
    await priceIn(desk).waitFor();
    assert.equal(await priceIn(desk).inputValue(), "540");
    assert.equal(await form(desk).locator("textarea").inputValue(), "We make tables in our own workshop.");
    assert.deepEqual(await offersOn(first), [], "nothing was sent");
    await send(desk);
    await desk.locator('[data-action="send-now"]').click();
    await stands(desk, first);
    assert.equal((await offersOn(first))[0].price, 54_000);
    await cardOf(desk, first).locator('[data-action="keep-template"]').click();
    await desk.locator("[data-template-kept]").waitFor();

    // The next one is there at once: open, look, send.
    const next = await newIntent(parley, { place, budget: { amount: 50_000, currency: "GBP", visibility: "public" } });
    await cardOf(desk, next).waitFor();
    await open(desk, next);
    assert.equal(await priceIn(desk).inputValue(), "450", "the same share of another budget");
    assert.equal(await form(desk).locator("textarea").inputValue(), "We make tables in our own workshop.");
    await inspect(desk, `${name}-offer-by-template`, { full: false });
    await send(desk);
    await stands(desk, next);
    assert.equal((await offersOn(next))[0].price, 45_000, "sent by itself after the moment to call it back");
    await desk.goto(`${parley.url}/desk/${shop.id}/shop`);
    const kept = desk.locator("[data-template]");
    await kept.getByText("used last").waitFor();
    await kept.locator('[data-action="change-template"]').click();
    await inspect(desk, `${name}-template-form`);
    await desk.locator('[data-template-form] input[name="template-name"]').fill("Our tables");
    await desk.locator('[data-action="save-template"]').click();
    await desk.locator("[data-template-form]").waitFor({ state: "detached" });
    await inspect(desk, `${name}-templates`);
    await kept.locator('[data-action="drop-template"]').click();
    await kept.locator('[data-action="drop-template-sure"]').click();
    await kept.waitFor({ state: "detached" });
    await leave();
  });
}

test("what looks like a slip is asked about before it is sent", { timeout: 120_000 }, async () => {
  const place = { name: "Hereford" };
  const shop = await newShop(parley, { name: "Badger", place });
  for (const price of [48_000, 52_000, 55_000, 60_000, 64_000, 69_000, 50_000, 51_000, 58_000])
    await sold(shop, place, price);
  const intent = await newIntent(parley, { place, budget: { amount: 80_000, currency: "GBP", visibility: "public" } });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/questions`, {
    session: intent.session,
    body: { text: "Is the oak from here?" },
  });
  const { desk, name, leave } = await seat({ shape: "phone", dark: false }, shop);
  await open(desk, intent);
  await desk.getByText(/Usually £\d+ to £\d+ here/).waitFor();
  await desk.locator("[data-buyer-asks]").getByText("Is the oak from here?").waitFor();
  const doubt = (kind) => desk.locator(`[data-doubt="${kind}"]`);
  const correct = async () => {
    await desk.locator("[data-guard] .primary").click();
    await priceIn(desk).waitFor();
  };
  for (const [price, kind, words] of [
    ["80", "slip", /a tenth of the budget of £800/],
    ["8000", "slip", /10 times of the budget of £800/],
    ["8", "slip", /hundredth/],
    ["240", "low", /far below the usual £\d+ to £\d+ \(9 sales\)/],
    ["560", "unanswered", /Is the oak from here/],
  ]) {
    await priceIn(desk).fill(price);
    await send(desk);
    assert.match(await doubt(kind).innerText(), words);
    await inspect(desk, `${name}-doubt-${kind}-${price}`, { full: false });
    await correct();
  }
  // Words that add to the price are named before anything leaves.
  await priceIn(desk).fill("560");
  await form(desk).locator("textarea").fill("English oak, plus delivery");
  await send(desk);
  await desk.locator("[data-refused]").getByText("plus delivery").waitFor();
  await inspect(desk, `${name}-words-that-add`, { full: false });
  assert.deepEqual(await offersOn(intent), []);
  await form(desk).locator("textarea").fill("English oak, delivered");
  await priceIn(desk).fill("240");
  await send(desk);
  await desk.locator("[data-guard] button:not(.primary)").click();
  await stands(desk, intent);
  assert.equal((await offersOn(intent))[0].price, 24_000, "whoever means it may");
  await leave();
});

test("an offer that was held when its page closed or its line was lost says so", { timeout: 120_000 }, async () => {
  const place = { name: "Oban" };
  const shop = await newShop(parley, { name: "Pine Marten", place });
  const intent = await newIntent(parley, { place });
  const { desk, context, name, leave } = await seat({ shape: "phone", dark: true }, shop);
  await open(desk, intent);
  await priceIn(desk).fill("540");
  await send(desk);
  await bar(desk).waitFor();
  const asked = desk.waitForEvent("dialog");
  const closing = desk.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload", "the browser asks first");
  await Promise.all([desk.waitForEvent("close"), dialog.accept(), closing]);
  const later = await context.newPage();
  await later.goto(`${parley.url}/desk/${shop.id}`);
  const told = later.locator(`[data-unsent="${intent.id}"]`);
  await told.getByText("£540").waitFor();
  await inspect(later, `${name}-unsent`);
  assert.deepEqual(await offersOn(intent), []);
  await told.locator('[data-action="drop-unsent"]').click();
  await told.waitFor({ state: "detached" });

  // Without a line it comes back as it was written, and says why.
  await open(later, intent);
  await priceIn(later).fill("530");
  await send(later);
  await bar(later).waitFor();
  await context.setOffline(true);
  await later.locator("[data-refused]").waitFor({ timeout: 60_000 });
  assert.equal(await priceIn(later).inputValue(), "530");
  await inspect(later, `${name}-line-lost`, { full: false });
  await context.setOffline(false);
  await send(later);
  await later.locator('[data-action="send-now"]').click();
  await stands(later, intent);
  assert.equal((await offersOn(intent))[0].price, 53_000);
  await leave();
});

test("by keyboard the moment to call an offer back waits for its reader", { timeout: 120_000 }, async () => {
  const place = { name: "Truro" };
  const shop = await newShop(parley, { name: "Stoat", place });
  const intent = await newIntent(parley, { place });
  const { desk, name, leave } = await seat({ shape: "desktop", dark: false }, shop);
  await cardOf(desk, intent).locator('[data-action="offer"]').focus();
  await desk.keyboard.press("Enter");
  await priceIn(desk).fill("520");
  await priceIn(desk).press("Enter");
  await bar(desk).waitFor();
  const undo = desk.locator('[data-action="undo-offer"]');
  for (let i = 0; i < 6 && !(await undo.evaluate((e) => e === document.activeElement)); i += 1)
    await desk.keyboard.press("Tab");
  await bar(desk).getByText("waits for you").waitFor();
  await inspect(desk, `${name}-held-by-keyboard`, { full: false });
  await desk.keyboard.press("Enter");
  await priceIn(desk).waitFor();
  assert.deepEqual(await offersOn(intent), []);
  await leave();
});

test("in the last 30 seconds an offer is sent at once, and it says so", { timeout: 120_000 }, async () => {
  const short = { PARLEY_RULES_PATCH: JSON.stringify({ ...rules, duration_s: 30 }) };
  const server = await startParley({ env: short });
  try {
    const shop = await newShop(server, { name: "Vole" });
    const { desk, name, leave } = await seat({ shape: "phone", dark: false }, shop, "", server);
    await desk.locator('[data-page="desk"]').waitFor();
    const intent = await newIntent(server);
    await cardOf(desk, intent).waitFor();
    await open(desk, intent);
    await form(desk).getByText("sent at once").waitFor();
    await priceIn(desk).fill("540");
    await inspect(desk, `${name}-last-seconds`, { full: false, axe: false });
    await send(desk);
    await stands(desk, intent);
    await cardOf(desk, intent).getByText("Sent at once: less than 30 seconds were left.").waitFor();
    assert.equal((await look(server, intent, intent.session)).offers[0].price, 54_000);
    await leave();
  } finally {
    await server.stop();
  }
});

for (const look of looks)
  test(`S49 plans and standing offers as a shopkeeper sees them, ${labelOf(look)}`, { timeout: 120_000 }, async () => {
    const place = { name: "Kendal" };
    const sectors = ["furniture/tables", "furniture/chairs"];
    const shop = await newShop(parley, { name: "Hedgehog", place, sectors });
    const { desk, name, leave } = await seat(look, shop, "/shop");
    await desk.locator('[data-autos="none"]').waitFor();
    const autos = desk.locator(".autos");
    const fill = async (opening, floor) => {
      await autos.locator("form input").nth(0).fill(opening);
      await autos.locator("form input").nth(1).fill(floor);
    };
    await autos.locator('[data-action="new-auto"]').click();
    await fill("400", "500");
    await autos.locator('[data-action="save-auto"]').click();
    await autos.locator(".field-error").waitFor();
    await inspect(desk, `${name}-auto-form`);
    await fill("500", "400");
    await autos.locator('input[name="limit-name"]').fill("tables this week");
    await autos.locator('[data-action="save-auto"]').click();
    await autos.locator("[data-auto-offer]").first().waitFor();
    // A second one shares the limit.
    await autos.locator('[data-action="new-auto"]').click();
    await autos.locator("form select").first().selectOption("furniture/chairs");
    await fill("90", "70");
    await autos.locator('select[name="limit"]').selectOption("tables this week");
    await autos.locator('[data-action="save-auto"]').click();
    await autos.locator("[data-auto-offer]").nth(1).waitFor();
    await autos.locator('[data-limit="tables this week"][data-taken="0/2"]').getByText("2 standing offers").waitFor();
    const one = autos.locator("[data-auto-offer]", { hasText: "£500" });
    await one.locator('[data-action="change-auto"]').click();
    await autos.locator("form input").nth(1).fill("380");
    await autos.locator('[data-action="save-auto"]').click();
    await one.getByText("never below £380").waitFor();
    await one.locator('[data-action="pause-auto"]').click();
    await one.getByText("paused").waitFor();
    await autos.locator("[data-auto-log] summary").click();
    assert.equal(await autos.locator("[data-auto-log] li").count(), 4);
    await inspect(desk, `${name}-autos`);

    const plans = desk.locator("[data-plans]");
    await plans.locator('[data-action="new-plan"]').click();
    await plans.locator('input[name="plan-budget"]').fill("60");
    await plans.locator('input[name="lowest"]').fill("450");
    await inspect(desk, `${name}-plan-form`);
    await plans.locator('[data-action="save-plan"]').click();
    const plan = plans.locator('[data-plan="furniture/tables"]');
    await plan.locator('[data-sold="0/4"]').waitFor();
    await inspect(desk, `${name}-plans`);
    // Its lowest price is heeded when an offer is written.
    const intent = await newIntent(parley, { place });
    await desk.locator('[data-room="now"]').click();
    await open(desk, intent);
    await priceIn(desk).fill("440");
    await send(desk);
    await desk.locator('[data-doubt="below_plan"]').waitFor();
    await desk.locator("[data-guard] button:not(.primary)").click();
    await desk.locator('[data-action="send-now"]').click();
    await stands(desk, intent);
    await desk.locator('[data-room="shop"]').click();
    await plan.locator('[data-offered="1"]').waitFor();
    await plan.locator('[data-action="drop-plan"]').click();
    await plan.locator('[data-action="drop-plan-sure"]').click();
    await plan.waitFor({ state: "detached" });
    await leave();
  });
