// A shop takes its things with it, and leaves: what is in its file and what is not, what ends at once, what it owes and
// may still do, and how it comes back.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { call, expectStatus, Line, newKey, within } from "./client.mjs";
import { conduct, leeds, look, mailsTo, mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { newSeat } from "./people.mjs";
import { PushService } from "./push_service.mjs";
import { startReceiver } from "./receiver.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";

const me = "/v1/businesses/me";
let service, there, parley;
before(async () => {
  service = await PushService.open();
  there = await startReceiver();
  const rules = {
    close: { mode: "hard" },
    step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 },
    self_outbid: true,
  };
  parley = await startParley({
    env: {
      PARLEY_RULES_PATCH: JSON.stringify(rules),
      PARLEY_WEBHOOK_LOOPBACK: "1",
      PARLEY_PUSH_HOSTS: service.origin,
    },
  });
});
after(async () => {
  await parley?.stop();
  await there?.stop();
  service?.close();
});

let apart = 0;
/** Places far from each other, so that the shops of one test are asked by no other. */
const elsewhere = () => ({ lat: leeds.lat - (apart += 1), lon: -3 });
const sends = (status, method, { session }, path, body) =>
  expectStatus(status, parley.url, method, path, { session, body, key: method === "POST" ? newKey() : undefined });
const get = (who, path) => sends(200, "GET", who, path);
const does = (intent, who, verb, body = {}) => sends(200, "POST", who, `/v1/intents/${intent.id}/${verb}`, body);
const exported = (who) => get(who, `${me}/export`);
const leaves = (who) => sends(200, "POST", who, `${me}/leave`, {});
async function refused(status, code, method, path, options) {
  const answer = await call(parley.url, method, path, options);
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
}

/** Won by the shop, with the price and one more promise. */
async function deal(shop, place) {
  const intent = await newIntent(parley, { place, title: "Table that was sold" });
  const { offer_id } = await offer(parley, shop, intent, 50_000, { attributes: { delivery_days: 3 } });
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
  await does(intent, shop, "promises", { text: "A tin of oil" });
  return intent;
}

/** A buyer on the shop's list. */
async function onTheList(intent) {
  const path = `/v1/intents/${intent.id}/offer-list`;
  const { wording } = await get(intent, path);
  await sends(202, "POST", intent, path, { wording: wording.version });
  const mail = await mailTo(parley, intent.address, ({ subject }) => subject.startsWith("Confirm: offers from"));
  await expectStatus(200, parley.url, "POST", "/v1/confirmations", { body: { token: tokenIn(mail) } });
}

async function pushed(shop) {
  const browser = service.browser();
  const { wording } = await get(shop, "/v1/push-subscriptions");
  const body = { ...browser.address, purpose: "invitations", wording: wording.version };
  await sends(200, "POST", shop, "/v1/push-subscriptions", body);
  return browser;
}

/** A request that was posted from the shop's own link. */
async function byTheFlyer(shop, place) {
  const email = newAddress("buyer");
  const body = { title: "By the flyer", sector: "furniture/tables", place, start: "now", email };
  const headers = { "parley-campaign": `shop=${shop.id}&via=flyer` };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body, headers });
  const confirmation = { body: { token: tokenIn(await mailTo(parley, email)) } };
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", confirmation);
  return { id, session, address: email };
}

/** Awaits that the shop's own list has so many requests: they come to it just after the log has them. */
async function asked(shop, count) {
  const noted = `SELECT count(*), pg_sleep(0.02) FROM invitation
    WHERE business_id = '${shop.id}' AND invited_at IS NOT NULL`;
  while ((await sql(parley.stores.databaseUrl, noted))[0][0] !== String(count));
}

/** The push that says so; awaited. */
async function pushOf(browser, title) {
  for (let n = 1; ; n += 1) if (browser.read(await service.nth(browser, n, 40_000)).title === title) return;
}

