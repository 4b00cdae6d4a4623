// Calls to the server. Every failure becomes an ApiError with a stable code, whether the server said no, was busy or
// could not be reached; what to tell a person is decided elsewhere (ui/errors.ts).
import type { Problem } from "./schema";
import { clock } from "../clock";
import { carriedCampaign } from "./campaign";
import { carriedLink, isCredited } from "./referral";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? problem?.title ?? code);
  }
}

/** 22 characters of A-Za-z0-9_-, fit for Idempotency-Key. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export interface CallOptions {
  body?: unknown;
  /** Sent as it is, in the place of a body. */
  jpeg?: Blob;
  /** The business the caller acts for. */
  for?: string | undefined;
  /** Has one effect, however often it is sent: tried again when the answer was lost, and so by a later same call. */
  once?: boolean;
  /** All that is held takes longer to write than any other answer. */
  patient?: boolean;
  signal?: AbortSignal;
  etag?: string | undefined;
}

export interface Answer<T> {
  status: number;
  data: T;
  etag: string | null;
}

/** How long an answer may take before the call counts as lost; a phone that changed networks never hears of it. */
const patience = 8_000;

/** The keys of deeds whose answer has not come: the same deed asked for again is the same one, and says so. */
const unanswered = new Map<string, string>();

/** Told of every answer that says that nobody is signed in (any more). */
let signedOut: (() => void) | null = null;
export const onSignedOut = (tell: () => void) => {
  signedOut = tell;
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function ask<T>(method: string, path: string, key: string | null, options: CallOptions): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json, application/problem+json" };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.jpeg) headers["content-type"] = "image/jpeg";
  if (options.for) headers["parley-for"] = options.for;
  if (key) headers["idempotency-key"] = key;
  if (options.etag) headers["if-none-match"] = options.etag;
  if (carriedCampaign && method === "POST" && path === "/v1/intents") headers["parley-campaign"] = carriedCampaign;
  if (carriedLink && isCredited(method, path)) headers["parley-referral"] = carriedLink;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.jpeg) init.body = options.jpeg;
  const limits = options.signal ? [options.signal] : [];
  if (!options.patient && (key || method === "GET")) limits.push(AbortSignal.timeout(patience));
  // A browser without `any` heeds the caller's signal alone.
  if (limits.length) init.signal = limits.length > 1 && "any" in AbortSignal ? AbortSignal.any(limits) : limits[0]!;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("unreachable", 0, null);
  }
  const etag = response.headers.get("etag");
  if (response.status === 304 || response.status === 204)
    return { status: response.status, data: undefined as T, etag };
  const type = response.headers.get("content-type") ?? "";
  const unread = Symbol();
  const body: unknown = type.includes("json") ? await response.json().catch(() => unread) : null;
  // An answer that breaks off, or that the limit cut short, is as good as none.
  if (response.ok && body === unread) throw new ApiError("unreachable", 0, null);
  if (response.ok) return { status: response.status, data: body as T, etag };
  const problem = body !== null && typeof body === "object" && "code" in body ? (body as Problem) : null;
  if (response.status === 401) signedOut?.();
  throw new ApiError(problem?.code ?? `http_${response.status}`, response.status, problem);
}

/** No answer came, or one that says that it is too early for one; that a round is closed is the last word. */
function isLost(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.problem?.round_closed) return false;
  return [0, 502, 503, 504].includes(error.status) || error.code === "in_progress";
}

async function insist<T>(method: string, path: string, key: string | null, options: CallOptions): Promise<Answer<T>> {
  const tries = key || method === "GET" ? 4 : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask<T>(method, path, key, options);
    } catch (error) {
      if (!isLost(error) || attempt >= tries) throw error;
      await pause(250 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }
}

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  if (!options.once) return insist<T>(method, path, null, options);
  const deed = JSON.stringify([method, path, options.for, options.body]);
  const key = unanswered.get(deed) ?? newKey();
  unanswered.set(deed, key);
  try {
    const answer = await insist<T>(method, path, key, options);
    unanswered.delete(deed);
    return answer;
  } catch (error) {
    if (!isLost(error)) unanswered.delete(deed);
    throw error;
  }
}

export const get = async <T>(path: string, options: CallOptions = {}): Promise<T> =>
  (await call<T>("GET", path, options)).data;
export const post = async <T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> =>
  (await call<T>("POST", path, { ...options, body: body ?? {} })).data;
export const patch = async <T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> =>
  (await call<T>("PATCH", path, { ...options, body })).data;
export const put = async <T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> =>
  (await call<T>("PUT", path, { ...options, body })).data;
export const remove = async <T>(path: string, options: CallOptions = {}): Promise<T> =>
  (await call<T>("DELETE", path, options)).data;

let config: Promise<import("./schema").Config> | null = null;

/** The server's settings, asked for once; sets the page's clock as well. */
export function getConfig() {
  config ??= (async () => {
    const sent = performance.now();
    const answer = await get<import("./schema").Config>("/v1/config");
    clock.learn(answer.server_time, performance.now() - sent);
    return answer;
  })().catch((error: unknown) => {
    config = null;
    throw error;
  });
  return config;
}
