// When a buyer's mails come: quiet hours, and the news of a day in one mail, by a real SMTP server and the clock on the
// wall. The end of a minute is awaited once, for all that is to happen then.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus, Line, newKey } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { Inbox } from "./inbox.mjs";
import { conduct, leeds, newAddress, offer } from "./market.mjs";
import { startNode } from "./node.mjs";
import { sharedStores, sql } from "./stores.mjs";

let inbox;
let stores;
let nodes;
let node;
let shops;
before(async () => {
  [inbox, stores] = await Promise.all([Inbox.open(), sharedStores()]);
  const env = {
    PARLEY_MAIL_DIR: "",
    PARLEY_SMTP_URL: inbox.url,
    PARLEY_MAIL_FROM: "Parley <no-reply@parley.example>",
    PARLEY_RULES_PATCH: JSON.stringify({ step: freely(0).step, self_outbid: true }),
  };
  // Both send mails: what comes once comes once from the two of them.
  node = await startNode(stores, { env, name: "one" });
  nodes = [node, await startNode(stores, { env, name: "two" })];
  shops = await Promise.all([shop("Oak & Sons"), shop("Board Room")]);
});
after(async () => {
  await Promise.all((nodes ?? []).map((one) => one.stop()));
  await stores?.stop();
  await inbox?.close();
});