/** A shop that entered one of each, with what it was given. */
async function stocked(name) {
  const place = elsewhere();
  const shop = await newShop(parley, { name, place });
  const sold = await deal(shop, place);
  const seat = await newSeat(parley, shop, "seller", "Mary of the mill");
  await sends(202, "POST", shop, `${me}/team`, { name: "Asked Otter", email: newAddress("asked"), role: "reader" });
  await sends(200, "PATCH", shop, me, { story: "Since 1951, by the river." });
  const blocks = [{ title: "Who makes it", text: "Two sisters in a mill", link: null }];
  await sends(200, "PUT", shop, `${me}/profile`, { published: true, blocks });
  await sends(201, "POST", shop, `${me}/posts`, { title: "The kiln is hot", text: "Oak, dried for two years" });
  const rule = { sector: "furniture/tables", opening: { price: 59_000 }, floor: { price: 58_000 }, paused: true };
  await sends(201, "POST", shop, "/v1/auto-offers", rule);
  const template = { sector: "furniture/tables", name: "Oak as always", message: "{item}, oiled by hand" };
  await sends(201, "POST", shop, "/v1/offer-templates", template);
  const plan = { sales: 4, hours: { days: ["mon"], from: 540, to: 1_020 }, review_on: "2026-12-24" };
  await sends(200, "PUT", shop, "/v1/playbooks/furniture/tables", plan);
  const channels = [{ name: "Leaflets", cost: 12_000, sales: 2, margin: 21_000 }];
  const month = { currency: "GBP", hour_cost: 2_400, cost: 1_500, goal_sales: 6, goal_value: null, channels };
  await sends(200, "PUT", shop, `${me}/months/2026-11`, month);
  await sends(200, "PUT", shop, `${me}/deals/${sold.id}/account`, { margin: 9_500, minutes: 40 });
  const note = { text: "Rings twice, the bell is broken", mentions: [] };
  await sends(201, "POST", seat, `/v1/intents/${sold.id}/notes`, note);
  await does(sold, sold, "ideas", { text: "I wish it came in 160 cm" });
  await does(sold, shop, "ideas/1/answer", { text: "From March in 160" });
  await onTheList(sold);
  await sends(202, "POST", shop, "/v1/lists/mails", { subject: "Boats", text: "Boats are in again." });
  await sends(201, "POST", { session: shop.session }, "/v1/complaints", {
    about: "mails",
    text: "One more than I asked for",
  });
  const { wording } = await get(shop, `${me}/report`);
  await sends(200, "POST", shop, `${me}/report`, { wording: wording.version });
  const { key } = await sends(201, "POST", shop, "/v1/api-keys", { label: "Stock system", scopes: ["read"] });
  const till = (await sends(201, "POST", shop, `${me}/postback-key`, {})).key;
  const hook = await sends(201, "POST", shop, `${me}/webhooks`, { url: `${there.url}?of=${shop.id}` });
  const browser = await pushed(shop);
  const linked = [];
  while (linked.length < 5) linked.push(await byTheFlyer(shop, place));
  await asked(shop, 6);
  return { shop, seat, key, till, hook, browser, sold, linked, place };
}

