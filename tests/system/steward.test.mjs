// What the operator owes: reasons to both sides of a report, a mail when a limit begins, an answer to complaints, and
// its own door written down; and what it is shown: what is late, how the market is, what nobody reported.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, expectStatus, newKey } from "./client.mjs";
import { mailTo, mailsTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const penzance = { lat: 50.118654, lon: -5.537213 };
const stewardToken = "the-operator-of-this-test-signs-in-with-this";
const signIn = async () =>
  (await expectStatus(200, parley.url, "POST", "/v1/steward/session", { body: { token: stewardToken } })).session;
let folder;
let parley;
let steward;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-steward-"));
  const file = join(folder, "token");
  writeFileSync(file, stewardToken);
  parley = await startParley({ env: { PARLEY_STEWARD_TOKEN_FILE: file, PARLEY_RETENTION_EVERY_MS: "100" } });
  steward = await signIn();
});
after(async () => {
  await parley?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const rows = (statement) => sql(parley.stores.databaseUrl, statement);
const queue = () => expectStatus(200, parley.url, "GET", "/v1/steward/queue", { session: steward });
const act = (deed, subject, reasons) =>
  expectStatus(201, parley.url, "POST", "/v1/steward/acts", {
    session: steward,
    body: { act: deed, subject, reasons },
  });
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const shopNamed = (name) => newShop(parley, { name, place: penzance });

/** A report by the buyer of that shop: { intent, subject }. */
async function reported(shop, text = "Not a kind word") {
  const intent = await newIntent(parley, { place: penzance, title: "Plover table" });
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  await does(intent, intent, "reports", { offer_id, about: "rude", text });
  return { intent, subject: `report/${intent.id}/1` };
}
/** Awaits that so many events are noted against a shop. */
async function counted(shop, events) {
  const noted = `SELECT count(*), pg_sleep(0.02) FROM conduct_event WHERE business_id = '${shop.id}'`;
  while ((await rows(noted))[0][0] !== String(events));
}

test("S52: both sides of a report are mailed what was decided with the reasons, upheld or not", async () => {
  const shop = await shopNamed("Stoat");
  const upheld = await reported(shop);
  await act("uphold", upheld.subject, "The third message was an insult.");
  const toBuyer = await mailTo(parley, upheld.intent.address, ({ subject }) => /report about Stoat/.test(subject));
  const toShop = await mailTo(parley, shop.address, ({ subject }) => subject === "A report about you is decided");
  for (const mail of [toBuyer, toShop])
    for (const words of ["The third message was an insult.", "Plover table", "rude words", "We agree"])
      assert.ok(mail.text.includes(words), `${words} in ${mail.text}`);
  assert.match(toBuyer.text, new RegExp(`/i/${upheld.intent.id}`));
  assert.match(toShop.text, /conduct score for 90 days[^]*14 days/);

  const dismissed = await reported(shop);
  await act("dismiss", dismissed.subject, "These words were not rude at all.");
  for (const [address, words] of [
    [dismissed.intent.address, "We see it differently"],
    [shop.address, "We do not, and nothing follows"],
  ]) {
    const mail = await mailTo(parley, address, ({ text }) => text.includes("not rude at all"));
    assert.ok(mail.text.includes(words), mail.text);
  }
});

test("S19: the reasons of the steward stand with the event, and a limit that begins is mailed once", async () => {
  const shop = await shopNamed("Weasel");
  const reports = [await reported(shop), await reported(shop)];
  await counted(shop, 2);
  await act("uphold", reports[0].subject, "The first of two insults.");
  const conduct = () => expectStatus(200, parley.url, "GET", "/v1/businesses/me/conduct", { session: shop.session });
  const one = await conduct();
  assert.deepEqual(
    one.events.map(({ kind, reasons }) => [kind, reasons]),
    [["report", "The first of two insults."]],
  );
  const limits = () => mailsTo(parley, shop.address).filter(({ subject }) => /only a few new offers/.test(subject));
  assert.equal(limits().length, 0, "80 of 100 is enough");
  await act("uphold", reports[1].subject, "The second of two insults.");
  const mail = await mailTo(parley, shop.address, ({ subject }) => /only a few new offers/.test(subject));
  const { throttle } = await conduct();
  assert.ok(mail.text.includes(throttle.reasons), mail.text);
  const third = await reported(shop);
  await counted(shop, 3);
  await act("uphold", third.subject, "The third of three insults.");
  await mailTo(parley, shop.address, ({ text }) => text.includes("The third of three insults."));
  assert.equal(limits().length, 1, "the limit was told");
});

test("S52: what is late says since when, is counted, and is not late any more once it is decided", async () => {
  const shop = await shopNamed("Ferret");
  const { intent, subject } = await reported(shop);
  const { id } = await expectStatus(201, parley.url, "POST", "/v1/complaints", {
    session: intent.session,
    body: { about: "privacy", text: "Who has seen my request?" },
  });
  await act("suspend", `business/${shop.id}`, "Asked to pay outside of it.");
  const appealed = await expectStatus(201, parley.url, "POST", "/v1/businesses/me/appeals", {
    session: shop.session,
    body: { text: "That was another Ferret." },
  });
  const before = await queue();
  const found = ({ reports, complaints, appeals }) => [
    reports.find((one) => one.subject === subject),
    complaints.find((one) => one.id === id),
    appeals.find((one) => one.id === appealed.id),
  ];
  assert.deepEqual(
    found(before).map((one) => one.late_since),
    [null, null, null],
  );
  await rows(
    `UPDATE intent_event SET at = at - 8 * 86400000000 WHERE intent_id = '${intent.id}' AND type = 'reported'`,
  );
  await rows(
    `UPDATE matter SET made_at = 1, due_at = due_at - 31 * 86400000000 WHERE id IN ('${id}', '${appealed.id}')`,
  );
  const late = await queue();
  for (const one of found(late)) {
    assert.equal(one.late_since, one.due_at);
    assert.ok(Date.parse(one.late_since) < Date.now());
  }
  const counts = ({ health: { late_reports, late_complaints, late_appeals } }) => [
    late_reports,
    late_complaints,
    late_appeals,
  ];
  assert.deepEqual(
    counts(late),
    counts(before).map((n) => n + 1),
  );
  for (const one of found(late)) await act("dismiss", one.subject, "Late, and decided all the same.");
  const after = await queue();
  assert.deepEqual(counts(after), counts(before));
  assert.deepEqual(
    found(after).map((one) => one.late_since),
    [null, null, null],
  );
});

test("the health tells of a round that is late and of a mail that waits for another try", async () => {
  const { health } = await queue();
  const intent = await newIntent(parley, { place: penzance });
  // No node ticks what is not there; the row is late from the beginning.
  await rows(`INSERT INTO intent_head SELECT '0000000000000000000000late', seq, state, sector, consumer_id, 1, summary,
    false, created_at FROM intent_head WHERE intent_id = '${intent.id}'`);
  await rows(`INSERT INTO mail_try VALUES ('waits.for.a.test', 'waiting', 0,
    (extract(epoch FROM now()) * 1000000)::bigint)`);
  const later = (await queue()).health;
  assert.equal(later.overdue_rounds, health.overdue_rounds + 1);
  assert.equal(later.mails_waiting, health.mails_waiting + 1);
  await rows("DELETE FROM intent_head WHERE intent_id = '0000000000000000000000late'");
});

test("S52: the operator's coming in is written down with where from, and a wrong token is not", async () => {
  const acts = async () => (await queue()).acts.filter((one) => one.act === "sign_in");
  const before = await acts();
  await signIn();
  const body = { token: stewardToken.replace("this", "that") };
  assert.equal((await call(parley.url, "POST", "/v1/steward/session", { body })).status, 403);
  const [newest, ...others] = await acts();
  assert.equal(others.length, before.length);
  assert.match(newest.reasons, /^Signed in from 127\.0\.0\./);
  const odd = { act: "sign_in", subject: newest.subject, reasons: "I was here, believe me." };
  const answer = await call(parley.url, "POST", "/v1/steward/acts", { session: steward, body: odd });
  assert.deepEqual([answer.status, answer.body.errors[0].pointer], [422, "/act"]);
});

test("S52: whoever has no session complains from an address, which counts once its link was followed", async () => {
  const email = newAddress("writer");
  const key = newKey();
  const body = { about: "privacy", text: "A post of mine was brought here.", email };
  const ask = () => expectStatus(202, parley.url, "POST", "/v1/complaints", { key, body });
  const taken = await ask();
  assert.deepEqual(await ask(), taken, "a repeat is the same complaint");
  assert.equal(taken.state, "unconfirmed");
  const shown = async () => (await queue()).complaints.filter((one) => one.id === taken.id);
  assert.deepEqual(await shown(), [], "nobody reads it yet");
  const mail = await mailTo(parley, email, ({ subject }) => subject === "Confirm your complaint");
  const { kind, id, session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(mail) },
  });
  assert.deepEqual([kind, id], ["complaint", taken.id]);
  const [waiting] = await shown();
  assert.equal(waiting.text, body.text);
  const [mine] = (await expectStatus(200, parley.url, "GET", "/v1/me", { session })).complaints;
  assert.equal(mine.id, taken.id);
  assert.equal(Date.parse(mine.due_at) - Date.parse(mine.made_at), 30 * 86_400_000);
  const receipt = await mailTo(parley, email, ({ subject }) => subject === "We have your complaint");
  const day = new Date(mine.due_at).getUTCDate();
  assert.match(receipt.text, new RegExp(`answer it by \\w+ 0?${day} `), "with the day of the answer");
  await act("uphold", waiting.subject, "You are right; it is gone from here.");
  await mailTo(parley, email, ({ text }) => text.includes("it is gone from here"));
  // The words go when their writer asks for it.
  await expectStatus(200, parley.url, "POST", "/v1/me/erase", { session, body: {} });
  assert.deepEqual(await rows(`SELECT count(*) FROM matter WHERE id = '${taken.id}' AND body = ''`), [["1"]]);
  assert.deepEqual(await rows(`SELECT * FROM stored_answer WHERE key = '${key}'`), []);
});

