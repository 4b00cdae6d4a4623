// The standing offers of a shop: each answers by itself, within the price its owner set.
import { useEffect, useState } from "preact/hooks";
import { get, patch, post, remove } from "../../api/client";
import type { AutoOffer, AutoOfferRequest, OfferDetails, OwnBusiness, Sector } from "../../api/schema";
import { t } from "../../en";
import { money, parseMoney, symbol } from "../../format";
import { sentence } from "../../ui/errors";
import { Field, Stepper } from "../../ui/fields";
import { Notice } from "../../ui/shell";
import { DetailsFields, isHalfSaid, stated } from "../details-fields";
import { saysWhoTrades, TraderForm } from "../trader";

const currency = "GBP";

export function AutoOffers({
  business,
  sectors,
  onChange,
}: {
  business: OwnBusiness;
  sectors: Sector[];
  onChange: (b: OwnBusiness) => void;
}) {
  const [list, setList] = useState<AutoOffer[] | null>(null);
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (deed: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await deed();
      return true;
    } catch (error) {
      setProblem(sentence(error));
      return false;
    }
  };
  const load = () =>
    attempt(async () => setList((await get<{ data: AutoOffer[] }>("/v1/auto-offers", { for: business.id })).data));
  const act = async (deed: () => Promise<unknown>) => {
    const done = await attempt(deed);
    if (done) await load();
    return done;
  };
  useEffect(() => {
    void load();
  }, [business.id]);
  const words = (p: AutoOffer["opening"]) =>
    "price" in p ? money(p.price, currency) : t.desk.autoShare(p.ppm_of_budget);
  const sectorName = (slug: string) => sectors.find((s) => s.slug === slug)?.name ?? slug;
  return (
    <section class="card autos" aria-labelledby="autos">
      <h2 id="autos">{t.desk.autoTitle}</h2>
      <p class="soft small">{t.desk.autoLead}</p>
      {problem && <Notice>{problem}</Notice>}
      {list?.length === 0 && <p>{t.desk.autoNone}</p>}
      <ul class="plain">
        {(list ?? []).map((auto) => (
          <li key={auto.id} class="auto" data-auto-offer={auto.id}>
            <div>
              <strong>{sectorName(auto.sector)}</strong>{" "}
              <span class={auto.paused ? "rank" : "ribbon"}>
                {auto.paused ? t.desk.autoPausedState : t.desk.autoRunning}
              </span>
              <p class="soft small">{t.desk.autoLine(words(auto.opening), words(auto.floor))}</p>
            </div>
            <div class="row">
              <button
                type="button"
                onClick={() =>
                  void act(() => patch(`/v1/auto-offers/${auto.id}`, { paused: !auto.paused }, { for: business.id }))
                }
              >
                {auto.paused ? t.desk.autoResume : t.desk.autoPause}
              </button>
              <button
                type="button"
                class="quiet"
                onClick={() => void act(() => remove(`/v1/auto-offers/${auto.id}`, { for: business.id }))}
              >
                {t.common.remove}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {making && !saysWhoTrades(business) ? (
        <>
          <h3>{t.desk.traderTitle}</h3>
          <TraderForm business={business.id} onDone={onChange} />
        </>
      ) : making ? (
        <NewAuto
          business={business}
          sectorName={sectorName}
          onClose={() => setMaking(false)}
          onMake={async (request) => {
            const made = await act(() => post("/v1/auto-offers", request, { for: business.id, once: true }));
            if (made) setMaking(false);
          }}
        />
      ) : (
        <button type="button" onClick={() => setMaking(true)} data-action="new-auto">
          {t.desk.autoNew}
        </button>
      )}
    </section>
  );
}

function NewAuto({
  business,
  sectorName,
  onMake,
  onClose,
}: {
  business: OwnBusiness;
  sectorName: (slug: string) => string;
  onMake: (request: AutoOfferRequest) => Promise<void>;
  onClose: () => void;
}) {
  const [sector, setSector] = useState(business.sectors[0] ?? "");
  const [opening, setOpening] = useState("");
  const [floor, setFloor] = useState("");
  const [days, setDays] = useState(3);
  const [cap, setCap] = useState(2);
  const [details, setDetails] = useState<OfferDetails>({});
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const open = parseMoney(opening, currency);
  const low = parseMoney(floor, currency);
  const wrong = {
    opening: open ? null : t.draft.badBudget,
    floor: !low ? t.draft.badBudget : open && low > open ? t.desk.floorAbove : null,
  };
  const make = async () => {
    setTried(true);
    if (wrong.opening || wrong.floor || !open || !low || isHalfSaid(details)) return;
    setBusy(true);
    await onMake({
      sector,
      opening: { price: open },
      floor: { price: low },
      attributes: { delivery_days: days },
      message: "",
      details: stated(details),
      respond_after_s: null,
      capacity: { group: sector.slice(0, 40), count: cap },
      paused: false,
    });
    setBusy(false);
  };
  const moneyField = (label: string, value: string, set: (v: string) => void, error: string | null) => (
    <Field label={label} error={tried ? error : null}>
      {(props) => (
        <span class="money-input">
          <span aria-hidden="true">{symbol(currency)}</span>
          <input {...props} type="text" inputMode="decimal" value={value} onInput={(e) => set(e.currentTarget.value)} />
        </span>
      )}
    </Field>
  );
  return (
    <form
      class="autos-new"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Field label={t.draft.sector}>
        {(props) => (
          <select {...props} value={sector} onChange={(e) => setSector(e.currentTarget.value)}>
            {business.sectors.map((s) => (
              <option key={s} value={s}>
                {sectorName(s)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="grid-2">
        {moneyField(t.desk.autoOpening, opening, setOpening, wrong.opening)}
        {moneyField(t.desk.autoFloor, floor, setFloor, wrong.floor)}
      </div>
      <div class="grid-2">
        <Stepper label={t.attribute.delivery_days!} value={days} min={0} max={120} onChange={setDays} />
        <Stepper label={t.desk.autoCap} value={cap} min={1} max={99} onChange={setCap} />
      </div>
      <DetailsFields details={details} currency={currency} onChange={setDetails} />
      {tried && isHalfSaid(details) && <p class="field-error">{t.offers.sayHalf}</p>}
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.desk.autoDo}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {t.common.cancel}
        </button>
      </div>
    </form>
  );
}
