// The funnel from the first wish to the agreed sale: each step counts when it has happened and not before, also those
// that the log does not tell (a shop was told, the buyer looked).
import { test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, within } from "./client.mjs";
import { look, mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { startParley } from "./support.mjs";

const untouched = {
  intents: 0,
  confirmed: 0,
  invited: 0,
  reached: 0,
  offers: 0,
  with_offer: 0,
  seen: 0,
  awarded: 0,
  confirmed_awards: 0,
  no_offers: 0,
};

/** So long, in ms, that no mail leaves during a test. */
const patient = "600000";

async function withParley(grace, work) {
  const parley = await startParley({ env: { PARLEY_MAIL_GRACE_MS: grace } });
  try {
    await work(parley);
  } finally {
    await parley.stop();
  }
}

async function row(parley, sector) {
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/lab/funnel");
  const { sector: _, median_first_offer_s: median, ...counts } = data.find((one) => one.sector === sector) ?? untouched;
  return { counts, median };
}

/** Acknowledgements and mails are answered to nobody: what they count is asked for until it is there. */
async function comesTo(parley, sector, column, wanted) {
  let ended = false;
  const asking = async () => {
    while (!ended) if ((await row(parley, sector)).counts[column] === wanted) return;
  };
  await within(10_000, `${column} = ${wanted}`, asking()).finally(() => (ended = true));
}

test("each step of the funnel counts when it has happened, and not before", async () => {
  await withParley(patient, async (parley) => {
    const sector = "furniture/tables";
    const shop = await newShop(parley);
    const desk = await Line.open(parley.url, { session: shop.session });
    const { subscribed: topic } = await desk.subscribe("desk");

    const email = newAddress("buyer");
    const body = { title: "Oak table", sector, place: { name: "Leeds" }, start: "now", email };
    const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body });
    let counts = { ...untouched, intents: 1 };
    assert.deepEqual((await row(parley, sector)).counts, counts);

    const token = tokenIn(await mailTo(parley, email));
    const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token } });
    const invited = await desk.until((push) => push.type === "invited", "the invitation");
    counts = { ...counts, confirmed: 1, invited: 1 };
    assert.deepEqual((await row(parley, sector)).counts, counts, "sent to its page is not told");

    desk.send({ ack: topic, seq: invited.seq });
    await comesTo(parley, sector, "reached", 1);
    counts = { ...counts, reached: 1 };

    const line = await Line.open(parley.url, { session });
    await line.subscribe(`intent/${id}`, { after: 0 });
    await offer(parley, shop, id, 50_000);
    const placed = await line.until((push) => push.type === "offer_placed", "the offer");
    line.send({ ack: placed.topic, seq: placed.seq - 1 });
    counts = { ...counts, offers: 1, with_offer: 1 };
    const offered = await row(parley, sector);
    assert.deepEqual(offered.counts, counts, "sent to the buyer's page is not seen, nor what came before it");
    assert.ok(offered.median >= 0);

    line.send({ ack: placed.topic, seq: placed.seq });
    await comesTo(parley, sector, "seen", 1);
    counts = { ...counts, seen: 1 };

    const { offer_id } = (await look(parley, id, session)).offers[0];
    await expectStatus(200, parley.url, "POST", `/v1/intents/${id}/award`, { session, body: { offer_id } });
    counts = { ...counts, awarded: 1 };
    assert.deepEqual((await row(parley, sector)).counts, counts);
    await expectStatus(200, parley.url, "POST", `/v1/intents/${id}/confirm-award`, {
      session: shop.session,
      body: {},
    });
    counts = { ...counts, confirmed_awards: 1 };
    assert.deepEqual((await row(parley, sector)).counts, counts);

    const { body: csv } = await call(parley.url, "GET", "/v1/lab/funnel.csv");
    const [head, line1] = csv.split("\r\n");
    const { data: codebook } = await expectStatus(200, parley.url, "GET", "/v1/lab/codebook");
    assert.deepEqual(
      head.split(","),
      codebook.map(({ column }) => column),
    );
    assert.deepEqual(line1.split(",").slice(0, -1), [sector, ...Object.values(counts).map(String)]);
    await Promise.all([desk.close(), line.close()]);
  });
});

test("a standing offer is told of a request by being asked", async () => {
  await withParley(patient, async (parley) => {
    const sector = "home/plants";
    const owl = await newShop(parley, { name: "Night Owl", sectors: [sector] });
    await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
      session: owl.session,
      body: { sector, opening: { price: 5_200 }, floor: { price: 4_500 } },
    });
    await newIntent(parley, { sector, title: "A lemon tree" });
    await comesTo(parley, sector, "reached", 1);
  });
});

test("a shop is told by a mail that left", async () => {
  await withParley("0", async (parley) => {
    const sector = "events/flowers";
    const shop = await newShop(parley, { name: "Petals", sectors: [sector] });
    await newIntent(parley, { sector, title: "Red roses" });
    await mailTo(parley, shop.address, ({ subject }) => /roses/i.test(subject));
    await comesTo(parley, sector, "reached", 1);
  });
});
