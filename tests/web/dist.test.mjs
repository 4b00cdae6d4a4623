// What is committed of the pages follows from its source: web/dist from web/src, the types from the contract.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root, runTool, web } from "./tools.mjs";

const dist = join(web, "dist");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

test("web/dist is what web/ builds to", { timeout: 300_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), "parley-dist-"));
  try {
    runTool("vite/bin/vite.js", ["build", "--logLevel", "error"], { PARLEY_WEB_OUT: out, NODE_ENV: "production" });
    assert.deepEqual(files(dist), files(out), "the same files");
    for (const name of files(out)) {
      assert.ok(
        readFileSync(join(out, name)).equals(readFileSync(join(dist, name))),
        `${name} differs: run npm run build in web/`,
      );
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test("the generated types are those of proto/openapi.yaml", { timeout: 120_000 }, () => {
  const made = runTool("openapi-typescript/bin/cli.js", [join(root, "proto", "openapi.yaml")]);
  assert.equal(made, readFileSync(join(web, "src", "api", "types.ts"), "utf8"), "run npm run types in web/");
});

test("the pages are type-correct", { timeout: 120_000 }, () => {
  runTool("typescript/bin/tsc", ["--noEmit"]);
});

test("the built pages hold nothing inline and ask no other host", () => {
  const pages = files(dist).filter((name) => name.endsWith(".html"));
  assert.ok(pages.length >= 5, `${pages.length} pages`);
  for (const name of pages) {
    const text = readFileSync(join(dist, name), "utf8");
    assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)[^>]*>/, `${name}: inline script`);
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=/i, `${name}: inline style or handler`);
    assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//, `${name}: another host`);
  }
});
