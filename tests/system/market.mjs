// The people of a test: buyers and shops who do through the public calls what people do on the pages.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { expectStatus, newKey, within } from "./client.mjs";

/** The code of conduct that shops accept. */
export const conduct = "conduct-2026-11";
/** Who trades, complete enough to make offers. */
export const trader = {
  kind: "company",
  address: "1 Mill Lane, Leeds",
  phone: "+44 113 496 0000",
  register: "Companies House",
  register_no: "01234567",
  certified: true,
};
export const leeds = { lat: 53.7997, lon: -1.5492 };
export const newAddress = (who) => `${who}-${randomBytes(6).toString("hex")}@example.org`;

/** The text of a mail with the transfer encoding of its body undone, and its headers, which have none. */
function readMail(path) {
  const text = readFileSync(path, "utf8");
  const head = /^[^]*?\r?\n\r?\n/.exec(text)?.[0] ?? text;
  const body = text
    .slice(head.length)
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const header = (name) => new RegExp(`^${name}: (.*)$`, "mi").exec(head)?.[1].trim() ?? "";
  return { path, to: header("To"), subject: header("Subject"), text: head + body };
}

/** All mails to an address, oldest first. */
export function mailsTo(node, address) {
  return readdirSync(node.mailDir)
    .filter((name) => name.endsWith(".eml"))
    .sort()
    .map((name) => readMail(join(node.mailDir, name)))
    .filter((mail) => mail.to.includes(address));
}

/** The first mail to this address that the predicate takes; awaited if it was not sent yet. */
export async function mailTo(node, address, predicate = () => true, ms = 10_000) {
  const find = () => mailsTo(node, address).find(predicate);
  let watcher;
  const arrived = new Promise((resolve, reject) => {
    watcher = watch(node.mailDir, () => {
      try {
        const mail = find();
        if (mail) resolve(mail);
      } catch (error) {
        reject(error);
      }
    });
    const there = find();
    if (there) resolve(there);
  });
  return within(ms, `a mail to ${address}`, arrived).finally(() => watcher.close());
}

export function tokenIn(mail) {
  const token = /\/confirm#([A-Za-z0-9_-]{43})/.exec(mail.text)?.[1];
  assert.ok(token, `no confirmation link in ${mail.subject}`);
  return token;
}

/** A registered and confirmed shop: { id, session, name, address }. */
export async function newShop(
  node,
  { name = "Oak & Sons", place = leeds, sectors = ["furniture/tables"], more = {} } = {},
) {
  const address = newAddress("shop");
  const { id } = await expectStatus(202, node.url, "POST", "/v1/businesses", {
    body: {
      name,
      email: address,
      place,
      sectors,
      radius_km: 40,
      conduct,
      trader,
      ...more,
    },
  });
  const mail = await mailTo(node, address);
  const { session } = await expectStatus(200, node.url, "POST", "/v1/confirmations", {
    body: { token: tokenIn(mail) },
  });
  return { id, session, name, address };
}

/**
 * A confirmed intent: { id, session, address }. `more` changes the posted body; with a `session` the buyer joins it.
 */
export async function newIntent(node, more = {}, { session: joined } = {}) {
  const address = more.email ?? newAddress("buyer");
  const earlier = new Set(mailsTo(node, address).map(({ path }) => path));
  const { id } = await expectStatus(202, node.url, "POST", "/v1/intents", {
    body: {
      title: "Solid oak dining table",
      text: "Solid oak, for eight people, delivered",
      sector: "furniture/tables",
      place: leeds,
      budget: { amount: 60_000, currency: "GBP", visibility: "public" },
      start: "now",
      email: address,
      ...more,
    },
  });
  const isNew = ({ path, subject }) => subject.startsWith("Confirm: ") && !earlier.has(path);
  const mail = await mailTo(node, address, isNew);
  const { session } = await expectStatus(200, node.url, "POST", "/v1/confirmations", {
    session: joined,
    body: { token: tokenIn(mail) },
  });
  return { id, session, address };
}

/** Makes or revises an offer: the answer's body. */
export async function offer(node, shop, intent, price, { key = newKey(), status = 201, ...more } = {}) {
  const path = `/v1/intents/${intent.id ?? intent}/offers`;
  return expectStatus(status, node.url, "POST", path, { session: shop.session, key, body: { price, ...more } });
}

/** The intent as this session sees it. */
export function look(node, intent, session) {
  return expectStatus(200, node.url, "GET", `/v1/intents/${intent.id ?? intent}`, { session });
}