test("the file of a shop holds what it entered, one of each, no secret and nothing of another shop", async () => {
  const { shop, seat, key, till, hook, browser, sold, linked, place } = await stocked("Oak by the river");
  const rival = await newShop(parley, { name: "Rat and rudder", place });
  const seen = await newIntent(parley, { place, title: "Table for both" });
  await offer(parley, shop, seen, 51_000);
  await offer(parley, rival, seen, 47_310, { message: "Cheaper by the quay" });
  await asked(shop, 7);
  const answer = await call(parley.url, "GET", `${me}/export`, { session: shop.session });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="parley-business.json"');
  const file = answer.body;
  const text = JSON.stringify(file);

  assert.deepEqual([file.business.name, file.email], [shop.name, shop.address]);
  assert.equal(file.business.story, "Since 1951, by the river.");
  assert.equal(file.business.trader.register_no, "01234567");
  assert.deepEqual([file.profile.published, file.profile.blocks[0].text], [true, "Two sisters in a mill"]);
  assert.equal(file.posts[0].title, "The kiln is hot");
  assert.deepEqual([file.auto_offers.data[0].floor.price, file.auto_offers.changes[0].deed], [58_000, "made"]);
  assert.equal(file.templates[0].message, "{item}, oiled by hand");
  assert.equal(file.playbooks[0].sales, 4);
  assert.deepEqual(
    file.team.map(({ name, email }) => [name, email]),
    [
      [shop.name, null],
      ["Mary of the mill", seat.address],
      ["Asked Otter", null],
    ],
  );
  assert.equal(file.keys[0].label, "Stock system");
  assert.equal(file.webhooks[0].url, `${there.url}?of=${shop.id}`);
  assert.equal(file.browsers[0].endpoint, browser.address.endpoint);
  assert.deepEqual([file.months[0].channels[0].name, file.goals[0].sales], ["Leaflets", 6]);
  assert.deepEqual(file.deal_accounts, [{ intent_id: sold.id, margin: 9_500, minutes: 40 }]);
  assert.deepEqual(file.campaigns, [{ via: "flyer", source: "", medium: "", campaign: "", requests: 5, deals: 0 }]);
  assert.deepEqual([file.list.readers, file.list_mails[0].text], [1, "Boats are in again."]);
  assert.equal(file.idea_answers[0].text, "From March in 160");
  assert.equal(file.matters[0].text, "One more than I asked for");
  assert.equal(file.conduct.accepted.version, conduct);
  const given = file.consents.filter(({ state }) => state === "confirmed");
  assert.deepEqual(given.map(({ purpose, channel }) => `${purpose} ${channel}`).sort(), [
    "invitations email",
    "invitations push",
    "report email",
  ]);
  for (const { wording_sha256, text: words } of given) assert.ok(/^[0-9a-f]{64}$/.test(wording_sha256) && words);
  assert.deepEqual(
    file.requests.map(({ id }) => id),
    [seen.id, ...linked.reverse().map(({ id }) => id), sold.id],
  );
  assert.equal(file.requests.at(-1).buyer.email, sold.address, "as the award released it");
  assert.equal(file.team_files.at(-1).file.notes[0].text, "Rings twice, the bell is broken");

  assert.doesNotMatch(text, /"(pk|ps|whsec)_/);
  for (const secret of [key, till, hook.secret, browser.address.auth, browser.address.p256dh])
    assert.ok(!text.includes(secret));
  const hashes = await sql(
    parley.stores.databaseUrl,
    `SELECT key_hash FROM api_key UNION SELECT token_hash FROM link UNION SELECT session_hash FROM session
     UNION SELECT secret FROM webhook UNION SELECT secret FROM postback_key
     UNION SELECT token_hash FROM consent WHERE token_hash <> ''`,
  );
  for (const [hash] of hashes) assert.ok(!text.includes(hash));
  for (const foreign of [rival.id, rival.name, rival.address, "Cheaper by the quay", seen.address])
    assert.ok(!text.includes(foreign), foreign);

  await refused(403, "role_missing", "GET", `${me}/export`, { session: seat.session });
  await refused(403, "scope_missing", "GET", `${me}/export`, { session: key });
  await refused(401, "sign_in_required", "GET", `${me}/export`, {});
});

test("who leaves is asked and told nothing more, at once; what it promised stays to be kept", async () => {
  const { shop, seat, key, browser, sold, linked, place } = await stocked("Mole and mill");
  const other = await newShop(parley, { name: "Stays here", place });
  const others = await pushed(other);
  await sends(201, "POST", other, `${me}/webhooks`, { url: `${there.url}?of=${other.id}` });
  const contract = (await look(parley, sold, sold.session)).seller;
  assert.equal(contract.name, shop.name);

  // One round that runs, one whose buyer chooses, one that it has not answered.
  const [running, deciding, unanswered] = await Promise.all(
    ["Runs", "Chooses", "Waits"].map((title) => newIntent(parley, { place, title: `${title} on` })),
  );
  await offer(parley, shop, running, 50_000);
  const { offer_id } = await offer(parley, shop, deciding, 50_000);
  await does(deciding, deciding, "close");
  const mail = await mailTo(parley, shop.address, ({ subject }) => subject === "Asked for: Waits on", 40_000);
  const token = /\/offer#([A-Za-z0-9_-]{43})/.exec(mail.text)[1];
  await asked(shop, 9);
  const seats = await Line.open(parley.url, { session: seat.session });
  await seats.subscribe("desk");
  const programs = await Line.open(parley.url, { session: key });
  await programs.subscribe("desk");

  await refused(403, "role_missing", "POST", `${me}/leave`, { session: seat.session, body: {} });
  await refused(403, "scope_missing", "POST", `${me}/leave`, { session: key, body: {} });
  const done = await leaves(shop);
  assert.deepEqual(
    { ...done, left_at: "", invitations_declined: 0 },
    {
      left_at: "",
      invitations_declined: 0,
      offers_withdrawn: 1,
      offers_standing: 1,
      auto_offers: 1,
      keys: 1,
      webhooks: 1,
      seats: 2,
      readers: 1,
      open_deals: 1,
    },
  );
  assert.equal(done.invitations_declined, 6, "what waited, and what came by its flyer");

  // A new request: the other shop hears of it on every way, so whoever is told has been told.
  const title = "Table after it left";
  const fresh = await newIntent(parley, { place, title });
  const named = ({ subject }) => subject === `Asked for: ${title}`;
  const isOfFresh = ({ type, body }) => type === "invited" && body.data.intent_id === fresh.id;
  await Promise.all([
    mailTo(parley, other.address, named, 40_000),
    pushOf(others, `Asked for: ${title}`),
    there.until((message) => message.path.endsWith(other.id) && isOfFresh(message), "the other's webhook"),
  ]);
  assert.deepEqual(mailsTo(parley, shop.address).filter(named), []);
  assert.ok(service.to(browser).every((push) => browser.read(push).title !== `Asked for: ${title}`));
  assert.ok(there.messages.every((message) => !message.path.endsWith(shop.id) || !isOfFresh(message)));
  const held = await sql(
    parley.stores.databaseUrl,
    `SELECT (SELECT count(*) FROM invitation WHERE business_id = '${shop.id}' AND intent_id = '${fresh.id}'),
            (SELECT count(*) FROM push_subscription WHERE principal_id = '${shop.id}'),
            (SELECT count(*) FROM postback_key WHERE business_id = '${shop.id}'),
            (SELECT count(*) FROM outbox WHERE kind = 'list_mail'
               AND intent_id IN (SELECT id FROM list_mail WHERE business_id = '${shop.id}'))`,
  );
  assert.deepEqual(held, [["0", "0", "0", "0"]]);

  // Everybody but its founder is out.
  assert.equal(await within(10_000, "the end of the seat's line", seats.closed), 4401);
  assert.equal(await within(10_000, "the end of the key's line", programs.closed), 4401);
  assert.equal((await call(parley.url, "GET", me, { session: key })).status, 401);
  assert.equal((await call(parley.url, "GET", me, { session: seat.session })).body.code, "no_business");
  const link = await call(parley.url, "POST", "/v1/offer-links", { body: { token } });
  assert.ok([404, 410].includes(link.status), `an offer link: ${link.status}`);
  for (const path of [
    `/b/${shop.id}`,
    `/b/${shop.id}/feed.json`,
    `/v1/businesses/${shop.id}/profile`,
    `/v1/businesses/${shop.id}/record`,
  ])
    assert.equal((await fetch(parley.url + path)).status, 404, path);

  // Offers: taken back where the round lets go of them.
  assert.equal((await look(parley, running, shop.session)).me.offer.state, "withdrawn");
  assert.ok((await look(parley, deciding, deciding.session)).offers.some((one) => one.offer_id === offer_id));
  for (const one of [...linked, unanswered])
    assert.equal((await look(parley, one, shop.session)).me.declined, true, "a no, so that somebody else is asked");

  // What a shop that left may do: keep its word, and nothing else.
  await refused(409, "business_left", "POST", `/v1/intents/${fresh.id}/offers`, {
    session: shop.session,
    key: newKey(),
    body: { price: 40_000 },
  });
  for (const [method, path, body] of [
    ["PATCH", me, { radius_km: 60 }],
    ["POST", "/v1/api-keys", { label: "Another", scopes: ["read"] }],
    ["POST", `${me}/team`, { name: "New", email: newAddress("new"), role: "seller" }],
    ["PUT", `${me}/profile`, { published: true, blocks: [] }],
  ])
    await refused(409, "business_left", method, path, { session: shop.session, body });
  const { deal: agreed, seller } = await look(parley, sold, sold.session);
  assert.deepEqual(seller, contract, "the buyer knows with whom the contract is");
  const { promise } = agreed.promises.find(({ text }) => text === "A tin of oil");
  await does(sold, shop, `promises/${promise}/claim`, { note: "Under the lid" });
  await does(sold, sold, `promises/${promise}/judge`, { kept: true });
  assert.equal(
    (await look(parley, sold, sold.session)).deal.promises.find((one) => one.promise === promise).state,
    "kept",
  );
  const list = `/v1/intents/${sold.id}/offer-list`;
  const { wording, state } = await get(sold, list);
  assert.equal(state, "stopped");
  await refused(409, "business_left", "POST", list, { session: sold.session, body: { wording: wording.version } });

  // Its file is lean now, and leaving again changes nothing.
  const file = await exported(shop);
  for (const gone of [
    "posts",
    "templates",
    "playbooks",
    "keys",
    "webhooks",
    "browsers",
    "campaigns",
    "list_mails",
    "deal_accounts",
    "months",
    "goals",
    "idea_answers",
  ])
    assert.deepEqual(file[gone], [], gone);
  assert.deepEqual([file.auto_offers.data, file.auto_offers.changes, file.team.length], [[], [], 1]);
  assert.ok(file.consents.length >= 3 && file.consents.every((one) => one.withdrawn_how !== ""), "as evidence");
  assert.ok(file.requests.some(({ id }) => id === sold.id));
  assert.equal(file.business.left_at, done.left_at);
  assert.equal(file.business.trader.register_no, "01234567");
  const again = await leaves(shop);
  assert.deepEqual([again.left_at, again.offers_standing, again.keys, again.open_deals], [done.left_at, 1, 0, 1]);
});

/** Registers with the address of a shop and follows the mailed link: what the shop is then. */
async function comesBack(shop, more) {
  const earlier = new Set(mailsTo(parley, shop.address).map(({ path }) => path));
  const body = { email: shop.address, sectors: ["furniture/tables"], conduct, ...more };
  assert.equal((await expectStatus(202, parley.url, "POST", "/v1/businesses", { body })).id, shop.id);
  const mail = await mailTo(parley, shop.address, ({ path, text }) => text.includes("/confirm#") && !earlier.has(path));
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(mail) },
  });
  const own = await get({ session }, me);
  assert.equal(own.left_at, null);
  return { ...shop, session, own };
}

