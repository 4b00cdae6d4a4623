// Checks live traffic against proto/: every request a server accepted, every answer it gave and every frame it pushed.
// Unknown members fail, so what is not in the contract cannot slip into the product. Everything here throws on a
// finding.
import { openapi, asyncapi, validatorAt, explain, deref } from "./contract.mjs";

/** The operationIds that were answered as the contract says, and the messages that were pushed or taken. */
export const seen = { operations: new Set(), messages: new Set() };

const operations = Object.entries(openapi.paths).map(([template, item]) => ({
  template,
  item,
  names: template.split("/"),
}));

function operationFor(method, path) {
  const names = path.split("?")[0].split("/");
  const fits = operations.filter(
    (o) =>
      o.names.length === names.length && o.names.every((n, i) => n.startsWith("{") || n === names[i]) && o.item[method],
  );
  // A literal segment beats a parameter: /v1/businesses/me is not a business called "me".
  fits.sort(
    (a, b) => a.names.filter((n) => n.startsWith("{")).length - b.names.filter((n) => n.startsWith("{")).length,
  );
  if (!fits[0]) throw new Error(`${method.toUpperCase()} ${path}: not in openapi.yaml`);
  return fits[0];
}

function contentAt(keys, holder) {
  const found = deref(openapi, holder);
  return { content: found.value?.content, keys: found.keys ?? keys };
}

/**
 * One HTTP exchange. Bodies are parsed JSON, or undefined where there was none or it was not JSON.
 * The request is checked only if it was accepted: refusing a bad one is what the server should do.
 */
export function check(method, path, status, requestBody, responseBody) {
  method = method.toLowerCase();
  const at = `${method.toUpperCase()} ${path} -> ${status}`;
  const { template, item } = operationFor(method, path);
  const operation = item[method];

  const declared = operation.responses[String(status)] ? String(status) : `${String(status)[0]}XX`;
  if (!operation.responses[declared]) throw new Error(`${at}: this status is not in openapi.yaml`);

  if (status < 400 && requestBody !== undefined) {
    const { content, keys } = contentAt(["paths", template, method, "requestBody"], operation.requestBody);
    if (!content?.["application/json"]) throw new Error(`${at}: openapi.yaml knows no JSON request here`);
    const validate = validatorAt("openapi.yaml", [...keys, "content", "application/json", "schema"]);
    if (!validate(requestBody))
      throw new Error(`${at}: request\n  ${explain(validate)}\n  ${JSON.stringify(requestBody)}`);
  }

  const { content, keys } = contentAt(
    ["paths", template, method, "responses", declared],
    operation.responses[declared],
  );
  const type = ["application/json", "application/problem+json"].find(
    (t) => content?.[t] && (status < 400 || t.includes("problem") || !content["application/problem+json"]),
  );
  if (status < 400) seen.operations.add(operation.operationId);
  if (responseBody === undefined) {
    if (type && !content["text/plain"] && !content["text/markdown"])
      throw new Error(`${at}: an answer of ${type} was expected`);
    return;
  }
  if (!type) throw new Error(`${at}: openapi.yaml knows no JSON answer here: ${JSON.stringify(responseBody)}`);
  const validate = validatorAt("openapi.yaml", [...keys, "content", type, "schema"]);
  if (!validate(responseBody))
    throw new Error(`${at}: answer\n  ${explain(validate)}\n  ${JSON.stringify(responseBody)}`);
}

function messageOf(frame) {
  for (const name of ["hello", "subscribed", "pong", "error"]) if (name in frame) return name;
  const channel = String(frame.topic ?? "").split("/")[0];
  const messages = asyncapi.channels[channel]?.messages;
  if (!messages?.[frame.type]) throw new Error(`push ${frame.topic} ${frame.type}: not in asyncapi.yaml`);
  return messages[frame.type].$ref.split("/").pop();
}

/** One frame from the server: an answer to a command or a push. Takes text or the parsed object. */
export function checkPush(frame) {
  if (typeof frame === "string") frame = JSON.parse(frame);
  const name = messageOf(frame);
  const validate = validatorAt("asyncapi.yaml", ["components", "messages", name, "payload"]);
  if (!validate(frame))
    throw new Error(`push ${frame.topic ?? ""} ${name}\n  ${explain(validate)}\n  ${JSON.stringify(frame)}`);
  seen.messages.add(name);
}

/** One frame from a client. */
export function checkCommand(frame) {
  if (typeof frame === "string") frame = JSON.parse(frame);
  const validate = validatorAt("asyncapi.yaml", ["components", "messages", "command", "payload"]);
  seen.messages.add("command");
  if (!validate(frame)) throw new Error(`command\n  ${explain(validate)}\n  ${JSON.stringify(frame)}`);
}

/**
 * Watches one connection: checks every frame and that each topic's numbers are gapless after its first. A snapshot and
 * another epoch may jump; nothing else may.
 */
export class StreamCheck {
  #last = new Map();
  #epoch = undefined;

  frame(frame) {
    if (typeof frame === "string") frame = JSON.parse(frame);
    checkPush(frame);
    if (frame.hello) {
      if (this.#epoch !== undefined && this.#epoch !== frame.hello.stream_epoch) this.#last.clear();
      this.#epoch = frame.hello.stream_epoch;
      return;
    }
    if (!("seq" in frame)) return;
    const last = this.#last.get(frame.topic);
    if (last !== undefined && frame.type !== "snapshot" && frame.seq !== last + 1) {
      throw new Error(`push ${frame.topic}: seq ${frame.seq} after ${last}`);
    }
    this.#last.set(frame.topic, frame.seq);
  }

  /** The last number of a topic, to resume with. */
  last(topic) {
    return this.#last.get(topic);
  }
}
