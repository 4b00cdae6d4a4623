// Makes or changes a standing offer. Nothing is on until it is sent.
import { useState } from "preact/hooks";
import type { AutoOffer, AutoOfferRequest, CapacityGroup, OfferDetails, OwnBusiness, Sector } from "../../api/schema";
import { parseMoney, plainMoney } from "../../format";
import { t } from "../../en";
import { Field, FormEnd, Stepper } from "../../ui/fields";
import { nameIn } from "../../ui/sectors";
import { DetailsFields, isHalfSaid, stated } from "../details-fields";
import { SectorField } from "./sector-field";

const currency = "GBP";
const ppmPerPercent = 10_000;

type Price = AutoOffer["opening"];
type Unit = "price" | "share";

interface Typed {
  unit: Unit;
  text: string;
}

const typed = (price: Price | undefined): Typed =>
  price === undefined
    ? { unit: "price", text: "" }
    : "price" in price
      ? { unit: "price", text: plainMoney(price.price, currency) }
      : { unit: "share", text: String(price.ppm_of_budget / ppmPerPercent) };

function read({ unit, text }: Typed): Price | null {
  if (unit === "price") {
    const price = parseMoney(text, currency);
    return price ? { price } : null;
  }
  const percent = Number(text.replace(",", "."));
  const ppm = Math.round(percent * ppmPerPercent);
  return text.trim() !== "" && ppm >= 1 && ppm <= 10_000_000 ? { ppm_of_budget: ppm } : null;
}

/** Only prices of one kind can be told apart before a buyer is there. */
function isAbove(floor: Price, opening: Price): boolean {
  if ("price" in floor && "price" in opening) return floor.price > opening.price;
  return "ppm_of_budget" in floor && "ppm_of_budget" in opening && floor.ppm_of_budget > opening.ppm_of_budget;
}

function PriceField({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: Typed;
  error: string | null;
  onChange: (value: Typed) => void;
}) {
  return (
    <Field label={label} error={error}>
      {(props) => (
        <span class="auto-price">
          <input
            {...props}
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={value.text}
            onInput={(e) => onChange({ ...value, text: e.currentTarget.value })}
          />
          <select
            aria-label={`${label}: ${t.auto.unit}`}
            value={value.unit}
            onChange={(e) => onChange({ unit: e.currentTarget.value as Unit, text: "" })}
          >
            <option value="price">{t.auto.pounds}</option>
            <option value="share">{t.auto.percent}</option>
          </select>
        </span>
      )}
    </Field>
  );
}

const noLimit = "";
const newLimit = "\u0000new"; // no name of a group

export function AutoForm({
  before,
  business,
  sectors,
  groups,
  onDone,
  onClose,
}: {
  before: AutoOffer | null;
  business: OwnBusiness;
  sectors: Sector[];
  groups: CapacityGroup[];
  onDone: (request: AutoOfferRequest) => Promise<unknown>;
  onClose: () => void;
}) {
  const [sector, setSector] = useState(before?.sector ?? business.sectors[0] ?? "");
  const [opening, setOpening] = useState(typed(before?.opening));
  const [floor, setFloor] = useState(typed(before?.floor));
  const [attributes, setAttributes] = useState<Record<string, number>>(before?.attributes ?? { delivery_days: 3 });
  const [limit, setLimit] = useState(before ? (before.capacity?.group ?? noLimit) : newLimit);
  const [limitName, setLimitName] = useState(nameIn(sectors)(sector).slice(0, 40));
  const [count, setCount] = useState(before?.capacity?.count ?? 2);
  const [details, setDetails] = useState<OfferDetails>(before?.details ?? {});
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const open = read(opening);
  const low = read(floor);
  const bad = (value: Typed) => (value.unit === "price" ? t.draft.badBudget : t.auto.badShare);
  const wrong = {
    opening: open ? null : bad(opening),
    floor: !low ? bad(floor) : open && isAbove(low, open) ? t.auto.floorAbove : null,
    limit: limit !== newLimit || limitName.trim() ? null : t.draft.missing,
  };
  const submit = async () => {
    setTried(true);
    if (wrong.opening || wrong.floor || wrong.limit || !open || !low || isHalfSaid(details)) return;
    setBusy(true);
    const group = limit === newLimit ? limitName.trim() : limit;
    await onDone({
      sector,
      opening: open,
      floor: low,
      attributes,
      message: before?.message ?? "",
      details: stated(details),
      respond_after_s: before?.respond_after_s ?? null,
      capacity: group === noLimit ? null : { group, count },
      paused: before?.paused ?? false,
    });
    setBusy(false);
  };
  return (
    <form
      class="autos-new"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {/* What it is for is what it is: for another sector it is another one. */}
      {!before && (
        <SectorField
          label={t.offering.templateFor}
          business={business}
          sectors={sectors}
          value={sector}
          onChange={setSector}
        />
      )}
      <div class="grid-2">
        <PriceField
          label={t.auto.opening}
          value={opening}
          error={tried ? wrong.opening : null}
          onChange={(value) => {
            setOpening(value);
            if (value.unit !== opening.unit) setFloor({ unit: value.unit, text: "" });
          }}
        />
        <PriceField label={t.auto.floor} value={floor} error={tried ? wrong.floor : null} onChange={setFloor} />
      </div>
      <Stepper
        label={t.attribute.delivery_days!}
        value={attributes.delivery_days ?? 0}
        min={0}
        max={120}
        onChange={(delivery_days) => setAttributes({ ...attributes, delivery_days })}
      />
      <Field label={t.auto.limit} hint={t.auto.limitHint}>
        {(props) => (
          <select
            {...props}
            name="limit"
            value={limit}
            onChange={(e) => {
              const chosen = e.currentTarget.value;
              setLimit(chosen);
              setCount(groups.find((one) => one.group === chosen)?.count ?? 2);
            }}
          >
            {groups.map((one) => (
              <option key={one.group} value={one.group}>
                {one.group} · {t.auto.taken(one.taken, one.count)}
              </option>
            ))}
            <option value={newLimit}>{t.auto.limitNew}</option>
            <option value={noLimit}>{t.auto.limitNone}</option>
          </select>
        )}
      </Field>
      {limit === newLimit && (
        <Field label={t.auto.limitName} hint={t.auto.limitNameHint} error={tried ? wrong.limit : null}>
          {(props) => (
            <input
              {...props}
              type="text"
              name="limit-name"
              maxLength={40}
              autocomplete="off"
              value={limitName}
              onInput={(e) => setLimitName(e.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {limit !== noLimit && <Stepper label={t.auto.limitCount} value={count} min={1} max={99} onChange={setCount} />}
      <DetailsFields details={details} currency={currency} onChange={setDetails} />
      {tried && isHalfSaid(details) && <p class="field-error">{t.offers.sayHalf}</p>}
      <p class="soft small">{t.auto.mailed}</p>
      <FormEnd label={before ? t.auto.save : t.auto.start} action="save-auto" disabled={busy} onClose={onClose} />
    </form>
  );
}
