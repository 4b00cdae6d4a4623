// Wrong input made from the contract itself: from a schema and one valid value come all the ways in which a value of
// that schema can be wrong, each with the place that a problem has to name. A new call or field is covered by being
// described.
import assert from "node:assert/strict";
import { openapi, deref } from "../contracts/contract.mjs";

const resolved = (schema) => deref(openapi, schema).value ?? schema;
const step = (name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1");
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** The schema without its null, and whether it had one. Alternatives that are left are in `oneOf`. */
function withoutNull(given) {
  const schema = resolved(given);
  const many = schema.oneOf ?? schema.anyOf;
  if (many) {
    const rest = many.map(resolved).filter((one) => one.type !== "null");
    const nullable = rest.length < many.length;
    return { schema: rest.length === 1 ? withoutNull(rest[0]).schema : { oneOf: rest }, nullable };
  }
  if (schema.allOf?.length === 1) return withoutNull({ ...resolved(schema.allOf[0]), ...schema, allOf: undefined });
  if (Array.isArray(schema.type)) {
    const rest = schema.type.filter((name) => name !== "null");
    return { schema: { ...schema, type: rest[0] }, nullable: rest.length < schema.type.length };
  }
  return { schema, nullable: schema.enum?.includes(null) ?? false };
}

const dayAhead = () => new Date(Date.now() + 86_400_000 * 5).toISOString();

/** A valid value of a schema: what the contract gives as an example, else the smallest plain one. */
export function sample(given, name = "") {
  const { schema } = withoutNull(given);
  if (schema.format === "date-time") return dayAhead();
  if (schema.format === "date") return dayAhead().slice(0, 10);
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf) return sample(schema.oneOf[0], name);
  switch (schema.type) {
    case "string": {
      const text = "sample text".padEnd(schema.minLength ?? 0, "x");
      if (schema.pattern) assert.match(text, new RegExp(schema.pattern), `${name}: give it an example in openapi.yaml`);
      return text.slice(0, schema.maxLength ?? text.length);
    }
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    case "array":
      return Array.from({ length: schema.minItems ?? 1 }, () => sample(schema.items, name));
    case "object":
      return filled(schema, {});
    default:
      throw new Error(`${name}: no sample of ${JSON.stringify(schema)}`);
  }
}

/** The value with every optional member that the schema knows, so that each can be made wrong. */
export function filled(given, value) {
  const { schema } = withoutNull(given);
  if (schema.format === "date-time") return dayAhead();
  if (schema.format === "date") return dayAhead().slice(0, 10);
  if (schema.oneOf) {
    const fits = schema.oneOf.find((one) => fitsShape(one, value));
    return fits ? filled(fits, value) : value;
  }
  if (schema.type === "object" && isObject(value)) {
    const full = { ...value };
    for (const [name, member] of Object.entries(schema.properties ?? {}))
      full[name] = full[name] == null ? sample(member, name) : filled(member, full[name]);
    return full;
  }
  return value;
}

function fitsShape(given, value) {
  const schema = resolved(given);
  if (schema.type !== "object") return schema.type === typeof value;
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  return (
    (schema.required ?? []).every((name) => names.includes(name)) &&
    names.every((name) => schema.properties?.[name] ?? schema.additionalProperties)
  );
}

// --- edits of a text -------------------------------------------------------------------------------------------------

const hole = "here-goes-what-is-wrong";
/** What two places share by reference is two things in the text. */
const copied = (root) => JSON.parse(JSON.stringify(root));

/** The JSON text of a value in which what stands at `path` is replaced by `raw`, a text or bytes. */
function put(root, path, raw) {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw);
  if (path.length === 0) return bytes;
  const copy = copied(root);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy);
  parent[path.at(-1)] = hole;
  const [before, after] = JSON.stringify(copy).split(JSON.stringify(hole));
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

function drop(root, path) {
  const copy = copied(root);
  delete path.slice(0, -1).reduce((at, key) => at[key], copy)[path.at(-1)];
  return Buffer.from(JSON.stringify(copy));
}

const valueAt = (root, path) => path.reduce((at, key) => at[key], root);
export const pointerOf = (path) => path.map((key) => `/${step(key)}`).join("");

// --- what can be wrong -----------------------------------------------------------------------------------------------

const plainWrongs = {
  string: ["7", "1.5", "true", "[]", '{"a":1}'],
  integer: ['"7"', "1.5", "1e2", "true", "[]", "{}", "9223372036854775808", "-9223372036854775809", "1e400", "NaN"],
  number: ['"53"', "true", "[]", "{}", "1e400", '{"$decimal":"53.8"}'],
  boolean: ["1", '"true"', "[]", "{}"],
  array: ["{}", '"x"', "7"],
  object: ["[]", '"x"', "7", "true", "1.5"],
};

