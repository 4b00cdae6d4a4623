// The code of conduct as the machine holds businesses to it: accepted before the first offer, a score made of events
// that anybody can look up, fewer new offers when it is low, with reasons and an appeal; and what nobody may do to a
// buyer.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { protoDir } from "../contracts/contract.mjs";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { conduct as inForce, look, newIntent, newShop, offer } from "./market.mjs";
import { startNode } from "./node.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const day = 86_400_000;
const rules = { close: { mode: "hard" }, self_outbid: true, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
let folder;
let tokenFile;
let parley;
let steward;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-conduct-"));
  tokenFile = join(folder, "token");
  writeFileSync(tokenFile, stewardToken);
  parley = await startParley({
    env: { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_STEWARD_TOKEN_FILE: tokenFile },
  });
  const body = { token: stewardToken };
  steward = (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body })).session;
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const get = (path, session) => expectStatus(200, parley.url, "GET", path, { session });
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const refused = async (status, code, path, { session }, body) => {
  const answer = await call(parley.url, "POST", path, {
    session,
    body,
    key: newKey(),
  });
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  return answer.body;
};
const decide = (act, subject, reasons) =>
  expectStatus(201, parley.url, "POST", "/v1/steward/acts", { session: steward, body: { act, subject, reasons } });
const conductOf = ({ session }) => get("/v1/businesses/me/conduct", session);
const appeal = ({ session }, event, status = 201) =>
  expectStatus(status, parley.url, "POST", "/v1/businesses/me/appeals", {
    session,
    body: { event, text: "The buyer had agreed to another day." },
  });

/** Awaits that what happened was noted. */
async function noted() {
  const waiting = "SELECT count(*), pg_sleep(0.02) FROM outbox WHERE kind = 'conduct'";
  while ((await sql(parley.stores.databaseUrl, waiting))[0][0] !== "0");
}

const shopNamed = (name, more) => newShop(parley, { name, place: penzance, more });
const request = () => newIntent(parley, { place: penzance });

/** A sale of this shop whose promise the buyer says was broken. */
async function brokenPromise(shop) {
  const intent = await request();
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
  await does(intent, shop, "promises", { text: "A tin of oil with it" });
  await does(intent, intent, "promises/2/judge", { kept: false, note: "No tin" });
  return intent;
}

/** A report about this shop, which waits for the steward: its intent and its subject. */
async function reported(shop) {
  const intent = await request();
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  await does(intent, intent, "reports", { offer_id, about: "rude", text: "Not a kind word" });
  return { intent, subject: `report/${intent.id}/1` };
}

