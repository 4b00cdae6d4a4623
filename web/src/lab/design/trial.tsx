// Step 5: the design is played in the simulator, and what came out is told in words, as a picture and as a table.
import { useEffect, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { post } from "../../api/client";
import { number, percent } from "../../format";
import { sentence } from "../../ui/errors";
import { Legend } from "../../ui/legend";
import { narrow } from "../../ui/narrow";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { announce, Notice } from "../../ui/shell";
import { TableFold } from "../../ui/table-fold";
import { design } from "../../words/design";
import { withSectorNames } from "../data";
import { amount, nameOfMetric } from "../measures";
import { SaysMark } from "../state";
import type { Prereg, Trial } from "../types";
import { faultsOf } from "./check";
import type { Faults } from "./draft";
import { FaultList } from "./fault-list";
import type { StepProps } from "./page";
import { shareOf } from "./size";
import { verdictOf } from "./verdict";

const w = design.trial;
/** The server answers within this. */
const most = 30;

/** Goes on while somebody looks at another step. */
const run = signal<{ of: string; since: number } | null>(null);
const result = signal<{ of: string; document: Prereg; trial: Trial } | null>(null);
const failed = signal<{ problem: string | null; faults: Faults; document: Prereg } | null>(null);

async function start(document: Prereg) {
  const of = JSON.stringify(document);
  run.value = { of, since: performance.now() };
  failed.value = null;
  try {
    const trial = await post<Trial>("/v1/lab/trials", { document });
    result.value = { of, document, trial };
    announce(told(document, trial).power);
  } catch (error) {
    const faults = faultsOf(error);
    failed.value = { problem: faults ? null : sentence(error), faults: faults ?? {}, document };
  }
  run.value = null;
}

export function TryStep({ check, go }: StepProps) {
  const { document } = check;
  const ready = document !== null && check.answer !== null && !check.busy;
  const isStale = result.value !== null && document !== null && result.value.of !== JSON.stringify(document);
  return (
    <div data-trial={run.value ? "running" : result.value ? "done" : "none"}>
      {run.value ? (
        <Running since={run.value.since} />
      ) : (
        <p class="row">
          <button
            type="button"
            class={result.value && !isStale ? "" : "primary"}
            disabled={!ready}
            onClick={() => document && void start(document)}
            data-action="try"
          >
            {result.value ? w.again : w.run}
          </button>
          <span class="soft small">{result.value ? "" : `${w.about} ${w.skip}`}</span>
        </p>
      )}
      {failed.value?.problem && <Notice>{failed.value.problem}</Notice>}
      {failed.value && (
        <FaultList
          faults={failed.value.faults}
          document={failed.value.document}
          here="try"
          lead={design.refused}
          go={go}
        />
      )}
      {result.value && !run.value && (
        <>
          {isStale && <Notice kind="calm">{w.stale}</Notice>}
          <Result document={result.value.document} trial={result.value.trial} />
        </>
      )}
    </div>
  );
}

function Running({ since }: { since: number }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const beat = setInterval(() => setSeconds(Math.floor((performance.now() - since) / 1_000)), 250);
    return () => clearInterval(beat);
  }, [since]);
  return (
    <div class="lab-running">
      <progress max={most} value={Math.min(seconds, most)} aria-label={w.progress} />
      <p class="soft">{w.running(seconds)}</p>
    </div>
  );
}

/** The simulator measures by numbers of its own. */
const unitOf = ({ effect }: Trial) => (effect?.metric === "offers" ? "offers" : "share");

/** All that was tried, in words; of the design as it was then. */
function told(document: Prereg, trial: Trial) {
  const { power, false_alarms: alarms, effect } = trial;
  const verdict = verdictOf(document, trial);
  const unit = unitOf(trial);
  const measure = nameOfMetric(document.hypotheses[0]?.metric ?? "");
  const own = effect ? amount(Math.abs(effect.estimate), unit) : "";
  const found = [percent(power.share, 1), shareOf(document.power_ppm), number(power.n_per_arm)] as const;
  const how = { good: w.powerGood, bad: w.powerBad, open: w.powerOpen }[verdict.power](...found);
  const wanted = verdict.wanted === null ? null : amount(verdict.wanted, unit);
  const most = [percent(alarms.share, 1), shareOf(document.alpha_ppm)] as const;
  return {
    verdict,
    power: how,
    limits: [
      wanted === null
        ? w.otherMeasure(measure)
        : verdict.power !== "open"
          ? ""
          : verdict.isLarger
            ? w.onlyAsLarge(own, wanted)
            : w.isSmaller(own, wanted),
      wanted === null || verdict.power === "good"
        ? ""
        : verdict.needed === null
          ? w.neededUnknown(wanted)
          : w.needed(wanted, number(roughly(verdict.needed)), number(document.n_per_arm)),
    ].filter(Boolean),
    alarms: { good: w.alarmsGood, chance: w.alarmsChance, bad: w.alarmsBad }[verdict.alarms](
      ...most,
      number(alarms.repetitions),
    ),
  };
}

