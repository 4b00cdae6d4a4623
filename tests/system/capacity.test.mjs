// "Win at most so many": one slot, several buyers at once. The award takes the slot in its commit, and what else the
// shop offered by the same standing offer is taken back at once, with that reason.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Line, call, expectStatus, newKey } from "./client.mjs";
import { look, newIntent, newShop } from "./market.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => {
  parley = await startParley();
});
after(() => parley?.stop());

const standing = (shop, count) =>
  expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: {
      sector: "furniture/tables",
      opening: { price: 50_000 },
      floor: { price: 40_000 },
      capacity: { group: "tables this week", count },
    },
  });
const offered = (intent) =>
  Line.open(parley.url, { session: intent.session }).then(async (line) => {
    await line.subscribe(`intent/${intent.id}`);
    return line;
  });

/** The buyer's view once it satisfies the test; each push is a reason to look again. */
async function until(intent, line, fits) {
  for (;;) {
    const seen = line.pushes.length;
    const view = await look(parley, intent, intent.session);
    if (fits(view)) return view;
    await line.until((frame) => frame.topic, "news of the intent", { from: seen });
  }
}

test("one slot: of many awards at once one is made, and the other offers are taken back", async () => {
  const shop = await newShop(parley);
  await standing(shop, 1);
  const buyers = await Promise.all(Array.from({ length: 4 }, () => newIntent(parley)));
  const lines = await Promise.all(buyers.map(offered));
  const views = await Promise.all(buyers.map((buyer, i) => until(buyer, lines[i], (view) => view.offers.length === 1)));
  const answers = await Promise.all(
    buyers.map((buyer, i) =>
      call(parley.url, "POST", `/v1/intents/${buyer.id}/award`, {
        session: buyer.session,
        key: newKey(),
        body: { offer_id: views[i].offers[0].offer_id },
      }),
    ),
  );
  const made = answers.filter(({ status }) => status === 200);
  assert.equal(made.length, 1, JSON.stringify(answers.map(({ body }) => body)));
  for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
    assert.equal(status, 409);
    assert.ok(["capacity_taken", "offer_withdrawn", "nothing_to_award"].includes(body.code), body.code);
  }
  for (const [i, buyer] of buyers.entries()) {
    if (answers[i].status === 200) continue;
    const view = await until(buyer, lines[i], ({ offers }) => offers[0].state === "withdrawn");
    assert.equal(view.offers[0].withdrawn_because, "capacity_taken");
  }
  // Who comes later finds a shop that is asked, but whose standing offer has nothing left to promise.
  const late = await newIntent(parley);
  const line = await offered(late);
  const view = await until(late, line, ({ invited }) => invited.length === 1);
  assert.equal(view.offers.length, 0);
  await Promise.all([...lines, line].map((one) => one.close()));
});