test("S19: the code is public, names how each rule is held, and who has not accepted it makes no offer", async () => {
  const code = await get("/v1/conduct");
  assert.equal(code.version, inForce);
  const problems = readFileSync(join(protoDir, "problems.yaml"), "utf8");
  const known = new Set([...problems.matchAll(/^  ([a-z_0-9]+): \{/gm)].map(([, name]) => name));
  const page = await (await fetch(`${parley.url}/conduct`)).text();
  const text = page.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  for (const [i, { number, rule, enforced, how, codes }] of code.rules.entries()) {
    assert.equal(number, i + 1);
    assert.ok(text.includes(rule) && text.includes(enforced), `the page says: ${rule}`);
    assert.ok(!how.includes("refused") || codes.length > 0, rule);
    assert.deepEqual(
      codes.filter((one) => !known.has(one)),
      [],
      "every refusal that a rule names exists",
    );
  }
  for (const { means, points } of code.kinds) assert.ok(text.includes(means) && text.includes(`>${points}<`), means);
  const moved = await fetch(`${parley.url}/docs/conduct`, { redirect: "manual" });
  assert.deepEqual([moved.status, moved.headers.get("location")], [308, "/conduct"]);

  const shop = await shopNamed("Otter", { conduct: undefined });
  const intent = await request();
  const auto = { sector: "furniture/tables", opening: { price: 90_000 }, floor: { price: 80_000 } };
  const path = `/v1/intents/${intent.id}/offers`;
  assert.deepEqual([(await conductOf(shop)).accepted, (await conductOf(shop)).may_offer], [null, false]);
  assert.equal((await refused(409, "conduct_not_accepted", path, shop, { price: 50_000 })).version, inForce);
  await refused(409, "conduct_not_accepted", "/v1/auto-offers", shop, auto);
  const accept = (version) => ["/v1/businesses/me/conduct", shop, { version }];
  await refused(409, "wording_changed", ...accept("conduct-2020-01"));
  await refused(409, "conduct_not_accepted", path, shop, { price: 50_000 });
  const post = () =>
    expectStatus(200, parley.url, "POST", "/v1/businesses/me/conduct", {
      session: shop.session,
      body: { version: inForce },
    });
  const accepted = await post();
  assert.deepEqual(await post(), accepted, "the first time counts");
  assert.deepEqual((await conductOf(shop)).accepted, accepted);
  await offer(parley, shop, intent, 50_000);

  // Who ticks it while joining has accepted it, in the version in force or not at all.
  assert.equal((await conductOf(await shopNamed("Newt"))).accepted.version, inForce);
  const old = { name: "Vole", email: "vole@example.org", place: penzance, sectors: ["furniture/tables"] };
  await refused(409, "wording_changed", "/v1/businesses", {}, { ...old, conduct: "conduct-2020-01" });
  const kept = `SELECT version, code_sha256 FROM conduct_acceptance WHERE business_id = '${shop.id}'`;
  assert.deepEqual(await sql(parley.stores.databaseUrl, kept), [[inForce, code.sha256]]);
  for (const change of ["UPDATE conduct_acceptance SET accepted_at = 0", "DELETE FROM conduct_acceptance"])
    await assert.rejects(sql(parley.stores.databaseUrl, change), /stays written down/);
});

test("S19: a score of exact events, each where its log has it, and what is put right counts no more", async () => {
  const shop = await shopNamed("Heron");
  const fresh = await conductOf(shop);
  assert.deepEqual([fresh.score, fresh.events, fresh.throttle], [100, [], null]);

  const intent = await brokenPromise(shop);
  await noted();
  const broken = await conductOf(shop);
  const [event] = broken.events;
  assert.deepEqual(
    [broken.score, broken.events.length, event.kind, event.intent_id, event.points, event.state],
    [85, 1, "promise_broken", intent.id, 15, "counts"],
  );
  const { events: log } = await get(`/v1/intents/${intent.id}/log`);
  const entry = log.find(({ seq }) => seq === event.seq);
  assert.deepEqual([entry.type, entry.body.kept], ["promise_judged", false]);
  await does(intent, shop, "promises/2/repair", { text: "It comes tomorrow" });
  await does(intent, intent, "promises/2/repair-answer", { accepted: true });
  await noted();
  assert.equal((await conductOf(shop)).score, 85, "a word is not yet a deed");
  await does(intent, shop, "promises/2/claim");
  await does(intent, intent, "promises/2/judge", { kept: true });
  await noted();
  const mended = await conductOf(shop);
  assert.deepEqual([mended.score, mended.events[0].state, mended.events[0].points], [100, "put_right", 0]);

  const { intent: where, subject } = await reported(shop);
  await noted();
  assert.equal((await conductOf(shop)).events.length, 1, "a report counts when a steward has judged it");
  await decide("uphold", subject, "We have read it, too.");
  const judged = await conductOf(shop);
  assert.deepEqual([judged.score, judged.events[0].kind, judged.events[0].intent_id], [80, "report", where.id]);
  const dismissed = await reported(shop);
  await decide("dismiss", dismissed.subject, "It was a civil answer.");
  await noted();
  assert.equal((await conductOf(shop)).score, 80, "what was dismissed does not count");
});

test("S19: an award that lapses counts by itself, and a standing offer rests while its shop is limited", async () => {
  const quick = await startNode(parley.stores, {
    env: { PARLEY_RULES_PATCH: JSON.stringify({ ...rules, award: { confirm_s: 1 } }) },
  });
  const shop = await shopNamed("Badger");
  try {
    for (let i = 0; i < 3; ++i) {
      const intent = await newIntent(quick, { place: penzance });
      const { offer_id } = await offer(quick, shop, intent, 50_000);
      const buyer = await Line.open(quick.url, { session: intent.session });
      await buyer.subscribe(`intent/${intent.id}`, { after: 0 });
      await expectStatus(200, quick.url, "POST", `/v1/intents/${intent.id}/award`, {
        session: intent.session,
        body: { offer_id },
      });
      await buyer.until((push) => push.type === "award_lapsed", "the second to confirm is over");
      await buyer.close();
      await noted();
      assert.equal((await conductOf(shop)).score, 90 - 10 * i);
    }
  } finally {
    await quick.stop();
  }
  const { events, throttle } = await conductOf(shop);
  assert.ok(events.every(({ kind, points }) => kind === "award_lapsed" && points === 10));
  assert.deepEqual([throttle.offers_per_day, throttle.left, throttle.next_at], [5, 5, null]);

  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: shop.session,
    body: { sector: "furniture/tables", opening: { price: 55_000 }, floor: { price: 50_000 } },
  });
  const other = await shopNamed("Marten");
  await expectStatus(201, parley.url, "POST", "/v1/auto-offers", {
    session: other.session,
    body: { sector: "furniture/tables", opening: { price: 56_000 }, floor: { price: 51_000 } },
  });
  const intent = await newIntent(parley, { place: penzance, attention: { max_offers: 12 } });
  const buyer = await Line.open(parley.url, { session: intent.session });
  await buyer.subscribe(`intent/${intent.id}`, { after: 0 });
  await buyer.until((push) => push.type === "offer_placed", "the other's standing offer");
  await buyer.close();
  const { me } = await look(parley, intent, shop.session);
  assert.deepEqual([me.auto_offer, me.offer], [false, null], "it is asked, and answers by hand");
  await offer(parley, shop, intent, 49_000);
});

