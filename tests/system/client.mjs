// Parley from outside: HTTP calls and live lines, each held against the contract in proto/ as it happens.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import WebSocket from "ws";
import { check, checkCommand, StreamCheck } from "../contracts/live.mjs";

export const newKey = () => randomBytes(16).toString("hex");

/** Fails after `ms` with what was waited for, so that a test that hangs says where. */
export function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * One HTTP exchange, checked against openapi.yaml. `session` is a Bearer token, `key` an Idempotency-Key, `raw` a body
 * that is sent as it is. Gives { status, headers, body }.
 */
export async function call(url, method, path, { body, raw, session, key, headers = {} } = {}) {
  const sent = { ...headers };
  if (body !== undefined || raw !== undefined) sent["content-type"] ??= "application/json";
  if (session) sent.authorization = `Bearer ${session}`;
  if (key) sent["idempotency-key"] = key;
  const answer = await fetch(url + path, { method, headers: sent, body: raw ?? (body && JSON.stringify(body)) });
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  const parsed = isJson && text !== "" ? JSON.parse(text) : undefined;
  if (/^\/(v1\/|dev\/mail\/latest|livez|readyz|version|metrics)/.test(path))
    check(method, path, answer.status, raw === undefined ? body : undefined, parsed);
  return { status: answer.status, headers: answer.headers, body: parsed ?? text };
}

/** As `call`, and the status must be this one. */
export async function expectStatus(status, url, method, path, options) {
  const answer = await call(url, method, path, options);
  assert.equal(answer.status, status, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/**
 * A live line. Every frame is checked against asyncapi.yaml and every topic's numbers for holes; what came is kept in
 * `pushes`, and `until(predicate)` awaits one that is there or comes.
 */
export class Line {
  pushes = [];
  #waiting = new Set();
  #check = new StreamCheck();
  #failure;

  /** What the contract does not allow, in the order it came; the first one also fails whoever waits. */
  findings = [];

  /** Opens and awaits the hello. `hear` is called with each frame once it was checked. */
  static async open(url, { session, hear } = {}) {
    const line = new Line();
    line.hear = hear;
    const headers = session ? { authorization: `Bearer ${session}` } : {};
    line.socket = new WebSocket(url.replace(/^http/, "ws") + "/v1/live", "parley.v1", { headers });
    line.closed = new Promise((resolve) => line.socket.once("close", (code) => resolve(code)));
    line.socket.on("message", (data) => line.#frame(String(data)));
    line.socket.on("error", (error) => line.#fail(error));
    line.closed.then((code) => line.#fail(new Error(`the line was closed with ${code}`)));
    line.hello = (await line.until((frame) => frame.hello, "hello")).hello;
    return line;
  }

  #frame(text) {
    let frame;
    try {
      frame = JSON.parse(text);
      this.#check.frame(frame);
    } catch (error) {
      this.findings.push(error);
      this.#fail(error);
      return;
    }
    this.pushes.push(frame);
    this.hear?.(frame);
    for (const waiting of [...this.#waiting]) waiting.look(frame);
  }

  #fail(error) {
    this.#failure ??= error;
    for (const waiting of [...this.#waiting]) waiting.fail(this.#failure);
  }

  send(frame) {
    checkCommand(frame);
    this.socket.send(JSON.stringify(frame));
  }

  /** Listens to a topic; `after` resumes, `acting` says as which business. Awaits the answer. */
  async subscribe(topic, { after, acting } = {}) {
    const frame = { subscribe: topic };
    if (after !== undefined) frame.after = after;
    if (acting !== undefined) frame.for = acting;
    const seen = this.pushes.length;
    this.send(frame);
    // A desk is answered with its full name, whichever way it was asked for.
    const answers = (name) => name === topic || (topic === "desk" && name?.startsWith("desk/"));
    return this.until((frame) => answers(frame.subscribed) || frame.error, `${topic} subscribed`, { from: seen });
  }

  /** The first frame, of those from index `from` on, that the predicate takes; awaited if it is not there yet. */
  until(predicate, what = "a push", { from = 0, ms = 10_000 } = {}) {
    const there = this.pushes.slice(from).find(predicate);
    if (there) return Promise.resolve(there);
    const promise = new Promise((resolve, reject) => {
      const waiting = {
        look: (frame) => {
          if (!predicate(frame)) return;
          this.#waiting.delete(waiting);
          resolve(frame);
        },
        fail: (error) => {
          this.#waiting.delete(waiting);
          reject(new Error(`${what} did not come: ${error.message}`));
        },
      };
      if (this.#failure) waiting.fail(this.#failure);
      else this.#waiting.add(waiting);
    });
    return within(ms, what, promise);
  }

  of(topic) {
    return this.pushes.filter((frame) => frame.topic === topic);
  }

  /** The last number heard of a topic, to resume with. */
  last(topic) {
    return this.#check.last(topic) ?? 0;
  }

  async close() {
    this.socket.close();
    await this.closed;
  }
}

/**
 * A topic as Server-Sent Events, each checked as a push of the WebSocket is. `lastEventId` resumes as a browser does.
 * `until` and `pushes` are those of a Line.
 */
export class EventLine {
  pushes = [];
  #check = new StreamCheck();
  #text = "";
  #abort = new AbortController();

  static async open(url, topic, { session, ticket, after, lastEventId } = {}) {
    const line = new EventLine();
    const query = new URLSearchParams({ topic });
    if (ticket !== undefined) query.set("ticket", ticket);
    if (after !== undefined) query.set("after", String(after));
    const headers = { accept: "text/event-stream" };
    if (session) headers.authorization = `Bearer ${session}`;
    if (lastEventId !== undefined) headers["last-event-id"] = String(lastEventId);
    const path = `/v1/stream?${query}`;
    line.answer = await fetch(url + path, { headers, signal: line.#abort.signal });
    if (line.answer.status === 200) {
      assert.match(line.answer.headers.get("content-type"), /^text\/event-stream/);
      check("GET", path, 200);
      line.reader = line.answer.body.pipeThrough(new TextDecoderStream()).getReader();
    } else {
      line.problem = await line.answer.json();
      check("GET", path, line.answer.status, undefined, line.problem);
    }
    return line;
  }

  #take(event) {
    const field = (name) =>
      event
        .split("\n")
        .filter((row) => row.startsWith(`${name}: `))
        .map((row) => row.slice(name.length + 2))
        .join("\n");
    if (field("data") === "") return; // A comment that keeps the line open.
    const push = JSON.parse(field("data"));
    if (!("seq" in push)) return;
    this.#check.frame(push);
    assert.equal(field("id"), String(push.seq), "the id of an event is its number");
    assert.equal(field("event"), push.type);
    this.pushes.push(push);
  }

  /** The first push that the predicate takes; awaited if it is not there yet. */
  until(predicate, what = "an event", ms = 10_000) {
    const look = async () => {
      for (;;) {
        const found = this.pushes.find(predicate);
        if (found) return found;
        const { value, done } = await this.reader.read();
        if (done) throw new Error(`the stream ended before ${what}`);
        this.#text += value;
        const events = this.#text.split("\n\n");
        this.#text = events.pop();
        events.forEach((event) => this.#take(event));
      }
    };
    return within(ms, what, look());
  }

  close() {
    this.#abort.abort();
  }
}
