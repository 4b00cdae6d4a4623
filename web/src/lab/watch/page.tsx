// One experiment: where it is, what it changes, what is seen of it so far, and what can be done with it.
import { useEffect, useState } from "preact/hooks";
import { ApiError, get } from "../../api/client";
import { clock } from "../../clock";
import { t } from "../../en";
import { clockTime, percent } from "../../format";
import { sentence } from "../../ui/errors";
import { Loading, Notice } from "../../ui/shell";
import { experiments } from "../../words/experiments";
import { watching as w } from "../../words/watching";
import { may, me, metrics, sectorName, useLook } from "../data";
import { Door } from "../door";
import { nameOfMetric } from "../measures";
import { StateMark } from "../state";
import type { ExperimentWithLog, Watched } from "../types";
import { Arms } from "./arms";
import { Deeds } from "./deeds";
import { FirstOffers } from "./first-offers";
import { FunnelByArm } from "./funnel-by-arm";
import { Guardrails } from "./guardrails";
import { Intervals } from "./intervals";
import { Log } from "./log";
import { Publish } from "./publish";
import { SampleRatio } from "./sample-ratio";
import { Result, useAnalysis } from "./result";
import { Sizes } from "./sizes";
import { countRunning, isOver, moves, sampleRatioOf } from "./so-far";

interface Seen {
  experiment: ExperimentWithLog;
  watched: Watched | null;
  /** Whether whoever looked could be told the figures: who that is may be known later than the experiment. */
  asked: boolean;
}

export function WatchPage({ name }: { name: string }) {
  const path = `/v1/lab/experiments/${encodeURIComponent(name)}`;
  const reads = may("read");
  const look = async (): Promise<Seen> => {
    const experiment = await get<ExperimentWithLog>(path);
    if (!reads || experiment.state === "registered") return { experiment, watched: null, asked: reads };
    try {
      return { experiment, watched: await get<Watched>(`${path}/watch`), asked: true };
    } catch (error) {
      // What cannot be watched still has a state and a log.
      if (error instanceof ApiError && error.status < 500 && error.status !== 0)
        return { experiment, watched: null, asked: true };
      throw error;
    }
  };
  const { data, error, again } = useLook(look, `${name} ${me.value?.id ?? me.value}`, (last) =>
    moves(last.experiment, last.watched),
  );
  useEffect(() => {
    document.title = `${data?.experiment.title ?? name} · ${t.brand}`;
  }, [data?.experiment.title]);
  return (
    <div class="lab lab-middle" data-page="lab-watch" data-experiment={name} data-state={data?.experiment.state ?? ""}>
      <p class="lab-path">
        <a href="/lab">{experiments.toLab}</a>
      </p>
      {!data && error === null && <Loading />}
      {error !== null && <Notice>{sentence(error)}</Notice>}
      {data && <Body seen={data} again={again} />}
    </div>
  );
}

function Body({ seen: { experiment: one, watched, asked }, again }: { seen: Seen; again: () => Promise<void> }) {
  const [isNew] = useState(() => location.hash === "#locked");
  const known = metrics.value ?? [];
  const prereg = one.document;
  const isAnalysed = (one.state === "analysed" || one.state === "published") && may("read");
  const told = useAnalysis(one.key, one.state, isAnalysed);
  const over = isOver(one);
  const running = countRunning(watched, prereg?.unit ?? "");
  return (
    <>
      <Head one={one} watched={watched} isNew={isNew} />
      {watched?.simulated && <Notice kind="calm">{w.simulated}</Notice>}
      {isAnalysed && <Result told={told} />}
      {one.waits_for_release && <Publish experiment={one} told={told} again={again} />}
      {me.value ? <Deeds experiment={one} running={running} again={again} /> : <Door />}
      {may("read") && !asked && one.state !== "registered" && (
        <section class="card" data-figures="loading">
          <Loading text={w.loading} />
        </section>
      )}
      {watched && prereg && (
        <>
          <Sizes watched={watched} experiment={one} />
          <Intervals watched={watched} metrics={known} isOver={over} />
          <SampleRatio rows={sampleRatioOf(watched)} isOver={over} />
          <Guardrails rows={watched.guardrails} metrics={known} isOver={over} />
          <FirstOffers curves={watched.first_offer} isOver={over} />
          <FunnelByArm watched={watched} unit={prereg.unit} />
          <p class="soft small" data-as-of={moves(one, watched) ? "moves" : "rests"}>
            {w.asOf(clockTime(watched.as_of, clock.now(), true))}{" "}
            {moves(one, watched) && (over ? w.againWhileRunning : w.again)}
          </p>
        </>
      )}
      {prereg && <Arms prereg={prereg} />}
      <Log log={one.log} />
    </>
  );
}

function Head({ one, watched, isNew }: { one: ExperimentWithLog; watched: Watched | null; isNew: boolean }) {
  const at = (time: string) => clockTime(time, clock.now());
  const ends = watched?.planned.ends_at ?? null;
  const isOn = one.state === "running" || one.state === "paused";
  const [hypothesis] = one.document?.hypotheses ?? [];
  const facts = [
    one.started_at && w.started(at(one.started_at)),
    one.ended_at && w.ended(at(one.ended_at)),
    one.ended_at && one.ended_by && w.endedBy(w.endReasons[one.ended_by] ?? one.ended_by),
    isOn && ends && w.ends(at(ends)),
    isOn && w.coverage(percent(one.coverage_ppm, 1e6)),
  ].filter(Boolean);
  return (
    <header class="lab-head">
      <h1>{one.title ?? w.hiddenTitle}</h1>
      <p class="row">
        <StateMark state={one.state} />
        {one.document?.pilot && <span class="tag rank">{w.pilot}</span>}
        <code>{one.key}</code>
        {one.version > 1 && <span class="soft small">{experiments.version(one.version)}</span>}
      </p>
      {isNew && <Notice kind="good">{w.locked}</Notice>}
      {hypothesis && (
        <p class="lead">
          {hypothesis.text}{" "}
          <span class="soft small lab-judged">
            {w.judged}: {nameOfMetric(hypothesis.metric)}
          </span>
        </p>
      )}
      <p class="soft">
        {[one.sectors?.map(sectorName).join(", "), w.by(one.registered_by, one.analysts)].filter(Boolean).join(" · ")}
      </p>
      {facts.length > 0 && <p class="soft">{facts.join(" · ")}</p>}
      <p class="small">
        {one.document ? experiments.fingerprint : experiments.hidden} <code class="lab-hash">{one.sha256}</code>
      </p>
      <p class="row">
        {one.finding && (
          <a class="button primary" href={`/findings/${one.finding}`} data-finding={one.finding}>
            {w.finding}
          </a>
        )}
        {may("design") && one.document && !isOn && one.state !== "registered" && (
          <a class="button" href={`/lab/design?from=${encodeURIComponent(one.key)}`} data-action="copy">
            {w.copy}
          </a>
        )}
      </p>
    </header>
  );
}
