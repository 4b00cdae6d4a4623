// Who listens to a topic for as long as a test lasts: whenever its line ends, by its own wish or because the node died,
// it comes back with `after` and goes on. What was heard twice has to be the same, and nothing may be missing.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Line, within } from "./client.mjs";
import { steady, waited } from "./house.mjs";

export class Listener {
  frames = []; // frames[n] has seq n + 1
  heardAt = []; // when each was heard first, in steady milliseconds
  lines = 0;
  findings = [];
  #waiting = new Set();
  #leaving = false;
  #left = new Promise((resolve) => {
    this.leave = resolve;
  });

  /** `leaves(frame)` says after which frames the line is cut, so that resuming is tested where nothing dies. */
  constructor(house, topic, { session, leaves = () => false, name = topic } = {}) {
    Object.assign(this, { house, topic, session, leaves, name });
  }

  /** Listens until stop(); awaits the first subscription. */
  static async start(house, topic, options) {
    const listener = new Listener(house, topic, options);
    const begun = new Promise((resolve) => {
      listener.begun = resolve;
    });
    listener.ended = listener.#listen();
    await within(20_000, `${listener.name} subscribed`, Promise.race([begun, listener.ended]));
    return listener;
  }

  async #listen() {
    while (!this.#leaving) {
      const starts = this.house.starts;
      let line;
      this.cut = false;
      try {
        line = await Line.open(this.house.url, { session: this.session, hear: (frame) => this.#hear(frame) });
        this.line = line;
        this.lines += 1;
        const answer = await line.subscribe(this.topic, { after: this.frames.length });
        if (answer.error) {
          assert.equal(answer.error.code, "unavailable", `${this.name}: ${JSON.stringify(answer)}`);
          await waited(200, "a line has no Retry-After");
          line.socket.terminate();
        } else {
          this.begun();
        }
        await line.closed;
      } catch (error) {
        if (error instanceof assert.AssertionError) this.findings.push(error);
        if (this.#leaving || this.findings.length > 0) break;
        // Refused: the node is gone until it is started again. Otherwise it lives, but its database may not.
        if (/ECONNREFUSED|ECONNRESET|socket hang up/.test(error.message))
          await Promise.race([this.house.after(starts), this.#left]);
        else if (!this.cut) await waited(200, "a line that was refused has no Retry-After");
      } finally {
        this.findings.push(...(line?.findings ?? []));
        line?.socket.terminate();
      }
    }
    for (const waiting of [...this.#waiting]) waiting();
  }

  #hear(frame) {
    if (frame.topic !== this.topic) return;
    const known = this.frames[frame.seq - 1];
    if (frame.type === "snapshot") {
      this.findings.push(new Error(`${this.name}: a snapshot of ${frame.seq} to who had heard ${this.frames.length}`));
    } else if (known) {
      if (!isDeepStrictEqual(known, frame)) {
        this.findings.push(
          new Error(`${this.name}: ${JSON.stringify(known)} was told again as ${JSON.stringify(frame)}`),
        );
      }
    } else if (frame.seq !== this.frames.length + 1) {
      this.findings.push(new Error(`${this.name}: seq ${frame.seq} after ${this.frames.length}`));
    } else {
      this.frames.push(frame);
      this.heardAt.push(steady());
    }
    for (const waiting of [...this.#waiting]) waiting();
    if (this.leaves(frame)) {
      this.cut = true;
      this.line.socket.terminate();
    }
  }

  /** The first frame that the predicate takes, awaited if it was not heard yet. */
  until(predicate, what, ms = 30_000) {
    return this.#until(() => this.frames.find(predicate), what, ms);
  }

  /** Once everything up to this number was heard. */
  reaches(seq, ms = 10_000) {
    return this.#until(() => this.frames.length >= seq, `push ${seq}`, ms);
  }

  #until(look, what, ms) {
    let waiting;
    const found = new Promise((resolve, reject) => {
      waiting = () => {
        const there = look();
        if (there) resolve(there);
        else if (this.findings.length > 0) reject(this.findings[0]);
        else if (this.#leaving) reject(new Error("stopped listening"));
      };
      this.#waiting.add(waiting);
      waiting();
    });
    return within(ms, `${this.name}: ${what}`, found).finally(() => this.#waiting.delete(waiting));
  }

  /** When a frame was heard first. */
  when(frame) {
    return this.heardAt[frame.seq - 1];
  }

  async stop() {
    this.#leaving = true;
    this.leave();
    this.line?.socket.terminate();
    await this.ended;
  }
}

/** How far back a stream is told push by push; what is further is answered with a snapshot (DESIGN 3.2). */
const toldFrom = 1_000;

/**
 * The head of a stream in the log: a node reads on for whoever has heard more than it knows of. Where it cannot read
 * just now (a connection died with its server) it says so, and is asked again, as the pages do.
 */
async function headOf(url, topic, session) {
  const line = await Line.open(url, { session });
  const ask = () => line.subscribe(topic, { after: Number.MAX_SAFE_INTEGER });
  let answer = await ask();
  while (answer.error?.code === "unavailable") {
    await waited(200, "a line has no Retry-After");
    answer = await ask();
  }
  await line.close();
  assert.equal(answer.error, undefined, `${topic}: ${JSON.stringify(answer)}`);
  return answer.head;
}

/** A stream as a fresh listener is told it: its head, and the last thousand pushes up to that. */
export async function replay(house, topic, session) {
  const { url } = house;
  const head = await headOf(url, topic, session);
  const line = await Line.open(url, { session });
  await line.subscribe(topic, { after: Math.max(0, head - toldFrom) });
  if (head > 0) await line.until((frame) => frame.topic === topic && frame.seq === head, `push ${head} of ${topic}`);
  const frames = line.of(topic);
  await line.close();
  return { head, frames };
}
