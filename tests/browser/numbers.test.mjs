// "How it goes" at a desk: how well the shop did, what it could sell, its funnel as a picture with its table, what
// wins, and its money as it counts it. Every state is looked at, and every figure is that of the calls.
import { test } from "node:test";
import assert from "node:assert/strict";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn } from "./journey.mjs";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop, offer } from "../system/market.mjs";
import { monthWithRoom } from "../system/month.mjs";
import { newSeat } from "../system/people.mjs";
import { startParley } from "../system/support.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const env = { PARLEY_GUIDE_FRESH_MS: "0", PARLEY_RULES_PATCH: JSON.stringify(rules) };
// The page opens at the month that it is: what was sold for the first test is read by the last.
await monthWithRoom(180_000);
const { parley, browser } = await withServer(() => startParley({ env }));
const mole = await newShop(parley, { name: "Mole & Daughters" });
const rat = await newShop(parley, { name: "Rat" });
const otter = await newShop(parley, { name: "Otter", sectors: ["furniture/beds"] });

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const get = (path, { session } = mole) => expectStatus(200, parley.url, "GET", path, { session });

/** Twelve requests: five that Mole wins, three that nobody sells, the others to Rat. */
async function asked(i) {
  const answers = { material: i < 8 ? "oak" : "ash" };
  const intent = await newIntent(parley, { title: `A table, number ${i}`, answers });
  const days = i % 2 ? 2 : 10;
  const mine = await offer(parley, mole, intent, 50_000 + 100 * i, { attributes: { delivery_days: days } });
  const other = await offer(parley, rat, intent, i < 5 ? 59_000 : 49_000);
  if (i % 3 === 0) await does(intent, intent, "messages", { offer_id: mine.offer_id, text: "Is it oiled?" });
  if (i % 6 === 0) await does(intent, mole, "messages", { text: "By hand" });
  await does(intent, intent, "close");
  if (i > 8) return does(intent, intent, "decline-all");
  const [winner, chosen] = i < 5 ? [mole, mine] : [rat, other];
  await does(intent, intent, "award", { offer_id: chosen.offer_id });
  await does(intent, winner, "confirm-award");
  await does(intent, intent, "promises/1/judge", { kept: i !== 2 });
  return does(intent, intent, "outcome", { where: "here" });
}
for (let i = 0; i < 12; i += 1) await asked(i);

/** A team of two in a trade of its own: Mary sold one, the founder offered one. */
const badger = await newShop(parley, { name: "Badger & Co", sectors: ["pets/supplies"] });
const mary = await newSeat(parley, badger, "seller", "Mary Mole");
const basket = await newIntent(parley, { title: "A basket", sector: "pets/supplies" });
const { offer_id: chosen } = await offer(parley, mary, basket, 45_000);
await does(basket, basket, "close");
await does(basket, basket, "award", { offer_id: chosen });
await does(basket, badger, "confirm-award");
await offer(parley, badger, await newIntent(parley, { title: "A kennel", sector: "pets/supplies" }), 30_000);

