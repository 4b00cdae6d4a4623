// One node of Parley as a process: started on given stores, awaited until it takes offers, ended politely or not.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parley, root } from "./stores.mjs";

const lowest = 20_000;
const highest = 32_000;
let candidate = lowest + (process.pid % 4_000) * 3;

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** A port on the loopback address that nobody listens on, below those that the kernel hands out by itself. */
export async function freePort() {
  for (let tries = 0; tries < highest - lowest; tries += 1) {
    candidate = candidate >= highest ? lowest : candidate + 1;
    if (await isFree(candidate)) return candidate;
  }
  throw new Error("no free port");
}

/**
 * Starts `parley serve` on these stores. `env` adds settings; `serve` adds options of the command line.
 * Gives { url, pid, mailDir, log(), exited, stop(), kill() }; `exited` resolves to { code, signal }.
 */
export async function startNode(stores, { env = {}, serve = [], name = "node", port, mailDir } = {}) {
  const listen = `127.0.0.1:${port ?? (await freePort())}`;
  const mails = mailDir ?? mkdtempSync(join(tmpdir(), "parley-mail-"));
  const child = spawn(parley, ["serve", ...serve], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PARLEY_DATABASE_URL: stores.databaseUrl,
      PARLEY_REDIS_URL: stores.redisUrl,
      PARLEY_REDIS_PREFIX: stores.redisPrefix,
      PARLEY_SHARE_DIR: root,
      PARLEY_LISTEN: listen,
      PARLEY_MAIL_DIR: mails,
      PARLEY_LIMITS: "local",
      PARLEY_MAIL_GRACE_MS: "500",
      PARLEY_NODE: name,
      PARLEY_REACTORS: "2", // on any machine, so that what crosses between them is tested
      ...(stores.durable ? {} : { PARLEY_UNSAFE_DATABASE: "1" }),
      ...env,
    },
  });
  let log = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text) => {
    log = (log + text).slice(-200_000);
  });
  const exited = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  // A test that dies must not leave its servers behind.
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  exited.then(() => process.removeListener("exit", reap));

  const lines = createInterface({ input: child.stdout });
  const ready = new Promise((resolve) => {
    lines.on("line", (line) => {
      if (line.startsWith("Parley is ready at ")) resolve(line.slice("Parley is ready at ".length));
    });
  });
  const url = await Promise.race([
    ready,
    exited.then(({ code, signal }) => {
      throw new Error(`parley serve ended (${signal ?? code}) before it was ready:\n${log}`);
    }),
  ]);
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const result = await exited;
    if (!mailDir && signal !== "SIGKILL") rmSync(mails, { recursive: true, force: true });
    return result;
  };
  return {
    url,
    pid: child.pid,
    mailDir: mails,
    log: () => log,
    exited,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
