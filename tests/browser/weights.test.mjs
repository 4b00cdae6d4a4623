// The buyer orders the offers by what matters to them: the page says why each stands where it does, in both views,
// keeps it over a reload and goes back to the round's order.
import { test } from "node:test";
import assert from "node:assert/strict";
import { signIn } from "./journey.mjs";
import { leeds, newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";

// The demonstration's own shops stay away: which offers there are is what this test is about.
const { parley, browser } = await withServer(startParley);

const north = (degrees) => ({ ...leeds, lat: leeds.lat + degrees });

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`S56 the buyer's own weights reorder the offers and each says why, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const shops = {
      ash: await newShop(parley, { name: `Ash ${name}`, place: north(0.2) }),
      beech: await newShop(parley, { name: `Beech ${name}`, place: north(0.1) }),
      cherry: await newShop(parley, { name: `Cherry ${name}`, place: north(0.01) }),
    };
    const intent = await newIntent(parley);
    const page = await context.newPage();
    await signIn(parley, page, intent.address);
    await page.goto(`${parley.url}/buyer/${intent.id}`);
    await page.locator('[data-link="live"]').waitFor();
    await offer(parley, shops.ash, intent, 40_000, { attributes: { delivery_days: 9, warranty_months: 12 } });
    await offer(parley, shops.beech, intent, 42_000, { attributes: { delivery_days: 3 } });
    const order = (names) =>
      page.waitForFunction(
        (wanted) => [...document.querySelectorAll("[data-offer] h3")].map((h) => h.textContent).join() === wanted,
        names.map((each) => shops[each].name).join(),
      );
    const why = (shop) => page.locator("[data-offer]", { hasText: shops[shop].name }).locator("[data-why]").innerText();
    await order(["ash", "beech"]);
    assert.equal(await page.locator("[data-why]").count(), 0);

    // With the keyboard alone: to the fold, to its first choices, and along them.
    const fold = page.locator('[data-action="own-order"]');
    await fold.focus();
    await page.keyboard.press("Enter");
    const set = (legend, weight) =>
      page.locator("fieldset", { hasText: legend }).getByRole("radio", { name: weight }).check();
    await page.keyboard.press("Tab"); // price
    await page.keyboard.press("Tab"); // days
    await page.keyboard.press("ArrowRight");
    await order(["beech", "ash"]);
    assert.equal(await why("beech"), "First for you. £20 more than the cheapest, 6 days sooner.");
    assert.equal(await why("ash"), "The cheapest, 6 days later than the soonest.");
    assert.match(await page.locator("[data-own-order]").innerText(), /yours alone/);
    assert.match(await page.locator(`[data-offer]`).first().innerText(), /Number 2 by the rules/);
    assert.equal(await page.evaluate(() => document.activeElement.value), "some", "the focus stays with the choice");

    // An offer that lands takes its place in this order.
    await offer(parley, shops.cherry, intent, 50_000, { attributes: { delivery_days: 1, warranty_months: 24 } });
    await order(["cherry", "beech", "ash"]);
    await set("A low price", "Much");
    await order(["beech", "ash", "cherry"]);
    await set("A shop nearby", "Some");
    assert.match(await why("cherry"), /^£100 more than the cheapest, 8 days sooner, 2\d km nearer\.$/);
    await set("A long warranty", "Some");
    assert.match(await why("beech"), /warranty not stated \(counts as the shortest\)\.$/);
    await order(["cherry", "beech", "ash"]);
    await inspect(page, `${name}-own-order`);

    await page.locator('[data-action="compare"]').click();
    await page.locator('[data-page-part="compare"]').waitFor();
    await inspect(page, `${name}-own-order-compare`);
    await page.locator(".switch button").first().click();

    await page.reload();
    await page.locator("[data-own-order]").waitFor();
    await page.locator('[data-action="round-order"]').focus();
    await page.keyboard.press("Enter");
    await order(["ash", "beech", "cherry"]);
    assert.equal(await page.locator("[data-why], [data-own-order]").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.action), "own-order");
    await page.reload();
    await order(["ash", "beech", "cherry"]);
    assert.equal(await page.locator("[data-own-order]").count(), 0, "nothing is kept of it");
    await watch.settle();
    await context.close();
  });
}
