// Step 1: one question, and the number that answers it.
import { Choices, Field } from "../../ui/fields";
import { design } from "../../words/design";
import { metricMeanings, metrics as named } from "../../words/metrics";
import { metrics } from "../data";
import { betterOf, nameOfMetric, unitIn } from "../measures";
import type { Direction } from "../types";
import { change, draft, keyFrom } from "./draft";
import type { StepProps } from "./page";

const w = design.question;

export function QuestionStep({ faults }: StepProps) {
  const now = draft.value;
  const known = metrics.value ?? [];
  const order = Object.keys(named);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = [...known].sort((a, b) => rank(a.key) - rank(b.key));
  const metric = known.find(({ key }) => key === now.metric);
  const choose = (key: string) => {
    const direction = betterOf(known.find((one) => one.key === key));
    const isOther = unitIn(known, key) !== unitIn(known, now.metric);
    // A difference in seconds is another number than one in percentage points.
    const usual: Record<string, string> = { seconds: "10", share: "5", complaints: "5" };
    const mde = isOther ? { mde: usual[unitIn(known, key)] ?? "0.5" } : {};
    change({ metric: key, direction, ...mde });
  };
  return (
    <>
      <Field label={w.title} hint={w.titleHint} error={faults["/title"]}>
        {(props) => (
          <input
            {...props}
            type="text"
            name="title"
            maxLength={200}
            autocomplete="off"
            value={now.title}
            onInput={(e) => {
              const title = e.currentTarget.value;
              change({ title, ...(now.ownKey ? {} : { key: keyFrom(title) }) });
            }}
          />
        )}
      </Field>
      <Field label={w.text} hint={w.textHint} error={faults["/hypotheses/0/text"]}>
        {(props) => (
          <textarea
            {...props}
            rows={2}
            name="text"
            maxLength={1_000}
            value={now.text}
            onInput={(e) => change({ text: e.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label={w.metric}
        error={faults["/hypotheses/0/metric"]}
        hint={metric && [metricMeanings[metric.key], w.better[betterOf(metric)]].filter(Boolean).join(" ")}
      >
        {(props) => (
          <select {...props} name="metric" value={now.metric} onChange={(e) => choose(e.currentTarget.value)}>
            {!metric && <option value={now.metric}>{w.metricPick}</option>}
            {sorted.map(({ key }) => (
              <option key={key} value={key}>
                {nameOfMetric(key)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {metric && <p class="soft small lab-exactly">{w.exactly(metric.definition)}</p>}
      <Choices
        legend={w.direction}
        compact
        options={(["increase", "decrease", "two_sided"] as const).map((value) => ({
          value,
          label: w.directions[value],
        }))}
        value={now.direction}
        onChange={(value) => change({ direction: value as Direction })}
      />
      <Field label={w.key} hint={w.keyHint} error={faults["/key"] ?? faults["/version"] ?? faults["/supersedes"]}>
        {(props) => (
          <input
            {...props}
            type="text"
            name="key"
            maxLength={64}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={now.key}
            onInput={(e) => change({ key: e.currentTarget.value, ownKey: e.currentTarget.value !== "" })}
          />
        )}
      </Field>
      <Field label={w.why} hint={w.whyHint} error={faults["/description"]} optional>
        {(props) => (
          <textarea
            {...props}
            rows={2}
            name="why"
            maxLength={2_000}
            value={now.why}
            onInput={(e) => change({ why: e.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}
