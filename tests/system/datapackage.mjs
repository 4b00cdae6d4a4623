// Checks a data package from outside, as a stranger's program would: the descriptor against rules written from the
// public specification (Data Package v2.0, https://datapackage.org) with what Parley promises beyond it, each file
// against its size and hash, and each table against its schema. The validators that npm has are of version 1, and a
// test must not ask a server for the profile of version 2.
import { createHash } from "node:crypto";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { unzipSync } from "fflate";

const text = { type: "string", minLength: 1 };
const list = (items) => ({ type: "array", minItems: 1, items });
const path = { type: "string", pattern: "^([^./~\\\\:][^\\\\:]*|https?://.+)$" };
const category = (value) => ({
  anyOf: [value, { type: "object", required: ["value"], properties: { value, label: text } }],
});
const license = {
  type: "object",
  anyOf: [{ required: ["name"] }, { required: ["path"] }],
  properties: { name: { type: "string", pattern: "^[-a-zA-Z0-9._]+$" }, path, title: text },
};

// Constraints and categories are of the kind of their field.
const constraints = {
  string: { required: {}, unique: {}, pattern: {}, enum: {}, minLength: {}, maxLength: {} },
  integer: { required: {}, unique: {}, minimum: { type: "integer" }, maximum: { type: "integer" }, enum: {} },
  boolean: { required: {}, enum: {} },
};
const field = {
  type: "object",
  required: ["name", "type", "title", "description", "constraints"],
  properties: {
    name: { type: "string", pattern: "^[a-z][a-z0-9_]*$" },
    title: text,
    description: text,
    type: { enum: Object.keys(constraints) },
    categoriesOrdered: { type: "boolean" },
  },
  allOf: Object.entries(constraints).map(([type, known]) => ({
    if: { properties: { type: { const: type } } },
    then: {
      properties: {
        constraints: {
          type: "object",
          properties: { ...known, required: { type: "boolean" }, pattern: { type: "string", format: "regex" } },
          propertyNames: { enum: Object.keys(known) },
        },
        categories: type === "boolean" ? false : list(category({ type })),
      },
    },
  })),
};

const schema = {
  type: "object",
  required: ["fields", "missingValues"],
  properties: {
    fields: list(field),
    missingValues: { type: "array", items: { type: "string" } },
    primaryKey: list(text),
    foreignKeys: list({
      type: "object",
      required: ["fields", "reference"],
      properties: {
        fields: list(text),
        reference: {
          type: "object",
          required: ["resource", "fields"],
          properties: { resource: { type: "string" }, fields: list(text) },
        },
      },
    }),
  },
};

const resource = {
  type: "object",
  required: ["name", "path", "title", "mediatype", "encoding", "bytes", "hash", "licenses"],
  properties: {
    name: { type: "string", pattern: "^[-a-z0-9._]+$" },
    path,
    title: text,
    type: { const: "table" },
    format: text,
    mediatype: { type: "string", pattern: "^[^/]+/[^/]+$" },
    encoding: { const: "utf-8" },
    bytes: { type: "integer", minimum: 0 },
    hash: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
    licenses: list(license),
    schema,
  },
  if: { properties: { mediatype: { const: "text/csv" } } },
  then: { required: ["type", "schema"] },
};

const descriptorRules = {
  type: "object",
  required: [
    "$schema",
    "name",
    "id",
    "title",
    "version",
    "created",
    "licenses",
    "contributors",
    "sources",
    "resources",
  ],
  properties: {
    $schema: { const: "https://datapackage.org/profiles/2.0/datapackage.json" },
    name: { type: "string", pattern: "^[-a-z0-9._]+$" },
    id: text,
    title: text,
    description: text,
    homepage: { type: "string", format: "uri" },
    version: { type: "string", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$" },
    created: { type: "string", format: "date-time" },
    licenses: list(license),
    contributors: list({
      type: "object",
      required: ["title"],
      properties: { title: text, roles: list(text), email: { type: "string", format: "email" }, path },
    }),
    sources: list({ type: "object", required: ["title"], properties: { title: text, path, version: text } }),
    resources: list(resource),
  },
};

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
addFormats(ajv);
const isDescriptor = ajv.compile(descriptorRules);

/** The records of a text after RFC 4180, or an error that says on which line it is none. */
function recordsOf(csv) {
  const records = [];
  const one = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let record = []; one.lastIndex < csv.length;) {
    const from = one.lastIndex;
    const found = one.exec(csv);
    if (!found) throw new Error(`line ${csv.slice(0, from).split("\n").length} is not RFC 4180`);
    record.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] === ",") continue;
    records.push(record);
    record = [];
  }
  if (records.length === 0) throw new Error("has no header");
  return records;
}

/** What keeps a value from being one of its field, or nothing. */
function faultOfValue(value, { type, constraints = {}, categories }, missing) {
  if (missing.includes(value)) return constraints.required ? "is empty" : undefined;
  if (type === "integer" && !/^(0|-?[1-9][0-9]*)$/.test(value)) return `${value} is no whole number`;
  if (type === "boolean" && !/^[01]$/.test(value)) return `${value} is neither 0 nor 1`;
  if (constraints.minimum !== undefined && BigInt(value) < BigInt(constraints.minimum)) return `${value} is too small`;
  if (constraints.maximum !== undefined && BigInt(value) > BigInt(constraints.maximum)) return `${value} is too large`;
  if (constraints.pattern !== undefined && !new RegExp(constraints.pattern, "u").test(value))
    return `${value} is not what it may look like`;
  if (categories && !categories.some((one) => String(one.value ?? one) === value)) return `${value} is no category`;
  return undefined;
}

