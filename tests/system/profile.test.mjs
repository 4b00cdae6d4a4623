// A shop's own page: nothing of it is public before the shop says so, and all of it follows what the shop writes.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as later } from "node:timers/promises";
import { call, expectStatus, newKey } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { startParley } from "./support.mjs";

let parley;
before(async () => (parley = await startParley()));
after(() => parley?.stop());

const profile = "/v1/businesses/me/profile";
const posts = "/v1/businesses/me/posts";
const blocks = [
  { title: "Who makes it", text: "Two sisters in a mill.\n\nSince 1987 <by hand>.", link: "https://oak.example/mill" },
  { title: "Where the wood comes from", text: "Wharfedale", link: null },
];
const put = (shop, body, status = 200) =>
  expectStatus(status, parley.url, "PUT", profile, { session: shop.session, body });
const write = (shop, body, more = {}) =>
  expectStatus(201, parley.url, "POST", posts, { session: shop.session, body, ...more });
const read = async (path, headers = {}) => {
  const answer = await fetch(parley.url + path, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

test("S32 a shop's page has its story, its posts and a feed, once it is published and no longer", async () => {
  const shop = await newShop(parley, { name: "Otter & Daughters" });
  const page = `/b/${shop.id}`;
  const paths = [page, `${page}/feed.atom`, `${page}/feed.json`, `/v1/businesses/${shop.id}/profile`];
  for (const path of paths) assert.equal((await read(path)).status, 404, `${path} before it is published`);
  const { page: address } = await put(shop, { published: true, blocks });
  assert.equal(address, parley.url + page);
  const first = await write(shop, { title: "The kiln is hot", text: "Oak & ash, dried for two years." });
  const second = await write(shop, { title: "Open on Sunday", text: "From ten", link: "https://oak.example/sunday" });

  const html = (await read(page)).text;
  for (const words of ["Otter &amp; Daughters", "Who makes it", "&lt;by hand&gt;", "Wharfedale", "The kiln is hot"])
    assert.ok(html.includes(words), words);
  assert.ok(html.indexOf("Open on Sunday") < html.indexOf("The kiln is hot"), "newest first");
  assert.match(html, /<a rel="nofollow ugc noopener" href="https:\/\/oak\.example\/sunday">oak\.example\/sunday<\/a>/);
  assert.match(html, /1 Mill Lane/, "who trades here");
  const [, data] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html);
  assert.deepEqual((({ "@type": type, name, url }) => ({ type, name, url }))(JSON.parse(data)), {
    type: "LocalBusiness",
    name: "Otter & Daughters",
    url: address,
  });
  const feed = JSON.parse((await read(`${page}/feed.json`)).text);
  assert.deepEqual(
    feed.items.map(({ id, title }) => [id, title]),
    [
      [`${address}#${second.id}`, "Open on Sunday"],
      [`${address}#${first.id}`, "The kiln is hot"],
    ],
  );
  assert.equal(feed.authors[0].name, "Otter & Daughters");
  const atom = await read(`${page}/feed.atom`);
  assert.match(atom.text, /<title>The kiln is hot<\/title>/);
  const tag = { "if-none-match": atom.headers.get("etag") };
  assert.equal((await read(`${page}/feed.atom`, tag)).status, 304);

  const changed = { session: shop.session, body: { title: "The kiln is cold", text: "Until spring" } };
  await expectStatus(200, parley.url, "PUT", `${posts}/${first.id}`, changed);
  assert.match((await read(`${page}/feed.atom`, tag)).text, /The kiln is cold/, "a change is news");
  await later(1_100);
  const since = { "if-modified-since": (await read(`${page}/feed.atom`)).headers.get("last-modified") };
  assert.equal((await read(`${page}/feed.atom`, since)).status, 304);
  await expectStatus(200, parley.url, "DELETE", `${posts}/${second.id}`, { session: shop.session });
  const anew = await read(`${page}/feed.atom`, since);
  assert.deepEqual([anew.status, anew.text.includes("Open on Sunday")], [200, false], "what was taken back is news");
  const told = await expectStatus(200, parley.url, "GET", `/v1/businesses/${shop.id}/profile`);
  assert.deepEqual(
    told.posts.map(({ title }) => title),
    ["The kiln is cold"],
  );
  assert.deepEqual(told.blocks, blocks);
  assert.equal(told.seller.email, null, "an address for mails is told after a deal alone");

  await put(shop, { published: false, blocks });
  for (const path of paths) assert.equal((await read(path)).status, 404, `${path} after it was taken back`);
});

test("S32 what buyers said of a shop's deals stands on its page", async () => {
  const shop = await newShop(parley, { name: "Heron Works" });
  await put(shop, { published: true, blocks: [] });
  assert.match((await read(`/b/${shop.id}`)).text, /No buyer has judged a promise of theirs yet/);
  const intent = await newIntent(parley);
  const { offer_id } = await offer(parley, shop, intent, 50_000);
  const act = (who, verb, body = {}) =>
    expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session: who.session, body });
  await act(intent, "award", { offer_id });
  await act(shop, "confirm-award");
  await act(intent, "outcome", { where: "here", price: 50_000 });
  await act(intent, "review", { rating: 4, text: "Solid & <quick>" });
  const html = (await read(`/b/${shop.id}`)).text;
  assert.match(html, /<strong>4 of 5<\/strong>/);
  assert.match(html, /Solid &amp; &lt;quick&gt;/);
  await act(intent, "erase");
  assert.ok(!(await read(`/b/${shop.id}`)).text.includes("Solid"), "words go with their request");
});

test("a page belongs to its shop alone, says who trades, and names what is wrong with it", async () => {
  const shop = await newShop(parley, { name: "Finch" });
  const other = await newShop(parley, { name: "Crane" });
  const key = newKey();
  const post = { title: "Mine", text: "Only mine" };
  const { id } = await write(shop, post, { headers: { "idempotency-key": key } });
  assert.equal((await write(shop, post, { headers: { "idempotency-key": key } })).id, id, "one key, one post");
  for (const [method, body] of [
    ["PUT", post],
    ["DELETE", undefined],
  ]) {
    const foreign = await call(parley.url, method, `${posts}/${id}`, { session: other.session, body });
    const missing = await call(parley.url, method, `${posts}/${"0".repeat(26)}`, { session: other.session, body });
    assert.deepEqual([foreign.status, foreign.body.code], [404, "post_unknown"]);
    assert.deepEqual(foreign.body, missing.body);
  }
  const list = await expectStatus(200, parley.url, "GET", posts, { session: shop.session });
  assert.deepEqual(
    list.data.map(({ title }) => title),
    ["Mine"],
  );
  for (const link of ["http://oak.example", "https://", "javascript:alert(1)", "https://a b"]) {
    const { status, body } = await call(parley.url, "POST", posts, { session: shop.session, body: { ...post, link } });
    assert.deepEqual([status, body.errors[0].pointer, body.errors[0].code], [422, "/link", "not_https"], link);
  }
  const silent = await newShop(parley, { name: "Wren", more: { trader: undefined } });
  const { status, body } = await call(parley.url, "PUT", profile, {
    session: silent.session,
    body: { published: true, blocks: [] },
  });
  assert.deepEqual([status, body.code], [409, "trader_required"]);
  await put(silent, { published: false, blocks });
});
