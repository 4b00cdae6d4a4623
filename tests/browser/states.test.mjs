// Every state that a person can meet, in light and dark, on a phone and on a desk: each looked at, each free of axe
// findings, none wider than its screen. Then the narrowest phone.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, withServer } from "./support.mjs";
import { ask, beTheShop, confirmed, landed, newAddress, offer, openMail, toCard } from "./journey.mjs";

const { parley, browser } = await withServer();

const variants = [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
];
const someToken = "A".repeat(43);
const at = (path) => new URL(path, parley.url).href;

for (const variant of variants) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`the card, its corrections and the code, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    await toCard(page, finger, parley.url);
    await page.locator("details.fold summary").first().click();
    await page.locator("details.fold summary").nth(1).click();
    await inspect(page, `${name}-card-open`);
    // What is missing is said at its field, and nothing is sent.
    await page.locator('input[name="email"]').fill("nobody");
    await page.locator("input[list]").fill("");
    await page.locator('[data-action="ask"]').click();
    await page.locator('input[name="email"][aria-invalid]').waitFor();
    await inspect(page, `${name}-card-missing`);
    await page.locator("input[list]").fill("Leeds");
    await page.locator("input[list]").press("Tab");
    const address = newAddress();
    const id = await ask(page, finger, address);
    // A wrong code says how many tries are left.
    await page.locator(".code-input").fill("00000000");
    await page.locator(".code button").click();
    await page.locator(".code .field-error").waitFor();
    assert.match(await page.locator(".code .field-error").innerText(), /left/);
    await inspect(page, `${name}-wrong-code`);
    // The right one gives this very tab the right to choose.
    const mail = await openMail(page, finger, address);
    const code = /\b\d{8}\b/.exec(await mail.locator("body").innerText())?.[0];
    assert.ok(code, "the mail holds a code");
    await page.bringToFront();
    await page.locator(".code-input").fill(code);
    await page.locator(".code button").click();
    await page.waitForURL(`**/buyer/${id}`);
    await page.locator('[data-page="intent"]').waitFor();
    await watch.settle();
    await context.close();
  });

  test(`a link opened elsewhere gives its right there, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    await toCard(page, finger, parley.url);
    const address = newAddress();
    const id = await ask(page, finger, address);
    const mail = await openMail(page, finger, address);
    const link = await mail.locator('a[href*="/confirm#"]').first().getAttribute("href");
    const other = await newContext(browser, parley.url, variant);
    const elsewhere = await other.context.newPage();
    await elsewhere.goto(at(link));
    await elsewhere.waitForURL(`**/buyer/${id}`);
    await elsewhere.locator('[data-page="intent"]').waitFor();
    await page.locator('[data-page="confirmed-elsewhere"]').waitFor();
    await inspect(page, `${name}-confirmed-elsewhere`);
    await page.locator('[data-page="confirmed-elsewhere"] a').click();
    await page.locator('[data-page="intent-public"]').waitFor();
    assert.equal(await page.locator("[data-offer]").count(), 0, "who only watches sees no offers");
    await inspect(page, `${name}-watching`);
    // The link worked once.
    await page.goto(at(link));
    await page.locator('[data-page="confirm-used"]').waitFor();
    await inspect(page, `${name}-confirm-used`);
    await watch.settle();
    await other.watch.settle();
    await other.context.close();
    await context.close();
  });

  test(`doors and dead ends, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    const look = async (path, selector, what, options) => {
      await page.goto("about:blank");
      await page.goto(at(path));
      await page.locator(selector).first().waitFor();
      await inspect(page, `${name}-${what}`, options);
    };
    await look("/confirm#tooshort", '[data-page="confirm-bad"]', "confirm-bad");
    await look(
      `/confirm#${someToken}`,
      '[data-page="confirm-bad"], [data-page="confirm-expired"], [data-page="confirm-used"]',
      "confirm-unknown",
    );
    await look(`/not-me#${someToken}`, '[data-page="not-me-ask"]', "not-me");
    await look(`/unsubscribe#${someToken}`, '[data-page="unsubscribe-ask"]', "unsubscribe");
    await look("/not-me", '[data-page="not-me-bad"]', "not-me-bad");
    await look("/buyer/01k8zq6w5v3n2m1h0gfedcba98", '[data-page="not-found"]', "not-found");
    await look("/desk", '[data-page="desk-door"] [data-sells]', "desk-door");
    await page.locator('[data-page="desk-door"] form.signin input').fill(newAddress());
    await page.locator('[data-page="desk-door"] form.signin button').click();
    await page.locator(".notice-good").waitFor();
    await inspect(page, `${name}-link-sent`);
    await look("/docs", "#streams-name", "docs");
    await look("/docs/problems", "#group-offers", "problems");
    await look("/conduct", ".conduct", "conduct");
    await look("/lab", '[data-funnel]:not([data-rows="0"])', "lab");
    await watch.settle();
    await context.close();
  });

  test(`the reference is short, and a link opens what it names, ${label}`, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(at("/docs"));
    const [tall, lost] = await page.evaluate(() => [
      document.documentElement.scrollHeight / innerHeight,
      [...document.querySelectorAll('main a[href^="#"]')]
        .map((link) => link.hash.slice(1))
        .filter((id) => !document.getElementById(id)),
    ]);
    assert.ok(tall < 7, `${tall} screens`);
    assert.deepEqual(lost, []);
    await page.locator('nav a[href="#tag-selling"]').click();
    const call = page.locator("#tag-selling summary", { hasText: "/v1/intents/{id}/offers" }).first();
    await call.click();
    await page.locator("#placeOffer").waitFor();
    await page.goto("about:blank");
    await page.goto(at("/docs#placeOffer"));
    await page.locator("#placeOffer").waitFor();
    await inspect(page, `${name}-docs-call`);
    await page.locator("#placeOffer a", { hasText: "OfferRequest" }).click();
    await page.locator("#schema-offerrequest table").waitFor();
    await inspect(page, `${name}-docs-schema`, { full: false });
    await watch.settle();
    await context.close();
  });

  test(`the buyer's side: comparing, more time, stopping, ${label}`, { timeout: 180_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    const { buyer } = await confirmed(page, finger, parley.url);
    await buyer.locator("[data-offer] [data-price]").nth(2).waitFor({ timeout: 25_000 });
    await buyer.locator('[data-action="compare"]').click();
    await buyer.locator('[data-page-part="compare"]').waitFor();
    await inspect(buyer, `${name}-compare`);
    for (const summary of await buyer.locator("summary").all()) await summary.click();
    await inspect(buyer, `${name}-tables`);
    // A reload loses nothing: the picture of the prices is told again from the first push.
    const dots = await buyer.locator(".chart-dot").count();
    await buyer.reload();
    await buyer.waitForFunction((n) => document.querySelectorAll(".chart-dot").length >= n, dots);
    // More time, once.
    const left = async () => Number(await buyer.locator("[data-time-left]").first().getAttribute("data-time-left"));
    const beforeExtension = await left();
    await buyer.locator('[data-action="more"]').click();
    await inspect(buyer, `${name}-menu`, { full: false });
    await buyer.locator('[data-deed="extend"]').click();
    await buyer.locator(".notice-good").waitFor();
    await buyer.waitForFunction(
      (was) => Number(document.querySelector("[data-time-left]")?.getAttribute("data-time-left")) > was,
      beforeExtension,
    );
    await buyer.locator('[data-action="more"]').click();
    assert.equal(await buyer.locator('[data-deed="extend"]').count(), 0, "a second extension is not offered");
    // Closed early, then there is time to choose.
    await buyer.locator('[data-deed="close"]').click();
    await buyer.locator('[data-deed-confirm="close"]').click();
    await buyer.locator('[data-state="deciding"]').waitFor();
    await inspect(buyer, `${name}-deciding`);
    await buyer.locator('[data-action="more"]').click();
    await buyer.locator('[data-deed="cancel"]').click();
    await buyer.locator('[data-deed-confirm="cancel"]').click();
    await buyer.locator('[data-ending="cancelled"]').waitFor();
    await inspect(buyer, `${name}-cancelled`);
    await watch.settle();
    await context.close();
  });

  test(`the shop's side: offers, slips, settings, ${label}`, { timeout: 180_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    const { id, buyer } = await confirmed(page, finger, parley.url);
    const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
    // Whoever leads may not undercut itself, so this shop comes after others, and dearest.
    await buyer.locator("[data-offer] [data-price]").nth(2).waitFor({ timeout: 20_000 });
    // Who has not said who trades is asked before the first offer, and the offer goes out with the answer.
    await desk.evaluate(async () => {
      const headers = { "content-type": "application/json", "parley-for": location.pathname.split("/")[2] };
      const body = JSON.stringify({ trader: { address: null, phone: null } });
      const answer = await fetch("/v1/businesses/me", { method: "PATCH", headers, body });
      const said = await answer.text();
      if (!answer.ok) throw new Error(said);
    });
    const price = await offer(desk, card, finger, {
      asked: async () => {
        const form = desk.locator("[data-trader-form]");
        await form.locator('[data-action="save-trader"]').click();
        await form.locator(".field-bad").nth(1).waitFor();
        await inspect(desk, `${name}-trader`, { full: false });
        await form.locator('input[name="address"]').fill("1 Mill Lane, Leeds");
        await form.locator('input[name="phone"]').fill("0113 496 0000");
        await form.locator('input[name="certified"]').check();
        await form.locator('[data-action="save-trader"]').click();
      },
    });
    const open = async () => {
      await card.locator('[data-action="offer"]').click();
      await desk.locator("[data-offer-form]").waitFor();
    };
    const type = async (pounds) => {
      await desk.locator('input[name="price"]').fill(String(pounds));
      await desk.locator('[data-action="send-offer"]').click();
    };
    // A slip of the finger is caught, and can be corrected.
    await open();
    await type((price / 1000).toFixed(2));
    await desk.locator("[data-guard]").waitFor();
    await inspect(desk, `${name}-typo-guard`, { full: false });
    await desk.locator("[data-guard] .primary").click();
    // What the rules refuse is answered with what they would take, one tap away.
    await type(price / 100 + 500);
    await desk.locator("[data-refused]").waitFor();
    await inspect(desk, `${name}-refused`, { full: false });
    const use = desk.locator("[data-refused] .chip");
    if ((await use.count()) > 0) {
      await use.click();
      assert.equal(await desk.locator("[data-refused]").count(), 0);
    }
    await desk.keyboard.press("Escape");
    // A lower price is taken and the buyer sees it fall.
    await open();
    const lower = Math.round(price / 100) - 20;
    await type(lower);
    await desk.locator("[data-offer-form]").waitFor({ state: "detached" });
    // Whoever came by keyboard has all the time to call it back.
    await desk.locator('[data-action="send-now"]').click();
    await landed(buyer, finger, shop, lower * 100);
    // The next sheet remembers the words and the days.
    await desk.locator('[data-room="shop"]').click();
    await desk.locator(".autos").waitFor();
    await inspect(desk, `${name}-our-shop`);
    await desk.locator('input[role="switch"]').first().click();
    await desk.locator(".desk-note .notice-good").waitFor();
    await desk.locator('[data-action="new-auto"]').click();
    const form = desk.locator(".autos form");
    await form.locator("input").nth(0).fill("500");
    await form.locator("input").nth(1).fill("400");
    await inspect(desk, `${name}-new-standing-offer`, { full: false });
    await form.locator('button[type="submit"]').click();
    await desk.locator("[data-auto-offer]").first().waitFor();
    await desk.locator('[data-room="now"]').click();
    await desk.locator(".paused button").click();
    await desk.locator(".paused").waitFor({ state: "detached" });
    // Taken back, gone from the buyer's list of standing offers.
    await card.locator('[data-action="withdraw"]').click();
    await inspect(desk, `${name}-withdraw`, { full: false });
    await desk.locator("dialog[open] .primary").click();
    await buyer
      .locator("[data-offer].offer-gone", { hasText: shop })
      .or(buyer.locator('[data-action="show-all"]'))
      .first()
      .waitFor();
    await watch.settle();
    await context.close();
  });

  test(`a sealed round, ${label}`, { timeout: 180_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    const { buyer } = await confirmed(page, finger, parley.url, newAddress(), async (card) => {
      await card.locator("select").first().selectOption("furniture/restoration");
      await card.waitForFunction(() => Number(document.querySelector("[data-reach]")?.getAttribute("data-reach")) > 0);
    });
    await buyer.locator("[data-offer]").first().waitFor({ timeout: 60_000 });
    assert.equal(
      await buyer.locator('[data-action="choose"]').count(),
      0,
      "nothing can be chosen while a round is sealed",
    );
    await inspect(buyer, `${name}-sealed`);
    await buyer.locator('[data-action="more"]').click();
    await buyer.locator('[data-deed="close"]').click();
    await buyer.locator('[data-deed-confirm="close"]').click();
    await buyer.locator('[data-action="choose"]').first().waitFor();
    await inspect(buyer, `${name}-unsealed`);
    await watch.settle();
    await context.close();
  });
}

