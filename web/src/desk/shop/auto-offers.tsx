// The standing offers of a shop: each answers by itself, within the price its owner set.
import { useState } from "preact/hooks";
import type { AutoOffer, AutoOfferRequest, OwnBusiness, Sector } from "../../api/schema";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { SureRow } from "../../ui/fields";
import { nameIn } from "../../ui/sectors";
import { announce, Notice } from "../../ui/shell";
import { changeAutoOffer, dropAutoOffer, makeAutoOffer, useAutoOffers } from "../offer/auto-offers";
import { saysWhoTrades, TraderForm } from "../trader";
import { AutoForm } from "./auto-form";
import { AutoLog, Limits } from "./auto-log";
import { priceWords } from "./price-words";

export function AutoOffers({
  business,
  sectors,
  onChange,
}: {
  business: OwnBusiness;
  sectors: Sector[];
  onChange: (b: OwnBusiness) => void;
}) {
  const known = useAutoOffers(business.id);
  const [open, setOpen] = useState<AutoOffer | "new" | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  const nameOf = nameIn(sectors);
  const act = (deed: () => Promise<unknown>) =>
    run(async () => {
      await deed();
      announce(t.desk.saved);
    });
  const save = async (request: AutoOfferRequest) => {
    const { sector, ...change } = request;
    const done = await act(() =>
      open !== null && open !== "new"
        ? changeAutoOffer(business.id, open.id, change)
        : makeAutoOffer(business.id, request),
    );
    if (done) setOpen(null);
  };
  const list = known?.data ?? [];
  const form = (before: AutoOffer | null) => (
    <AutoForm
      before={before}
      business={business}
      sectors={sectors}
      groups={known?.groups ?? []}
      onDone={save}
      onClose={() => setOpen(null)}
    />
  );
  return (
    <section class="card autos" aria-labelledby="autos">
      <h2 id="autos">{t.auto.title}</h2>
      <p class="soft small">{t.auto.lead}</p>
      {problem && <Notice>{problem}</Notice>}
      {known && list.length === 0 && <p data-autos="none">{t.auto.none}</p>}
      <ul class="plain">
        {list.map((one) => (
          <li key={one.id} class="auto" data-auto-offer={one.id}>
            <div>
              <strong>{nameOf(one.sector)}</strong>{" "}
              <span class={one.paused ? "rank" : "ribbon"}>{one.paused ? t.auto.paused : t.auto.on}</span>
              <p class="soft small">
                {t.auto.line(priceWords(one.opening), priceWords(one.floor))}
                {one.attributes.delivery_days !== undefined && ` · ${t.auto.days(one.attributes.delivery_days)}`}
                {one.capacity && ` · ${one.capacity.group}`}
              </p>
            </div>
            {dropping === one.id ? (
              <SureRow
                question={t.auto.dropSure}
                label={t.auto.drop}
                action="drop-auto-sure"
                busy={busy}
                onSure={() =>
                  void act(() => dropAutoOffer(business.id, one.id)).then((done) => done && setDropping(null))
                }
                onCancel={() => setDropping(null)}
              />
            ) : (
              <div class="row">
                <button
                  type="button"
                  disabled={busy}
                  data-action="pause-auto"
                  onClick={() => void act(() => changeAutoOffer(business.id, one.id, { paused: !one.paused }))}
                >
                  {one.paused ? t.auto.resume : t.auto.pause}
                </button>
                <button type="button" onClick={() => setOpen(one)} data-action="change-auto">
                  {t.auto.change}
                </button>
                <button type="button" class="quiet" onClick={() => setDropping(one.id)} data-action="drop-auto">
                  {t.auto.drop}
                </button>
              </div>
            )}
            {open !== null && open !== "new" && open.id === one.id && form(one)}
          </li>
        ))}
      </ul>
      {known && <Limits groups={known.groups} offers={list} />}
      {open === "new" && !saysWhoTrades(business) ? (
        <>
          <h3>{t.desk.traderTitle}</h3>
          <TraderForm business={business.id} onDone={onChange} />
        </>
      ) : open === "new" ? (
        form(null)
      ) : (
        <button type="button" onClick={() => setOpen("new")} data-action="new-auto">
          {t.auto.make}
        </button>
      )}
      {known && <AutoLog changes={known.changes} nameOf={nameOf} />}
    </section>
  );
}
