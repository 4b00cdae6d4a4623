// The conversation and the deal as both sides see them: questions for all, a thread, the word that is waited for, what
// was promised and how it was put right, and erasure. Every state looked at and free of axe findings.
import { test } from "node:test";
import assert from "node:assert/strict";
import { scanned } from "./qr.mjs";
import { Finger, inspect, newContext, server, withServer } from "./support.mjs";
import { agreed, beTheShop, confirmed, landed, newAddress, offer } from "./journey.mjs";
import { mailTo } from "../system/market.mjs";

// Mails about words come at once: nobody has to keep away from the pages to get one.
const { parley, browser } = await withServer(() => server({ PARLEY_MAIL_GRACE_MS: "1000" }));

const says = async (scope, action, words) => {
  const form = scope.locator(`[data-composer="${action}"]`);
  await form.locator("textarea").fill(words);
  await form.locator(`[data-action="${action}"]`).click();
};
const picks = (scope, value) => scope.locator(`input[type="radio"][value="${value}"]`).check();
const open = (fold) => fold.evaluate((element) => (element.closest("details").open = true));

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`S44 S50 S60 a conversation, question by answer, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const { id, buyer } = await confirmed(await context.newPage(), finger, parley.url);
    const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
    const price = await offer(desk, card, finger);

    // The shop asks; all shops read the answer.
    await open(card.locator(".questions summary"));
    await says(card, "ask", "Is it for a damp room?");
    await card.getByText("Is it for a damp room?").waitFor();
    await card.getByText("No answer yet").waitFor();
    await inspect(desk, `${name}-talk-shop-asked`);
    await buyer.bringToFront();
    const question = buyer.locator('[data-question="1"]');
    await question.waitFor();
    await inspect(buyer, `${name}-talk-question`);
    await says(question, "answer", "No, it is dry");
    await question.getByText("No, it is dry").waitFor();
    await card.getByText("No, it is dry").waitFor();

    // The buyer writes to one of them; a better price is asked for once.
    const row = await landed(buyer, finger, shop, price);
    await row.locator('[data-action="talk"]').click();
    const thread = buyer.locator("[data-thread]");
    await thread.waitFor();
    await says(thread, "send", "Is it oiled or waxed?");
    await thread.locator('[data-messages="1"]').waitFor();
    await thread.locator('[data-action="beat"]').click();
    await thread.getByText("You asked for a better price in this round.").waitFor();
    await thread.locator('[data-action="shortlist"]').click();
    await thread.locator('[data-action="shortlist"][aria-pressed="true"]').waitFor();
    await inspect(buyer, `${name}-talk-thread`, { full: false });
    await buyer.keyboard.press("Escape");
    await thread.waitFor({ state: "detached" });

    // The shop sees how much is new, answers once, and waits.
    await desk.bringToFront();
    await card.locator(".shop-talk .badge-new").waitFor();
    await inspect(desk, `${name}-talk-shop-unread`);
    await card.locator('[data-action="shop-talk"]').click();
    await card.locator(".shop-talk .badge-new").waitFor({ state: "detached" });
    await says(card, "shop-send", "Ring me on 01736 496 000");
    await card.getByText("This looks like a way around").waitFor();
    await inspect(desk, `${name}-talk-shop-refused`);
    await says(card, "shop-send", "Oiled, and twice");
    await card.locator("[data-waits]").waitFor();
    await inspect(desk, `${name}-talk-shop-waits`);

    await buyer.bringToFront();
    await row.locator('[data-action="talk"][data-unread="1"]').waitFor();
    await inspect(buyer, `${name}-talk-unread`);
    await row.locator('[data-action="talk"]').click();
    await thread.locator('[data-by="business"]').waitFor();
    await row.locator('[data-action="talk"][data-unread="0"]').waitFor({ state: "attached" });
    await thread.locator('[data-action="peace"]').click();
    await thread.locator('select[name="about"]').selectOption("rude");
    await thread.locator('[data-action="report"]').click();
    await thread.getByText("Reported. We look at it.").waitFor();
    await thread.locator('[data-action="mute"]').click();
    await thread.locator('[data-action="mute"][aria-pressed="true"]').waitFor();
    await inspect(buyer, `${name}-talk-peace`, { full: false });
    await thread.locator('[data-action="block"]').click();
    await thread.getByText("This shop is blocked").waitFor();
    await inspect(buyer, `${name}-talk-blocked`, { full: false });
    await buyer.keyboard.press("Escape");

    // Not now: the shops are told when.
    await picks(buyer.locator("[data-readiness]"), "ask_me");
    await inspect(buyer, `${name}-talk-ask-day`);
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await buyer.locator('input[name="ask-day"]').fill(day);
    await buyer.locator('[data-action="say-ready"]').click();
    await buyer.locator('[data-readiness="ask_me"]').waitFor();
    await watch.settle();
    await context.close();
  });

  test(`S46 S53 S54 S63 a promise broken and put right, the sale and its review, ${label}`, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const { buyer, desk, card } = await agreed(context, new Finger(), parley.url);
    await desk.bringToFront();
    const promises = card.locator("[data-shop-deal]");
    await promises.waitFor();
    await promises.locator('[data-action="add-promise"]').click();
    await inspect(desk, `${name}-deal-shop-promise`);
    await says(promises, "promise", "We take the old table away");
    await promises.locator('[data-composer="promise"]').waitFor({ state: "detached" });
    const extra = promises.locator("[data-promise]", { hasText: "old table" });
    await extra.locator('[data-action="claim"]').click();
    await extra.locator('[data-action="claim"]').waitFor({ state: "detached" });
    await inspect(desk, `${name}-deal-shop`);

    await buyer.bringToFront();
    const deal = buyer.locator("[data-deal]");
    const mine = deal.locator("[data-promise]", { hasText: "old table" });
    await mine.and(buyer.locator('[data-promise-state="claimed"]')).waitFor();
    await inspect(buyer, `${name}-deal-buyer`);
    await mine.locator('[data-action="not-kept"]').click();
    await says(mine, "say-broken", "It still stands here");
    await mine.and(buyer.locator('[data-promise-state="broken"]')).waitFor();
    await inspect(buyer, `${name}-deal-broken`);

    await desk.bringToFront();
    await extra.locator('[data-composer="repair"]').waitFor();
    await inspect(desk, `${name}-deal-shop-broken`);
    await says(extra, "repair", "We come on Friday morning");
    await extra.getByText("is with the buyer").waitFor();
    await buyer.bringToFront();
    await mine.locator('[data-action="repair-yes"]').waitFor();
    await inspect(buyer, `${name}-deal-repair`);
    await mine.locator('[data-action="repair-yes"]').click();
    await mine.and(buyer.locator('[data-promise-state="repairing"]')).waitFor();
    await desk.bringToFront();
    await extra.locator('[data-action="claim"]').click();
    await buyer.bringToFront();
    await mine.locator('[data-action="kept"]').click();
    await mine.and(buyer.locator('[data-promise-state="repaired"]')).waitFor();

    // The sale could go on at the shop's own till on the web; the buyer shows a code in the shop instead.
    await desk.bringToFront();
    await promises.locator('[data-action="hand-off-open"]').click();
    await picks(promises, "checkout");
    await promises.locator('input[name="hand-off-url"]').fill("https://shop.example/pay/17");
    await promises.locator('[data-action="hand-off"]').click();
    const checkout = deal.locator('[data-hand-off="checkout"] a');
    await checkout.waitFor();
    assert.equal(await checkout.getAttribute("href"), "https://shop.example/pay/17");
    assert.match((await checkout.getAttribute("rel")) ?? "", /noopener/);
    await buyer.bringToFront();
    await inspect(buyer, `${name}-deal-checkout`);
    await desk.bringToFront();
    await picks(promises, "visit");
    await promises.locator('[data-action="hand-off"]').click();
    await promises.locator(".redeem").waitFor();
    await inspect(desk, `${name}-deal-hand-off`);
    const shown = deal.locator("[data-code]");
    await shown.waitFor();
    await deal.locator("[data-qr]:not([data-qr='0'])").waitFor();
    assert.equal(await scanned(deal.locator("[data-qr]")), (await shown.innerText()).trim());
    await inspect(buyer, `${name}-deal-code`);
    await promises.locator('input[name="code"]').fill((await shown.innerText()).trim());
    await promises.locator('[data-action="redeem"]').click();
    await promises.locator("[data-redeemed]").waitFor();

    await buyer.bringToFront();
    await picks(deal, "here");
    await deal.locator('[data-action="outcome"]').click();
    await deal.locator('[data-outcome="here"]').waitFor();
    await picks(deal, "4");
    await deal.locator('textarea[name="review"]').fill("A fine table, and they put it right.");
    await inspect(buyer, `${name}-deal-review`);
    await deal.locator('[data-action="review"]').click();
    await deal.locator('[data-review="4"]').waitFor();
    await deal.locator('[data-action="share-open"]').click();
    await says(deal, "share", "I asked for an oak table and got one.");
    await deal.locator("[data-shared]").waitFor();
    await inspect(buyer, `${name}-deal-done`);
    await desk.bringToFront();
    await promises.getByText("they put it right").waitFor();
    await inspect(desk, `${name}-deal-shop-done`);

    // The shop reads in its record what the next buyer finds beside its offer.
    await desk.locator('[data-room="numbers"]').click();
    const own = desk.locator("[data-own-record]");
    await own.getByText("they put it right").waitFor();
    await open(own.locator("summary"));
    await own.locator("[data-deal]", { hasText: "Extra: put right" }).first().waitFor();
    await own.scrollIntoViewIfNeeded();
    await inspect(desk, `${name}-record-own`, { full: false });
    await buyer.bringToFront();
    await buyer.locator(".offer-chosen").scrollIntoViewIfNeeded();
    await inspect(buyer, `${name}-record-line`, { full: false });
    await buyer.locator('.offer-chosen [data-action="record"]').click();
    const record = buyer.locator("[data-record]");
    await record.getByText("they put it right").waitFor();
    assert.ok(Number(await record.locator('[data-fate="put_right"]').getAttribute("data-n")) >= 1);
    await inspect(buyer, `${name}-record`, { full: false });
    await buyer.keyboard.press("Escape");
    await record.waitFor({ state: "detached" });

    // All of it goes when the buyer wants it to.
    await buyer.bringToFront();
    await buyer.locator('[data-action="more"]').click();
    await buyer.locator('[data-deed="erase"]').click();
    await inspect(buyer, `${name}-erase-sure`, { full: false });
    await buyer.locator('[data-deed-confirm="erase"]').click();
    await buyer.locator("[data-erased]").waitFor();
    assert.ok(!(await buyer.locator("main").innerText()).includes("oak table and got one"));
    await inspect(buyer, `${name}-erased`);
    await desk.bringToFront();
    await desk.locator('[data-room="now"]').click();
    await card.getByText("Erased request").waitFor();
    // Which shops were told stands behind a link that only this page has, and that a reload does not lose.
    await buyer.bringToFront();
    await buyer.reload();
    await buyer.locator("[data-erased] a").click();
    await buyer.locator('[data-page="forgotten"] [data-told="waiting"]').first().waitFor();
    assert.match(await buyer.locator("main").innerText(), /What you erased/);
    await inspect(buyer, `${name}-erased-told`);
    await watch.settle();
    await context.close();
  });

  test(`S44 a mail is answered on a page of its own, ${label}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const finger = new Finger();
    const address = newAddress();
    const { id, buyer } = await confirmed(await context.newPage(), finger, parley.url, address);
    const { desk, card } = await beTheShop(buyer, finger, id);
    await offer(desk, card, finger);
    await buyer.goto("about:blank"); // Nobody is looking, so a mail goes out.
    await desk.bringToFront();
    await card.locator('[data-action="shop-talk"]').click();
    await says(card, "shop-send", "Would ash do as well?");
    await card.locator("[data-waits]").waitFor();
    const mail = await mailTo(parley, address, ({ text }) => text.includes("/reply#"));
    await buyer.goto(parley.url + /\/reply#[A-Za-z0-9_-]{43}/.exec(mail.text)[0]);
    const page = buyer.locator('[data-page="reply"]');
    await page.getByText("Would ash do as well?").waitFor();
    await inspect(buyer, `${name}-reply`);
    await says(buyer, "reply", "Only oak, please");
    await buyer.locator('[data-page="reply-sent"]').waitFor();
    await inspect(buyer, `${name}-reply-sent`);
    await card.getByText("Only oak, please").waitFor();
    await buyer.goto(`${parley.url}/reply#${"A".repeat(43)}`);
    await buyer.reload();
    await buyer.locator('[data-page="reply-gone"]').waitFor();
    await inspect(buyer, `${name}-reply-gone`);
    await watch.settle();
    await context.close();
  });
}
