// The lab on its pages: a designer asks a question step by step, tries it, locks it and runs it; the market fills its
// arms; it is stopped and analysed; somebody else publishes it, and everybody reads the finding. Each step is seen.
import { test } from "node:test";
import assert from "node:assert/strict";
import { expectStatus, Line } from "../system/client.mjs";
import { mailTo, newAddress, newIntent, tokenIn } from "../system/market.mjs";
import { command, sql } from "../system/stores.mjs";
import { startParley } from "../system/support.mjs";
import { signIn } from "./journey.mjs";
import { inspect, newContext, withServer } from "./support.mjs";

const { parley, browser } = await withServer(() => startParley({ demo: true }));

/** A page of somebody who has a role in the lab of the demonstration, by its button. */
async function researcher(look, role, path = "/lab") {
  const { context, watch, name } = await newContext(browser, parley.url, look);
  const page = await context.newPage();
  await page.goto(parley.url + path);
  await page.locator(`[data-action="be-${role}"]`).click();
  const done = async () => {
    await watch.settle();
    await context.close();
  };
  return { page, name, done };
}

/** Whether a request has an arm of an experiment. */
const isDrawn = async ({ id }) =>
  (
    await sql(
      parley.stores.databaseUrl,
      `SELECT 1 FROM intent_event WHERE intent_id = '${id}' AND type = 'replanned' AND body ->> 'cause' = 'assigned'`,
    )
  ).length > 0;

const on = (page) => ({
  step: (name) => page.locator(`[data-step="${name}"]`).waitFor(),
  next: () => page.locator('[data-action="next"]').click(),
  field: (name) => page.locator(`[name="${name}"]`),
  faults: () => page.locator(".field-error").count(),
  checked: () => page.locator('[data-check="good"]').waitFor(),
});

/** On a phone no table has columns beside the screen. */
async function seesWholeTables(page) {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("table")]
      .filter((table) => table.getClientRects().length > 0)
      .filter((table) => table.scrollWidth > table.parentElement.clientWidth)
      .map((table) => `${table.getAttribute("aria-label") ?? table.className} ${table.scrollWidth} px`),
  );
  assert.deepEqual(cut, [], "tables wider than what they are in");
}

/** Nothing that a researcher writes makes a page wider. */
const long = "ever".repeat(60);

/** Steps 1 to 3: the question, its sectors, and the arms as `change` fills them in. */
async function toSize(page, { title, group, sector }, change) {
  const { step, next, field, checked } = on(page);
  await step("question");
  await field("title").fill(title);
  await field("text").fill(`More requests end in a sale ${long}.`);
  await next();
  await step("sectors");
  await page.locator(`[data-group="${group}"] > summary`).click();
  await field("sector")
    .and(page.locator(`[value="${sector}"]`))
    .check();
  await page.locator("[data-today]").waitFor();
  await next();
  await step("arms");
  await change();
  await checked();
  await next();
  await step("size");
}