const unshowable = ["a\u0007b", "a\u0000b", "a\u009fb", "a\u202eb", "a\u2066b", "a\uffffb", "\u{1fffe}b"];
const notUtf8 = {
  "a byte that is no UTF-8": [0x22, 0x61, 0xff, 0x22],
  "an overlong form": [0x22, 0xc0, 0x80, 0x22],
  "an encoded surrogate": [0x22, 0xed, 0xa0, 0x80, 0x22],
  "a cut code point": [0x22, 0xe2, 0x82, 0x22],
};

function* wrongStrings(schema) {
  for (const text of unshowable)
    yield [`holds ${JSON.stringify(text)}`, JSON.stringify(text.padEnd(schema.minLength ?? 0, "x"))];
  yield ["a lone surrogate", '"a\\ud800b"'];
  for (const [what, bytes] of Object.entries(notUtf8)) yield [what, Buffer.from(bytes)];
  if ((schema.minLength ?? 0) > 0) {
    yield ["too short", JSON.stringify("x".repeat(schema.minLength - 1))];
    yield ["only spaces", JSON.stringify(" ".repeat(schema.minLength + 2))];
  }
  yield ["too long", JSON.stringify("x".repeat((schema.maxLength ?? 5_000) + 1))];
  if (schema.maxLength) yield ["too long in code points", JSON.stringify("😀".repeat(schema.maxLength + 1))];
  if (schema.enum) yield ["no such word", '"no such word"'];
  if (schema.pattern) {
    const wrong = ["", "!", "é", "NO SUCH", "../..", "0".repeat(26), "a b"].filter(
      (t) => !new RegExp(schema.pattern, "u").test(t),
    );
    assert.ok(wrong.length > 0, `nothing breaks ${schema.pattern}`);
    for (const text of wrong) yield [`not of the pattern: ${JSON.stringify(text)}`, JSON.stringify(text)];
  }
  if (schema.format === "date")
    for (const text of ["tomorrow", "2031-02-30", "2031-2-03", "03/02/2031", "2031-01-01T10:00:00Z"])
      yield [`no date: ${text}`, JSON.stringify(text)];
  if (schema.format === "date-time")
    for (const text of [
      "tomorrow",
      "2031-02-30T00:00:00Z",
      "2031-01-01",
      "2031-01-01T10:00:00",
      "2031-01-01T24:01:00Z",
      "2031-01-01T10:00:00+01:00",
    ])
      yield [`no time: ${text}`, JSON.stringify(text)];
}

function* wrongNumbers(schema) {
  if (schema.minimum !== undefined) yield ["too small", String(schema.minimum - 1)];
  if (schema.maximum !== undefined) yield ["too large", String(BigInt(schema.maximum) + 1n)];
}

/**
 * All mutations of a valid `root` at `path` under `schema`: { what, at, bytes, loose }. A problem must name exactly
 * `at`, or with `loose` something at it or under it.
 */
export function* mutations(given, root, path = []) {
  const { schema, nullable } = withoutNull(given);
  const at = pointerOf(path);
  const value = valueAt(root, path);
  const wrong = (what, raw, more = {}) => ({
    what: `${at || "the body"}: ${what}`,
    at,
    bytes: put(root, path, raw),
    ...more,
  });
  if (schema.oneOf) return yield* wrongAlternatives(schema.oneOf, nullable, root, path, wrong);

  const type = schema.type ?? (schema.enum ? "string" : undefined);
  assert.ok(plainWrongs[type], `${at}: a schema without a type: ${JSON.stringify(schema)}`);
  for (const raw of plainWrongs[type]) yield wrong(raw, raw);
  if (!nullable) yield wrong("null", "null");
  if (type === "string") for (const [what, raw] of wrongStrings(schema)) yield wrong(what, raw);
  if (type === "integer" || type === "number") for (const [what, raw] of wrongNumbers(schema)) yield wrong(what, raw);
  if (type === "array") yield* wrongArrays(schema, root, path, value, wrong);
  if (type === "object") yield* wrongObjects(schema, root, path, value, wrong);
}

function* wrongAlternatives(alternatives, nullable, root, path, wrong) {
  if (!nullable) yield wrong("null", "null");
  const value = valueAt(root, path);
  for (const one of alternatives) {
    const fits = fitsShape(one, value);
    const tried = fits || path.length > 0 ? root : filled(one, sample(one));
    const copy = structuredClone(tried);
    if (!fits && path.length > 0)
      path.slice(0, -1).reduce((at, key) => at[key], copy)[path.at(-1)] = filled(one, sample(one));
    // What lacks a member of one alternative is none of them, so only the place of the whole can be told for sure.
    const whole = { at: pointerOf(path), loose: true };
    for (const mutation of mutations(one, copy, path))
      if (nullable && mutation.at === whole.at && mutation.what.endsWith(": null")) continue;
      else yield mutation.absent || mutation.at === whole.at ? { ...mutation, ...whole } : mutation;
  }
  const all = Object.assign({}, ...alternatives.map((one) => sample(one)));
  yield wrong("members of all alternatives at once", JSON.stringify(all), { loose: true });
}

