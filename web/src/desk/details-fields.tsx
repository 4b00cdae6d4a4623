// What a shop states besides the price. Nothing is filled in for it: what it leaves out is shown as not stated.
import { useState } from "preact/hooks";
import type { OfferDetails, ReferencePrice } from "../api/schema";
import { clock } from "../clock";
import { t } from "../en";
import { dateInput, parseMoney, plainMoney } from "../format";
import { Choices, Field, MoneyField } from "../ui/fields";

const ways = [
  { value: "collect", label: t.offers.wayCollect },
  { value: "deliver", label: t.offers.wayDeliver },
  { value: "fit", label: t.offers.wayFit },
];

/** Usual spans; another one that was stated before stays in the list. */
const spans = [0, 14, 28, 60, 100, 365];
const validSpans = [0, 3, 7, 14, 30];

/** Those that are offered, and the one that was stated. */
const among = (usual: number[], days: number | null | undefined) =>
  days == null || usual.includes(days) ? usual : [...usual, days].sort((a, b) => a - b);

/** Texts trimmed, and what was left empty not stated. */
export function stated(details: OfferDetails): OfferDetails {
  const text = (words: string | null | undefined) => words?.trim() || null;
  const reference = details.reference_price;
  return {
    item: text(details.item),
    fulfilment: details.fulfilment ?? null,
    returns_days: details.returns_days ?? null,
    perks: text(details.perks),
    person: text(details.person),
    reference_price: isBlank(reference) ? null : { ...reference!, where: reference!.where.trim() },
    only_here: details.only_here || null,
    place: text(details.place),
    valid_days: details.valid_days ?? null,
  };
}

const blank: ReferencePrice = { amount: 0, where: "", since: "", until: null };
const isBlank = (one: ReferencePrice | null | undefined) =>
  !one || (!one.amount && !one.where.trim() && !one.since && !one.until);

/** Of a price elsewhere all must be said but its end, or nothing. */
export function isHalfSaid({ reference_price: one }: OfferDetails): boolean {
  return !isBlank(one) && !(one!.amount && one!.where.trim() && one!.since);
}

/** For the next offer: what is charged elsewhere, and what is offered only here, is said anew each time. */
export function lasting(details: OfferDetails): OfferDetails {
  return { ...details, reference_price: null, only_here: null };
}

function ElsewhereFields({
  stated: reference,
  currency,
  onChange,
}: {
  stated: ReferencePrice;
  currency: string;
  onChange: (reference: ReferencePrice) => void;
}) {
  const [amount, setAmount] = useState(reference.amount ? plainMoney(reference.amount, currency) : "");
  const set = (change: Partial<ReferencePrice>) => onChange({ ...reference, ...change });
  const today = dateInput(new Date(clock.now()).toISOString());
  const date = (name: "since" | "until", label: string, hint?: string) => (
    <Field label={label} hint={hint}>
      {(props) => (
        <input
          {...props}
          type="date"
          name={name}
          max={today}
          value={reference[name] ?? ""}
          onInput={(e) => set({ [name]: e.currentTarget.value || (name === "until" ? null : "") })}
        />
      )}
    </Field>
  );
  return (
    <fieldset class="elsewhere" data-elsewhere>
      <legend>{t.offers.sayElsewhere}</legend>
      <p class="soft small">{t.offers.sayElsewhereHint}</p>
      <div class="grid-2">
        <MoneyField
          label={t.offers.sayAmount}
          currency={currency}
          name="reference"
          value={amount}
          onInput={(text) => {
            setAmount(text);
            set({ amount: parseMoney(text, currency) ?? 0 });
          }}
        />
        <Field label={t.offers.sayWhere} hint={t.offers.sayWhereHint}>
          {(props) => (
            <input
              {...props}
              type="text"
              name="where"
              maxLength={80}
              autocomplete="off"
              value={reference.where}
              onInput={(e) => set({ where: e.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <div class="grid-2">
        {date("since", t.offers.saySince)}
        {date("until", t.offers.sayUntil, t.offers.sayUntilHint)}
      </div>
    </fieldset>
  );
}

export function DetailsFields({
  details,
  currency,
  onChange,
  open,
}: {
  details: OfferDetails;
  currency: string;
  onChange: (details: OfferDetails) => void;
  open?: boolean;
}) {
  const set = (change: Partial<OfferDetails>) => onChange({ ...details, ...change });
  const span = (
    name: "returns_days" | "valid_days",
    label: string,
    usual: number[],
    none: string,
    words: (days: number) => string,
  ) => (
    <Field label={label}>
      {(props) => (
        <select
          {...props}
          name={name}
          value={details[name] == null ? "" : String(details[name])}
          onChange={(e) => set({ [name]: e.currentTarget.value ? Number(e.currentTarget.value) : null })}
        >
          <option value="">{t.offers.sayReturnsUnstated}</option>
          {among(usual, details[name]).map((days) => (
            <option key={days} value={String(days)}>
              {days === 0 ? none : words(days)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const line = (name: "item" | "place" | "perks" | "person", label: string, hint: string, most: number) => (
    <Field label={label} hint={hint} optional>
      {(props) => (
        <input
          {...props}
          type="text"
          name={name}
          maxLength={most}
          autocomplete="off"
          value={details[name] ?? ""}
          onInput={(e) => set({ [name]: e.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <details class="say-more" data-say-more open={open}>
      <summary>{t.offers.say}</summary>
      <p class="soft small">{t.offers.sayHint}</p>
      {line("item", t.offers.sayItem, t.offers.sayItemHint, 200)}
      <Choices
        legend={t.offers.sayFulfilment}
        options={ways}
        value={details.fulfilment ?? null}
        onChange={(value) => set({ fulfilment: value as NonNullable<OfferDetails["fulfilment"]> })}
        compact
      />
      {line("place", t.offers.sayPlace, t.offers.sayPlaceHint, 80)}
      {span("returns_days", t.offers.sayReturns, spans, t.offers.sayReturnsNone, t.offers.sayReturnsDays)}
      {span("valid_days", t.offers.sayValid, validSpans, t.offers.sayValidNone, t.offers.sayValidDays)}
      {line("perks", t.offers.sayPerks, t.offers.sayPerksHint, 300)}
      <ElsewhereFields
        stated={details.reference_price ?? blank}
        currency={currency}
        onChange={(reference_price) => set({ reference_price })}
      />
      <label class="toggle">
        <input
          type="checkbox"
          name="only-here"
          checked={details.only_here === true}
          onChange={(e) => set({ only_here: e.currentTarget.checked })}
        />
        <span>{t.offers.sayOnlyHere}</span>
      </label>
      {line("person", t.offers.sayPerson, t.offers.sayPersonHint, 60)}
    </details>
  );
}
