// Makes demo_town.json: the simulated town of businesses around Leeds and the requests of simulated buyers. Words come
// from demo_town_words.txt, sectors from sectors.json, coordinates of towns from places.csv.gz. Every number is drawn
// from a generator seeded with the business's own name, so adding one business changes no other.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const CENTRE = { lat: 53_796_480, lon: -1_547_850 }; // Leeds, as in places.csv.gz
const TOWN_RADIUS_KM = 25;

// How a business bids, in millionths of the buyer's budget: where it opens, where it stops, how far one step falls.
const MANNERS = {
  keen: { opening: [820_000, 900_000], floor: [650_000, 740_000], step: [20_000, 40_000], max_s: [10, 22] },
  ready: {
    opening: [820_000, 900_000],
    floor: [650_000, 740_000],
    step: [20_000, 40_000],
    min_s: [3, 3],
    max_s: [4, 4],
  },
  steady: { opening: [900_000, 990_000], floor: [760_000, 850_000], step: [12_000, 30_000], max_s: [15, 35] },
  proud: { opening: [990_000, 1_100_000], floor: [870_000, 950_000], step: [8_000, 20_000], max_s: [25, 45] },
};

// Days until delivered or done, months of warranty, and how far the business travels, by parent or by leaf.
const HABITS = {
  furniture: { days: [4, 24], months: [12, 60], km: [35, 60] },
  "furniture/sofas": { days: [7, 35], months: [24, 120], km: [35, 60] },
  "furniture/restoration": { days: [10, 35], months: [6, 24], km: [30, 45] },
  home: { days: [2, 9], months: [6, 24], km: [30, 45] },
  "home/appliances": { days: [1, 4], months: [12, 24], km: [30, 40] },
  "home/firewood": { days: [1, 4], months: [0, 0], km: [28, 40] },
  "home/plants": { days: [2, 7], months: [0, 12], km: [28, 40] },
  "home/sheds": { days: [5, 18], months: [12, 120], km: [30, 50] },
  "home/curtains-blinds": { days: [6, 20], months: [12, 36], km: [30, 45] },
  electronics: { days: [1, 4], months: [6, 24], km: [30, 60] },
  leisure: { days: [1, 7], months: [6, 24], km: [30, 50] },
  trades: { days: [2, 12], months: [12, 36], km: [25, 35] },
  "trades/plumbing": { days: [1, 4], months: [6, 24], km: [25, 35] },
  "trades/boiler-repair": { days: [1, 3], months: [12, 24], km: [25, 35] },
  "trades/building": { days: [14, 45], months: [24, 120], km: [28, 40] },
  "trades/solar": { days: [10, 30], months: [60, 120], km: [30, 50] },
  household: { days: [1, 7], months: [0, 3], km: [25, 35] },
  motor: { days: [1, 5], months: [6, 24], km: [25, 35] },
  events: { days: [2, 10], months: [0, 0], km: [30, 50] },
  style: { days: [4, 18], months: [6, 24], km: [30, 50] },
  learning: { days: [2, 8], months: [0, 0], km: [25, 35] },
  business: { days: [2, 14], months: [0, 12], km: [35, 60] },
  pets: { days: [1, 5], months: [0, 0], km: [25, 35] },
};

// How it comes to the buyer, by parent or by leaf; what is fitted in place is not taken back. Sectors that are not here
// state neither, as shops do.
const WAYS = {
  furniture: "deliver",
  "furniture/restoration": "collect",
  home: "deliver",
  "home/curtains-blinds": "fit",
  electronics: "deliver",
  leisure: "deliver",
  trades: "fit",
  motor: "collect",
  style: "deliver",
};

