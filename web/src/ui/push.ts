// Lets this browser be pushed to. Nothing of it happens before somebody taps: no worker, no permission, no address.
import { get, post, remove } from "../api/client";
import type { PushStanding } from "../api/schema";

export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export class NotAllowed extends Error {}
export class NotReached extends Error {}

export interface Asking {
  purpose: string;
  /** The shop that the caller acts for. */
  business?: string | undefined;
}

const path = (purpose: string) => `/v1/push-subscriptions?purpose=${encodeURIComponent(purpose)}`;

export const pushStanding = ({ purpose, business }: Asking) => get<PushStanding>(path(purpose), { for: business });
export const stopPushes = ({ purpose, business }: Asking) => remove<PushStanding>(path(purpose), { for: business });

/** Whether this very browser is one that is pushed to. */
export async function isPushedHere(): Promise<boolean> {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return Boolean(await worker?.pushManager.getSubscription());
}

/** Our pages demand that the address of a script is vouched for; this one is ours. */
function workerAddress(): string {
  const factory = (window as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }).trustedTypes;
  const policy = factory?.createPolicy("parley-worker", { createScriptURL: (address: string) => address }) as
    { createScriptURL(address: string): string } | undefined;
  return policy?.createScriptURL("/sw.js") ?? "/sw.js";
}

const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** Asks the browser, then says yes to the words that were shown. */
export async function startPushes({ purpose, business }: Asking, wording: string): Promise<PushStanding> {
  if ((await Notification.requestPermission()) !== "granted") throw new NotAllowed();
  const { key } = await get<{ key: string }>("/v1/push-key");
  await navigator.serviceWorker.register(workerAddress(), { scope: "/" });
  const worker = await navigator.serviceWorker.ready;
  const given = await worker.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
    .catch(() => {
      throw new NotReached();
    });
  const { endpoint, keys } = given.toJSON();
  const body = { endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], purpose, wording };
  return post<PushStanding>("/v1/push-subscriptions", body, { for: business });
}
