// Did the forecasts come true? What buyers were told before posting against what happened, as dots beside their table:
// on the line, what was said is what came.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Calibration } from "../api/schema";
import { t } from "../en";
import { number, percent } from "../format";

const size = 270;
const pad = 48;
const free = 22; // beyond the last figure of each axis
const at = (ppm: number) => pad + (ppm / 1e6) * (size - pad - free);
const up = (ppm: number) => size - pad - (ppm / 1e6) * (size - pad - free);

function Dots({ calibration, name }: { calibration: Calibration; name: string }) {
  const most = Math.max(1, ...calibration.bins.map((b) => b.forecasts));
  return (
    <svg class="reliability" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.lab.calibration.picture(name)}>
      {[0, 500_000, 1_000_000].map((v) => (
        <g key={v}>
          <line class="chart-grid" x1={pad} x2={at(1e6)} y1={up(v)} y2={up(v)} />
          <text class="chart-text" x={pad - 6} y={up(v) + 4} text-anchor="end">
            {percent(v, 1e6)}
          </text>
          <text class="chart-text" x={at(v)} y={size - pad + 16} text-anchor="middle">
            {percent(v, 1e6)}
          </text>
        </g>
      ))}
      <line class="reliability-ideal" x1={at(0)} y1={up(0)} x2={at(1e6)} y2={up(1e6)} />
      {calibration.bins.map(
        (b) =>
          b.predicted_ppm !== null && (
            <circle
              key={b.from_ppm}
              class="reliability-dot"
              cx={at(b.predicted_ppm)}
              cy={up((b.with_offer / b.forecasts) * 1e6)}
              r={4 + 7 * Math.sqrt(b.forecasts / most)}
            />
          ),
      )}
      <text class="chart-text" x={at(5e5)} y={size - 6} text-anchor="middle">
        {t.lab.calibration.predicted}
      </text>
    </svg>
  );
}

export function CalibrationSection({ sector, name, simulated }: { sector: string; name: string; simulated: boolean }) {
  const [calibration, setCalibration] = useState<Calibration | null>(null);
  useEffect(() => {
    let stopped = false;
    setCalibration(null);
    get<Calibration>(`/v1/sectors/${sector}/calibration?simulated=${simulated ? 1 : 0}`)
      .then((answer) => !stopped && setCalibration(answer))
      .catch(() => undefined);
    return () => {
      stopped = true;
    };
  }, [sector, simulated]);
  if (!calibration) return null;
  const words = t.lab.calibration;
  const held = ({ held: n, forecasts }: { held: number; forecasts: number }) =>
    forecasts ? words.held(percent(n, forecasts), forecasts) : words.noneYet;
  return (
    <section class="card" aria-labelledby="calibration" data-forecasts={calibration.forecasts}>
      <h3 id="calibration">{words.title(name)}</h3>
      <p class="soft">{simulated ? words.leadSimulated : words.lead}</p>
      {calibration.forecasts === 0 ? (
        <p class="empty">{words.noneYet}</p>
      ) : (
        <div class="calibration">
          <Dots calibration={calibration} name={name} />
          <div>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.predicted}</th>
                  <th scope="col" class="num">
                    {words.happened}
                  </th>
                  <th scope="col" class="num">
                    {words.requests}
                  </th>
                </tr>
              </thead>
              <tbody>
                {calibration.bins
                  .filter((b) => b.forecasts > 0)
                  .map((b) => (
                    <tr key={b.from_ppm}>
                      <td class="figures">{percent(b.predicted_ppm ?? 0, 1e6)}</td>
                      <td class="num figures">{percent(b.with_offer, b.forecasts)}</td>
                      <td class="num figures">{number(b.forecasts)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
            <dl class="calibration-facts">
              <dt>{words.offers}</dt>
              <dd>{held(calibration.offers)}</dd>
              <dt>{words.firstOffer}</dt>
              <dd>{held(calibration.first_offer)}</dd>
              <dt>{words.brier}</dt>
              <dd>{number(Math.round((calibration.brier_ppm ?? 0) / 1_000) / 1_000)}</dd>
            </dl>
          </div>
        </div>
      )}
    </section>
  );
}
