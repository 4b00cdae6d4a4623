// What another contact brings, on a shop's desk, as a picture with its table; where its sales come from; whether case
// studies name it; and the pages that everybody reads. Every state is looked at.
import { test } from "node:test";
import assert from "node:assert/strict";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const colours = "amber azure beige black blue bronze brown coral cream gold green grey".split(" ");
const env = { PARLEY_GUIDE_FRESH_MS: "0", PARLEY_RULES_PATCH: JSON.stringify(rules) };
const { parley, browser } = await withServer(() => startParley({ env }));
const mole = await newShop(parley, { name: "Mole & Daughters" });

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

/** A request in which Mole makes three contacts, of which most of the later ones bring nothing. */
async function asked(i, colour, rat) {
  const intent = await newIntent(parley, { title: `A ${colour} table`, text: `It should be ${colour}` });
  const { offer_id } = await offer(parley, mole, intent, 50_000 + 100 * i);
  await offer(parley, rat, intent, 49_000);
  if (i % 4 !== 0) await does(intent, intent, "messages", { offer_id, text: `Is it ${colour} all over?` });
  const buy = async () => {
    await does(intent, intent, "close");
    await does(intent, intent, "award", { offer_id });
    await does(intent, mole, "confirm-award");
    await does(intent, intent, "promises/1/judge", { kept: i !== 2 });
    await does(intent, intent, "outcome", { where: "here" });
  };
  if (i < 2) {
    await buy();
    const text = `I asked for ${colour} and got it, in oak.`;
    return does(intent, intent, "share", { shared: true, text });
  }
  await offer(parley, mole, intent, 44_000 + 400 * i, { status: 200 });
  if (i === 5) await does(intent, intent, `threads/${offer_id}/shortlist`, { listed: true });
  await does(intent, mole, "messages", { text: `The ${colour} one is oiled by hand` });
  if (i < 4) return buy();
  await does(intent, intent, "close");
  return does(intent, intent, "decline-all");
}

const rat = await newShop(parley, { name: "Rat" });
for (const [i, colour] of colours.entries()) await asked(i, colour, rat);

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "phone", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;

  test(
    `a shop sees what its contacts bring, and switches on that it is named, ${label}`,
    { timeout: 120_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const page = await context.newPage();
      const { contacts, sales } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/returns", {
        session: mole.session,
      });
      await comeIn(context, parley, mole);
      await page.goto(`${parley.url}/desk/${mole.id}/numbers`);
      const card = page.locator("[data-returns]");
      await card.locator(".curve-answered").first().waitFor();
      assert.equal(await card.getAttribute("data-returns"), String(contacts.length));
      const words = await card.locator("[data-returns-sentence]").textContent();
      assert.equal(
        words,
        "Your third contact was answered in 2 of 10 cases; your first in 10 of 12. " +
          "It led to a sale in 2 of 10; your first in 2 of 12.",
      );
      await card.locator("summary").first().click();
      const cells = await card.locator("[data-returns-table] tbody tr").allTextContents();
      assert.equal(cells.length, contacts.length);
      for (const [i, { answered, sold }] of contacts.entries())
        for (const { happened, cases } of [answered, sold])
          assert.ok(cells[i].includes(`${happened} of ${cases}`), cells[i]);
      const newcomers = await page.locator('[data-source="newcomer"]').textContent();
      const { value } = sales.sources.find(({ source }) => source === "newcomer");
      assert.ok(newcomers.includes(`£${(value / 100).toLocaleString("en-GB")}`), newcomers);
      await card.evaluate((element) => element.scrollIntoView());
      await inspect(page, `${name}-desk-returns`, { full: false });
      await page.locator("[data-sources]").evaluate((element) => element.scrollIntoView());

      const naming = page.locator("[data-naming]");
      const toggle = naming.locator('input[role="switch"]');
      assert.equal(await toggle.isChecked(), false, "off until the shop switches it on");
      await toggle.click();
      await page.locator('[data-naming="confirmed"]').waitFor();
      await inspect(page, `${name}-desk-named`, { full: false });

      await page.goto(`${parley.url}/s/furniture/tables`);
      await page.locator(".attention").waitFor();
      await inspect(page, `${name}-sector-attention`);
      await page.getByRole("link", { name: "Case study" }).click();
      await page.getByRole("heading", { name: "What came of it" }).waitFor();
      assert.equal(await page.locator("blockquote").count(), 2);
      assert.equal(await page.getByText("Mole & Daughters").count(), 2);
      await inspect(page, `${name}-case-study`);

      await page.goto(`${parley.url}/desk/${mole.id}/numbers`);
      await toggle.click();
      await page.locator('[data-naming="stopped"]').waitFor();
      await page.goto(`${parley.url}/case-studies/furniture/tables`);
      assert.equal(await page.getByText("Mole & Daughters").count(), 0);
      await page.goto(`${parley.url}/case-studies/furniture/chairs`);
      await page.getByText("Too few to tell").waitFor();
      await watch.settle();
      await context.close();
    },
  );
}
