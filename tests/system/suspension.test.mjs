// What a suspension does about what goes on: nobody is led to a shop that may not trade, and nobody waits for it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectStatus, Line } from "./client.mjs";
import { look, mailTo, newIntent, newShop, offer } from "./market.mjs";
import { command } from "./stores.mjs";
import { startParley } from "./support.mjs";
import { verifiers } from "./verifying.mjs";

const penzance = { name: "Penzance" };
const token = "the-operator-of-this-test-signs-in-with-this";
let folder;
let parley;
let steward;
let check;
before(async () => {
  check = await verifiers();
  folder = mkdtempSync(join(tmpdir(), "parley-suspension-"));
  const file = join(folder, "token");
  writeFileSync(file, `${token}\n`);
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_STEWARD_TOKEN_FILE: file },
  });
  steward = (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body: { token } })).session;
});
after(async () => {
  await parley?.stop();
  check?.remove();
  if (folder) rmSync(folder, { recursive: true });
});

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const act = (deed, shop) =>
  expectStatus(201, parley.url, "POST", "/v1/steward/acts", {
    session: steward,
    body: { act: deed, subject: `business/${shop.id}`, reasons: "It asked three buyers to pay outside." },
  });
async function listening(intent) {
  const line = await Line.open(parley.url, { session: intent.session });
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  return line;
}
/** With all that the store knows, and for anybody with the public log. */
async function isProved(intent) {
  await command(parley.stores.databaseUrl, "verify", "--intent", intent.id);
  const log = await expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/log`);
  assert.deepEqual(await check.both(log), [true, true]);
}

test("S52: what a suspended shop offers is taken back, its rule stops, and lifted it may offer again", async () => {
  const stoat = await newShop(parley, { name: "Stoat", place: penzance });
  const rat = await newShop(parley, { name: "Rat", place: penzance });
  const body = { sector: "furniture/tables", opening: { price: 50_000 }, floor: { price: 20_000 } };
  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", { session: stoat.session, body });
  const intent = await newIntent(parley, { place: penzance });
  const line = await listening(intent);
  await line.until((push) => push.type === "offer_placed" && push.data.offer.automatic, "its first offer");
  await act("suspend", stoat);
  const gone = await line.until((push) => push.type === "offer_withdrawn", "it is taken back");
  assert.deepEqual([gone.data.offer.business.id, gone.data.offer.withdrawn_because], [stoat.id, "suspended"]);

  // A better offer is one that the rule would have answered.
  const mine = await offer(parley, rat, intent, 45_000);
  await act("lift", stoat);
  await offer(parley, stoat, intent, 44_000, { status: 200 });
  const seen = line.pushes.filter(({ type }) => type === "offer_revised").map(({ data }) => data.offer.automatic);
  assert.ok(!seen.includes(true), "its rule had stopped");
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: mine.offer_id });
  await does(intent, rat, "confirm-award");
  await isProved(intent);
  await line.close();
});

test("S52: who chose a shop that is suspended before it confirms is told and chooses again at once", async () => {
  const [weasel, mole] = await Promise.all(
    ["Weasel", "Mole"].map((name) => newShop(parley, { name, place: { name: "Wick" } })),
  );
  const intent = await newIntent(parley, { place: { name: "Wick" } });
  const first = await offer(parley, weasel, intent, 40_000);
  const second = await offer(parley, mole, intent, 41_000);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: first.offer_id });
  const line = await listening(intent);
  await act("suspend", weasel);
  await line.until((push) => push.type === "award_lapsed", "the choice is free again");
  assert.equal((await look(parley, intent, intent.session)).state, "deciding");
  const told = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Choose again:"), 30_000);
  assert.match(told.text, /We have suspended the business you chose, and it was not given your address/);
  const { me } = await look(parley, intent, weasel.session);
  assert.deepEqual([me.disposition.disposition, me.disposition.reason], ["withdrawn", "suspended"]);
  assert.equal(me.contact ?? null, null);
  await does(intent, intent, "award", { offer_id: second.offer_id });
  await does(intent, mole, "confirm-award");
  await isProved(intent);
  await line.close();
});
