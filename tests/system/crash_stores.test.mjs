// kill -9 of PostgreSQL and Redis under a crowd that offers, and Redis emptied: nothing acknowledged is lost, streams
// go on gapless, and rounds close on time, for PostgreSQL is asked once a second when Redis does not tell.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus } from "./client.mjs";
import { freely, withCrowd } from "./crowd.mjs";
import { steady, waited } from "./house.mjs";
import { expectInvariants, expectOutagesGivenBack, lastRound, micros, toldOnTime } from "./invariants.mjs";

/**
 * `disturb` again and again while they offer, each time once some more offers were acknowledged; it gets a promise that
 * ends with the offers. Ends when all of them were answered.
 */
async function disturbed(crowd, times, disturb) {
  const haggling = crowd.haggle();
  let over = false;
  const ended = haggling.then(() => {
    over = true;
  });
  let done = 0;
  for (; done < times; done += 1) {
    await Promise.race([crowd.acknowledged(150 + crowd.draws.below(150)), ended]);
    // Whoever finds the rounds over stops, so a slow machine sees fewer disturbances.
    if (over) break;
    await disturb(done, ended);
  }
  assert.ok(done > 1, `they were disturbed ${done} times while they offered`);
  await haggling;
}

const offered = (crowd) => crowd.acts.filter(({ kind }) => kind === "offer");

/** Until so many milliseconds before (or after) the end that the last round has now. */
const untilEnd = (crowd, ms, why) => waited(micros(lastRound(crowd).closes_at) / 1_000 - steady() + ms, why);

async function expectReady(house, redis) {
  assert.deepEqual(await expectStatus(200, house.url, "GET", "/readyz"), { ready: true, redis });
}

test("PostgreSQL that dies again and again in running rounds loses nothing that was acknowledged", async () => {
  await withCrowd(freely(12), {}, async (house, crowd) => {
    const { stores } = house;
    const dead = [];
    await disturbed(crowd, 5, async () => {
      const at = steady();
      await stores.killStore("postgres");
      await waited(crowd.draws.below(400), "people find it dead");
      await stores.startStore("postgres");
      dead.push(Math.round(steady() - at));
    });
    const again = offered(crowd).filter(({ tries }) => tries > 1).length;
    console.log(`${offered(crowd).length} offers, ${again} of them asked again; dead for ${dead.join(", ")} ms`);
    assert.ok(again > 0, "somebody was told to come back");
    assert.ok(Math.max(...dead) < 5_000, "no outage by itself");
    await crowd.closes();
    toldOnTime(crowd);
    await crowd.decide();
    const dumped = await expectInvariants(crowd);
    await expectOutagesGivenBack(crowd, dumped);
  });
});

test("rounds that end while PostgreSQL is dead close as if it had not been", async () => {
  await withCrowd(freely(5), {}, async (house, crowd) => {
    const { stores } = house;
    const haggling = crowd.haggle();
    await untilEnd(crowd, -200, "it dies shortly before the end");
    await stores.killStore("postgres");
    await untilEnd(crowd, 300, "it is back after the end");
    await stores.startStore("postgres");
    await crowd.closes();
    await haggling;
    toldOnTime(crowd, 4_000);
    await crowd.decide();
    const dumped = await expectInvariants(crowd);
    await expectOutagesGivenBack(crowd, dumped);
  });
});

test("Redis emptied at any moment, and dead for a while, changes nothing", async () => {
  await withCrowd(freely(8), {}, async (house, crowd) => {
    const { stores } = house;
    // One after the other: nobody can empty it while it is dead.
    let last = Promise.resolve();
    const inTurn = (deed) => (last = last.then(deed));
    const empty = () => stores.redis("FLUSHALL");
    const haggling = disturbed(crowd, 9, (n, ended) =>
      inTurn(async () => {
        if (n % 3 < 2) return empty();
        await stores.killStore("redis");
        await Promise.race([crowd.acknowledged(50), ended]);
        await stores.startStore("redis");
      }),
    );
    await untilEnd(crowd, -30, "the round clock is emptied right before the end");
    await inTurn(empty);
    await crowd.closes();
    await haggling;
    console.log(`${offered(crowd).length} offers`);
    toldOnTime(crowd);
    await crowd.decide();
    const dumped = await expectInvariants(crowd);
    await expectOutagesGivenBack(crowd, dumped);
    await expectReady(house, true);
  });
});

test("without Redis rounds go on and close", async () => {
  await withCrowd(freely(5), {}, async (house, crowd) => {
    const { stores } = house;
    const haggling = crowd.haggle();
    await crowd.acknowledged(30);
    await stores.killStore("redis");
    await crowd.acknowledged(60);
    await expectReady(house, false);
    await crowd.closes();
    await haggling;
    console.log(`${offered(crowd).length} offers`);
    // Overdue for a second, and then found within another one.
    toldOnTime(crowd, 2_500);
    await crowd.decide();
    const dumped = await expectInvariants(crowd);
    await expectOutagesGivenBack(crowd, dumped);
  });
});
