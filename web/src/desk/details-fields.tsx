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

/** Texts trimmed, and what was left empty not stated. */
export function stated(details: OfferDetails): OfferDetails {
  const text = (words: string | null | undefined) => words?.trim() || null;
  return {
    item: text(details.item),
    fulfilment: details.fulfilment ?? null,
    returns_days: details.returns_days ?? null,
    perks: text(details.perks),
    person: text(details.person),
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
  const days = details.returns_days;
  const offered = days == null || spans.includes(days) ? spans : [...spans, days].sort((a, b) => a - b);
  const line = (name: "item" | "perks" | "person", label: string, hint: string, most: number) => (
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
      <Field label={t.offers.sayReturns}>
        {(props) => (
          <select
            {...props}
            name="returns"
            value={days == null ? "" : String(days)}
            onChange={(e) => set({ returns_days: e.currentTarget.value ? Number(e.currentTarget.value) : null })}
          >
            <option value="">{t.offers.sayReturnsUnstated}</option>
            {offered.map((span) => (
              <option key={span} value={String(span)}>
                {span === 0 ? t.offers.sayReturnsNone : t.offers.sayReturnsDays(span)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {line("perks", t.offers.sayPerks, t.offers.sayPerksHint, 300)}
      {line("person", t.offers.sayPerson, t.offers.sayPersonHint, 60)}
    </details>
  );
}
