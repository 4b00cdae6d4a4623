// Checks that the seed files fit together: sectors, places and the simulated town. Prints what keywords two leaves
// share and the counts per sector; exits 1 with the list of faults when something is wrong.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => readFileSync(join(here, name));
const faults = [];
const check = (holds, text) => {
  if (!holds) faults.push(text);
};
const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;

// The default rules of a round; a sector may only name these keys, and only to change them.
const DEFAULT_RULES = {
  format: "open",
  pricing: "pay_as_bid",
  visibility: "rank",
  duration_s: 900,
  close: { mode: "soft", window_s: 120, extension_s: 120, max_total_s: 1800, trigger: "lead_change", rank: 1 },
  step: { own_bp: 0, own_min: 0, lead_bp: 100, lead_min: 100, lead_scope: "taking_lead" },
  max_drop_bp: 5000,
  max_revisions: 20,
  self_outbid: false,
  allow_raise: false,
  ceiling: { enforce: false, show_budget: true },
  ties: "earlier",
  scoring: [{ attribute: "delivery_days", minor_per_unit: 200 }],
  buyer_sees: "live",
  invite: { count: 8, strategy: "best_fit", top_up_after_s: 300, min_reachable: 3, newcomer_ppm: 250000 },
  attention: { max_offers: 5 },
  award: { mode: "buyer_choice", decision_window_s: 86400, confirm_s: 86400 },
};
const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const merged = (base, patch) => {
  const result = { ...base };
  for (const [key, value] of Object.entries(patch)) result[key] = isMap(value) ? merged(base[key], value) : value;
  return result;
};
function checkPatch(base, patch, where) {
  for (const [key, value] of Object.entries(patch)) {
    const at = `${where}/${key}`;
    if (!(key in base)) faults.push(`${at}: no such rule`);
    else if (isMap(base[key])) isMap(value) ? checkPatch(base[key], value, at) : faults.push(`${at}: not an object`);
    else {
      check(typeof value === typeof base[key], `${at}: another type than the default`);
      check(key === "buyer_sees" || JSON.stringify(value) !== JSON.stringify(base[key]), `${at}: same as the default`);
    }
  }
}

const sectors = JSON.parse(read("sectors.json"));
const bySlug = new Map(sectors.map((sector) => [sector.slug, sector]));
check(bySlug.size === sectors.length, "sectors.json: a slug appears twice");
const owners = new Map();
for (const s of sectors) {
  const where = `sectors.json ${s.slug}`;
  check(/^[a-z][a-z-]*(\/[a-z][a-z-]*)?$/.test(s.slug), `${where}: slug`);
  check(s.kind === "goods" || s.kind === "services", `${where}: kind`);
  check(s.sic2007.length > 0 && s.sic2007.every((code) => /^\d{5}$/.test(code)), `${where}: sic2007`);
  check(s.naics.length > 0 && s.naics.every((code) => /^\d{6}$/.test(code)), `${where}: naics`);
  check(
    s.keywords.every((word) => word === word.toLowerCase().trim()),
    `${where}: keywords are lower case`,
  );
  check(new Set(s.keywords).size === s.keywords.length, `${where}: a keyword appears twice`);
  checkPatch(DEFAULT_RULES, s.rules, `${where}: rules`);
  if (s.parent === null) {
    check(
      !s.slug.includes("/") && s.questions.length === 0 && Object.keys(s.rules).length === 0,
      `${where}: a parent only groups`,
    );
    check(
      sectors.some((other) => other.parent === s.slug),
      `${where}: no leaf`,
    );
    continue;
  }
  check(s.slug.startsWith(`${s.parent}/`) && bySlug.get(s.parent)?.parent === null, `${where}: parent`);
  check(whole(s.keywords.length, 10, 30), `${where}: ${s.keywords.length} keywords`);
  check(whole(s.questions.length, 2, 4), `${where}: ${s.questions.length} questions`);
  check(whole(s.demo_items.length, 3, 5), `${where}: ${s.demo_items.length} demo items`);
  check(new Set(s.questions.map((q) => q.key)).size === s.questions.length, `${where}: a question key appears twice`);
  for (const q of s.questions) {
    check(/^[a-z][a-z_]*\d?$/.test(q.key) && q.label && q.why, `${where}: question ${q.key}`);
    check(["choice", "number", "text", "yes_no"].includes(q.kind), `${where}: question ${q.key} kind`);
    check((q.kind === "choice") === Array.isArray(q.options), `${where}: question ${q.key} options`);
    check((q.kind === "number") === (typeof q.unit === "string"), `${where}: question ${q.key} unit`);
  }
  const [low, high] = s.typical_budget_minor;
  check(whole(low, 100, high - 1), `${where}: typical budget`);
  const rules = merged(DEFAULT_RULES, s.rules);
  check(["open", "sealed"].includes(rules.format), `${where}: format`);
  check(rules.close.max_total_s >= rules.duration_s, `${where}: the round is longer than it may become`);
  if (rules.format === "sealed") {
    check(
      rules.visibility === "none" && rules.close.mode === "hard",
      `${where}: a sealed round shows nothing and closes hard`,
    );
    check(rules.step.lead_bp === 0 && rules.step.lead_min === 0, `${where}: a lead step would leak the lead`);
    check("buyer_sees" in s.rules, `${where}: a sealed sector says what the buyer sees`);
  } else {
    check(
      rules.close.mode === "hard" || rules.close.max_total_s > rules.duration_s,
      `${where}: no room for the soft close`,
    );
  }
  for (const word of s.keywords) owners.set(word, [...(owners.get(word) ?? []), s.slug]);
}
for (const [word, slugs] of owners)
  if (slugs.length > 1) console.log(`keyword '${word}' is shared by ${slugs.join(", ")}`);
