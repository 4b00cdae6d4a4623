// Mails by a real SMTP server, at its best and at its worst: what is in them, how they are stopped, and that none is
// lost or sent twice while the server is away, slow, unwilling or rude.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus } from "./client.mjs";
import { freely } from "./crowd.mjs";
import { Inbox } from "./inbox.mjs";
import { conduct, leeds, newAddress, offer } from "./market.mjs";
import { startNode } from "./node.mjs";
import { sharedStores, sql } from "./stores.mjs";

const noTick = { step: freely(0).step, self_outbid: true };
let inbox;
let stores;
let node;
before(async () => {
  [inbox, stores] = await Promise.all([Inbox.open(), sharedStores()]);
  node = await start(stores);
});
after(async () => {
  await node?.stop();
  await stores?.stop();
  await inbox?.close();
});

const start = (on, env = {}) =>
  startNode(on, {
    env: {
      PARLEY_MAIL_DIR: "",
      PARLEY_SMTP_URL: inbox.url,
      PARLEY_MAIL_FROM: "Parley <no-reply@parley.example>",
      PARLEY_RULES_PATCH: JSON.stringify(noTick),
      ...env,
    },
  });

const linkIn = (mail, page = "confirm") => new RegExp(`/${page}#([A-Za-z0-9_-]{43})`).exec(mail.text)[1];
const isLetter = (name) => (mail) => mail.headers["message-id"].startsWith(`<${name}.`);
const query = (statement) => sql(stores.databaseUrl, statement);

/** Awaits that the statement gives this one value: what a worker does is seen in the database alone. */
async function until(statement, value) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const [[found]] = await query(`SELECT v, pg_sleep(0.05) FROM (${statement}) AS asked (v)`);
    if (found === String(value)) return;
    assert.ok(Date.now() < deadline, `${statement}: ${found} instead of ${value}`);
  }
}
const allDone = (kind) => until(`SELECT count(*) FROM outbox WHERE kind = '${kind}'`, 0);

async function follow(mail) {
  const body = { token: linkIn(mail) };
  return expectStatus(200, node.url, "POST", "/v1/confirmations", { body });
}

async function register(name) {
  const address = newAddress("shop");
  const trader = {
    kind: "company",
    address: "1 Mill Lane, Leeds",
    phone: "+44 113 496 0000",
    register_no: "01234567",
    certified: true,
  };
  const body = { name, email: address, place: leeds, sectors: ["furniture/tables"], radius_km: 40, trader, conduct };
  const { id } = await expectStatus(202, node.url, "POST", "/v1/businesses", { body });
  const mail = await inbox.mailTo(address);
  const { session } = await follow(mail);
  return { id, name, address, session, mail };
}

const ask = (email, more = {}) =>
  expectStatus(202, node.url, "POST", "/v1/intents", {
    body: { title: "Solid oak table", sector: "furniture/tables", place: leeds, start: "now", email, ...more },
  });

async function confirmedIntent(address = newAddress("buyer")) {
  const { id } = await ask(address);
  const mail = await inbox.mailTo(address, (one) => one.text.includes("/confirm#"));
  const { session } = await follow(mail);
  return { id, session, address, mail };
}

const act = (intent, session, verb, body = {}) =>
  expectStatus(200, node.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });

/** A buyer whose award the shop confirmed, with a session for both. */
async function deal(shop) {
  const intent = await confirmedIntent();
  const made = await offer(node, shop, intent, 52_000);
  await act(intent, intent.session, "close");
  await act(intent, intent.session, "award", { offer_id: made.offer_id });
  await act(intent, shop.session, "confirm-award");
  return intent;
}

const listPath = (intent) => `/v1/intents/${intent.id}/offer-list`;

/** The buyer of that deal on the shop's list. */
async function reader(shop) {
  const intent = await deal(shop);
  const asked = { session: intent.session, body: { wording: "offers-2026-11" } };
  await expectStatus(202, node.url, "POST", listPath(intent), asked);
  const mail = await inbox.mailTo(intent.address, isLetter("join_list"));
  assert.equal((await follow(mail)).kind, "list");
  return intent;
}

const write = (shop, subject = "Winter tables", status = 202) =>
  expectStatus(status, node.url, "POST", "/v1/lists/mails", {
    session: shop.session,
    body: { subject, text: "Oak tables from our workshop.\n\nTen per cent off until Friday." },
  });
