// A round that runs under a published test: its buyer and the shops asked read that it does and, when they ask, which
// arm it is and what that changes in plain words. Who posts may keep the round to the usual rules.
import { test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "../system/client.mjs";
import { laboratory, replace } from "../system/laboratory.mjs";
import { look, mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { signIn } from "./journey.mjs";

const sector = "furniture/chairs";
const { parley, browser } = await withServer(startParley);
const { experiment, register } = laboratory(() => parley.stores.databaseUrl);
const arms = [
  { key: "open", title: "As ever", weight_ppm: 500_000, patch: [] },
  {
    key: "sealed",
    title: "Sealed for five minutes",
    weight_ppm: 500_000,
    patch: [
      replace("/format", "sealed"),
      replace("/visibility", "none"),
      replace("/close/mode", "hard"),
      replace("/duration_s", 300),
    ],
  },
];
await experiment("register", await register("chairs-1", sector, { arms }));
await experiment("start", "chairs-1");

/** A request in that arm; the server hears of an experiment within a second of its start. */
async function inArm(arm) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const intent = await newIntent(parley, { sector, title: "Six oak chairs" });
    const path = `/v1/intents/${intent.id}/experiment`;
    const { status, body } = await call(parley.url, "GET", path, { session: intent.session });
    if (status === 200 && body.arm === arm) return intent;
  }
  assert.fail(`no request came into the arm ${arm}`);
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`buyer and shop read that a test runs, and ask which arm, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const shop = await newShop(parley, { name: `Wren ${name}`, sectors: [sector] });
    const sealed = await inArm("sealed");
    await offer(parley, shop, sealed, 45_000);

    const page = await context.newPage();
    await signIn(parley, page, sealed.address);
    await page.goto(`${parley.url}/buyer/${sealed.id}`);
    const desk = await context.newPage();
    await signIn(parley, desk, shop.address);
    await desk.goto(`${parley.url}/desk/${shop.id}`);
    for (const [reader, where, shot] of [
      [page, page.locator("[data-page=intent]"), "buyer"],
      [desk, desk.locator(`[data-invitation="${sealed.id}"]`), "desk"],
    ]) {
      await reader.bringToFront();
      const line = where.locator("[data-round-test]");
      await line.waitFor();
      assert.match(await line.innerText(), /^This round runs under a published test\.\s*Which arm\?$/);
      await inspect(reader, `${name}-round-test-${shot}`);
      await line.locator('[data-action="which-arm"]').click();
      await line.locator("[data-arm=sealed]").waitFor();
      const told = await line.innerText();
      assert.match(told, /Do sealed rounds sell more\?/);
      assert.match(told, /Arm: Sealed for five minutes/);
      assert.match(told, /Length of the round: 5 minutes, usually \d+ minutes/);
      assert.match(told, /Kind of round: sealed, usually open/);
      await inspect(reader, `${name}-round-test-${shot}-arm`);
      await line.locator('[data-action="which-arm"]').click();
      await line.locator("[data-arm]").waitFor({ state: "detached" });
    }
    await watch.settle();
    await context.close();
  });

  test(`who posts may keep a round to the usual rules, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(parley.url);
    await page.locator('[data-action="example"]').click();
    await page.locator('[data-page="draft"]').waitFor();
    await page.locator('[data-page="draft"] select').first().selectOption(sector);
    const fold = page.locator('[data-fold="attention"]');
    await fold.locator("summary").first().click();
    const allow = fold.locator('input[name="experiments"]');
    assert.ok(await allow.isChecked(), "tests are welcome until somebody says otherwise");
    assert.equal(await fold.locator('a[href="/findings"]').count(), 1);
    await inspect(page, `${name}-round-test-card`);
    await allow.uncheck();
    assert.match(await fold.locator("summary").first().innerText(), /usual rules/);
    await inspect(page, `${name}-round-test-card-off`);
    const address = newAddress("buyer");
    await page.locator('input[name="email"]').fill(address);
    await page.locator('[data-action="ask"]').click();
    const id = await page.locator('[data-page="waiting"]').getAttribute("data-intent");
    const token = tokenIn(await mailTo(parley, address));
    const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
    assert.equal((await look(parley, id, session)).experiment, null);
    const buyer = await context.newPage();
    await signIn(parley, buyer, address);
    await buyer.goto(`${parley.url}/buyer/${id}`);
    await buyer.locator("[data-page=intent]").waitFor();
    assert.equal(await buyer.locator("[data-round-test]").count(), 0);
    await watch.settle();
    await context.close();
  });
}
