// Data packages as a stranger's program sees them: the one that the C++ code makes is good, and the checker that says
// so finds what is wrong with others.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { filesOfZip, validatePackage } from "./datapackage.mjs";
import { parley } from "./stores.mjs";

const license = { name: "CC0-1.0", path: "https://creativecommons.org/publicdomain/zero/1.0/" };
const field = (name, type, more = {}) => ({
  name,
  type,
  title: name,
  description: `What ${name} means.`,
  constraints: { required: true, ...more.constraints },
  ...(more.categories && { categories: more.categories }),
});
const whole = { constraints: { minimum: 0 } };
const toArms = [{ fields: ["arm"], reference: { resource: "arms", fields: ["arm"] } }];

/** A small good package: its texts and its descriptor without sizes and hashes, both to be spoilt. */
function parts() {
  const table = (name, fields, more) => ({
    name,
    path: `${name}.csv`,
    type: "table",
    mediatype: "text/csv",
    schema: { fields, missingValues: [""], ...more },
  });
  const other = (path, mediatype) => ({ name: path.split(".")[0].toLowerCase(), path, mediatype });
  const prereg = '{"key":"k"}';
  const texts = {
    "facts.csv": 'unit,arm,first_ms,awarded\r\n"a,1",0,,1\r\nb,1,1000,0\r\n',
    "arms.csv": "arm,key\r\n0,hard\r\n1,soft\r\n",
    "prereg.json": prereg,
    "log.jsonl": '{"event":1}\n{"event":2}\n',
    "codebook.md": "| `unit` | `x` |\n| `arm` |\n| `first_ms` |\n| `awarded` |\n| `key` |\n",
  };
  const descriptor = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name: "some-package",
    id: "https://parley.example/findings/some-package",
    title: "Some package",
    version: "1.0.0",
    created: "2026-11-30T09:00:00Z",
    licenses: [license],
    contributors: [{ title: "Somebody", roles: ["creator"] }],
    sources: [{ title: "Experiment k", path: "prereg.json" }],
    study: { prereg_sha256: createHash("sha256").update(prereg).digest("hex") },
    resources: [
      table(
        "facts",
        [
          field("unit", "string", { constraints: { pattern: "^[a-z]" } }),
          field("arm", "integer", whole),
          field("first_ms", "integer", { constraints: { minimum: 0, required: false } }),
          field("awarded", "boolean"),
        ],
        { foreignKeys: toArms },
      ),
      table("arms", [field("arm", "integer", whole), field("key", "string", { categories: ["hard", "soft"] })], {
        primaryKey: ["arm"],
      }),
      other("prereg.json", "application/json"),
      other("log.jsonl", "application/x-ndjson"),
      other("codebook.md", "text/markdown"),
    ],
  };
  return { texts, descriptor };
}

function packed({ texts, descriptor }) {
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
  for (const one of descriptor.resources ?? []) {
    const bytes = files.get(one.path) ?? Buffer.alloc(0);
    const hash = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const known = { title: one.name, encoding: "utf-8", bytes: bytes.length, hash, licenses: [license] };
    Object.assign(one, { ...known, ...one });
  }
  return files.set("datapackage.json", Buffer.from(JSON.stringify(descriptor)));
}

/** What the checker says of the good package once `spoil` was at its parts. */
function faultsWhen(spoil) {
  const made = parts();
  spoil(made);
  return validatePackage(packed(made));
}

test("a good package has no fault, in a folder and in a zip", () => {
  assert.deepEqual(
    faultsWhen(() => {}),
    [],
  );
  const files = packed(parts());
  const zip = zipSync(Object.fromEntries(files));
  assert.deepEqual(validatePackage(filesOfZip(zip)), []);
  assert.throws(() => filesOfZip(zip.subarray(0, zip.length - 30)));
});

