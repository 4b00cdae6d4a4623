// Photos from the camera to whoever may see them: nothing of where they were taken arrives, nobody uses another's, the
// log holds a hash that both verifiers take, and an erasure takes the bytes.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { call, expectStatus, newKey } from "./client.mjs";
import { place as camera, plainJpeg, taken } from "./jpeg.mjs";
import { look, newAddress, newIntent, newShop, offer } from "./market.mjs";
import { sql } from "./stores.mjs";
import { startParley } from "./support.mjs";
import { verifiers } from "./verifying.mjs";

const place = { name: "Penzance" };
let parley, shops, verifying;
before(async () => {
  const rules = { close: { mode: "hard" }, step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 } };
  parley = await startParley({ env: { PARLEY_RULES_PATCH: JSON.stringify(rules) } });
  shops = await Promise.all(["Mole", "Rat"].map((name) => newShop(parley, { name, place })));
  verifying = await verifiers();
});
after(async () => {
  verifying?.remove();
  await parley?.stop();
});

const send = (raw, { path = "/v1/photos", session, type = "image/jpeg" } = {}) =>
  call(parley.url, "POST", path, { raw, session, headers: { "content-type": type } });
async function upload(options, jpeg = taken()) {
  const { status, body } = await send(jpeg, options);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}
const uploadOf = ({ session }) => upload({ path: "/v1/photos?for=offer", session });
/** The bytes of a photo, or the status where it is not there. */
async function bytesOf(id) {
  const answer = await fetch(`${parley.url}/v1/photos/${id}`);
  return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : answer.status;
}
const request = (photos) => ({
  title: "Solid oak dining table",
  sector: "furniture/tables",
  place,
  start: "now",
  email: newAddress("buyer"),
  photos,
});
async function refusedAt(answer, ...pointers) {
  const { status, body } = await answer;
  assert.equal(`${status} ${body.code}`, "422 invalid_input");
  assert.deepEqual(
    body.errors.map(({ pointer, code }) => `${pointer} ${code}`),
    pointers,
  );
}
const post = (photos) => call(parley.url, "POST", "/v1/intents", { body: request(photos) });

test("a photo arrives without where it was taken, and is shown from the confirmation on", async () => {
  assert.ok(taken().includes(camera) && taken().includes("Exif"), "the test sends what must not arrive");
  const photo = await upload();
  assert.deepEqual([photo.width, photo.height], [96, 64]);
  assert.equal(await bytesOf(photo.id), 404, "nobody uses it yet");
  const alt = "The old table, call 0113 496 0000";
  const intent = await newIntent(parley, { place, photos: [{ id: photo.id, alt }] });
  const { photos } = await look(parley, intent);
  assert.deepEqual(photos, [
    { id: photo.id, width: 96, height: 64, alt: "The old table, call [phone number withheld]" },
  ]);

  const answer = await fetch(`${parley.url}/v1/photos/${photo.id}`);
  assert.equal(answer.headers.get("content-type"), "image/jpeg");
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.match(answer.headers.get("cache-control"), /^private, max-age=\d{1,3}$/);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(bytes.length, photo.bytes);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);
  for (const trace of [camera, "Exif"]) assert.ok(!bytes.includes(trace), trace);

  const page = await (await fetch(`${parley.url}/i/${intent.id}`)).text();
  assert.match(page, new RegExp(`<img src="/v1/photos/${photo.id}" alt="The old table, call \\[phone number withheld`));
  assert.match(page, new RegExp(`property="og:image" content="[^"]*/v1/photos/${photo.id}"`));
});

test("before the confirmation nobody is shown a request's photo", async () => {
  const { id } = await upload();
  await expectStatus(202, parley.url, "POST", "/v1/intents", { body: request([{ id }]) });
  assert.equal(await bytesOf(id), 404);
});

test("what is no whole JPEG, too large or sent as something else is refused by name", async () => {
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  for (const [bytes, words] of [
    [png, /no JPEG/],
    [Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), /no JPEG/],
    [plainJpeg.subarray(0, plainJpeg.length - 60), /damaged/],
    [Buffer.alloc(0), /no JPEG/],
  ]) {
    const { status, body } = await send(bytes);
    assert.equal(`${status} ${body.code}`, "422 photo_refused");
    assert.match(body.detail, words);
  }
  const huge = Buffer.from(plainJpeg);
  const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
  huge.writeUInt16BE(2_001, frame + 5);
  assert.match((await send(huge)).body.detail, /2000 pixels/);
  const long = await send(Buffer.alloc(1024 * 1024 + 1));
  assert.equal(`${long.status} ${long.body.code}`, "413 body_too_large");
  const typed = await send(plainJpeg, { type: "image/png" });
  assert.equal(`${typed.status} ${typed.body.code}`, "415 jpeg_expected");
  const query = await send(plainJpeg, { path: "/v1/photos?for=fun" });
  assert.deepEqual([query.status, query.body.code], [400, "bad_query"]);
  const stranger = await send(plainJpeg, { path: "/v1/photos?for=offer" });
  assert.equal(stranger.status, 401, "an offer's photo is its business's");
});

