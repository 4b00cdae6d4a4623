// Makes the pictures of docs/images from a running demonstration:
//   PARLEY_TEST_URL=http://127.0.0.1:8080 node pictures.mjs
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Finger, launch, newContext, server } from "./support.mjs";
import { beTheShop, confirmed, offer } from "./journey.mjs";

const out = join(fileURLToPath(new URL("../../docs/images", import.meta.url)));
mkdirSync(out, { recursive: true });
const parley = await server();
const browser = await launch();
const snap = (page, name) => page.screenshot({ path: join(out, `${name}.png`) });
try {
  for (const variant of [
    { shape: "desktop", dark: false },
    { shape: "phone", dark: true },
  ]) {
    const { context, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await page.goto(parley.url);
    await page.locator("[data-round]").nth(2).waitFor({ timeout: 90_000 }); // the simulated buyers come one by one
    await snap(page, `home-${name}`);
    const finger = new Finger();
    const { id, buyer } = await confirmed(page, finger, parley.url);
    await buyer.locator("[data-offer] [data-price]").nth(3).waitFor({ timeout: 30_000 });
    const { desk, card } = await beTheShop(buyer, finger, id);
    await card.locator('[data-action="offer"]').click();
    await desk.locator("[data-offer-form] [data-suggest]").nth(2).click();
    await snap(desk, `desk-${name}`);
    await desk.keyboard.press("Escape");
    await offer(desk, card, finger, { pick: 2 });
    await buyer.bringToFront();
    await buyer.locator(".fell").first().waitFor({ timeout: 60_000 });
    await snap(buyer, `offers-${name}`);
    const lab = await context.newPage();
    await lab.goto(new URL("/lab", parley.url).href);
    await lab.locator('[data-funnel]:not([data-rows="0"])').waitFor();
    await snap(lab, `lab-${name}`);
    await context.close();
  }
} finally {
  await browser.close();
  await parley.stop();
}
