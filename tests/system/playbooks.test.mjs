// A plan for a sector beside what came of it this month.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openapi } from "../contracts/contract.mjs";
import { Line, call, expectStatus } from "./client.mjs";
import { mailTo, mailsTo, newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
let parley, shop, other;
before(async () => {
  parley = await startParley();
  [shop, other] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const path = "/v1/playbooks";
const tables = `${path}/furniture/tables`;
const plan = {
  sales: 4,
  budget: 6_000,
  minutes: 120,
  hours: { days: ["mon", "fri"], from: 540, to: 1_020 },
  lowest_price: 34_000,
  review_on: "2099-12-24",
};
const put = (body, where = tables, who = shop) => call(parley.url, "PUT", where, { session: who.session, body });
const plans = async ({ session }) => (await expectStatus(200, parley.url, "GET", path, { session })).data;

async function sold(seller) {
  const intent = await newIntent(parley, { place });
  const { offer_id } = await offer(parley, seller, intent, 50_000);
  const does = ({ session }, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  await does(intent, "close");
  await does(intent, "award", { offer_id });
  await does(seller, "confirm-award");
}

test("S49 a playbook is target, budget, hours, rules and review date, beside what came of it", async () => {
  const { status, body } = await put(plan);
  assert.equal(status, 200, JSON.stringify(body));
  const { happened, changed_at, review_due, ...said } = body;
  assert.deepEqual(said, { ...plan, sector: "furniture/tables", template: null, auto_offer: null });
  assert.deepEqual([happened.offers, happened.sales, review_due], [0, 0, false]);
  assert.ok(changed_at);
  assert.match(happened.since, /-01T00:00:00Z$/);

  await sold(shop);
  const open = await newIntent(parley, { place });
  await offer(parley, shop, open, 51_000);
  await newIntent(parley, { place });
  await put({ ...plan, sales: 9 }, `${path}/furniture/chairs`);
  const [chairs, now] = await plans(shop);
  assert.deepEqual([chairs.sector, chairs.happened.offers, chairs.happened.sales], ["furniture/chairs", 0, 0]);
  assert.deepEqual([now.happened.offers, now.happened.sales], [2, 1], "two offers, one of them sold");
  assert.deepEqual(await plans(other), []);

  assert.equal((await put({ ...plan, review_on: "2020-01-31" })).body.review_due, true);
  assert.equal((await plans(shop)).find(({ sector }) => sector === "furniture/tables").review_due, true);
  for (const who of [other, shop])
    assert.equal(
      (await call(parley.url, "DELETE", tables, { session: who.session })).status,
      who === shop ? 204 : 404,
      "only its own",
    );
  assert.equal((await call(parley.url, "DELETE", tables, { session: shop.session })).body.code, "playbook_unknown");
});

test("a plan names templates and standing offers of its own shop alone", async () => {
  const request = { sector: "furniture/tables", name: "Oak" };
  const { session } = other;
  const foreign = await expectStatus(201, parley.url, "POST", "/v1/offer-templates", { session, body: request });
  for (const [member, id] of [
    ["template", foreign.id],
    ["template", "none"],
    ["auto_offer", "none"],
  ]) {
    const { body } = await put({ ...plan, [member]: id });
    assert.equal(body.code, "invalid_input", JSON.stringify(body));
    assert.equal(body.errors[0].pointer, `/${member}`);
  }
  const own = await put({ ...plan, template: foreign.id }, tables, other);
  assert.equal(own.body.template, foreign.id);
  assert.equal((await put(plan, `${path}/no/such`)).status, 404);
});

test("S34 nothing that commits is on by default, and what changes a standing offer is logged and mailed", async () => {
  const fresh = await newShop(parley, { name: "Weasel", place });
  const { session } = fresh;
  const get = (where) => expectStatus(200, parley.url, "GET", where, { session });
  const list = () => get("/v1/auto-offers");
  // A fresh shop offers nothing, spends nothing, and writes to nobody.
  assert.deepEqual(await list(), { data: [], groups: [], changes: [] });
  for (const where of [path, "/v1/offer-templates"]) assert.deepEqual((await get(where)).data, [], where);
  const me = await get("/v1/businesses/me");
  // Whatever a shop can set: every switch is off.
  const settings = Object.entries(openapi.components.schemas.BusinessPatch.properties);
  const switches = settings.filter(([, { type }]) => type === "boolean").map(([name]) => name);
  assert.ok(switches.length > 0);
  for (const name of switches) assert.equal(me[name], false, `${name} of a fresh shop`);
  // A standing offer is the only thing that offers by itself, and its request has no default for what it commits to.
  assert.deepEqual(openapi.components.schemas.AutoOfferRequest.required, ["sector", "opening", "floor"]);
  const intent = await newIntent(parley, { place });
  await mailTo(parley, fresh.address, ({ subject }) => subject.includes("Solid oak"));
  const invited = (await get("/v1/invitations")).data.find(({ intent: one }) => one.id === intent.id);
  assert.deepEqual(
    [invited.intent.me.offer, invited.intent.me.auto_offer],
    [null, false],
    "it is asked, and offers nothing",
  );
  // A plan and a template are no offers.
  const template = { sector: "furniture/tables", name: "Oak", price: { price: 40_000 } };
  const { id } = await expectStatus(201, parley.url, "POST", "/v1/offer-templates", { session, body: template });
  assert.equal((await put({ ...plan, template: id }, tables, fresh)).status, 200);
  assert.deepEqual((await list()).data, []);

  const body = {
    sector: "furniture/tables",
    opening: { price: 50_000 },
    floor: { price: 40_000 },
    capacity: { group: "tables this week", count: 2 },
  };
  const made = await expectStatus(201, parley.url, "POST", "/v1/auto-offers", { session, body });
  const one = `/v1/auto-offers/${made.id}`;
  const change = (what) => expectStatus(200, parley.url, "PATCH", one, { session, body: what });
  await change({ floor: { price: 38_000 } });
  await change({ floor: { price: 38_000 } });
  await change({ paused: true });
  await expectStatus(204, parley.url, "DELETE", one, { session });
  const { changes } = await list();
  assert.deepEqual(
    changes.map(({ deed }) => deed),
    ["dropped", "paused", "changed", "made"],
    "what changed nothing is not told",
  );
  assert.deepEqual([changes[2].before.floor, changes[2].after.floor], [{ price: 40_000 }, { price: 38_000 }]);
  for (const deed of ["made", "changed", "paused", "dropped"]) {
    const mail = await mailTo(parley, fresh.address, ({ subject }) =>
      subject.startsWith(`Your standing offer was ${deed}`),
    );
    assert.match(mail.text, new RegExp(`/desk/${fresh.id}/shop`));
    if (deed === "changed") assert.match(mail.text, /never below 380\.00 GBP[\s\S]*Before: [\s\S]*400\.00 GBP/);
  }
  assert.equal(mailsTo(parley, fresh.address).filter(({ subject }) => subject.includes("standing offer")).length, 4);
});

test("standing offers that share a limit have one number, and it is told how much is taken", async () => {
  const seller = await newShop(parley, { name: "Otter", place: { name: "Thurso" } });
  const { session } = seller;
  const standing = (sector, count) => ({
    sector,
    opening: { price: 50_000 },
    floor: { price: 40_000 },
    capacity: { group: "this week", count },
  });
  const make = (body) => expectStatus(201, parley.url, "POST", "/v1/auto-offers", { session, body });
  await make(standing("furniture/tables", 1));
  await make(standing("furniture/chairs", 3));
  const list = () => expectStatus(200, parley.url, "GET", "/v1/auto-offers", { session });
  const { data, groups } = await list();
  assert.deepEqual(
    data.map(({ capacity }) => capacity.count),
    [3, 3],
  );
  assert.deepEqual(groups, [{ group: "this week", count: 3, taken: 0 }]);
  const intent = await newIntent(parley, { place: { name: "Thurso" } });
  const does = (who, verb, more) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, {
      session: who.session,
      body: more ?? {},
    });
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  const placed = await line.until(({ type }) => type === "offer_placed", "the standing offer's offer");
  await line.close();
  await does(intent, "award", { offer_id: placed.data.offer.offer_id });
  assert.deepEqual((await list()).groups, [{ group: "this week", count: 3, taken: 1 }]);
});
