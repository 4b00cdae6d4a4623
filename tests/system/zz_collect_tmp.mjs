import { startParley } from "./support.mjs";
import { writeFileSync, mkdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
mkdirSync("/tmp/demologs",{recursive:true});
const p = await startParley({ demo:true, env:{PARLEY_SHARE_DIR:"/tmp/vhome"} });
await new Promise(r=>setTimeout(r, Number(process.argv[2]??90)*1000));
const ids = execFileSync("psql",[p.stores.databaseUrl,"-Atc","select id from intents order by random() limit 400"],{encoding:"utf8"}).trim().split("\n");
let n=0; for (const id of ids){ const a=await fetch(`${p.url}/v1/intents/${id}/log`); if(a.status===200){ const t=await a.text(); writeFileSync(`/tmp/demologs/${id}.json`,t); n++; } else if (a.status===429) { await new Promise(r=>setTimeout(r,1000)); } }
console.log(ids.length,n); await p.stop(); process.exit(0);