test("a complaint that nobody confirmed is forgotten with its address after seven days", async () => {
  const email = newAddress("nobody");
  const body = { about: "other", text: "I shall not open that link.", email };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/complaints", { body });
  await rows(`UPDATE matter SET made_at = made_at - 8 * 86400000000 WHERE id = '${id}'`);
  const gone = async (what) => {
    while ((await rows(`SELECT (SELECT count(*) FROM ${what}), pg_sleep(0.02)`))[0][0] !== "0");
  };
  await gone(`matter WHERE id = '${id}'`);
  await rows(`UPDATE principal p SET created_at = created_at - 8 * 86400000000 FROM contact.detail d
    WHERE d.principal_id = p.id AND d.email = '${email}'`);
  await gone(`contact.detail WHERE email = '${email}'`);
});

test("whoever complains with a session is told the day of the answer, and a shop at its own address", async () => {
  const shop = await shopNamed("Badger");
  const body = { about: "this_service", text: "Your rounds are too short for us." };
  await expectStatus(201, parley.url, "POST", "/v1/complaints", { session: shop.session, body });
  const receipt = await mailTo(parley, shop.address, ({ subject }) => subject === "We have your complaint");
  assert.match(receipt.text, /answer it by [^]*\/desk/);
});

test("S52: nothing about a decision goes to an address that nobody confirmed", async () => {
  const address = newAddress("unconfirmed");
  const body = { name: "Polecat", email: address, place: penzance, sectors: ["furniture/tables"], radius_km: 40 };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/businesses", { body });
  await mailTo(parley, address);
  await act("suspend", `business/${id}`, "Joined in the name of another.");
  const known = await shopNamed("Otter");
  await act("suspend", `business/${known.id}`, "Joined in the name of another.");
  await mailTo(parley, known.address, ({ subject }) => subject === "Otter is suspended on Parley");
  while ((await rows("SELECT count(*), pg_sleep(0.02) FROM outbox WHERE kind = 'steward_mail'"))[0][0] !== "0");
  assert.deepEqual(
    mailsTo(parley, address).filter(({ text }) => text.includes("in the name of another")),
    [],
  );
});