/** Two figures: more would claim to know more. */
function roughly(n: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return Math.ceil(n / unit) * unit;
}

function Result({ document, trial }: { document: Prereg; trial: Trial }) {
  const words = told(document, trial);
  const { effect } = trial;
  const unit = unitOf(trial);
  const rows = [
    { name: w.found, ...trial.power, wanted: document.power_ppm / 1e6, trials: trial.power.repetitions },
    {
      name: w.alarm,
      ...trial.false_alarms,
      wanted: document.alpha_ppm / 1e6,
      trials: trial.false_alarms.repetitions,
    },
  ];
  return (
    <div
      class="lab-trial"
      data-enough={words.verdict.power}
      data-needed={words.verdict.needed ?? ""}
      data-safe={words.verdict.alarms}
    >
      <p>
        <SaysMark says={words.verdict.power}>{words.power}</SaysMark>
      </p>
      {words.limits.map((limit) => (
        <p key={limit}>{limit}</p>
      ))}
      <p>
        <SaysMark says={words.verdict.alarms === "bad" ? "bad" : "good"}>{words.alarms}</SaysMark>
      </p>
      <Shares rows={rows} />
      <TableFold label={w.tableLabel}>
        <NumberTable first={w.what} columns={[w.measured, w.range, w.wanted, w.trials]}>
          {rows.map((row) => (
            <NumberRow
              key={row.name}
              name={row.name}
              numbers={[
                percent(row.share, 1),
                `${percent(row.low, 1)} – ${percent(row.high, 1)}`,
                percent(row.wanted, 1),
                row.trials,
              ]}
            />
          ))}
        </NumberTable>
      </TableFold>
      <p>
        {effect
          ? w.effect(
              w.effects[effect.metric] ?? effect.metric,
              amount(effect.estimate, unit),
              amount(effect.low, unit),
              amount(effect.high, unit),
            )
          : w.noEffect}
      </p>
      {trial.note && <p class="soft small">{withSectorNames(trial.note)}</p>}
      <p class="soft small">{w.took(Math.round(trial.seconds))}</p>
    </div>
  );
}

interface ShareRow {
  name: string;
  share: number;
  low: number;
  high: number;
  wanted: number;
}

function Shares({ rows }: { rows: ShareRow[] }) {
  const width = narrow.value ? 330 : 640;
  const [left, right, line] = [14, 26, 62];
  const height = rows.length * line + 24;
  const x = (share: number) => left + share * (width - left - right);
  return (
    <>
      <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={w.picture}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="chart-grid" x1={x(share)} x2={x(share)} y1="4" y2={height - 22} />
            <text class="chart-text" x={x(share)} y={height - 6} text-anchor="middle">
              {percent(share, 1)}
            </text>
          </g>
        ))}
        {rows.map((row, i) => {
          const y = i * line + 42;
          return (
            <g key={row.name}>
              <text class="funnel-name" x={left} y={y - 18}>
                {row.name}
              </text>
              <line class="lab-range" x1={x(row.low)} x2={x(row.high)} y1={y} y2={y} />
              <circle class="lab-dot" cx={x(row.share)} cy={y} r="6" />
              <path class="lab-wanted" d={`M${x(row.wanted)} ${y - 11}v22`} />
            </g>
          );
        })}
      </svg>
      <Legend
        marks={[
          {
            name: w.measured,
            width: 26,
            mark: (
              <>
                <path class="lab-range" d="M1 7h24" />
                <circle class="lab-dot" cx="13" cy="7" r="5" />
              </>
            ),
          },
          { name: w.wanted, width: 8, height: 16, mark: <path class="lab-wanted" d="M4 0v16" /> },
        ]}
      />
    </>
  );
}
