// README.md is true: its commands are run as they stand there, and its table is what the program says of itself.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { within } from "./client.mjs";
import { freePort } from "./node.mjs";
import { dump, parley, root, sharedStores } from "./stores.mjs";
import { startParley } from "./support.mjs";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** The ```sh blocks below a heading, up to the next one of that level, as one script. */
function blocksBelow(heading) {
  const level = /^#+/.exec(heading)[0];
  const section = readme.split(`\n${heading}\n`)[1]?.split(new RegExp(`\n${level} `))[0];
  assert.ok(section, `there is ${heading}`);
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]);
  assert.ok(blocks.length > 0, `there are commands below ${heading}`);
  return blocks.join("\n");
}

/** Puts `to` in the place of `from`, which has to be there. */
function replaced(script, from, to) {
  assert.ok(script.includes(from), `${from} is in the script`);
  return script.replaceAll(from, to);
}

const running = new Set();
after(() => {
  for (const pid of running) process.kill(pid, "SIGKILL");
});

/** Runs a script in one bash, as somebody does who pastes it; gives what it printed. */
async function pasted(script, env = {}) {
  const directory = mkdtempSync(join(tmpdir(), "parley-readme-"));
  const { stdout } = await promisify(execFile)("bash", ["-c", `set -euo pipefail\n${script}`], {
    cwd: directory,
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  rmSync(directory, { recursive: true });
  return stdout;
}

for (const demo of [false, true])
  test(`the walk with curl ends in a confirmed award${demo ? ", in the demonstration too" : ""}`, async (t) => {
    const node = await startParley({ demo });
    t.after(() => node.stop());
    const script = replaced(blocksBelow("## The main job with curl"), "http://127.0.0.1:8080", node.url);
    const said = await pasted(`${script}\nprintf '\\n%s\\n' "$intent $offer"`);

    const [intentId, offerId] = said.trimEnd().split("\n").pop().split(" ");
    assert.match(said, /"state":"unconfirmed"/);
    assert.match(said, /"offers":\[.*"name":"Oak & Sons".*"price":48000.*\],"place"/);
    assert.match(said, /"state":"awarded"\}/);
    assert.match(said, /"state":"confirmed"\}/);
    assert.match(said, /"buyer":\{"email":"buyer-\d+@example\.org"/);
    assert.match(said, /"disposition":"won"/);

    const intent = (await dump(node.stores.databaseUrl)).find(({ id }) => id === intentId);
    assert.equal(intent.state, "confirmed");
    const own = intent.offers.find(({ id }) => id === offerId);
    assert.equal(own.price, 48_000);
    const won = intent.dispositions.filter(({ disposition }) => disposition === "won");
    assert.deepEqual(
      won.map(({ by }) => by),
      [own.by],
    );
    // Alone it has no losers; in the demonstration there are no other winners.
    if (!demo) assert.equal(intent.dispositions.length, 1);
  });

test("the commands for two nodes make two nodes of one market", async (t) => {
  const stores = await sharedStores();
  const mails = join(mkdtempSync(join(tmpdir(), "parley-readme-mail-")), "mails");
  const ports = [await freePort(), await freePort()];
  let script = blocksBelow("### Stores of your own");
  for (const [shown, port] of [
    ["127.0.0.1:8080", ports[0]],
    ["127.0.0.1:8081", ports[1]],
  ])
    script = replaced(script, shown, `127.0.0.1:${port}`);
  script = replaced(replaced(script, "build/bin/parley", `'${parley}'`), "/tmp/parley-mail", mails);

  const shell = spawn("bash", ["-c", `set -euo pipefail\n${script}\njobs -p\nwait`], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PARLEY_DATABASE_URL: stores.databaseUrl,
      PARLEY_REDIS_URL: stores.redisUrl,
      PARLEY_REDIS_PREFIX: stores.redisPrefix,
      PARLEY_UNSAFE_DATABASE: "1",
    },
  });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    shell.stdout.on("data", (data) => {
      said += data;
      for (const [pid] of said.matchAll(/^\d+$/gm)) running.add(Number(pid));
      if (said.match(/^Parley is ready at /gm)?.length === 2 && running.size === 2) resolve();
    });
    shell.once("close", () => reject(new Error(`the shell ended:\n${said}`)));
  });
  t.after(async () => {
    const closed = new Promise((resolve) => (shell.exitCode === null ? shell.once("close", resolve) : resolve()));
    for (const pid of running) process.kill(pid, "SIGTERM");
    await closed;
    running.clear();
    rmSync(dirname(mails), { recursive: true });
    await stores.stop();
  });
  await within(60_000, "two nodes", ready);

  // The walk on the one and its offer on the other.
  let walk = replaced(
    blocksBelow("## The main job with curl"),
    "http://127.0.0.1:8080",
    `http://127.0.0.1:${ports[0]}`,
  );
  walk = replaced(
    walk,
    '"$parley/v1/intents/$intent/offers"',
    `"http://127.0.0.1:${ports[1]}/v1/intents/$intent/offers"`,
  );
  assert.match(await pasted(walk), /"state":"confirmed"\}/);
});

test("the table of settings is what parley serve --help says", async () => {
  const { stdout: help } = await promisify(execFile)(parley, ["serve", "--help"]);
  const told = {};
  for (const [, option, rest] of help.matchAll(/^ {2}(--[a-z-]+)(.*)$/gm)) {
    const [, kind, variable] = /^(.*?) ?\(Env:(\w+)\)/.exec(rest);
    const given = /^ [A-Z]\S*?(?: in \[[^\]]*\])?=(.*?)(?: \.\.\.)?$/.exec(kind)?.[1];
    let value = "none";
    if (given !== undefined) value = `\`${given}\``;
    else if (kind.endsWith("REQUIRED")) value = "required";
    else if (kind.trim() === "") value = "off";
    told[option] = { variable, value };
  }
  assert.ok(Object.keys(told).length > 20, "the help was understood");

  const written = {};
  for (const [, option, variable, value, meaning] of readme.matchAll(
    /^\| `(--[a-z-]+)` +\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm,
  )) {
    assert.equal(written[option], undefined, `${option} is there once`);
    assert.ok(meaning.length > 10, `${option} is explained`);
    written[option] = { variable, value };
  }
  assert.deepEqual(written, told);
});

test("every file that the README points to is there", () => {
  const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]);
  assert.ok(targets.length > 8, "links were found");
  for (const target of targets) assert.ok(existsSync(join(root, target)), `${target} is there`);
});
