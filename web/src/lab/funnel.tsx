// What the market did, from wish to agreed sale: bars beside their table, and the same as CSV.
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Funnel, FunnelRow } from "../api/schema";
import { clock } from "../clock";
import { clockTime, number, percent } from "../format";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Field } from "../ui/fields";
import { FunnelBars } from "../ui/funnel-bars";
import { SectorPicture } from "../ui/pictures";
import { Loading, Notice } from "../ui/shell";
import { experiments } from "../words/experiments";
import { CalibrationSection } from "./calibration";
import { config, sectorName } from "./data";

const steps = ["intents", "confirmed", "reached", "with_offer", "seen", "awarded", "confirmed_awards"] as const;

function sum(rows: FunnelRow[]): FunnelRow | null {
  if (!rows.length) return null;
  const total = { ...rows[0]!, sector: "" };
  for (const key of Object.keys(total) as (keyof FunnelRow)[]) {
    if (key === "sector" || key === "median_first_offer_s") continue;
    total[key] = rows.reduce((n, r) => n + r[key], 0);
  }
  // Medians cannot be added; one sector's is shown as it is, and of several none.
  total.median_first_offer_s = rows.length === 1 ? rows[0]!.median_first_offer_s : null;
  return total;
}

export function FunnelSection() {
  const [funnel, setFunnel] = useState<Funnel | null>(null);
  const [sector, setSector] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [simulated, setSimulated] = useState(false);
  const demo = config.value?.demo ?? false;
  // A demonstration has little else to count; elsewhere only what people did counts.
  useEffect(() => setSimulated(demo), [demo]);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (!document.hidden) {
        try {
          const answer = await call<Funnel>("GET", `/v1/lab/funnel${simulated ? "?simulated=1" : ""}`);
          if (stopped) return;
          setFunnel(answer.data);
          setProblem(null);
        } catch (error) {
          if (!stopped) setProblem(sentence(error));
        }
      }
      if (!stopped) timer = setTimeout(() => void look(), 5_000);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [simulated]);
  const nameOf = sectorName;
  const rows = [...(funnel?.data ?? [])].sort((a, b) => b.intents - a.intents);
  const chosen = sum(sector ? rows.filter((r) => r.sector === sector) : rows);
  const c = t.lab.columns;
  const counts = [
    "intents",
    "confirmed",
    "invited",
    "reached",
    "offers",
    "with_offer",
    "seen",
    "awarded",
    "confirmed_awards",
    "no_offers",
  ] as const;
  return (
    <section class="lab-part" data-funnel data-rows={rows.length} aria-labelledby="funnel">
      <h2 id="funnel">{experiments.funnelTitle}</h2>
      <p class="soft">{t.lab.lead}</p>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={simulated}
          onChange={(e) => setSimulated(e.currentTarget.checked)}
        />
        <span>{t.lab.simulated}</span>
      </label>
      {problem && <Notice>{problem}</Notice>}
      {!funnel && !problem && <Loading />}
      {funnel && rows.length === 0 && <p class="empty">{t.lab.none}</p>}
      {chosen && funnel && (
        <>
          <section class="card">
            <div class="section-head">
              <Field label={t.lab.sector}>
                {(props) => (
                  <select {...props} value={sector} onChange={(e) => setSector(e.currentTarget.value)}>
                    <option value="">{t.lab.allSectors}</option>
                    {rows.map((r) => (
                      <option key={r.sector} value={r.sector}>
                        {nameOf(r.sector)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <ul class="plain figures-row">
                <li>
                  <strong class="figures">{percent(chosen.with_offer, chosen.confirmed)}</strong>
                  <span class="soft small">{t.lab.answered}</span>
                </li>
                <li>
                  <strong class="figures">
                    {chosen.confirmed ? number(Math.round((chosen.offers / chosen.confirmed) * 10) / 10) : "–"}
                  </strong>
                  <span class="soft small">{t.lab.offersPer}</span>
                </li>
                {chosen.median_first_offer_s !== null && (
                  <li>
                    <strong class="figures">{t.lab.seconds(chosen.median_first_offer_s)}</strong>
                    <span class="soft small">{t.lab.firstOffer}</span>
                  </li>
                )}
              </ul>
            </div>
            <FunnelBars
              steps={steps.map((step) => ({ key: step, name: t.lab.steps[step], count: chosen[step] }))}
              label={t.lab.chartAlt(sector ? nameOf(sector) : t.lab.allSectors)}
            />
          </section>
          <CalibrationSection
            sector={sector || rows[0]!.sector}
            name={nameOf(sector || rows[0]!.sector)}
            simulated={simulated}
          />
          <section aria-labelledby="by-sector">
            <h3 id="by-sector">{t.lab.bySector}</h3>
            <div class="scroll card" tabIndex={0} role="region" aria-label={t.lab.bySectorTable}>
              <table class="lab-table lab-fold-table">
                <thead>
                  <tr>
                    <th scope="col">{c.sector}</th>
                    {counts.map((k) => (
                      <th key={k} scope="col" class="num">
                        {c[k]}
                      </th>
                    ))}
                    <th scope="col" class="num">
                      {c.median_first_offer_s}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((r) => (
                    <tr key={r.sector}>
                      <th scope="row">
                        <span class="lab-sector">
                          <SectorPicture slug={r.sector} size={20} /> {nameOf(r.sector)}
                        </span>
                      </th>
                      {counts.map((k) => (
                        <td key={k} class="num figures" data-name={c[k]}>
                          {number(r[k])}
                        </td>
                      ))}
                      <td class="num figures" data-name={c.median_first_offer_s}>
                        {r.median_first_offer_s === null ? "–" : t.lab.seconds(r.median_first_offer_s)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <p class="soft small">
              {t.lab.asOf(clockTime(funnel.as_of, clock.now(), true))}. {t.lab.refreshed}
            </p>
          </section>
        </>
      )}
      <p class="row">
        <a class="button" href={`/v1/lab/funnel.csv${simulated ? "?simulated=1" : ""}`} download="parley-funnel.csv">
          {t.lab.csv}
        </a>
        <a class="button" href="/v1/lab/codebook">
          {t.lab.codebook}
        </a>
      </p>
    </section>
  );
}
