// The lab's front page: the experiments with where each is, the door for researchers, and what the market did.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { DemoTag, Loading, Notice } from "../ui/shell";
import { experiments as w } from "../words/experiments";
import { may, me, sectorName, useLook } from "./data";
import { Door } from "./door";
import { draft, isTouched } from "./design/draft";
import { FunnelSection } from "./funnel";
import { SaysMark, StateMark } from "./state";
import type { Experiment, Findings, Watched } from "./types";

export function Overview() {
  const who = me.value?.id ?? (me.value === null ? "nobody" : "unknown");
  const { data, error } = useLook(() => get<{ data: Experiment[] }>("/v1/lab/experiments"), who);
  const [findings, setFindings] = useState<Findings>({ data: [], overdue: [] });
  useEffect(() => {
    get<Findings>("/v1/findings")
      .then(setFindings)
      .catch(() => undefined);
  }, [who]);
  // What somebody has to look after comes first, what is over last.
  const order = ["running", "paused", "registered", "stopped", "killed", "analysed", "published"];
  const place = ({ state }: Experiment) => (order.includes(state) ? order.indexOf(state) : order.length);
  const list = [...(data?.data ?? [])].sort((a, b) => place(a) - place(b));
  const overdue = new Set(findings.overdue.map(({ key }) => key));
  return (
    <div class="lab" data-page="lab">
      <h1>{t.lab.title}</h1>
      <section class="lab-part" aria-labelledby="experiments" data-experiments={data ? list.length : ""}>
        <div class="section-head">
          <h2 id="experiments">{w.title}</h2>
          <a class="button" href="/findings">
            {w.findings}
          </a>
        </div>
        <p class="soft lab-lead">{w.lead}</p>
        {error !== null && <Notice>{sentence(error)}</Notice>}
        {!data && error === null && <Loading />}
        {data && list.length === 0 && <p class="empty">{w.none}</p>}
        {list.length > 0 && (
          <ul class="plain lab-experiments">
            {list.map((one) => (
              <Row key={`${one.key}.${one.version}`} experiment={one} overdue={overdue.has(one.key)} />
            ))}
          </ul>
        )}
        {may("design") && (
          <p class="row">
            <a class="button primary" href="/lab/design" data-action="design">
              {isTouched(draft.value) ? w.goOn : w.design}
            </a>
          </p>
        )}
      </section>
      <Found findings={findings} />
      <FunnelSection />
      <Door />
    </div>
  );
}

const newest = 5;

function Found({ findings: { data } }: { findings: Findings }) {
  return (
    <section class="lab-part" aria-labelledby="found" data-found={data.length}>
      <h2 id="found">{w.found}</h2>
      {data.length === 0 && <p class="empty">{w.foundNone}</p>}
      <ul class="plain lab-experiments">
        {data.slice(0, newest).map((one) => (
          <li key={one.slug} class="card lab-experiment">
            <h3>
              <a href={`/findings/${one.slug}`}>{one.title}</a> {one.simulated && <DemoTag />}
            </h3>
            <p class="soft">{one.verdict}</p>
          </li>
        ))}
      </ul>
      {data.length > newest && (
        <p>
          <a href="/findings">{w.allFindings}</a>
        </p>
      )}
    </section>
  );
}

function Row({ experiment: one, overdue }: { experiment: Experiment; overdue: boolean }) {
  const isHidden = one.document === null && one.state === "registered";
  return (
    <li class="card lab-experiment" data-experiment={one.key}>
      <div class="lab-experiment-head">
        <h3>
          <a href={`/lab/experiments/${one.key}`}>{one.title ?? one.key}</a>
        </h3>
        <StateMark state={one.state} />
      </div>
      <p class="soft small">
        {[one.sectors && w.sectors(one.sectors.map(sectorName)), w.by(one.registered_by)].filter(Boolean).join(" · ")}
      </p>
      {isHidden && (
        <p class="small">
          {w.hidden} <code class="lab-hash">{one.sha256}</code>
        </p>
      )}
      <Progress experiment={one} />
      {overdue && <SaysMark says="bad">{w.overdue}</SaysMark>}
      {one.finding && (
        <p>
          <a href={`/findings/${one.finding}`}>{w.published}</a>
        </p>
      )}
    </li>
  );
}

/** Towards the size that was planned. How far it is only researchers see while it runs. */
function Progress({ experiment: one }: { experiment: Experiment }) {
  const [watched, setWatched] = useState<Watched | null>(null);
  const isOn = one.state === "running" || one.state === "paused";
  const allowed = may("read");
  useEffect(() => {
    setWatched(null);
    if (!isOn || !allowed) return;
    get<Watched>(`/v1/lab/experiments/${one.key}/watch`)
      .then(setWatched)
      .catch(() => undefined);
  }, [one.key, isOn, allowed]);
  const planned = one.document?.n_per_arm;
  if (!isOn || !planned) return null;
  if (!watched) return <p class="small">{w.planned(planned)}</p>;
  const smallest = Math.min(...watched.sizes.map((arm) => arm.reached.round_opened ?? arm.units));
  const words = w.progress(smallest, planned);
  return (
    <p class="lab-progress small">
      <progress max={planned} value={Math.min(smallest, planned)} aria-label={words} />
      <span>{words}</span>
    </p>
  );
}
