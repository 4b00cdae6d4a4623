// The contract as data: both documents parsed, and one ajv that knows them under their own addresses, so that
// references between the files resolve as they do on disk.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

export const protoDir = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "proto");
const base = "https://parley.invalid/proto/";

const readYaml = (name) => parse(readFileSync(join(protoDir, name), "utf8"), { strict: true, uniqueKeys: true });

export const openapi = readYaml("openapi.yaml");
export const asyncapi = readYaml("asyncapi.yaml");
export const schemaFiles = readdirSync(join(protoDir, "schemas"))
  .filter((name) => name.endsWith(".json"))
  .sort();

export const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
for (const name of schemaFiles) {
  ajv.addSchema(JSON.parse(readFileSync(join(protoDir, "schemas", name), "utf8")), `${base}schemas/${name}`);
}
// The documents are not schemas themselves; they are the places that schemas are taken from.
ajv.addSchema(openapi, `${base}openapi.yaml`, true, false);
ajv.addSchema(asyncapi, `${base}asyncapi.yaml`, true, false);

const validators = new Map();

/** A validator for the schema at a path of keys inside one of the documents. */
export function validatorAt(document, keys) {
  const pointer = keys
    .map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"))
    .map(encodeURIComponent)
    .join("/");
  const address = `${base}${document}#/${pointer}`;
  let validate = validators.get(address);
  if (!validate) {
    validate = ajv.compile({ $ref: address });
    validators.set(address, validate);
  }
  return validate;
}

/** What is wrong, one line per finding, most specific first. */
export function explain(validate, limit = 12) {
  const lines = (validate.errors ?? []).map((e) => {
    const more =
      e.params?.additionalProperty ?? e.params?.unevaluatedProperty ?? e.params?.allowedValues?.join("|") ?? "";
    return `${e.instancePath || "/"} ${e.message}${more ? ` (${more})` : ""}`;
  });
  return [...new Set(lines)]
    .sort((a, b) => b.split("/").length - a.split("/").length)
    .slice(0, limit)
    .join("\n  ");
}

/** Follows one reference inside a document, for the few places where an operation names a shared part. */
export function deref(document, value) {
  let keys = null;
  while (value && typeof value.$ref === "string" && value.$ref.startsWith("#/")) {
    keys = value.$ref.slice(2).split("/");
    value = keys.reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  }
  return { value, keys };
}
