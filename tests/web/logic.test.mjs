// What the pages do with pushes, money and time, and the live client against sockets that misbehave.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./tools.mjs";

let folder;
let merge;
let format;
let live;
let client;
let weights;
let team;
let rules;
let sockets = [];

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  sent = [];
  constructor(address, protocol) {
    this.address = address;
    this.protocol = protocol;
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open(epoch = "1") {
    this.readyState = 1;
    this.onopen?.();
    this.say({ hello: { stream_epoch: epoch, server_time: new Date().toISOString() } });
  }
  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop() {
    this.readyState = 3;
    this.onclose?.();
  }
}

before(async () => {
  // The page's clock and pulse tick for as long as the page lives; they must not keep the test alive.
  const every = globalThis.setInterval;
  globalThis.setInterval = (...given) => every(...given).unref();
  const listeners = { addEventListener() {} };
  Object.assign(globalThis, {
    document: { ...listeners, documentElement: { lang: "en" }, hidden: false },
    location: { protocol: "http:", host: "parley.invalid" },
    addEventListener() {},
    WebSocket: FakeSocket,
    matchMedia: () => ({ matches: false, addEventListener() {} }),
  });
  Object.defineProperty(globalThis, "navigator", { value: { language: "en-GB", onLine: true }, configurable: true });
  folder = mkdtempSync(join(tmpdir(), "parley-web-"));
  bundle(
    {
      merge: "merge.ts",
      format: "format.ts",
      live: "live.ts",
      client: "api/client.ts",
      weights: "buyer/weights.ts",
      team: "desk/team-data.ts",
      rules: "ui/rule-words.ts",
    },
    folder,
  );
  [merge, format, live, client, weights, team, rules] = await Promise.all(
    ["merge", "format", "live", "client", "weights", "team", "rules"].map(
      (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href),
    ),
  );
});
after(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const offer = (id, price, more = {}) => ({
  offer_id: id,
  business: { id: `b-${id}`, name: id },
  price,
  score: price,
  rank: null,
  attributes: {},
  message: "",
  automatic: false,
  at: "2026-11-24T10:00:00Z",
  revisions: 0,
  state: "standing",
  ...more,
});
const buyerView = (offers) => ({
  id: "i",
  audience: "buyer",
  state: "open",
  offers,
  invited: [{ business: { id: "b-c", name: "c" }, state: "asked" }],
  asked: 1,
  can_extend: false,
  seq: 1,
});

test("an offer takes its place in the ranking that came with it", () => {
  const view = buyerView([offer("a", 500, { rank: 1 }), offer("b", 600, { rank: 2 })]);
  const next = merge.merge(view, {
    type: "offer_placed",
    seq: 2,
    data: { offer: offer("c", 550), ranking: ["a", "c", "b"] },
  });
  assert.deepEqual(
    next.offers.map((o) => [o.offer_id, o.rank]),
    [
      ["a", 1],
      ["c", 2],
      ["b", 3],
    ],
  );
  assert.equal(next.invited[0].state, "offered");
  assert.equal(next.seq, 2);
  assert.equal(view.offers.length, 2, "the view before is left as it was");
});

test("an offer that is taken back keeps no rank and goes last", () => {
  const view = buyerView([offer("a", 500, { rank: 1 }), offer("b", 600, { rank: 2 })]);
  const next = merge.merge(view, {
    type: "offer_withdrawn",
    seq: 2,
    data: { offer: offer("a", 500, { state: "withdrawn" }), ranking: ["b"] },
  });
  assert.deepEqual(
    next.offers.map((o) => [o.offer_id, o.rank]),
    [
      ["b", 1],
      ["a", null],
    ],
  );
});

test("while prices are hidden there is no ranking, and the order stays", () => {
  const hidden = (id) => offer(id, null, { state: "hidden" });
  const next = merge.merge(buyerView([hidden("a")]), {
    type: "offer_placed",
    seq: 2,
    data: { offer: hidden("c"), ranking: [] },
  });
  assert.deepEqual(
    next.offers.map((o) => [o.offer_id, o.rank]),
    [
      ["a", null],
      ["c", null],
    ],
  );
});

test("a round's pushes say what follows from them, and a snapshot replaces everything", () => {
  let view = buyerView([]);
  view = merge.merge(view, {
    type: "round_opened",
    seq: 2,
    data: { state: "open", round: { state: "running" }, decision_ends_at: null },
  });
  assert.equal(view.can_extend, true);
  view = merge.merge(view, {
    type: "round_extended",
    seq: 3,
    data: { state: "open", round: { state: "running" }, can_extend: false },
  });
  assert.equal(view.can_extend, false);
  view = merge.merge(view, { type: "snapshot", seq: 9, data: { ...buyerView([offer("a", 1)]), state: "deciding" } });
  assert.deepEqual([view.state, view.seq, view.offers.length], ["deciding", 9, 1]);
});

test("one's own standing is merged member by member", () => {
  const view = { audience: "bidder", me: { rank: 1, of: 3, declined: false }, seq: 1 };
  assert.deepEqual(merge.merge(view, { type: "rank_changed", seq: 2, data: { me: { rank: 2 } } }).me, {
    rank: 2,
    of: 3,
    declined: false,
  });
});

const weighable = (id, price, days, metres, months) =>
  offer(id, price, {
    attributes: {
      ...(days === null ? {} : { delivery_days: days }),
      ...(months === null ? {} : { warranty_months: months }),
    },
    business: { id: `b-${id}`, name: id, distance_m: metres },
  });
const orderOf = (offers, said) =>
  weights
    .weigh(offers, { ...weights.unweighed, ...said })
    .map(({ offer: { offer_id: id } }) => id)
    .join("");

test("the buyer's own order follows what matters, and much counts twice as much as some", () => {
  const offers = [
    weighable("a", 40000, 9, 30_000, 12),
    weighable("b", 42000, 3, 18_000, 24),
    weighable("c", 50000, 1, 20_000, 0),
  ];
  assert.equal(orderOf(offers, {}), "abc", "the round's order, as long as nothing matters");
  assert.equal(orderOf(offers, { price: 1 }), "abc");
  assert.equal(orderOf(offers, { days: 1 }), "cba");
  assert.equal(orderOf(offers, { distance: 1 }), "bca");
  assert.equal(orderOf(offers, { warranty: 1 }), "bac");
  // Price 0, 0.2, 1 and days 1, 0.25, 0.
  assert.equal(orderOf(offers, { price: 1, days: 1 }), "bac");
  const two = [weighable("a", 100, 4, null, null), weighable("b", 200, 1, null, null)];
  assert.equal(orderOf(two, { price: 1, days: 1 }), "ab", "a tie stays in the round's order");
  assert.equal(orderOf(two, { price: 1, days: 2 }), "ba");
  assert.equal(orderOf(two, { price: 2, days: 1 }), "ab");
});

test("what an offer does not state counts as the worst and is said to be so", () => {
  const offers = [weighable("a", 100, null, null, null), weighable("b", 200, 8, 5_000, null)];
  assert.equal(orderOf(offers, { days: 1 }), "ba");
  assert.equal(orderOf(offers, { distance: 1 }), "ba");
  assert.equal(orderOf(offers, { warranty: 2 }), "ab", "what nobody states orders nothing");
  const [, a] = weights.weigh(offers, { ...weights.unweighed, days: 1 });
  assert.deepEqual(a.remarks, [{ measure: "days", how: "unstated", by: 0 }]);
});

test("each offer says why it stands where it does, against the cheapest", () => {
  const offers = [
    weighable("a", 40000, 9, 30_000, 12),
    weighable("b", 42000, 3, 18_000, 12),
    weighable("c", 50000, 10, 31_000, 6),
  ];
  const all = weights.weigh(offers, { price: 0, days: 1, distance: 1, warranty: 1 });
  const said = Object.fromEntries(
    all.map(({ offer: { offer_id: id }, over, remarks }) => [
      id,
      [over, ...remarks.map(({ measure, how, by }) => `${measure} ${how} ${by}`)],
    ]),
  );
  assert.deepEqual(said, {
    a: [0, "days short 6", "distance short 12000", "warranty best 0"],
    b: [2000, "days better 6", "distance better 12000", "warranty same 0"],
    c: [10000, "days worse 1", "distance worse 1000", "warranty worse 6"],
  });
});

test("only offers that stand are weighed, and what was kept is read with care", () => {
  const gone = offer("b", 1, { state: "withdrawn" });
  assert.equal(orderOf([offer("a", 2), gone, offer("c", null, { state: "hidden" })], { price: 1 }), "a");
  assert.deepEqual(weights.readWeights(JSON.stringify({ price: 2, days: 1, distance: 7, warranty: "1", rank: 2 })), {
    ...weights.unweighed,
    price: 2,
    days: 1,
  });
  for (const nonsense of [null, "", "null", "[", "3", '"x"'])
    assert.deepEqual(weights.readWeights(nonsense), weights.unweighed);
});

test("money is read as people write it and stays whole", () => {
  const read = (text) => format.parseMoney(text, "GBP");
  assert.equal(read("600"), 60000);
  assert.equal(read("£599.5"), 59950);
  assert.equal(read("1,234.50"), 123450);
  assert.equal(read("12,50"), 1250);
  assert.equal(read("0.1"), 10);
  assert.equal(read(" £1 234.50 "), 123450);
  assert.equal(read("600 GBP"), 60000);
  for (const bad of [
    "",
    "abc",
    "1.234",
    "1.2.3",
    "-",
    "600-700",
    "600 to 700",
    "2k",
    "1.5k",
    "600 + 50",
    "-50",
    "€600",
  ])
    assert.equal(read(bad), null, bad);
  assert.equal(format.parseMoney("1500", "JPY"), 1500);
  assert.equal(format.parseMoney("1.5", "JPY"), null);
  for (const minor of [1, 99, 100, 59950, 123456789]) assert.equal(read(format.plainMoney(minor, "GBP")), minor);
  assert.equal(format.money(60000, "GBP"), "£600");
  assert.equal(format.money(59950, "GBP"), "£599.50");
});

test("what is left is never negative and never too long for its ring", () => {
  assert.equal(format.timeLeft(-5), "0:00");
  assert.equal(format.timeLeft(1), "0:01");
  assert.equal(format.timeLeft(89_500), "1:30");
  assert.equal(format.timeLeft(3_600_000), "1 h 00");
  assert.equal(format.timeLeft(86_400_000), "24 h 00");
  assert.equal(format.timeLeft(3 * 86_400_000 + 4 * 3_600_000), "3 d 4 h");
  assert.equal(format.distance(120), "100 m");
  assert.equal(format.distance(1234), "1.2 km");
});

test("waiting grows, is spread, and is bounded", () => {
  assert.equal(
    live.backoff(0, () => 1),
    300,
  );
  assert.equal(
    live.backoff(30, () => 1),
    15_000,
  );
  assert.equal(
    live.backoff(4, () => 0),
    0,
  );
});

const until = async (what) => {
  for (let i = 0; i < 400; i += 1) {
    const found = what();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return assert.fail("it did not happen");
};

test("a stream resumes after the last push, without gap or repeat, and starts anew in another epoch", async () => {
  const heard = [];
  const leave = live.live.subscribe("intent/x", { after: 3, onPush: (push) => heard.push(push.seq) });
  const first = await until(() => sockets.at(-1));
  assert.equal(first.protocol, "parley.v1");
  first.open();
  assert.deepEqual(first.sent, [{ subscribe: "intent/x", after: 3 }]);
  const push = (seq, type = "asked") => ({ topic: "intent/x", seq, at: "2026-11-24T10:00:00Z", type, data: {} });
  first.say(push(4));
  first.say(push(4)); // A repeat is not news.
  first.say(push(3));
  first.say(push(7)); // 5 and 6 were lost: they are asked for.
  assert.deepEqual(heard, [4]);
  assert.deepEqual(first.sent.at(-1), { subscribe: "intent/x", after: 4 });
  first.say(push(5));
  first.say(push(6));
  assert.equal(live.linkState.value, "live");
  // The line breaks; the next one goes on where this one ended.
  first.drop();
  assert.equal(live.linkState.value, "stale");
  const second = await until(() => sockets.at(-1) !== first && sockets.at(-1));
  second.open();
  assert.deepEqual(second.sent, [{ subscribe: "intent/x", after: 6 }]);
  second.say(push(7));
  assert.deepEqual(heard, [4, 5, 6, 7]);
  // What was seen is acknowledged.
  await until(() => second.sent.find((frame) => frame.ack === "intent/x" && frame.seq === 7));
  // Another epoch: the old numbers mean nothing, so a snapshot is asked for and taken whatever its number.
  second.drop();
  const third = await until(() => sockets.at(-1) !== second && sockets.at(-1));
  third.open("2");
  assert.deepEqual(third.sent, [{ subscribe: "intent/x" }]);
  third.say(push(2, "snapshot"));
  third.say(push(3));
  assert.deepEqual(heard, [4, 5, 6, 7, 2, 3]);
  leave();
  assert.deepEqual(third.sent.at(-1), { unsubscribe: "intent/x" });
});

test("a topic that is not the caller's is told, and asked for no more", async () => {
  let code = null;
  const leave = live.live.subscribe("intent/y", {
    onPush: () => assert.fail("nothing to hear"),
    onError: (c) => (code = c),
  });
  const socket = sockets.at(-1);
  socket.say({ error: { code: "topic_unknown", detail: "", topic: "intent/y" } });
  assert.equal(code, "topic_unknown");
  const before = sockets.length;
  socket.drop();
  const next = await until(() => sockets.length > before && sockets.at(-1));
  next.open("2");
  assert.deepEqual(next.sent, []);
  leave();
});

/** What `work` asks of the server, each answered by `answer`; the pauses between tries pass at once. */
async function asked(answer, work) {
  const { fetch, setTimeout } = globalThis;
  const calls = [];
  globalThis.setTimeout = (then, ms, ...rest) => setTimeout(then, Math.min(ms, 1), ...rest);
  globalThis.fetch = async (path, init) => {
    calls.push({ path, key: init.headers?.["idempotency-key"] });
    return answer(calls.length);
  };
  try {
    await work();
  } finally {
    Object.assign(globalThis, { fetch, setTimeout });
  }
  return calls;
}
const json = (status, body) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const lost = () => {
  throw new TypeError("network error");
};

test("a deed whose answer was lost is the same deed when it is asked for again", async () => {
  const order = (price) => client.post("/v1/intents/x/offers", { price }, { once: true, for: "b" });
  const calls = await asked(
    (n) => (n <= 4 ? lost() : n === 5 ? json(409, { code: "in_progress" }) : json(201, { offer_id: "o" })),
    async () => {
      await assert.rejects(order(480), ({ code }) => code === "unreachable");
      assert.deepEqual(await order(480), { offer_id: "o" });
      await order(480);
      await order(470);
    },
  );
  const keys = calls.map(({ key }) => key);
  assert.equal(new Set(keys.slice(0, 6)).size, 1, "four tries, a second tap, and one more when it was too early");
  assert.equal(new Set(keys).size, 3, "what was answered, and what is another deed, has a key of its own");
  const refused = await asked(
    () => json(422, { code: "step_too_small" }),
    async () => {
      for (const _ of [1, 2]) await assert.rejects(order(479), ({ code }) => code === "step_too_small");
    },
  );
  assert.notEqual(refused[0].key, refused[1].key, "a refusal is an answer");
});

test("an answer that breaks off is no answer", async () => {
  const broken = () => new Response('{"data": [', { headers: { "content-type": "application/json" } });
  const calls = await asked(
    (n) => (n === 1 ? broken() : json(200, { data: [] })),
    async () => assert.deepEqual(await client.get("/v1/sectors"), { data: [] }),
  );
  assert.equal(calls.length, 2);
});

test("a server that was away for a moment is met by a socket again, not by streams", async () => {
  const leave = live.live.subscribe("intent/z", { after: 1, onPush() {} });
  const untried = () => sockets.at(-1).readyState === 0 && sockets.at(-1);
  const streams = await asked(lost, async () => {
    sockets.at(-1).drop();
    for (let tries = 0; tries < 5; tries += 1) (await until(untried)).drop();
  });
  assert.deepEqual(streams, []);
  const back = await until(untried);
  back.open("2");
  assert.deepEqual(back.sent, [{ subscribe: "intent/z", after: 1 }]);
  leave();
});

test("a month is London's, and the next one may be of another year", () => {
  assert.equal(format.monthAt(Date.parse("2026-05-31T23:30:00Z")), "2026-06", "summer time");
  assert.equal(format.monthAt(Date.parse("2026-01-31T23:30:00Z")), "2026-01");
  assert.equal(format.monthAfter("2026-12", 1), "2027-01");
  assert.equal(format.monthAfter("2027-01", -1), "2026-12");
});

test("a note names whom it names, and nobody whose name begins another's", () => {
  const seats = ["Ann", "Anna", "Ann Lee"].map((name) => ({ id: name, name }));
  for (const [text, ...named] of [
    ["Ask @Anna, please", "Anna"],
    ["@Ann: look", "Ann"],
    ["@Ann Lee and @Ann", "Ann", "Ann Lee"],
    ["@Annabel", []],
    ["Ann knows", []],
  ])
    assert.deepEqual(team.mentionedIn(text, seats), named.flat(), text);
});

test("what an arm changes is said in words, and by its path where there are none", () => {
  for (const [path, from, to, words] of [
    ["/duration_s", 900, 120, "Length of the round: 2 minutes, usually 15 minutes"],
    ["/duration_s", 3_600, 5_401, "Length of the round: 1 hour 30 minutes 1 second, usually 1 hour"],
    ["/close/window_s", 60, 0, "What counts as the last moment: 0 seconds, usually 1 minute"],
    ["/format", "open", "sealed", "Kind of round: sealed, usually open"],
    ["/visibility", "rank", "none", "What shops see of each other: nothing, usually their place"],
    ["/step/own_bp", 0, 50, "Smallest step below one's own offer: 0.5%, usually 0%"],
    ["/invite/newcomer_ppm", 125_000, 0, "Places for new shops: 0%, usually 12.5%"],
    ["/invite/count", 10, 1, "How many shops are asked at a time: 1 shop, usually 10 shops"],
    ["/max_revisions", 10, 1, "How often an offer may change: once, usually 10 times"],
    ["/self_outbid", false, true, "The shop in front may go lower still: yes, usually no"],
    [
      "/close/trigger",
      "lead_change",
      "rank_of_two",
      "Which late offer puts the end off: rank_of_two, usually one that takes the lead",
    ],
    ["/clock/every_s", 5, 10, "/clock/every_s: 5 -> 10"],
    ["/scoring", [], [{ attribute: "days" }], '/scoring: [] -> [{"attribute":"days"}]'],
    ["/award/mode", undefined, "automatic", '/award/mode: null -> "automatic"'],
  ])
    assert.equal(rules.changeInWords({ path, from, to }), words);
});
