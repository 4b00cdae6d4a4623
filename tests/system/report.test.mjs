// The report of a Monday: off until it is asked for, one a week from any number of nodes, in words that are the numbers
// of the week, with a way to stop it; and a plain line where nothing happened.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { call, expectStatus } from "./client.mjs";
import { mailTo, mailsTo, newIntent, newShop, offer } from "./market.mjs";
import { startNode } from "./node.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const env = { PARLEY_RULES_PATCH: JSON.stringify(rules), PARLEY_GUIDE_FRESH_MS: "0" };
const path = "/v1/businesses/me/report";
let parley;
before(async () => {
  parley = await startParley({ env });
});
after(() => parley?.stop());

const query = (statement) => sql(parley.stores.databaseUrl, statement);
const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const reportOf = ({ session }) => expectStatus(200, parley.url, "GET", path, { session });
const waiting = async ({ id }) =>
  (await query(`SELECT kind, not_before FROM outbox WHERE target = '${id}' AND kind = 'report_mail'`)).map(
    ([, notBefore]) => Number(notBefore),
  );
const isReport = ({ subject }) => subject.startsWith("Your week");

async function askFor(shop, url = parley.url) {
  const { wording } = await reportOf(shop);
  const asked = { session: shop.session, body: { wording: wording.version } };
  return expectStatus(200, url, "POST", path, asked);
}

/** The Monday has come: the week that is told is the last seven days. */
async function mondayComes({ id }) {
  await query(`UPDATE outbox SET not_before = 1, body = jsonb_build_object('week',
      (ceil(extract(epoch FROM clock_timestamp()) + 1) * 1000000)::bigint)
    WHERE target = '${id}' AND kind = 'report_mail'`);
}

const london = (us) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).format(us / 1000);

test("the report is off until it is asked for, and due on Monday at eight in London, once", async () => {
  const shop = await newShop(parley, { name: "Otter", sectors: ["furniture/beds"] });
  const off = await reportOf(shop);
  assert.deepEqual([off.state, off.next_at], ["none", null]);
  assert.deepEqual(await waiting(shop), []);
  const stale = { session: shop.session, body: { wording: "report-2020-01" } };
  assert.equal((await call(parley.url, "POST", path, stale)).body.code, "wording_changed");
  const on = await askFor(shop);
  assert.equal(on.state, "confirmed");
  const [due, ...more] = await waiting(shop);
  assert.deepEqual(more, []);
  assert.match(london(due), /^Monday,? (at )?08:00$/);
  assert.equal(Date.parse(on.next_at) * 1000, due);
  assert.ok(due > Date.now() * 1000);
  const node = await startNode(parley.stores, { env });
  try {
    await Promise.all([askFor(shop), askFor(shop, node.url), askFor(shop), askFor(shop, node.url)]);
    assert.deepEqual(await waiting(shop), [due], "two nodes, one row");
  } finally {
    await node.stop();
  }
  const evidence = `SELECT wording_sha256, method, source FROM consent
    WHERE principal_id = '${shop.id}' AND purpose = 'report' AND confirmed_at IS NOT NULL`;
  assert.deepEqual((await query(evidence))[0], [off.wording.sha256, "signed_in", "retailer"]);
  const stopped = await expectStatus(200, parley.url, "DELETE", path, { session: shop.session });
  assert.deepEqual([stopped.state, stopped.next_at], ["stopped", null]);
  await mondayComes(shop);
  while ((await waiting(shop)).length > 0);
  assert.deepEqual(mailsTo(parley, shop.address).filter(isReport), [], "no consent, no mail");
});

test("S35 the report tells the week in numbers, quality first, and can be stopped with one click", async () => {
  const shop = await newShop(parley, { name: "Mole" });
  const rat = await newShop(parley, { name: "Rat" });
  await askFor(shop);
  const buy = async (price, other) => {
    const intent = await newIntent(parley, { title: `A table for ${price}` });
    const { offer_id } = await offer(parley, shop, intent, price);
    const rival = await offer(parley, rat, intent, other);
    await does(intent, intent, "close");
    const wins = price < other;
    await does(intent, intent, "award", { offer_id: wins ? offer_id : rival.offer_id });
    await does(intent, wins ? shop : rat, "confirm-award");
    return intent;
  };
  const bought = await buy(40_000, 50_000);
  await does(bought, bought, "promises/1/judge", { kept: true });
  await buy(51_000, 50_000);
  const { steps, quality } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/funnel", shop);
  await mondayComes(shop);
  const mail = await mailTo(parley, shop.address, isReport);
  assert.equal(mail.subject, "Your week: 1 sale");
  const lines = [
    `Answered in time: ${quality.answered} of ${quality.answerable}`,
    `Promises kept: ${quality.promises_kept} of ${quality.promises_judged}`,
    `Requests that matched you: ${steps[0].count}`,
    `Agreed with the buyer: ${steps[5].count}`,
    "Sold: 1 sale, 400.00 GBP",
    "Lost, another was cheaper: 1",
    "Of these, at most 5 % above the price that was chosen: 1",
  ];
  let at = 0;
  for (const line of lines) {
    const found = mail.text.indexOf(line, at);
    assert.ok(found >= at, `${line} comes in its place in ${mail.text}`);
    at = found;
  }
  assert.ok(mail.text.includes(`/desk/${shop.id}/numbers`));
  const raw = readFileSync(mail.path, "utf8");
  assert.match(raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  assert.match(raw, /^Content-Type: multipart\/alternative/m);
  assert.match(raw, /^Content-Type: text\/html/m);
  const unsubscribe = /\/unsubscribe#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  const answer = await fetch(`${parley.url}/v1/unsubscribe?token=${unsubscribe}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  assert.deepEqual((await answer.json()).stopped, { kind: "report", name: "" });
  assert.equal((await reportOf(shop)).state, "stopped");
  const others = `SELECT purpose FROM consent WHERE principal_id = '${shop.id}' AND withdrawn_at IS NULL`;
  assert.deepEqual(await query(others), [["invitations"]], "other mails go on");
  assert.equal(mailsTo(parley, shop.address).filter(isReport).length, 1);
});

test("a week in which nothing happened is one plain line", async () => {
  const shop = await newShop(parley, { name: "Badger", sectors: ["furniture/beds"] });
  await askFor(shop);
  await mondayComes(shop);
  const { subject, text } = await mailTo(parley, shop.address, isReport);
  assert.equal(subject, "Your week: no request came");
  assert.match(text, /No request matched Badger from /);
  assert.ok(!text.includes("Answered in time") && !text.includes("From request to sale"));
});
