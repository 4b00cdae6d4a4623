// The pages for everybody in a browser, with scripts and without: what they look like, and a link that is passed on
// from the page of a request and carried to where somebody asks for something of their own; and what was said before,
// beside an offer and a request.
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "../system/client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { scanned } from "./qr.mjs";
import { inspect, newContext, shapes, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const { parley, browser } = await withServer(() => startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } }));
let bought;
let open;
let again;
let copier;

before(async () => {
  const shops = await Promise.all(["Ash", "Beech", "Cedar"].map((name) => newShop(parley, { name })));
  bought = await newIntent(parley);
  const post = ({ session }, what, body) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${bought.id}/${what}`, { session, body });
  const offers = [];
  for (const [i, shop] of shops.entries()) offers.push(await offer(parley, shop, bought, 50_000 - 750 * i));
  await post(bought, "close", {});
  await post(bought, "award", { offer_id: offers[2].offer_id });
  await post(shops[2], "confirm-award", {});
  await post(bought, "outcome", { where: "here", price: 48_500 });
  await post(bought, "share", { shared: true, text: "I asked for oak for eight people and got it in a week." });
  await post(bought, "ideas", { text: "A table that folds into a shelf" });
  await post(shops[0], "ideas/1/answer", { text: "We make one to measure from March." });
  open = await newIntent(parley, { title: "A bench for the hall" });
  for (let i = 0; i < 6; i += 1) {
    const intent = await newIntent(parley, { answers: { material: "walnut" } });
    await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/close`, {
      session: intent.session,
      body: {},
    });
  }
  // Asked twice in the same words, and answered in the same words.
  const message = "Every table of ours is made by hand from boards that dried for years, and brought to your room";
  [copier] = shops;
  const text = "A long table of solid oak for eight people, to be carried to the second floor";
  const first = await newIntent(parley, { title: "Dining table 1", text });
  await offer(parley, copier, first, 52_000, { message });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${first.id}/decline-all`, {
    session: first.session,
    body: {},
  });
  again = await newIntent(parley, { title: "Dining table 2", text, email: first.address });
  await offer(parley, copier, again, 51_000, { message });
});

const looks = [
  { shape: "phone" },
  { shape: "phone", dark: true },
  { shape: "desktop" },
  { shape: "desktop", dark: true },
  { shape: "small" },
];
for (const look of looks)
  test(`the public pages are fit to look at: ${look.shape}${look.dark ? ", dark" : ""}`, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, look);
    const page = await context.newPage();
    for (const [what, path] of Object.entries({
      open: `/i/${open.id}`,
      bought: `/i/${bought.id}`,
      sector: "/s/furniture/tables",
      group: "/s/furniture",
      again: `/i/${again.id}`,
      unknown: "/i/nonsense",
    })) {
      await page.goto(parley.url + path);
      await inspect(page, `public-${what}-${name}`);
    }
    await watch.settle();
    await context.close();
  });

/** A page of somebody who is signed in by a session. */
async function pageOf(who, look, path) {
  const { context, watch, name } = await newContext(browser, parley.url, look);
  await comeIn(context, parley, who);
  const page = await context.newPage();
  await page.goto(parley.url + path);
  return { page, name, leave: () => watch.settle().then(() => context.close()) };
}

for (const look of [looks[0], looks[3]])
  test(`what was said before stands beside the offer and the request: ${look.shape}`, async () => {
    const buyer = await pageOf(again, look, `/buyer/${again.id}`);
    await buyer.page.locator('[data-offer] [data-copies="1"]').waitFor();
    assert.match(await buyer.page.innerText("[data-asked-before]"), /once in 30 days: 1 without a deal/);
    await inspect(buyer.page, `copies-buyer-${buyer.name}`);
    await buyer.leave();

    const desk = await pageOf(copier, look, `/desk/${copier.id}`);
    const card = desk.page.locator(`[data-invitation="${again.id}"]`);
    await card.locator('[data-own-offer] [data-copies="1"]').waitFor();
    assert.match(await card.locator("[data-asked-before]").innerText(), /1 without a deal/);
    assert.match(await card.locator("[data-buyer-record]").innerText(), /chose in 0 of 1 earlier request/);
    await inspect(desk.page, `copies-desk-${desk.name}`);
    await desk.leave();
  });

test("without scripts the pages say the same", async () => {
  const context = await browser.newContext({ ...shapes.phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${parley.url}/i/${bought.id}`);
  assert.match(await page.innerText("main"), /What was offered[\s\S]*£485[\s\S]*£492\.50[\s\S]*£500/);
  await page.getByRole("link", { name: "Tables" }).click();
  assert.match(await page.innerText("main"), /A bench for the hall/);
  await context.close();
});

