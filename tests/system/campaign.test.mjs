// A shop's own links say where it had put them; the shop sees what they brought, and takes all that it was asked for
// into its own list of customers.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
let parley, shop, rival;
before(async () => {
  parley = await startParley();
  [shop, rival] = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
});
after(() => parley?.stop());

const get = (path, { session }) => expectStatus(200, parley.url, "GET", path, { session });
const campaigns = async (who) => (await get("/v1/businesses/me/campaigns", who)).data;

/** A request that was posted from a link; confirmed unless told otherwise. */
async function cameBy(link, { confirm = true, ...more } = {}) {
  const email = newAddress("buyer");
  const body = { title: "A boat table", text: "Oak", sector: "furniture/tables", place, start: "now", email, ...more };
  const headers = { "parley-campaign": link };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body, headers });
  if (!confirm) return { id };
  const token = tokenIn(await mailTo(parley, email));
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
  return { id, session, address: email };
}

async function sold(intent, winner, price) {
  const does = ({ session }, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  const { offer_id } = await offer(parley, winner, intent, price);
  await does(intent, "close");
  await does(intent, "award", { offer_id });
  await does(winner, "confirm-award");
}

test("S15 a shop sees which of its own links brought requests and deals, and no other shop's", async () => {
  const flyer = `shop=${shop.id}&via=flyer%20on%20the%20quay`;
  const newsletter = `shop=${shop.id}&via=&utm_source=newsletter&utm_medium=email&utm_campaign=spring+boats`;
  await sold(await cameBy(flyer), shop, 50_000);
  await sold(await cameBy(flyer), rival, 50_000);
  for (let n = 2; n < 5; n += 1) await cameBy(flyer);
  await cameBy(flyer, { confirm: false });
  for (let n = 0; n < 5; n += 1) await cameBy(newsletter);
  // So few that it might have been for one person.
  for (let n = 0; n < 4; n += 1) await cameBy(`shop=${shop.id}&via=c-1042`);
  for (const nothing of [
    `shop=${"0".repeat(26)}&via=flyer`,
    "via=flyer",
    `shop=${shop.id}`,
    `shop=${shop.id}&via=${"x".repeat(81)}`,
    `shop=${shop.id}&via=%E2%80%AEturned`,
    "%%%=&&&==",
  ])
    await cameBy(nothing);
  const [first, second, ...others] = await campaigns(shop);
  assert.deepEqual(others, []);
  assert.deepEqual(first, {
    via: "",
    source: "newsletter",
    medium: "email",
    campaign: "spring boats",
    requests: 5,
    deals: 0,
  });
  assert.deepEqual(second, { via: "flyer on the quay", source: "", medium: "", campaign: "", requests: 5, deals: 1 });
  assert.deepEqual(await campaigns(rival), []);
});

test("S15 the list of requests has stages, prices and own tags, and names a buyer where the deal did", async () => {
  const other = await newShop(parley, { name: "Otter", place: { name: "Truro" }, more: { radius_km: 5 } });
  const truro = { place: { name: "Truro" } };
  const link = `shop=${other.id}&via=%3DSUM(A1)`;
  const won = await cameBy(link, { ...truro, title: '=HYPERLINK("x")', name: "Pat Example" });
  await sold(won, other, 48_000);
  const lost = await newIntent(parley, truro);
  await offer(parley, other, lost, 90_000);
  await expectStatus(200, parley.url, "POST", `/v1/intents/${lost.id}/decline-all`, {
    session: lost.session,
    body: {},
  });
  const asked = await cameBy(link, truro);
  const rows = async (query = "") => get(`/v1/businesses/me/intents${query}`, other);
  let data = [];
  while (data.length < 3) ({ data } = await rows());
  const of = ({ id }) => data.find(({ intent_id }) => intent_id === id);
  const { invited_at, offered_at, ...one } = of(won);
  assert.ok(Date.parse(invited_at) <= Date.parse(offered_at));
  assert.deepEqual(one, {
    intent_id: won.id,
    stage: "won",
    disposition: "won",
    state: "confirmed",
    sector: "furniture/tables",
    title: '=HYPERLINK("x")',
    place: "Truro",
    price: 48_000,
    currency: "GBP",
    reason: one.reason,
    via: "=SUM(A1)",
    source: "",
    medium: "",
    campaign: "",
    buyer_name: "Pat Example",
    buyer_email: won.address,
    buyer_phone: one.buyer_phone,
  });
  assert.deepEqual([of(lost).stage, of(lost).disposition], ["lost", "declined_all"]);
  assert.deepEqual([of(asked).stage, of(asked).price, of(asked).via], ["new", null, ""]);
  for (const { buyer_email } of [of(lost), of(asked)]) assert.equal(buyer_email, null);
  const page = await rows("?limit=2");
  assert.equal(page.data.length, 2);
  const rest = await rows(`?limit=2&cursor=${page.next_cursor}`);
  assert.deepEqual([...page.data, ...rest.data], data);
  assert.equal(rest.next_cursor, null);

  const table = await call(parley.url, "GET", "/v1/businesses/me/intents.csv", { session: other.session });
  assert.match(table.headers.get("content-disposition"), /attachment/);
  const line = table.body.split("\r\n").find((row) => row.startsWith(won.id));
  assert.ok(line.includes(`"'=HYPERLINK(""x"")"`), line);
  assert.ok(line.includes(",'=SUM(A1),"), line);
  assert.ok(line.includes(`,Pat Example,${won.address},`), line);

  await expectStatus(200, parley.url, "POST", `/v1/intents/${won.id}/erase`, { session: won.session, body: {} });
  ({ data } = await rows());
  assert.deepEqual([of(won).title, of(won).buyer_name, of(won).buyer_email, of(won).via], ["", null, null, ""]);
});
