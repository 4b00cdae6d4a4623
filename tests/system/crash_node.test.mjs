// kill -9 of the server while a crowd offers: nothing acknowledged is lost, streams go on gapless, rounds close on time.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Crowd, freely, newSeed } from "./crowd.mjs";
import { House } from "./house.mjs";
import { expectInvariants } from "./invariants.mjs";
import { ownStores } from "./stores.mjs";

let stores;
before(async () => {
  stores = await ownStores();
});
after(() => stores?.stop());

test("a server that dies again and again in running rounds loses nothing that it said", async () => {
  const house = await House.open(stores, { env: { PARLEY_RULES_PATCH: JSON.stringify(freely(14)) } });
  const crowd = new Crowd(house, newSeed());
  try {
    await crowd.gather();
    const haggling = crowd.haggle(25);
    for (let life = 0; life < 3; life += 1) {
      await crowd.acknowledged(30 + crowd.draws.below(40));
      await house.killAndStart();
    }
    await haggling;
    await crowd.closes();
    await crowd.decide();
    await expectInvariants(crowd);
    console.log(`${crowd.acts.length} offers, ${crowd.acts.filter(({ tries }) => tries > 1).length} of them asked again`);
  } finally {
    await crowd.leave();
    await house.stop();
  }
});
