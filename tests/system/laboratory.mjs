// Experiments by the command line, as a researcher without a page runs them: `experiment` does what the words say and
// gives the lines of its answer, `parley` does any verb and gives its text, `register` writes a pre-registration that
// fits the market.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expectStatus } from "./client.mjs";
import { mailTo, newAddress, tokenIn } from "./market.mjs";
import { command, parley as binary, root } from "./stores.mjs";

export const run = promisify(execFile);
export const replace = (path, value) => ({ op: "replace", path, value });

/** A hypothesis in place of the one that `preregistration` has. */
export const moreOffers = {
  id: "H1",
  metric: "offers_per_intent",
  text: "More offers come",
  direction: "increase",
  role: "primary",
};

/** A pre-registration for these rules, as they are told: its second arm has sealed rounds of five minutes. */
export const preregistration = (key, sector, { base_rules_sha256, bounds_sha256 }, more = {}) => ({
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
});

/** Makes somebody one of the lab, and signs in by the mail; gives { id, name, role, session }. */
export async function newResearcher(node, name, role) {
  const email = newAddress(role);
  const added = ["researcher", "add", "--name", name, "--email", email, "--role", role];
  const told = JSON.parse(await command(node.stores.databaseUrl, ...added));
  await expectStatus(202, node.url, "POST", "/v1/links", { body: { email } });
  const token = tokenIn(await mailTo(node, email));
  const { session } = await expectStatus(200, node.url, "POST", "/v1/confirmations", { body: { token } });
  return { ...told, session };
}

/** `databaseUrl` gives the database when it is needed; `env`, read then too, are the settings that its nodes have. */
export function laboratory(databaseUrl, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "parley-experiments-"));
  const settings = () => ({
    ...process.env,
    ...env,
    PARLEY_DATABASE_URL: databaseUrl(),
    PARLEY_SHARE_DIR: root,
  });
  async function parley(...words) {
    const { stdout } = await run(binary, words, { env: settings(), maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  }
  async function experiment(...words) {
    const told = await parley("experiment", ...words);
    return told
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
  const refused = (...words) =>
    experiment(...words).then(
      () => assert.fail("it was taken"),
      (error) => {
        assert.equal(error.code, 1, error.stderr);
        return error.stderr;
      },
    );

  /** The file of an experiment of a sector. */
  async function register(key, sector, more = {}) {
    const [rules] = await experiment("rules", sector);
    const document = preregistration(key, sector, rules, more);
    const file = join(folder, `${key}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  }
  return { folder, parley, experiment, refused, register };
}
