// A gap in which no node took offers: a short one moves nothing, and a longer one is given back to every round that ran
// in it, to the microsecond and once, whoever dies while giving it back (DESIGN 4).
import { test } from "node:test";
import assert from "node:assert/strict";
import { freely, withCrowd } from "./crowd.mjs";
import { steady, waited } from "./house.mjs";
import { eventsOf, expectInvariants, expectOutagesGivenBack, outagesOf, toldOnTime } from "./invariants.mjs";
import { sql } from "./stores.mjs";

const microsNow = () => Math.round(steady() * 1_000);

/** kill -9, dead for so long, up again: the last beat before, and when the node was started and ready. */
async function gap(house, ms, start = () => house.start()) {
  await house.kill();
  const [[lastBeat]] = await sql(house.stores.databaseUrl, "SELECT max(at) FROM node_beat");
  await waited(ms, "how long it is dead is what is tested");
  const startedAt = microsNow();
  await start();
  return { lastBeat: Number(lastBeat), startedAt, readyAt: microsNow() };
}

/** Some offers of everybody before the gap, and after it until the rounds end. */
async function offersAround(crowd, work) {
  await crowd.haggle(4);
  const found = await work();
  const haggling = crowd.haggle();
  await crowd.closes();
  await haggling;
  toldOnTime(crowd);
  await crowd.decide();
  const dumped = await expectInvariants(crowd);
  return { found, dumped };
}

function expectOutage(outage, { lastBeat, startedAt, readyAt }) {
  assert.equal(outage.from, lastBeat, "it began with the last beat");
  assert.ok(outage.to > startedAt && outage.to < readyAt, "it ended when offers were taken again");
  console.log(`an outage of ${((outage.to - outage.from) / 1e6).toFixed(3)} s`);
}

test("a gap shorter than five seconds moves nothing", async () => {
  await withCrowd(freely(6), {}, async (house, crowd) => {
    const { dumped } = await offersAround(crowd, () => gap(house, 2_000));
    assert.deepEqual(await expectOutagesGivenBack(crowd, dumped), []);
  });
});

test("a gap of more than five seconds, in which rounds would have ended, is given back once", async () => {
  await withCrowd(freely(5), {}, async (house, crowd) => {
    const { found, dumped } = await offersAround(crowd, () => gap(house, 6_000));
    const outages = await expectOutagesGivenBack(crowd, dumped);
    assert.equal(outages.length, 1);
    expectOutage(outages[0], found);
  });
});

test("an outage is given back once, whoever dies while giving it back", async () => {
  const env = { PARLEY_OUTAGE_AFTER_MS: "2500" };
  await withCrowd(freely(8), { env }, async (house, crowd) => {
    const { databaseUrl } = house.stores;
    const extensions = async () => {
      const all = await Promise.all(crowd.intents.map(({ id }) => eventsOf(databaseUrl, id)));
      return all.map((events) => events.filter(({ type }) => type === "round_extended").length).sort();
    };
    const dies = (at) => assert.rejects(house.start({ PARLEY_CRASH_AT: at }), /ended \(137\) before it was ready/);
    const { found, dumped } = await offersAround(crowd, () =>
      gap(house, 3_500, async () => {
        // It has found the outage and has given nothing back, then those of its first commit their time, and then all.
        await dies("before_commit");
        assert.deepEqual([(await outagesOf(databaseUrl)).length, ...(await extensions())], [1, 0, 0, 0]);
        await dies("after_commit");
        const given = await extensions();
        assert.ok(given.includes(1) && given.every((times) => times <= 1), `${given}`);
        console.log(`${given} given back when it died again`);
        await house.start();
        assert.deepEqual(await extensions(), [1, 1, 1]);
      }),
    );
    const outages = await expectOutagesGivenBack(crowd, dumped, 2_500);
    expectOutage(outages[0], found);
    assert.equal(outages.length, 1);
  });
});

test("two outages of one round are both given back", async () => {
  const env = { PARLEY_OUTAGE_AFTER_MS: "1500" };
  await withCrowd(freely(6), { env, intents: 2 }, async (house, crowd) => {
    const { found, dumped } = await offersAround(crowd, async () => {
      const first = await gap(house, 2_000);
      await crowd.haggle(2);
      return [first, await gap(house, 2_500)];
    });
    const outages = await expectOutagesGivenBack(crowd, dumped, 1_500);
    assert.equal(outages.length, 2);
    outages.forEach((outage, n) => expectOutage(outage, found[n]));
  });
});
