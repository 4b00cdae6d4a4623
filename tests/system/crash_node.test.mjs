// kill -9 of the server while a crowd offers: nothing acknowledged is lost, streams go on gapless, rounds close on
// time.
import { test } from "node:test";
import assert from "node:assert/strict";
import { freely, withCrowd } from "./crowd.mjs";
import { steady, waited } from "./house.mjs";
import { expectInvariants, micros, sealedToldNothing, toldOnTime } from "./invariants.mjs";

async function dieWhileTheyHaggle(house, crowd, lives) {
  const haggling = crowd.haggle();
  // Whoever finds the rounds over stops, so a slow machine sees fewer deaths.
  let over = false;
  const ended = haggling.then(() => {
    over = true;
  });
  let died = 0;
  for (; died < lives; died += 1) {
    await Promise.race([crowd.acknowledged(30 + crowd.draws.below(40)), ended]);
    if (over) break;
    await house.killAndStart();
  }
  assert.ok(died > 1, "the server died while they haggled");
  await Promise.race([crowd.acknowledged(30), ended]);
  crowd.enough = true;
  await haggling;
  const again = crowd.acts.filter(({ tries }) => tries > 1).length;
  console.log(`${crowd.acts.length} offers, ${again} of them asked again`);
  assert.ok(again > 0, "somebody lost an answer");
}

test("a server that dies again and again in running rounds loses nothing that it said", async () => {
  await withCrowd(freely(12), {}, async (house, crowd) => {
    await dieWhileTheyHaggle(house, crowd, 4);
    await crowd.closes();
    toldOnTime(crowd);
    await crowd.decide();
    await expectInvariants(crowd);
  });
});

test("a sealed round tells bidders nothing of each other, whatever dies", async () => {
  const rules = freely(10, { format: "sealed", buyer_sees: "at_close" });
  await withCrowd(rules, { ownPrices: true, intents: 2 }, async (house, crowd) => {
    await dieWhileTheyHaggle(house, crowd, 3);
    await crowd.closes();
    toldOnTime(crowd);
    sealedToldNothing(crowd);
    await crowd.decide();
    await expectInvariants(crowd, { sealed: true });
  });
});

test("S2 a server that is dead when its rounds end closes them as if it had not been", async () => {
  await withCrowd(freely(5), {}, async (house, crowd) => {
    // Those who offer go on until they hear that it is too late.
    const haggling = crowd.haggle();
    const last = crowd.intents.at(-1).buyer.frames.findLast(({ data }) => data.round)?.data.round;
    await waited(micros(last.closes_at) / 1_000 - steady() - 150, "dies shortly before the end");
    await house.kill();
    await waited(micros(last.closes_at) / 1_000 - steady() + 300, "is back after the end");
    await house.start();
    await crowd.closes();
    await haggling;
    toldOnTime(crowd, 3_000);
    await crowd.decide();
    await expectInvariants(crowd);
  });
});
