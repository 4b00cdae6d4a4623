// Somebody else's server, which webhooks are sent to: it keeps what came and answers as it is told.
import { once } from "node:events";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";
import { within } from "./client.mjs";
import { freePort } from "./node.mjs";

/**
 * Listens on the loopback address. `answer(message, response)` answers; without it everything is taken.
 * A message is { id, timestamp, signature, body, raw, type, path }.
 */
export async function startReceiver({ answer } = {}) {
  const receiver = { messages: [], answer };
  const waiting = new Set();
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const piece of request.setEncoding("utf8")) raw += piece;
    const { headers } = request;
    const body = JSON.parse(raw);
    const message = {
      id: headers["webhook-id"],
      timestamp: headers["webhook-timestamp"],
      signature: headers["webhook-signature"],
      headers,
      body,
      raw,
      type: body.type,
      path: request.url,
    };
    receiver.messages.push(message);
    for (const look of [...waiting]) look();
    if (receiver.answer) await receiver.answer(message, response);
    else response.writeHead(204).end();
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  receiver.port = port;
  receiver.url = `http://127.0.0.1:${port}/hook`;
  /** The first message that the predicate takes; awaited if it is not there yet. */
  receiver.until = (predicate, what = "a message", { from = 0, ms = 15_000 } = {}) => {
    let look;
    const came = new Promise((resolve) => {
      look = () => {
        const found = receiver.messages.slice(from).find(predicate);
        if (found) resolve(found);
      };
      waiting.add(look);
      look();
    });
    return within(ms, what, came).finally(() => waiting.delete(look));
  };
  receiver.stop = () => {
    server.closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  };
  return receiver;
}

/** Whether the library of Standard Webhooks takes the message with that secret. */
export function isSigned(secret, { id, timestamp, signature, raw }) {
  try {
    new Webhook(secret).verify(raw, {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature,
    });
    return true;
  } catch {
    return false;
  }
}
