// Offers that were sent and can still be called back: the page holds each for four seconds, and only then does it
// leave. What is held is written down in this browser too, so that a page that was closed in between says what
// happened.
import { signal } from "@preact/signals";
import { post } from "../../api/client";
import type { BidderIntent, OfferReceipt, OfferRequest } from "../../api/schema";
import { ownTurn } from "../../ui/rounds";

const holdMs = 4_000;
/** In the last seconds there is no undo: what is sent is sent. */
const lastSecondsMs = 30_000;
/** A phone that slept for longer than this has a reader who has gone away since. */
const sleptMs = 10_000;

export interface Kept {
  intent: string;
  title: string;
  currency: string;
  request: OfferRequest;
}

interface Held extends Kept {
  business: string;
  /** When it leaves, by this browser's clock; null while it waits for its reader, or is on its way. */
  leavesAt: number | null;
  onItsWay: boolean;
}

export type Outcome = { kind: "sent" } | { kind: "undone" } | { kind: "slept" } | { kind: "failed"; error: unknown };

/** Until when an offer is taken: the own turn's end, else the round's; 0 where none is. */
export function takenUntil({ round }: BidderIntent): number {
  const turn = round?.turns ? ownTurn(round) : undefined;
  const until = turn?.ends_at ?? round?.closes_at;
  return until ? Date.parse(until) : 0;
}

export const leavesAtOnce = (view: BidderIntent, now: number): boolean => takenUntil(view) - now <= lastSecondsMs;

/** By request. */
export const held = signal<Record<string, Held>>({});

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const waiting = new Map<string, (outcome: Outcome) => void>();

const key = (business: string) => `parley.unsent.${business}`;

function read(business: string): Record<string, Kept> {
  try {
    const kept = JSON.parse(localStorage.getItem(key(business)) ?? "{}") as unknown;
    return kept !== null && typeof kept === "object" ? (kept as Record<string, Kept>) : {};
  } catch {
    return {};
  }
}

function write(business: string, change: (kept: Record<string, Kept>) => void) {
  const kept = read(business);
  change(kept);
  try {
    if (Object.keys(kept).length > 0) localStorage.setItem(key(business), JSON.stringify(kept));
    else localStorage.removeItem(key(business));
  } catch {
    // Without a storage a page that is closed early can say nothing later; before it closes, it asks.
  }
}

/** What this business meant to send when its page was closed, and of which no answer came. */
export const unsent = (business: string): Kept[] =>
  Object.values(read(business)).filter((one) => !held.peek()[one.intent]);
export const forget = (business: string, intent: string) => write(business, (kept) => delete kept[intent]);

function set(intent: string, one: Held | null) {
  const now = { ...held.peek() };
  if (one) now[intent] = one;
  else delete now[intent];
  held.value = now;
  const some = Object.keys(now).length > 0;
  window[some ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
}

/** The browser asks whether to leave while something is held. */
function ask(event: BeforeUnloadEvent) {
  event.preventDefault();
}

function end(one: Held, outcome: Outcome) {
  clearTimeout(timers.get(one.intent));
  timers.delete(one.intent);
  set(one.intent, null);
  forget(one.business, one.intent);
  waiting.get(one.intent)?.(outcome);
  waiting.delete(one.intent);
}

async function send(intent: string) {
  const one = held.peek()[intent];
  if (!one || one.onItsWay) return;
  clearTimeout(timers.get(intent));
  set(intent, { ...one, leavesAt: null, onItsWay: true });
  try {
    await post<OfferReceipt>(`/v1/intents/${intent}/offers`, one.request, { for: one.business, once: true });
    end(one, { kind: "sent" });
  } catch (error) {
    end(one, { kind: "failed", error });
  }
}

function wait(one: Held) {
  const leavesAt = Date.now() + holdMs;
  set(one.intent, { ...one, leavesAt });
  const due = () => {
    if (Date.now() > leavesAt + sleptMs) end(one, { kind: "slept" });
    else void send(one.intent);
  };
  timers.set(one.intent, setTimeout(due, holdMs));
}

/** Holds an offer, or sends it at once. Tells what became of it. */
export function hold(business: string, kept: Kept, atOnce: boolean): Promise<Outcome> {
  const one: Held = { ...kept, business, leavesAt: null, onItsWay: false };
  write(business, (all) => (all[kept.intent] = kept));
  return new Promise((resolve) => {
    waiting.set(kept.intent, resolve);
    set(kept.intent, one);
    if (atOnce) void send(kept.intent);
    else wait(one);
  });
}

export const sendNow = (intent: string) => void send(intent);

export function undo(intent: string) {
  const one = held.peek()[intent];
  if (one && !one.onItsWay) end(one, { kind: "undone" });
}

/** Whoever has come to the bar by keyboard has the time it takes. */
export function pause(intent: string) {
  const one = held.peek()[intent];
  if (!one || one.onItsWay) return;
  clearTimeout(timers.get(intent));
  set(intent, { ...one, leavesAt: null });
}
export function goOn(intent: string) {
  const one = held.peek()[intent];
  if (one && !one.onItsWay && one.leavesAt === null) wait(one);
}
