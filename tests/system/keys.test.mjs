// The keys of a shop's machines: listed without being told, rotated with both good for a while, revoked at once with
// their live lines.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, EventLine, expectStatus, Line, within } from "./client.mjs";
import { newShop } from "./market.mjs";
import { startNode } from "./node.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
const path = "/v1/api-keys";
let parley, shop;
before(async () => {
  parley = await startParley();
  shop = await newShop(parley, { name: "Mole", place });
});
after(() => parley?.stop());

const make = (label, scopes = ["read"], { session } = shop) =>
  expectStatus(201, parley.url, "POST", path, { session, body: { label, scopes } });
const list = async ({ session } = shop) => (await expectStatus(200, parley.url, "GET", path, { session })).data;
const rotate = (id, body, { session } = shop) =>
  expectStatus(201, parley.url, "POST", `${path}/${id}/rotate`, { session, body });
const revoke = (id) => expectStatus(204, parley.url, "DELETE", `${path}/${id}`, { session: shop.session });
const works = async (key, url = parley.url) =>
  (await call(url, "GET", "/v1/businesses/me", { session: key })).status === 200;

test("keys are listed with what they may do and when they were used, and never told again", async () => {
  const till = await make("Till", ["offers", "webhooks"]);
  assert.match(till.key, /^pk_[A-Za-z0-9_-]{43}$/);
  const [fresh] = await list();
  assert.deepEqual(
    { ...fresh, made_at: "" },
    {
      id: till.id,
      label: "Till",
      scopes: ["offers", "webhooks"],
      made_at: "",
      last_used_at: null,
      ends_at: null,
    },
  );
  assert.ok(await works(till.key));
  const used = (await list()).find(({ id }) => id === till.id);
  assert.ok(Date.parse(used.last_used_at) > Date.now() - 60_000);
  assert.ok(!JSON.stringify(await list()).includes(till.key.slice(3)));
  await revoke(till.id);
});

test("a rotated key and the one in its place both work until the time of the old one is over", async () => {
  const old = await make("Shop system", ["offers"]);
  const next = await rotate(old.id, { old_works_for_s: 1 });
  const keys = await list();
  assert.deepEqual(
    keys.map(({ id, label, scopes }) => [id, label, scopes]),
    [
      [next.id, "Shop system", ["offers"]],
      [old.id, "Shop system", ["offers"]],
    ],
  );
  const ends = Date.parse(keys[1].ends_at);
  assert.ok(ends - Date.now() <= 1_000 && keys[0].ends_at === null);
  const line = await Line.open(parley.url, { session: old.key });
  assert.ok(await works(old.key));
  assert.ok(await works(next.key));
  assert.equal(await within(10_000, "the end of the old one's line", line.closed), 4401);
  assert.ok(Date.now() >= ends, "not before its time");
  assert.ok(!(await works(old.key)) && (await works(next.key)));
  const day = await rotate(next.id, {});
  const [, before] = await list();
  assert.ok(Math.abs(Date.parse(before.ends_at) - Date.now() - 86_400_000) < 60_000, "a day where nothing is said");
  const again = await call(parley.url, "POST", `${path}/${old.id}/rotate`, { session: shop.session, body: {} });
  assert.deepEqual([again.status, again.body.code], [404, "key_unknown"]);
  for (const { id } of [next, day]) await revoke(id);
});

test("a revoked key is refused at once, and its lines are closed, by tickets and on other nodes too", async () => {
  const { id, key } = await make("Lost", ["read"]);
  const other = await make("Kept", ["read"]);
  const elsewhere = await startNode(parley.stores, { name: "elsewhere" });
  try {
    const lines = await Promise.all([
      Line.open(parley.url, { session: key }),
      Line.open(elsewhere.url, { session: key }),
    ]);
    const kept = await Line.open(parley.url, { session: other.key });
    const stream = await EventLine.open(parley.url, "desk", { session: key });
    await stream.until((push) => push.type === "snapshot");
    const { ticket } = await expectStatus(201, parley.url, "POST", "/v1/ws-tickets", { session: key, body: {} });
    const byTicket = await EventLine.open(parley.url, "desk", { ticket });
    await byTicket.until((push) => push.type === "snapshot");
    await revoke(id);
    assert.ok(!(await works(key)) && !(await works(key, elsewhere.url)));
    for (const line of lines) assert.equal(await within(10_000, "its end", line.closed), 4401);
    for (const one of [stream, byTicket])
      await assert.rejects(
        one.until(() => false),
        /the stream ended/,
        "the event stream",
      );
    kept.send({ ping: 1 });
    await kept.until((frame) => "pong" in frame);
    await kept.close();
    assert.ok(!(await list()).some((one) => one.id === id));
  } finally {
    await elsewhere.stop();
  }
});

test("no key makes, sees, rotates or revokes keys, and each does what its scopes say about endpoints", async () => {
  const [all, some] = [
    await make("All", ["read", "offers", "profile", "webhooks"]),
    await make("Some", ["read", "offers", "profile"]),
  ];
  const tried = async (method, at, session, body) => (await call(parley.url, method, at, { session, body })).body.code;
  assert.equal(await tried("GET", path, all.key), "scope_missing");
  assert.equal(await tried("POST", path, all.key, { label: "K", scopes: ["read"] }), "scope_missing");
  assert.equal(await tried("POST", `${path}/${some.id}/rotate`, all.key, {}), "scope_missing");
  assert.equal(await tried("DELETE", `${path}/${some.id}`, all.key), "scope_missing");
  assert.equal(await tried("GET", "/v1/businesses/me/webhooks", some.key), "scope_missing");
  await expectStatus(200, parley.url, "GET", "/v1/businesses/me/webhooks", { session: all.key });
});
