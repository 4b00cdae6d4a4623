// Step 3: what is different in each arm, and what is drawn by chance because of it.
import { useEffect, useId, useRef } from "preact/hooks";
import { Choices, Field } from "../../ui/fields";
import { nameOfRule, valueInWords } from "../../ui/rule-words";
import { Loading } from "../../ui/shell";
import { design } from "../../words/design";
import {
  choicesOf,
  companions,
  shownToday,
  today,
  typed,
  unitOfRule,
  valueFrom,
  whatItDoes,
  type RuleValue,
} from "../rules";
import type { LabRules } from "../types";
import { rules as named } from "../../words/rules";
import type { Check } from "./check";
import {
  armsMost,
  change,
  changeArm,
  draft,
  drawn,
  patchPointer,
  type DraftArm,
  type Faults,
  takingTurns,
} from "./draft";
import type { StepProps } from "./page";

const w = design.arms;

export function ArmsStep({ rules, check, faults }: StepProps) {
  const { arms, control } = draft.value;
  if (!rules) return <Loading />;
  return (
    <>
      <p class="soft">{w.share(arms.length + 1)}</p>
      <section class="lab-arm" aria-labelledby="control">
        <h3 id="control">
          {w.control} <code>{control}</code>
        </h3>
        <p class="soft">{w.controlText}</p>
      </section>
      {arms.map((arm, i) => (
        <Arm key={i} i={i} arm={arm} rules={rules} faults={faults} isOnly={arms.length === 1} />
      ))}
      {faults["/arms"] && <p class="field-error">{faults["/arms"]}</p>}
      {arms.length + 1 < armsMost && (
        <p>
          <button
            type="button"
            data-action="add-arm"
            onClick={() => change({ arms: [...arms, { key: `arm-${arms.length + 2}`, changes: {} }] })}
          >
            {w.add}
          </button>
        </p>
      )}
      <Unit check={check} faults={faults} />
    </>
  );
}

