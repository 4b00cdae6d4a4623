// Everything that happened to an experiment, line by line with its chained fingerprint.
import { clock } from "../../clock";
import { clockTime } from "../../format";
import { watching } from "../../words/watching";
import type { LogEntry } from "../types";

const w = watching.log;

export function Log({ log }: { log: LogEntry[] }) {
  return (
    <section class="card" aria-labelledby="log" data-log={log.length}>
      <h2 id="log">{w.title}</h2>
      <p class="soft">{w.lead}</p>
      <ol class="plain lab-log">
        {[...log].reverse().map((entry) => (
          <li key={entry.seq} data-entry={entry.type}>
            <span class="lab-log-seq figures" aria-hidden="true">
              {entry.seq}
            </span>
            <div>
              <p>
                <strong>{w.type[entry.type ?? ""] ?? entry.type?.replaceAll("_", " ")}</strong>{" "}
                {w.by(w.who[entry.by ?? ""] ?? entry.by ?? "")}
                {entry.at && <span class="soft small"> · {clockTime(entry.at, clock.now(), true)}</span>}
              </p>
              {entry.why && <p class="lab-why">{watching.endReasons[entry.why] ?? entry.why}</p>}
              <p class="soft small">
                {w.hash} <code class="lab-hash">{entry.hash}</code>
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
