// Step 4: how sure, how many, how long, and what must not get worse.
import { Choices, Field } from "../../ui/fields";
import { percent } from "../../format";
import { design } from "../../words/design";
import { metrics } from "../data";
import { bpTyped, nameOfMetric, unitIn, unitOfDifference } from "../measures";
import { alwaysOn, change, draft, drawn, rampUsual } from "./draft";
import type { StepProps } from "./page";

const w = design.size;
const million = 1_000_000;
export const shareOf = (ppm: number) => percent(ppm, million);

export function SizeStep({ faults, check }: StepProps) {
  const now = draft.value;
  const known = metrics.value ?? [];
  const unit = unitIn(known, now.metric);
  const hints: Record<number, string> = { 10_000: w.strict, 50_000: w.usual, 100_000: w.loose };
  const options = (usual: number[], mine: number) =>
    [...new Set([...usual, mine])]
      .sort((a, b) => a - b)
      .map((ppm) => ({ value: String(ppm), label: shareOf(ppm), hint: usual === alphas ? hints[ppm] : undefined }));
  const { unit: drawnUnit } = drawn(check.answer?.unit_needed ?? "", now.turns);
  const isUsual = now.ramp.length === 0 || now.ramp.join() === rampUsual.join();
  return (
    <>
      <h3>{w.how}</h3>
      <Field
        label={`${w.mde} (${unitOfDifference(unit)})`}
        hint={w.mdeHint(nameOfMetric(now.metric))}
        error={faults["/mde_bp"]}
      >
        {(props) => (
          <input
            {...props}
            type="text"
            inputMode="decimal"
            class="figures"
            name="mde"
            autocomplete="off"
            value={now.mde}
            onInput={(e) => change({ mde: e.currentTarget.value })}
          />
        )}
      </Field>
      <Choices
        legend={w.alpha}
        hint={w.alphaHint}
        compact
        options={options(alphas, now.alpha_ppm)}
        value={String(now.alpha_ppm)}
        onChange={(value) => change({ alpha_ppm: Number(value) })}
      />
      <Choices
        legend={w.power}
        hint={w.powerHint}
        compact
        options={options(powers, now.power_ppm)}
        value={String(now.power_ppm)}
        onChange={(value) => change({ power_ppm: Number(value) })}
      />
      <h3>{w.many}</h3>
      <div class="grid-2">
        <Field label={w.n[drawnUnit]} hint={w.nHint} error={faults["/n_per_arm"]}>
          {(props) => (
            <input
              {...props}
              type="text"
              inputMode="numeric"
              class="figures"
              name="n"
              autocomplete="off"
              value={now.n}
              onInput={(e) => change({ n: e.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={w.days} hint={w.daysHint} error={faults["/max_days"]}>
          {(props) => (
            <input
              {...props}
              type="text"
              inputMode="numeric"
              class="figures"
              name="days"
              autocomplete="off"
              value={now.days}
              onInput={(e) => change({ days: e.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      {drawnUnit === "slot" ? (
        <p class="soft">{w.noRamp}</p>
      ) : (
        <Choices
          legend={w.ramp}
          options={[
            { value: "all", ...w.ramps.all },
            { value: "steps", ...w.ramps.steps },
            ...(isUsual ? [] : [{ value: "own", label: w.rampOwn(now.ramp.map(shareOf).join(", ")) }]),
          ]}
          value={now.ramp.length === 0 ? "all" : isUsual ? "steps" : "own"}
          onChange={(value) => {
            if (value !== "own") change({ ramp: value === "all" ? [] : rampUsual });
          }}
        />
      )}
      {(faults["/ramp"] ?? faults["/coverage_ppm"]) && (
        <p class="field-error">{faults["/ramp"] ?? faults["/coverage_ppm"]}</p>
      )}
      <h3>{w.guards}</h3>
      <p class="soft">{w.guardsLead}</p>
      <Guardrails faults={faults} />
    </>
  );
}

const alphas = [10_000, 50_000, 100_000];
const powers = [800_000, 900_000];

function Guardrails({ faults }: Pick<StepProps, "faults">) {
  const now = draft.value;
  const known = metrics.value ?? [];
  const chosen = now.guardrails.map(({ metric }) => metric);
  const others = known.filter((one) => one.is_guardrail && !alwaysOn.includes(one.key)).map(({ key }) => key);
  const rows = [...alwaysOn, ...others, ...chosen.filter((key) => !alwaysOn.includes(key) && !others.includes(key))];
  return (
    <ul class="plain lab-guards">
      {rows.map((metric) => {
        const i = chosen.indexOf(metric);
        const isLocked = alwaysOn.includes(metric);
        const unit = unitIn(known, metric);
        return (
          <li key={metric} data-guard={metric}>
            <label class="toggle">
              <input
                type="checkbox"
                checked={i >= 0}
                disabled={isLocked}
                onChange={(e) =>
                  change({
                    guardrails: e.currentTarget.checked
                      ? [...now.guardrails, { metric, direction: "decrease", margin: bpTyped(300, unit) }]
                      : now.guardrails.filter((one) => one.metric !== metric),
                  })
                }
              />
              <span>
                {nameOfMetric(metric)}
                {isLocked && <span class="soft small">{w.always}</span>}
              </span>
            </label>
            {i >= 0 && (
              <Field label={`${w.margin} (${unitOfDifference(unit)})`} error={faults[`/guardrails/${i}/margin_bp`]}>
                {(props) => (
                  <input
                    {...props}
                    type="text"
                    inputMode="decimal"
                    class="figures"
                    name={`margin-${metric}`}
                    autocomplete="off"
                    value={now.guardrails[i]!.margin}
                    onInput={(e) =>
                      change({
                        guardrails: now.guardrails.map((one, at) =>
                          at === i ? { ...one, margin: e.currentTarget.value } : one,
                        ),
                      })
                    }
                  />
                )}
              </Field>
            )}
          </li>
        );
      })}
    </ul>
  );
}
