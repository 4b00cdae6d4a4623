// What everybody may read: the pages of a request and of a sector, their feeds, what buyers share and wish for, and
// links that people pass on. What is taken back or erased is gone from all of it at once.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { call, expectStatus, Line, newKey } from "./client.mjs";
import { look, mailTo, newAddress, newIntent, newShop, offer, tokenIn } from "./market.mjs";
import { startParley } from "./support.mjs";

const penzance = { name: "Penzance" };
const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
const started = (env = {}) => startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules), ...env } });
let parley;
let shops;
before(async () => {
  parley = await started({ PARLEY_INDEXING: "public" });
  shops = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place: penzance })));
});
after(() => parley?.stop());

const read = (path, headers = {}) => call(parley.url, "GET", path, { headers });
const page = async (path, status = 200) => {
  const answer = await read(path);
  assert.equal(answer.status, status, path);
  assert.match(answer.headers.get("content-type"), /^text\/html/, path);
  return answer.body;
};
const does = (intent, { session }, verb, body = {}, more = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body, ...more });
const wanted = (more = {}) => newIntent(parley, { place: penzance, ...more });
const jsonFeed = async (path) => (await read(path)).body.items;

/** From an offer to the sale: what was asked for is bought here. */
async function sold(intent, shop, price = 50_000, more = {}) {
  const { offer_id } = await offer(parley, shop, intent, price, more);
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  await does(intent, shop, "confirm-award");
  await does(intent, intent, "outcome", { where: "here", price });
}

/** A posted and confirmed intent, with headers of its own. */
async function postedWith(headers) {
  const email = newAddress("buyer");
  const body = { title: "A chair", sector: "furniture/tables", place: penzance, start: "now", email };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body, headers });
  const { session } = await expectStatus(200, parley.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(await mailTo(parley, email)) },
  });
  return { id, session };
}

test("S12 a request has a page that is read without a script, from its asking to its prices", async () => {
  const title = `A table </script><b>"&" ${randomUUID().slice(0, 8)}`;
  const intent = await wanted({ title, place: { lat: 50.1188, lon: -5.5376 } });
  const path = `/i/${intent.id}`;
  const open = await page(path);
  assert.ok(open.includes("<h1>A table &lt;/script&gt;&lt;b&gt;&quot;&amp;&quot;"), "the title, escaped");
  assert.match(open, /Offers are open until/);
  assert.ok(!open.includes("50.1188"), "never the exact place");
  assert.ok(!open.includes("<b>") && !/<script(?! type="application\/ld\+json")/.test(open), "nothing runs");
  assert.match(open, /<meta property="og:title" content="A table &lt;/);
  const demand = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(open)[1]);
  assert.deepEqual(
    [demand["@type"], demand.itemOffered.name, demand.itemOffered.category, demand.priceSpecification.maxPrice],
    ["Demand", title, "Furniture > Tables", 600],
  );

  await offer(parley, shops[0], intent, 55_000);
  await offer(parley, shops[1], intent, 54_321);
  const bidding = await page(path);
  assert.ok(!bidding.includes("543.21"), "no price while offers may come");
  assert.ok(!bidding.includes("Mole"), "and never a shop's name");
  await does(intent, intent, "close");
  const closed = await page(path);
  assert.ok(closed.indexOf("£543.21") > 0 && closed.indexOf("£543.21") < closed.indexOf("£550<"), "best first");
  assert.ok(!closed.includes("Rat"));
});

test("S12 a page that is not there is 404, one that was erased is 410 and says nothing of what it said", async () => {
  await page("/i/01k8zq6w5v3n2m1h0gfedcba98", 404);
  await page("/i/nonsense", 404);
  await page("/s/boats", 404);
  const email = newAddress("buyer");
  const body = { title: "Not confirmed", sector: "furniture/tables", place: penzance, email };
  const { id } = await expectStatus(202, parley.url, "POST", "/v1/intents", { body });
  await page(`/i/${id}`, 404);

  const intent = await wanted({ title: "A secret cupboard" });
  const before = await read("/s/furniture/tables/feed.atom");
  assert.ok(before.body.includes("A secret cupboard"));
  await does(intent, intent, "erase");
  assert.ok(!(await page(`/i/${intent.id}`, 410)).includes("cupboard"));
  for (const path of ["/s/furniture/tables", "/s/furniture", "/s/furniture/tables/feed.atom"])
    assert.ok(!(await read(path)).body.includes("A secret cupboard"), path);
  assert.ok(!JSON.stringify(await jsonFeed("/s/furniture/feed.json")).includes(intent.id));
  const seen = { "if-none-match": before.headers.get("etag") };
  assert.equal((await read("/s/furniture/tables/feed.atom", seen)).status, 200, "that it went is a change");
});

