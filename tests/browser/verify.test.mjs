// The page that checks a log, with a log of a real sealed round: it holds, each way of changing it is found at the
// right event, and a receipt says whether an offer was left out.
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { expectStatus } from "../system/client.mjs";
import { newIntent, newShop, offer } from "../system/market.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";

const sealedRules = {
  format: "sealed",
  close: { mode: "hard" },
  duration_s: 600,
  max_drop_bp: 0,
  scoring: [{ attribute: "delivery_days", minor_per_unit: 200 }],
};
const { parley, browser } = await withServer(() =>
  startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(sealedRules) } }),
);
let log;
let answers;
let sent;

before(async () => {
  const shops = await Promise.all(["Ash", "Beech", "Cedar", "Deal"].map((name) => newShop(parley, { name })));
  const intent = await newIntent(parley);
  const path = `/v1/intents/${intent.id}`;
  const post = (session, what, body) => expectStatus(200, parley.url, "POST", `${path}/${what}`, { session, body });
  sent = shops.map((_, i) => ({ price: 50_000 - 700 * i, message: `Oak "${i}"`, attributes: { delivery_days: i } }));
  answers = [];
  for (const [i, shop] of shops.entries()) answers.push(await offer(parley, shop, intent, sent[i].price, sent[i]));
  await post(intent.session, "close", {});
  await post(intent.session, "award", { offer_id: answers[3].offer_id });
  await post(shops[3].session, "confirm-award", {});
  log = await expectStatus(200, parley.url, "GET", `${path}/log`);
});

const canonical = (value) =>
  JSON.stringify(value, (_, member) =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

/** A changed copy whose chain fits again, as whoever keeps the log could make it. */
function forged(change) {
  const copy = structuredClone(log);
  change(copy);
  let hash = "0".repeat(64);
  for (const event of copy.events) {
    const { at, body, received_at, seq, type } = event;
    event.hash = hash = sha256(hash, canonical({ at, body, received_at, seq, type }));
  }
  return copy;
}
function changed(change) {
  const copy = structuredClone(log);
  change(copy);
  return copy;
}
const seqOf = (type) => log.events.find((event) => event.type === type).seq;
const eventOf = (copy, type) => copy.events.find((event) => event.type === type);
const pricesOf = (copy) => copy.openings.filter((opening) => opening.name === "price");

/** Opens another price than the one that was sealed, and seals that one. */
function reprice(copy, opening, value) {
  opening.value = value;
  const { body } = copy.events.find((event) => event.seq === opening.seq);
  body.price = { commit: sha256(Buffer.from(opening.salt, "hex"), canonical(value)) };
}

/** Each way of changing a log, and the event at which it has to be found. */
const lies = () => [
  ["an event", seqOf("intent_confirmed"), changed((copy) => (copy.events[1].at += 1))],
  ["a place in the order", 7, changed((copy) => copy.events.splice(5, 1))],
  ["an opening", pricesOf(log)[1].seq, changed((copy) => (pricesOf(copy)[1].value = 1))],
  ["a price, and the chain with it", seqOf("round_closed"), forged((copy) => reprice(copy, pricesOf(copy)[0], 40_000))],
  [
    "the ranking, and the chain with it",
    seqOf("round_closed"),
    forged((copy) => eventOf(copy, "round_closed").body.ranking.reverse()),
  ],
  [
    "who said yes, and the chain with it",
    seqOf("award_confirmed"),
    forged((copy) => {
      const { body } = eventOf(copy, "award_confirmed");
      body.bidder = (body.bidder % 4) + 1;
    }),
  ],
];

async function open(page, hash = "") {
  await page.goto(new URL(`/verify${hash}`, parley.url).href);
  await page.locator('[data-page="verify"]').waitFor();
}

const fileOf = (value) => ({
  name: "log.json",
  mimeType: "application/json",
  buffer: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});
const bring = (page, value) => page.locator('input[name="log"]').setInputFiles(fileOf(value));

/** Waits for the answer to what was brought last: whether it holds, and the first event that does not. */
async function verdict(page) {
  const found = page.locator("[data-holds]");
  await found.waitFor();
  const holds = (await found.getAttribute("data-holds")) === "true";
  const seq = await found.getAttribute("data-fault");
  return { holds, seq: seq === null ? null : Number(seq) };
}

for (const variant of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
]) {
  test(`a log is right, and each lie in it is found, ${variant.shape}`, { timeout: 120_000 }, async () => {
    const { context, watch, name } = await newContext(browser, parley.url, variant);
    const page = await context.newPage();
    await open(page);
    await inspect(page, `${name}-verify`);
    await bring(page, log);
    assert.deepEqual(await verdict(page), { holds: true, seq: null });
    assert.match(await page.locator("[data-status]").innerText(), /Nothing was changed/);
    const ranked = await page.locator("tr[data-bidder]").evaluateAll((rows) => rows.map((row) => row.dataset.bidder));
    assert.deepEqual(ranked.map(Number), eventOf(log, "round_closed").body.ranking);
    await inspect(page, `${name}-verify-yes`);

    for (const [what, seq, lie] of lies()) {
      await open(page);
      await bring(page, lie);
      assert.deepEqual(await verdict(page), { holds: false, seq }, what);
      assert.match(await page.locator("[data-status]").innerText(), new RegExp(`Event ${seq}\\b`), what);
    }
    await inspect(page, `${name}-verify-no`);

    await bring(page, { ...log, intent: 3 });
    await page.locator(".notice-bad", { hasText: "/intent" }).waitFor();
    await bring(page, "not a log");
    await page.locator(".notice-bad", { hasText: "JSON" }).waitFor();
    await inspect(page, `${name}-verify-unread`);
    await watch.settle();
    await context.close();
  });
}

