// Photos on the pages: a file from a phone is turned, drawn anew and described, then seen by those who are to see it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Finger, inspect, newContext, withServer } from "./support.mjs";
import { beTheShop, confirmed, landed, newAddress } from "./journey.mjs";
import { place as camera, taken } from "../system/jpeg.mjs";

const { parley, browser } = await withServer();

/** A landscape of 2400 x 1600 pixels, as a phone that was held upright writes it: on its side. */
async function shot(page, hue, name) {
  const plain = await page.evaluate((hue) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1600 });
    const paper = canvas.getContext("2d");
    for (let i = 0; i < 240; i += 1) {
      paper.fillStyle = `hsl(${hue + (i % 40)} ${30 + (i % 7) * 8}% ${25 + (i % 11) * 5}%)`;
      paper.fillRect((i * 331) % 2400, (i * 173) % 1600, 500, 300);
    }
    return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
  }, hue);
  return { name, mimeType: "image/jpeg", buffer: taken(Buffer.from(plain, "base64")) };
}

/** What the page itself sent, before the server had a hand in it. */
const sent = async (page) =>
  Buffer.from(
    await page.evaluate(async () => {
      const bytes = new Uint8Array(await window.sentPhotos[0].arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }),
    "base64",
  );

const arrived = (picker, count) =>
  picker
    .locator('[data-photo]:not([data-photo="sending"])')
    .nth(count - 1)
    .waitFor();

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "small", dark: true },
  { shape: "desktop", dark: true },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(`photos of a request and of an offer, ${label}`, { timeout: 180_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    await context.addInitScript(() => {
      const real = window.fetch;
      window.sentPhotos = [];
      window.fetch = (path, init) => {
        if (init?.body instanceof Blob) window.sentPhotos.push(init.body);
        return real(path, init);
      };
    });
    const finger = new Finger();
    const page = await context.newPage();
    const { id, buyer } = await confirmed(page, finger, parley.url, newAddress(), async (card) => {
      const picker = card.locator("[data-photo-picker]");
      const file = picker.locator('input[type="file"]');
      const first = await shot(card, 20, "corner.jpg");
      assert.ok(first.buffer.includes(camera), "the file says where it was taken");
      await file.setInputFiles([first, await shot(card, 200, "door.jpg")]);
      await arrived(picker, 2);
      const bytes = await sent(card);
      for (const trace of [camera, "Exif"]) assert.ok(!bytes.includes(trace), `${trace} left the device`);
      assert.ok(bytes.length < first.buffer.length, "it became smaller");

      await picker.getByLabel("What is on photo 1?").fill("The corner where the table is to stand");
      await inspect(card, `${name}-photos-draft`);
      await picker.getByRole("button", { name: "Remove photo 2" }).click();
      assert.equal(await picker.locator("[data-photo]").count(), 1);
      await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
      await picker.getByText("“notes.txt” is no photo").waitFor();
      const many = await Promise.all([60, 100, 140, 280].map((hue) => shot(card, hue, `${hue}.jpg`)));
      await file.setInputFiles(many);
      await arrived(picker, 4);
      await picker.getByText("Four photos are the most").waitFor();
      assert.equal(await file.count(), 0, "there is room for no more");
      for (let left = 4; left > 2; left -= 1)
        await picker.getByRole("button", { name: `Remove photo ${left}` }).click();
    });

    // The buyer sees them as everybody does, small and large.
    const tiles = buyer.locator(".intent-head [data-photos] img");
    await tiles.first().waitFor();
    assert.equal(await tiles.count(), 2);
    const seen = await tiles.first().evaluate(async (img) => {
      await img.decode();
      return [img.naturalWidth, img.naturalHeight];
    });
    assert.deepEqual(seen, [1067, 1600], "it stands upright");
    await buyer.locator('[data-action="be-the-shop"]').waitFor();
    await inspect(buyer, `${name}-photos-intent`);
    await buyer.getByRole("button", { name: "Enlarge: The corner where the table is to stand" }).click();
    const large = buyer.locator("[data-photo-large]");
    await large.waitFor();
    assert.equal(await large.getAttribute("alt"), "The corner where the table is to stand");
    await large.evaluate((img) => img.decode());
    await inspect(buyer, `${name}-photos-large`, { full: false });
    await buyer.getByRole("button", { name: "Next photo" }).click();
    await buyer.getByRole("heading", { name: "Photo 2 of 2" }).waitFor();
    await buyer.keyboard.press("Escape");
    await large.waitFor({ state: "detached" });

    // The shop looks, and shows its own.
    const { desk, card, name: shop } = await beTheShop(buyer, finger, id);
    await card.locator('[data-photos="2"]').waitFor();
    await finger.tap(card.locator('[data-action="offer"]'));
    const sheet = desk.locator("[data-offer-form]");
    const chip = sheet.locator("[data-suggest]").first();
    const price = Number(await chip.getAttribute("data-suggest"));
    await chip.click();
    await sheet.locator('input[type="file"]').setInputFiles(await shot(desk, 330, "ours.jpg"));
    await arrived(sheet, 1);
    await sheet.getByLabel("What is on photo 1?").fill("Our table, see oak-and-sons.co.uk");
    await sheet.locator("[data-photo-picker]").scrollIntoViewIfNeeded();
    await inspect(desk, `${name}-photos-sheet`, { full: false });
    await sheet.locator('[data-action="send-offer"]').click();
    await card.locator("[data-own-offer] [data-photos]").waitFor();
    await inspect(desk, `${name}-photos-desk`);

    await buyer.bringToFront();
    const row = await landed(buyer, finger, shop, price);
    await row.getByRole("button", { name: "Enlarge: Our table, see [link withheld]" }).waitFor();
    await inspect(buyer, `${name}-photos-offers`);

    // And who has no script reads them too.
    await page.goto(`${parley.url}/i/${id}`);
    const plain = page.getByRole("img", { name: "The corner where the table is to stand" });
    await plain.evaluate((img) => img.decode());
    await inspect(page, `${name}-photos-public`);
    await watch.settle();
    await context.close();
  });
}