test("a descriptor is held against the specification", () => {
  const wrong = {
    "/version": (d) => (d.version = "one"),
    "/created": (d) => (d.created = "yesterday"),
    "/$schema": (d) => (d.$schema = "https://datapackage.org/profiles/1.0/datapackage.json"),
    "/name": (d) => (d.name = "Some Package"),
    "/licenses/0": (d) => (d.licenses = [{ title: "free" }]),
    "/contributors": (d) => (d.contributors = []),
    "/resources": (d) => (d.resources = []),
    "/resources/0/path": (d) => (d.resources[0].path = "../facts.csv"),
    "/resources/0/hash": (d) => (d.resources[0].hash = "md5:0"),
    "/resources/0/schema/fields/0/type": (d) => (d.resources[0].schema.fields[0].type = "text"),
    "/resources/0/schema/fields/0/constraints": (d) => (d.resources[0].schema.fields[0].constraints.minimum = 1),
    "/resources/1/schema/fields/1/categories/0": (d) => (d.resources[1].schema.fields[1].categories = [1, "soft"]),
  };
  for (const [place, spoil] of Object.entries(wrong)) {
    const faults = faultsWhen(({ descriptor }) => spoil(descriptor));
    assert.ok(
      faults.some((fault) => fault.startsWith(`datapackage.json${place}: `)),
      `${place}: ${faults.join("; ")}`,
    );
  }
  for (const member of ["id", "title", "licenses", "sources", "resources", "created"]) {
    const faults = faultsWhen(({ descriptor }) => delete descriptor[member]);
    assert.ok(faults.includes(`datapackage.json: must have required property '${member}'`), member);
  }
  const withoutSchema = faultsWhen(({ descriptor }) => delete descriptor.resources[1].schema);
  assert.ok(withoutSchema.includes("datapackage.json/resources/1: must have required property 'schema'"));
  assert.equal(validatePackage(new Map()).length, 1);
});

test("files are the ones that are described", () => {
  const files = packed(parts());
  files.set("facts.csv", Buffer.from(files.get("facts.csv").toString().replace("1000", "2000")));
  assert.deepEqual(validatePackage(files), ["facts.csv: has another hash"]);
  files.delete("facts.csv");
  assert.deepEqual(validatePackage(files), ["facts.csv: is described and not there"]);

  assert.deepEqual(
    faultsWhen(({ texts }) => (texts["notes.txt"] = "")),
    ["notes.txt: is not described"],
  );
  assert.match(faultsWhen(({ texts }) => (texts["log.jsonl"] = "{}\n{")).join(), /^log.jsonl: is no application/);
  assert.deepEqual(
    faultsWhen(({ texts }) => (texts["prereg.json"] = "{}")),
    ["prereg.json: is not what was registered"],
  );
  assert.deepEqual(
    faultsWhen(({ texts }) => (texts["codebook.md"] = texts["codebook.md"].replace("| `key` |", ""))),
    ["codebook.md: does not explain key"],
  );
  assert.deepEqual(
    faultsWhen(({ descriptor }) => (descriptor.resources[4].name = "log")),
    ["datapackage.json: a name is twice"],
  );
});

test("tables are held against their schemas", () => {
  const faults = (file, from, to) =>
    faultsWhen(({ texts }) => {
      assert.ok(texts[file].includes(from));
      texts[file] = texts[file].replace(from, to);
    });
  assert.deepEqual(faults("facts.csv", ",1000,", ",1.5,"), ["facts.csv row 2 first_ms: 1.5 is no whole number"]);
  assert.deepEqual(faults("facts.csv", ",1000,", ",-1,"), ["facts.csv row 2 first_ms: -1 is too small"]);
  assert.deepEqual(faults("facts.csv", "b,1", ",1"), ["facts.csv row 2 unit: is empty"]);
  assert.deepEqual(faults("facts.csv", "b,1", "7,1"), ["facts.csv row 2 unit: 7 is not what it may look like"]);
  assert.deepEqual(faults("facts.csv", "1000,0", "1000,no"), ["facts.csv row 2 awarded: no is neither 0 nor 1"]);
  assert.deepEqual(faults("facts.csv", "b,1", "b,2"), ['facts.csv row 2: refers to ["2"], which arms has not']);
  assert.deepEqual(faults("arms.csv", "1,soft", "1,firm"), ["arms.csv row 2 key: firm is no category"]);
  assert.deepEqual(faults("arms.csv", "1,soft", "1,soft\r\n1,soft"), [
    'arms.csv row 3: has the key ["1"] of another row',
  ]);
  assert.match(faults("arms.csv", "arm,key", "key,arm").join(), /^arms.csv: has the columns key,arm/);
  assert.match(faults("arms.csv", "1,soft", '1,"soft').join(), /^arms.csv: line 3 is not RFC 4180/);
  assert.match(faults("arms.csv", "1,soft\r\n", "1,soft\n").join(), /^arms.csv: line 3 is not RFC 4180/);
  assert.match(faults("arms.csv", "1,soft", "1,soft,2").join(), /^arms.csv row 2: has 3 fields of 2/);
});

