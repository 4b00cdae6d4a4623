// What the image is built from is enough to build it: of the checkout the Dockerfile copies some folders, and it
// installs its packages by a list of its own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "./stores.mjs";

const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
const [compiling] = dockerfile.split(/^FROM /m).slice(1);
const source = mkdtempSync(join(tmpdir(), "parley-image-"));
after(() => rmSync(source, { recursive: true }));

test("what the compiling stage copies can be configured", () => {
  const copies = [...compiling.matchAll(/^COPY (.+)$/gm)].map(([, words]) => words.split(" "));
  assert.ok(copies.length > 0);
  for (const words of copies) {
    const to = words.pop();
    for (const from of words)
      cpSync(join(root, from), to.endsWith("/") ? join(source, to, from) : join(source, to), { recursive: true });
  }
  const [, preset] = compiling.match(/cmake --preset (\S+)/);
  execFileSync("cmake", ["--preset", preset], { cwd: source, stdio: "pipe" });
  const parts = execFileSync("ninja", ["-C", `build-${preset}`, "-t", "query", "bin/parley"], { cwd: source });
  assert.match(String(parts), /services\/.*main\.cpp\.o/);
});

test("the compiling stage installs what building needs", () => {
  const bootstrap = readFileSync(join(root, "cmake/bootstrap.sh"), "utf8");
  const [, needed] = bootstrap.match(/^build_packages=\(([^)]+)\)/m);
  for (const name of needed.trim().split(/\s+/))
    assert.ok(compiling.includes(` ${name} `), `${name} is not installed in the image`);
});
