// Where else an erasure has to reach: another node that has the request in its memory, the feeds, and the mail boxes of
// shops that work by mail, which are told by letter.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus, Line } from "./client.mjs";
import { look, mailTo, mailsTo, newIntent, newShop, offer } from "./market.mjs";
import { Pair } from "./pair.mjs";
import { command, sharedStores } from "./stores.mjs";
import { verifiers } from "./verifying.mjs";

const penzance = { name: "Penzance" };
const markers = ["Quillowtitle", "Wrenwish", "Speedwelloffer", "Larkreply", "Marrowquestion"];
const holds = (text) => markers.filter((one) => text.includes(one));
let stores;
let pair;
let first;
let second;
let check;
before(async () => {
  check = await verifiers();
  stores = await sharedStores();
  pair = await Pair.open(stores, {});
  [first, second] = pair.nodes;
});
after(async () => {
  check?.remove();
  await pair?.stop();
  await stores?.stop();
});

const feeds = async (node) => {
  const paths = ["/s/furniture/tables/feed.atom", "/s/furniture/tables/feed.json", "/s/furniture/feed.atom"];
  return (await Promise.all(paths.map(async (path) => (await fetch(node.url + path)).text()))).join("\n");
};

test("Erasure: a second node, the feeds and the shops that work by mail forget the request, too", async () => {
  const shop = await newShop(first, { name: "Mole", place: penzance });
  const intent = await newIntent(first, { title: "Quillowtitle table", text: "Wrenwish, oiled", place: penzance });
  const asked = await mailTo(first, shop.address, ({ text }) => text.includes("Quillowtitle"), 30_000);
  assert.deepEqual(holds(asked.text), ["Quillowtitle"], "what was mailed");
  const { offer_id } = await offer(second, shop, intent, 50_000, { message: "Speedwelloffer for you" });
  const does = (node, { session }, verb, body) =>
    expectStatus(200, node.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
  await does(first, shop, "questions", { text: "Marrowquestion, is it dry?" });
  await does(second, intent, "messages", { offer_id, text: "Larkreply to you" });
  await mailTo(first, shop.address, ({ text }) => text.includes("Larkreply"), 30_000);
  const shown = async (node) => {
    const views = await Promise.all([shop.session, undefined].map((session) => look(node, intent, session)));
    return JSON.stringify(views) + (await feeds(node));
  };
  // The buyer's words are everybody's while the request runs, and both nodes have it in memory.
  for (const node of [first, second]) {
    const seen = (await shown(node)) + JSON.stringify(await look(node, intent, intent.session));
    assert.deepEqual(holds(seen), markers, "before the erasure");
    assert.ok((await feeds(node)).includes("Quillowtitle"), "the feeds have it");
  }

  const line = await Line.open(second.url, {});
  await line.subscribe(`intent/${intent.id}`, { after: 0 });
  await expectStatus(200, first.url, "POST", "/v1/me/erase", { session: intent.session, body: {} });
  await line.until((push) => push.type === "erased", "the other node hears of it");
  for (const node of [first, second]) assert.deepEqual(holds(await shown(node)), []);
  for (const node of [first, second]) assert.deepEqual(holds(node.node.log()), [], "in a log");

  const log = await expectStatus(200, second.url, "GET", `/v1/intents/${intent.id}/log`);
  assert.deepEqual(holds(JSON.stringify(log)), []);
  assert.deepEqual(await check.both(log), [true, true], "that the round was fair can still be checked");
  await command(stores.databaseUrl, "verify", "--intent", intent.id);

  const letter = await mailTo(first, shop.address, ({ subject }) => subject.startsWith("Delete a request"), 30_000);
  assert.match(letter.text, /Delete what you keep of it, our mails about it, too/);
  const all = mailsTo(first, shop.address);
  const later = all.slice(all.findIndex(({ path }) => path === letter.path));
  assert.deepEqual(
    later.flatMap(({ text }) => holds(text)),
    [],
    "and no mail after it names what was erased",
  );
  await line.close();
});
