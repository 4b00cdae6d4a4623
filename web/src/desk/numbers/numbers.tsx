// How it goes, in figures: how well the shop did, then what it could sell, then how much it sold. Quality stands first.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import type { OwnBusiness, OwnFunnel, Sector, WinRates } from "../../api/schema";
import { t } from "../../en";
import { nameIn } from "../../ui/sectors";
import { First } from "./first";
import { FunnelCard } from "./funnel";
import { Money } from "./money";
import { Quality } from "./quality";
import { ReportCard } from "./report";
import { WinRatesCard } from "./win-rates";

const choices = [30, 90, 365];
const day = 86_400_000;

/** `news` changes when something ended, so that the figures are read again. */
export function Numbers({ business, sectors, news }: { business: OwnBusiness; sectors: Sector[]; news: number }) {
  const [days, setDays] = useState(choices[0]!);
  const [funnel, setFunnel] = useState<OwnFunnel | null>(null);
  const [rates, setRates] = useState<WinRates | null>(null);
  useEffect(() => {
    const from = new Date(Date.now() - days * day).toISOString();
    const asked = (what: string) => `/v1/businesses/me/${what}?${new URLSearchParams({ from })}`;
    let stale = false;
    Promise.all([
      get<OwnFunnel>(asked("funnel"), { for: business.id }),
      get<WinRates>(asked("win-rates"), { for: business.id }),
    ])
      .then(([steps, won]) => {
        if (stale) return;
        setFunnel(steps);
        setRates(won);
      })
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
    return () => {
      stale = true;
    };
  }, [business.id, days, news]);
  const name = nameIn(sectors);
  return (
    <>
      {funnel && rates && (
        <>
          <Quality quality={funnel.quality}>
            <label class="row">
              <span class="soft small">{t.numbers.days}</span>
              <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
                {choices.map((one) => (
                  <option key={one} value={one}>
                    {t.numbers.daysChoice(one)}
                  </option>
                ))}
              </select>
            </label>
          </Quality>
          <First business={business} rates={rates} name={name} />
          <FunnelCard funnel={funnel} name={name} />
          <WinRatesCard rates={rates} />
        </>
      )}
      <Money business={business.id} name={name} />
      <ReportCard business={business.id} />
    </>
  );
}
