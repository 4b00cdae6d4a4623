// A round with which rules are tried out: its buyer and the shops asked read that and, when they ask, what is
// different in plain words. Who posts may keep the round to the usual rules, and reads at once where there are no
// rounds any more.
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

  test(
    `buyer and shop read that rules are tried out, and ask what is different, ${label}`,
    { timeout: 120_000 },
    async () => {
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
        assert.match(
          await line.innerText(),
          /^Parley is trying out rules with this round\.\s*What is different here\?$/,
        );
        await inspect(reader, `${name}-round-test-${shot}`);
        await line.locator('[data-action="which-arm"]').click();
        await line.locator("[data-arm=sealed]").waitFor();
        const told = await line.innerText();
        assert.match(told, /Do sealed rounds sell more\?/);
        assert.doesNotMatch(told, /\barm\b/i, "that is a word of researchers");
        assert.match(told, /Length of the round: 5 minutes, usually \d+ minutes/);
        assert.match(told, /Kind of round: sealed, usually open/);
        await inspect(reader, `${name}-round-test-${shot}-arm`);
        await line.locator('[data-action="which-arm"]').click();
        await line.locator("[data-arm]").waitFor({ state: "detached" });
      }
      await watch.settle();
      await context.close();
    },
  );

  test(`who posts may keep a round to the usual rules, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(parley.url);
    await page.locator('[data-action="example"]').click();
    await page.locator('[data-page="draft"]').waitFor();
    await page.locator('[data-page="draft"] select').first().selectOption(sector);
    const own = page.locator(".allow-tests");
    const allow = own.locator('input[name="experiments"]');
    assert.ok(await allow.isVisible(), "without anything to be opened");
    assert.ok(await allow.isChecked(), "tests are welcome until somebody says otherwise");
    assert.equal(await own.locator('a[href="/findings"]').count(), 1);
    await inspect(page, `${name}-round-test-card`);
    await allow.uncheck();
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

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
])
  test(
    `who asks where rounds have ended reads it before anything is sent, ${variant.shape}`,
    { timeout: 60_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const page = await context.newPage();
      await page.route("**/v1/sectors", async (route) => {
        const response = await route.fetch();
        const { data } = await response.json();
        const ended = { rounds: "ended", finding: "chairs-without-rounds" };
        await route.fulfill({
          response,
          json: { data: data.map((one) => (one.slug === sector ? { ...one, ...ended } : one)) },
        });
      });
      await page.goto(parley.url);
      await page.locator('[data-action="example"]').click();
      const kind = page.locator('[data-page="draft"] select').first();
      await kind.selectOption(sector);
      const ended = page.locator('[data-ended="/findings/chairs-without-rounds"]');
      await ended.locator('a[href="/findings/chairs-without-rounds"]').waitFor();
      await inspect(page, `${name}-rounds-ended`);
      let posted = 0;
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().endsWith("/v1/intents")) posted += 1;
      });
      await page.locator('input[name="email"]').fill(newAddress("buyer"));
      await page.locator('[data-action="ask"]').click();
      await page.locator('[data-page="draft"] .field-error').getByText("No rounds here any more").waitFor();
      assert.equal(posted, 0);
      assert.ok(await kind.evaluate((one) => one === document.activeElement), "the way out is where the focus is");
      await kind.selectOption("furniture/tables");
      await ended.waitFor({ state: "detached" });

      // It ended after the page was read: the refusal says the same, with its own link.
      await kind.selectOption("furniture/sofas");
      await page.route("**/v1/intents", (route) =>
        route.fulfill({
          status: 409,
          contentType: "application/problem+json",
          json: {
            type: "/docs/problems#rounds_ended",
            title: "Rounds ended",
            status: 409,
            code: "rounds_ended",
            finding: "/findings/sofas-without-rounds",
            since: "2026-01-01T00:00:00Z",
            errors: [],
          },
        }),
      );
      await page.locator('[data-action="ask"]').click();
      await page.locator('[data-ended="/findings/sofas-without-rounds"]').waitFor();
      await watch.settle();
      await context.close();
    },
  );
