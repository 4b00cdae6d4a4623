// Shops that a buyer asks first: put on the list by the buyer alone, asked before all others if they fit, and nothing
// else that is different for them.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { leeds, look, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const outside = { lat: 53.95, lon: -1.5492 }; // so far from Leeds that every shop there is a better match
let parley;
let near;
let far;
before(async () => {
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify({ step: freely(0).step, self_outbid: true }) },
  });
  near = await Promise.all(["Oak & Sons", "Board Room", "Four Legs"].map((name) => newShop(parley, { name })));
  far = await newShop(parley, { name: "Far Oak", place: outside });
});
after(() => parley?.stop());

const change = (method, shop, session, status = 200) =>
  expectStatus(status, parley.url, method, `/v1/me/preferred/${shop.id ?? shop}`, {
    session,
    body: method === "PUT" ? {} : undefined,
  });
const me = (session) => expectStatus(200, parley.url, "GET", "/v1/me", { session });

/** Posts a request that two shops may answer, and awaits that two are asked: their ids. */
async function asked(more = {}, session = undefined) {
  const title = `Oak table ${newKey().slice(0, 8)}`; // by which its mail is told from the buyer's others
  const intent = await newIntent(parley, { title, attention: { max_offers: 2 }, place: leeds, ...more }, { session });
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  await line.until((push) => push.type === "asked" && push.data.asked === 2, "two are asked");
  await line.close();
  const { invited } = await look(parley, intent, intent.session);
  return { ...intent, ids: invited.map(({ business }) => business.id) };
}

test("a shop on the buyer's list is asked first if the request says so, within the buyer's maximum", async () => {
  const first = await asked();
  assert.ok(!first.ids.includes(far.id), "two that are nearer are asked by themselves");
  const { address, session } = first;
  assert.deepEqual(await change("PUT", far, session), { preferred: true });
  const unasked = await asked({ email: address }, session);
  assert.ok(!unasked.ids.includes(far.id), "a list alone decides nothing");
  const chosen = await asked({ email: address, preferred_first: true }, session);
  assert.ok(chosen.ids.includes(far.id));
  assert.equal(chosen.ids.length, 2, "it takes one of the two places");

  const { why } = (await look(parley, chosen, far.session)).me;
  assert.deepEqual(why.at(-1), { reason: "preferred", value: 0 }, "all that the shop is told");
  const other = near.find(({ id }) => chosen.ids.includes(id));
  assert.ok((await look(parley, chosen, other.session)).me.why.every(({ reason }) => reason !== "preferred"));

  await offer(parley, far, chosen, 50_000);
  await offer(parley, other, chosen, 49_000);
  const { offers } = await look(parley, chosen, session);
  assert.deepEqual(
    offers.map(({ business }) => business.id),
    [other.id, far.id],
    "the order of offers is what it is for everybody",
  );
});

test("a preferred shop of another trade, out of reach, or off the list again is not asked", async () => {
  const [joiner, distant] = await Promise.all([
    newShop(parley, { name: "Only Chairs", sectors: ["furniture/chairs"] }),
    newShop(parley, { name: "Penzance Oak", place: { lat: 50.1188, lon: -5.5376 } }),
  ]);
  const { session, address } = await newIntent(parley);
  for (const shop of [joiner, distant, far]) await change("PUT", shop, session);
  assert.deepEqual(await change("DELETE", far, session), { preferred: false });
  const { ids } = await asked({ email: address, preferred_first: true }, session);
  for (const shop of [joiner, distant, far]) assert.ok(!ids.includes(shop.id), shop.name);
});

test("the list is the buyer's alone: shown, exported, at most twenty, and forgotten with the buyer", async () => {
  const { session, address } = await newIntent(parley);
  await change("PUT", far, session);
  await change("PUT", far, session);
  await change("PUT", near[0], session);
  const { preferred, principals } = await me(session);
  assert.deepEqual(
    preferred.map(({ business_id, name }) => [business_id, name]),
    [
      [far.id, "Far Oak"],
      [near[0].id, "Oak & Sons"],
    ],
  );
  const chosen = await asked({ email: address, preferred_first: true }, session);
  const file = await expectStatus(200, parley.url, "GET", "/v1/me/export", { session });
  assert.deepEqual(file.people[0].preferred, preferred);
  assert.deepEqual(file.people[0].preferred_first, [chosen.id]);

  assert.equal((await change("PUT", far, undefined, 401)).code, "sign_in_required");
  assert.equal((await change("PUT", far, near[0].session, 401)).code, "sign_in_required");
  assert.equal((await change("DELETE", far, near[0].session, 401)).code, "sign_in_required");
  assert.deepEqual((await me(far.session)).preferred, [], "a shop reads nothing of it");
  assert.equal((await change("PUT", "no-id", session, 404)).code, "business_unknown");
  assert.equal((await change("PUT", chosen.id, session, 404)).code, "business_unknown");

  const [{ id }] = principals;
  const rows = `SELECT count(*) FROM preferred WHERE consumer_id = '${id}'`;
  await sql(
    parley.stores.databaseUrl,
    `INSERT INTO preferred SELECT '${id}', 'shop-' || n, 0 FROM generate_series(1, 17) AS n`,
  );
  const more = [near[1], near[2]].map((shop) =>
    call(parley.url, "PUT", `/v1/me/preferred/${shop.id}`, { session, body: {} }),
  );
  const answers = await Promise.all(more);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409], "two at once do not get around it");
  assert.equal(answers.find(({ status }) => status === 409).body.code, "too_many_preferred");
  await change("PUT", far, session);
  assert.deepEqual(await sql(parley.stores.databaseUrl, rows), [["20"]]);

  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session, body: {} });
  for (const table of ["preferred", "intent_wish"])
    assert.deepEqual(
      await sql(parley.stores.databaseUrl, `SELECT count(*) FROM ${table} WHERE consumer_id = '${id}'`),
      [["0"]],
      table,
    );
});

test("what is no answer to whether preferred shops come first is named", async () => {
  const body = { title: "Oak table", sector: "furniture/tables", place: leeds, email: "a@example.org" };
  const refused = await expectStatus(422, parley.url, "POST", "/v1/intents", {
    body: { ...body, preferred_first: "yes" },
  });
  assert.deepEqual(
    refused.errors.map(({ pointer }) => pointer),
    ["/preferred_first"],
  );
});
