// The first five minutes of somebody who has just started the service: from a sentence to a chosen shop, in a few taps,
// with offers that land while one looks, and the other side of the counter one tap away.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, seconds, withServer } from "./support.mjs";
import { ask, beTheShop, landed, newAddress, offer, tapLetter, toCard } from "./journey.mjs";

const { parley, browser } = await withServer();

for (const variant of [
  { shape: "desktop", dark: false },
  { shape: "phone", dark: true },
]) {
  test(`from a sentence to a chosen shop, ${variant.shape}`, { timeout: 240_000 }, async (t) => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const started = Date.now();
    const page = await context.newPage();
    const address = newAddress();

    // Rounds are moving before anybody did anything.
    await page.goto(parley.url);
    const mover = page.locator("[data-round] .mover-time").first();
    await mover.waitFor();
    const first = await mover.textContent();
    await page.waitForFunction((was) => document.querySelector("[data-round] .mover-time")?.textContent !== was, first);
    await page.locator(".tag-demo").first().waitFor();
    await inspect(page, `${name}-1-home`);

    // The example becomes a card that says who would be asked.
    await toCard(page, finger, parley.url);
    await page.waitForFunction(() => Number(document.querySelector("[data-reach]")?.getAttribute("data-reach")) > 0);
    await inspect(page, `${name}-2-card`);

    const id = await ask(page, finger, address);
    await page.locator("[data-letter]").waitFor();
    await inspect(page, `${name}-3-waiting`);
    await tapLetter(page, finger, id);
    const asked = Date.now();
    const buyer = page;

    // Offers land by themselves.
    const offers = buyer.locator("[data-offer] [data-price]");
    await offers.first().waitFor({ timeout: 5_000 });
    t.diagnostic(`first offer after ${seconds(Date.now() - asked)} s`);
    await inspect(buyer, `${name}-4-first-offer`);
    await offers.nth(2).waitFor({ timeout: Math.max(1, 20_000 - (Date.now() - asked)) });
    t.diagnostic(`third offer after ${seconds(Date.now() - asked)} s`);

    // The other side of the counter, twice: one shop will win, one will not.
    const shopFinger = new Finger();
    const winner = await beTheShop(buyer, shopFinger, id);
    await inspect(winner.desk, `${name}-5-desk`);
    await winner.card.locator('[data-action="offer"]').click();
    await inspect(winner.desk, `${name}-6-offer-sheet`, { full: false });
    await winner.desk.keyboard.press("Escape");
    const price = await offer(winner.desk, winner.card, shopFinger);
    await landed(buyer, finger, winner.name, price);
    const loser = await beTheShop(buyer, shopFinger, id);
    assert.notEqual(loser.name, winner.name);
    await landed(buyer, finger, loser.name, await offer(loser.desk, loser.card, shopFinger, 1));

    await buyer.bringToFront();
    await buyer
      .locator(".fell")
      .first()
      .waitFor({ timeout: Math.max(1, 45_000 - (Date.now() - asked)) });
    t.diagnostic(`a price had fallen after ${seconds(Date.now() - asked)} s`);
    await inspect(buyer, `${name}-7-offers`);

    // The choice: one tap, and one to mean it.
    const chosen = await landed(buyer, finger, winner.name);
    await finger.tap(chosen.locator('[data-action="choose"]'));
    await buyer.locator("dialog[open]").waitFor();
    await inspect(buyer, `${name}-8-choose`, { full: false });
    await finger.tap(buyer.locator('[data-action="choose-confirm"]'));
    await buyer.locator("[data-contact]").waitFor();
    await inspect(buyer, `${name}-9-chosen`);

    // The winner learns who, says yes; the loser learns why.
    await winner.desk.bringToFront();
    await winner.card.getByText(address).waitFor();
    await inspect(winner.desk, `${name}-10-won`);
    await winner.card.locator('[data-action="confirm-award"]').click();
    await buyer.locator('[data-contact="confirmed"]').waitFor();
    await inspect(buyer, `${name}-11-confirmed`);
    await loser.desk.bringToFront();
    await loser.card.locator('[data-disposition="lost"]').waitFor({ timeout: 60_000 });
    assert.match(await loser.card.locator('[data-disposition="lost"]').innerText(), /\w+ \w+/);
    assert.equal(await loser.desk.getByText(address).count(), 0, "a loser must not see the buyer");
    await inspect(loser.desk, `${name}-12-lost`);

    const took = Date.now() - started;
    t.diagnostic(`${finger.taps} taps, ${seconds(took)} s`);
    assert.ok(finger.taps <= 8, `${finger.taps} taps`);
    assert.ok(took < 180_000, `${seconds(took)} s`);
    await watch.settle();
    await context.close();
  });
}
