// Requests in a shop's sectors that it was not asked for, why not, and what would change it.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { MissedRequests, OwnBusiness, Sector } from "../api/schema";
import { t } from "../en";
import { dayAndMonth } from "../format";
import { nameIn } from "../ui/sectors";
import { gainWords } from "./shop/preview";

const shown = 10;

export function WhyNotUs({
  business,
  sectors,
  simulated,
}: {
  business: OwnBusiness;
  sectors: Sector[];
  simulated: boolean;
}) {
  const [missed, setMissed] = useState<MissedRequests | null>(null);
  useEffect(() => {
    get<MissedRequests>(`/v1/businesses/me/missed?simulated=${simulated ? 1 : 0}`, { for: business.id })
      .then(setMissed)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business.id, simulated]);
  if (!missed) return null;
  const all = missed.causes.reduce((sum, cause) => sum + cause.requests, 0);
  const only = business.branches.length === 1 && business.branches[0]!.areas.length === 0 ? business.radius_km : null;
  const gainsOf = (cause: string) =>
    (missed.kept_away.find((group) => group.cause === cause)?.gains ?? []).filter((gain) => gain.adds > 0);
  return (
    <section class="card" aria-labelledby="missed" data-missed={all}>
      <h2 id="missed">{t.reach.missedTitle}</h2>
      <p>
        {all > 0
          ? t.reach.missedLead(all, missed.days)
          : missed.in_sectors > 0
            ? t.reach.missedNone(missed.days)
            : t.reach.missedQuiet(missed.days)}{" "}
        {missed.simulated && all > 0 && <span class="soft">{t.reach.simulated}</span>}
      </p>
      {all > 0 && (
        <>
          <ul class="plain missed-causes">
            {missed.causes.map(({ cause, requests }) => (
              <li key={cause} data-cause={cause}>
                {t.reach.cause[cause](requests)}
                {gainsOf(cause).map((gain) => (
                  <span key={gain.by_km ?? gain.change} class="gain">
                    {gainWords(gain, only)}
                  </span>
                ))}
              </li>
            ))}
          </ul>
          {business.budget_floor > 0 && <p class="small soft">{t.reach.missedSealed}</p>}
          <p>
            <a href={`/desk/${business.id}/shop`}>{t.reach.change}</a>
          </p>
          <details class="fold fold-plain">
            <summary>{t.reach.newest(Math.min(shown, missed.data.length))}</summary>
            <ul class="plain missed-list">
              {missed.data.slice(0, shown).map((one) => (
                <li key={one.id}>
                  <strong>{one.title || t.reach.erased}</strong>
                  <span class="soft">
                    {nameIn(sectors)(one.sector)}, {one.place}, {dayAndMonth(one.at)}:{" "}
                    {one.cause === "distance" ? t.reach.why.distance(one.km_missing ?? 0) : t.reach.why[one.cause]}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </section>
  );
}
