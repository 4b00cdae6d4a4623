// What the desk makes of an offer before it is sent: what fills it in, and what looks like a slip.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./tools.mjs";

let folder;
let doubts;
let drafts;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-web-offering-"));
  globalThis.navigator ??= { language: "en-GB", languages: ["en-GB"] };
  globalThis.document = { addEventListener: () => undefined, hidden: true, documentElement: { lang: "en-GB" } };
  bundle({ doubts: "desk/offer/doubts.ts", draft: "desk/offer/draft.ts" }, folder);
  [doubts, drafts] = await Promise.all(
    ["doubts", "draft"].map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)),
  );
});
after(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const known = {
  budget: null,
  own: null,
  usual: null,
  paid: null,
  lowest: null,
  maxDropBp: 5_000,
  questions: [],
  hasWords: false,
};
const found = (price, more) => doubts.doubtsOf(price, { ...known, ...more });
const kinds = (price, more) => found(price, more).map(({ kind }) => kind);

test("a digit too few or too many is found against whatever is known, the nearest first", () => {
  for (const [price, times, low] of [
    [6_000, 10, true],
    [4_800, 10, true],
    [7_500, 10, true],
    [600, 100, true],
    [600_000, 10, false],
    [6_000_000, 100, false],
  ])
    assert.deepEqual(found(price, { budget: 60_000 }), [
      { kind: "slip", times, low, anchor: "budget", amount: 60_000 },
    ]);
  for (const price of [60_000, 57_000, 30_000, 20_000, 120_000, 300_000, 4_799 * 8])
    assert.deepEqual(found(price, { budget: 60_000 }), [], `${price} is no slip`);
  assert.equal(found(5_000, { own: 50_000, budget: 55_000 })[0].anchor, "own");
  assert.equal(found(5_000, { usual: 50_000, budget: 55_000 })[0].anchor, "usual");
  assert.equal(found(5_000, { paid: { low: 45_000, high: 55_000, sales: 9 } })[0].anchor, "paid");
});

test("a price far below what such things cost is asked about, with the figures", () => {
  const paid = { low: 48_000, high: 69_000, sales: 37 };
  assert.deepEqual(found(28_800, { paid }), [{ kind: "low", ...paid }]);
  assert.deepEqual(found(28_801, { paid }), []);
  assert.deepEqual(kinds(18_000, { budget: 60_000 }), ["far_below"]);
  assert.deepEqual(kinds(18_001, { budget: 60_000 }), []);
  assert.deepEqual(
    kinds(18_000, { budget: 60_000, paid: { low: 20_000, high: 30_000, sales: 9 } }),
    [],
    "sales know better",
  );
  assert.deepEqual(kinds(15_000, { usual: 50_000 }), ["far_below"]);
  assert.deepEqual(kinds(39_000, { lowest: 40_000 }), ["below_plan"]);
  assert.deepEqual(kinds(40_000, { lowest: 40_000 }), []);
});

test("a fall beyond what the rules let pass is asked about once", () => {
  assert.deepEqual(kinds(24_999, { own: 50_000 }), ["drop"]);
  assert.deepEqual(kinds(25_000, { own: 50_000 }), []);
  assert.deepEqual(kinds(24_999, { own: 50_000, maxDropBp: 0 }), [], "these rules let everything pass");
  assert.deepEqual(kinds(5_000, { own: 50_000 }), ["slip"], "one word about the price is enough");
});

test("what the buyer asked all is not passed over in silence", () => {
  const questions = ["Which oak?", "By Friday?"];
  assert.deepEqual(kinds(50_000, { questions }), ["unanswered", "unanswered"]);
  assert.deepEqual(kinds(50_000, { questions, hasWords: true }), []);
  assert.deepEqual(kinds(49_000, { questions, own: 50_000 }), [], "a revision repeats no words");
});

const template = (id, more = {}) => ({
  id,
  sector: "furniture/tables",
  name: id,
  price: null,
  attributes: {},
  message: "",
  details: {},
  changed_at: "2026-11-01T00:00:00Z",
  used_at: null,
  ...more,
});

test("the best fitting template is the plan's, then the sector's, then the one used last", () => {
  const all = [
    template("group", { sector: "furniture", used_at: "2026-11-20T00:00:00Z" }),
    template("old"),
    template("used", { used_at: "2026-11-10T00:00:00Z" }),
    template("other", { sector: "furniture/chairs" }),
  ];
  const order = (planned) => drafts.fitting(all, "furniture/tables", planned).map(({ id }) => id);
  assert.deepEqual(order(), ["used", "old", "group"]);
  assert.deepEqual(order("group"), ["group", "used", "old"]);
  assert.deepEqual(order("other"), ["used", "old", "group"], "a plan's template of another sector does not fit");
});

test("a template fills in price, words, qualities and details", () => {
  const view = {
    title: "Oak table",
    sector: "furniture/tables",
    currency: "GBP",
    budget: { amount: 61_000, currency: "GBP" },
    round: { rules: { scoring: [{ attribute: "delivery_days", minor_per_unit: 200 }] } },
    me: { offer: null },
  };
  const made = template("a", {
    price: { ppm_of_budget: 900_000 },
    message: "{item}: ours, {item}!",
    attributes: { delivery_days: 6 },
  });
  const draft = drafts.fromTemplate(made, view, { kind: "goods" });
  assert.equal(draft.price, "545", "a share of the budget, and a price that looks like one");
  assert.equal(draft.message, "Oak table: ours, Oak table!");
  assert.deepEqual(draft.attributes, { delivery_days: 6, warranty_months: 0 });
  const named = drafts.fromTemplate({ ...made, details: { item: "Table B" } }, view, undefined);
  assert.equal(named.message, "Table B: ours, Table B!");
  assert.equal(drafts.fromTemplate(made, { ...view, budget: null }, undefined).price, "", "a share of nothing is none");
  assert.equal(drafts.fromTemplate({ ...made, price: { price: 48_050 } }, view, undefined).price, "480.50");
});

test("what no template fills in comes from what stands, else from the last offer, else from nothing", () => {
  const offer = { state: "standing", price: 48_000, attributes: { delivery_days: 6 }, message: "Ours", details: {} };
  const view = { currency: "GBP", budget: null, round: null, me: { offer } };
  const last = { attributes: { delivery_days: 9 }, message: "As ever", share: null };
  const filled = (source, one) => {
    const { price, message, attributes, filledBy } = drafts.fromSource(source, one, undefined, last, []);
    return [price, message, attributes.delivery_days, filledBy];
  };
  assert.equal(drafts.firstSource(view, last), "own");
  assert.deepEqual(filled("own", view), ["480", "Ours", 6, "own"]);
  const withdrawn = { ...view, me: { offer: { ...offer, state: "withdrawn" } } };
  assert.equal(drafts.firstSource(withdrawn, last), "last");
  assert.deepEqual(filled("last", withdrawn), ["", "As ever", 9, "last"]);
  assert.equal(drafts.firstSource(withdrawn, null), "");
  assert.deepEqual(filled("", view), ["", "", 3, ""]);
});