test("S12 a sector's feeds hold excerpts with permalinks, and who has them is not sent them again", async () => {
  const intent = await wanted({ title: "A bench for the garden" });
  const link = `${parley.url}/i/${intent.id}`;
  const atom = await read("/s/furniture/tables/feed.atom");
  assert.match(atom.headers.get("content-type"), /^application\/atom\+xml/);
  const entry = atom.body.split("<entry>").find((one) => one.includes(`<id>${link}</id>`));
  assert.match(entry, /<title>A bench for the garden<\/title>/);
  assert.match(entry, /<summary>Wanted near Penzance\. Up to £600\. Offers are open until .* UTC\.<\/summary>/);
  const json = await read("/s/furniture/tables/feed.json");
  assert.match(json.headers.get("content-type"), /^application\/feed\+json/);
  assert.equal(json.body.version, "https://jsonfeed.org/version/1.1");
  assert.equal(json.body.items.find(({ id }) => id === link).title, "A bench for the garden");
  assert.ok(
    (await jsonFeed("/s/furniture/feed.json")).some(({ id }) => id === link),
    "in the wider sector too",
  );
  assert.ok(!(await jsonFeed("/s/pets/supplies/feed.json")).some(({ id }) => id === link));

  for (const path of ["/s/furniture/tables/feed.atom", "/s/furniture/tables/feed.json", `/i/${intent.id}`]) {
    const etag = (await read(path)).headers.get("etag");
    const again = await read(path, { "if-none-match": etag });
    assert.deepEqual([again.status, again.body], [304, ""], path);
  }
  const etag = atom.headers.get("etag");
  await does(intent, intent, "extend");
  const changed = await read("/s/furniture/tables/feed.atom", { "if-none-match": etag });
  assert.equal(changed.status, 200, "another end is a change");
});

test("S12 a feed that has rested for a second may be asked for by its time", async () => {
  const path = "/s/leisure/bikes/feed.atom";
  const { headers } = await read(path);
  const time = headers.get("last-modified");
  assert.equal(time, "Thu, 01 Jan 1970 00:00:00 GMT", "nothing was ever asked for in this sector");
  assert.equal((await read(path, { "if-modified-since": time })).status, 304);
  await wanted({ sector: "leisure/bikes", title: "A bike" });
  assert.equal((await read(path, { "if-modified-since": time })).status, 200);
  const both = { "if-modified-since": time, "if-none-match": '"another"' };
  assert.equal((await read(path, both)).status, 200, "the tag decides where both are given");
});

