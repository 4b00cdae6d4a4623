// The list of problems is complete: every code that the server's sources name is explained, and every code that the
// pages have words for exists.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { protoDir } from "./contract.mjs";

const root = join(protoDir, "..");
const groups = parse(readFileSync(join(protoDir, "problems.yaml"), "utf8"), { strict: true, uniqueKeys: true });
const problems = new Map(Object.values(groups).flatMap((group) => Object.entries(group)));

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.[ch]pp$/.test(entry.name)) yield path;
  }
}

test("each code is explained once, with a status and advice", () => {
  const names = Object.values(groups).flatMap((group) => Object.keys(group));
  assert.equal(new Set(names).size, names.length);
  for (const [code, { status, means, do: advice, ...rest }] of problems) {
    assert.match(code, /^[a-z][a-z0-9_]*$/);
    assert.ok(status >= 400 && status < 600 && means && advice, code);
    assert.deepEqual(rest, {}, code);
  }
});

test("every code in the server's sources is explained", () => {
  const named = new Set();
  for (const path of sources(join(root, "services"))) {
    const text = readFileSync(path, "utf8");
    for (const [, code] of text.matchAll(/\b[45]\d\d,\s*"([a-z][a-z0-9_]+)"/g)) named.add(code);
    for (const [, code] of text.matchAll(/\.code = "([a-z][a-z0-9_]+)"/g)) named.add(code);
  }
  const refusals = /refusal_names\{([^}]*)\}/.exec(readFileSync(join(root, "services", "core", "refusal.cpp"), "utf8"));
  assert.ok(refusals, "the names of refusals are where they were");
  for (const [, code] of refusals[1].matchAll(/"([a-z_]+)"/g)) named.add(code);
  assert.ok(named.size > 60, `${named.size} codes found`);
  assert.deepEqual([...named].filter((code) => !problems.has(code)).sort(), []);
});

test("every code that the pages have words for exists", () => {
  const dictionary = readFileSync(join(root, "web", "src", "words", "errors.ts"), "utf8");
  const codes = /\n  codes: \{([\s\S]*?)\n  \}/.exec(dictionary);
  assert.ok(codes);
  const named = [...codes[1].matchAll(/^\s+([a-z_0-9]+):/gm)].map((m) => m[1]);
  assert.ok(named.length > 30);
  // What only a live stream says is not a problem document.
  const live = new Set(["topic_unknown"]);
  assert.deepEqual(
    named.filter((code) => !problems.has(code) && !live.has(code)),
    [],
  );
});
