// Writes a shop's plan for one trade.
import { useState } from "preact/hooks";
import type { AutoOffer, OfferTemplate, OwnBusiness, Playbook, PlaybookRequest, Sector } from "../../api/schema";
import { clock } from "../../clock";
import { dateInput, minuteOf, plainMoney, timeOfDay } from "../../format";
import { t } from "../../en";
import { typedMoney } from "../../ui/amounts";
import { Field, FormEnd, MoneyField, Stepper } from "../../ui/fields";
import { weekdays, type Weekday } from "../../words/desk";
import { priceWords } from "./price-words";
import { SectorField } from "./sector-field";

const currency = "GBP";
const aMonthMs = 30 * 86_400_000;

export function PlaybookForm({
  before,
  business,
  sectors,
  planned,
  templates,
  autos,
  busy,
  onKeep,
  onClose,
}: {
  before: Playbook | null;
  business: OwnBusiness;
  sectors: Sector[];
  /** The sectors that have a plan. */
  planned: string[];
  templates: OfferTemplate[];
  autos: AutoOffer[];
  busy: boolean;
  onKeep: (sector: string, request: PlaybookRequest) => void;
  onClose: () => void;
}) {
  const free = business.sectors.filter((slug) => !planned.includes(slug));
  const [sector, setSector] = useState(before?.sector ?? free[0] ?? "");
  const [sales, setSales] = useState(before?.sales ?? 4);
  const plain = (amount: number | null | undefined) => (amount == null ? "" : plainMoney(amount, currency));
  const [budget, setBudget] = useState(plain(before?.budget));
  const [minutes, setMinutes] = useState(before?.minutes ?? 120);
  const [days, setDays] = useState<Weekday[]>(
    (before?.hours.days as Weekday[] | undefined) ?? [...weekdays.slice(0, 5)],
  );
  const [from, setFrom] = useState(timeOfDay(before?.hours.from ?? 540));
  const [to, setTo] = useState(timeOfDay(before?.hours.to ?? 1020));
  const [template, setTemplate] = useState(before?.template ?? "");
  const [auto, setAuto] = useState(before?.auto_offer ?? "");
  const [lowest, setLowest] = useState(plain(before?.lowest_price));
  const today = new Date(clock.now()).toISOString();
  const [review, setReview] = useState(before?.review_on ?? dateInput(new Date(clock.now() + aMonthMs).toISOString()));
  const [tried, setTried] = useState(false);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const [money, floor] = [typedMoney(budget, currency), typedMoney(lowest, currency)];
  const wrong = {
    budget: money === undefined ? t.draft.badBudget : null,
    lowest: floor === undefined ? t.draft.badBudget : null,
    days: days.length > 0 ? null : t.plans.noDays,
    hours: start !== null && end !== null && end > start ? null : t.plans.badHours,
    review: /^\d{4}-\d\d-\d\d$/.test(review) ? null : t.plans.badDate,
  };
  const submit = () => {
    setTried(true);
    if (Object.values(wrong).some(Boolean) || start === null || end === null) return;
    onKeep(sector, {
      sales,
      budget: money ?? null,
      minutes: minutes === 0 ? null : minutes,
      hours: { days, from: start, to: end },
      template: template || null,
      auto_offer: auto || null,
      lowest_price: floor ?? null,
      review_on: review,
    });
  };
  // A template or a standing offer of one trade is none of another's.
  const chooseSector = (slug: string) => {
    setSector(slug);
    setTemplate("");
    setAuto("");
  };
  const timeField = (label: string, value: string, set: (text: string) => void, error: string | null) => (
    <Field label={label} error={tried ? error : null}>
      {(props) => <input {...props} type="time" value={value} onInput={(e) => set(e.currentTarget.value)} />}
    </Field>
  );
  const choice = (label: string, value: string, set: (id: string) => void, options: [string, string][]) => (
    <Field label={label}>
      {(props) => (
        <select {...props} value={value} onChange={(e) => set(e.currentTarget.value)}>
          <option value="">{t.plans.noneChosen}</option>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const fits = (slug: string) => slug === sector || slug === sector.split("/")[0];
  return (
    <form
      class="autos-new"
      noValidate
      data-plan-form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {!before && (
        <SectorField
          label={t.plans.sector}
          business={{ ...business, sectors: free }}
          sectors={sectors}
          value={sector}
          onChange={chooseSector}
        />
      )}
      <div class="grid-2">
        <Stepper label={t.plans.sales} value={sales} min={1} max={999} onChange={setSales} />
        <Stepper label={t.plans.minutes} value={minutes} min={0} max={6000} step={30} onChange={setMinutes} />
      </div>
      <div class="grid-2">
        <MoneyField
          label={t.plans.budget}
          error={tried ? wrong.budget : null}
          optional
          currency={currency}
          name="plan-budget"
          value={budget}
          onInput={setBudget}
        />
        <MoneyField
          label={t.plans.lowest}
          hint={t.plans.lowestHint}
          error={tried ? wrong.lowest : null}
          optional
          currency={currency}
          name="lowest"
          value={lowest}
          onInput={setLowest}
        />
      </div>
      <fieldset class="choices choices-compact">
        <legend>{t.plans.days}</legend>
        <div class="weekdays">
          {weekdays.map((one) => (
            <label key={one} class="choice">
              <input
                type="checkbox"
                name={`day-${one}`}
                checked={days.includes(one)}
                onChange={(e) =>
                  setDays(weekdays.filter((day) => (day === one ? e.currentTarget.checked : days.includes(day))))
                }
              />
              <span class="choice-face">
                <span>{t.desk.shortDays[one]}</span>
              </span>
            </label>
          ))}
        </div>
        {tried && wrong.days && <p class="field-error">{wrong.days}</p>}
      </fieldset>
      <div class="grid-2">
        {timeField(t.plans.from, from, setFrom, null)}
        {timeField(t.plans.to, to, setTo, wrong.hours)}
      </div>
      <div class="grid-2">
        {choice(
          t.plans.template,
          template,
          setTemplate,
          templates.filter((one) => fits(one.sector)).map((one) => [one.id, one.name]),
        )}
        {choice(
          t.plans.auto,
          auto,
          setAuto,
          autos
            .filter((one) => fits(one.sector))
            .map((one) => [one.id, t.auto.line(priceWords(one.opening), priceWords(one.floor))]),
        )}
      </div>
      <Field label={t.plans.review} error={tried ? wrong.review : null}>
        {(props) => (
          <input
            {...props}
            type="date"
            name="review"
            min={dateInput(today)}
            value={review}
            onInput={(e) => setReview(e.currentTarget.value)}
          />
        )}
      </Field>
      <FormEnd label={t.plans.save} action="save-plan" disabled={busy} onClose={onClose} />
    </form>
  );
}