test("by its number the log is fetched, and with no server a file is checked all the same", async () => {
  const { context, watch } = await newContext(browser, parley.url, { expectErrors: [/ERR_INTERNET_DISCONNECTED/] });
  const page = await context.newPage();
  await open(page, `#${log.intent}`);
  assert.deepEqual(await verdict(page), { holds: true, seq: null });
  await open(page);
  await page.evaluate(() => location.assign("#00000000000000000000000000"));
  await page.locator(".notice-bad").waitFor();
  await context.setOffline(true);
  await bring(page, log);
  assert.deepEqual(await verdict(page), { holds: true, seq: null });
  // Without a pointer: the fold is opened, the text is put in, and the button is pressed.
  await page.locator("[data-drop] summary").focus();
  await page.keyboard.press("Enter");
  await page.locator('textarea[name="text"]').fill(JSON.stringify(lies()[0][2]));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator('[data-holds="false"]').waitFor();
  await watch.settle();
  await context.close();
});

test("while the round runs the log holds and has no result yet", async () => {
  const { context, watch } = await newContext(browser, parley.url, { shape: "phone" });
  const page = await context.newPage();
  const intent = await newIntent(parley);
  await open(page, `#${intent.id}`);
  assert.deepEqual(await verdict(page), { holds: true, seq: null });
  assert.equal(await page.locator('[data-page-part="ranking"]').count(), 0);
  await watch.settle();
  await context.close();
});

test("a receipt is found in the log, and says when its offer was left out or changed", async () => {
  const { context, watch, name } = await newContext(browser, parley.url, { shape: "phone" });
  const page = await context.newPage();
  const last = log.events.findLast?.((event) => event.type === "offer_placed") ?? log.events[11];
  const ask = async (value, { receipt = answers[3], offered = sent[3] } = {}) => {
    await open(page);
    await bring(page, value);
    await verdict(page);
    await page.locator('[data-page-part="receipt"] summary').click();
    await page.locator('textarea[name="receipt"]').fill(JSON.stringify(receipt));
    await page.locator('textarea[name="offer"]').fill(offered ? JSON.stringify(offered) : "");
    await page.locator('[data-action="check-receipt"]').click();
    const found = page.locator("[data-receipt]");
    await found.waitFor();
    return { holds: (await found.getAttribute("data-receipt")) === "true", said: await found.innerText() };
  };
  const right = await ask(log);
  assert.equal(right.holds, true, right.said);
  assert.match(right.said, new RegExp(`event ${last.seq}\\b`));
  await inspect(page, `${name}-verify-receipt`);
  const cases = [
    [/left out/, changed((copy) => copy.events.splice(last.seq - 1, 1))],
    [/another time/, changed((copy) => (copy.events[last.seq - 1].received_at += 1))],
    [/another price/, log, { offered: { ...sent[3], price: 1 } }],
    [/signature/, log, { receipt: { ...answers[3].receipt, received_at: 1 } }],
  ];
  for (const [expected, value, more] of cases) {
    const wrong = await ask(value, more);
    assert.equal(wrong.holds, false, wrong.said);
    assert.match(wrong.said, expected);
  }
  await watch.settle();
  await context.close();
});
