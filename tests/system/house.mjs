// A node that may die at any moment and is started again at the same address, and how its callers get over that:
// whoever lost an answer waits for the next start and asks again, whoever was told to come back comes back.
import assert from "node:assert/strict";
import { within } from "./client.mjs";
import { freePort, startNode } from "./node.mjs";

/** Milliseconds since 1970 on a clock that never goes back. */
export const steady = () => performance.timeOrigin + performance.now();

/** Waits because waiting is what the server asked for, or what is tested: there is no event that would say when. */
export function waited(ms, why) {
  assert.ok(why, "say why no event can be awaited");
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export class House {
  #starts = 0;
  #waiting = [];

  /** Starts a node with these settings, which later starts keep. Nodes on the same stores need names of their own. */
  static async open(stores, { env = {}, serve = [], name, mailDir } = {}) {
    const house = new House();
    Object.assign(house, { stores, env, serve, name, mailDir, lives: false, port: await freePort() });
    await house.start();
    return house;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  /** How often the node was started: what a caller remembers before it asks. */
  get starts() {
    return this.#starts;
  }

  /** `env` adds settings for this life alone. */
  async start(env = {}) {
    const { stores, serve, name, port, mailDir } = this;
    this.node = await startNode(stores, { env: { ...this.env, ...env }, serve, name, port, mailDir });
    this.mailDir = this.node.mailDir;
    this.lives = true;
    this.#starts += 1;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async kill() {
    this.lives = false;
    await this.node.kill();
  }

  async killAndStart(env) {
    await this.kill();
    await this.start(env);
  }

  /** Once it was started more often than `starts` times. */
  async after(starts) {
    while (this.#starts <= starts)
      await within(60_000, "another start", new Promise((done) => this.#waiting.push(done)));
  }

  stop() {
    return this.node.stop();
  }
}

/**
 * Asks until there is an answer that will not change: `ask` is tried again when the connection broke (at the next start
 * of the node) and when the answer is a 503 (when that says so). Gives the answer and how often it was asked.
 */
export async function persist(house, ask) {
  for (let tries = 1; ; tries += 1) {
    const starts = house.starts;
    let answer;
    try {
      answer = await ask();
    } catch (error) {
      // What fetch says when the connection broke; everything else is a finding.
      if (!(error instanceof TypeError && error.cause)) throw error;
      await house.after(starts);
      continue;
    }
    if (answer.status !== 503 || answer.body.round_closed) return { answer, tries };
    const seconds = Number(answer.headers.get("retry-after"));
    assert.ok(seconds >= 1, `a 503 without Retry-After: ${JSON.stringify(answer.body)}`);
    await waited(seconds * 1_000, "the answer says when to come back");
  }
}