test("S12 robots keep the public pages where the operator lets them, and nothing that is simulated", async (t) => {
  const intent = await wanted();
  assert.match((await read("/robots.txt")).body, /^Allow: \/i\/$/m);
  for (const path of [`/i/${intent.id}`, "/s/furniture/tables", "/"])
    assert.equal((await read(path)).headers.get("x-robots-tag"), null, path);
  for (const path of ["/desk", `/buyer/${intent.id}`, "/i/nonsense"])
    assert.match((await read(path)).headers.get("x-robots-tag"), /noindex/, path);

  const demo = await startParley({ demo: true, env: { PARLEY_INDEXING: "public" } });
  t.after(() => demo.stop());
  const at = (path) => call(demo.url, "GET", path);
  const { body: known } = await at("/v1/sectors");
  const line = await Line.open(demo.url);
  const parents = known.data.filter(({ parent }) => parent === null);
  for (const { slug } of parents) await line.subscribe(`sector/${slug}`);
  // One may have begun before anybody listened.
  const { data: open } = (await at("/v1/intents")).body;
  const begun = ({ type, data }) => type === "intent_opened" && data.simulated;
  const simulated =
    open.find((one) => one.simulated) ?? (await line.until(begun, "a simulated request", { ms: 30_000 })).data;
  line.close();
  const shown = await at(`/i/${simulated.id}`);
  assert.equal(shown.status, 200);
  assert.match(shown.headers.get("x-robots-tag"), /noindex/);
  assert.match(shown.body, /<meta name="robots" content="noindex/);
  const sector = await at(`/s/${simulated.sector}`);
  assert.equal(sector.status, 200);
  assert.match(sector.headers.get("x-robots-tag"), /noindex/);

  const shy = await started();
  t.after(() => shy.stop());
  assert.equal((await call(shy.url, "GET", "/robots.txt")).body, "User-agent: *\nDisallow: /\n");
  for (const path of ["/", "/s/furniture", "/s/furniture/feed.atom"])
    assert.match((await call(shy.url, "GET", path)).headers.get("x-robots-tag"), /noindex/, path);
});

test("S58 what a buyer shares of the outcome is public while it is shared and no longer", async () => {
  const intent = await wanted({ title: "A dresser" });
  await sold(intent, shops[0]);
  const places = [`/i/${intent.id}`, "/s/furniture/tables", "/s/furniture"];
  const words = "I asked for a dresser & got one";
  const shown = "I asked for a dresser &amp; got one";
  for (const path of places) assert.ok(!(await page(path)).includes(shown), `${path}: not without consent`);
  await does(intent, intent, "share", { shared: true, text: words });
  for (const path of places) assert.ok((await page(path)).includes(shown), path);
  await does(intent, intent, "share", { shared: false });
  for (const path of places) assert.ok(!(await page(path)).includes(shown), `${path}: taken back`);
  await does(intent, intent, "share", { shared: true, text: words });
  await does(intent, intent, "erase");
  for (const path of places.slice(1)) assert.ok(!(await page(path)).includes(shown), `${path}: erased`);
});

test("S57 what people wish existed stands with its sector, and shops of that sector answer it", async () => {
  const [shop, other] = shops;
  const intent = await wanted();
  await sold(intent, shop);
  await does(intent, intent, "ideas", { text: "A table that folds" });
  const ideas = async (sector) => (await expectStatus(200, parley.url, "GET", `/v1/sectors/${sector}/ideas`)).data;
  const found = async (sector) => (await ideas(sector)).find(({ intent_id }) => intent_id === intent.id);
  const idea = await found("furniture/tables");
  assert.deepEqual([idea.idea, idea.text, idea.answers], [1, "A table that folds", []]);
  assert.equal((await found("furniture")).text, "A table that folds");
  assert.equal(await found("pets"), undefined);

  const answer = (who, text, number = 1) =>
    call(parley.url, "POST", `/v1/intents/${intent.id}/ideas/${number}/answer`, {
      session: who.session,
      body: { text },
    });
  const stranger = await newShop(parley, { name: "Toad", place: penzance, sectors: ["leisure/bikes"] });
  assert.equal((await answer(stranger, "We fold bikes")).body.code, "not_invited");
  assert.equal((await answer(intent, "Yes")).status, 403, "a buyer is no business");
  assert.equal((await answer(shop, "Ring 07700 900123")).body.code, "contact_details");
  assert.equal((await answer(shop, "Ours", 2)).body.code, "idea_unknown");
  assert.equal((await answer(shop, "From March")).status, 200);
  assert.equal((await answer(shop, "From April")).status, 200, "a business has one answer and may change it");
  assert.equal((await answer(other, "We have one")).status, 200);
  assert.deepEqual(
    (await found("furniture/tables")).answers.map(({ business, text }) => [business.name, text]).sort(),
    [
      ["Mole", "From April"],
      ["Rat", "We have one"],
    ],
  );
  const shown = await page("/s/furniture/tables");
  assert.ok(shown.includes("A table that folds") && shown.includes("<strong>Mole</strong>: From April"));
  await does(intent, intent, "erase");
  assert.equal(await found("furniture/tables"), undefined);
  assert.ok(!(await page("/s/furniture/tables")).includes("From April"), "answers go with what they answer");
  assert.equal((await answer(shop, "Still here")).body.code, "idea_unknown");
});

test("S57 ideas are read page by page, by everybody for a sector and by a shop for all of its own", async () => {
  const maker = await newShop(parley, {
    name: "Otter",
    place: penzance,
    sectors: ["leisure/bikes", "leisure/instruments"],
  });
  const voiced = [];
  for (const [i, sector] of ["leisure/bikes", "leisure/instruments", "leisure/bikes", "leisure/bikes"].entries()) {
    const intent = await wanted({ sector });
    await sold(intent, maker);
    await does(intent, intent, "ideas", { text: `Wish ${i}` });
    voiced.push(intent);
  }
  const pageOf = (path, session) => expectStatus(200, parley.url, "GET", path, { session });
  const read = async (path, session) => {
    const pages = [];
    for (let cursor = ""; cursor !== null;) {
      const { data, next_cursor } = await pageOf(`${path}?limit=2${cursor && `&cursor=${cursor}`}`, session);
      pages.push(data.map(({ text }) => text));
      cursor = next_cursor;
    }
    return pages;
  };
  assert.deepEqual(await read("/v1/sectors/leisure/bikes/ideas"), [["Wish 3", "Wish 2"], ["Wish 0"]]);
  assert.deepEqual(await read("/v1/businesses/me/ideas", maker.session), [
    ["Wish 3", "Wish 2"],
    ["Wish 1", "Wish 0"],
  ]);
  const { next_cursor } = await pageOf("/v1/sectors/leisure/bikes/ideas?limit=1");
  await does(voiced[3], voiced[3], "erase");
  const rest = await pageOf(`/v1/sectors/leisure/bikes/ideas?cursor=${next_cursor}`);
  assert.deepEqual(
    rest.data.map(({ text }) => text),
    ["Wish 2", "Wish 0"],
    "a page goes on where the last idea was, though that is gone",
  );
  for (const cursor of ["1", "1.2", `0.${voiced[0].id}.1`, `1.${voiced[0].id}.x`, `1.${voiced[0].id}`]) {
    const { body } = await call(parley.url, "GET", `/v1/sectors/leisure/bikes/ideas?cursor=${cursor}`);
    assert.equal(body.code, "bad_cursor", cursor);
  }
  assert.equal((await call(parley.url, "GET", "/v1/businesses/me/ideas")).status, 401);
});

const makeLink = (intent, session) =>
  expectStatus(201, parley.url, "POST", `/v1/intents/${intent.id}/referrals`, { session, body: {} });
const salesOf = async ({ code }) => (await expectStatus(200, parley.url, "GET", `/v1/referrals/${code}`)).sales;

test("S26 a link that somebody passed on is credited once a sale follows from it", async () => {
  const [shop, other] = shops;
  const intent = await wanted();
  const mine = await makeLink(intent, intent.session);
  const watchers = await makeLink(intent);
  assert.equal(mine.url, `${parley.url}/r/${mine.code}`);
  const led = await fetch(mine.url, { redirect: "manual" });
  assert.deepEqual([led.status, led.headers.get("location")], [302, `/i/${intent.id}?ref=${mine.code}`]);

  const by = (link) => ({ "parley-referral": link.code });
  const place = async (who, price, link) =>
    (
      await expectStatus(201, parley.url, "POST", `/v1/intents/${intent.id}/offers`, {
        session: who.session,
        key: newKey(),
        body: { price },
        headers: by(link),
      })
    ).offer_id;
  const best = await place(shop, 50_000, mine);
  await place(other, 51_000, watchers);
  assert.deepEqual([await salesOf(mine), await salesOf(watchers)], [0, 0], "who came is nobody's to count");
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id: best });
  await does(intent, shop, "confirm-award");
  assert.equal(await salesOf(mine), 0, "an agreement is no sale yet");
  await does(intent, intent, "outcome", { where: "here" });
  assert.deepEqual([await salesOf(mine), await salesOf(watchers)], [1, 0], "the winner's link, not the loser's");

  const friend = await postedWith(by(mine));
  await sold(friend, shop, 40_000);
  assert.equal(await salesOf(mine), 2, "a buyer who came by it bought");
});

