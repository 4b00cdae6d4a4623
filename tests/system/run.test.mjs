// ./run as a newcomer meets it: ready with links that work, again on the same data, and gone without a trace however
// it is ended.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { call, expectStatus, within } from "./client.mjs";
import { steady, waited } from "./house.mjs";
import { newShop } from "./market.mjs";
import { freePort } from "./node.mjs";
import { ownStores, parley, root } from "./stores.mjs";

const isRoot = process.geteuid() === 0;

let directory; // everything that is started here has it in its environment, its command line or as its folder
let state;
const started = new Set();
before(() => {
  directory = mkdtempSync(join(tmpdir(), "parley-runs-"));
  chmodSync(directory, 0o755); // As root everything is run by another user.
  state = join(directory, "state");
});
after(async () => {
  for (const child of started) child.kill("SIGKILL");
  await gone();
  rmSync(directory, { recursive: true, force: true });
});

/** What lives of all that was started here: the names of the programs by process. Those that are dead count no more. */
function alive() {
  const found = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const told = ["environ", "cmdline"].map((name) => readFileSync(`/proc/${pid}/${name}`, "latin1"));
      told.push(readlinkSync(`/proc/${pid}/cwd`));
      const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
      if (told.some((text) => text.includes(directory))) found.set(Number(pid), name);
    } catch {
      // It ended while it was looked at, is dead already, or is somebody else's.
    }
  }
  return found;
}

async function gone() {
  const deadline = steady() + 20_000;
  while (alive().size > 0) {
    assert.ok(steady() < deadline, `still there: ${[...alive()].join(" ")}`);
    await waited(20, "the end of a process is told to nobody but its parent, and that was killed");
  }
}

async function isTaken(port) {
  const socket = connect(port, "127.0.0.1");
  const taken = await new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  return taken;
}

/** Starts ./run with these words. Gives { child, output(), exited, pid }. */
function run(words, env = {}) {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith("PARLEY_"));
  const child = spawn(join(root, "run"), ["--offline", ...words], {
    cwd: directory,
    detached: true, // as in a terminal: a group of its own, to which Ctrl-C goes
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...Object.fromEntries(plain), PARLEY_STATE: state, TMPDIR: directory, ...env },
  });
  started.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => {
      output += text;
      child.emit("said");
    });
  }
  const exited = once(child, "close").then(([code, signal]) => {
    started.delete(child);
    return { code, signal };
  });
  return { child, pid: child.pid, exited, output: () => output };
}

/** Starts ./run and awaits that it is ready: the above with { url, links, seconds, mailDir }. */
async function start(words = [], env) {
  const began = steady();
  const port = await freePort();
  const running = run(["--port", String(port), ...words], env);
  const ready = new Promise((resolve) => {
    running.child.on("said", () => /^ {2}docs .*\n/m.test(running.output()) && resolve());
  });
  const ended = running.exited.then(({ code }) => assert.fail(`it ended with ${code}:\n${running.output()}`));
  await within(120_000, "the ready line", Promise.race([ready, ended]));
  ended.catch(() => {}); // From now on it may end.
  const links = [...running.output().matchAll(/^ {2}(\w+) +(http:\S+)$/gm)];
  const url = `http://127.0.0.1:${port}`;
  assert.ok(running.output().includes(`Parley is ready at ${url}\n`), running.output());
  return {
    ...running,
    port,
    url,
    links: Object.fromEntries(links.map(([, role, link]) => [role, link])),
    seconds: (steady() - began) / 1_000,
    mailDir: join(state, "mail"),
    interrupt: () => process.kill(-running.pid, "SIGINT"),
  };
}

async function ended(running, expected) {
  const end = await within(30_000, "the end of ./run", running.exited);
  assert.deepEqual(end, { code: null, signal: null, ...expected }, running.output());
}

async function leftNothing(running) {
  assert.deepEqual([...alive()], []);
  assert.equal(await isTaken(running.port), false);
  const sockets = readdirSync(directory).filter((name) => name.startsWith("parley-run."));
  assert.deepEqual(sockets, []);
}

for (const [words, said] of [
  [["--port"], /--port needs a number/],
  [["--port", "http"], /--port needs a number/],
  [["--port=0"], /--port needs a number/],
  [["--port", "65536"], /--port needs a number/],
  [["--prot", "8080"], /unknown option --prot/],
  [["serve"], /unknown option serve/],
])
  test(`./run ${words.join(" ")} says what is wrong and does nothing`, async () => {
    const running = run(words);
    await ended(running, { code: 2 });
    assert.match(running.output(), said);
    assert.equal(existsSync(state), false);
  });