for (const look of [
  { shape: "phone", dark: false },
  { shape: "desktop", dark: true },
  { shape: "small", dark: true },
])
  test(
    `each step says what is missing, and a draft outlives the page, ${look.shape}`,
    { timeout: 180_000 },
    async () => {
      const { page, name, done } = await researcher(look, "reader", "/lab/design");
      const { step, next, field, faults, checked } = on(page);
      await page.locator('[data-door="reader"]').waitFor();
      assert.equal(await page.locator("[data-step]").count(), 0, "a reader designs nothing");
      await inspect(page, `${name}-lab-design-door`);
      await page.locator('[data-action="be-designer"]').click();

      await step("question");
      await next();
      assert.equal(await faults(), 3);
      await inspect(page, `${name}-lab-design-question`);
      await field("title").fill("Do sealed rounds sell more sofas?");
      assert.equal(await field("key").inputValue(), "do-sealed-rounds-sell-more-sofas");
      await field("text").fill("With sealed rounds more requests end in a sale.");
      await field("metric").selectOption("offers_per_intent");
      await next();
      await step("sectors");
      await next();
      assert.equal(await faults(), 1);
      await page.locator('[data-group="furniture"] > summary').click();
      await page.locator('[value="furniture/sofas"]').check();
      await page.locator("[data-today]").waitFor();
      await inspect(page, `${name}-lab-design-sectors`);
      await next();
      await step("arms");
      await field("add-1").waitFor();
      await next();
      assert.ok((await faults()) > 0, "an arm that changes nothing is none");
      await field("add-1").selectOption("/duration_s");
      await field("/duration_s").fill("20");
      await page.getByText("A whole number between 60 and 86400.").waitFor();
      await field("/duration_s").fill("90");
      await field("add-1").selectOption("/format");
      assert.equal(await field("/format").inputValue(), "sealed", "the one that is not today's");
      await page.locator("[data-companions]").waitFor();
      await inspect(page, `${name}-lab-design-companions`);
      await page.locator('[data-action="companions"]').click();
      await checked();
      const unit = page.locator("[data-unit]");
      assert.deepEqual(
        [await unit.getAttribute("data-unit"), await unit.getAttribute("data-pilot")],
        ["intent", "true"],
      );
      await page.getByRole("radio", { name: /Sectors take turns/ }).check();
      await page.locator('[data-unit="slot"][data-pilot="false"]').waitFor();
      await checked();
      await inspect(page, `${name}-lab-design-arms`);
      await page.getByRole("radio", { name: /Request by request/ }).check();
      await next();
      await step("size");
      const locked = page.locator('[data-guard="zero_offer_rate"] input[type="checkbox"]');
      assert.deepEqual([await locked.isChecked(), await locked.isDisabled()], [true, true]);
      await field("n").fill("many");
      await next();
      assert.equal(await faults(), 1);
      await field("n").fill("40");
      await inspect(page, `${name}-lab-design-size`);
      await next();
      await step("try");
      await inspect(page, `${name}-lab-design-try`);
      await next();
      await step("read");
      await page.reload();
      await step("read");
      // The browser's own Back goes one step back, and not out of all that was written.
      await page.goBack();
      await step("try");
      assert.match(page.url(), /\/lab\/design#try$/);
      await page.goBack();
      await step("size");
      await page.reload();
      await step("size");
      await page.goForward();
      await page.goForward();
      await step("read");
      const hash = page.locator("[data-hash]");
      await page.locator('[data-hash]:not([data-hash=""])').waitFor();
      assert.match(await hash.textContent(), /^[0-9a-f]{64}$/);
      await page.getByText("Do sealed rounds sell more sofas?", { exact: true }).waitFor();
      await inspect(page, `${name}-lab-design-read`);
      await page.locator('[data-action="start-over"]').click();
      await page.locator('[data-action="start-over-sure"]').click();
      await step("question");
      assert.equal(await field("title").inputValue(), "");
      await done();
    },
  );

test("two tabs do not overwrite one draft, and one that is damaged is thrown away", { timeout: 120_000 }, async () => {
  const { page, name, done } = await researcher({ shape: "phone", dark: false }, "designer", "/lab/design");
  const other = await page.context().newPage();
  const [mine, theirs] = [on(page), on(other)];
  await mine.step("question");
  await mine.field("title").fill("Written here");
  await other.goto(`${parley.url}/lab/design`);
  await theirs.step("question");
  assert.equal(await theirs.field("title").inputValue(), "Written here");
  await theirs.field("title").fill("Written there");
  await page.locator("[data-other-tab]").getByText("Written there").waitFor();
  await mine.field("text").fill("Not kept before somebody chose");
  await inspect(page, `${name}-lab-design-two-tabs`);
  await page.locator('[data-action="keep-mine"]').click();
  await page.locator("[data-other-tab]").waitFor({ state: "detached" });
  await other.locator('[data-action="take-other"]').click();
  assert.equal(await theirs.field("title").inputValue(), "Written here");
  assert.equal(await theirs.field("text").inputValue(), "Not kept before somebody chose");
  await other.close();

  // A session that ran out is said where the work is, and the draft is still there behind the door.
  await mine.field("key").fill("Not a name");
  await mine.next();
  assert.equal(await mine.faults(), 1);
  await mine.field("key").fill("written-here");
  await mine.next();
  await mine.step("sectors");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.locator('[data-group="furniture"] > summary').click();
  await page.locator('[value="furniture/sofas"]').click();
  await page.locator('[data-door="closed"]').getByText("You are signed out by now.").waitFor();
  assert.ok(cookies.length > 0);
  await inspect(page, `${name}-lab-design-lapsed`);
  await page.locator('[data-action="be-designer"]').click();
  await mine.step("sectors");
  assert.ok(await page.locator('[value="furniture/sofas"]').isChecked());

  await page.evaluate(() => localStorage.setItem("parley.lab.draft", '{"title":"x","arms":3}'));
  await page.reload();
  await page.locator("[data-broken]").waitFor();
  await inspect(page, `${name}-lab-design-broken`);
  await page.locator('[data-action="throw-broken"]').click();
  await mine.step("question");
  assert.equal(await mine.field("title").inputValue(), "");
  await done();
});

const sector = "furniture/tables";
const title = "Do fewer shops sell as many tables?";
const key = "do-fewer-shops-sell-as-many-tables";
const intents = [];
const experiment = () => expectStatus(200, parley.url, "GET", `/v1/lab/experiments/${key}`);

test("a designer tries a question in the simulator, locks and starts it", { timeout: 240_000 }, async () => {
  const { page, name, done } = await researcher({ shape: "desktop", dark: false }, "designer");
  await page.locator('[data-action="design"]').click();
  const { step, next, field } = on(page);
  await toSize(page, { title, group: "furniture", sector }, async () => {
    await field("arm-1").fill("fewer-shops");
    await field("add-1").selectOption("/invite/count");
    await field("/invite/count").fill("4");
  });
  await field("n").fill("40");
  await next();
  await step("try");
  await page.locator('[data-check="good"]').waitFor();
  await page.locator('[data-action="try"]').click();
  await page.locator('[data-trial="running"]').waitFor();
  const trial = page.locator("[data-enough]");
  await trial.waitFor({ timeout: 120_000 });
  assert.equal((await trial.getAttribute("data-enough")) === "good", /Enough: /.test(await trial.textContent()));
  await page.locator("[data-trial] summary").click();
  await inspect(page, `${name}-lab-design-tried`);
  await next();
  await step("read");
  await page.locator('[data-hash]:not([data-hash=""])').waitFor();
  const hash = await page.locator("[data-hash]").textContent();
  await page.locator('[data-action="lock"]').click();
  await page.locator('[data-page="lab-watch"][data-state="registered"]').waitFor();
  const { sha256, document } = await experiment();
  assert.deepEqual([sha256, document], [hash, null], "its fingerprint is public, its text is not yet");
  await inspect(page, `${name}-lab-watch-registered`);

  await page.locator('[data-action="start"]').click();
  await page.locator('[data-action="do-start"]').click();
  await page.getByText("Please say why.").waitFor();
  await page.locator('[name="why"]').fill("The shops were told.");
  await inspect(page, `${name}-lab-watch-start`, { full: false });
  await page.locator('[data-action="do-start"]').click();
  await page.locator('[data-page="lab-watch"][data-state="running"]').waitFor();
  await page.locator('[data-entry="start"]').getByText("The shops were told.").waitFor();
  assert.equal((await experiment()).document.key, key);
  await done();
});

/** Waits for an offer of the simulated shops, then ends the round. */
async function played({ id, session }) {
  const line = await Line.open(parley.url, { session });
  await line.subscribe(`intent/${id}`);
  const hasOffer = ({ type, data }) => type === "offer_placed" || (type === "snapshot" && data.offers?.length > 0);
  await line.until(hasOffer, "an offer", { ms: 60_000 });
  await line.close();
  await expectStatus(200, parley.url, "POST", `/v1/intents/${id}/close`, { session, body: {} });
}

test("a reader sees the arms fill, and may do nothing about it", { timeout: 240_000 }, async () => {
  const { page, name, done } = await researcher({ shape: "phone", dark: true }, "reader", `/lab/experiments/${key}`);
  const sizes = page.locator("[data-sizes]");
  await sizes.waitFor();
  const opened = async () => (await sizes.getAttribute("data-sizes")).split(" ").map(Number);
  // Nodes hear of a start within a second; which arm a request gets is chance.
  for (let i = 0; i < 40 && Math.min(...(await opened())) < 2; i += 1) {
    const intent = await newIntent(parley, { sector });
    await played(intent);
    intents.push(intent);
    await page.reload();
    await sizes.waitFor();
  }
  assert.ok(Math.min(...(await opened())) >= 2, "both arms have requests");
  assert.equal(await page.locator('[data-action="stop"]').count(), 0);
  for (const part of ["intervals", "ratio", "guards", "curves", "funnel-arms", "arms"])
    await page.locator(`[data-${part}]`).waitFor();
  for (const fold of await page.locator(".card details > summary").all()) await fold.click();
  await seesWholeTables(page);
  await page.locator('[data-as-of="moves"]').getByText("every 5 seconds").waitFor();
  await inspect(page, `${name}-lab-watch-running`);
  await done();
});

test("it is stopped and analysed, and whoever did that cannot publish it", { timeout: 240_000 }, async () => {
  const look = { shape: "desktop", dark: true };
  const { page, name, done } = await researcher(look, "designer", `/lab/experiments/${key}`);
  await page.locator('[data-action="kill"]').click();
  await page.locator('[name="why"]').fill("Only to see that it asks again");
  await page.locator('[data-action="do-kill"]').click();
  await page.locator('[data-action="kill-sure"]').waitFor();
  await inspect(page, `${name}-lab-watch-kill`, { full: false });
  await page.keyboard.press("Escape");
  // Somebody else was faster: a sheet that is open offers what is over no more.
  await page.locator('[data-action="pause"]').click();
  await page.locator('[data-deed="pause"]').waitFor();
  const elsewhere = async (asked) => {
    const [path, step = "pause"] = asked.split(" ");
    const body = JSON.stringify({ step, why: "Elsewhere" });
    const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
    return answer.status;
  };
  assert.equal(await page.evaluate(elsewhere, `/v1/lab/experiments/${key}/steps`), 200);
  await page.locator('[data-late="pause"]').waitFor();
  assert.equal(await page.locator('[data-action="do-pause"]').count(), 0);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(elsewhere, `/v1/lab/experiments/${key}/steps resume`), 200);
  // A round that runs when it is analysed is missing from then on, and whoever analyses is told.
  // The node hears of the resuming a little later: a request that came before is of no arm.
  while (!(await isDrawn(await newIntent(parley, { sector })))) {}
  await page.locator('[data-still-running]:not([data-still-running="0 0"])').waitFor();
  await page.locator('[data-action="stop"]').click();
  await page.locator('[name="why"]').fill("Seen enough for a test");
  await page.locator('[data-action="do-stop"]').click();
  await page.locator('[data-page="lab-watch"][data-state="stopped"]').waitFor();
  await page.getByRole("heading", { name: "How many there were" }).waitFor();
  await page
    .locator("[data-still-missing]")
    .getByText(/^\d+ rounds? still run/)
    .first()
    .waitFor();
  await inspect(page, `${name}-lab-watch-stopped`);
  await page.locator('[data-action="analyse"]').click();
  await page
    .locator('[data-deed="analyse"]')
    .getByText(/^\d+ rounds? still run/)
    .first()
    .waitFor();
  await page.locator('[data-action="do-analyse"]').click();
  await page.locator('[data-page="lab-watch"][data-state="analysed"]').waitFor();
  await page.locator('[data-result="there"]').waitFor();
  await page.locator('[data-publish="second"]').getByText("A second person has to publish this.").waitFor();
  await page.locator('[data-publish="second"] [data-action="be-publisher"]').waitFor();
  await inspect(page, `${name}-lab-watch-analysed`);

  await page.locator('[data-action="copy"]').click();
  await page.locator('[data-step="question"]').waitFor();
  const { field } = on(page);
  assert.deepEqual([await field("title").inputValue(), await field("key").inputValue()], [title, `${key}-2`]);
  await field("key").fill(key);
  await page.getByText("Another experiment has this short name.").waitFor();
  // On the last step it is one message, and nothing can be locked.
  await page.evaluate(() => {
    const place = "parley.lab.draft";
    const draft = JSON.parse(localStorage.getItem(place));
    localStorage.setItem(place, JSON.stringify({ ...draft, at: "read", furthest: 5 }));
    location.replace("/lab/design");
  });
  await page.locator('[data-step="read"][data-check="good"]').waitFor();
  await page.locator('[data-faults="errors"]').getByText("Another experiment has this short name.").waitFor();
  assert.equal(await page.locator("[data-faults]").count(), 1);
  assert.ok(await page.locator('[data-action="lock"]').isDisabled());
  await inspect(page, `${name}-lab-design-taken`);
  await done();
});

