// The end of a shop's settings: everything to take away, and the way out; and what a shop that left reads at its desk.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import type { BusinessExport, BusinessLeft, OwnBusiness, Sector } from "../../api/schema";
import { t } from "../../en";
import { day } from "../../format";
import { useDeed } from "../../ui/deed";
import { SureRow } from "../../ui/fields";
import { saveJson } from "../../ui/save-file";
import { announce, Notice } from "../../ui/shell";
import { Join } from "../join";

/** For owners. Whoever borrows a simulated shop leaves it for the next. */
export function Leaving({ business, onChange }: { business: OwnBusiness; onChange: (b: OwnBusiness) => void }) {
  const [done, setDone] = useState<BusinessLeft | null>(null);
  const { busy, problem, run } = useDeed();
  const save = () =>
    run(async () => {
      const all = await get<BusinessExport>("/v1/businesses/me/export", { for: business.id, patient: true });
      saveJson("parley-business.json", all);
    });
  return (
    <section class="card" aria-labelledby="leaving" data-leaving={business.left_at ? "left" : "here"}>
      <h2 id="leaving">{t.leaving.title}</h2>
      <p class="soft">{t.leaving.lead}</p>
      {problem && <Notice>{problem}</Notice>}
      <button type="button" disabled={busy} onClick={() => void save()} data-action="export">
        {t.leaving.download}
      </button>
      {done && outcome(done).map((line) => <p key={line}>{line}</p>)}
      {!business.left_at && !business.simulated && (
        <WayOut
          business={business}
          onLeft={(left, own) => {
            setDone(left);
            onChange(own);
          }}
        />
      )}
    </section>
  );
}

function WayOut({
  business,
  onLeft,
}: {
  business: OwnBusiness;
  onLeft: (done: BusinessLeft, own: OwnBusiness) => void;
}) {
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useDeed();
  const leave = () =>
    run(async () => {
      const done = await post<BusinessLeft>("/v1/businesses/me/leave", {}, { for: business.id });
      announce(t.leaving.left(day(done.left_at)));
      // Whoever had a seat has no desk any more.
      const own = await get<OwnBusiness>("/v1/businesses/me", { for: business.id }).catch(() => null);
      if (own) onLeft(done, own);
      else location.assign("/desk");
    });
  return (
    <details data-way-out>
      <summary>{t.leaving.leave}</summary>
      <ul>
        {t.leaving.what.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {problem && <Notice>{problem}</Notice>}
      {asked ? (
        <SureRow
          question={t.leaving.sure}
          label={t.leaving.leave}
          action="leave-sure"
          busy={busy}
          onSure={() => void leave()}
          onCancel={() => setAsked(false)}
        />
      ) : (
        <button type="button" class="quiet" onClick={() => setAsked(true)} data-action="leave">
          {t.leaving.leave}
        </button>
      )}
    </details>
  );
}

const outcome = (done: BusinessLeft) => [
  ...(done.offers_withdrawn > 0 ? [t.leaving.done.withdrawn(done.offers_withdrawn)] : []),
  ...(done.offers_standing > 0 ? [t.leaving.done.standing(done.offers_standing)] : []),
  ...(done.open_deals > 0 ? [t.leaving.done.deals(done.open_deals)] : []),
];

/** That it left, and how it comes back. */
export function Left({ at, sectors, demo }: { at: string; sectors: Sector[]; demo: boolean }) {
  return (
    <section class="card" aria-labelledby="left" data-left>
      <h2 id="left">{t.leaving.left(day(at))}</h2>
      <p>{t.leaving.leftText}</p>
      <p>{t.leaving.back}</p>
      <details>
        <summary>{t.leaving.join}</summary>
        <Join sectors={sectors} demo={demo} />
      </details>
    </section>
  );
}