check(
  Object.keys(bySlug.get("furniture/tables")?.rules ?? { missing: 1 }).length === 0,
  "furniture/tables: rules are the default",
);

// One CSV record; quotes only where a name has a comma or a quote.
const cells = (line) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, 7)
    .map((m) => (m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1]));
const [header, ...lines] = gunzipSync(read("places.csv.gz")).toString("utf8").trimEnd().split("\n");
check(header === "geonameid,name,country,admin1,lat_e6,lon_e6,population", "places.csv.gz: header");
const ids = new Set();
const points = new Set();
const places = lines.map((line, index) => {
  const [id, name, country, admin1, lat, lon, population] = cells(line);
  const where = `places.csv.gz line ${index + 2}`;
  check(/^-?\d+$/.test(id) && !ids.has(id), `${where}: id ${id}`);
  ids.add(id);
  check(/^[A-Z]{2}$/.test(country) && name !== "", `${where}: name and country`);
  check(
    /^-?\d+$/.test(lat) && whole(Number(lat), -90e6, 90e6) && /^-?\d+$/.test(lon) && whole(Number(lon), -180e6, 180e6),
    `${where}: coordinates`,
  );
  check(/^\d+$/.test(population), `${where}: population`);
  const point = `${country}|${name}|${lat}|${lon}`;
  check(!points.has(point), `${where}: ${name} appears twice`);
  points.add(point);
  return { name, country, admin1, lat: Number(lat), lon: Number(lon), population: Number(population) };
});
// Known coordinates in degrees, from general geography, each to within 0.05.
for (const [name, country, admin1, lat, lon] of [
  ["Leeds", "GB", "ENG", 53.8, -1.55],
  ["York", "GB", "ENG", 53.96, -1.08],
  ["Hebden Bridge", "GB", "ENG", 53.74, -2.01],
  ["Tenby", "GB", "WLS", 51.67, -4.7],
  ["St Ives", "GB", "ENG", 50.21, -5.48],
  ["Saint Ives", "GB", "ENG", 52.33, -0.07],
  ["Paris", "FR", "11", 48.86, 2.35],
  ["New York City", "US", "NY", 40.71, -74.01],
  ["Sydney", "AU", "02", -33.87, 151.21],
]) {
  const near = (p) => Math.abs(p.lat / 1e6 - lat) < 0.05 && Math.abs(p.lon / 1e6 - lon) < 0.05;
  const found = places.filter((p) => p.name === name && p.country === country && p.admin1 === admin1);
  check(found.length === 1 && near(found[0]), `places.csv.gz: ${name}, ${country} is not once where it should be`);
}

