// The link to a card that somebody made of a public post: it opens once, by a tap, and leads to the usual card.
import { test } from "node:test";
import assert from "node:assert/strict";
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
