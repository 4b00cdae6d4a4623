// The link to a card that somebody made of a public post: it opens once, by a tap, and leads to the usual card.
import { test } from "node:test";
import assert from "node:assert/strict";
import { signIn } from "./journey.mjs";
import { newShop } from "../system/market.mjs";
import { sql } from "../system/stores.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";

const { parley, browser } = await withServer();

async function brought() {
  const text = "Looking for a solid oak dining table, up to 600 GBP, in Leeds";
  const body = { network: "mastodon", handle: "@weaver@wool.example", text, url: "https://wool.example/1" };
  const answer = await fetch(new URL("/v1/claims", parley.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 201);
  return new URL((await answer.json()).claim_url).hash;
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "phone", dark: true },
  { shape: "desktop", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`a claim opens the card with its fields filled in, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(new URL(`/claim${await brought()}`, parley.url).href);
    await page.locator('[data-page="claim"]').waitFor();
    assert.equal(new URL(page.url()).hash, "", "the secret does not stay in the address bar");
    await inspect(page, `${name}-claim`);
    await page.locator('[data-action="take"]').click();
    await page.locator('[data-page="draft"]').waitFor();
    assert.match(await page.locator(".words").innerText(), /^Looking for a solid oak dining table/);
    assert.match(await page.locator("input.big").inputValue(), /oak dining table/i);
    assert.equal(await page.locator("select").first().inputValue(), "furniture/tables");
    assert.ok(Number(await page.locator("[data-reach]").getAttribute("data-reach")) > 0, "shops are in reach");
    await inspect(page, `${name}-claim-card`);

    const torn = await context.newPage();
    await torn.goto(new URL("/claim#torn", parley.url).href);
    await torn.locator('[data-page="claim-gone"]').waitFor();
    await inspect(torn, `${name}-claim-gone`);
    await watch.settle();
    await context.close();
  });
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`a shop sees how often its things were asked for elsewhere, ${label}`, { timeout: 120_000 }, async () => {
    const real = await startParley();
    try {
      const { context, watch, name } = await newContext(browser, real.url, variant);
      const shop = await newShop(real, { sectors: ["furniture/tables", "furniture/sofas"] });
      const page = await context.newPage();
      await signIn(real, page, shop.address);
      await page.goto(`${real.url}/desk/${shop.id}/numbers`);
      await page.locator('[data-page="desk"]').waitFor();
      const card = page.locator("[data-elsewhere]");
      assert.equal(await card.count(), 0, "nothing was asked for yet");
      const counted = (sector, area, posts) => `('${sector}', '${area}', current_date, ${posts})`;
      const rows = [
        counted("furniture/tables", "Leeds", 7),
        counted("furniture/tables", "York", 4),
        counted("furniture/sofas", "Bradford", 12),
        counted("furniture/beds", "Leeds", 30),
      ];
      await sql(
        real.stores.databaseUrl,
        `INSERT INTO unclaimed_demand (sector, area, day, posts) VALUES ${rows.join(", ")}`,
      );
      await page.reload();
      await card.waitFor();
      assert.deepEqual(await card.locator("li").allInnerTexts(), [
        "Sofas, Bradford\n12 posts",
        "Tables, Leeds\n7 posts",
      ]);
      await card.scrollIntoViewIfNeeded();
      await inspect(page, `${name}-desk-elsewhere`, { full: false });
      await watch.settle();
      await context.close();
    } finally {
      await real.stop();
    }
  });
}
