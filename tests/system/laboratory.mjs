// Experiments by the command line, as a researcher without a page runs them: `experiment` does what the words say and
// gives the lines of its answer, `register` writes a pre-registration that fits the market.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parley as binary, root } from "./stores.mjs";

export const run = promisify(execFile);
export const replace = (path, value) => ({ op: "replace", path, value });

/** `databaseUrl` gives the database when it is needed; `env` are the settings that its nodes have, too. */
export function laboratory(databaseUrl, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "parley-experiments-"));
  const settings = () => ({
    ...process.env,
    ...env,
    PARLEY_DATABASE_URL: databaseUrl(),
    PARLEY_SHARE_DIR: root,
  });
  async function experiment(...words) {
    const { stdout } = await run(binary, ["experiment", ...words], { env: settings() });
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
  const refused = (...words) =>
    experiment(...words).then(
      () => assert.fail("it was taken"),
      (error) => {
        assert.equal(error.code, 1);
        return error.stderr;
      },
    );

  /** The file of an experiment of a sector: its second arm has sealed rounds of five minutes. */
  async function register(key, sector, more = {}) {
    const [{ base_rules_sha256, bounds_sha256 }] = await experiment("rules", sector);
    const document = {
      schema: "parley.prereg/1",
      key,
      title: "Do sealed rounds sell more?",
      version: 1,
      hypotheses: [
        {
          id: "H1",
          metric: "conversion_per_intent",
          text: "More requests end in a sale",
          direction: "increase",
          role: "primary",
        },
      ],
      sectors: [sector],
      unit: "intent",
      pilot: true,
      arms: [
        { key: "open", weight_ppm: 500_000, patch: [] },
        {
          key: "sealed",
          weight_ppm: 500_000,
          patch: [replace("/format", "sealed"), replace("/visibility", "none"), replace("/duration_s", 300)],
        },
      ],
      coverage_ppm: 1_000_000,
      alpha_ppm: 50_000,
      power_ppm: 800_000,
      mde_bp: 500,
      n_per_arm: 200,
      max_days: 28,
      correction: "holm",
      guardrails: [{ metric: "zero_offer_rate", direction: "decrease", margin_bp: 300 }],
      analysis: ["difference_in_means"],
      base_rules_sha256,
      bounds_sha256,
      ...more,
    };
    const file = join(folder, `${key}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  }
  return { folder, settings, experiment, refused, register };
}
