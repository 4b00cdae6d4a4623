// Advice before prices, and offers that say what they are: both sides of it, in all shapes.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, withServer } from "./support.mjs";
import { beTheShop, comeIn, confirmed, landed, newAddress } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop } from "../system/market.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const { parley, browser } = await withServer();

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`advice is heard, offers are asked for and say what they are, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const page = await context.newPage();
    const { id, buyer } = await confirmed(page, finger, parley.url, newAddress(), async (card) => {
      const first = card.locator('input[name="advice-first"]');
      assert.equal(await first.isChecked(), false, "nobody is asked to wait who did not say so");
      await first.check();
      await inspect(card, `${name}-advice-draft`);
    });
    await buyer.locator('[data-advice-open="true"]').waitFor();
    await buyer.locator('[data-action="be-the-shop"]').waitFor();
    await inspect(buyer, `${name}-advice-waiting`);

    // The shop answers once, without a way around.
    const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
    await inspect(desk, `${name}-advice-shop`);
    const form = card.locator('[data-composer="advise"]');
    await form.locator("textarea").fill("Ring me on 01736 496 000");
    await form.locator('[data-action="advise"]').click();
    await card.getByText("This looks like a way around").waitFor();
    await form.locator("textarea").fill("For a damp room: oak, oiled twice and never lacquered. Leave air behind it.");
    await form.locator('[data-action="advise"]').click();
    await card.locator('[data-shop-advice="given"]').waitFor();
    assert.equal(await card.locator('[data-action="offer"]').count(), 0, "no price before it is asked for");
    await inspect(desk, `${name}-advice-given`);

    await buyer.bringToFront();
    await buyer.locator('[data-advice="1"]').getByText("oiled twice").waitFor();
    await inspect(buyer, `${name}-advice-heard`);
    await buyer.locator('[data-action="ask-for-offers"]').click();
    await buyer.locator('[data-round-state="running"]').waitFor();

    // The offer says what it is.
    await desk.bringToFront();
    await finger.tap(card.locator('[data-action="offer"]'));
    const sheet = desk.locator("[data-offer-form]");
    await sheet.locator("[data-suggest]").first().click();
    const price = Number(await sheet.locator("[data-suggest]").first().getAttribute("data-suggest"));
    await sheet.locator("[data-say-more] summary").click();
    await sheet.locator('input[name="item"]').fill("Refectory table R2, 180 x 90, oiled oak");
    await sheet.locator('input[type="radio"][value="fit"]').check();
    await sheet.locator('select[name="returns_days"]').selectOption("28");
    await sheet.locator('input[name="perks"]').fill("Care set, plus delivery");
    await sheet.locator('[data-action="send-offer"]').click();
    await sheet.getByText("“plus delivery”").waitFor();
    await inspect(desk, `${name}-details-refused`, { full: false });
    await sheet.locator('input[name="perks"]').fill("Care set, the old table taken away");
    await sheet.locator('input[name="person"]').fill("The workshop");
    await inspect(desk, `${name}-details-sheet`, { full: false });
    await sheet.locator('[data-action="send-offer"]').click();
    await card.locator("[data-own-offer]").waitFor();
    await inspect(desk, `${name}-details-own`);

    await buyer.bringToFront();
    const row = await landed(buyer, finger, shop, price);
    await row.getByText("28 days to give it back").waitFor();
    await row.getByText("brought and put in place").waitFor();
    await inspect(buyer, `${name}-details-offers`);
    await buyer.locator('[data-action="compare"]').click();
    await buyer.locator('[data-page-part="compare"]').getByText("Refectory table R2").waitFor();
    await inspect(buyer, `${name}-details-compare`);
    await watch.settle();
    await context.close();
  });
}

test("who advised can be reported and blocked from the page", { timeout: 120_000 }, async () => {
  const shop = await newShop(parley, { name: "Weasel", place: penzance });
  const intent = await newIntent(parley, { place: penzance, advice_first: true });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/advice`, {
    session: shop.session,
    body: { text: "Any wood will do, and ours more than others." },
  });
  const { context, watch } = await newContext(browser, parley.url, { shape: "phone", dark: true });
  await comeIn(context, parley, intent);
  const page = await context.newPage();
  await page.goto(`${parley.url}/buyer/${intent.id}`);
  const answer = page.locator(".advice-one").filter({ hasText: "Weasel" });
  await answer.locator("[data-peace] summary").click();
  await inspect(page, "phone-dark-advice-peace");
  await answer.locator('[data-action="block"]').click();
  await answer.getByText("This shop is blocked.").waitFor();
  assert.equal(await answer.locator('[data-action="block"]').count(), 0);
  await inspect(page, "phone-dark-advice-blocked");
  await watch.settle();
  await context.close();
});
