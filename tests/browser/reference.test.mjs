// A shop says what it charges elsewhere, and its buyer reads it as the shop's word beside what it offered here before.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { signIn } from "./journey.mjs";

const item = "Refectory table R2, oiled oak";
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const { parley, browser } = await withServer(startParley);

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(
    `S8 a price elsewhere is written by the shop and read by the buyer, ${label}`,
    { timeout: 120_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, {
        ...variant,
        expectErrors: [/status of 422/],
      });
      const shop = await newShop(parley, { name: `Otter ${name}` });
      const before = await newIntent(parley);
      await offer(parley, shop, before, 48_000, { details: { item } });
      await expectStatus(200, parley.url, "POST", `/v1/intents/${before.id}/cancel`, {
        session: before.session,
        body: {},
      });
      const intent = await newIntent(parley, { title: "An oak table" });

      const desk = await context.newPage();
      await signIn(parley, desk, shop.address);
      await desk.goto(`${parley.url}/desk/${shop.id}`);
      const card = desk.locator(`[data-invitation="${intent.id}"]`);
      await card.locator('[data-action="offer"]').click();
      const form = desk.locator("[data-offer-form]");
      await form.locator("[data-suggest]").first().click();
      await form.locator("[data-say-more] summary").click();
      await form.locator('input[name="item"]').fill(item);
      await form.locator('input[name="perks"]').fill("Oiled by hand, was £900");
      const send = form.locator('[data-action="send-offer"]');
      await form.locator('input[name="reference"]').fill("620");
      await send.click();
      await form.getByText("how much, where and since when").waitFor();
      await form.locator('input[name="where"]').fill("in our shop");
      await form.locator('input[name="since"]').fill(daysAgo(5));
      await send.click();
      await form.getByText("charged for 28 days at least").last().waitFor();
      await form.locator('input[name="since"]').fill(daysAgo(90));
      await form.locator('input[name="only-here"]').check();
      await send.click();
      await form.getByText("“was £900”").waitFor();
      await inspect(desk, `${name}-reference-refused`, { full: false });
      await form.locator('input[name="perks"]').fill("Oiled by hand");
      await form.locator("[data-elsewhere]").scrollIntoViewIfNeeded();
      await inspect(desk, `${name}-reference-sheet`, { full: false });
      await send.click();
      await card.locator("[data-own-offer] [data-reference]").waitFor();
      await card.locator("[data-own-offer] [data-lower-here]").waitFor();
      await inspect(desk, `${name}-reference-own`);
      // The next offer says it anew, or not at all.
      const next = await newIntent(parley, { title: "Another oak table" });
      const invitation = desk.locator(`[data-invitation="${next.id}"]`);
      await invitation.locator('[data-action="offer"]').click();
      await form.locator("[data-say-more] summary").click();
      assert.equal(await form.locator('input[name="item"]').inputValue(), item);
      assert.equal(await form.locator('input[name="reference"]').inputValue(), "");
      assert.equal(await form.locator('input[name="only-here"]').isChecked(), false);

      await offer(parley, await newShop(parley, { name: `Stoat ${name}` }), intent, 61_000); // To compare with.
      const buyer = await context.newPage();
      await signIn(parley, buyer, intent.address);
      await buyer.goto(`${parley.url}/buyer/${intent.id}`);
      const said = buyer.locator("[data-offer] [data-reference]");
      await said.locator("[data-lower-here]").waitFor();
      assert.match(
        await said.innerText(),
        /^The shop says: £620, “in our shop”, since .+\. Not checked by Parley\. This shop offered it here for £480/,
      );
      const row = buyer.locator("[data-offer]", { hasText: shop.name });
      assert.match(await row.innerText(), /The shop says: this price is only here/);
      assert.equal(await row.locator("s, del, strike").count(), 0, "no price is struck through");
      assert.ok(!/%|save/i.test(await row.innerText()), "nor is a saving made of it");
      await inspect(buyer, `${name}-reference-offers`);
      await buyer.locator('[data-action="compare"]').click();
      await buyer.locator('[data-page-part="compare"]').getByText("This shop offered it here").waitFor();
      await inspect(buyer, `${name}-reference-compare`);
      await watch.settle();
      await context.close();
    },
  );
}
