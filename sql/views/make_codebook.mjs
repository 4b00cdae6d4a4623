// Makes docs/codebook.md from metric_codebook, so that the page people read is what the database says of itself. Takes
// the connection of a database that `parley migrate` was run on.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
export const target = join(dirname(here), "..", "..", "docs", "codebook.md");

const families = {
  participation: "Participation",
  speed: "Speed",
  price: "Prices",
  outcome: "Outcomes",
  timing: "Timing",
  talk: "Talk",
  retailers: "Retailers",
  concentration: "Concentration",
  retailer_roi: "Return",
};
const better = { up: "more", down: "less", neither: "–" };

const row = ({ metric, unit, kind, direction, is_guard, definition }) =>
  `| \`${metric}\` | ${unit} | ${kind} | ${better[direction]} | ${is_guard ? "yes" : ""} | ${definition} |`;

const section = (entries, family) => `## ${families[family]}

From \`lab.metric_${family}\`.

| metric | unit | kind | better | guard | definition |
| --- | --- | --- | --- | --- | --- |
${entries
  .filter((one) => one.family === family)
  .map(row)
  .join("\n")}
`;

/** The page, from the rows of metric_codebook in their order. */
export function codebook(entries) {
  const named = [...new Set(entries.map(({ family }) => family))];
  return `# Metrics

<!-- Made by sql/views/make_codebook.mjs from metric_codebook; edit sql/views/40_codebook.sql and run the script. -->

Every metric of an experiment, as \`lab.lab_metric\` has it for each slice: all requests, a sector, an arm, an arm in a
sector; simulated ones apart. N is the number of requests of the slice whose rounds are over. The standing offer of a
retailer is its last one that was valid and not taken back when the rounds ended. Times are seconds from the opening of
the first round, prices are pence, and a share is from 0 to 1. A metric that nothing can be said of is empty.

Better: what an experiment hopes for; – where a metric only describes. Guard: watched in every experiment, whatever it
is about. Kind: a mean, a proportion or a survival is of requests unless it says otherwise; a ratio is of two sums.

${named.map((family) => section(entries, family)).join("\n")}`;
}

if (process.argv[1] === here) {
  if (process.argv.length !== 3) throw new Error("usage: make_codebook.mjs DATABASE_URL");
  const question = "SELECT jsonb_agg(c) FROM lab.metric_codebook c";
  const options = ["--no-psqlrc", "--tuples-only", "--no-align", `--command=${question}`];
  writeFileSync(
    target,
    codebook(JSON.parse(execFileSync("psql", [process.argv[2], ...options], { encoding: "utf8" }))),
  );
}
