// S28: a buyer joins a shop's list after the deal, by a box that nobody ticked beforehand, confirms it by mail, and
// stops it from the shop's own mail; every state looked at and free of axe findings.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, withServer } from "./support.mjs";
import { agreed } from "./journey.mjs";
import { mailTo } from "../system/market.mjs";

const { parley, browser } = await withServer();

const linkIn = (mail, page) => new RegExp(`${page}#[A-Za-z0-9_-]{43}`).exec(mail.text)[0];

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`S28 opting in to a shop's offers by mail, and out again, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const { address, buyer, desk, shop } = await agreed(context, new Finger(), parley.url);
    const list = (state) => buyer.locator(`[data-offer-list="${state}"]`);
    await list("none").waitFor();
    const box = list("none").locator('input[type="checkbox"]');
    assert.equal(await box.isChecked(), false, "nobody ticked it");
    assert.equal(await buyer.locator('[data-action="join-list"]').count(), 0);
    assert.match(await list("none").innerText(), /What I asked for on Parley does not depend on it/);
    await inspect(buyer, `${name}-list-none`);
    await box.check();
    await inspect(buyer, `${name}-list-ticked`);
    await buyer.locator('[data-action="join-list"]').click();
    await list("asked").waitFor();
    await inspect(buyer, `${name}-list-asked`);

    const asking = await mailTo(parley, address, ({ subject }) => subject.startsWith("Confirm: offers from"));
    const tab = await context.newPage();
    await tab.goto(parley.url + linkIn(asking, "/confirm"));
    await tab.locator('[data-page="confirm-list"]').waitFor();
    await inspect(tab, `${name}-list-link`);
    await buyer.reload();
    await list("confirmed").waitFor();
    await inspect(buyer, `${name}-list-confirmed`);

    const status = await desk.evaluate(async () => {
      const answer = await fetch("/v1/lists/mails", {
        method: "POST",
        headers: { "content-type": "application/json", "parley-for": location.pathname.split("/")[2] },
        body: JSON.stringify({ subject: "Winter tables", text: "Ten per cent off until Friday." }),
      });
      await answer.json(); // Whoever watches the page waits for all of it.
      return answer.status;
    });
    assert.equal(status, 202);
    const mail = await mailTo(parley, address, ({ subject }) => subject.endsWith("Winter tables"));
    await tab.goto(parley.url + linkIn(mail, "/unsubscribe"));
    await tab.locator('[data-page="unsubscribe-ask"]').waitFor();
    await inspect(tab, `${name}-unsubscribe-ask`);
    await tab.locator('[data-page="unsubscribe-ask"] button.primary').click();
    await tab.locator('[data-page="unsubscribe-done"]').waitFor();
    assert.ok(
      (await tab.locator('[data-page="unsubscribe-done"]').innerText()).includes(`no more offers from ${shop}`),
    );
    await inspect(tab, `${name}-unsubscribe-done`);
    await buyer.reload();
    await list("stopped").waitFor();
    await inspect(buyer, `${name}-list-stopped`);

    // The letter itself, as a mail program shows it.
    const letter = await context.newPage();
    const html = /<!doctype html>[\s\S]*<\/html>/.exec(mail.text)[0];
    await letter.setContent(html);
    await inspect(letter, `${name}-letter`, { axe: false }); // A mail has its heading in its subject.
    await watch.settle();
    await context.close();
  });
}
