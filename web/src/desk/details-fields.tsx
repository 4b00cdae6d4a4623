// What a shop states besides the price. Nothing is filled in for it: what it leaves out is shown as not stated.
import type { OfferDetails } from "../api/schema";
import { t } from "../en";
import { Choices, Field } from "../ui/fields";

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
  return {
    item: text(details.item),
    fulfilment: details.fulfilment ?? null,
    returns_days: details.returns_days ?? null,
    perks: text(details.perks),
    person: text(details.person),
    place: text(details.place),
    valid_days: details.valid_days ?? null,
  };
}

export function DetailsFields({
  details,
  onChange,
  open,
}: {
  details: OfferDetails;
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
      {line("person", t.offers.sayPerson, t.offers.sayPersonHint, 60)}
    </details>
  );
}