const confirmed = async (address) => {
  const mail = await inbox.mailTo(address, (one) => one.text.includes("/confirm#"));
  const body = { token: /\/confirm#([A-Za-z0-9_-]{43})/.exec(mail.text)[1] };
  return expectStatus(200, node.url, "POST", "/v1/confirmations", { body });
};

async function shop(name) {
  const address = newAddress("shop");
  const known = { address: "1 Mill Lane, Leeds", phone: "+44 113 496 0000", register_no: "01234567" };
  const trader = { kind: "company", certified: true, ...known };
  const body = { name, email: address, place: leeds, sectors: ["furniture/tables"], radius_km: 40, trader, conduct };
  const { id } = await expectStatus(202, node.url, "POST", "/v1/businesses", { body });
  return { id, address, session: (await confirmed(address)).session };
}

/** A confirmed request, and what of it was news by mail. */
async function request(attention, address = newAddress("buyer"), title = "Solid oak table") {
  const body = { title, sector: "furniture/tables", place: leeds, start: "now", email: address, attention };
  const { id } = await expectStatus(202, node.url, "POST", "/v1/intents", { body });
  const link = (mail) => mail.headers.subject === `Confirm: ${title}`;
  const mail = await inbox.mailTo(address, link);
  const { session } = await expectStatus(200, node.url, "POST", "/v1/confirmations", {
    body: { token: /\/confirm#([A-Za-z0-9_-]{43})/.exec(mail.text)[1] },
  });
  return { id, session, address, news: () => inbox.to(address, (one) => !one.text.includes("/confirm#")) };
}

/** Minutes since midnight in London. */
function wall(at) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
  const [hours, minutes] = clock.format(at).split(":").map(Number);
  return (hours % 24) * 60 + minutes;
}
const minute = 60_000;
const ahead = (minutes) => (wall(Date.now()) + minutes + 1_440) % 1_440;

/** What the database says of a job that waits, once it says anything. */
async function untilWaiting(kind, intent) {
  const waiting = `SELECT count(*), pg_sleep(0.05) FROM outbox WHERE kind LIKE '${kind}' AND intent_id = '${intent.id}'
    AND not_before > extract(epoch FROM clock_timestamp()) * 1e6 + 300e6`;
  const deadline = Date.now() + 20_000;
  while ((await sql(stores.databaseUrl, waiting))[0][0] === "0") assert.ok(Date.now() < deadline, `${kind} waits`);
}

test("S21 quiet hours and one mail a day: news wait, come once, and the live page does not wait", async () => {
  // All of it is posted well before the minute at which it is due.
  const left = minute - (Date.now() % minute);
  const due = ahead(left < 25_000 ? 2 : 1);
  const quiet = await request({ max_offers: 5, mail: { quiet: { from: ahead(-60), to: due }, digest_at: null } });
  const daily = await request({ max_offers: 5, mail: { quiet: null, digest_at: due } });
  const second = await request({ max_offers: 5 }, daily.address, "Oak bench");
  const plain = await request({ max_offers: 5 });
  const line = await Line.open(node.url, { session: quiet.session });
  await line.subscribe(`intent/${quiet.id}`);
  for (const intent of [quiet, daily, second, plain]) await offer(node, shops[0], intent, 52_000);
  await line.until((push) => push.type === "offer_placed", "the page at once");
  await line.close();
  await inbox.mailTo(plain.address, (mail) => mail.headers.subject.startsWith("The first offer is in"));
  assert.ok(wall(Date.now()) !== due, "this machine took too long for the minutes that the test counts with");
  assert.deepEqual([...quiet.news(), ...daily.news()], [], "nothing while it is to wait");

  const late = await inbox.mailTo(
    quiet.address,
    (mail) => mail.headers.subject.startsWith("The first offer"),
    3 * minute,
  );
  assert.ok(late.text.includes(quiet.id));
  const digest = await inbox.mailTo(daily.address, (mail) => mail.headers.subject === "Your 2 news of the day", minute);
  assert.equal(wall(Date.now()) >= due || due === 0, true);
  for (const { id } of [daily, second]) assert.ok(digest.text.includes(`/buyer/${id}`), digest.text);
  assert.match(digest.text, /The first offer is in: Solid oak table/);
  assert.match(digest.text, /The first offer is in: Oak bench/);
  assert.ok(digest.headers["list-unsubscribe-post"], "one click stops it");
  await offer(node, shops[1], plain, 51_000);
  const count = "SELECT count(*), pg_sleep(0.05) FROM outbox WHERE kind IN ('mail', 'digest') OR kind LIKE 'news/%'";
  const deadline = Date.now() + 20_000;
  while (
    (
      await sql(stores.databaseUrl, `${count} AND not_before < extract(epoch FROM clock_timestamp()) * 1e6 + 60e6`)
    )[0][0] !== "0"
  )
    assert.ok(Date.now() < deadline, "all is done");
  assert.equal(quiet.news().length, 1);
  assert.equal(daily.news().length, 1, "two nodes, one mail");
});

test("what is asked for now, and a deal that closes, never wait; what is told waits until it is due", async () => {
  const intent = await request({
    max_offers: 5,
    mail: { quiet: { from: ahead(-60), to: ahead(120) }, digest_at: null },
  });
  const made = await offer(node, shops[0], intent, 52_000);
  await untilWaiting("mail", intent);
  await expectStatus(202, node.url, "POST", "/v1/links", { body: { email: intent.address } });
  await inbox.mailTo(intent.address, (mail) => mail.headers.subject === "Sign in to Parley");
  const award = { session: intent.session, body: { offer_id: made.offer_id } };
  await expectStatus(200, node.url, "POST", `/v1/intents/${intent.id}/award`, award);
  const yes = { session: shops[0].session, body: {}, key: newKey() };
  await expectStatus(200, node.url, "POST", `/v1/intents/${intent.id}/confirm-award`, yes);
  await inbox.mailTo(intent.address, (mail) => mail.headers["message-id"].startsWith("<award_confirmed."));
  assert.deepEqual(
    intent.news().filter((mail) => mail.headers["message-id"].startsWith("<first_offer.")),
    [],
  );
});

test("wishes are the buyer's: shown, changed, exported, forgotten, and nobody sets another's", async () => {
  const night = { quiet: { from: 1_320, to: 420 }, digest_at: 1_080 };
  const intent = await request({ max_offers: 5, mail: night });
  const { session, address } = intent;
  const me = () => expectStatus(200, node.url, "GET", "/v1/me", { session });
  assert.deepEqual((await me()).mail_wishes, night, "confirmed with the request");
  const posted = { title: "Not mine", sector: "furniture/tables", place: leeds, email: address };
  const theirs = { max_offers: 5, mail: { quiet: null, digest_at: null } };
  await expectStatus(202, node.url, "POST", "/v1/intents", { body: { ...posted, attention: theirs } });
  assert.deepEqual((await me()).mail_wishes, night, "a request that is not confirmed changes nothing");

  const set = (body, status = 200) => expectStatus(status, node.url, "PUT", "/v1/me/mail-wishes", { session, body });
  const changed = { quiet: null, digest_at: 480 };
  assert.deepEqual(await set(changed), changed);
  assert.deepEqual((await me()).mail_wishes, changed);
  const file = await expectStatus(200, node.url, "GET", "/v1/me/export", { session });
  assert.deepEqual(file.people[0].mail_wishes, changed);

  const wrong = async (body) => (await set(body, 422)).errors.map(({ pointer, code }) => [pointer, code]);
  assert.deepEqual(await wrong({ quiet: { from: 1_320, to: 420 }, digest_at: 1_400 }), [
    ["/digest_at", "in_quiet_hours"],
  ]);
  assert.deepEqual(await wrong({ quiet: { from: 60, to: 60 }, digest_at: null }), [["/quiet/to", "no_time_left"]]);
  assert.deepEqual(await wrong({}), [
    ["/quiet", "required"],
    ["/digest_at", "required"],
  ]);
  await expectStatus(401, node.url, "PUT", "/v1/me/mail-wishes", { session: shops[0].session, body: changed });

  await offer(node, shops[0], intent, 52_000);
  await untilWaiting("news/%", intent);
  const [{ id }] = (await me()).principals;
  await expectStatus(200, node.url, "POST", "/v1/me/erase", { session, body: {} });
  for (const table of ["mail_wish", "intent_wish", "digest"])
    assert.deepEqual(
      await sql(stores.databaseUrl, `SELECT count(*) FROM ${table} WHERE consumer_id = '${id}'`),
      [["0"]],
      table,
    );
  const waiting = `SELECT count(*) FROM outbox WHERE kind = 'news/${id}' OR (kind = 'digest' AND target = '${id}')`;
  assert.deepEqual(await sql(stores.databaseUrl, waiting), [["0"]]);
});