const town = JSON.parse(read("demo_town.json"));
const km = (a, b) => {
  const rad = Math.PI / 180e6;
  const h =
    Math.sin(((b.lat_e6 - a.lat_e6) * rad) / 2) ** 2 +
    Math.cos(a.lat_e6 * rad) * Math.cos(b.lat_e6 * rad) * Math.sin(((b.lon_e6 - a.lon_e6) * rad) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(h));
};
const leeds = { lat_e6: 53796480, lon_e6: -1547850 };
const reach = (slug, point) =>
  town.businesses.filter((b) => b.sectors.includes(slug) && km(b, point) <= b.radius_km).length;
const british = new Set(places.filter((p) => p.country === "GB").map((p) => p.name));
check(town.simulated === true && town.businesses.length === 200, "demo_town.json: 200 simulated businesses");
check(whole(town.buyers.length, 20, 30), `demo_town.json: ${town.buyers.length} buyers`);
for (const field of ["key", "name", "story", "message"]) {
  check(
    new Set(town.businesses.map((b) => b[field])).size === town.businesses.length,
    `demo_town.json: a ${field} appears twice`,
  );
}
const contact = /@|https?:|www\.|\d{5,}/;
for (const b of town.businesses) {
  const where = `demo_town.json ${b.key}`;
  check(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(b.key), `${where}: key`);
  check(whole(b.sectors.length, 1, 3) && b.sectors.every((slug) => bySlug.get(slug)?.parent), `${where}: sectors`);
  check(km(b, leeds) <= 25.2 && british.has(b.place_name), `${where}: place`);
  const { opening_ppm: opening, floor_ppm: floor, respond_after_s: wait, step_back_ppm: step } = b.strategy;
  check(whole(opening, 820000, 1100000) && whole(floor, 650000, 950000) && floor < opening, `${where}: strategy`);
  check(whole(wait.min, 3, 8) && whole(wait.max, wait.min, 45), `${where}: respond_after_s`);
  check(step === undefined || whole(step, 1, opening - floor), `${where}: step_back_ppm`);
  check(
    whole(b.attributes.delivery_days, 1, 60) && whole(b.attributes.warranty_months, 0, 120),
    `${where}: attributes`,
  );
  check(!/\{(?!item\})/.test(b.message) && !contact.test(b.message), `${where}: message`);
}
for (const r of town.buyers) {
  const where = `demo_town.json '${r.title}'`;
  check(bySlug.get(r.sector)?.parent && british.has(r.place_name) && km(r, leeds) <= 26, `${where}: sector or place`);
  const [low, high] = bySlug.get(r.sector).typical_budget_minor;
  check(whole(r.budget_minor, low, high), `${where}: budget outside what is typical`);
  check(reach(r.sector, r) >= 3, `${where}: fewer than three businesses reach it`);
  check(!contact.test(r.text), `${where}: text`);
}
const counts = sectors.filter((s) => s.parent).map((s) => [s.slug, reach(s.slug, leeds)]);
for (const [slug, n] of counts)
  check(n >= (slug === "furniture/tables" ? 10 : 3), `demo_town.json: only ${n} for ${slug} reach Leeds`);
console.log(counts.map(([slug, n]) => `${slug} ${n}`).join(", "));

for (const fault of faults) console.error(fault);
const sizes = { sectors, places, businesses: town.businesses, requests: town.buyers, faults };
console.log(
  Object.entries(sizes)
    .map(([name, list]) => `${list.length} ${name}`)
    .join(", "),
);
process.exitCode = faults.length ? 1 : 0;
