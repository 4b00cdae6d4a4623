#!/usr/bin/env node
// Holds an implementation of proto/rounds.md against the vectors beside this file: each scenario is posted to
// URL/v1/replay, and every member of what is expected has to come back. Needs Node 18 and nothing else.
import { readFileSync, readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const folder = new URL("./rounds/", import.meta.url);

export const vectors = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name: name.slice(0, -5), ...JSON.parse(readFileSync(new URL(name, folder), "utf8")) }));

/** What the implementation answers differently: one line for each member. Waits when it is told to. */
export async function differences(url, vector) {
  const answer = await fetch(`${url}/v1/replay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(vector.scenario),
  });
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("retry-after") ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return differences(url, vector);
  }
  const got = await answer.json();
  if (answer.status !== 200) return [`${answer.status} ${JSON.stringify(got)}`];
  return Object.entries(vector.expected)
    .filter(([member, value]) => !isDeepStrictEqual(got[member], value))
    .map(([member, value]) => `${member}: ${JSON.stringify(got[member])} is not ${JSON.stringify(value)}`);
}

async function main(url) {
  let failed = 0;
  const all = vectors();
  for (const vector of all) {
    const lines = await differences(url.replace(/\/$/, ""), vector);
    console.log(`${lines.length === 0 ? "ok  " : "FAIL"} ${vector.name}: ${vector.about}`);
    for (const line of lines) console.log(`       ${line}`);
    failed += lines.length === 0 ? 0 : 1;
  }
  console.log(`${all.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.url === `file://${process.argv[1]}`) {
  if (process.argv.length !== 3) {
    console.error("usage: node proto/conformance/run.mjs URL");
    process.exit(2);
  }
  process.exit(await main(process.argv[2]));
}
