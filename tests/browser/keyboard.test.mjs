// A buyer who has no pointer: from the first page to being forgotten with key presses alone. At each step the focus is
// on something that can be seen, and it is never lost.
import { test } from "node:test";
import assert from "node:assert/strict";
import { signIn } from "./journey.mjs";
import { Keys } from "./keys.mjs";
import { startParley } from "../system/support.mjs";
import { newContext, withServer } from "./support.mjs";
import { expectStatus } from "../system/client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";

const { parley, browser } = await withServer(startParley);

const call = (path, session, body, status = 200) => expectStatus(status, parley.url, "POST", path, { session, body });

async function sayHowItWent(keys, there) {
  await keys.to('.outcome-form input[type="radio"]');
  await keys.press("Space");
  await keys.act('[data-action="outcome"]');
  await there("[data-outcome]");
  await keys.isOn("#promises");
}

async function askForTheList(keys, there) {
  await keys.act('.offer-list input[type="checkbox"]', "Space");
  await keys.act('[data-action="join-list"]');
  await there('[data-offer-list="asked"]');
}

test("S1 the whole of the buyer's way can be gone with the keyboard alone", { timeout: 180_000 }, async () => {
  const { context, watch } = await newContext(browser, parley.url, { shape: "desktop" });
  const near = await newShop(parley, { name: "Heron Tables" });
  const far = await newShop(parley, { name: "Plover & Daughters" });
  const page = await context.newPage();
  const keys = new Keys(page);
  const there = (selector) => page.locator(selector).waitFor();

  // The wish, the card, the code of the mail.
  await page.goto(parley.url);
  await there('[data-action="example"]');
  await keys.write("#wish", "solid oak dining table, up to 600 GBP, Leeds");
  await keys.press("Enter");
  await there('[data-page="draft"]');
  const address = newAddress("buyer");
  await keys.write('input[name="email"]', address);
  await keys.press("Enter");
  await there('[data-page="waiting"]');
  const id = await page.locator('[data-page="waiting"]').getAttribute("data-intent");
  const mail = await mailTo(parley, address);
  await keys.write(".code-input", /\b\d{8}\b/.exec(mail.text)[0]);
  await keys.press("Enter");
  await page.waitForURL(`**/buyer/${id}`);
  await there('[data-link="live"]');

  const first = await offer(parley, near, id, 48_000, { attributes: { delivery_days: 9 } });
  await offer(parley, far, id, 52_000, { attributes: { delivery_days: 2 } });
  await page.locator("[data-offer]").nth(1).waitFor();

  // An order of one's own, and back.
  await keys.act('[data-action="own-order"]');
  await keys.to(".own-order input");
  await keys.to(".own-order input");
  await keys.press("ArrowRight");
  await page.locator("[data-offer]", { hasText: "Plover" }).locator('[data-why]:has-text("First for you")').waitFor();
  await keys.act('[data-action="round-order"]');
  await keys.isOn('[data-action="own-order"]');

  // A question to all.
  await keys.act('[data-action="ask-all-open"]');
  await keys.write('textarea[name="ask-all"]', "Does it come with chairs?");
  await keys.act('[data-action="ask-all"]');
  await page.getByText("Does it come with chairs?").waitFor();
  await keys.isOn('[data-action="ask-all"]');

  // A word with one of them; the short list; and away by Escape, back to where it was opened.
  await keys.to(`[data-offer="${first.offer_id}"] [data-action="talk"]`, "Shift+Tab");
  await keys.press("Enter");
  await there("[data-thread]");
  await keys.write('[data-thread] textarea[name="send"]', "Is it oiled?");
  await keys.act('[data-action="send"]');
  await there('[data-messages="1"]');
  await keys.isOn('[data-action="send"]');
  await keys.act('[data-action="beat"]');
  await page.getByText("You asked for a better price in this round.").waitFor();
  await keys.isOn("dialog h2"); // asked once, so the button is gone
  await keys.act('[data-action="shortlist"]');
  await there('[data-action="shortlist"][aria-pressed="true"]');
  await keys.isOn('[data-action="shortlist"]');
  await keys.press("Escape");
  await page.locator("[data-thread]").waitFor({ state: "detached" });
  await keys.isOn(`[data-offer="${first.offer_id}"] [data-action="talk"]`);

  // Not yet: said when it is meant, not by passing over it.
  await keys.to(".readiness input");
  await keys.press("ArrowDown");
  await keys.press("ArrowDown");
  await keys.press("ArrowUp");
  await keys.isOn('.readiness input[value="not_yet"]');
  assert.equal(await page.locator("[data-readiness]").getAttribute("data-readiness"), "ready");
  await keys.act('[data-action="say-ready"]');
  await there('[data-readiness="not_yet"]');
  await keys.isOn(".readiness legend");

  // The choice: left by Escape, come back to, and made.
  const choose = `[data-offer="${first.offer_id}"] [data-action="choose"]`;
  await keys.to(choose, "Shift+Tab");
  await keys.press("Enter");
  await there("dialog[open]");
  await keys.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await keys.isOn(choose);
  await keys.press("Enter");
  await there("dialog[open]");
  await keys.act('[data-action="choose-confirm"]');
  await there('[data-contact="awarded"]');
  await keys.isOn("h1");
  await keys.isSeen();
  assert.notEqual((await page.locator("[data-status]").textContent()).trim(), "", "what happened was read out");
  await call(`/v1/intents/${id}/confirm-award`, near.session, {});
  await there("[data-deal]");

  // After the yes: a promise kept, how it went, the shop's list.
  await keys.act('[data-promise] [data-action="kept"]');
  await there('[data-promise-state="kept"]');
  await keys.isOn("#promises");
  await sayHowItWent(keys, there);
  await askForTheList(keys, there);
  await keys.isOn(".offer-list h2");

  // What is held: taken along, the request erased, and who was told of that.
  await keys.act('footer a[href="/me"]');
  await there('[data-page="me"]');
  const [file] = await Promise.all([page.waitForEvent("download"), keys.act('[data-action="export"]')]);
  assert.equal(file.suggestedFilename(), "parley.json");
  await keys.to(`a[href="/buyer/${id}"]`, "Shift+Tab");
  await keys.press("Enter");
  await there('[data-page="intent"]');
  await keys.act('[data-action="more"]');
  await keys.act('[data-deed="erase"]');
  await keys.isOn("dialog h2");
  await keys.act('[data-deed-confirm="erase"]');
  await there("[data-erased]");
  await keys.isOn("h1");
  await keys.act("[data-erased] a");
  await page.locator('[data-page="forgotten"] [data-told="waiting"]').first().waitFor();

  // And the person.
  await keys.act('footer a[href="/me"]');
  await there('[data-page="me"]');
  await keys.act('[data-action="erase"]');
  await there("dialog[open]");
  await keys.press("Escape");
  await keys.isOn('[data-action="erase"]');
  await keys.press("Enter");
  await keys.act('[data-action="erase-now"]');
  await there('[data-page="forgotten"]');
  await keys.isOn("h1");
  await keys.isSeen();
  await watch.settle();
  await context.close();
});

