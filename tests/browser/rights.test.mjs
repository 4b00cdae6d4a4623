// A person's page about its data from the first look to being forgotten, a shop that is suspended and appeals, and the
// operator's page; every state looked at and free of axe findings.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { signIn } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { sql } from "../system/stores.mjs";
import { mailTo, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const folder = mkdtempSync(join(tmpdir(), "parley-rights-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "token");
writeFileSync(file, stewardToken);
// The demonstration's own buyers stay away: an operator's page is about what this test does.
const { parley, browser } = await withServer(() => startParley({ env: { PARLEY_STEWARD_TOKEN_FILE: file } }));

const post = (path, session, body, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body });

/** A buyer with a deal, on the shop's list, and that shop. */
async function deal(name) {
  const shop = await newShop(parley, { name, place: penzance });
  const intent = await newIntent(parley, { title: "A walnut bench", place: penzance });
  const made = await offer(parley, shop, intent, 50_000);
  const rival = await newShop(parley, { name: "Rival", place: penzance });
  await offer(parley, rival, intent, 90_000);
  const path = `/v1/intents/${intent.id}`;
  await post(`${path}/reports`, intent.session, { offer_id: made.offer_id, about: "rude", text: "Not a kind word." });
  await post(`${path}/award`, intent.session, { offer_id: made.offer_id });
  await post(`${path}/confirm-award`, shop.session, {});
  await post(`${path}/offer-list`, intent.session, { wording: "offers-2026-11" }, 202);
  const asking = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Confirm: offers from"));
  await post("/v1/confirmations", undefined, { token: tokenIn(asking) });
  return { shop, intent };
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(
    `Rights: one sees what is held, stops a list, complains, downloads all, and is forgotten, ${label}`,
    {
      timeout: 120_000,
    },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const { shop, intent } = await deal(`Stoat ${name}`);
      const page = await context.newPage();
      await page.goto(`${parley.url}/me`);
      await page.locator('[data-page="me-door"]').waitFor();
      await inspect(page, `${name}-me-door`);
      const stranger = `stranger-${name}@example.org`;
      const writing = page.locator("[data-complaints]");
      await writing.locator("textarea").fill("A post of mine was brought here.");
      await writing.locator('input[type="email"]').fill(stranger);
      await writing.locator("button").click();
      await writing.locator("form").waitFor({ state: "detached" });
      assert.ok((await writing.innerText()).includes(stranger));
      const asking = await mailTo(parley, stranger, ({ subject }) => subject === "Confirm your complaint");
      const elsewhere = await newContext(browser, parley.url, variant);
      const link = await elsewhere.context.newPage();
      await link.goto(`${parley.url}/confirm#${tokenIn(asking)}`);
      await link.getByRole("heading", { name: "We have your complaint" }).waitFor();
      await inspect(link, `${name}-complaint-confirmed`);
      await elsewhere.watch.settle();
      await elsewhere.context.close();
      await signIn(parley, page, intent.address);
      await page.goto(`${parley.url}/me`);
      await page.locator('[data-page="me"]').waitFor();
      await inspect(page, `${name}-me`);
      assert.match(await page.locator('[data-page="me"]').innerText(), new RegExp(intent.address));
      assert.match(await page.locator('[data-consent="intent"]').innerText(), /I agree that Parley writes/);

      await page.locator("[data-list] button").click();
      await page.locator('[data-consent="offers"][data-state="withdrawn"]').waitFor();
      assert.equal(await page.locator("[data-list]").count(), 0);

      const form = page.locator("[data-complaints] form");
      await form.locator("textarea").fill("Too short");
      await form.locator("button").click();
      await form.locator(".field-error").waitFor();
      await form.locator("select").selectOption("privacy");
      await form.locator("textarea").fill("Nobody has told me who saw my request.");
      await form.locator("button").click();
      await page.locator('[data-matter="complaint"][data-state="open"]').waitFor();
      await inspect(page, `${name}-me-complained`);

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator('[data-action="export"]').click(),
      ]);
      const parts = [];
      for await (const part of await download.createReadStream()) parts.push(part);
      const file = JSON.parse(Buffer.concat(parts).toString());
      assert.deepEqual(
        file.requests.map(({ title }) => title),
        ["A walnut bench"],
      );

      await page.locator('[data-action="erase"]').click();
      await page.locator("dialog[open]").waitFor();
      await inspect(page, `${name}-me-sure`);
      await page.locator('[data-action="erase-now"]').click();
      await page.locator('[data-page="forgotten"] [data-told="waiting"]').first().waitFor();
      await inspect(page, `${name}-forgotten`);

      // The shop reads it on its desk and says that it has deleted what it kept.
      const { context: other, watch: deskWatch } = await newContext(browser, parley.url, variant);
      const desk = await other.newPage();
      await signIn(parley, desk, shop.address);
      await desk.goto(`${parley.url}/desk/${shop.id}`);
      await desk.locator("[data-deletions]").waitFor();
      await inspect(desk, `${name}-desk-deletions`);
      await desk.locator('[data-action="ack"]').click();
      await desk.locator("[data-deletions]").waitFor({ state: "detached" });
      await page.reload();
      await page.locator('[data-page="forgotten"] [data-told="done"]').waitFor();
      await page.goto(`${parley.url}/me`);
      await page.locator('[data-page="me-door"]').waitFor();
      await watch.settle();
      await deskWatch.settle();
      await Promise.all([context.close(), other.close()]);
    },
  );

  test(
    `Oversight: the operator decides with reasons, a shop reads them on its desk and appeals, ${label}`,
    {
      timeout: 120_000,
    },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const { shop, intent } = await deal(`Ferret ${name}`);
      await post("/v1/complaints", intent.session, { about: "a_business", text: "It never turned up, twice." }, 201);
      const databaseUrl = parley.stores.databaseUrl;
      const monthAgo = "due_at - 31 * 86400000000";
      await sql(databaseUrl, `UPDATE matter SET made_at = 1, due_at = ${monthAgo} WHERE kind = 'complaint'`);
      const page = await context.newPage();
      await page.goto(`${parley.url}/steward`);
      await page.locator('[data-page="steward-door"]').waitFor();
      await inspect(page, `${name}-steward-door`);
      await page.locator('input[type="password"]').fill(stewardToken.replace("this", "that"));
      await page.locator("main form button").click();
      await page.locator(".field-error").waitFor();
      await page.locator('input[type="password"]').fill(stewardToken);
      await page.locator("main form button").click();
      await page.locator('[data-page="steward"]').waitFor();
      await inspect(page, `${name}-steward`);
      const late = page.locator('[data-section="complaints"] li', { hasText: "It never turned up, twice." }).first();
      assert.match(await late.locator(".late").innerText(), /^late since /);
      assert.match(await page.locator('[data-section="health"]').innerText(), /Late complaints\s*[1-9]/);
      assert.match(await page.locator('[data-section="acts"]').innerText(), /The operator: signed in/);
      const flagged = page.locator(`[data-section="flags"] [data-flag="low_offer"]`, { hasText: shop.name });
      assert.match(await flagged.first().innerText(), /below/);

      const decide = async (button, reasons) => {
        await button.click();
        const dialog = page.locator("dialog[open]");
        await dialog.locator('button[type="submit"]').click();
        await dialog.locator(".field-error").waitFor();
        await dialog.locator("textarea").fill(reasons);
        await inspect(page, `${name}-steward-act`, { full: false });
        await dialog.locator('button[type="submit"]').click();
        await dialog.waitFor({ state: "detached" });
        await page.locator('[data-section="acts"]', { hasText: reasons }).waitFor();
      };
      const report = page.locator('[data-section="reports"] li', { hasText: shop.name });
      await decide(report.getByRole("button", { name: `Suspend ${shop.name}` }), `Rude to three buyers, ${name}.`);
      await decide(report.getByRole("button", { name: "Uphold" }), `We have read it too, ${name}.`);
      await page.locator(`[data-section="suspensions"] [data-subject="business/${shop.id}"]`).waitFor();
      await inspect(page, `${name}-steward-decided`);

      const { context: other, watch: deskWatch } = await newContext(browser, parley.url, variant);
      const desk = await other.newPage();
      await signIn(parley, desk, shop.address);
      await desk.goto(`${parley.url}/desk/${shop.id}`);
      const suspended = desk.locator("[data-suspended]");
      await suspended.waitFor();
      assert.match(await suspended.innerText(), /Rude to three buyers/);
      await suspended.locator("textarea").fill("We were not rude; the buyer mistook us for another shop.");
      await suspended.locator("button").click();
      await suspended.locator('[data-matter="appeal"][data-state="open"]').waitFor();
      await desk.locator("details.rights summary").click();
      await inspect(desk, `${name}-desk-suspended`);

      await page.reload();
      const appeal = page.locator('[data-section="appeals"] li', { hasText: shop.name });
      await decide(appeal.getByRole("button", { name: "Uphold" }), `It was another shop, ${name}.`);
      await page
        .locator(`[data-section="suspensions"] [data-subject="business/${shop.id}"]`)
        .waitFor({ state: "detached" });
      await desk.reload();
      await desk.locator('[data-page="desk"]').waitFor();
      await suspended.waitFor({ state: "detached" });
      await watch.settle();
      await deskWatch.settle();
      await Promise.all([context.close(), other.close()]);
    },
  );
}