test("./run lives, is interrupted, killed and started again on what it kept", async (t) => {
  const first = await start();
  t.diagnostic(`ready for the first time after ${first.seconds.toFixed(1)} s, the database made`);
  assert.deepEqual(Object.keys(first.links).sort(), ["buyer", "desk", "docs", "lab", "mail", "steward"]);
  for (const [role, link] of Object.entries(first.links)) {
    const page = await fetch(link);
    assert.equal(page.status, 200, `${role} ${link}`);
    assert.match(page.headers.get("content-type"), /^text\/html/);
    assert.match(await page.text(), /<title>/);
  }
  const [, shown] = /^For parley's other commands, in another shell: (export PARLEY_DATABASE_URL='.+')$/m.exec(
    first.output(),
  );
  await promisify(execFile)("bash", ["-c", `${shown}\n'${parley}' researcher list`]);
  const programs = [...alive().values()];
  for (const name of ["parley", "postgres", "redis-server"])
    assert.ok(programs.includes(name), `${name} in ${programs}`);
  const shop = await newShop(first);
  const me = (node) => call(node.url, "GET", "/v1/businesses/me", { session: shop.session });

  await t.test("a second one on the same data leaves the first alone", async () => {
    const second = run(["--port", String(await freePort())]);
    await ended(second, { code: 3 });
    assert.ok(second.output().includes(`(process ${first.pid}, `), second.output());
    await expectStatus(200, first.url, "GET", "/readyz");
  });
  await t.test("a port that was asked for and is taken is said to be, with one that is free", async () => {
    const other = run(["--port", String(first.port)], { PARLEY_STATE: join(directory, "other") });
    await ended(other, { code: 3 });
    assert.match(other.output(), new RegExp(`port ${first.port} is taken .* is free`));
  });

  first.interrupt();
  await ended(first, { code: 130 });
  await leftNothing(first);

  const second = await start();
  t.diagnostic(`ready again after ${second.seconds.toFixed(1)} s`);
  assert.equal((await me(second)).body.name, shop.name);
  process.kill(second.pid, "SIGKILL");
  await ended(second, { signal: "SIGKILL" });
  await gone();
  assert.equal(await isTaken(second.port), false);

  const third = await start();
  t.diagnostic(`ready after kill -9 after ${third.seconds.toFixed(1)} s`);
  assert.equal((await me(third)).body.name, shop.name);
  process.kill(third.pid, "SIGTERM");
  await ended(third, { code: 143 });
  await leftNothing(third);

  const fourth = await start(["--reset", "--no-demo"]);
  assert.equal((await me(fourth)).status, 401);
  assert.equal((await call(fourth.url, "GET", "/v1/config")).body.demo, false);
  fourth.interrupt();
  await ended(fourth, { code: 130 });
  await leftNothing(fourth);
});

for (const [when, words] of [
  ["while the service starts", "Ctrl-C stops Parley."],
  ["later", "  docs "],
])
  test(`a store that dies ${when} is the end of all`, async () => {
    const port = await freePort();
    const running = run(["--port", String(port), "--no-demo"]);
    running.child.on("said", () => {
      if (!running.output().includes(words)) return;
      running.child.removeAllListeners("said");
      const [redis] = [...alive()].find(([, name]) => name === "redis-server");
      process.kill(redis, "SIGKILL");
    });
    await ended(running, { code: 3 });
    assert.match(running.output(), /Redis ended by itself .* everything is stopped/);
    await leftNothing({ port });
  });

test("./run killed while it makes its database leaves nothing that stops the next", async () => {
  const env = { PARLEY_STATE: join(directory, "early") };
  const early = run(["--port", String(await freePort())], env);
  const making = new Promise((resolve) => {
    early.child.on("said", () => early.output().includes("Creating the database") && resolve());
  });
  await within(60_000, "a database in the making", making);
  process.kill(early.pid, "SIGKILL");
  await gone();
  const next = await start(["--no-demo"], env);
  next.interrupt();
  await ended(next, { code: 130 });
  await leftNothing(next);
});

test("./run with stores of one's own starts none", async (t) => {
  const stores = await ownStores();
  t.after(() => stores.stop());
  if (isRoot) {
    // Parley is then run by another user than the stores.
    chmodSync(stores.directory, 0o711);
    for (const socket of [".s.PGSQL.5432", "redis.sock"]) chmodSync(join(stores.directory, socket), 0o777);
  }
  const env = { PARLEY_DATABASE_URL: stores.databaseUrl, PARLEY_REDIS_URL: stores.redisUrl };

  const refused = run(["--reset"], env);
  await ended(refused, { code: 2 });
  assert.match(refused.output(), /--reset deletes only what \.\/run itself stored/);

  const running = await start([], { ...env, PARLEY_STATE: join(directory, "borrowed") });
  const programs = [...alive().values()];
  assert.ok(programs.includes("parley"), `${programs}`);
  for (const name of ["postgres", "redis-server"]) assert.equal(programs.includes(name), false, `${programs}`);
  await newShop({ ...running, mailDir: join(directory, "borrowed", "mail") });
  running.interrupt();
  await ended(running, { code: 130 });
  await leftNothing(running);
});
