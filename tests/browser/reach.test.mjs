// What reaches a shop, as it sets it: by its own words, shop by shop, with what that would have brought standing beside
// each change before it is saved; and why it was not asked. Every state is looked at.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "../system/client.mjs";
import { newShop } from "../system/market.mjs";
import { comeIn } from "./journey.mjs";
import { inspect, newContext, withServer } from "./support.mjs";

const { parley, browser } = await withServer();
const settingsOf = ({ session }) => expectStatus(200, parley.url, "GET", "/v1/businesses/me", { session });

for (const look of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${look.shape}, ${look.dark ? "dark" : "light"}`;
  const seat = await newContext(browser, parley.url, look);
  const snap = (page, what) => inspect(page, `${seat.name}-reach-${what}`);

  test(
    `a shop tries a change, sees what it would have brought, and saves it, ${label}`,
    { timeout: 120_000 },
    async () => {
      const shop = await newShop(parley, { name: "Heron & Sons", more: { radius_km: 5 } });
      await comeIn(seat.context, parley, shop);
      const page = await seat.context.newPage();
      await page.goto(`${parley.url}/desk/${shop.id}/shop`);
      const card = page.locator("[data-reach]");
      const preview = card.locator("[data-preview]");
      const count = async () => Number(await preview.getAttribute("data-preview"));
      await preview.waitFor();
      const small = await count();
      assert.equal(await card.getAttribute("data-reach"), "saved");
      await snap(page, "as-it-is");

      const gain = card.locator('[data-kept="distance"] [data-gain]').last();
      const tried = small + Number(await gain.getAttribute("data-adds"));
      assert.ok(tried > small, "it would bring more");
      await gain.click();
      const shows = (count, now) => preview.and(page.locator(`[data-preview="${count}"][data-now="${now}"]`)).waitFor();
      await shows(tried, small);
      await card.and(page.locator('[data-reach="changed"]')).waitFor();
      assert.equal((await settingsOf(shop)).radius_km, 5, "nothing is saved yet");
      await snap(page, "tried");
      await inspect(page, `${seat.name}-reach-thumb`, { full: false, axe: false });
      await card.locator('[data-action="save-reach"]').click();
      await card.and(page.locator('[data-reach="saved"]')).waitFor();
      assert.ok((await settingsOf(shop)).radius_km > 5);
      await shows(tried, tried);

      await card.locator('input[name="sells"]').fill("sofas, wardrobes and chairs");
      await card.locator("[data-sells-found]").first().waitFor();
      await snap(page, "sells");
      const found = await card.locator("[data-sells-found]").first().getAttribute("data-sells-found");
      await card.locator("[data-sells-found]").first().click();
      await card.locator(`[data-sells-chosen="${found}"]`).waitFor();

      await card.locator('[data-action="add-branch"]').click();
      await card.getByLabel("Where it is").fill("York");
      await card.locator('[data-action="add-place"]').click();
      await card.locator('[data-branch="York"] summary').first().click();
      await card.locator('[data-branch="York"] [data-action="add-area"]').click();
      await card.getByLabel("Town or district").fill("Selby");
      await card.locator('[data-action="add-place"]').click();
      await card.locator('[data-area="Selby"]').waitFor();
      await card.locator("summary", { hasText: "Words" }).click();
      await card.locator('input[name="exclude"]').fill("glass");
      await card.locator('input[name="exclude"]').press("Enter");
      await card.locator("[data-requirements] summary").click();
      await card.locator('[data-question="material"] input').first().click();
      await card.locator('input[name="usual-price"]').fill("350");
      await card.locator('[data-won]:not([data-won=""])').first().waitFor();
      await snap(page, "all");
      await card.locator('[data-action="save-reach"]').click();
      await card.and(page.locator('[data-reach="saved"]')).waitFor();
      const saved = await settingsOf(shop);
      assert.deepEqual(
        saved.branches.map(({ name, areas }) => [name, areas.map((area) => area.name)]),
        [
          [saved.place.name, []],
          ["York", ["Selby"]],
        ],
      );
      assert.deepEqual(saved.exclude_words, ["glass"]);
      assert.equal(saved.requirements[0].question, "material");
      assert.ok(saved.sectors.includes(found));

      await page.locator('[data-room="numbers"]').click();
      const missed = page.locator("[data-missed]");
      await missed.waitFor();
      assert.ok(Number(await missed.getAttribute("data-missed")) > 0);
      await missed.locator("details summary").click();
      await snap(page, "why-not");
      await seat.watch.settle();
      await seat.context.close();
    },
  );
}

for (const look of [
  { shape: "small", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${look.shape}, ${look.dark ? "dark" : "light"}`;
  test(
    `who joins types what it sells and is told what it would have received, ${label}`,
    { timeout: 60_000 },
    async () => {
      const seat = await newContext(browser, parley.url, look);
      const page = await seat.context.newPage();
      await page.goto(`${parley.url}/desk`);
      await page.locator('input[name="sells"]').fill("oak tables and sheds");
      await page.locator('[data-sells-found="furniture/tables"]').click();
      assert.equal(await page.locator("[data-sells-chosen]").count(), 1, "nothing is chosen by itself");
      await page.getByLabel("Where").fill("Leeds");
      await page.locator("[data-tried]").waitFor();
      assert.ok(Number(await page.locator("[data-tried]").getAttribute("data-tried")) > 0);
      await inspect(page, `${seat.name}-reach-join`);
      await seat.watch.settle();
      await seat.context.close();
    },
  );
}
