// Renders plain pages: of the contract in ../proto /docs with every call and push and /docs/problems with every code.
// No script runs on them. The same input gives the same bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const escape = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** Escaped text in which `code` is set as code and blank lines make paragraphs. */
const prose = (text) =>
  String(text ?? "")
    .trim()
    .split(/\n\s*\n/)
    .map(
      (part) =>
        `<p>${escape(part.replace(/\s+/g, " "))
          .replace(/`([^`]+)`/g, "<code>$1</code>")
          .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")}</p>`,
    )
    .join("\n");
const inline = (text) =>
  prose(text)
    .replace(/^<p>|<\/p>$/g, "")
    .replaceAll("</p>\n<p>", " ");
const json = (value) => `<pre tabindex="0"><code>${escape(JSON.stringify(value, null, 2))}</code></pre>`;
const soft = (html) => `<span class="soft">${html}</span>`;
const shell = (text) => `<pre tabindex="0"><code>${escape(text)}</code></pre>`;
const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function shellPage(title, description, body) {
  return `<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <meta name="description" content="${escape(description)}" />
    <title>${escape(title)}</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/src/styles.css" />
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
      <div class="top">
        <a class="brand" href="/"><img src="/favicon.svg" width="34" height="34" alt="" /><span>Parley</span></a>
        <nav aria-label="Pages"><a href="/">Buy</a><a href="/desk">For shops</a><a href="/lab">Lab</a></nav>
      </div>
    </header>
    <main id="content" class="page docs" tabindex="-1">
${body}
    </main>
  </body>
</html>
`;
}

function reader(protoDir) {
  const document = (name) => parse(readFileSync(join(protoDir, name), "utf8"));
  const openapi = document("openapi.yaml");
  const asyncapi = document("asyncapi.yaml");
  const follow = (value, home) => {
    let at = home;
    while (value?.$ref) {
      const [file, pointer] = value.$ref.split("#");
      if (file.endsWith(".json")) return JSON.parse(readFileSync(join(protoDir, file), "utf8"));
      if (file) at = openapi;
      value = pointer
        .slice(1)
        .split("/")
        .reduce((o, key) => o[key.replaceAll("~1", "/").replaceAll("~0", "~")], at);
    }
    return value;
  };
  return { openapi, asyncapi, problems: document("problems.yaml"), follow };
}

/** A type in a few words, with links to the schemas by name. */
function typeWords(schema) {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref
      .split("/")
      .pop()
      .replace(/\.json$/, "");
    return schema.$ref.includes("/components/schemas/")
      ? `<a href="#schema-${slug(name)}">${escape(name)}</a>`
      : `<code>${escape(name)}</code>`;
  }
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((v) => `<code>${escape(v)}</code>`).join(" · ");
  const variants = schema.oneOf ?? schema.allOf;
  if (variants) return variants.map(typeWords).join(schema.oneOf ? " or " : " and ");
  const types = [schema.type].flat().filter(Boolean);
  if (types.includes("array")) return `list of ${typeWords(schema.items)}${types.includes("null") ? " or null" : ""}`;
  return types.map(escape).join(" or ");
}

function members(schema) {
  const rows = Object.entries(schema.properties ?? {});
  if (!rows.length) return "";
  const required = new Set(schema.required ?? []);
  const row = ([name, s]) => {
    const optional = required.has(name) ? "" : ` ${soft("optional")}`;
    const cells = `<td>${typeWords(s)}</td><td>${inline(s.description ?? "")}</td>`;
    return `<tr><th scope="row"><code>${escape(name)}</code>${optional}</th>${cells}</tr>`;
  };
  const heads = ["Member", "Type", "Meaning"].map((head) => `<th scope="col">${head}</th>`).join("");
  const label = `Members of ${escape(schema.__name ?? "the object")}`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}">
<table><thead><tr>${heads}</tr></thead><tbody>
${rows.map(row).join("\n")}
</tbody></table></div>`;
}

const sectionStart = (id, name) => `<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>`;

/** A browser opens the fold around what a link names, so what is named stands inside the fold. */
const fold = (id, kind, summary, body) =>
  `<details class="${kind}"><summary>${summary}</summary><div id="${id}">${body}</div></details>`;
const foldedSection = (id, name, lead, summary, entries) =>
  `${sectionStart(`${id}-name`, name)}${lead}${fold(id, "fold", summary, `\n${entries.join("\n")}\n`)}</section>`;
const count = (n, one, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;

export function renderDocs(protoDir) {
  const { openapi, asyncapi, follow } = reader(protoDir);
  const parts = [];
  const contents = [];
  for (const tag of openapi.tags) {
    const calls = [];
    for (const [path, item] of Object.entries(openapi.paths)) {
      for (const method of ["get", "post", "patch", "put", "delete"]) {
        if (item[method]?.tags.includes(tag.name))
          calls.push({ path, method, operation: item[method], shared: item.parameters ?? [] });
      }
    }
    const id = `tag-${slug(tag.name)}`;
    const entries = calls.map(({ path, method, operation, shared }) =>
      renderCall(openapi, follow, path, method, operation, shared),
    );
    const calling = count(calls.length, "call");
    contents.push(`<li><a href="#${id}">${escape(tag.name)}</a> ${soft(calling)}</li>`);
    parts.push(foldedSection(id, escape(tag.name), prose(tag.description), calling, entries));
  }

  let pushes = 0;
  const streams = Object.entries(asyncapi.channels).map(([, channel]) => {
    const messages = Object.entries(channel.messages).map(([type, reference]) => {
      pushes += 1;
      const message = follow(reference, asyncapi);
      const payload = follow(message.payload, asyncapi);
      const data = follow(payload.properties?.data ?? {}, asyncapi);
      const example = message.examples?.[0]?.payload;
      const names = Object.keys(data.properties ?? {}).map((n) => `<code>${escape(n)}</code>`);
      const members = names.length ? ` ${soft(`data: ${names.join(", ")}`)}` : "";
      const summary = `<strong><code>${escape(type)}</code></strong> ${inline(message.summary ?? "")}${members}`;
      return `<li><p>${summary}</p>${example ? json(example) : ""}</li>`;
    });
    const head = `<h3><code>${escape(channel.address)}</code></h3>${prose(channel.description)}`;
    return `<section class="call">${head}<ul class="plain">${messages.join("\n")}</ul></section>`;
  });

  const schemas = Object.entries(openapi.components.schemas).map(([name, schema]) => {
    const whole = { ...schema, __name: name };
    const body = members(whole) || (schema.oneOf || schema.enum || schema.type ? `<p>${typeWords(schema)}</p>` : "");
    const inherits = (schema.allOf ?? []).map(typeWords).join(", ");
    const lead = `${prose(schema.description ?? "")}${inherits ? `<p>All of ${inherits}, and:</p>` : ""}`;
    return fold(`schema-${slug(name)}`, "call", `<h3>${escape(name)}</h3>`, lead + body);
  });

  const data = `<a href="/openapi.yaml">openapi.yaml</a>, <a href="/asyncapi.yaml">asyncapi.yaml</a>`;
  const pushing = count(pushes, "push", "pushes");
  const shapes = count(schemas.length, "schema");
  contents.push(`<li><a href="#streams">streams</a> ${soft(pushing)}</li>`);
  contents.push(`<li><a href="#schemas">schemas</a> ${soft(shapes)}</li>`);
  return shellPage(
    "Parley: every call and push",
    "The calls, pushes and schemas of Parley.",
    `<h1>Every call and push</h1>
