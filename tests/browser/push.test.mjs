// Notices on a device, and an offer from the link of a mail. The push that the server sent to a push service on this
// machine is decrypted as a browser does it, and given to Chromium's service worker, which has no push service here.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { within } from "../system/client.mjs";
import { freely } from "../system/crowd.mjs";
import { look, mailTo, newIntent, newShop } from "../system/market.mjs";
import { PushService } from "../system/push_service.mjs";
import { startParley } from "../system/support.mjs";
import { comeIn } from "./journey.mjs";
import { Finger, inspect, newContext, withServer } from "./support.mjs";

const service = await PushService.open();
after(() => service.close());
const rules = { step: freely(0).step, self_outbid: true };
const { parley, browser } = await withServer(() =>
  startParley({
    env: {
      PARLEY_PUSH_HOSTS: service.origin,
      PARLEY_MAIL_GRACE_MS: "0",
      PARLEY_RULES_PATCH: JSON.stringify(rules),
    },
  }),
);

const looks = [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
];
const labelOf = (look) => `${look.shape}, ${look.dark ? "dark" : "light"}`;
let apart = 0;
const elsewhere = () => ({ lat: 57 - (apart += 1), lon: -3.5 });

/** The page's push service is ours: what a browser would get from its vendor. */
async function subscribesAt(context, device) {
  await context.grantPermissions(["notifications"], { origin: parley.url });
  await context.addInitScript((address) => {
    const given = {
      toJSON: () => ({ endpoint: address.endpoint, keys: { p256dh: address.p256dh, auth: address.auth } }),
    };
    PushManager.prototype.subscribe = async (wanted) => {
      if (!wanted.userVisibleOnly || wanted.applicationServerKey.length !== 65) throw new Error("wrongly asked for");
      return given;
    };
  }, device.address);
}

/** Hands the payload to the service worker of the page, as the browser would. */
async function deliver(page, payload) {
  const line = await page.context().newCDPSession(page);
  // A push that comes before its worker is active is lost.
  const active = new Promise((resolve) =>
    line.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      const ours = versions.find(
        ({ scriptURL, status }) => scriptURL === `${parley.url}/sw.js` && status === "activated",
      );
      if (ours) resolve(ours.registrationId);
    }),
  );
  await line.send("ServiceWorker.enable");
  const registrationId = await within(20_000, "an active worker", active);
  await line.send("ServiceWorker.deliverPushMessage", { origin: parley.url, registrationId, data: payload });
}

/** The only notice that is shown, as soon as it has that title. */
const shown = (page, wanted) => within(20_000, `"${wanted}"`, page.evaluate(noticed, wanted));
async function noticed(title) {
  const worker = await navigator.serviceWorker.ready;
  for (;;) {
    const [notice, ...more] = await worker.getNotifications();
    if (notice?.title === title && more.length === 0)
      return { title, body: notice.body, tag: notice.tag, data: notice.data };
    await new Promise((resolve) => setTimeout(resolve, 20)); // There is nothing to listen to.
  }
}

for (const variant of looks)
  test(
    `S14 a shop turns notices on with one tap, and its device shows the invitation, ${labelOf(variant)}`,
    { timeout: 120_000 },
    async () => {
      const place = elsewhere();
      const shop = await newShop(parley, { place });
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const device = service.browser();
      await subscribesAt(context, device);
      await comeIn(context, parley, shop);
      const desk = await context.newPage();
      await desk.goto(`${parley.url}/desk/${shop.id}/shop`);
      const card = desk.locator("[data-hearing]");
      await card.locator('[data-notices="off"]').waitFor();
      assert.match(await card.innerText(), /I agree that Parley shows notices on this device/);
      const workers = () => desk.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
      assert.equal(await workers(), 0, "nothing is registered before the tap");
      await card.scrollIntoViewIfNeeded();
      await inspect(desk, `${name}-hearing-off`);
      await card.locator('[data-action="notices-on"]').click();
      await card.locator('[data-notices="on"]').waitFor();
      assert.equal(await workers(), 1);
      await inspect(desk, `${name}-hearing-on`);

      const title = `Oak table, ${labelOf(variant)}`;
      await newIntent(parley, { place, title });
      const news = device.read(await service.nth(device));
      await deliver(desk, JSON.stringify(news));
      assert.deepEqual(await shown(desk, `Asked for: ${title}`), {
        title: `Asked for: ${title}`,
        body: news.body,
        tag: news.tag,
        data: { path: `/desk/${shop.id}` },
      });
      // A later one of the same round takes its place.
      await deliver(desk, JSON.stringify({ ...news, title: "Newer" }));
      await shown(desk, "Newer");
      await card.locator('[data-action="notices-off"]').click();
      await card.locator('[data-notices="off"]').waitFor();
      await watch.settle();
      await context.close();
    },
  );