test("a shop that left comes back by registering again, as it was while a buyer is owed its name", async () => {
  const place = elsewhere();
  const [shop, plain] = await Promise.all(["Was here", "Sold nothing"].map((name) => newShop(parley, { name, place })));
  await deal(shop, place);
  for (const one of [shop, plain]) await leaves(one);
  assert.equal((await get(plain, me)).trader, null, "nobody is owed its name");

  // Anybody can type an address: nothing changes before its link is followed.
  const first = mailsTo(parley, shop.address).map(({ path }) => path);
  await expectStatus(202, parley.url, "POST", "/v1/businesses", {
    body: { name: "Somebody else", email: shop.address, place, sectors: ["furniture/chairs"] },
  });
  await mailTo(parley, shop.address, ({ path, text }) => text.includes("/confirm#") && !first.includes(path));
  assert.equal((await get(shop, me)).name, "Was here");
  const back = await comesBack(shop, { name: "A new name", place });
  assert.deepEqual([back.own.name, back.own.trader.register_no], ["Was here", "01234567"]);
  const renamed = await comesBack(plain, { name: "A new name", place });
  assert.equal(renamed.own.name, "A new name");

  const intent = await newIntent(parley, { place, title: "Table for who is back" });
  const named = ({ subject }) => subject === "Asked for: Table for who is back";
  await Promise.all([shop, plain].map(({ address }) => mailTo(parley, address, named, 40_000)));
  await offer(parley, back, intent, 50_000);
  assert.deepEqual((await get(back, "/v1/api-keys")).data, [], "its keys stay gone");
});