test("a request names at most four photos, each once, that are there and used nowhere else", async () => {
  const ids = [];
  for (let i = 0; i < 5; i += 1) ids.push((await upload()).id);
  const named = ids.map((id) => ({ id }));
  await refusedAt(post(named), "/photos too_many");
  await refusedAt(post([named[0], named[0]]), "/photos/1/id twice");
  await refusedAt(
    post([{ id: "x" }, { ...named[0], alt: "a".repeat(121), size: 3 }, 7]),
    "/photos/0/id not_an_id",
    "/photos/1/alt too_long",
    "/photos/1/size unknown_field",
    "/photos/2 not_an_object",
  );
  const missing = { id: "0".repeat(25) + "1" };
  await refusedAt(post([named[0], missing]), "/photos/1/id unknown_photo");
  const intent = await newIntent(parley, { place, photos: named.slice(0, 4) });
  assert.deepEqual(
    (await look(parley, intent)).photos.map(({ id }) => id),
    ids.slice(0, 4),
    "in their order",
  );
  await refusedAt(post([named[4], named[0]]), "/photos/1/id unknown_photo");
  const mine = await uploadOf(shops[0]);
  await refusedAt(post([{ id: mine.id }]), "/photos/0/id unknown_photo");
});

test("an offer shows its business's photos, and a change of photos alone is a revision", async () => {
  const intent = await newIntent(parley, { place });
  const [mole, rat] = shops;
  const photo = await uploadOf(mole);
  const path = `/v1/intents/${intent.id}/offers`;
  const offered = (shop, photos) =>
    call(parley.url, "POST", path, { session: shop.session, key: newKey(), body: { price: 50_000, photos } });
  await refusedAt(offered(rat, [{ id: photo.id }]), "/photos/0/id unknown_photo");
  const ofRequest = await upload();
  await refusedAt(offered(mole, [{ id: ofRequest.id }]), "/photos/0/id unknown_photo");

  await offer(parley, mole, intent, 50_000, { photos: [{ id: photo.id, alt: "Ours" }] });
  const shown = { id: photo.id, width: 96, height: 64, alt: "Ours" };
  const [first] = (await look(parley, intent, intent.session)).offers;
  assert.deepEqual(first.photos, [shown]);
  assert.deepEqual((await look(parley, intent, mole.session)).me.offer.photos, [shown]);
  assert.ok((await bytesOf(photo.id)).length > 0);

  const second = await uploadOf(mole);
  await offer(parley, mole, intent, 50_000, { status: 200, photos: [{ id: second.id }, { id: photo.id }] });
  const [revised] = (await look(parley, intent, intent.session)).offers;
  assert.deepEqual(
    revised.photos.map(({ id }) => id),
    [second.id, photo.id],
  );
  assert.equal(revised.revisions, 1);
  await offer(parley, mole, intent, 50_000, { status: 200 });
  assert.equal(await bytesOf(second.id), 404, "what an offer no longer shows is not shown");
});

test("rivals are not told which photos an offer shows", async () => {
  const intent = await newIntent(parley, { place });
  const [mole, rat] = shops;
  const photo = await uploadOf(mole);
  await offer(parley, mole, intent, 50_000, { photos: [{ id: photo.id }] });
  await offer(parley, rat, intent, 51_000);
  for (const session of [rat.session, undefined])
    assert.ok(!JSON.stringify(await look(parley, intent, session)).includes(photo.id));
});

test("the log holds a commitment alone, and both verifiers take it", async () => {
  const [mole] = shops;
  const ofRequest = await upload();
  const ofOffer = await uploadOf(mole);
  const intent = await newIntent(parley, { place, photos: [{ id: ofRequest.id }] });
  await offer(parley, mole, intent, 50_000, { photos: [{ id: ofOffer.id }] });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/close`, { session: intent.session, body: {} });
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/decline-all`, {
    session: intent.session,
    body: {},
  });
  const log = await expectStatus(200, parley.url, "GET", `/v1/intents/${intent.id}/log`);
  assert.match(log.events[0].body.photos.commit, /^[0-9a-f]{64}$/);
  const text = JSON.stringify(log);
  const sha256 = createHash("sha256")
    .update(await bytesOf(ofRequest.id))
    .digest("hex");
  for (const secret of [ofRequest.id, ofOffer.id, sha256]) assert.ok(!text.includes(secret));
  assert.deepEqual(await verifying.both(log), [true, true]);
  const url = parley.stores.databaseUrl;
  const parts = await sql(url, `SELECT value::text FROM intent_part WHERE intent_id = '${intent.id}' AND seq = 1`);
  assert.ok(
    parts.some(([value]) => value.includes(sha256)),
    "what was committed to is the hash of what is served",
  );
});

test("an erasure takes the photos of the request and of its offers at once", async () => {
  const [mole] = shops;
  const ofRequest = await upload();
  const ofOffer = await uploadOf(mole);
  const alt = "Quillowphoto of a table";
  const intent = await newIntent(parley, { place, photos: [{ id: ofRequest.id, alt }] });
  await offer(parley, mole, intent, 50_000, { photos: [{ id: ofOffer.id }] });
  const exported = await expectStatus(200, parley.url, "GET", "/v1/me/export", { session: intent.session });
  assert.equal(exported.requests[0].photos[0].alt, alt, "what is held can be taken away");
  await expectStatus(200, parley.url, "POST", `/v1/intents/${intent.id}/erase`, { session: intent.session, body: {} });
  for (const { id } of [ofRequest, ofOffer]) assert.equal(await bytesOf(id), 404);
  const rows = await sql(parley.stores.databaseUrl, `SELECT id FROM photo WHERE intent_id = '${intent.id}'`);
  assert.deepEqual(rows, []);
  const left = await sql(
    parley.stores.databaseUrl,
    `SELECT 1 FROM intent_part WHERE value::text LIKE '%Quillowphoto%'`,
  );
  assert.deepEqual(left, []);
  const own = await look(parley, intent, mole.session);
  assert.deepEqual([own.photos, own.me.offer.photos], [[], []]);
});
