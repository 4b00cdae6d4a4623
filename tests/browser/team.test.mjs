// The people of a shop at its desk: asked by the owner, let in by their link, with their own requests, notes and tasks.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus, newKey } from "../system/client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "../system/market.mjs";
import { newSeat } from "../system/people.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";

const { parley, browser } = await withServer(() =>
  startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify({ self_outbid: true }) } }),
);
const place = { name: "Penzance" };
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

async function pageOf(who, look, path) {
  const { context, watch, name } = await newContext(browser, parley.url, look);
  await comeIn(context, parley, who);
  const page = await context.newPage();
  await page.goto(parley.url + path);
  const done = async () => {
    await watch.settle();
    await context.close();
  };
  return { page, name, done };
}

for (const look of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
])
  test(
    `S33 an owner asks somebody, who comes in by the link and works, ${look.shape}`,
    { timeout: 180_000 },
    async () => {
      const shop = await newShop(parley, { name: "Mole & Rat", place });
      const owner = await pageOf(shop, look, `/desk/${shop.id}/shop`);
      const card = owner.page.locator("[data-team]");
      await card.locator('[data-action="invite-seat"]').click();
      await card.locator('[data-action="send-invitation"]').click();
      await card.locator(".field-error").first().waitFor();
      const address = newAddress("mary");
      await card.getByLabel("Name", { exact: true }).fill("Mary Mole");
      await card.getByLabel("Mail address").fill(address);
      await card.getByText("Buyers see the name").click();
      await inspect(owner.page, `${owner.name}-team-invite`);
      await card.locator('[data-action="send-invitation"]').click();
      await card.getByText("has not joined yet").waitFor();
      await inspect(owner.page, `${owner.name}-team`);

      const token = tokenIn(await mailTo(parley, address));
      const mary = await newContext(browser, parley.url, look);
      const desk = await mary.context.newPage();
      await desk.goto(`${parley.url}/confirm#${token}`);
      await desk.waitForURL(`**/desk/${shop.id}`);
      await desk.locator('[data-page="desk"]').waitFor();
      await mary.watch.settle();

      // A request for the team, handed to Mary, with a note that names her, and won by her.
      const seller = await newSeat(parley, shop, "seller", "Otto Otter");
      const { data } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/team", { session: shop.session });
      const { id } = data.find((seat) => seat.name === "Mary Mole");
      const intent = await newIntent(parley, { place });
      const invitation = desk.locator(`[data-invitation="${intent.id}"]`);
      await invitation.waitFor();
      await offer(parley, seller, intent, 50_000, { attributes: { delivery_days: 3 } });
      const handed = { session: shop.session, key: newKey(), body: { to: id } };
      await expectStatus(201, parley.url, "POST", `/v1/intents/${intent.id}/hand-overs`, handed);
      const note = { text: "@Mary Mole, have we two in stock?", mentions: [id] };
      const written = { session: seller.session, key: newKey(), body: note };
      await expectStatus(201, parley.url, "POST", `/v1/intents/${intent.id}/notes`, written);
      await desk.reload();
      const tasks = desk.locator(".tasks");
      await tasks.locator('[data-task="mention"]').waitFor();
      await tasks.locator('[data-task="lead"]').waitFor();
      await inspect(desk, `${mary.name}-team-tasks`);
      await tasks.locator('[data-task="mention"] [data-action="task-seen"]').click();
      await tasks.locator('[data-task="mention"]').waitFor({ state: "detached" });
      await desk.locator('[data-action="filter-mine"]').click();
      await invitation.waitFor();

      await invitation.locator('[data-action="lead"]').click();
      await invitation.locator('[data-notes="1"]').waitFor();
      await invitation.locator('[data-field="note"]').fill("We have ");
      await invitation.getByRole("button", { name: "@Otto Otter" }).click();
      assert.equal(await invitation.locator('[data-field="note"]').inputValue(), "We have @Otto Otter ");
      await invitation.locator('[data-action="keep-note"]').click();
      await invitation.locator('[data-notes="2"]').waitFor();
      await invitation.locator("[data-history] summary").click();
      await invitation.locator("[data-acts] summary").click();
      await invitation.getByText("Offer by Otto Otter").waitFor();
      await inspect(desk, `${mary.name}-team-lead`);
      const [file] = await Promise.all([
        desk.waitForEvent("download"),
        invitation.locator('[data-action="signed-copy"]').click(),
      ]);
      assert.equal(file.suggestedFilename(), "hand-over-1.json");

      const { offer_id } = await offer(parley, { session: (await mary.context.cookies())[0].value }, intent, 48_000, {
        attributes: { delivery_days: 3 },
        status: 200,
      });
      const buyer = await pageOf(intent, look, `/buyer/${intent.id}`);
      await buyer.page.getByText("Mary Mole looks after you.").waitFor();
      await inspect(buyer.page, `${buyer.name}-team-buyer`);
      await buyer.done();
      await does(intent, intent, "close");
      await does(intent, intent, "award", { offer_id });
      await tasks.locator('[data-task="confirm"]').waitFor();
      await does(intent, shop, "confirm-award");
      await tasks.locator('[data-task="promise"]').waitFor();
      await inspect(desk, `${mary.name}-team-promise`);

      await owner.page.reload();
      const row = card.locator(`[data-seat="${id}"]`);
      await row.locator('[data-action="seat-change"]').click();
      await inspect(owner.page, `${owner.name}-team-change`);
      await row.locator('[data-action="seat-remove"]').click();
      await row.locator('[data-action="seat-remove-sure"]').click();
      await row.waitFor({ state: "detached" });
      await owner.page.locator('[data-action="calendar-make"]').click();
      await owner.page.locator("[data-calendar] [data-once]").waitFor();
      await inspect(owner.page, `${owner.name}-team-calendar`);
      await owner.done();
      await desk.reload();
      await desk.locator('[data-page="desk-door"]').waitFor();
      await mary.context.close();
    },
  );