/** Posts by the forms alone, from the page that they begin on; `see` looks at each state. */
async function askByForms(page, see) {
  await see("ask");
  await page.fill("textarea", "A walnut bench, up to 400 GBP, Leeds");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.selectOption("select", "furniture/tables");
  await page.fill('input[name="budget"]', "4oo");
  const email = newAddress("buyer");
  await page.fill('input[name="email"]', email);
  await page.getByRole("button", { name: "Ask the shops" }).click();
  await page.getByText("This is not an amount.").waitFor();
  await see("ask-wrong");
  await page.fill('input[name="budget"]', "400");
  await page.getByRole("button", { name: "Ask the shops" }).click();
  await page.getByRole("heading", { name: "One step left" }).waitFor();
  await see("ask-code");
  const mail = await mailTo(parley, email);
  await page.fill('input[name="code"]', /\b\d{8}\b/.exec(mail.text)[0]);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("Shops are being asked now.").waitFor();
  await see("ask-done");
  await page.getByRole("link", { name: "Your request, as everybody sees it" }).click();
  assert.match(await page.innerText("main"), /walnut bench/i);
}

test("without scripts a request is posted and confirmed", { timeout: 60_000 }, async () => {
  const context = await browser.newContext({ ...shapes.phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(parley.url);
  await page.getByRole("link", { name: "Ask the shops without it" }).click();
  await askByForms(page, async () => {});
  await context.close();
});

for (const variant of [
  { shape: "phone", dark: true },
  { shape: "desktop", dark: false },
])
  test(`the forms that need no scripts, ${variant.shape}`, { timeout: 60_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(`${parley.url}/ask`);
    await askByForms(page, (state) => inspect(page, `${name}-${state}`));
    await watch.settle();
    await context.close();
  });

test("S26 a watcher gets a link, and what is asked for by it carries its code", async () => {
  const { context, watch } = await newContext(browser, parley.url, { shape: "phone" });
  const page = await context.newPage();
  await page.goto(`${parley.url}/buyer/${open.id}`);
  await page.getByRole("button", { name: "Get a link" }).click();
  const link = await page.getByRole("textbox", { name: "Your link" }).inputValue();
  const picture = page.getByRole("img", { name: "Your link as a picture to scan" });
  await page.locator("[data-qr]:not([data-qr='0'])").waitFor();
  assert.equal(await scanned(picture), link);
  await inspect(page, "pass-on-phone-light");
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await scanned(picture), link, "in the dark, too");
  await inspect(page, "pass-on-phone-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(link);
  assert.match(page.url(), new RegExp(`/i/${open.id}\\?ref=`));
  await page.getByRole("link", { name: "Ask for something of your own" }).click();
  await page.waitForURL(/\/\?ref=/);
  await page.goto(`${parley.url}/`);
  const carried = await page.evaluate(() => sessionStorage.getItem("parley-referral"));
  assert.ok(link.endsWith(`/r/${carried}`), "and is kept within the tab");
  await page.goto(`${parley.url}/buyer/${open.id}`);
  await page.locator("[data-pass-on=made]").waitFor();
  assert.match(await page.innerText("[data-pass-on]"), /Nothing was bought by it so far/);
  await watch.settle();
  await context.close();
});
