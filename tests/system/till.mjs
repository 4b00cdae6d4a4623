// What a till sends: a message signed as the library of Standard Webhooks signs.
import { Webhook } from "standardwebhooks";

let messages = 0;

/** The headers for this body. */
export function signedHeaders(key, raw, { id = `msg_${++messages}`, at = new Date() } = {}) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(key).sign(id, at, raw),
  };
}
