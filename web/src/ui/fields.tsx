// Form parts with their labels, hints and errors wired together.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Place, Question } from "../api/schema";
import { t } from "../en";
import { minorDigits, symbol } from "../format";

export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  optional?: boolean;
  children: (props: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ComponentChildren;
}) {
  const id = useId();
  const note = hint || error ? `${id}-note` : undefined;
  return (
    <div class={`field${error ? " field-bad" : ""}`}>
      <label for={id}>
        {label}
        {optional && <span class="soft"> ({t.common.optional})</span>}
      </label>
      {children({ id, "aria-describedby": note, "aria-invalid": error ? true : undefined })}
      {note && (
        <p id={note} class={error ? "field-error" : "field-hint"}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

/** What a shop writes with an offer. */
export function MessageField({
  value,
  onInput,
  ...field
}: {
  label: string;
  hint?: string | undefined;
  value: string;
  onInput: (value: string) => void;
}) {
  return (
    <Field {...field} optional>
      {(props) => (
        <textarea {...props} rows={2} maxLength={2000} value={value} onInput={(e) => onInput(e.currentTarget.value)} />
      )}
    </Field>
  );
}

/** An amount of money, typed by hand, after the sign of its currency. */
export function MoneyField({
  currency,
  name,
  value,
  onInput,
  big,
  keypad,
  ...field
}: {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  optional?: boolean;
  currency: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  big?: boolean;
  /** The page shows keys of its own. */
  keypad?: boolean;
}) {
  return (
    <Field {...field}>
      {(props) => (
        <span class={`money-input${big ? " money-big" : ""}`}>
          <span aria-hidden="true">{symbol(currency)}</span>
          <input
            {...props}
            type="text"
            inputMode={keypad ? "none" : minorDigits(currency) === 0 ? "numeric" : "decimal"}
            class="figures"
            name={name}
            autocomplete="off"
            value={value}
            onInput={(e) => onInput(e.currentTarget.value)}
          />
        </span>
      )}
    </Field>
  );
}

/** The end of a form that was opened on purpose: its deed, and the way out. */
export function FormEnd({
  label,
  action,
  disabled,
  onClose,
}: {
  label: string;
  action: string;
  disabled: boolean;
  onClose: () => void;
}) {
  return (
    <div class="row">
      <button type="submit" class="primary" disabled={disabled} data-action={action}>
        {label}
      </button>
      <button type="button" class="quiet" onClick={onClose}>
        {t.common.cancel}
      </button>
    </div>
  );
}

/** Asks once more before something goes. */
export function SureRow({
  question,
  label,
  action,
  busy,
  onSure,
  onCancel,
}: {
  question: string;
  label: string;
  action: string;
  busy: boolean;
  onSure: () => void;
  onCancel: () => void;
}) {
  return (
    <div class="row" role="group" aria-label={question}>
      <span class="small">{question}</span>
      <button type="button" disabled={busy} data-action={action} onClick={onSure}>
        {label}
      </button>
      <button type="button" class="quiet" disabled={busy} onClick={onCancel}>
        {t.common.cancel}
      </button>
    </div>
  );
}

interface Choice {
  value: string;
  label: string;
  hint?: string | undefined;
}

/** One of a few, all visible. */
export function Choices({
  legend,
  hint,
  options,
  value,
  onChange,
  compact,
}: {
  legend: string;
  hint?: string | undefined;
  options: Choice[];
  value: string | null;
  onChange: (value: string) => void;
  compact?: boolean;
}) {
  const name = useId();
  return (
    <fieldset class={`choices${compact ? " choices-compact" : ""}`}>
      <legend>{legend}</legend>
      {hint && <p class="field-hint">{hint}</p>}
      <div class="choices-row">
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span class="choice-face">
              <span>{option.label}</span>
              {option.hint && <span class="choice-hint">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Stepper({
  label,
  hint,
  value,
  min,
  max,
  step = 1,
  suffix,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  value: number;
  min: number;
  max: number;
  step?: number;
  suffix?: string;
  onChange: (value: number) => void;
}) {
  const id = useId();
  const clamp = (n: number) => Math.min(max, Math.max(min, n));
  return (
    <div class="field" role="group" aria-labelledby={`${id}-label`}>
      <span class="label" id={`${id}-label`}>
        {label}
      </span>
      <div class="stepper">
        <button
          type="button"
          onClick={() => onChange(clamp(value - step))}
          disabled={value <= min}
          aria-label={`${t.common.less}: ${label}`}
        >
          −
        </button>
        <output aria-live="polite">
          {value}
          {suffix ? ` ${suffix}` : ""}
        </output>
        <button
          type="button"
          onClick={() => onChange(clamp(value + step))}
          disabled={value >= max}
          aria-label={`${t.common.more}: ${label}`}
        >
          +
        </button>
      </div>
      {hint && <p class="field-hint">{hint}</p>}
    </div>
  );
}

/** A place by name, with the gazetteer's suggestions. */
export function PlaceField({
  label,
  hint,
  error,
  value,
  onInput,
  onChosen,
}: {
  label: string;
  hint?: string;
  error?: string | null | undefined;
  value: string;
  onInput: (value: string) => void;
  onChosen: (value: string) => void;
}) {
  const list = useId();
  const [places, setPlaces] = useState<Place[]>([]);
  const last = useRef(value);
  useEffect(() => {
    const q = value.trim();
    if (q.length < 2 || places.some((p) => p.name === q)) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      get<{ data: Place[] }>(`/v1/places?q=${encodeURIComponent(q)}`, { signal: abort.signal })
        .then((found) => setPlaces(found.data.slice(0, 8)))
        .catch(() => undefined);
    }, 180);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [value]);
  const chosen = (text: string) => {
    if (text === last.current) return;
    last.current = text;
    onChosen(text);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(props) => (
        <>
          <input
            {...props}
            type="text"
            list={list}
            autocomplete="off"
            value={value}
            required
            onInput={(event) => {
              const text = event.currentTarget.value;
              onInput(text);
              if (places.some((p) => p.name === text)) chosen(text);
            }}
            onChange={(event) => chosen(event.currentTarget.value)}
          />
          <datalist id={list}>
            {places.map((place, i) => (
              <option key={i} value={place.name}>
                {[place.admin1, place.country].filter(Boolean).join(", ")}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

/** A sector's question, asked in the way that fits its kind. Answers are text on the wire; nothing is required. */
export function QuestionField({
  question,
  value,
  onChange,
}: {
  question: Question;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const why = question.why ?? undefined;
  if (question.kind === "choice" || question.kind === "yes_no") {
    const options =
      question.kind === "choice"
        ? (question.options ?? []).map((o) => ({ value: o, label: o }))
        : [
            { value: "yes", label: t.common.yes },
            { value: "no", label: t.common.no },
          ];
    return (
      <Choices compact legend={question.label} hint={why} options={options} value={value ?? null} onChange={onChange} />
    );
  }
  const isNumber = question.kind === "number";
  return (
    <Field label={question.unit ? t.draft.unitOf(question.label, question.unit) : question.label} hint={why}>
      {(props) => (
        <input
          {...props}
          type="text"
          inputMode={isNumber ? "numeric" : "text"}
          maxLength={isNumber ? 9 : 400}
          value={value ?? ""}
          onInput={(event) => {
            const text = isNumber ? event.currentTarget.value.replace(/\D/g, "") : event.currentTarget.value;
            if (text !== event.currentTarget.value) event.currentTarget.value = text;
            onChange(text.trim() ? text : undefined);
          }}
        />
      )}
    </Field>
  );
}