test("S51: the queue shows bulk tries, copied words, low prices and limited shops that nobody reported", async () => {
  const [shop, rival] = [await shopNamed("Marten"), await shopNamed("Beaver")];
  const pitch =
    "We build every table by hand from oak that grew within twenty miles of our workshop, oil it three times, " +
    "deliver it ourselves on a weekday of your choice and take the packaging away again";
  const intents = [];
  for (let n = 0; n < 2; n += 1) {
    const intent = await newIntent(parley, { place: penzance });
    await offer(parley, shop, intent, 20_000, { message: pitch });
    await offer(parley, rival, intent, 50_000);
    intents.push(intent);
  }
  const flagsOf = async () => (await queue()).flags.filter(({ business }) => business.id === shop.id);
  assert.deepEqual(await flagsOf(), [], "while a round runs its offers are nobody's to see");
  for (const intent of intents) await does(intent, intent, "close");
  await rows(`INSERT INTO conduct_event (business_id, kind, intent_id, about, at)
    VALUES ('${shop.id}', 'bulk_message', '${intents[0].id}', 0, (extract(epoch FROM now()) * 1000000)::bigint)`);
  const flags = await flagsOf();
  const about = (kind) => flags.filter((one) => one.kind === kind);
  assert.deepEqual(new Set(about("near_copy").map((one) => one.intent_id)), new Set(intents.map(({ id }) => id)));
  assert.equal(about("near_copy")[0].what, "Nearly the same words in one other request.");
  assert.ok(about("low_offer").some(({ intent_id }) => intent_id === intents[0].id));
  assert.deepEqual(
    about("bulk_message").map(({ what, intent_id }) => [what, intent_id]),
    [["The same words to many buyers, refused.", intents[0].id]],
  );
  assert.deepEqual(new Set(flags.map(({ business }) => business.name)), new Set(["Marten"]));
  assert.ok(!JSON.stringify(flags).includes("20000"), "without the price");

  const limited = await shopNamed("Shrew");
  const reports = [await reported(limited), await reported(limited)];
  await counted(limited, 2);
  for (const { subject } of reports) await act("uphold", subject, "An insult, both times.");
  const [flag] = (await queue()).flags.filter(({ business }) => business.id === limited.id);
  assert.deepEqual([flag.kind, flag.intent_id], ["throttled", null]);
  assert.match(flag.what, /score is 60 of 100/);
});
