// The stores of a test: the PostgreSQL and Redis that ./test started, or ones of one's own that may be killed.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024; // room for the log of a test

export const root = process.env.PARLEY_SOURCE_DIR ?? join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function parleyBinary() {
  const binary = process.env.PARLEY_TEST_PARLEY ?? join(root, "build", "bin", "parley");
  if (!existsSync(binary)) throw new Error(`${binary} is not there: build it first (./test does)`);
  return binary;
}

export const parley = parleyBinary();

const postgresPrograms = readdirSync("/usr/lib/postgresql")
  .map((version) => join("/usr/lib/postgresql", version, "bin"))
  .filter((bin) => existsSync(join(bin, "psql")))
  .sort()
  .pop();

/** Runs SQL as `psql` does; gives the rows as arrays of text. */
export async function sql(databaseUrl, statement) {
  const words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t"];
  const strict = ["--set=ON_ERROR_STOP=1", `--command=${statement}`];
  const { stdout } = await run(join(postgresPrograms, "psql"), [databaseUrl, ...words, ...strict], { maxBuffer });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** Runs a verb of the command line to its end; gives what it printed. Throws with its words when it fails. */
export async function command(databaseUrl, ...words) {
  const env = { ...process.env, PARLEY_DATABASE_URL: databaseUrl, PARLEY_SHARE_DIR: root };
  const { stdout } = await run(parley, words, { env, maxBuffer });
  return stdout;
}

/** One object per intent, as `parley dump --json` prints them. */
export async function dump(databaseUrl) {
  const text = await command(databaseUrl, "dump", "--json");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Every table with its number of rows and a hash of all of them, as texts by name; `besides` are only counted. */
export async function tables(databaseUrl, besides = ["public.node_beat"]) {
  const counted =
    "SELECT count(*) || '' rows '' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '''') AS v";
  const rows = await sql(
    databaseUrl,
    `SELECT name, (xpath('//v/text()', query_to_xml(format('${counted} FROM %s t', name), false, true, '')))[1]
     FROM (SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
           WHERE schemaname IN ('public', 'contact')) AS found ORDER BY name`,
  );
  assert.ok(rows.length > 10, "the tables were found");
  return Object.fromEntries(rows.map(([name, text]) => [name, besides.includes(name) ? text.split(" ")[0] : text]));
}

const withDatabase = (url, name) => url.replace(/\bdbname=\S+/, `dbname=${name}`);

const templates = new Map();

/** A migrated and seeded database to copy, made once per process and kind of seed. */
function template(server, demo) {
  const key = `${server} ${demo}`;
  if (!templates.has(key)) {
    const make = async () => {
      const name = `parley_template_${process.pid}${demo ? "_demo" : ""}`;
      await sql(server, `DROP DATABASE IF EXISTS ${name}`);
      await sql(server, `CREATE DATABASE ${name}`);
      const url = withDatabase(server, name);
      await command(url, "migrate");
      await command(url, "seed", ...(demo ? ["--demo"] : []));
      return name;
    };
    templates.set(key, make());
  }
  return templates.get(key);
}

let made = 0;

/** A database of one's own with sectors and places, and the simulated town if asked for. */
async function freshDatabase(server, demo) {
  const model = await template(server, demo);
  made += 1;
  const name = `parley_system_${process.pid}_${made}`;
  await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await sql(server, `CREATE DATABASE ${name} TEMPLATE ${model}`);
  return withDatabase(server, name);
}

/** Stores on the servers that ./test started: a fresh database, and a corner of Redis by its prefix. */
export async function sharedStores({ demo = false } = {}) {
  const server = process.env.PARLEY_TEST_DATABASE_URL;
  const redisUrl = process.env.PARLEY_TEST_REDIS_URL;
  if (!server || !redisUrl) return ownStores({ demo, durable: false });
  const databaseUrl = await freshDatabase(server, demo);
  return {
    databaseUrl,
    redisUrl,
    redisPrefix: `system:${process.pid}:${made}:`,
    durable: false,
    stop: async () => {
      const name = /\bdbname=(\S+)/.exec(databaseUrl)[1];
      await sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Puts a fresh cluster on the disk, which a start after a kill would do first, for seconds on a busy disk. */
async function written(databaseUrl, cluster) {
  await sql(databaseUrl, "CHECKPOINT");
  await run("find", [cluster, "-type", "f", "-exec", "sync", "{}", "+"]);
}

/** A PostgreSQL and a Redis that nobody else uses; durable as in production unless told otherwise. */
export async function ownStores({ demo = false, durable = true } = {}) {
  const child = spawn(join(root, "cmake", "stores"), durable ? ["--durable"] : [], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const died = once(child, "exit").then(([status]) => {
    throw new Error(`cmake/stores ended with status ${status}`);
  });
  died.catch(() => {}); // Nobody may be asking it for anything when it ends.
  const told = async () => JSON.parse((await Promise.race([once(lines, "line"), died]))[0]);
  let facts = await told();
  // One request after another: each is answered by one line when it is done.
  let asked = Promise.resolve();
  const ask = (request) => {
    asked = asked.then(async () => {
      child.stdin.write(`${request}\n`);
      facts = await told();
    });
    return asked;
  };
  const databaseUrl = await freshDatabase(facts.database_url, demo);
  if (durable) await written(databaseUrl, join(facts.directory, "postgres"));
  return {
    databaseUrl,
    redisUrl: facts.redis_url,
    redisPrefix: "parley:",
    durable,
    get postgresPid() {
      return facts.postgres_pid;
    },
    get redisPid() {
      return facts.redis_pid;
    },
    directory: facts.directory,
    // "postgres" or "redis": -9 to all its processes, and up again on the same data.
    killStore: (store) => ask(`kill ${store}`),
    startStore: (store) => ask(`start ${store}`),
    redis: (...words) => run("redis-cli", ["-s", facts.redis_url.replace("unix://", ""), ...words]),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