for (const variant of looks)
  test(
    `S14 a mail's link opens a page with the offer filled in, and one tap sends it, ${labelOf(variant)}`,
    { timeout: 120_000 },
    async () => {
      const place = elsewhere();
      const shop = await newShop(parley, { place });
      const linkOf = async (title) => {
        const mail = await mailTo(parley, shop.address, ({ subject }) => subject === `Asked for: ${title}`, 20_000);
        return /\/offer#[A-Za-z0-9_-]{43}/.exec(mail.text)[0];
      };
      const first = await newIntent(parley, { place, title: "First table" });
      const { context, watch, name } = await newContext(browser, parley.url, variant);
      const page = await context.newPage();
      const finger = new Finger();
      await page.goto(parley.url + (await linkOf("First table")));
      const form = page.locator("[data-tap-form]");
      await form.locator('[data-filled="nothing"]').waitFor();
      assert.equal(new URL(page.url()).hash, "", "the token does not stay in the address");
      assert.equal(await form.locator('[data-action="send-offer"]').isDisabled(), true, "no price, no offer");
      await inspect(page, `${name}-tap-empty`);
      await form.locator('input[name="price"]').fill("480");
      await form.locator("textarea").first().fill("Our own make, oiled");
      await finger.tap(form.locator('[data-action="send-offer"]'));
      await page.locator('[data-page="tap-sent"]').waitFor();
      await inspect(page, `${name}-tap-sent`);
      assert.equal((await look(parley, first, first.session)).offers[0].price, 48_000);

      // From now on it is known what this shop offers: one tap is enough.
      const second = await newIntent(parley, { place, title: "Second table" });
      await page.goto("about:blank");
      await page.goto(parley.url + (await linkOf("Second table")));
      await form.locator('[data-filled="last_offer"]').waitFor();
      assert.equal(await form.locator('input[name="price"]').inputValue(), "480");
      assert.equal((await look(parley, second, second.session)).offers.length, 0, "nothing is sent before the tap");
      await inspect(page, `${name}-tap-filled`);
      finger.taps = 0;
      await finger.tap(form.locator('[data-action="send-offer"]'));
      await page.locator('[data-page="tap-sent"]').waitFor();
      assert.equal(finger.taps, 1);
      const [offer] = (await look(parley, second, second.session)).offers;
      assert.deepEqual([offer.price, offer.message], [48_000, ""], "what was said to one buyer is not said to another");

      await page.goto("about:blank");
      await page.goto(`${parley.url}/offer#broken`);
      await page.locator('[data-page="tap-bad"]').waitFor();
      await inspect(page, `${name}-tap-bad`);
      await watch.settle();
      await context.close();
    },
  );

test("S21 a buyer who waits turns notices on with one tap", { timeout: 120_000 }, async () => {
  const { context, watch, name } = await newContext(browser, parley.url, { shape: "phone", dark: true });
  const device = service.browser();
  await subscribesAt(context, device);
  const intent = await newIntent(parley, { place: elsewhere(), title: "Waiting for notices" });
  await comeIn(context, parley, intent);
  const page = await context.newPage();
  await page.goto(`${parley.url}/buyer/${intent.id}`);
  const notices = page.locator('[data-notices="off"]');
  await notices.waitFor();
  await notices.locator('[data-action="notices-on"]').click();
  await page.locator('[data-notices="on"]').waitFor();
  await inspect(page, `${name}-buyer-notices`);
  await watch.settle();
  await context.close();
});