/** Adds what is wrong with a table by itself; gives its rows as objects of texts. */
function rowsOf({ path: name, schema: { fields, missingValues, primaryKey = [] } }, csv, say) {
  let records;
  try {
    records = recordsOf(csv);
  } catch (error) {
    say(name, error.message);
    return undefined;
  }
  const names = fields.map((one) => one.name);
  const [header, ...lines] = records;
  if (header.join() !== names.join()) {
    say(name, `has the columns ${header.join()}, and its schema ${names.join()}`);
    return undefined;
  }
  const keys = new Set();
  const rows = lines.map((line, i) => {
    const at = `${name} row ${i + 1}`;
    if (line.length !== names.length) say(at, `has ${line.length} fields of ${names.length}`);
    fields.forEach((one, column) => {
      const fault = faultOfValue(line[column] ?? "", one, missingValues);
      if (fault) say(`${at} ${one.name}`, fault);
    });
    const row = Object.fromEntries(names.map((one, column) => [one, line[column]]));
    const key = JSON.stringify(primaryKey.map((one) => row[one]));
    if (primaryKey.length > 0 && keys.has(key)) say(at, `has the key ${key} of another row`);
    keys.add(key);
    return row;
  });
  for (const one of primaryKey) if (!names.includes(one)) say(name, `has no column ${one} for its key`);
  return rows;
}

/** Adds what rows refer to and is not there. */
function checkReferences({ path: name, schema: { foreignKeys = [] } }, rows, tables, say) {
  for (const { fields, reference } of foreignKeys) {
    const target = tables.get(reference.resource);
    if (!target) {
      say(name, `refers to ${reference.resource}, which is no table here`);
      continue;
    }
    const keyOf = (row, columns) => JSON.stringify(columns.map((one) => row[one]));
    const there = new Set(target.map((row) => keyOf(row, reference.fields)));
    rows.forEach((row, i) => {
      const key = keyOf(row, fields);
      if (!there.has(key)) say(`${name} row ${i + 1}`, `refers to ${key}, which ${reference.resource} has not`);
    });
  }
}

/** A file's text, checked to be UTF-8 and of the kind that it is said to be. */
function textOf({ path: name, mediatype }, bytes, say) {
  try {
    const read = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (mediatype === "application/json") JSON.parse(read);
    if (mediatype === "application/x-ndjson") for (const line of read.split("\n").filter(Boolean)) JSON.parse(line);
    return read;
  } catch (error) {
    say(name, `is no ${mediatype}: ${error.message}`);
    return undefined;
  }
}

/**
 * All that is wrong with a data package, each "place: what"; nothing for a good one.
 * @param {Map<string, Uint8Array>} files by name
 */
export function validatePackage(files) {
  const faults = [];
  const say = (place, what) => faults.push(`${place}: ${what}`);
  let descriptor;
  try {
    descriptor = JSON.parse(Buffer.from(files.get("datapackage.json") ?? "").toString("utf8"));
  } catch (error) {
    return [`datapackage.json: ${error.message}`];
  }
  if (!isDescriptor(descriptor))
    return isDescriptor.errors.map((one) => `datapackage.json${one.instancePath}: ${one.message}`);

  const { resources } = descriptor;
  for (const key of ["name", "path"])
    if (new Set(resources.map((one) => one[key])).size < resources.length) say("datapackage.json", `a ${key} is twice`);
  for (const name of files.keys())
    if (name !== "datapackage.json" && !resources.some((one) => one.path === name)) say(name, "is not described");

  const texts = new Map();
  for (const one of resources) {
    const bytes = files.get(one.path);
    if (!bytes) {
      say(one.path, "is described and not there");
      continue;
    }
    if (bytes.length !== one.bytes) say(one.path, `has ${bytes.length} bytes and not ${one.bytes}`);
    if (`sha256:${createHash("sha256").update(bytes).digest("hex")}` !== one.hash) say(one.path, "has another hash");
    const read = textOf(one, bytes, say);
    if (read !== undefined) texts.set(one.path, read);
  }

  const described = resources.filter((one) => one.type === "table" && texts.has(one.path));
  const tables = new Map();
  for (const one of described) {
    const rows = rowsOf(one, texts.get(one.path), say);
    if (rows) tables.set(one.name, rows);
    for (const { name } of one.schema.fields)
      if (!texts.get("codebook.md")?.includes(`| \`${name}\` |`)) say("codebook.md", `does not explain ${name}`);
  }
  for (const one of described) if (tables.has(one.name)) checkReferences(one, tables.get(one.name), tables, say);

  const registered = descriptor.study?.prereg_sha256;
  const prereg = files.get("prereg.json");
  if (registered && prereg && createHash("sha256").update(prereg).digest("hex") !== registered)
    say("prereg.json", "is not what was registered");
  return faults;
}

/** The files of a zip archive by name. Throws for what is none. */
export function filesOfZip(bytes) {
  const files = Object.entries(unzipSync(bytes)).filter(([name]) => !name.endsWith("/"));
  return new Map(files.map(([name, content]) => [name, Buffer.from(content)]));
}