function seeded(text) {
  let h = 2_166_136_261; // FNV-1a turns the name into the seed of a mulberry32 generator
  for (const byte of Buffer.from(text, "utf8")) h = Math.imul(h ^ byte, 16_777_619) >>> 0;
  const next = () => {
    h = (h + 0x6d2b79f5) >>> 0;
    let t = Math.imul(h ^ (h >>> 15), h | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { between: ([low, high]) => low + Math.floor((next() / 4_294_967_296) * (high - low + 1)) };
}

function kmBetween(a, b) {
  const dLat = ((a.lat - b.lat) / 1e6) * 111.195;
  const dLon = ((a.lon - b.lon) / 1e6) * 111.195 * Math.cos((CENTRE.lat / 1e6) * (Math.PI / 180));
  return Math.hypot(dLat, dLon);
}

const sectors = new Map(JSON.parse(readFileSync(join(here, "sectors.json"), "utf8")).map((s) => [s.slug, s]));
const places = new Map();
for (const line of gunzipSync(readFileSync(join(here, "places.csv.gz")))
  .toString("utf8")
  .split("\n")
  .slice(1)) {
  const [, name, country, , lat, lon] = line.split(","); // no name near Leeds is quoted
  const place = { lat: Number(lat), lon: Number(lon) };
  if (country !== "GB" || kmBetween(place, CENTRE) > TOWN_RADIUS_KM) continue;
  if (places.has(name))
    places.set(name, null); // two of that name nearby: refused below
  else places.set(name, place);
}

// A point near the place: within the city for Leeds, within a kilometre or so of a smaller town's middle.
function pointNear(placeName, draw, where) {
  const place = places.get(placeName);
  if (!place) throw new Error(`${where}: '${placeName}' is not one known place near Leeds`);
  const reach = placeName === "Leeds" ? 24_000 : 6_000;
  for (;;) {
    const point = { lat: place.lat + draw.between([-reach, reach]), lon: place.lon + draw.between([-reach, reach]) };
    if (kmBetween(point, CENTRE) <= TOWN_RADIUS_KM) return point;
  }
}

const keyOf = (name) =>
  name
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll("'", "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
const count = (n, unit) => `${n} ${unit}${n === 1 ? "" : "s"}`;
const leaf = (slug, where) => {
  if (!sectors.get(slug)?.parent) throw new Error(`${where}: '${slug}' is not a leaf of sectors.json`);
  return slug;
};

function detailsOf(slug, draw) {
  const fulfilment = WAYS[slug] ?? WAYS[slug.split("/")[0]];
  if (!fulfilment) return {};
  return fulfilment === "deliver" ? { fulfilment, returns_days: draw.between([2, 6]) * 7 } : { fulfilment };
}

function business(fields, where) {
  const [name, slugs, placeName, mannerName, message, story] = fields;
  const manner = MANNERS[mannerName];
  if (!manner) throw new Error(`${where}: manner '${mannerName}' is not keen, ready, steady or proud`);
  const own = slugs.split(" ").map((slug) => leaf(slug, where));
  const habit = HABITS[own[0]] ?? HABITS[own[0].split("/")[0]];
  const draw = seeded(name);
  const point = pointNear(placeName, draw, where);
  const days = draw.between(habit.days);
  let months = draw.between(habit.months);
  if (months > 6) months -= months % (months >= 24 ? 12 : 6); // people promise half years, then whole ones
  if (message.includes("{warranty}") && months === 0)
    throw new Error(`${where}: promises a warranty its sector never gives`);
  const strategy = {
    opening_ppm: draw.between(manner.opening.map((x) => x / 1000)) * 1000,
    floor_ppm: draw.between(manner.floor.map((x) => x / 1000)) * 1000,
    respond_after_s: { min: draw.between(manner.min_s ?? [3, 8]), max: draw.between(manner.max_s) },
  };
  const step = draw.between(manner.step.map((x) => x / 1000)) * 1000;
  const races = own.some((slug) => (sectors.get(slug).rules.format ?? "open") === "open");
  if (races) strategy.step_back_ppm = step; // in a sealed round nobody steps down against a rival
  return {
    key: keyOf(name),
    name,
    sectors: own,
    lat_e6: point.lat,
    lon_e6: point.lon,
    place_name: placeName,
    // All serve Leeds and its suburbs.
    radius_km: Math.max(draw.between(habit.km), Math.ceil(kmBetween(point, CENTRE)) + 12),
    strategy,
    attributes: { delivery_days: days, warranty_months: months },
    details: detailsOf(own[0], draw),
    message: message
      .replaceAll("{days}", count(days, "day"))
      .replaceAll("{warranty}", months % 12 === 0 ? count(months / 12, "year") : count(months, "month")),
    story,
  };
}

function request(fields, where) {
  const [slug, placeName, pounds, title, text] = fields;
  const point = pointNear(placeName, seeded(title), where);
  if (!/^[1-9]\d*$/.test(pounds)) throw new Error(`${where}: '${pounds}' is not a budget in whole pounds`);
  if (!text.includes(`£${pounds}`)) throw new Error(`${where}: the text does not name the budget £${pounds}`);
  return {
    text,
    sector: leaf(slug, where),
    title,
    budget_minor: Number(pounds) * 100,
    place_name: placeName,
    lat_e6: point.lat,
    lon_e6: point.lon,
  };
}

const town = { simulated: true, businesses: [], buyers: [] };
let section = "";
readFileSync(join(here, "demo_town_words.txt"), "utf8")
  .split("\n")
  .forEach((raw, index) => {
    const where = `demo_town_words.txt line ${index + 1}`;
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    if (line.startsWith("[")) {
      section = line;
      return;
    }
    const fields = line.split("|").map((field) => field.trim());
    const wanted = section === "[buyers]" ? 5 : 6;
    if (fields.length !== wanted || fields.includes("")) throw new Error(`${where}: ${wanted} fields expected`);
    if (section === "[buyers]") town.buyers.push(request(fields, where));
    else town.businesses.push(business(fields, where));
  });

const rows = (list) => `[\n${list.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n")}\n  ]`;
writeFileSync(
  join(here, "demo_town.json"),
  `{\n  "simulated": true,\n  "businesses": ${rows(town.businesses)},\n  "buyers": ${rows(town.buyers)}\n}\n`,
);
console.log(`${town.businesses.length} businesses, ${town.buyers.length} buyers`);
