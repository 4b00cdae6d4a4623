// The card of a shop's programs: a key is made, shown once, replaced and revoked; an endpoint is refused, tried, and
// sent to again; and a request that came by the shop's own link says so.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "../system/client.mjs";
import { mailTo, newAddress, newShop, tokenIn } from "../system/market.mjs";
import { isSigned, startReceiver } from "../system/receiver.mjs";
import { startParley } from "../system/support.mjs";
import { inspect, newContext, withServer } from "./support.mjs";
import { comeIn, confirmed } from "./journey.mjs";
import { Finger } from "./support.mjs";

const { parley, browser } = await withServer(() => startParley({ demo: true, env: { PARLEY_WEBHOOK_LOOPBACK: "1" } }));
const receiver = await startReceiver();
after(() => receiver.stop());

for (const look of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
  { shape: "desktop", dark: false },
]) {
  const label = `${look.shape}, ${look.dark ? "dark" : "light"}`;

  test(`a shop looks after its programs at the desk, ${label}`, { timeout: 120_000 }, async () => {
    const shop = await newShop(parley, { name: "Otter" });
    const expectErrors = (text) => text.includes("422");
    const { context, watch, name } = await newContext(browser, parley.url, { ...look, expectErrors });
    await comeIn(context, parley, shop);
    const desk = await context.newPage();
    await desk.goto(`${parley.url}/desk/${shop.id}/shop`);
    const card = desk.locator("[data-machines]");
    const keys = card.locator("[data-keys]");
    const press = (action, where = card) => where.locator(`[data-action="${action}"]`).click();
    await keys.getByText("There are no keys.").waitFor();
    await inspect(desk, `${name}-machines-none`);

    await press("new-key");
    await card.getByLabel("What is it for?").fill("Stock system");
    await card.getByLabel("Make offers and answer buyers").check();
    await inspect(desk, `${name}-machines-new-key`);
    await press("make-key");
    const first = await card.locator("[data-once] input").inputValue();
    const works = async (key) => (await call(parley.url, "GET", "/v1/businesses/me", { session: key })).status === 200;
    assert.ok(await works(first));
    await inspect(desk, `${name}-machines-key`);
    await press("rotate-key");
    await press("rotate-key-sure");
    await keys.getByText("works until").waitFor();
    const second = await card.locator("[data-once] input").inputValue();
    assert.notEqual(second, first);
    assert.ok((await works(first)) && (await works(second)), "both are good while the program changes over");
    await desk.reload();
    await keys.locator("[data-key]").nth(1).waitFor();
    assert.equal(await card.locator("[data-once]").count(), 0, "a key is shown once");
    await press("revoke-key", keys.locator("[data-key]").nth(1));
    await inspect(desk, `${name}-machines-sure`);
    await press("revoke-key-sure");
    await keys.locator("[data-key]").nth(1).waitFor({ state: "detached" });
    assert.ok(!(await works(first)) && (await works(second)));

    await press("new-endpoint");
    await card.getByLabel("Address").fill("https://10.0.0.7/hook");
    await press("make-endpoint");
    await card.getByText("Nothing can be sent to that address.").waitFor();
    await inspect(desk, `${name}-machines-refused`);
    let refuse = true;
    receiver.answer = (_, response) => response.writeHead(refuse ? 410 : 204).end();
    const from = receiver.messages.length;
    await card.getByLabel("Address").fill(receiver.url);
    await press("make-endpoint");
    const secret = await card.locator("[data-once] input").inputValue();
    await press("ping");
    await card.locator('[data-endpoint="gone"]').waitFor();
    await inspect(desk, `${name}-machines-gone`);
    refuse = false;
    await press("switch");
    await card.locator('[data-endpoint="on"] [data-delivery="delivered"]').waitFor();
    await press("again");
    const message = await receiver.until(({ type }) => type === "ping", "it again", { from: from + 2 });
    assert.ok(isSigned(secret, message));
    assert.equal(message.id, receiver.messages[from].id);
    await card.locator('[data-delivery="delivered"]').waitFor();
    await inspect(desk, `${name}-machines-on`);
    await press("remove-endpoint");
    await press("remove-endpoint-sure");
    await card.getByText("No program is told anything.").waitFor();
    await watch.settle();
    await context.close();
  });
}

test("a request that was written from a shop's own link is told to that shop", { timeout: 120_000 }, async () => {
  const shop = await newShop(parley, { name: "Heron" });
  const { context, watch } = await newContext(browser, parley.url, { shape: "phone" });
  const page = await context.newPage();
  const link = `${parley.url}/?shop=${shop.id}&via=window&utm_campaign=spring`;
  await confirmed(page, new Finger(), link);
  // Four more by the same link, so that it tells of nobody alone.
  for (let n = 0; n < 4; n += 1) {
    const email = newAddress("buyer");
    const body = { title: "Table", sector: "furniture/tables", place: { name: "Leeds" }, start: "now", email };
    const headers = { "parley-campaign": link.slice(link.indexOf("?") + 1) };
    await expectStatus(202, parley.url, "POST", "/v1/intents", { body, headers });
    const token = tokenIn(await mailTo(parley, email));
    await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
  }
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/campaigns", { session: shop.session });
  assert.deepEqual(data, [{ via: "window", source: "", medium: "", campaign: "spring", requests: 5, deals: 0 }]);
  await watch.settle();
  await context.close();
});
