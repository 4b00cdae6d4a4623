// What is committed under web/dist is what web/ builds to. A fresh Debian 12 has a Node too old to build it, so one
// that is new enough is fetched from the registry for the test.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { protoDir } from "./contract.mjs";

const web = join(protoDir, "..", "web");
const nodePackage = "22.23.3";

function modernNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(web, "node_modules", ".cache", "node");
  const binary = join(home, "node_modules", name, "bin", "node");
  if (!existsSync(binary))
    execFileSync(
      "npm",
      ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", home, `${name}@${nodePackage}`],
      { stdio: "pipe" },
    );
  return binary;
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

test("web/dist is what web/ builds to", { timeout: 300_000 }, () => {
  if (!existsSync(join(web, "node_modules", "vite", "package.json")))
    execFileSync("npm", ["ci"], { cwd: web, stdio: "pipe" });
  const node = modernNode();
  const out = mkdtempSync(join(tmpdir(), "parley-dist-"));
  try {
    execFileSync(node, [join(web, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "error"], {
      cwd: web,
      env: { ...process.env, PARLEY_WEB_OUT: out, NODE_ENV: "production" },
      stdio: "pipe",
    });
    assert.deepEqual(files(join(web, "dist")), files(out), "the same files");
    for (const name of files(out)) {
      assert.ok(
        readFileSync(join(out, name)).equals(readFileSync(join(web, "dist", name))),
        `${name} differs: run npm run build in web/`,
      );
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test("the generated types are those of proto/openapi.yaml", { timeout: 120_000 }, () => {
  if (!existsSync(join(web, "node_modules", "openapi-typescript", "package.json")))
    execFileSync("npm", ["ci"], { cwd: web, stdio: "pipe" });
  const made = execFileSync(
    modernNode(),
    [join(web, "node_modules", "openapi-typescript", "bin", "cli.js"), join(protoDir, "openapi.yaml")],
    { cwd: web, stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 24 },
  );
  assert.equal(made.toString(), readFileSync(join(web, "src", "api", "types.ts"), "utf8"));
});

test("the pages are type-correct", { timeout: 120_000 }, () => {
  execFileSync(modernNode(), [join(web, "node_modules", "typescript", "bin", "tsc"), "--noEmit"], {
    cwd: web,
    stdio: "pipe",
  });
});

test("the built pages hold nothing inline and ask no other host", () => {
  const dist = join(web, "dist");
  for (const name of files(dist).filter((n) => n.endsWith(".html"))) {
    const text = readFileSync(join(dist, name), "utf8");
    assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)[^>]*>/, `${name}: inline script`);
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=/i, `${name}: inline style or handler`);
    assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//, `${name}: another host`);
  }
});
