// From the empty join form to an offer that the buyer sees, on a phone and by somebody who was never here: less than a
// minute of the shopkeeper's time. What counts is what the hands do: each tap and each key at the pace of a person,
// and the time to read what a page asks; the machine's own time comes on top and is told.
import { test } from "node:test";
import assert from "node:assert/strict";
import { look, mailTo, newAddress, newIntent, tokenIn } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, seconds, withServer } from "./support.mjs";

const { parley, browser } = await withServer(() => startParley());

/** Milliseconds of a person with one thumb: to find and tap, to type one character, to take in a page. */
const pace = { tap: 1_100, key: 280, page: 2_000 };

/** A hand that types and taps, and knows how long a person's would take. */
class Hand {
  ms = 0;
  taps = 0;
  keys = 0;
  async tap(locator) {
    this.ms += pace.tap;
    this.taps += 1;
    await locator.click();
  }
  /** Taps the field first. */
  async type(locator, text) {
    await this.tap(locator);
    this.ms += pace.key * text.length;
    this.keys += text.length;
    await locator.pressSequentially(text);
  }
  read() {
    this.ms += pace.page;
  }
}

test("S34 from the join form to a first offer in less than a minute", { timeout: 120_000 }, async (t) => {
  const { context, watch, name } = await newContext(browser, parley.url, { shape: "phone", dark: false });
  const page = await context.newPage();
  const hand = new Hand();
  const address = newAddress("oak");
  const began = Date.now();

  await page.goto(`${parley.url}/desk`);
  const join = page.locator("[data-join]");
  await join.waitFor();
  hand.read();
  await inspect(page, `${name}-join`);
  await hand.type(join.locator('input[autocomplete="organization"]'), "Oak & Son");
  await hand.type(join.locator('input[type="email"]'), address);
  await hand.type(join.locator("input[list]"), "Leeds");
  await hand.type(join.locator('input[name="sells"]'), "tables");
  await hand.tap(join.locator('[data-sells-found="furniture/tables"]'));
  await hand.tap(join.locator('input[name="conduct"]'));
  await hand.tap(join.locator('button[type="submit"]'));
  await page.getByText("open the mail").waitFor();
  hand.read();

  // Over to the mail, and back by its link.
  const mail = await mailTo(parley, address);
  hand.ms += 2 * pace.tap;
  hand.taps += 2;
  hand.read();
  await page.goto(`${parley.url}/confirm#${tokenIn(mail)}`);
  const toDesk = page.locator('[data-page="desk"]');
  await toDesk.waitFor();

  const intent = await newIntent(parley);
  const card = page.locator(`[data-invitation="${intent.id}"]`);
  await card.waitFor();
  hand.read();
  await inspect(page, `${name}-first-request`);
  await hand.tap(card.locator('[data-action="offer"]'));
  const form = page.locator("[data-offer-form]");
  await form.waitFor();
  hand.read();
  await hand.tap(form.locator("[data-suggest]").nth(1));
  await hand.tap(form.locator('[data-action="send-offer"]'));
  const trader = page.locator("[data-trader-form]");
  await trader.waitFor();
  hand.read();
  await inspect(page, `${name}-first-trader`, { full: false });
  await hand.type(trader.locator('input[name="address"]'), "1 Mill Lane, Leeds");
  await hand.type(trader.locator('input[name="phone"]'), "0113 496 0000");
  await hand.tap(trader.locator('input[name="certified"]'));
  await hand.tap(trader.locator('[data-action="save-trader"]'));
  await hand.tap(page.locator('[data-action="send-now"]'));
  await card.locator("[data-own-offer]").waitFor();
  const { offers } = await look(parley, intent, intent.session);
  assert.equal(offers.length, 1, "the buyer sees it");
  assert.equal(offers[0].business.name, "Oak & Son");

  t.diagnostic(`${seconds(hand.ms)} s of a person's time: ${hand.taps} taps, ${hand.keys} keys`);
  t.diagnostic(`${seconds(Date.now() - began)} s of the machine's`);
  assert.ok(hand.ms < 60_000, `${seconds(hand.ms)} s`);
  await watch.settle();
  await context.close();
});
