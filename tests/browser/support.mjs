// A browser for tests: Debian's chromium, every page watched. Whatever a page asks of the server and whatever the
// server pushes is held against proto/; a console error, a refused policy or a request to another host fails the test.
import { after } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { check, checkCommand, StreamCheck } from "../contracts/live.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const screenshots = process.env.PARLEY_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "parley-screenshots-"));
mkdirSync(screenshots, { recursive: true });

export const shapes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  small: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1 },
};

/** A running server: the one at PARLEY_TEST_URL, else one started for this test; one of its own if it needs `env`. */
export async function server(env) {
  const there = env ? undefined : process.env.PARLEY_TEST_URL;
  if (there) return { url: there.replace(/\/$/, ""), stop: async () => {} };
  const { startParley } = await import("../system/support.mjs");
  return startParley({ demo: true, env });
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}

/** That server and a browser, for all tests of a file and until they are done. */
export async function withServer(start = server) {
  const parley = await start();
  const browser = await launch().catch(async (error) => {
    await parley.stop();
    throw error;
  });
  after(async () => {
    await browser.close();
    await parley.stop();
  });
  return { parley, browser };
}

/** What went wrong on any page of a context; `settle` waits for answers still being read and throws on findings. */
export class Watch {
  findings = [];
  #reading = new Set();

  constructor(context, url, { expectErrors = [] } = {}) {
    this.host = new URL(url).host;
    this.expected = expectErrors;
    context.on("page", (page) => this.#page(page));
  }

  #note(text) {
    if (!this.expected.some((pattern) => pattern.test(text))) this.findings.push(text);
  }

  #page(page) {
    page.on("pageerror", (error) => this.#note(`page error: ${error.message}`));
    page.on("console", (message) => {
      // A refused request is also logged by the browser; the answer itself is checked below.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
        this.#note(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.host !== this.host) this.#note(`request to another host: ${url.host}`);
    });
    page.on("response", (response) => {
      const reading = this.#answer(response).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    });
    page.on("websocket", (socket) => {
      const stream = new StreamCheck();
      const guarded = (deed) => {
        try {
          deed();
        } catch (error) {
          this.#note(error.message);
        }
      };
      socket.on("framereceived", ({ payload }) => guarded(() => stream.frame(String(payload))));
      socket.on("framesent", ({ payload }) => guarded(() => checkCommand(String(payload))));
    });
  }

  async #answer(response) {
    const request = response.request();
    const url = new URL(response.url());
    if (!url.pathname.startsWith("/v1/") || url.pathname === "/v1/stream" || url.pathname === "/v1/live") return;
    const type = response.headers()["content-type"] ?? "";
    let body;
    try {
      if (type.includes("json")) body = await response.json();
    } catch {
      return; // The page went elsewhere before the answer was read.
    }
    try {
      const isJson = (request.headers()["content-type"] ?? "").includes("json");
      const sent = isJson && request.postData();
      check(request.method(), url.pathname + url.search, response.status(), sent ? JSON.parse(sent) : undefined, body);
    } catch (error) {
      this.#note(error.message);
    }
    if (response.status() >= 500) this.#note(`${request.method()} ${url.pathname}: ${response.status()}`);
  }

  async settle() {
    await Promise.all([...this.#reading]);
    assert.deepEqual(this.findings, []);
  }
}

export async function newContext(browser, url, { shape = "desktop", dark = false, expectErrors } = {}) {
  const context = await browser.newContext({
    ...shapes[shape],
    colorScheme: dark ? "dark" : "light",
    locale: "en-GB",
    timezoneId: "Europe/London",
    // Offers keep landing while a page is judged; what is still fading in would be judged for its faintness.
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const watch = new Watch(context, url, { expectErrors });
  return { context, watch, name: `${shape}-${dark ? "dark" : "light"}` };
}

/** One state of a page: a picture, axe without findings, nothing sideways, targets large enough for a thumb. */
export async function inspect(page, name, { full = true, axe = true } = {}) {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: full });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the screen`);
  const low = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "button, .button, select, summary, input:not([type=radio]):not([type=checkbox]), nav a",
      ),
    ]
      .filter((e) => e.checkVisibility?.({ visibilityProperty: true }) && e.getClientRects().length > 0)
      .map((e) => ({
        what: `${e.tagName.toLowerCase()} ${(e.textContent || e.name || e.id).trim().slice(0, 40)}`,
        height: e.getBoundingClientRect().height,
      }))
      .filter((e) => e.height < 43.5),
  );
  assert.deepEqual(low, [], `${name}: targets lower than 44 px`);
  if (!axe) return;
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(
      (v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`).join(" | ")}`,
    );
  });
  assert.deepEqual(violations, [], name);
}

/** Counts what a person's finger does. */
export class Finger {
  taps = 0;
  async tap(locator) {
    this.taps += 1;
    await locator.click();
  }
}

export const seconds = (ms) => (ms / 1000).toFixed(1);
