// What a buyer wishes, on the pages: a shop to ask again after a deal and from its record, when mails may come, and
// both in the next request; every state looked at and free of axe findings.
import { test } from "node:test";
import assert from "node:assert/strict";
import { inspect, newContext, withServer } from "./support.mjs";
import { signIn } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { leeds, mailTo, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";

const { parley, browser } = await withServer(startParley);

const post = (path, session, body, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body });

async function deal(name) {
  const shop = await newShop(parley, { name, place: leeds });
  const intent = await newIntent(parley, { title: "A walnut bench", place: leeds });
  const made = await offer(parley, shop, intent, 50_000);
  await post(`/v1/intents/${intent.id}/award`, intent.session, { offer_id: made.offer_id });
  await post(`/v1/intents/${intent.id}/confirm-award`, shop.session, {});
  return { shop, intent };
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`a shop is asked again, and mails come when one wishes, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const { shop, intent } = await deal(`Stoat ${name}`);
    const page = await context.newPage();
    const me = () => page.evaluate(async () => (await fetch("/v1/me")).json());

    // Nobody who is unknown here is offered what needs a list.
    await page.goto(`${parley.url}/?q=oak%20table%20in%20Leeds`);
    await page.locator('[data-action="draft"]').click();
    await page.locator('[data-page="draft"]').waitFor();
    assert.equal(await page.locator('input[name="preferred-first"]').count(), 0);

    await signIn(parley, page, intent.address);
    await page.goto(`${parley.url}/buyer/${intent.id}`);
    const again = page.locator('input[name="ask-again"]').first();
    await again.waitFor();
    assert.equal(await again.isChecked(), false, "nothing is decided for the buyer");
    await again.check();
    await page.waitForFunction(async () => (await (await fetch("/v1/me")).json()).preferred.length === 1);
    await inspect(page, `${name}-ask-again`);
    await page.locator('[data-action="record"]').first().click();
    const inRecord = page.locator('dialog[open] input[name="ask-again"]');
    await inRecord.waitFor();
    assert.equal(await inRecord.isChecked(), true, "the record knows it too");
    await inspect(page, `${name}-record-again`, { full: false });

    await page.goto(`${parley.url}/me`);
    await page.locator(`[data-preferred="${shop.id}"]`).waitFor();
    await page.locator(".mail-wishes .choice").nth(1).click();
    await page.locator('input[name="quiet"]').check();
    await inspect(page, `${name}-me-wishes`);
    await page.locator(".quiet-times input").first().fill("17:30");
    await page.getByText("outside your quiet hours").waitFor();
    assert.equal(await page.locator('[data-action="save-wishes"]').isDisabled(), true);
    await inspect(page, `${name}-me-wishes-wrong`);
    await page.locator(".quiet-times input").first().fill("21:00");
    await page.locator('[data-action="save-wishes"]').click();
    await page.locator('[data-action="save-wishes"]').waitFor({ state: "detached" });
    assert.deepEqual((await me()).mail_wishes, { quiet: { from: 1_260, to: 420 }, digest_at: 1_080 });

    // The next request starts from it, and says what it is without being opened.
    await page.goto(`${parley.url}/?q=oak%20table%20in%20Leeds`);
    await page.locator('[data-action="draft"]').click();
    const first = page.locator('input[name="preferred-first"]');
    await first.waitFor();
    assert.equal(await first.isChecked(), true, "who has a list has made it for this");
    const fold = page.locator('[data-fold="attention"]');
    await fold.getByText("one mail a day at 18:00, quiet 21:00–07:00").waitFor();
    await fold.locator("summary").click();
    await inspect(page, `${name}-draft-wishes`);
    await fold.locator(".choice").filter({ hasText: "At once" }).click();
    await page.locator('input[name="email"]').fill(intent.address);
    const [posted] = await Promise.all([
      page.waitForRequest((one) => one.method() === "POST" && one.url().endsWith("/v1/intents")),
      page.locator('[data-action="ask"]').click(),
    ]);
    const body = posted.postDataJSON();
    assert.equal(body.preferred_first, true);
    assert.deepEqual(body.attention.mail, { quiet: { from: 1_260, to: 420 }, digest_at: null });
    await page.locator('[data-page="waiting"]').waitFor();

    await page.goto(`${parley.url}/me`);
    await page.locator(`[data-preferred="${shop.id}"] button`).click();
    await page.locator(`[data-preferred="${shop.id}"]`).waitFor({ state: "detached" });
    assert.deepEqual((await me()).preferred, []);
    await watch.settle();
    await context.close();
  });
}