function Arm({
  i,
  arm,
  rules,
  faults,
  isOnly,
}: {
  i: number;
  arm: DraftArm;
  rules: LabRules;
  faults: Faults;
  isOnly: boolean;
}) {
  const id = useId();
  const added = useRef<string | null>(null);
  const box = useRef<HTMLElement>(null);
  const order = Object.keys(named);
  const rank = (path: string) => (order.includes(path) ? order.indexOf(path) : order.length);
  const paths = Object.keys(rules.bounds.paths).sort((a, b) => rank(a) - rank(b));
  const free = paths.filter((path) => !(path in arm.changes));
  const chosen = Object.keys(arm.changes);
  const set = (changes: Record<string, string>) => changeArm(i, { changes });
  const add = (path: string) => {
    // A choice between two leaves one that is not today's.
    const others = choicesOf(rules.bounds.paths[path]!)?.filter((one) => one !== today(rules, path));
    added.current = path;
    set({ ...arm.changes, [path]: others?.length === 1 ? String(others[0]) : "" });
  };
  useEffect(() => {
    if (!added.current) return;
    box.current?.querySelector<HTMLElement>(`[data-change="${added.current}"] :is(input, select)`)?.focus();
    added.current = null;
  }, [chosen.length]);
  const values: Record<string, RuleValue> = {};
  for (const path of chosen) {
    const value = valueFrom(path, arm.changes[path]!, rules.bounds.paths[path] ?? {});
    if (value !== null) values[path] = value;
  }
  const needed = companions(rules, values);
  const whole = faults[`/arms/${i + 1}/patch`] ?? faults[`/arms/${i + 1}`];
  return (
    <section class="lab-arm" ref={box} aria-labelledby={id} data-arm={i + 1}>
      <div class="section-head">
        <h3 id={id}>{w.arm(i + 2)}</h3>
        {!isOnly && (
          <button
            type="button"
            class="quiet"
            onClick={() => change({ arms: draft.value.arms.filter((_, at) => at !== i) })}
          >
            {w.removeArm}
          </button>
        )}
      </div>
      <Field label={w.name} hint={w.nameHint} error={faults[`/arms/${i + 1}/key`]}>
        {(props) => (
          <input
            {...props}
            type="text"
            name={`arm-${i + 1}`}
            maxLength={64}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={arm.key}
            onInput={(e) => changeArm(i, { key: e.currentTarget.value })}
          />
        )}
      </Field>
      <ul class="plain lab-changes">
        {chosen.map((path) => (
          <Change
            key={path}
            path={path}
            text={arm.changes[path]!}
            rules={rules}
            fault={faultAt(faults, patchPointer(i, path, arm.changes))}
            onText={(text) => set({ ...arm.changes, [path]: text })}
            onRemove={() => {
              const { [path]: gone, ...rest } = arm.changes;
              set(rest);
            }}
          />
        ))}
      </ul>
      {Object.keys(needed).length > 0 && (
        <div class="notice notice-calm lab-companions" data-companions>
          <p>{w.companions}</p>
          <ul>
            {Object.entries(needed).map(([path, value]) => (
              <li key={path}>
                {nameOfRule(path)}: {valueInWords(path, value)}
              </li>
            ))}
          </ul>
          <button
            type="button"
            data-action="companions"
            onClick={() =>
              set({
                ...arm.changes,
                ...Object.fromEntries(Object.entries(needed).map(([path, value]) => [path, typed(path, value)])),
              })
            }
          >
            {w.companionsDo}
          </button>
        </div>
      )}
      {whole && Object.keys(needed).length === 0 && <p class="field-error">{whole}</p>}
      {free.length > 0 && (
        <Field label={w.change}>
          {(props) => (
            <select
              {...props}
              name={`add-${i + 1}`}
              value=""
              aria-invalid={whole ? true : undefined}
              onChange={(e) => {
                const path = e.currentTarget.value;
                e.currentTarget.value = "";
                if (path) add(path);
              }}
            >
              <option value="">{w.changePick}</option>
              {free.map((path) => (
                <option key={path} value={path}>
                  {nameOfRule(path)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </section>
  );
}

/** A fault of an operation may be of its path or of its value. */
const faultAt = (faults: Faults, pointer: string) =>
  faults[pointer] ?? Object.entries(faults).find(([at]) => at.startsWith(`${pointer}/`))?.[1];

function Change({
  path,
  text,
  rules,
  fault,
  onText,
  onRemove,
}: {
  path: string;
  text: string;
  rules: LabRules;
  fault: string | undefined;
  onText: (text: string) => void;
  onRemove: () => void;
}) {
  const bound = rules.bounds.paths[path] ?? {};
  const choices = choicesOf(bound);
  const unit = unitOfRule(path);
  const value = valueFrom(path, text, bound);
  const inWords = unit && value !== null ? valueInWords(path, value) : null;
  // What is typed as a number without a unit has its bounds as such.
  const end = (value: number) => (unit ? valueInWords(path, value) : String(value));
  const range = choices ? null : w.between(end(bound.min ?? 0), bound.max === undefined ? "∞" : end(bound.max));
  return (
    <li class="lab-change" data-change={path}>
      <p class="lab-change-name">
        <strong>{nameOfRule(path)}</strong>
        {whatItDoes(path) && <span class="soft small">{whatItDoes(path)}</span>}
      </p>
      <p class="lab-today">{w.today(shownToday(rules, path))}</p>
      <Field
        label={unit ? `${w.to} (${unit})` : w.to}
        error={fault}
        hint={[inWords && `= ${inWords}.`, range].filter(Boolean).join(" ") || undefined}
      >
        {(props) =>
          choices ? (
            <select {...props} name={path} value={text} onChange={(e) => onText(e.currentTarget.value)}>
              {value === null && <option value="">{design.question.metricPick}</option>}
              {choices.map((one) => (
                <option key={String(one)} value={String(one)}>
                  {valueInWords(path, one)}
                </option>
              ))}
            </select>
          ) : (
            <input
              {...props}
              type="text"
              inputMode="decimal"
              class="figures"
              name={path}
              autocomplete="off"
              value={text}
              onInput={(e) => onText(e.currentTarget.value)}
            />
          )
        }
      </Field>
      <button type="button" class="quiet" onClick={onRemove} aria-label={w.remove(nameOfRule(path))}>
        {w.removeShort}
      </button>
    </li>
  );
}

function Unit({ check, faults }: { check: Check; faults: Faults }) {
  const { turns, slots_per_week: slots } = draft.value;
  const needed = check.answer?.unit_needed;
  const { unit, pilot } = drawn(needed ?? "", turns);
  const fault = Object.entries(faults).find(([at]) => /^\/(unit|pilot|switchback)/.test(at))?.[1];
  return (
    <section class="lab-unit" aria-labelledby="unit" data-unit={needed ? unit : ""} data-pilot={needed ? pilot : ""}>
      <h3 id="unit">{w.unitTitle}</h3>
      <div aria-live="polite">
        {!needed && <p class="soft">{check.busy ? `${design.checking} …` : w.unitWait}</p>}
        {needed && (
          <p>
            <strong>{w.unit[unit]}</strong> {w.unitWhy[needed]} {pilot && w.pilot}
          </p>
        )}
        {fault && <p class="field-error">{fault}</p>}
      </div>
      {(needed === "slot" || turns || fault) && (
        <Choices
          legend={w.how}
          options={[
            { value: "pilot", ...w.hows.pilot },
            { value: "turns", ...w.hows.turns },
          ]}
          value={turns ? "turns" : "pilot"}
          onChange={(value) => change(takingTurns(draft.value, value === "turns"))}
        />
      )}
      {turns && (
        <Field label={w.slots} hint={w.slotsHint}>
          {(props) => (
            <select
              {...props}
              name="slots"
              value={String(slots)}
              onChange={(e) => change(takingTurns(draft.value, true, Number(e.currentTarget.value)))}
            >
              {[...new Set([168, 28, 14, 7, slots])].map((n) => (
                <option key={n} value={String(n)}>
                  {w.slot[n] ?? n}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </section>
  );
}
