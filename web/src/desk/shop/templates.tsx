// The templates of a shop: what it says again and again, made from an offer or by hand.
import { useState } from "preact/hooks";
import type { OfferDetails, OfferTemplate, OfferTemplateRequest, OwnBusiness, Sector } from "../../api/schema";
import { clock } from "../../clock";
import { clockTime, parseMoney, plainMoney } from "../../format";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { Choices, Field, FormEnd, MessageField, MoneyField, Stepper, SureRow } from "../../ui/fields";
import { nameIn } from "../../ui/sectors";
import { announce, Notice } from "../../ui/shell";
import { DetailsFields, isHalfSaid, stated } from "../details-fields";
import { dropTemplate, keepTemplate, useTemplates } from "../offer/templates";
import { priceWords } from "./price-words";
import { SectorField } from "./sector-field";

const currency = "GBP";
const ppmPerPercent = 10_000;

export function Templates({ business, sectors }: { business: OwnBusiness; sectors: Sector[] }) {
  const templates = useTemplates(business.id);
  const [open, setOpen] = useState<OfferTemplate | "new" | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  const name = nameIn(sectors);
  const keep = async (request: OfferTemplateRequest) => {
    const id = open === "new" || open === null ? undefined : open.id;
    const done = await run(() => keepTemplate(business.id, request, id));
    if (!done) return;
    setOpen(null);
    announce(t.desk.saved);
  };
  if (!templates) return null;
  return (
    <section class="card templates" aria-labelledby="templates" data-templates>
      <h2 id="templates">{t.offering.templates}</h2>
      <p class="soft small">{t.offering.templatesLead}</p>
      {templates.length === 0 && open === null && <p>{t.offering.templatesNone}</p>}
      <ul class="plain">
        {templates.map((one) => (
          <li key={one.id} class="auto" data-template={one.id}>
            <div>
              <strong>{one.name}</strong>
              <p class="soft small">
                {name(one.sector)} · {one.price ? priceWords(one.price) : t.offering.templatePriceNone} ·{" "}
                {one.used_at
                  ? t.offering.templateUsed(clockTime(one.used_at, clock.now(), false))
                  : t.offering.templateUnused}
              </p>
            </div>
            {dropping === one.id ? (
              <SureRow
                question={t.offering.templateSure}
                label={t.offering.templateDrop}
                action="drop-template-sure"
                busy={busy}
                onSure={() => void run(() => dropTemplate(business.id, one.id)).then(() => setDropping(null))}
                onCancel={() => setDropping(null)}
              />
            ) : (
              <div class="row">
                <button type="button" onClick={() => setOpen(one)} data-action="change-template">
                  {t.offering.templateChange}
                </button>
                <button type="button" class="quiet" onClick={() => setDropping(one.id)} data-action="drop-template">
                  {t.offering.templateDrop}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {problem && <Notice>{problem}</Notice>}
      {open === null ? (
        <button type="button" onClick={() => setOpen("new")} data-action="new-template">
          {t.offering.templateNew}
        </button>
      ) : (
        <TemplateForm
          key={open === "new" ? "new" : open.id}
          before={open === "new" ? null : open}
          business={business}
          sectors={sectors}
          busy={busy}
          onKeep={(request) => void keep(request)}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

type Pricing = "none" | "share" | "price";

function TemplateForm({
  before,
  business,
  sectors,
  busy,
  onKeep,
  onClose,
}: {
  before: OfferTemplate | null;
  business: OwnBusiness;
  sectors: Sector[];
  busy: boolean;
  onKeep: (request: OfferTemplateRequest) => void;
  onClose: () => void;
}) {
  const price = before?.price ?? null;
  const [sector, setSector] = useState(before?.sector ?? business.sectors[0] ?? "");
  const [name, setName] = useState(before?.name ?? "");
  const [pricing, setPricing] = useState<Pricing>(!price ? "none" : "price" in price ? "price" : "share");
  const [amount, setAmount] = useState(price && "price" in price ? plainMoney(price.price, currency) : "");
  const [share, setShare] = useState(price && "ppm_of_budget" in price ? price.ppm_of_budget : 95 * ppmPerPercent);
  const [attributes, setAttributes] = useState<Record<string, number>>(before?.attributes ?? { delivery_days: 3 });
  const [message, setMessage] = useState(before?.message ?? "");
  const [details, setDetails] = useState<OfferDetails>(before?.details ?? {});
  const [tried, setTried] = useState(false);
  // The share stays what it was until somebody changes it; a step leads to the next whole number.
  const percent = Math.round(share / (ppmPerPercent / 100)) / 100;
  const fixed = parseMoney(amount, currency);
  const wrong = {
    name: name.trim() ? null : t.draft.missing,
    amount: pricing !== "price" || fixed ? null : t.draft.badBudget,
  };
  const submit = () => {
    setTried(true);
    if (wrong.name || wrong.amount || isHalfSaid(details)) return;
    onKeep({
      sector,
      name: name.trim(),
      price: pricing === "none" ? null : pricing === "price" ? { price: fixed! } : { ppm_of_budget: share },
      attributes,
      message: message.trim(),
      details: stated(details),
    });
  };
  return (
    <form
      class="autos-new"
      noValidate
      data-template-form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={t.offering.templateName} error={tried ? wrong.name : null}>
        {(props) => (
          <input
            {...props}
            type="text"
            name="template-name"
            maxLength={60}
            autocomplete="off"
            value={name}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        )}
      </Field>
      <SectorField
        label={t.offering.templateFor}
        business={business}
        sectors={sectors}
        value={sector}
        withGroups
        onChange={setSector}
      />
      <Choices
        legend={t.offering.templatePrice}
        compact
        options={[
          { value: "share", label: t.offering.templatePriceShare },
          { value: "price", label: t.offering.templatePriceFixed },
          { value: "none", label: t.offering.templatePriceNone },
        ]}
        value={pricing}
        onChange={(value) => setPricing(value as Pricing)}
      />
      {pricing === "share" && (
        <Stepper
          label={t.offering.templateShare}
          value={percent}
          min={1}
          max={200}
          suffix="%"
          onChange={(wanted) => setShare((wanted > percent ? Math.floor : Math.ceil)(wanted) * ppmPerPercent)}
        />
      )}
      {pricing === "price" && (
        <MoneyField
          label={t.offering.templateAmount}
          error={tried ? wrong.amount : null}
          currency={currency}
          name="template-price"
          value={amount}
          onInput={setAmount}
        />
      )}
      <Stepper
        label={t.attribute.delivery_days!}
        value={attributes.delivery_days ?? 0}
        min={0}
        max={120}
        onChange={(delivery_days) => setAttributes({ ...attributes, delivery_days })}
      />
      <MessageField
        label={t.offering.templateMessage}
        hint={t.offering.templateMessageHint}
        value={message}
        onInput={setMessage}
      />
      <DetailsFields details={details} currency={currency} onChange={setDetails} />
      {tried && isHalfSaid(details) && <p class="field-error">{t.offers.sayHalf}</p>}
      <FormEnd label={t.offering.templateSave} action="save-template" disabled={busy} onClose={onClose} />
    </form>
  );
}
