// Rounds of turns and rounds with a clock as people see them: whose turn it is, what the clock shows, the yes to a
// price, a price that is explained, and what other rules would have given.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, launch, newContext, server } from "./support.mjs";
import { beTheShop, confirmed, offer } from "./journey.mjs";

const patched = (rules) => server({ PARLEY_RULES_PATCH: JSON.stringify({ close: { mode: "hard" }, ...rules }) });

/** Runs the steps with a server under these rules, a browser and a fresh context. */
async function under(rules, variant, steps) {
  const parley = await patched(rules);
  const browser = await launch();
  try {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    await steps({ parley, context, name });
    await watch.settle();
    await context.close();
  } finally {
    await browser.close();
    await parley.stop();
  }
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`turns: a shop waits for its own and goes lower in it, ${label}`, { timeout: 180_000 }, async () => {
    const turns = { rounds: 1, first_pause_s: 2, pause_s: 0, turn_s: 5, announce_s: 0 };
    const rules = { format: "turns", duration_s: 14, turns, visibility: "all_prices", max_drop_bp: 0 };
    await under(rules, variant, async ({ parley, context, name }) => {
      const finger = new Finger();
      const { id, buyer } = await confirmed(await context.newPage(), finger, parley.url);
      const { desk, card } = await beTheShop(buyer, finger, id);
      const price = await offer(desk, card, finger);
      await inspect(desk, `${name}-turns-initial`);
      await desk.locator("[data-turns]").waitFor({ timeout: 40_000 });
      await inspect(desk, `${name}-turns-waiting`);
      await buyer.bringToFront();
      await buyer.locator("[data-turns] .turn-now").waitFor({ timeout: 40_000 });
      await inspect(buyer, `${name}-turns-buyer`);
      await desk.bringToFront();
      await card.locator("[data-my-turn]").waitFor({ timeout: 60_000 });
      await card.locator('[data-action="offer"]').click();
      await desk.locator('input[name="price"]').fill(((price * 0.4) / 100).toFixed(0));
      await desk.locator('[data-action="send-offer"]').click();
      await card.getByText("In this turn", { exact: false }).waitFor();
      await inspect(desk, `${name}-turns-mine`);
      // So low a price is looked at twice, and its shop is asked why.
      const form = card.locator("[data-low-form]");
      await form.waitFor({ timeout: 90_000 });
      await inspect(desk, `${name}-low-asked`);
      await form.locator("textarea").fill("Last year's showpiece, with a scratch.");
      await form.locator('[data-action="explain"]').click();
      await buyer.bringToFront();
      const low = buyer.locator("[data-low]");
      await low.getByText("with a scratch").waitFor();
      await buyer.locator("[data-what-if-fold] summary").click();
      for (const kind of ["sealed", "second_price", "turns", "falling_clock"]) {
        await buyer.locator(`[data-play="${kind}"]`).click();
        await buyer.locator(`[data-what-if="${kind}"]`).waitFor();
      }
      assert.equal(
        await buyer.locator('[data-what-if="was"]').getAttribute("data-price"),
        String(Math.round((price * 0.4) / 100) * 100),
      );
      await inspect(buyer, `${name}-low-and-what-if`);
    });
  });

  test(`a falling clock: yes to each price until one drops out, ${label}`, { timeout: 180_000 }, async () => {
    const clock = { start: 90_000, change: 9_000, every_s: 6, stop: 9_000 };
    await under({ format: "falling_clock", clock }, variant, async ({ parley, context, name }) => {
      const finger = new Finger();
      const { id, buyer } = await confirmed(await context.newPage(), finger, parley.url);
      const { desk, card } = await beTheShop(buyer, finger, id);
      const yes = card.locator('[data-action="accept"]');
      await yes.waitFor({ timeout: 30_000 });
      await inspect(desk, `${name}-clock-asks`);
      await yes.click();
      await card.getByText("You said yes to this price").waitFor();
      await inspect(desk, `${name}-clock-accepted`);
      await buyer.bringToFront();
      await buyer.locator("[data-clock]").waitFor();
      await inspect(buyer, `${name}-clock-buyer`);
      // At the next price it says nothing, and is out when that is over.
      await desk.bringToFront();
      await card.getByText("You are out of this round").waitFor({ timeout: 40_000 });
      await inspect(desk, `${name}-clock-out`);
    });
  });
}
