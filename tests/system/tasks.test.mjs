// What a shop owes by when, as a list and as a calendar that another program reads.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { call, expectStatus } from "./client.mjs";
import { newIntent, newShop, offer } from "./market.mjs";
import { newSeat } from "./people.mjs";
import { startParley } from "./support.mjs";

const place = { name: "Penzance" };
let parley, shop, other;
before(async () => {
  parley = await startParley();
  [shop, other] = await Promise.all(
    ["Mole; Söhne, & Töchter, die schönen Möbel für große und kleine Räume", "Rat"].map((name) =>
      newShop(parley, { name, place }),
    ),
  );
});
after(() => parley?.stop());

const does = (intent, { session }, verb, body = {}) =>
  expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/${verb}`, { session, body });
const tasksOf = async (intent, { session } = shop) => {
  const { data } = await expectStatus(200, parley.url, "GET", "/v1/businesses/me/tasks", { session });
  return data.filter((task) => task.intent_id === intent.id);
};
const kinds = async (...asked) => (await tasksOf(...asked)).map(({ kind }) => kind);

/** Sold with a delivery in three days; the buyer's name and address are ones to look for. */
async function sold(more = {}) {
  const intent = await newIntent(parley, { place, name: "Wilhelmina Otter", ...more });
  const { offer_id } = await offer(parley, shop, intent, 50_000, { attributes: { delivery_days: 3 } });
  await does(intent, intent, "close");
  await does(intent, intent, "award", { offer_id });
  return intent;
}

test("S33 tasks: an award to confirm, a promise with its day, a buyer who waits, a promise to put right", async () => {
  const intent = await sold();
  const [confirm] = await tasksOf(intent);
  assert.equal(confirm.kind, "confirm");
  assert.ok(Date.parse(confirm.due_at) > Date.now());
  await does(intent, shop, "confirm-award");
  const [delivery] = await tasksOf(intent);
  assert.deepEqual([delivery.kind, delivery.promise, delivery.what], ["promise", 2, "delivery"]);
  const days = (Date.parse(delivery.due_at) - Date.now()) / 86_400_000;
  assert.ok(days > 2.9 && days < 3.1, `${days} days`);
  await does(intent, intent, "messages", { offer_id: await offerOf(intent), text: "Is Friday fine?" });
  assert.deepEqual((await kinds(intent)).sort(), ["answer", "promise"]);
  await does(intent, shop, "messages", { text: "It is." });
  assert.deepEqual(await kinds(intent), ["promise"]);
  await does(intent, shop, "promises/2/claim", { note: "It stands in the hall" });
  assert.deepEqual(await kinds(intent), [], "now it is the buyer's turn");
  await does(intent, intent, "promises/2/judge", { kept: false, note: "One leg is short" });
  assert.deepEqual(await kinds(intent), ["repair"]);
  await does(intent, shop, "promises/2/repair", { text: "Another leg", due_at: null });
  assert.deepEqual(await kinds(intent), []);
  assert.deepEqual(await kinds(intent, other), [], "they are nobody else's");
});

const offerOf = async (intent) => {
  const view = await expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}`, { session: intent.session });
  return view.offers[0].offer_id;
};

const link = "/v1/businesses/me/calendar-link";
const makeLink = async ({ session }) =>
  new URL((await expectStatus(201, parley.url, "POST", link, { session, body: {} })).url).pathname;
async function read(path, options = {}) {
  const { status, headers, body } = await call(parley.url, "GET", path, options);
  assert.equal(status, 200, JSON.stringify(body));
  assert.match(headers.get("content-type"), /^text\/calendar/);
  return body;
}
/** The events of a file by their UID. */
const eventsIn = (text) =>
  new Map(
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((one) => {
      const event = new ICAL.Event(one);
      return [
        event.uid,
        {
          summary: event.summary,
          start: event.startDate.toJSDate().getTime(),
          sequence: event.sequence,
          status: one.getFirstPropertyValue("status"),
        },
      ];
    }),
  );

test("S33 the calendar: promises under names that stay, changes counted, cancelled by an erasure", async () => {
  const title = "Table, round; with a \\ in its name, and four chairs to go with it, all of them of oak, oiled";
  const intent = await sold({ title });
  await does(intent, shop, "confirm-award");
  const path = await makeLink(shop);
  const first = await read(path);
  assert.equal(first, await read("/v1/businesses/me/calendar.ics", { session: shop.session }));
  for (const line of first.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(!line.includes("\n"), "lines end in CRLF alone");
  }
  assert.ok(first.endsWith("END:VCALENDAR\r\n"));
  for (const secret of ["Wilhelmina", "Otter", intent.address, "example.org"])
    assert.ok(!first.replaceAll("\r\n ", "").includes(secret), secret);
  const unfolded = first.replaceAll("\r\n ", "");
  assert.ok(unfolded.includes(`\r\nNAME:Parley: ${shop.name.replace(/[;,]/g, "\\$&")}\r\n`), "escaped");
  const uid = `promise-${intent.id}-2@parley`;
  const [before_] = [eventsIn(first).get(uid)];
  assert.equal(before_.summary, `Delivery: ${title}`);
  assert.equal(before_.status, "CONFIRMED");
  const [task] = await tasksOf(intent);
  assert.equal(before_.start, Math.floor(Date.parse(task.due_at) / 1000) * 1000);

  await does(intent, shop, "promises/2/claim", { note: "On its way" });
  await does(intent, intent, "promises/2/judge", { kept: false, note: "It did not come" });
  const due_at = new Date(Date.now() + 9 * 86_400_000).toISOString();
  await does(intent, shop, "promises/2/repair", { text: "On Tuesday", due_at });
  await does(intent, intent, "promises/2/repair-answer", { accepted: true });
  const moved = eventsIn(await read(path)).get(uid);
  assert.equal(moved.start, Math.floor(Date.parse(due_at) / 1000) * 1000);
  assert.ok(moved.sequence >= before_.sequence);
  await does(intent, intent, "erase");
  const gone = eventsIn(await read(path)).get(uid);
  assert.equal(gone.status, "CANCELLED");
  assert.ok(gone.sequence >= moved.sequence);
  assert.ok(!gone.summary.includes("Table"));
});

test("S33 a calendar's address is secret, can be replaced, and ends with the seat", async () => {
  const seat = await newSeat(parley, shop, "reader", "Reads Dates");
  const [old, foreign] = [await makeLink(seat), await makeLink(other)];
  const path = await makeLink(seat);
  assert.notEqual(old, path);
  assert.equal((await call(parley.url, "GET", old)).body.code, "calendar_unknown");
  assert.ok(!(await read(foreign)).includes("BEGIN:VEVENT"), "another shop's dates are its own");
  await read(path);
  assert.ok((await expectStatus(200, parley.url, "GET", link, { session: seat.session })).made_at);
  await expectStatus(204, parley.url, "DELETE", link, { session: seat.session });
  assert.equal((await call(parley.url, "GET", path)).status, 404);
  const last = await makeLink(seat);
  const remove = { session: shop.session };
  await expectStatus(204, parley.url, "DELETE", `/v1/businesses/me/team/${seat.id}`, remove);
  assert.equal((await call(parley.url, "GET", last)).status, 404);
});