test("a lost line is said, and nothing is lost with it", { timeout: 120_000 }, async () => {
  const { context, watch, name } = await newContext(browser, parley.url, {
    shape: "phone",
    expectErrors: [/ERR_INTERNET_DISCONNECTED/, /WebSocket connection/],
  });
  const finger = new Finger();
  const page = await context.newPage();
  const { id, buyer } = await confirmed(page, finger, parley.url);
  await buyer.locator("[data-offer]").first().waitFor({ timeout: 20_000 });
  const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
  await buyer.bringToFront();
  // Only the buyer's line is cut: its socket is closed and its page cannot open another.
  const cut = await context.newCDPSession(buyer);
  await cut.send("Network.enable");
  await cut.send("Network.emulateNetworkConditions", {
    offline: true,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await buyer.evaluate(() => dispatchEvent(new Event("offline")));
  await buyer.locator('[data-link="offline"], [data-link="stale"]').waitFor();
  await inspect(buyer, `${name}-offline`, { axe: true });
  await desk.bringToFront();
  const price = await offer(desk, card, finger, { pick: 1 });
  await cut.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await buyer.bringToFront();
  await buyer.evaluate(() => dispatchEvent(new Event("online")));
  await buyer.locator('[data-link="live"]').waitFor({ timeout: 20_000 });
  await landed(buyer, finger, shop, price);
  await watch.settle();
  await context.close();
});

test("where a WebSocket cannot pass, the same offers come as events", { timeout: 120_000 }, async () => {
  const { context, watch } = await newContext(browser, parley.url, { shape: "desktop" });
  await context.addInitScript(() => {
    window.WebSocket = class {
      constructor() {
        throw new DOMException("a proxy in between", "SecurityError");
      }
    };
  });
  const page = await context.newPage();
  const { buyer } = await confirmed(page, new Finger(), parley.url);
  await buyer.locator("[data-offer] [data-price]").nth(1).waitFor({ timeout: 25_000 });
  await buyer.locator('[data-link="live"]').waitFor();
  await watch.settle();
  await context.close();
});

test("the narrowest phone shows everything without going sideways", { timeout: 120_000 }, async () => {
  const { context, watch, name } = await newContext(browser, parley.url, { shape: "small" });
  const finger = new Finger();
  const page = await context.newPage();
  await page.goto(parley.url);
  await page.locator("[data-round]").first().waitFor();
  await inspect(page, `${name}-home`);
  const { id, buyer } = await confirmed(page, finger, parley.url, newAddress(), (card) =>
    inspect(card, `${name}-card`),
  );
  await buyer.locator("[data-offer] [data-price]").nth(1).waitFor({ timeout: 25_000 });
  await inspect(buyer, `${name}-offers`);
  const { desk, card } = await beTheShop(buyer, finger, id);
  await inspect(desk, `${name}-desk`);
  await card.locator('[data-action="offer"]').click();
  await desk.locator("[data-offer-form]").waitFor();
  await inspect(desk, `${name}-offer-sheet`, { full: false });
  const lab = await context.newPage();
  await lab.goto(at("/lab"));
  await lab.locator('[data-funnel]:not([data-rows="0"])').waitFor();
  await inspect(lab, `${name}-lab`);
  await watch.settle();
  await context.close();
});
