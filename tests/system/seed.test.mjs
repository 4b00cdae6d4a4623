// What ./run does at every start: seed a market that was seeded before.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { command, sharedStores, tables } from "./stores.mjs";

let stores;
before(async () => {
  stores = await sharedStores({ demo: true });
});
after(() => stores?.stop());

test("seeding the demonstration again changes no row", async () => {
  // The number by which nodes notice changed businesses may rise; nothing else does.
  const counted = ["public.business_version"];
  const seededOnce = await tables(stores.databaseUrl, counted);
  await command(stores.databaseUrl, "seed", "--demo");
  assert.deepEqual(await tables(stores.databaseUrl, counted), seededOnce);
  assert.match(seededOnce["public.business"], /^200 rows /);
});