test("a second person publishes it, and everybody reads the finding", { timeout: 240_000 }, async () => {
  const look = { shape: "phone", dark: false };
  const { page, name, done } = await researcher(look, "publisher", `/lab/experiments/${key}`);
  await page.locator('[data-publish="open"]').waitFor();
  await page.locator('[data-result="there"]').waitFor();
  assert.equal(await page.locator("[data-ends]").count(), 0, "what was simulated ends nobody's market");
  // The same page, had people shown a difference: a sector ends only when somebody says so twice.
  await page.route("**/analysis", async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    body.analysis.experiment.simulated = false;
    body.analysis.hypotheses[0].arms[0].finding = "opposite";
    await route.fulfill({ response, json: body });
  });
  await page.reload();
  await page.locator("[data-ends] summary").click();
  await page.locator('[name="ends"]').first().check();
  await page.locator('[data-action="publish"]').click();
  await page.locator("[data-end-sure]").getByText("Buyers cannot ask shops").waitFor();
  await inspect(page, `${name}-lab-publish-ends`, { full: false });
  await page.locator('[data-action="end-not"]').click();
  assert.equal((await experiment()).state, "analysed");
  await page.unroute("**/analysis");
  await page.reload();
  await page.locator('[data-publish="open"]').waitFor();
  await page.locator('[name="slug"]').fill("No spaces");
  await page.locator('[data-action="publish"]').click();
  await page.locator("[data-publish] .field-error").waitFor();
  await page.locator('[name="slug"]').fill("fewer-shops-tables");
  await inspect(page, `${name}-lab-publish`);
  // Nothing is published before it was said what, and where.
  await page.locator('[data-action="publish"]').click();
  const sure = page.locator('[data-publish-sure="fewer-shops-tables"]');
  await sure.getByText("/findings/fewer-shops-tables").waitFor();
  await sure.getByText(title, { exact: true }).waitFor();
  await inspect(page, `${name}-lab-publish-sure`, { full: false });
  await page.locator('[data-action="publish-not"]').click();
  assert.equal((await experiment()).state, "analysed");
  await page.locator('[data-action="publish"]').click();
  let published = 0;
  page.on("request", (request) => (published += request.url().endsWith("/publication") ? 1 : 0));
  await page.locator('[data-action="publish-sure"]').evaluate((button) => {
    button.click();
    button.click();
  });
  await page.locator('[data-page="lab-watch"][data-state="published"]').waitFor();
  assert.equal(published, 1, "a second tap asks for nothing");
  await page.locator('[data-as-of="rests"]').waitFor();
  await inspect(page, `${name}-lab-watch-published`);
  await page.locator('[data-finding="fewer-shops-tables"]').click();
  await page.waitForURL("**/findings/fewer-shops-tables");
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await inspect(page, `${name}-finding-long-words`);
  for (const fold of await page.locator("details:not([open]) > summary").all()) await fold.click();
  await seesWholeTables(page);
  await page.goto(`${parley.url}/lab`);
  await page.locator('[data-found] a[href="/findings/fewer-shops-tables"]').waitFor();
  await page.locator(`[data-experiment="${key}"] a[href="/findings/fewer-shops-tables"]`).waitFor();
  await page.locator(`[data-experiment="${key}"] [data-state="published"]`).waitFor();
  await page.locator('[data-funnel]:not([data-rows="0"])').waitFor();
  await seesWholeTables(page);
  await inspect(page, `${name}-lab-overview`);
  // Signed out, the page still tells what an arm is held against.
  await page.locator('[data-action="sign-out"]').click();
  await page.locator('[data-door="closed"]').waitFor();
  await page.goto(`${parley.url}/lab/experiments/${key}`);
  await page
    .locator('[data-was="/invite/count"]')
    .getByText(/instead of \d+ shops/)
    .waitFor();
  await done();
});