test("S46 S52 S63 what follows the yes can be gone with the keyboard alone too", { timeout: 180_000 }, async () => {
  const { context, watch } = await newContext(browser, parley.url, { shape: "desktop" });
  const shop = await newShop(parley, { name: "Curlew Benches" });
  const intent = await newIntent(parley, { title: "A walnut bench" });
  const path = `/v1/intents/${intent.id}`;
  const made = await offer(parley, shop, intent, 41_000);
  await call(`${path}/award`, intent.session, { offer_id: made.offer_id });
  await call(`${path}/confirm-award`, shop.session, {});
  await call(`${path}/promises`, shop.session, { text: "We take the old bench away", due_at: null });
  await call(`${path}/promises/2/claim`, shop.session, {});

  const page = await context.newPage();
  const keys = new Keys(page);
  const there = (selector) => page.locator(selector).waitFor();
  await signIn(parley, page, intent.address);
  await keys.act(`a[href="/buyer/${intent.id}"]`);
  const extra = '[data-promise="2"]';
  await there(`${extra}[data-promise-state="claimed"]`);

  // Not kept: what was wrong is said, the shop's offer to put it right is taken, and it is.
  await keys.act(`${extra} [data-action="not-kept"]`);
  await keys.isOn(`${extra} textarea`);
  await keys.write(`${extra} textarea`, "It still stands here");
  await keys.act('[data-action="say-broken"]');
  await there(`${extra}[data-promise-state="broken"]`);
  await keys.isOn("#promises");
  await call(`${path}/promises/2/repair`, shop.session, { text: "We come on Friday", due_at: null });
  await keys.act(`${extra} [data-action="repair-yes"]`);
  await there(`${extra}[data-promise-state="repairing"]`);
  await keys.isOn("#promises");
  await call(`${path}/promises/2/claim`, shop.session, {});
  await keys.act(`${extra} [data-action="kept"]`);
  await there(`${extra}[data-promise-state="repaired"]`);
  await keys.isOn("#promises");

  // How it went, and what one would tell the next buyer.
  await sayHowItWent(keys, there);
  await keys.to('.review-form input[type="radio"]');
  await keys.press("ArrowDown");
  await keys.write('textarea[name="review"]', "A fine bench, and they put it right.");
  await keys.act('[data-action="review"]');
  await there("[data-review]");
  await keys.isOn("#promises");

  // The shop's list: joined, confirmed by its own mail, written to once, and left from that mail.
  await askForTheList(keys, there);
  const asking = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Confirm: offers from"));
  await page.goto(`${parley.url}/confirm#${tokenIn(asking)}`);
  await there('[data-page="confirm-list"]');
  await call("/v1/lists/mails", shop.session, { subject: "Winter benches", text: "Ten per cent off." }, 202);
  const letter = await mailTo(parley, intent.address, ({ subject }) => subject.endsWith("Winter benches"));
  await page.goto(parley.url + /\/unsubscribe#[A-Za-z0-9_-]{43}/.exec(letter.text)[0]);
  await there('[data-page="unsubscribe-ask"]');
  await keys.act('[data-page="unsubscribe-ask"] button.primary');
  await there('[data-page="unsubscribe-done"]');

  // A complaint, whose day is told.
  await keys.act('footer a[href="/me"]');
  await there('[data-page="me"]');
  await keys.write("[data-complaints] textarea", "Nobody has told me who saw my request.");
  await keys.act("[data-complaints] form button");
  await there('[data-matter="complaint"][data-state="open"]');
  await keys.isSeen();
  await watch.settle();
  await context.close();
});