${prose(openapi.info.description)}
<p>As data: ${data}. What goes wrong, and what then: <a href="/docs/problems">every problem code</a>.</p>
<nav class="card docs-nav" aria-label="On this page"><ul>${contents.join("\n")}</ul></nav>
${parts.join("\n")}
${foldedSection("streams", "streams", prose(asyncapi.info.description), pushing, streams)}
${foldedSection("schemas", "schemas", "", shapes, schemas)}`,
  );
}

function renderCall(openapi, follow, path, method, operation, shared) {
  const call = `<h3><span class="verb">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>`;
  const out = [prose(operation.description ?? "")];
  const parameters = [...shared, ...(operation.parameters ?? [])].map((p) => follow(p, openapi));
  if (parameters.length) {
    const items = parameters.map((p) => {
      const where = soft(`${escape(p.in)}${p.required ? ", required" : ""}`);
      return `<li><code>${escape(p.name)}</code> ${where} ${typeWords(p.schema)} ${inline(p.description ?? "")}</li>`;
    });
    out.push(`<ul class="plain params">${items.join("")}</ul>`);
  }
  const request = follow(operation.requestBody, openapi)?.content?.["application/json"];
  const example = Object.values(request?.examples ?? {})[0]?.value;
  if (request) out.push(`<p>Send ${typeWords(request.schema) || "JSON"}:</p>`);
  const head = [`curl`];
  if (method !== "get") head.push(`-X ${method.toUpperCase()}`);
  const needsKey = operation.security && !operation.security.some((s) => Object.keys(s).length === 0);
  if (needsKey) head.push(`-H "Authorization: Bearer $PARLEY_TOKEN"`);
  if (parameters.some((p) => p.name === "Idempotency-Key" && p.required))
    head.push(`-H "Idempotency-Key: $(openssl rand -hex 16)"`);
  if (request) head.push(`-H "Content-Type: application/json"`, `-d '${example ? JSON.stringify(example) : "{}"}'`);
  head.push(`"$PARLEY${path.replace(/{(\w+)}/g, (_, name) => `$${name.toUpperCase()}`)}"`);
  out.push(shell(head.join(" \\\n  ")));
  for (const [status, reference] of Object.entries(operation.responses)) {
    if (/X/.test(status)) continue;
    const response = follow(reference, openapi);
    const media = response.content?.["application/json"];
    const sample = Object.values(media?.examples ?? {})[0]?.value;
    const content = media ? typeWords(media.schema) : escape(Object.keys(response.content ?? {}).join(", "));
    out.push(`<p><code>${escape(status)}</code> ${inline(response.description)} ${content}</p>`);
    if (sample) out.push(json(sample));
  }
  const summary = `<span>${call} ${soft(escape(operation.summary))}</span>`;
  return fold(operation.operationId, "call", summary, out.join("\n"));
}

export function renderProblems(protoDir) {
  const { problems } = reader(protoDir);
  const entry = ([code, p]) => {
    const head = `<dt><code>${escape(code)}</code> <span class="rank">${p.status}</span></dt>`;
    return `<div id="${escape(code)}">${head}<dd>${inline(p.means)} ${soft(inline(p.do))}</dd></div>`;
  };
  const groups = Object.entries(problems).map(([group, codes]) => {
    const entries = Object.entries(codes).map(entry).join("\n");
    return `${sectionStart(`group-${slug(group)}`, escape(group))}<dl class="card problems">${entries}</dl></section>`;
  });
  return shellPage(
    "Parley: every problem code",
    "What each problem code of Parley means and what to do about it.",
    `<h1>Every problem code</h1>
<p class="lead">Answers that say no are problems as RFC 9457 writes them. Their <code>code</code> is stable,
<code>errors</code> names the places in what was sent, and <code>accepted</code> says what would have been taken.</p>
${groups.join("\n")}
<p><a href="/docs">Every call and push</a></p>`,
  );
}
