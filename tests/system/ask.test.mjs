// Asking without a script: plain forms, by the same calls as the page with one.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startParley } from "./support.mjs";
import { look, mailTo, mailsTo, newAddress } from "./market.mjs";

let parley;
before(async () => {
  parley = await startParley();
});
after(() => parley?.stop());

const unescaped = (text) =>
  text
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

/** Sends a form as a browser without a script does. */
async function send(path, fields, headers = {}) {
  const response = await fetch(new URL(path, parley.url), {
    method: "POST",
    headers: { origin: new URL(parley.url).origin, ...headers },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What the fields of a page hold. */
function fieldsOf(page) {
  const fields = {};
  for (const [input] of page.matchAll(/<input [^>]*>/g)) {
    const held = (name) => unescaped(new RegExp(`${name}="([^"]*)"`).exec(input)?.[1] ?? "");
    if (/type="checkbox"/.test(input) && !/ checked/.test(input)) continue; // not sent, as by a browser
    fields[held(" name")] = held(" value");
  }
  const chosen = /<option value="([^"]*)" selected>/.exec(page)?.[1];
  return chosen === undefined ? fields : { ...fields, sector: chosen };
}
const errorBeside = (page, name) => new RegExp(`id="${name}-note" class="field-error">([^<]*)<`).exec(page)?.[1];
const wish = "Solid oak dining table, up to 600 GBP, Leeds";

test("a request is asked for, corrected and confirmed with forms alone", async () => {
  const first = await fetch(new URL("/ask", parley.url));
  assert.equal(first.status, 200);
  assert.match(await first.text(), /<form class="card" action="\/ask" method="post">/);

  const card = await send("/ask", { wish });
  assert.equal(card.status, 200);
  assert.equal(card.headers.get("cache-control"), "no-store");
  const read = fieldsOf(card.text);
  assert.deepEqual(
    [read.title, read.sector, read.place, read.budget],
    ["Solid oak dining table", "furniture/tables", "Leeds", "600"],
  );

  const email = newAddress("buyer");
  const filled = { ...read, email, budget: "599.50" };
  const sent = await send("/ask/send", filled);
  assert.equal(sent.status, 202);
  const again = await send("/ask/send", filled);
  assert.equal(fieldsOf(again.text).id, fieldsOf(sent.text).id, "a second tap sends nothing twice");
  const mail = await mailTo(parley, email);
  assert.equal(mailsTo(parley, email).length, 1);

  const other = await send("/ask/send", { ...filled, title: "Solid ash dining table" });
  assert.equal(other.status, 202);
  assert.notEqual(
    fieldsOf(other.text).id,
    fieldsOf(sent.text).id,
    "who goes back and changes it asks for something else",
  );

  const { id } = fieldsOf(sent.text);
  const wrong = await send("/ask/code", { id, code: "00000000" });
  assert.equal(wrong.status, 422);
  assert.equal(errorBeside(wrong.text, "code"), "This is not the code in the mail.");
  assert.equal(fieldsOf(wrong.text).id, id);
  const done = await send("/ask/code", { id, code: /\b\d{8}\b/.exec(mail.text)[0] });
  assert.equal(done.status, 200);
  assert.ok(done.text.includes(`href="/i/${id}"`));
  assert.match(done.headers.get("set-cookie"), /HttpOnly/);
  const view = await look(parley, id);
  assert.deepEqual([view.title, view.budget.amount], ["Solid oak dining table", 59_950]);
});

test("what is wrong with a form is said beside its field, and what was filled in stays", async () => {
  const short = await send("/ask", { wish: "a" });
  assert.equal(short.status, 422);
  assert.match(errorBeside(short.text, "wish"), /^Say in a few words/);

  const bad = {
    wish,
    title: '"><script>x</script>',
    sector: "",
    place: "Nowhere at all",
    budget: "lots",
    email: "nobody",
    needed_by: "",
    key: "x".repeat(20),
  };
  const first = await send("/ask/send", bad);
  assert.equal(first.status, 422);
  assert.equal(errorBeside(first.text, "budget"), "This is not an amount. Write 600 or 599.50.");
  assert.ok(!first.text.includes("<script>"), "what was filled in is text");
  assert.equal(fieldsOf(first.text).title, bad.title);

  const second = await send("/ask/send", { ...bad, budget: "" });
  assert.equal(second.status, 422);
  for (const field of ["sector", "email"]) assert.match(errorBeside(second.text, field) ?? "", /^This /, field);
  const third = await send("/ask/send", { ...bad, budget: "", sector: "furniture/tables", email: newAddress("buyer") });
  assert.match(errorBeside(third.text, "place"), /^This is no place that we know/);
});

test("a form can ask for the usual rules, and keeps the tick when something else was wrong", async () => {
  const card = fieldsOf((await send("/ask", { wish })).text);
  assert.equal(card.usual_rules, undefined, "nothing is ticked for anybody");
  const saidIn = async (fields) => {
    const email = newAddress("buyer");
    const sent = await send("/ask/send", { ...fields, email });
    const { id } = fieldsOf(sent.text);
    const done = await send("/ask/code", { id, code: /\b\d{8}\b/.exec((await mailTo(parley, email)).text)[0] });
    assert.equal(done.status, 200);
    const log = await (await fetch(new URL(`/v1/intents/${id}/log`, parley.url))).json();
    return log.events[0].body.experiments;
  };
  assert.equal(await saidIn(card), undefined);
  const refused = await send("/ask/send", { ...card, usual_rules: "yes", email: "nobody" });
  assert.equal(refused.status, 422);
  assert.equal(fieldsOf(refused.text).usual_rules, "yes");
  assert.equal(await saidIn(fieldsOf(refused.text)), false);
});

test("a form of another site, and what is no form, is refused", async () => {
  const elsewhere = { origin: "https://elsewhere.example" };
  assert.equal((await send("/ask", { wish }, elsewhere)).status, 403);
  assert.equal((await send("/ask", { wish }, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await send("/ask/send", { wish }, { "content-type": "application/json" })).status, 415);
  assert.equal((await send("/v1/drafts", { text: wish })).status, 415, "the calls take no form");
  const torn = await fetch(new URL("/ask", parley.url), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "wish=%ZZ",
  });
  assert.equal(torn.status, 400);
});
