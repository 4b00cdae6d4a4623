// A push service and browsers for a test: what is pushed comes to this machine, is decrypted as a browser does it (npm
// http_ece), and is answered as the test wishes.
import assert from "node:assert/strict";
import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { within } from "./client.mjs";
import { freePort } from "./node.mjs";

const ece = createRequire(import.meta.url)("http_ece");

export class PushService {
  pushes = [];
  #waiting = new Set();
  #answers = new Map();

  static async open() {
    const service = new PushService();
    service.server = createServer((asked, answer) => void service.#take(asked, answer));
    service.server.listen(await freePort(), "127.0.0.1");
    await once(service.server, "listening");
    service.origin = `http://127.0.0.1:${service.server.address().port}`;
    return service;
  }

  async #take(asked, answer) {
    const parts = [];
    for await (const part of asked) parts.push(part);
    const push = {
      path: asked.url,
      method: asked.method,
      headers: asked.headers,
      body: Buffer.concat(parts),
      at: Date.now(),
    };
    const [next] = this.#answers.get(asked.url)?.splice(0, 1) ?? [];
    push.status = next?.status ?? 201;
    answer.writeHead(push.status, next?.headers ?? {}).end();
    this.pushes.push(push);
    for (const look of [...this.#waiting]) look();
  }

  /** What the next pushes to this browser are answered with; then 201 again. */
  expect(browser, ...answers) {
    this.#answers.set(browser.path, answers);
  }

  to(browser) {
    return this.pushes.filter(({ path }) => path === browser.path);
  }

  /** The nth push to this browser, from 1; awaited if it is not there yet. */
  nth(browser, n = 1, ms = 15_000) {
    const arrived = new Promise((resolve) => {
      const look = () => {
        const push = this.to(browser)[n - 1];
        if (!push) return;
        this.#waiting.delete(look);
        resolve(push);
      };
      this.#waiting.add(look);
      look();
    });
    return within(ms, `push ${n} to ${browser.path}`, arrived);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** A browser with keys of its own. */
  browser() {
    const keys = createECDH("prime256v1");
    keys.generateKeys();
    const auth = randomBytes(16);
    const path = `/push/${randomBytes(12).toString("hex")}`;
    return {
      path,
      address: {
        endpoint: this.origin + path,
        p256dh: keys.getPublicKey("base64url"),
        auth: auth.toString("base64url"),
      },
      /** What a page is told, as a browser reads it. */
      read: ({ body }) =>
        JSON.parse(
          String(ece.decrypt(body, { version: "aes128gcm", privateKey: keys, authSecret: auth.toString("base64url") })),
        ),
    };
  }
}

/** The claims of a push's VAPID token, once its signature holds for the key that comes with it. */
export function claimsOf({ headers }) {
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]{87})$/.exec(headers.authorization) ?? assert.fail("no vapid");
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const holds = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  assert.ok(holds, "the signature is that key's");
  assert.deepEqual(JSON.parse(Buffer.from(head, "base64url")), { alg: "ES256", typ: "JWT" });
  return { ...JSON.parse(Buffer.from(claims, "base64url")), key };
}
