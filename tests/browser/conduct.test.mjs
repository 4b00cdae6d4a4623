// The code of conduct on the pages: a shop reads and accepts it before its first offer, sees its score as a dial with
// what made it, reads the reasons of a limit, and appeals; the operator grants it. Every state is looked at.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { signIn } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop, offer } from "../system/market.mjs";
import { sql } from "../system/stores.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const folder = mkdtempSync(join(tmpdir(), "parley-conduct-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "token");
writeFileSync(file, stewardToken);
const { parley, browser } = await withServer(() => startParley({ env: { PARLEY_STEWARD_TOKEN_FILE: file } }));
const post = (path, session, body, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body });
const { session: steward } = await post("/v1/steward/session", undefined, { token: stewardToken });

/** A report about the shop that a steward upheld: 20 points. */
async function reported(shop) {
  const intent = await newIntent(parley, { title: "A walnut bench", place: penzance });
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  const report = { offer_id, about: "rude", text: "Not a kind word." };
  await post(`/v1/intents/${intent.id}/reports`, intent.session, report);
  const reasons = "We have read it, and it was rude.";
  await post("/v1/steward/acts", steward, { act: "uphold", subject: `report/${intent.id}/1`, reasons }, 201);
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "phone", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(
    `the code is read and accepted, a score is shown and appealed against, ${label}`,
    { timeout: 120_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const page = await context.newPage();
      await page.goto(`${parley.url}/conduct`);
      await page.locator(".conduct li").first().waitFor();
      await inspect(page, `${name}-conduct`);

      await page.goto(`${parley.url}/desk`);
      const tick = page.locator('input[name="conduct"]');
      await tick.waitFor();
      assert.equal(await tick.isChecked(), false, "nobody ticks it but the shop");

      const shop = await newShop(parley, { name: `Otter ${name}`, place: penzance, more: { conduct: undefined } });
      const intent = await newIntent(parley, { title: `A table ${name}`, place: penzance });
      await signIn(parley, page, shop.address);
      await page.goto(`${parley.url}/desk/${shop.id}`);
      const card = page.locator("[data-conduct]");
      await card.locator("[data-accept-conduct] ol").waitFor();
      await inspect(page, `${name}-desk-accept`);
      const invitation = page.locator(`[data-invitation="${intent.id}"]`);
      await invitation.locator('[data-action="offer"]').click();
      await page.locator('[data-offer-form] input[name="price"]').waitFor();
      await page.locator("[data-suggest]").first().click();
      await page.locator('[data-action="send-offer"]').click();
      const asked = page.locator("dialog[open] [data-accept-conduct]");
      await asked.locator('[data-action="accept-conduct"]').click();
      await asked.locator(".field-error").waitFor();
      await inspect(page, `${name}-offer-accept`, { full: false });
      await asked.locator('input[type="checkbox"]').check();
      await asked.locator('[data-action="accept-conduct"]').click();
      await page.locator("dialog[open]").waitFor({ state: "detached" });
      await invitation.locator("[data-own-offer]").waitFor();

      for (let i = 0; i < 2; ++i) await reported(shop);
      const waiting = "SELECT count(*), pg_sleep(0.02) FROM outbox WHERE kind = 'conduct'";
      while ((await sql(parley.stores.databaseUrl, waiting))[0][0] !== "0");
      await page.reload();
      await page.locator('[data-conduct="60"] [data-gauge="60"]').waitFor();
      assert.match(await card.locator("[data-throttle]").innerText(), /score is 60 of 100/);
      assert.equal(await card.locator('[data-event="report"]').count(), 2);
      await inspect(page, `${name}-desk-limited`);

      const event = card.locator('[data-event="report"]').first();
      await event.locator('[data-action="appeal-event"]').click();
      await event.locator("textarea").fill("It was another shop of the same name.");
      await event.locator('form button[type="submit"]').click();
      await event.getByText("You appealed.").waitFor();
      await inspect(page, `${name}-desk-appealed`);

      const queue = await context.newPage();
      await queue.goto(`${parley.url}/steward`);
      const door = queue.locator('input[type="password"]');
      await door.fill(stewardToken);
      await queue.locator("main form button").click();
      const appeal = queue.locator('[data-section="appeals"] li', { hasText: shop.name });
      await appeal.getByText("A buyer reported you").waitFor();
      await inspect(queue, `${name}-steward-appeal`);
      await appeal.getByRole("button", { name: "Uphold" }).click();
      const dialog = queue.locator("dialog[open]");
      await dialog.locator("textarea").fill(`It was another shop, ${name}.`);
      await dialog.locator('button[type="submit"]').click();
      await dialog.waitFor({ state: "detached" });
      await page.goto(`${parley.url}/desk/${shop.id}/numbers`);
      await page.locator('[data-conduct="80"] [data-state="discounted"]').waitFor();
      assert.equal(await card.locator("[data-throttle]").count(), 0);
      await inspect(page, `${name}-desk-granted`);
      await watch.settle();
      await context.close();
    },
  );
}
