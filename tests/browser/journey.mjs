// Steps that several tests take: from the first page to a confirmed request, and a shop's offer on it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { expectStatus } from "../system/client.mjs";
import { mailTo, tokenIn } from "../system/market.mjs";

export const newAddress = () => `buyer-${randomBytes(5).toString("hex")}@example.org`;

/** From the first page to the card. */
export async function toCard(page, finger, url) {
  await page.goto(url);
  await finger.tap(page.locator('[data-action="example"]'));
  await page.locator('[data-page="draft"]').waitFor();
}

/** Posts the card; gives the id of the request that now waits for its mail. */
export async function ask(page, finger, address) {
  await page.locator('input[name="email"]').fill(address);
  await finger.tap(page.locator('[data-action="ask"]'));
  const waiting = page.locator('[data-page="waiting"]');
  await waiting.waitFor();
  return waiting.getAttribute("data-intent");
}

/** Opens the mail to this address in the demo's mailbox, in a tab of its own. */
export async function openMail(page, finger, address) {
  const [mail] = await Promise.all([
    page.context().waitForEvent("page"),
    finger.tap(page.locator('[data-action="demo-mail"]')),
  ]);
  const mine = mail.locator("li").filter({ hasText: address }).locator('a[href*="/dev/mail/"]').first();
  await finger.tap(mine);
  await mail.locator('a[href*="/confirm#"]').first().waitFor();
  return mail;
}

/** Follows the confirmation link of an open mail; the tab becomes the buyer's live page. */
export async function followLink(mail, finger, id) {
  await finger.tap(mail.locator('a[href*="/confirm#"]').first());
  await arrive(mail, id);
}

/** Taps the link in the letter that the demo shows in the waiting page itself. */
export async function tapLetter(page, finger, id) {
  await finger.tap(page.locator('[data-action="demo-link"]'));
  await arrive(page, id);
}

async function arrive(page, id) {
  await page.waitForURL(`**/buyer/${id}`);
  await page.locator('[data-page="intent"]').waitFor();
}

/** From the first page to the live page in one go. */
export async function confirmed(page, finger, url, address = newAddress(), change = async () => {}) {
  await toCard(page, finger, url);
  await change(page);
  const id = await ask(page, finger, address);
  await tapLetter(page, finger, id);
  return { id, buyer: page, address };
}

/** The buyer's demo button: the desk of an invited shop in a tab of its own. */
export async function beTheShop(buyer, finger, id) {
  const [desk] = await Promise.all([
    buyer.context().waitForEvent("page"),
    finger.tap(buyer.locator('[data-action="be-the-shop"]')),
  ]);
  await desk.waitForURL("**/desk/**");
  const card = desk.locator(`[data-invitation="${id}"]`);
  await card.waitFor();
  const named = desk.locator('[data-shop]:not([data-shop=""])');
  await named.waitFor();
  const name = await named.getAttribute("data-shop");
  return { desk, card, name };
}

/** A first offer by the suggestions: three taps, and what the shop is `asked` then. Gives its price in pence. */
export async function offer(desk, card, finger, { pick = 0, asked = async () => {} } = {}) {
  await finger.tap(card.locator('[data-action="offer"]'));
  const form = desk.locator("[data-offer-form]");
  await form.waitFor();
  const chip = form.locator("[data-suggest]").nth(pick);
  const price = Number(await chip.getAttribute("data-suggest"));
  await finger.tap(chip);
  await finger.tap(form.locator('[data-action="send-offer"]'));
  await asked();
  await card.locator("[data-own-offer]").waitFor();
  assert.ok(price > 0);
  return price;
}

/** A deal that both sides have agreed on: { address, buyer, desk, card, shop }, the buyer's page in front. */
export async function agreed(context, finger, url) {
  const address = newAddress();
  const { id, buyer } = await confirmed(await context.newPage(), finger, url, address);
  const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
  const price = await offer(desk, card, finger);
  await buyer.bringToFront();
  const row = await landed(buyer, finger, shop, price);
  await row.locator('[data-action="choose"]').click();
  await buyer.locator('[data-action="choose-confirm"]').click();
  await desk.bringToFront();
  await card.locator('[data-action="confirm-award"]').click();
  await buyer.bringToFront();
  await buyer.locator('[data-contact="confirmed"]').waitFor();
  return { address, buyer, desk, card, shop };
}

/** A shop's offer on the buyer's page; taps "N more" when it is folded away. Gives its row. */
export async function landed(buyer, finger, shop, price) {
  const row = buyer.locator("[data-offer]", { hasText: shop });
  const fold = buyer.locator('[data-action="show-all"]');
  await row.or(fold).first().waitFor();
  if ((await row.count()) === 0) await finger.tap(fold);
  if (price !== undefined) await row.locator(`[data-price="${price}"]`).waitFor();
  return row;
}

/** By the link of a mail, as whoever the address belongs to. */
export async function signIn(parley, page, address) {
  await expectStatus(202, parley.url, "POST", "/v1/links", { body: { email: address } });
  const mail = await mailTo(parley, address, ({ subject }) => subject === "Sign in to Parley");
  await page.goto(`${parley.url}/confirm#${tokenIn(mail)}`);
  await page.waitForFunction(() => !location.pathname.startsWith("/confirm") || document.querySelector(".yours"));
}

/** Makes the browser one in which somebody is signed in already. */
export const comeIn = (context, parley, { session }) =>
  context.addCookies([{ name: "parley_session", value: session, url: parley.url }]);
