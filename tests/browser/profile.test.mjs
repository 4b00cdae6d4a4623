// A shop writes its own page on a phone and on a desk: it publishes it, tells its story, writes news and takes some
// away; everybody reads the page.
import { test } from "node:test";
import assert from "node:assert/strict";
import { newShop } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const { parley, browser } = await withServer(() => startParley());

const looks = [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
];

for (const look of looks)
  test(
    `a shop writes its page and everybody reads it, ${look.shape}, ${look.dark ? "dark" : "light"}`,
    { timeout: 120_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, look);
      const shop = await newShop(parley, { name: `Heron ${name}`, more: { trader: undefined } });
      await comeIn(context, parley, shop);
      const desk = await context.newPage();
      await desk.goto(`${parley.url}/desk/${shop.id}/shop`);
      const face = desk.locator("[data-face]");
      const published = face.locator('input[name="published"]');
      await published.waitFor();
      assert.equal(await published.isChecked(), false, "nobody reads it until the shop says so");
      await published.click();
      const trader = face.locator("[data-trader-form]");
      await trader.locator('[data-action="save-trader"]').waitFor();
      await inspect(desk, `${name}-face-trader`);
      await trader.locator('input[name="address"]').fill("1 Mill Lane, Leeds");
      await trader.locator('input[name="phone"]').fill("+44 113 496 0000");
      await trader.locator('input[name="certified"]').check();
      await trader.locator('[data-action="save-trader"]').click();
      await desk.locator('[data-face="published"]').waitFor();

      await face.locator('[data-action="add-block"]').click();
      const block = face.locator("[data-story-blocks]");
      await block.locator('input[name="title"]').fill("Who makes it");
      await block.locator('textarea[name="text"]').fill("Two sisters in a mill by the river.\n\nSince 1987.");
      await block.locator('input[name="link"]').fill("http://oak.example");
      await face.locator('[data-action="save-blocks"]').click();
      await face.locator(".notice").first().waitFor();
      await inspect(desk, `${name}-face-refused`);
      await block.locator('input[name="link"]').fill("https://oak.example/mill");
      await face.locator('[data-action="save-blocks"]').click();
      await face.locator('[data-story-blocks="1"]').waitFor();

      for (const [title, text] of [
        ["The kiln is hot", "Oak from Wharfedale, dried for two years."],
        ["Open on Sunday", "From ten until four."],
      ]) {
        await face.locator('[data-action="write-post"]').click();
        const news = face.locator("[data-news] form");
        await news.locator('input[name="title"]').fill(title);
        await news.locator('textarea[name="text"]').fill(text);
        await face.locator('[data-action="save-post"]').click();
        await face.locator("[data-post]", { hasText: title }).waitFor();
      }
      const sunday = face.locator("[data-post]", { hasText: "Open on Sunday" });
      await inspect(desk, `${name}-face`);
      await sunday.locator('[data-action="drop-post"]').click();
      await sunday.waitFor({ state: "detached" });
      await face.locator('[data-action="change-post"]').click();
      await face.locator('[data-news] input[name="title"]').fill("The kiln is cold");
      await face.locator('[data-action="save-post"]').click();
      await face.locator("[data-post]", { hasText: "The kiln is cold" }).waitFor();

      await face.locator('[data-action="visit"]').click();
      await desk.locator("[data-profile] h1").waitFor();
      assert.deepEqual(await desk.locator(".story h3").allInnerTexts(), ["Who makes it", "The kiln is cold"]);
      await inspect(desk, `${name}-shop-page`);
      await watch.settle();
      await context.close();
    },
  );
