// Says which offers may not have left: their page was closed while they could still be called back.
import { useEffect, useState } from "preact/hooks";
import type { BidderIntent } from "../../api/schema";
import { money } from "../../format";
import { t } from "../../en";
import { forget, unsent, type Kept } from "./held";

export function Unsent({ business, views }: { business: string; views: BidderIntent[] }) {
  const [list, setList] = useState(() => unsent(business));
  const drop = (intent: string) => {
    forget(business, intent);
    setList((all) => all.filter((one) => one.intent !== intent));
  };
  // One that stands at that price came through after all.
  const stands = ({ intent, request }: Kept) =>
    views.some(({ id, me }) => id === intent && me.offer?.state === "standing" && me.offer.price === request.price);
  const arrived = list.filter(stands);
  useEffect(() => arrived.forEach(({ intent }) => drop(intent)), [arrived.length]);
  return (
    <>
      {list
        .filter((one) => !stands(one))
        .map((one) => (
          <div key={one.intent} class="notice notice-calm paused" role="alert" data-unsent={one.intent}>
            <span>{t.offering.unsent(money(one.request.price ?? 0, one.currency), one.title)}</span>
            <span class="row">
              {views.some((view) => view.id === one.intent) && (
                <a class="button" href={`#${one.intent}`} data-action="see-unsent">
                  {t.offering.unsentOpen}
                </a>
              )}
              <button type="button" class="quiet" onClick={() => drop(one.intent)} data-action="drop-unsent">
                {t.offering.unsentDrop}
              </button>
            </span>
          </div>
        ))}
    </>
  );
}
