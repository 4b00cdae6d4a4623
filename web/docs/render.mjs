// Renders the contract in ../proto as two plain pages: /docs with every call and push, /docs/problems with every code.
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
  return `<div class="scroll" tabindex="0" role="region" aria-label="Members of ${escape(schema.__name ?? "the object")}"><table><thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>
${rows.map(([name, s]) => `<tr><th scope="row"><code>${escape(name)}</code>${required.has(name) ? "" : ' <span class="soft">optional</span>'}</th><td>${typeWords(s)}</td><td>${inline(s.description ?? "")}</td></tr>`).join("\n")}
</tbody></table></div>`;
}

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
    contents.push(
      `<li><a href="#tag-${slug(tag.name)}">${escape(tag.name)}</a><ul>${calls.map((c) => `<li><a href="#${c.operation.operationId}"><code>${c.method.toUpperCase()} ${escape(c.path)}</code></a></li>`).join("")}</ul></li>`,
    );
    parts.push(
      `<section aria-labelledby="tag-${slug(tag.name)}"><h2 id="tag-${slug(tag.name)}">${escape(tag.name)}</h2>${prose(tag.description)}`,
    );
    for (const { path, method, operation, shared } of calls)
      parts.push(renderCall(openapi, follow, path, method, operation, shared));
    parts.push("</section>");
  }

  const streams = Object.entries(asyncapi.channels).map(([, channel]) => {
    const messages = Object.entries(channel.messages).map(([type, reference]) => {
      const message = follow(reference, asyncapi);
      const payload = follow(message.payload, asyncapi);
      const data = follow(payload.properties?.data ?? {}, asyncapi);
      const example = message.examples?.[0]?.payload;
      const names = Object.keys(data.properties ?? {});
      return `<li><p><strong><code>${escape(type)}</code></strong> ${inline(message.summary ?? "")}${names.length ? ` <span class="soft">data: ${names.map((n) => `<code>${escape(n)}</code>`).join(", ")}</span>` : ""}</p>${example ? json(example) : ""}</li>`;
    });
    return `<section class="call"><h3><code>${escape(channel.address)}</code></h3>${prose(channel.description)}<ul class="plain">${messages.join("\n")}</ul></section>`;
  });

  const schemas = Object.entries(openapi.components.schemas).map(([name, schema]) => {
    const whole = { ...schema, __name: name };
    const body = members(whole) || (schema.oneOf || schema.enum || schema.type ? `<p>${typeWords(schema)}</p>` : "");
    const inherits = (schema.allOf ?? []).map(typeWords).join(", ");
    return `<section class="call"><h3 id="schema-${slug(name)}">${escape(name)}</h3>${prose(schema.description ?? "")}${inherits ? `<p>All of ${inherits}, and:</p>` : ""}${body}</section>`;
  });

  return shellPage(
    "Parley: every call and push",
    "The calls, pushes and schemas of Parley.",
    `<h1>Every call and push</h1>
${prose(openapi.info.description)}
<p>As data: <a href="/openapi.yaml">openapi.yaml</a>, <a href="/asyncapi.yaml">asyncapi.yaml</a>. What goes wrong, and what then: <a href="/docs/problems">every problem code</a>.</p>
<nav class="card docs-nav" aria-label="On this page"><ul>${contents.join("\n")}<li><a href="#streams">streams</a></li><li><a href="#schemas">schemas</a></li></ul></nav>
${parts.join("\n")}
<section aria-labelledby="streams"><h2 id="streams">streams</h2>${prose(asyncapi.info.description)}${streams.join("\n")}</section>
<section aria-labelledby="schemas"><h2 id="schemas">schemas</h2>${schemas.join("\n")}</section>`,
  );
}

function renderCall(openapi, follow, path, method, operation, shared) {
  const out = [
    `<section class="call"><h3 id="${operation.operationId}"><span class="verb">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>`,
    `<p><strong>${escape(operation.summary)}.</strong></p>`,
    prose(operation.description ?? ""),
  ];
  const parameters = [...shared, ...(operation.parameters ?? [])].map((p) => follow(p, openapi));
  if (parameters.length) {
    out.push(
      `<ul class="plain params">${parameters.map((p) => `<li><code>${escape(p.name)}</code> <span class="soft">${escape(p.in)}${p.required ? ", required" : ""}</span> ${typeWords(p.schema)} ${inline(p.description ?? "")}</li>`).join("")}</ul>`,
    );
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
    out.push(
      `<p><code>${escape(status)}</code> ${inline(response.description)} ${media ? typeWords(media.schema) : escape(Object.keys(response.content ?? {}).join(", "))}</p>`,
    );
    if (sample) out.push(json(sample));
  }
  out.push("</section>");
  return out.join("\n");
}

export function renderProblems(protoDir) {
  const { problems } = reader(protoDir);
  const groups = Object.entries(problems).map(
    ([group, codes]) =>
      `<section aria-labelledby="group-${slug(group)}"><h2 id="group-${slug(group)}">${escape(group)}</h2><dl class="card problems">${Object.entries(
        codes,
      )
        .map(
          ([code, p]) =>
            `<div id="${escape(code)}"><dt><code>${escape(code)}</code> <span class="rank">${p.status}</span></dt><dd>${inline(p.means)} <span class="soft">${inline(p.do)}</span></dd></div>`,
        )
        .join("\n")}</dl></section>`,
  );
  return shellPage(
    "Parley: every problem code",
    "What each problem code of Parley means and what to do about it.",
    `<h1>Every problem code</h1>
<p class="lead">Answers that say no are problems as RFC 9457 writes them. Their <code>code</code> is stable, <code>errors</code> names the places in what was sent, and <code>accepted</code> says what would have been taken.</p>
${groups.join("\n")}
<p><a href="/docs">Every call and push</a></p>`,
  );
}
