// Streams: one WebSocket for the page, Server-Sent Events where it cannot pass. A listener gets every push of its
// topic once and in order; after a break the stream resumes after the last one, and a snapshot takes the place of what
// is too old or belongs to another epoch. What a push means is left to the pages.
import { signal } from "@preact/signals";
import { clock } from "./clock";
import type { Push } from "./api/schema";

export type LinkState = "connecting" | "live" | "stale" | "offline";

interface Topic {
  name: string;
  /** Acting for this business. */
  for: string | undefined;
  /** The last number seen; undefined asks for a snapshot. */
  after: number | undefined;
  listener: (push: Push) => void;
  onError: ((code: string) => void) | undefined;
  refused: boolean;
  acked: number;
  sse: AbortController | null;
}

const silenceUntilStale = 5_000;
const silenceUntilReconnect = 12_000;
const pingEvery = 2_000;
const ackEvery = 1_000;
const probeEvery = 60_000;
/** A browser opens six connections to a server without HTTP/2, and calls need some of them. */
const streamsMost = 3;

export const linkState = signal<LinkState>("connecting");

/** Full jitter: a crowd that lost one server must not come back in step. */
export const backoff = (attempt: number, random = Math.random) => random() * Math.min(15_000, 300 * 2 ** attempt);

const newSocket = () =>
  new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/live`, "parley.v1");

class Live {
  #topics = new Map<string, Topic>();
  #socket: WebSocket | null = null;
  #greeted = false;
  #epoch: string | number | undefined;
  #attempt = 0;
  #everOpened = false;
  #refusals = 0; // of sockets, before one was opened
  #useSse = false;
  #probe: ReturnType<typeof setInterval> | undefined;
  #lastHeard = 0;
  #pingSent = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #ackDue: ReturnType<typeof setTimeout> | undefined;

  subscribe(
    name: string,
    options: { after?: number; for?: string; onPush: (push: Push) => void; onError?: (code: string) => void },
  ): () => void {
    const topic: Topic = {
      name,
      for: options.for,
      after: options.after,
      listener: options.onPush,
      onError: options.onError,
      refused: false,
      acked: 0,
      sse: null,
    };
    this.#topics.set(name, topic);
    if (this.#useSse) this.#streamMore();
    else if (this.#greeted) this.#sendSubscribe(topic);
    else this.#open();
    return () => {
      if (this.#topics.get(name) !== topic) return;
      this.#topics.delete(name);
      topic.sse?.abort();
      if (this.#greeted) this.#send({ unsubscribe: name });
    };
  }

  #send(frame: object) {
    if (this.#socket && this.#socket.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #sendSubscribe(topic: Topic) {
    const frame: Record<string, unknown> = { subscribe: topic.name };
    if (topic.after !== undefined) frame.after = topic.after;
    if (topic.for) frame.for = topic.for;
    this.#send(frame);
  }

  #open() {
    if (this.#socket || this.#useSse) return;
    clearTimeout(this.#retry);
    if (linkState.value !== "stale" && linkState.value !== "offline") linkState.value = "connecting";
    let socket: WebSocket;
    try {
      socket = newSocket();
    } catch {
      this.#fallBack();
      return;
    }
    this.#socket = socket;
    this.#lastHeard = performance.now();
    socket.onopen = () => {
      this.#everOpened = true;
    };
    socket.onmessage = (event) => {
      if (typeof event.data === "string") this.#hear(event.data);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#later();
      if (this.#everOpened) return;
      this.#refusals += 1;
      if (this.#refusals >= 3) void this.#fallBackIfReachable();
    };
    this.#pulse ??= setInterval(() => this.#beat(), pingEvery / 2);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = false;
    this.#pingSent = 0;
    if (socket) {
      socket.onclose = socket.onmessage = socket.onopen = null;
      socket.close();
    }
    linkState.value = navigator.onLine ? "stale" : "offline";
  }

  #later() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), backoff(this.#attempt));
    this.#attempt += 1;
  }

  /** Back on line: no reason to wait. */
  hurry() {
    clock.forget();
    if (!this.#topics.size) return;
    if (this.#useSse) {
      // Each starts again from where it is.
      for (const topic of this.#topics.values()) topic.sse?.abort();
      return;
    }
    if (this.#socket && performance.now() - this.#lastHeard < silenceUntilStale) return;
    this.#attempt = 0;
    if (this.#socket) this.#drop();
    this.#open();
  }

  #beat() {
    if (!this.#socket) return;
    const silent = performance.now() - this.#lastHeard;
    // In a hidden tab a beat may be a minute late: only a question that stayed without answer tells a dead line.
    const unanswered = this.#pingSent > 0 ? performance.now() - this.#pingSent : this.#greeted ? 0 : silent;
    if (unanswered > silenceUntilReconnect) {
      this.#drop();
      this.#later();
    } else if (silent > silenceUntilStale) {
      linkState.value = "stale";
    }
    if (this.#greeted && this.#pingSent === 0 && silent > pingEvery / 2) {
      this.#pingSent = performance.now();
      this.#send({ ping: 1 });
    }
  }

  #hear(text: string) {
    this.#lastHeard = performance.now();
    const frame = JSON.parse(text) as Record<string, unknown>;
    if (frame.hello) {
      const hello = frame.hello as { stream_epoch: string | number; server_time: string };
      clock.learn(hello.server_time, 400);
      this.#meetEpoch(hello.stream_epoch);
      this.#greeted = true;
      this.#attempt = 0;
      for (const topic of this.#topics.values()) if (!topic.refused) this.#sendSubscribe(topic);
    } else if ("pong" in frame) {
      clock.learn(String(frame.server_time), performance.now() - this.#pingSent);
      this.#pingSent = 0;
    } else if (frame.error) {
      const error = frame.error as { code: string; topic?: string };
      const topic = error.topic ? this.#topics.get(error.topic) : undefined;
      if (topic) this.#refuse(topic, error.code);
    } else if (typeof frame.seq === "number") {
      this.#take(frame as unknown as Push);
    }
    linkState.value = "live";
  }

  #refuse(topic: Topic, code: string) {
    if (code === "unavailable") {
      setTimeout(() => {
        if (this.#topics.get(topic.name) === topic && this.#greeted) this.#sendSubscribe(topic);
      }, backoff(4));
      return;
    }
    topic.refused = true;
    topic.onError?.(code);
  }

  #meetEpoch(epoch: string | number) {
    if (this.#epoch !== undefined && this.#epoch !== epoch) {
      for (const topic of this.#topics.values()) topic.after = undefined;
    }
    this.#epoch = epoch;
  }

  #take(push: Push) {
    const topic = this.#topics.get(push.topic);
    if (!topic) return;
    if (push.type !== "snapshot" && topic.after !== undefined) {
      if (push.seq <= topic.after) return;
      if (push.seq !== topic.after + 1) {
        // Something was lost on the way: ask again from where we are.
        if (topic.sse) topic.sse.abort();
        else this.#sendSubscribe(topic);
        return;
      }
    }
    topic.after = push.seq;
    topic.listener(push);
    this.#ackDue ??= setTimeout(() => {
      this.#ackDue = undefined;
      for (const t of this.#topics.values()) {
        if (t.after !== undefined && t.after > t.acked) {
          t.acked = t.after;
          this.#send({ ack: t.name, seq: t.after });
        }
      }
    }, ackEvery);
  }

  /** A server that is away refuses sockets too; only one that answers otherwise shows that sockets cannot pass. */
  async #fallBackIfReachable() {
    try {
      const answer = await fetch("/v1/config", { cache: "no-store", signal: AbortSignal.timeout(silenceUntilStale) });
      if (answer.ok && !this.#everOpened) this.#fallBack();
    } catch {
      // The socket is tried again anyway.
    }
  }

  #fallBack() {
    if (this.#useSse) return;
    this.#useSse = true;
    clearTimeout(this.#retry);
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    if (this.#socket) this.#drop();
    this.#probe = setInterval(() => this.#tryReturn(), probeEvery);
    this.#streamMore();
  }

  /** Whatever stood in a socket's way may be gone. */
  #tryReturn() {
    const socket = newSocket();
    socket.onopen = () => {
      socket.close();
      clearInterval(this.#probe);
      this.#useSse = false;
      for (const topic of this.#topics.values()) topic.sse?.abort();
      this.#open();
    };
  }

  /** Streams the topics that were asked for first; the pages learn of the others when they ask. */
  #streamMore() {
    for (const topic of this.#topics.values()) {
      if ([...this.#topics.values()].filter((one) => one.sse).length >= streamsMost) return;
      if (!topic.sse && !topic.refused) void this.#readSse(topic);
    }
  }

  /** Server-Sent Events by hand: unlike EventSource this sees comments, so silence can be told from health. */
  async #readSse(topic: Topic) {
    topic.sse = new AbortController();
    for (let attempt = 0; this.#useSse && this.#topics.get(topic.name) === topic && !topic.refused; attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, backoff(attempt)));
      if (!this.#useSse) break;
      const abort = new AbortController();
      topic.sse = abort;
      let watch: ReturnType<typeof setTimeout> | undefined;
      const heard = () => {
        linkState.value = "live";
        clearTimeout(watch);
        watch = setTimeout(() => {
          linkState.value = "stale";
          watch = setTimeout(() => abort.abort(), 40_000);
        }, 20_000);
      };
      try {
        const query = new URLSearchParams({ topic: topic.name });
        if (topic.after !== undefined) query.set("after", String(topic.after));
        if (topic.for) query.set("for", topic.for);
        const response = await fetch(`/v1/stream?${query}`, {
          signal: abort.signal,
          headers: { accept: "text/event-stream" },
          cache: "no-store",
        });
        if (response.status >= 400 && response.status < 500 && response.status !== 429) {
          topic.refused = true;
          topic.onError?.(`http_${response.status}`);
          break;
        }
        if (!response.ok || !response.body) continue;
        heard();
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = "";
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          heard();
          const parts = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
          rest = parts.pop() ?? "";
          for (const part of parts) {
            const data = part
              .split("\n")
              .filter((line) => line.startsWith("data:"))
              .map((line) => line.slice(5).trimStart())
              .join("\n");
            if (!data) continue;
            const said = JSON.parse(data) as Push & { error?: { code: string }; stream_epoch?: string };
            if (said.error) this.#refuse(topic, said.error.code);
            if (said.stream_epoch !== undefined) this.#meetEpoch(said.stream_epoch);
            if (typeof said.seq !== "number") continue;
            attempt = 0;
            this.#take(said);
          }
        }
      } catch {
        linkState.value = navigator.onLine ? "stale" : "offline";
      } finally {
        clearTimeout(watch);
      }
    }
    topic.sse = null;
    if (this.#useSse) this.#streamMore();
  }
}

export const live = new Live();
addEventListener("online", () => live.hurry());
addEventListener("offline", () => {
  linkState.value = "offline";
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) live.hurry();
});