test("S19: a low score limits new offers with reasons and a time, and an appeal can discount its event", async () => {
  const shop = await shopNamed("Polecat");
  await brokenPromise(shop);
  const reports = [await reported(shop), await reported(shop)];
  const standing = reports[0].intent;
  for (const { subject } of reports) await decide("uphold", subject, "Rude indeed, to both of them.");
  await noted();
  const low = await conductOf(shop);
  assert.deepEqual([low.score, low.throttle.offers_per_day, low.throttle.left, low.throttle.next_at], [45, 1, 1, null]);
  for (const words of [/score is 45 of 100/, /A buyer's report that a steward upheld/, /one new offer in 24 hours/])
    assert.match(low.throttle.reasons, words);
  assert.ok(
    low.events.some(({ at }) => at === low.throttle.since),
    "it began with one of the events",
  );

  // An offer that the market refuses is none, and one that stands may be changed.
  const elsewhere = await newIntent(parley, { place: penzance, sector: "pets/supplies", title: "A dog basket" });
  await refused(403, "not_invited", `/v1/intents/${elsewhere.id}/offers`, shop, { price: 5_000 });
  assert.equal((await conductOf(shop)).throttle.left, 1);
  const begun = Date.now();
  const [one, two] = [await request(), await request()];
  await offer(parley, shop, one, 50_000);
  await offer(parley, shop, one, 49_000, { status: 200 });
  await offer(parley, shop, standing, 48_000, { status: 200 });
  const no = await refused(403, "conduct_throttled", `/v1/intents/${two.id}/offers`, shop, { price: 50_000 });
  assert.deepEqual([no.reasons, no.since, no.offers_per_day], [low.throttle.reasons, low.throttle.since, 1]);
  const next = Date.parse(no.next_at);
  assert.ok(next >= begun + day - 1_000 && next <= Date.now() + day + 1_000, no.next_at);
  assert.deepEqual([(await conductOf(shop)).throttle.left, (await conductOf(shop)).throttle.next_at], [0, no.next_at]);

  const [report] = low.events.filter(({ kind }) => kind === "report");
  await appeal(shop, 1_000_000_000, 409);
  await appeal(await shopNamed("Weasel"), report.id, 409);
  await appeal(shop, report.id);
  assert.equal((await appeal(shop, report.id, 409)).code, "already_appealed");
  const waiting = (await get("/v1/steward/queue", steward)).appeals.find(({ event }) => event?.seq === report.seq);
  assert.deepEqual(
    [waiting.business.name, waiting.event.kind, waiting.event.intent_id],
    ["Polecat", "report", report.intent_id],
  );
  await decide("uphold", waiting.subject, "The report meant another shop.");
  const after = await conductOf(shop);
  const again = after.events.find(({ id }) => id === report.id);
  assert.deepEqual([again.state, again.points, again.appeal.decision.outcome], ["discounted", 0, "upheld"]);
  assert.deepEqual([after.score, after.throttle.offers_per_day, after.throttle.left], [65, 5, 4]);
  await offer(parley, shop, two, 50_000);

  const broken = after.events.find(({ kind }) => kind === "promise_broken");
  await appeal(shop, broken.id);
  const second = (await get("/v1/steward/queue", steward)).appeals.find(
    ({ event }) => event?.kind === "promise_broken",
  );
  await decide("dismiss", second.subject, "The buyer is right: there was no tin.");
  assert.equal((await conductOf(shop)).score, 65, "what was dismissed goes on counting");
});

test("S5: one first contact, no second without an answer, no bulk, no contact data, each refused by name", async () => {
  const [shop, loser] = [await shopNamed("Ferret"), await shopNamed("Mink")];
  const desk = await Line.open(parley.url, { session: shop.session });
  await desk.subscribe(`desk/${shop.id}`);
  const intent = await request();
  await desk.until((push) => push.type === "invited" && push.data.intent_id === intent.id, "the invitation");
  await desk.close();
  const path = (verb) => `/v1/intents/${intent.id}/${verb}`;
  await refused(409, "no_thread", path("messages"), shop, { text: "Good day to you" });
  const made = await offer(parley, shop, intent, 50_000, { message: "Oak. Call 07700 900123 for more" });
  await offer(parley, loser, intent, 52_000);
  const seen = (await look(parley, intent, intent.session)).offers.find((one) => one.offer_id === made.offer_id);
  assert.equal(seen.message, "Oak. Call [phone number withheld] for more");
  await refused(409, "awaiting_answer", path("messages"), shop, { text: "Are you there?" });
  await refused(422, "contact_details", path("messages"), loser, { text: "Write to mink@example.org" });
  await does(intent, loser, "messages", { text: "We are near you" });
  await refused(409, "awaiting_answer", path("messages"), loser, { text: "Hello?" });

  // The buyer's address goes to the one that is chosen, and to nobody before.
  const hidden = async ({ session }) => !JSON.stringify(await look(parley, intent, session)).includes(intent.address);
  assert.deepEqual([await hidden(shop), await hidden(loser), await hidden({})], [true, true, true]);
  await does(intent, intent, "award", { offer_id: made.offer_id });
  assert.deepEqual([await hidden(shop), await hidden(loser), await hidden({})], [false, true, true]);

  const words = "We have the very best tables in all of Cornwall";
  for (let i = 0; i < 4; ++i) {
    const other = await request();
    await offer(parley, loser, other, 50_000);
    const said = `/v1/intents/${other.id}/messages`;
    const text = `${words}${"\u200b".repeat(i)}, number ${i}`; // other numbers and unseen signs are no other words
    if (i < 3) await expectStatus(200, parley.url, "POST", said, { session: loser.session, body: { text } });
    else for (let again = 0; again < 2; ++again) await refused(409, "bulk_message", said, loser, { text });
  }
  const { score, events } = await conductOf(loser);
  assert.deepEqual(
    [score, events.map(({ kind, points, seq }) => [kind, points, seq])],
    [95, [["bulk_message", 5, null]]],
    "each buyer counts once, however often it is tried",
  );
});