// The tests of the code that makes packages write theirs where this says.
const maker = join(dirname(parley), "tests", "test_wire");
const needsMaker = { skip: !existsSync(maker) && "test_wire is not built" };

/** The files of that package, by name. */
function madePackage() {
  const folder = mkdtempSync(join(tmpdir(), "parley-package-"));
  try {
    execFileSync(maker, ["--gtest_filter=PackageFiles.CanBeWrittenToAFolder"], {
      env: { ...process.env, PARLEY_PACKAGE_DIR: folder },
    });
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what the code makes is good", needsMaker, () => {
  const files = madePackage();
  assert.ok(files.has("facts.csv"));
  assert.deepEqual(validatePackage(files), []);
  files.set("stages.csv", Buffer.from("stage,epoch,arm,units\r\nnone,0,0,1\r\n"));
  assert.ok(validatePackage(files).some((fault) => fault.startsWith("stages.csv row 1 stage: none is no category")));
});

/** Runs `parley lab analyse` on the zip of these files. */
function analysed(files) {
  const folder = mkdtempSync(join(tmpdir(), "parley-package-"));
  try {
    const file = join(folder, "package.zip");
    writeFileSync(file, zipSync(Object.fromEntries(files)));
    return spawnSync(parley, ["lab", "analyse", file], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files with one of them changed, and described anew. */
function changed(files, name, change) {
  const bytes = Buffer.from(change(files.get(name).toString()));
  const descriptor = JSON.parse(files.get("datapackage.json").toString());
  Object.assign(
    descriptor.resources.find(({ path }) => path === name),
    { bytes: bytes.length, hash: `sha256:${createHash("sha256").update(bytes).digest("hex")}` },
  );
  return new Map([...files, [name, bytes], ["datapackage.json", Buffer.from(JSON.stringify(descriptor))]]);
}

test("a package is analysed only where its parts fit each other", needsMaker, () => {
  const files = madePackage();
  const good = analysed(files);
  assert.equal(good.status, 0, good.stderr);
  assert.equal(good.stdout.trimEnd(), files.get("analysis.json").toString().trimEnd());
  const lines = (text) => text.match(/[^\n]*\n/g);
  for (const [name, change, place] of [
    ["log.jsonl", (text) => text.replace("ada", "eve"), /log\.jsonl, line 1: has hashes that do not follow/],
    ["log.jsonl", (text) => lines(text).slice(0, -1).join(""), /log\.jsonl, line 3: must not be the last line/],
    ["log.jsonl", () => "", /log\.jsonl: has no line/],
    ["prereg.json", (text) => text.replace('"mde_bp":200', '"mde_bp":300'), /prereg\.json: is not what was registered/],
    [
      "analysis.json",
      (text) => text.replace('"alpha": 0.05', '"alpha": 0.5'),
      /alpha: says 0\.5, where the rows give 0\.05/,
    ],
    ["facts.csv", (text) => text + lines(text).at(-1), /facts\.csv, line 14, column unit: is the unit of another row/],
    [
      "facts.csv",
      (text) => text.replace(",furniture,", ",boats,"),
      /facts\.csv, line \d+, column sector: lies in no sector/,
    ],
    ["stages.csv", (text) => lines(text)[0], /stages\.csv: must tell that 6 units/],
    ["stages.csv", (text) => text.replace(",690", ",9223372036854775807"), /stages\.csv, line 3, column units/],
    ["stages.csv", (text) => text.replace("assigned,0,1", "assigned,9,1"), /stages\.csv, line 3, column epoch/],
  ]) {
    const { status, stdout, stderr } = analysed(changed(files, name, change));
    assert.equal(status, 1, `${name} ${place}`);
    assert.equal(stdout, "");
    assert.match(stderr, place);
  }
});
