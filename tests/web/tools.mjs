// The tools of web/ for tests. They need a Node newer than the one of Debian 12; where the Node at hand is too old, one
// that is new enough is fetched from the registry, with an npm for it: an npm that runs on an old Node leaves out the
// bundler's native part, because that part says that it is not made for the old one.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "..", "..");
export const web = join(root, "web");

const nodeVersion = "22.23.3";
const npmVersion = "10.9.4";

/** Runs a program to its end and gives what it printed; when it fails, the error holds all that it said. */
function run(program, args, env = {}) {
  try {
    const options = {
      cwd: web,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 26,
    };
    return execFileSync(program, args, options).toString();
  } catch (error) {
    const said = [error.stdout, error.stderr].map((part) => part?.toString().trim()).filter(Boolean);
    throw new Error([error.message, ...said].join("\n"));
  }
}

/** What is about to be fetched, unless ./test was told to stay offline. */
function fetching(what) {
  if (process.env.PARLEY_TEST_OFFLINE) throw new Error(`${what} would have to be fetched, which --offline forbids`);
}

function isModern() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** The Node to use, and how its npm is called. */
function toolchain() {
  if (isModern()) return { node: process.execPath, npm: ["npm"] };
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(here, "node_modules", ".toolchain", `${nodeVersion}-${npmVersion}`);
  const node = join(home, "node_modules", name, "bin", "node");
  const npm = join(home, "node_modules", "npm", "bin", "npm-cli.js");
  if (!existsSync(node) || !existsSync(npm)) {
    fetching(`Node ${nodeVersion}`);
    const wanted = [`${name}@${nodeVersion}`, `npm@${npmVersion}`];
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", home, ...wanted]);
  }
  return { node, npm: [node, npm] };
}

let node;
/** Makes web/node_modules what the lock file says, unless it was made so from this very lock file. */
function install() {
  if (node) return;
  const tools = toolchain();
  const lockFile = readFileSync(join(web, "package-lock.json"));
  const lock = createHash("sha256").update(lockFile).digest("hex");
  const stamp = join(web, "node_modules", ".made-from-lock");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    fetching("what web/package-lock.json names");
    const [program, ...args] = tools.npm;
    run(program, [...args, "ci", "--include=dev", "--no-audit", "--no-fund"], {
      PATH: `${dirname(tools.node)}:${process.env.PATH}`,
    });
    writeFileSync(stamp, lock);
  }
  node = tools.node;
}

/** Runs a script of web/node_modules there and gives what it printed. */
export function runTool(script, args, env = {}) {
  install();
  return run(node, [join(web, "node_modules", script), ...args], env);
}

/** Bundles sources of web/src, by name, into modules in `folder` that any Node can import. */
export function bundle(sources, folder) {
  install();
  const input = Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, join(web, "src", path)]));
  const output = { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" };
  const options = {
    configFile: false,
    root: web,
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: true, outDir: folder, emptyOutDir: false, target: "es2022", rolldownOptions: { input, output } },
  };
  const script = `import { build } from "vite"; await build(${JSON.stringify(options)});`;
  run(node, ["--input-type=module", "--eval", script]);
}
