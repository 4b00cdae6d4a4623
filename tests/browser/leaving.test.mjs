// The end of a shop's settings: its file is saved, leaving is explained and asked about once more, and the desk says
// that the shop left and how it comes back.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { expectStatus } from "../system/client.mjs";
import { mailTo, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const { parley, browser } = await withServer(() => startParley());
const place = { name: "Penzance" };

for (const look of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
])
  test(`a shop takes its things, leaves and comes back, ${look.shape}`, { timeout: 120_000 }, async () => {
    const shop = await newShop(parley, { name: "Mole & Rat", place });
    const { context, watch, name } = await newContext(browser, parley.url, look);
    await comeIn(context, parley, shop);
    const desk = await context.newPage();
    await desk.goto(`${parley.url}/desk/${shop.id}/shop`);
    const card = desk.locator("[data-leaving]");
    const saving = desk.waitForEvent("download");
    await card.locator('[data-action="export"]').click();
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), "parley-business.json");
    const file = JSON.parse(await readFile(await saved.path(), "utf8"));
    assert.deepEqual([file.business.name, file.email], [shop.name, shop.address]);

    const intent = await newIntent(parley, { place });
    await offer(parley, shop, intent, 50_000);
    await card.getByText("Leave Parley", { exact: true }).first().click();
    await card.getByText("What you sold stays").waitFor();
    await inspect(desk, `${name}-leaving`);
    await card.locator('[data-action="leave"]').click();
    await card.getByRole("group", { name: /Leave now/ }).waitFor();
    await inspect(desk, `${name}-leaving-sure`);
    await card.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await card.getAttribute("data-leaving"), "here");
    await card.locator('[data-action="leave"]').click();
    await card.locator('[data-action="leave-sure"]').click();
    await desk.locator('[data-leaving="left"]').waitFor();
    const left = desk.locator("[data-left]");
    await left.getByText("Your shop left Parley").waitFor();
    assert.equal(await desk.locator("[data-machines]").count(), 0, "nothing is left to be set");
    await inspect(desk, `${name}-left`);

    // Back: the same form as the first time, then the mailed link.
    await left.getByText("Join again", { exact: true }).click();
    await left.locator("[data-join]").waitFor();
    await inspect(desk, `${name}-left-join`);
    const body = { name: "Mole & Rat", email: shop.address, place, sectors: ["furniture/tables"] };
    const first = await mailTo(parley, shop.address);
    const isAgain = ({ path, text }) => text.includes("/confirm#") && path !== first.path;
    await expectStatus(202, parley.url, "POST", "/v1/businesses", { body });
    await desk.goto(`${parley.url}/confirm#${tokenIn(await mailTo(parley, shop.address, isAgain))}`);
    await desk.waitForURL(`**/desk/${shop.id}`);
    await desk.locator('[data-page="desk"]').waitFor();
    assert.equal(await left.count(), 0);
    await watch.settle();
    await context.close();
  });
