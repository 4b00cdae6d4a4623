// What the card says before posting: a picture of what was paid where enough is known, and plain words where not.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, withServer } from "./support.mjs";
import { toCard } from "./journey.mjs";

const { parley, browser } = await withServer();

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`the card says what to expect, or that little is known, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await toCard(page, new Finger(), parley.url);
    const known = page.locator('[data-guide="known"]');
    await known.locator(".range-bar").waitFor();
    assert.match(await known.innerText(), /Mostly sold for £\d+.* to £\d+/);
    assert.match(await known.innerText(), /The middle half of \d+ sales, \d+ \w+ to \d+ \w+\./);
    assert.match(await known.innerText(), /From \d+ requests within \d+ km in the last \d+ days\./);
    assert.match(await known.innerText(), /simulated: nobody bought anything/);
    await inspect(page, `${name}-guide-known`);
    // Nobody asks for dog walks in the simulated town.
    await page.locator("select").first().selectOption("pets/dog-care");
    const thin = page.locator('[data-guide="thin"]');
    await thin.waitFor();
    assert.match(await thin.innerText(), /thin market: nobody has asked for this here before/);
    assert.equal(await page.locator(".range-bar").count(), 0, "no invented number");
    await inspect(page, `${name}-guide-thin`);

    const lab = await context.newPage();
    await lab.goto(new URL("/lab", parley.url).href);
    const judged = lab.locator("[data-forecasts]");
    await judged.locator(".reliability-dot").first().waitFor();
    assert.ok(Number(await judged.getAttribute("data-forecasts")) >= 9);
    await inspect(lab, `${name}-lab-calibration`);
    await watch.settle();
    await context.close();
  });
}