const cells = (locator) => locator.locator("td").allTextContents();

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "phone", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${variant.shape}, ${variant.dark ? "dark" : "light"}`;
  const cycle = async (page, name) => {
    await page.goto(`${parley.url}/desk/${mole.id}/numbers`);
    const funnel = await get("/v1/businesses/me/funnel");
    const rates = await get("/v1/businesses/me/win-rates");
    await page.locator("[data-funnel]").waitFor();
    await page.locator("[data-month]").waitFor();

    const headings = await page.locator("main h2, .desk h2").allTextContents();
    assert.deepEqual(headings.slice(0, 3), ["Doing it well", "What could you sell?", "From request to sale"]);
    const { quality } = funnel;
    const answered = await page.locator('[data-quality="answered"]').textContent();
    assert.ok(answered.includes(`${quality.answered} of ${quality.answerable}`), answered);
    const promises = await page.locator('[data-quality="promises"]').textContent();
    assert.ok(promises.includes(`${quality.promises_kept} of ${quality.promises_judged}`), promises);
    const could = await page.locator("[data-could]").textContent();
    assert.ok(could.includes(`${rates.missed.nobody_sold} of ${rates.missed.over} requests`), could);
    assert.ok(could.includes(`You won ${rates.all.won} of ${rates.all.offers} offers`), could);
    await inspect(page, `${name}-numbers-first`, { full: false });

    const card = page.locator("[data-funnel]");
    await card.locator("summary").first().click();
    for (const { step, count } of funnel.steps) {
      const [n] = await cells(card.locator(`[data-step="${step}"]`));
      assert.equal(n, String(count), step);
    }
    const leads = await card.locator("[data-leads]").textContent();
    assert.ok(leads.startsWith(`${funnel.leads.leads} buyers were more likely to buy`), leads);
    await card.getByText("By where buyers come from").click();
    const [matched] = await cells(card.locator('[data-part="newcomer"]'));
    assert.equal(matched, String(funnel.by_source.find(({ key }) => key === "newcomer").counts.matched));
    await card.evaluate((element) => element.scrollIntoView());
    await inspect(page, `${name}-numbers-funnel`, { full: false });

    const wins = page.locator("[data-wins]");
    for (const rate of [...rates.attributes, ...rates.positions].filter(({ group }) =>
      ["delivery_days", "rank"].includes(group),
    )) {
      const [share, n] = await cells(wins.locator(`[data-rate="${rate.group}/${rate.value}"]`));
      if (rate.won === null) assert.deepEqual([share, n], ["too few to say", String(rate.offers)]);
      else assert.equal(n, `${rate.won} of ${rate.offers}`);
    }
    await wins.evaluate((element) => element.scrollIntoView());
    await inspect(page, `${name}-numbers-wins`, { full: false });
  };

  test(
    `S39 a shop reads what it could sell, its funnel, its win rates and its money: ${label}`,
    { timeout: 120_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const page = await context.newPage();
      await comeIn(context, parley, mole);
      await cycle(page, name);

      const money = page.locator("[data-month]");
      await money.locator("[data-enter] summary").click();
      const fill = (label_, text) => money.getByLabel(label_, { exact: true }).first().fill(text);
      await fill("An hour of your time costs", "24");
      await fill("Parley cost you", "15");
      await fill("Sales you aim for", "8");
      if ((await money.locator("[data-other]").count()) === 0)
        await money.locator('[data-action="add-channel"]').click();
      const other = money.locator('[data-other="0"]');
      await other.getByLabel("Name").fill("Leaflets");
      await other.getByLabel("Cost").fill("120");
      await other.getByLabel("Sales").fill("two");
      await other.getByLabel("Margin").fill("-20.50");
      await money.locator('[data-action="save-month"]').click();
      await money.getByText("That is not an amount.").waitFor();
      await other.getByLabel("Sales").fill("2");
      await money.locator('[data-action="save-month"]').click();
      await money.locator('[data-channel="Leaflets"]').waitFor();
      await money.locator("[data-goal]").waitFor();
      await money.locator("[data-deals] > summary").click();
      const rows = money.locator("[data-deal]");
      assert.equal(await rows.count(), 5);
      for (let i = 0; i < 5; i += 1) {
        const row = rows.nth(i);
        await row.getByLabel("What was left").fill("90");
        await row.getByLabel("Minutes spent").fill("30");
        const saved = page.waitForResponse((answer) => answer.url().endsWith("/account") && answer.ok());
        await row.getByRole("button", { name: "Save" }).click();
        await saved;
      }
      await money.locator('[data-channel=""]', { hasText: "500%" }).waitFor();
      const month = await money.getAttribute("data-month");
      const { takings } = await get(`/v1/businesses/me/months/${month}`);
      // 15 pounds, and 150 minutes at 24 pounds an hour, are 75; 450 are left.
      assert.deepEqual([takings.channels[0].cost, takings.channels[0].return_ppm], [7_500, 5_000_000]);
      const row = await cells(money.locator('[data-channel=""]'));
      assert.deepEqual(row, ["5", "£75", "£450", "£15", "500%"]);
      await money.evaluate((element) => element.scrollIntoView());
      await inspect(page, `${name}-numbers-money`, { full: false });

      const report = page.locator("[data-report]");
      const toggle = report.locator('input[role="switch"]');
      assert.equal(await toggle.isChecked(), false, "off until it is switched on");
      await toggle.click();
      await page.locator('[data-report="confirmed"]').waitFor();
      await report.evaluate((element) => element.scrollIntoView());
      await inspect(page, `${name}-numbers-report`, { full: false });
      await toggle.click();
      await page.locator('[data-report="stopped"]').waitFor();
      await inspect(page, `${name}-numbers`);
      await watch.settle();
      await context.close();
    },
  );

  test(
    `S38 an owner sets a goal for each person and sees the sales against it, ${label}`,
    { timeout: 60_000 },
    async () => {
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      await comeIn(context, parley, badger);
      const page = await context.newPage();
      await page.goto(`${parley.url}/desk/${badger.id}/numbers`);
      const seats = page.locator("[data-seats]");
      await seats.waitFor();
      const month = await page.locator("[data-month]").getAttribute("data-month");
      const path = `/v1/businesses/me/months/${month}`;
      const body = { goal_sales: null, goal_value: null };
      await expectStatus(200, parley.url, "PUT", `${path}/seats/${mary.id}`, { session: badger.session, body });
      await page.reload();
      const row = seats.locator(`[data-seat-result="${mary.id}"]`);
      await row.getByText("1 sale", { exact: true }).waitFor();
      await row.locator('[data-action="seat-goal"]').click();
      await row.getByLabel("Sales you aim for").fill("three");
      await row.getByText("That is not a whole number.").waitFor();
      await row.evaluate((element) => element.scrollIntoView());
      await inspect(page, `${name}-numbers-seat-goal`, { full: false });
      await row.getByLabel("Sales you aim for").fill("3");
      await row.getByLabel("Takings you aim for").fill("1200");
      await row.locator('[data-action="save-seat-goal"]').click();
      await row.getByText("1 of the 3 sales you aim for").waitFor();
      await row.getByText("£450 of the £1,200 you aim for").waitFor();
      await seats.locator("summary").click();
      const told = await get(path, badger);
      assert.deepEqual(
        told.seats.map(({ seat, offers, sales }) => [seat.id, offers, sales]),
        [
          [badger.id, 1, 0],
          [mary.id, 1, 1],
        ],
      );
      assert.deepEqual(await cells(seats.locator(`[data-seat-row="${mary.id}"]`)), ["1", "1", "3", "£450", "£1,200"]);
      assert.deepEqual(await cells(seats.locator(`[data-seat-row="${badger.id}"]`)), ["1", "0", "–", "£0", "–"]);
      await seats.evaluate((element) => element.scrollIntoView());
      await inspect(page, `${name}-numbers-seats`, { full: false });
      await watch.settle();
      await context.close();
    },
  );

  test(
    `a seller sees the team's sales and sets no goal, and a team of one sees none of it, ${label}`,
    { timeout: 60_000 },
    async () => {
      for (const [who, desk] of [
        [mary, badger],
        [mole, mole],
      ]) {
        const { context, watch } = await newContext(browser, parley.url, variant);
        await comeIn(context, parley, who);
        const page = await context.newPage();
        await page.goto(`${parley.url}/desk/${desk.id}/numbers`);
        await page.locator("[data-month]").waitFor();
        assert.equal(await page.locator("[data-seats]").count(), who === mary ? 1 : 0);
        await watch.settle();
        assert.equal(await page.locator('[data-action="seat-goal"]').count(), 0);
        await context.close();
      }
    },
  );

  test(`a shop that nobody has asked yet is told so, ${label}`, { timeout: 60_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await comeIn(context, parley, otter);
    await page.goto(`${parley.url}/desk/${otter.id}/numbers`);
    await page.getByText("No request has matched you in this time.").waitFor();
    await page.getByText("None of your offers has been decided in this time.").waitFor();
    assert.equal(await page.locator("[data-wins]").count(), 0);
    await inspect(page, `${name}-numbers-none`);
    await watch.settle();
    await context.close();
  });
}
