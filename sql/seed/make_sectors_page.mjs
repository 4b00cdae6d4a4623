// Makes docs/sectors.md from sectors.json, so that the page people read is what the service loads. With --check it
// writes nothing and exits 1 when the page is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "..", "docs", "sectors.md");
const sectors = JSON.parse(readFileSync(join(here, "sectors.json"), "utf8"));
const leaves = sectors.filter((s) => s.parent !== null);

const LEARNS = { none: "nothing", rank: "its rank", best_price: "the best price", all_prices: "all prices" };
const duration = (seconds) => {
  if (seconds % 86400 === 0 && seconds > 86400) return `${seconds / 86400} days`;
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`;
};
const pounds = (minor) => {
  const value = minor / 100;
  return Number.isInteger(value) ? value.toLocaleString("en-GB") : value.toFixed(2);
};
const dayWeight = (rules) => {
  const scoring = rules.scoring ?? [{ attribute: "delivery_days", minor_per_unit: 200 }];
  const term = scoring.find((t) => t.attribute === "delivery_days");
  return term ? `£${pounds(term.minor_per_unit)}` : "–";
};

function row(s) {
  const r = s.rules;
  const sees = (r.buyer_sees ?? "live") === "live" ? "live" : "at the close";
  const decide = duration(r.award?.decision_window_s ?? 86400);
  const [low, high] = s.typical_budget_minor;
  const cells = [
    `${s.name} \`${s.slug}\``,
    s.kind,
    r.format ?? "open",
    duration(r.duration_s ?? 900),
    LEARNS[r.visibility ?? "rank"],
    sees,
    dayWeight(r),
    decide,
    `£${pounds(low)}–${pounds(high)}`,
    s.rules_why,
  ];
  return `| ${cells.join(" | ")} |`;
}

const sealed = leaves.filter((s) => s.rules.format === "sealed");
const sealedLive = sealed.filter((s) => s.rules.buyer_sees === "live");
const groupCount = sectors.length - leaves.length;
const openCount = leaves.length - sealed.length;
const lines = [
  `# Sectors

<!-- Made by sql/seed/make_sectors_page.mjs from sql/seed/sectors.json; edit that file and run the script. -->

A sector says how its offer rounds run until an experiment shows something better. It names only what differs from the
default rules (\`parley.rules/1\`: an open round of 15 minutes in which a bidder learns its rank, a soft close, steps of
1 % and at least £1 to take the lead, a day of delivery counted as £2); \`furniture/tables\` is the default itself.

There are ${leaves.length} sectors in ${groupCount} groups. ${openCount} are open, ${sealed.length} sealed;
in ${sealedLive.length} of the sealed ones the buyer reads the offers as they come, in the others all together
at the close.

## How the format is chosen

- **Comparable goods and plain units of service: open, rank only.** Rank feedback lowers prices as much as showing them
  and discourages fewer bidders. Where the thing is the same everywhere (a named phone, a tyre size, a bulk bag of logs)
  the best price is shown, since there is nothing else to learn.
- **Work in which quality differs: sealed.** An open race to the bottom rewards the offer that will disappoint. The
  buyer compares offers side by side at the close, and long or costly work gets three or seven days to decide.
- **Urgent work: sealed and short, read live.** A burst pipe cannot wait for a round to end; the buyer may close it
  early with the first good answer. A day of waiting is priced into the score; in plumbing and heating the winner
  confirms within the hour.
- **A fixed date leaves days out of the score.** A removal or a wedding cake is not better for coming sooner.
- **Sealed rounds close hard and have no step to the lead**, since either would tell a bidder about its rivals.

Weapons, alcohol, medicines and other restricted goods have no sector: nothing can be asked for in them.

## Reading the tables

Round: how long it runs unless the soft close extends it. Bidder learns: what a bidder learns of its rivals. Buyer
reads: when the buyer sees prices. Day: what a day until delivery (goods) or completion (services), \`delivery_days\`,
adds to the score. Decide: how long the buyer has after the round. Budget: what is typical, for the price guide until
there is history.`,
];
for (const parent of sectors.filter((s) => s.parent === null)) {
  lines.push(
    "",
    `## ${parent.name}`,
    "",
    "| sector | kind | format | round | bidder learns | buyer reads | day | decide | budget | why |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...leaves.filter((s) => s.parent === parent.slug).map(row),
  );
}
lines.push(
  "",
  "## Codes",
  "",
  `UK SIC 2007 (five digits) and NAICS 2022 (six digits) name what a business in the sector usually registers as; they
join findings to official statistics and never decide who may bid.`,
  "",
  "| sector | UK SIC 2007 | NAICS 2022 |",
  "| --- | --- | --- |",
  ...leaves.map((s) => `| \`${s.slug}\` | ${s.sic2007.join(", ")} | ${s.naics.join(", ")} |`),
  "",
);

const page = lines.join("\n");
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== page) {
    console.error("docs/sectors.md is not what sectors.json says: run node make_sectors_page.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, page);
}