test("S26 nobody is credited with a sale of their own", async () => {
  const [shop] = shops;
  const intent = await wanted();
  const link = await makeLink(intent, shop.session);
  const another = await wanted();
  const { offer_id } = await expectStatus(201, parley.url, "POST", `/v1/intents/${another.id}/offers`, {
    session: shop.session,
    key: newKey(),
    body: { price: 50_000 },
    headers: { "parley-referral": link.code },
  });
  await does(another, another, "close");
  await does(another, another, "award", { offer_id });
  await does(another, shop, "confirm-award");
  await does(another, another, "outcome", { where: "here" });
  assert.equal(await salesOf(link), 0);
});

test("S26 a link goes with the request when its buyer has that erased", async () => {
  const intent = await wanted();
  const link = await makeLink(intent, intent.session);
  await does(intent, intent, "erase");
  assert.equal((await call(parley.url, "GET", `/v1/referrals/${link.code}`)).status, 404);
  assert.equal((await fetch(link.url, { redirect: "manual" })).status, 404);
  const again = await call(parley.url, "POST", `/v1/intents/${intent.id}/referrals`, { body: {} });
  assert.equal(again.body.code, "intent_unknown");
});

test("S27 every call does the same without a link, with one, and with one that is none", async () => {
  const ways = [
    {},
    { "parley-referral": (await makeLink(await wanted())).code },
    { "parley-referral": "none of ours" },
  ];
  const seen = [];
  for (const headers of ways) {
    const intent = await postedWith(headers);
    const sent = { session: shops[0].session, key: newKey(), body: { price: 50_000 }, headers };
    const placed = await call(parley.url, "POST", `/v1/intents/${intent.id}/offers`, sent);
    assert.equal(placed.status, 201, JSON.stringify(placed.body));
    await does(intent, intent, "close", {}, { headers });
    await does(intent, intent, "award", { offer_id: placed.body.offer_id }, { headers });
    await does(intent, shops[0], "confirm-award", {}, { headers });
    await does(intent, intent, "outcome", { where: "here" }, { headers });
    const { state, offers } = await look(parley, intent, intent.session);
    seen.push({
      state,
      rank: placed.body.rank,
      offers: offers.map(({ price, score, rank }) => ({ price, score, rank })),
    });
  }
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});