const listMails = (intent, subject = "Winter tables") =>
  inbox.to(intent.address, (mail) => mail.headers.subject.endsWith(subject));

/** One click as a mail program does it: no cookie, no session, nothing followed. */
async function oneClick(mail) {
  const [, address] = /^<(.*)>$/.exec(mail.headers["list-unsubscribe"]);
  const answer = await fetch(address, {
    method: "POST",
    redirect: "error",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

test("every letter has a text and an HTML part with the same words, and the headers of a mail by machine", async () => {
  const shop = await register("Oak & Sons <Leeds>");
  const intent = await confirmedIntent();
  const invitation = await inbox.mailTo(shop.address, isLetter("invitation"));
  for (const mail of [shop.mail, intent.mail, invitation]) {
    const { headers } = mail;
    assert.deepEqual(mail.types, ["multipart/alternative", "text/plain", "text/html"]);
    assert.equal(headers.from, "Parley <no-reply@parley.example>");
    assert.equal(headers.to, mail.to);
    assert.equal(headers["auto-submitted"], "auto-generated");
    assert.match(headers["message-id"], /^<[a-z_]+\.[a-z0-9.]+@parley\.example>$/);
    assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000, headers.date);
    const links = (text) => [...text.matchAll(/https?:\/\/[^\s"<]+[^\s"<.]/g)].map(([link]) => link);
    assert.deepEqual([...new Set(links(mail.html))], [...new Set(links(mail.text))], "no other address");
    assert.doesNotMatch(mail.html, /<(img|script|link|iframe|form)|url\(|<Leeds>/i);
    const words = mail.html
      .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, "&");
    const plain = (text) =>
      text
        .replace(/https?:\/\/\S+/g, " ")
        .match(/[\p{L}\p{N}]+/gu)
        .join(" ");
    assert.equal(plain(words), plain(mail.text), "the same words");
  }
  assert.match(intent.mail.text, /I agree that Parley writes to this address about this request/);
  assert.equal(/https?:\S+/.exec(intent.mail.text)[0], `${node.url}/confirm#${linkIn(intent.mail)}`, "the first link");
  assert.equal(invitation.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
  assert.match(invitation.headers["list-unsubscribe"], /^<http:\/\/127.*\/v1\/unsubscribe\?token=[\w-]{43}>$/);
  assert.equal(shop.mail.headers["list-unsubscribe"], undefined, "who asked to be let in cannot be unsubscribed");
});

test("S28 a buyer joins a shop's list apart from the deal, by a mail of its own, and sees the words", async () => {
  const shop = await register("Board Room");
  const stranger = await confirmedIntent();
  const early = await call(node.url, "GET", listPath(stranger), { session: stranger.session });
  assert.equal(early.body.code, "no_deal");
  assert.equal((await write(shop, "Winter tables", 409)).code, "list_empty");

  const intent = await deal(shop);
  const { session } = intent;
  const before = await expectStatus(200, node.url, "GET", listPath(intent), { session });
  assert.equal(before.state, "none", "nothing is agreed to by buying");
  assert.match(before.wording.text, /^I agree that Board Room sends its offers/);
  const outsider = await call(node.url, "POST", listPath(intent), {
    session: shop.session,
    body: { wording: before.wording.version },
  });
  assert.equal(outsider.status, 403);
  const old = await call(node.url, "POST", listPath(intent), { session, body: { wording: "offers-2020-01" } });
  assert.equal(old.body.code, "wording_changed");

  const body = { wording: before.wording.version };
  assert.equal((await expectStatus(202, node.url, "POST", listPath(intent), { session, body })).state, "asked");
  await expectStatus(202, node.url, "POST", listPath(intent), { session, body });
  await inbox.mailTo(intent.address, isLetter("join_list"));
  assert.equal((await write(shop, "Winter tables", 409)).code, "list_empty", "asked is not agreed");
  const [mail, ...more] = inbox.to(intent.address, isLetter("join_list"));
  assert.deepEqual(more, [], "asking twice is asking once");
  assert.ok(mail.text.includes(before.wording.text), "the very words");
  await follow(mail);
  assert.equal((await expectStatus(200, node.url, "GET", listPath(intent), { session })).state, "confirmed");

  const list = await expectStatus(200, node.url, "GET", "/v1/lists/me", { session: shop.session });
  assert.equal(list.readers, 1);
  assert.equal(list.consents.length, 1);
  assert.equal(list.consents[0].wording_sha256, before.wording.sha256);
  assert.ok(!JSON.stringify(list).includes("@"), "no address");
  const [row] = await query(
    `SELECT controller, channel, method, source, locale, ip, length(token_hash), length(subject), user_agent <> ''
     FROM consent WHERE purpose = 'offers/${shop.id}'`,
  );
  assert.deepEqual(row, [shop.id, "email", "double_opt_in", "buyer", "en-GB", "127.0.0.0/24", "64", "64", "t"]);

  const left = await expectStatus(200, node.url, "DELETE", listPath(intent), { session });
  assert.equal(left.state, "stopped");
  assert.equal((await write(shop, "Winter tables", 409)).code, "list_empty");
});

test("S30 a shop writes to its list at most so often, under its name, and one click stops that list", async () => {
  const [oak, pine] = await Promise.all([register("Oak Hall"), register("Pine Hall")]);
  const intent = await reader(oak);
  const asked = await reader(pine);
  const other = await reader(oak);
  for (const subject of ["One mail", "Two mail", "Three mail", "Four mail"]) await write(oak, subject);
  assert.equal((await write(oak, "Five mail", 429)).code, "list_mails_spent");
  const mail = await inbox.mailTo(intent.address, (one) => one.headers.subject === "Oak Hall: One mail");
  for (const words of ["Ten per cent off", "Oak Hall", "1 Mill Lane, Leeds", "Register number 01234567"])
    assert.ok(mail.text.includes(words) && mail.html.includes(words), words);
  await allDone("list_mail");
  assert.equal(inbox.to(intent.address, isLetter("list")).length, 4);
  assert.equal(inbox.to(asked.address, isLetter("list")).length, 0, "another shop's reader");

  assert.deepEqual(await oneClick(mail), { done: true, stopped: { kind: "offers", name: "Oak Hall" } });
  assert.deepEqual(await oneClick(mail), { done: true, stopped: { kind: "offers", name: "Oak Hall" } }, "and again");
  const rows = await query(
    `SELECT c.purpose, c.withdrawn_how FROM consent c JOIN contact.detail d USING (principal_id)
     WHERE d.email = '${intent.address}' ORDER BY 1`,
  );
  assert.deepEqual(rows, [
    [`intent/${intent.id}`, ""],
    [`offers/${oak.id}`, "unsubscribe"],
  ]);
  const list = await expectStatus(200, node.url, "GET", "/v1/lists/me", { session: oak.session });
  assert.deepEqual([list.readers, list.stopped, list.mails_this_month], [1, 1, 4]);
  await write(pine);
  await inbox.mailTo(asked.address, isLetter("list"));
  assert.ok(other.id);
});

test("one click stops the kind of mail that it came with, and no other", async () => {
  const shop = await register("Toad Hall");
  await confirmedIntent();
  const invitation = await inbox.mailTo(shop.address, isLetter("invitation"));
  assert.equal((await oneClick(invitation)).stopped.kind, "invitations");
  const intent = await confirmedIntent();
  await until(`SELECT count(*) FROM outbox WHERE kind = 'mail' AND intent_id = '${intent.id}'`, 0);
  assert.equal(inbox.to(shop.address, isLetter("invitation")).filter((one) => one.text.includes(intent.id)).length, 0);
  const link = { body: { email: shop.address } };
  await expectStatus(202, node.url, "POST", "/v1/links", link);
  await inbox.mailTo(shop.address, isLetter("sign_in"));
});

test("a slow server, one that says later, one that hangs up: each mail once, or a service mail once more", async () => {
  const shop = await register("Four Legs");
  const [slow, later, dropped] = [await reader(shop), await reader(shop), await reader(shop)];
  const asking = newAddress("buyer");
  await Promise.all([
    inbox.expect(slow.address, "slow"),
    inbox.expect(later.address, "later"),
    inbox.expect(dropped.address, "drop"),
    inbox.expect(asking, "drop", 9),
  ]);
  await Promise.all([write(shop), ask(asking)]);
  await Promise.all([slow, later, dropped].map(({ address }) => inbox.mailTo(address, isLetter("list"))));
  await until(
    `SELECT count(*) FROM outbox WHERE kind IN ('list_mail', 'link_mail')
               AND not_before < extract(epoch FROM clock_timestamp()) * 1e6 + 600e6`,
    0,
  );
  for (const one of [slow, later, dropped]) assert.equal(listMails(one).length, 1, "a list's mail is never repeated");
  const ids = inbox.to(asking).map((mail) => mail.headers["message-id"]);
  assert.equal(ids.length, 2, "what somebody waits for is sent once more when nobody knows whether it arrived");
  assert.equal(ids[0], ids[1], "under the same name, so that it collapses");
  assert.deepEqual(await query(`SELECT count(*) FROM mail_try WHERE state = 'trying'`), [["0"]]);
});

test("a mailbox that is refused ends its own mail and no other, and no log names it", async () => {
  const shop = await register("Three Chairs");
  const [refused, fine] = [await reader(shop), await reader(shop)];
  await inbox.expect(refused.address, "refuse", 9);
  await write(shop, "Spring chairs");
  await inbox.mailTo(fine.address, (mail) => mail.headers.subject === "Three Chairs: Spring chairs");
  await allDone("list_mail");
  assert.deepEqual(listMails(refused, "Spring chairs"), []);
  const { body } = await call(node.url, "GET", "/metrics");
  assert.match(body, /^parley_mails_total\{outcome="refused"\} [1-9]/m);
  assert.match(node.log(), /mail_not_delivered/);
  assert.doesNotMatch(node.log(), /@example\.org/);
});

test("a server that is away loses nothing, and what waited comes once", async () => {
  const shop = await register("Long Bench");
  const readers = [await reader(shop), await reader(shop)];
  await allDone("list_mail");
  await inbox.down();
  const asking = newAddress("buyer");
  await Promise.all([ask(asking), write(shop, "Summer benches")]);
  await until(`SELECT count(*) > 2 FROM outbox WHERE attempt > 0 OR kind = 'link_mail'`, "t");
  assert.equal(inbox.to(asking).length, 0);
  await inbox.up();
  const mails = await Promise.all([
    inbox.mailTo(asking, () => true, 40_000),
    ...readers.map(({ address }) =>
      inbox.mailTo(address, (mail) => mail.headers.subject === "Long Bench: Summer benches", 40_000),
    ),
  ]);
  await follow(mails[0]);
  await allDone("list_mail");
  for (const one of readers) assert.equal(listMails(one, "Summer benches").length, 1);
  assert.equal(inbox.to(asking, isLetter("confirm_intent")).length, 1);
});

test("S29 who does not confirm is reminded once, and then forgotten", async () => {
  const own = await sharedStores();
  const quick = await start(own, {
    PARLEY_REMIND_AFTER_MS: "1000",
    PARLEY_UNCONFIRMED_LIFE_MS: "6000",
    PARLEY_RETENTION_EVERY_MS: "300",
  });
  const one = async (statement) => (await sql(own.databaseUrl, statement))[0][0];
  const gone = async (statement) => {
    const deadline = Date.now() + 30_000;
    while ((await one(`SELECT count(*) || left(pg_sleep(0.1)::text, 0) FROM ${statement}`)) !== "0")
      assert.ok(Date.now() < deadline, `${statement} is still there`);
  };
  try {
    const [silent, quicker] = [newAddress("buyer"), newAddress("buyer")];
    const body = { title: "A forgotten table", sector: "furniture/tables", place: leeds };
    const post = (email) => expectStatus(202, quick.url, "POST", "/v1/intents", { body: { ...body, email } });
    await Promise.all([post(silent), post(quicker)]);
    const use = (mail) => call(quick.url, "POST", "/v1/confirmations", { body: { token: linkIn(mail) } });
    assert.equal((await use(await inbox.mailTo(quicker))).status, 200);
    const reminder = await inbox.mailTo(silent, isLetter("reminder"));
    assert.match(reminder.headers.subject, /^Still to confirm/);
    await gone("outbox WHERE kind = 'link_mail'");
    assert.equal(inbox.to(silent).length, 2, "one reminder and no more");
    assert.equal(inbox.to(quicker, isLetter("reminder")).length, 0, "who confirmed is not reminded");

    await gone(`contact.detail WHERE email = '${silent}'`);
    await gone("link");
    assert.equal(await one("SELECT count(*) FROM consent WHERE confirmed_at IS NULL"), "0");
    assert.equal((await use(reminder)).body.code, "token_unknown", "and its link is gone");
    assert.equal(await one(`SELECT count(*) FROM contact.detail WHERE email = '${quicker}'`), "1");
    assert.equal(await one("SELECT count(*) FROM consent WHERE confirmed_at IS NOT NULL"), "1");
  } finally {
    await quick.stop();
    await own.stop();
  }
});