function* wrongArrays(schema, root, path, value, wrong) {
  if (schema.minItems) yield wrong("too few", JSON.stringify(value.slice(0, schema.minItems - 1)));
  if (schema.maxItems)
    yield wrong(
      "too many",
      JSON.stringify(Array.from({ length: schema.maxItems + 1 }, () => value[0] ?? sample(schema.items))),
    );
  if (value.length > 0) yield* mutations(schema.items, root, [...path, value.length - 1]);
}

function* wrongObjects(schema, root, path, value, wrong) {
  const at = pointerOf(path);
  const known = Object.keys(schema.properties ?? {});
  const inside = (name) => ({ at: `${at}/${step(name)}` });
  if (schema.additionalProperties === false) {
    for (const name of ["unknown", "a/b~c", "__proto__"]) {
      const text = JSON.stringify(value).replace(
        /\}$/,
        `${Object.keys(value).length ? "," : ""}${JSON.stringify(name)}:1}`,
      );
      yield { ...wrong(`the unknown member ${name}`, text), ...inside(name) };
    }
  }
  for (const name of schema.required ?? [])
    yield {
      ...wrong("", "{}"),
      what: `${at}/${name}: absent`,
      bytes: drop(root, [...path, name]),
      absent: true,
      ...inside(name),
    };
  for (const name of Object.keys(value)) {
    const raw = JSON.stringify(value[name]);
    const twice = Buffer.from(`${raw},${JSON.stringify(name)}:${raw}`);
    yield { what: `${at}/${name}: given twice`, bytes: put(root, [...path, name], twice), ...inside(name) };
    const member = schema.properties?.[name] ?? schema.additionalProperties;
    if (isObject(member)) yield* mutations(member, root, [...path, name]);
  }
  if (schema.propertyNames?.maxLength) {
    const long = "m".repeat(schema.propertyNames.maxLength + 1);
    for (const name of [long, "", "a\u202eb"])
      yield {
        ...wrong(`the name ${JSON.stringify(name)}`, JSON.stringify({ [name]: sample(schema.additionalProperties) })),
        ...inside(name),
      };
  }
  if (schema.minProperties) yield wrong("too few members", "{}");
  if (schema.maxProperties) {
    const many = Object.fromEntries(
      Array.from({ length: schema.maxProperties + 1 }, (_, i) => [`m${i}`, sample(schema.additionalProperties)]),
    );
    yield wrong("too many members", JSON.stringify(many));
  }
  assert.ok(known.length > 0 || schema.additionalProperties !== undefined, `${at}: an object that says nothing`);
}

/** What is wrong with any body, whatever it is about. */
export function* wrongBodies(isRequired) {
  const deep = (open, close, n) => open.repeat(n) + "1" + close.repeat(n);
  if (isRequired) yield { what: "no body", at: "", bytes: Buffer.alloc(0) };
  for (const text of ["{", "}", "{}x", "{]", "nonsense", "{'a':1}", '{"a":1,}', "\u0000", "{} {}"])
    yield { what: `the text ${text}`, at: "", bytes: Buffer.from(text), syntax: true };
  yield { what: "10 kB of [", at: "", bytes: Buffer.from("[".repeat(10_000)), syntax: true };
  yield { what: "40 arrays in each other", at: "", bytes: Buffer.from(deep("[", "]", 40)), syntax: true };
  yield { what: "40 objects in each other", at: "", bytes: Buffer.from(deep('{"a":', "}", 40)), syntax: true };
  yield { what: "200 kB of [", at: "", bytes: Buffer.from("[".repeat(200_000)), oversize: true };
}

// --- queries ---------------------------------------------------------------------------------------------------------

/** Wrong values of one parameter of a query, as texts. */
export function* wrongQueries(given) {
  const { schema } = withoutNull(given);
  if (schema.type === "integer") {
    for (const text of ["", "x", "1.5", "-1", "1e2", " 1", "99999999999999999999"]) yield text;
    if (schema.minimum > 0) yield String(schema.minimum - 1);
    if (schema.maximum !== undefined) yield String(schema.maximum + 1);
  } else {
    if (schema.enum) yield "no-such-word";
    if (schema.minLength) yield "";
    if (schema.maxLength) yield "x".repeat(schema.maxLength + 1);
    if (schema.pattern)
      for (const text of ["", "!", "é", "NO SUCH", "a b", "../.."])
        if (!new RegExp(schema.pattern, "u").test(text)) yield text;
    yield "a\u0007b";
    yield "a\u202eb";
  }
}