test("a researcher's mail leads to the lab", { timeout: 60_000 }, async () => {
  const email = newAddress("researcher");
  const added = ["researcher", "add", "--name", "Ada Lab", "--email", email, "--role", "reader"];
  await command(parley.stores.databaseUrl, ...added);
  const { context, watch, name } = await newContext(browser, parley.url, { shape: "phone" });
  const page = await context.newPage();
  let refused = 0;
  page.on("response", (response) => (refused += response.status() === 401 ? 1 : 0));
  await page.goto(`${parley.url}/lab`);
  await page.locator('[data-door="closed"]').waitFor();
  await signIn(parley, page, email);
  await page.waitForURL("**/lab");
  await page.locator('[data-me="reader"]').getByText("You are signed in as Ada Lab, reader.").waitFor();
  await inspect(page, `${name}-lab-signed-in`, { full: false });
  await page.goto(`${parley.url}/me`);
  await page.locator('[data-page="me-researcher"]').getByText("as a researcher, Ada Lab").waitFor();
  await inspect(page, `${name}-me-researcher`);
  await page.locator('[data-page="me-researcher"] a[href="/lab"]').click();
  await page.locator('[data-me="reader"]').getByText("You are Ada Lab, reader.").waitFor();
  await page.locator('[data-action="sign-out"]').click();
  await page.locator('[data-door="closed"]').waitFor();
  assert.equal(await page.locator("[data-me]").count(), 0);
  assert.equal(refused, 0, "a visitor asks nothing that is refused");
  // The same link once more: what it promises to be below is there, or it promises nothing.
  const mail = await mailTo(parley, email, ({ subject }) => subject === "Sign in to Parley");
  await page.goto(`${parley.url}/confirm#${tokenIn(mail)}`);
  await page.locator('[data-page="confirm-used"] [data-used="elsewhere"]').waitFor();
  await inspect(page, `${name}-confirm-used`);
  await watch.settle();
  await context.close();
});
