// Keeps an offer as a template, by one tap.
import { useState } from "preact/hooks";
import type { BidderIntent, Sector } from "../../api/schema";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { announce, Notice } from "../../ui/shell";
import { keepTemplate, templateOf, useTemplates } from "./templates";

export function KeepTemplate({
  view,
  business,
  sector,
}: {
  view: BidderIntent;
  business: string;
  sector: Sector | undefined;
}) {
  const templates = useTemplates(business);
  const [kept, setKept] = useState(false);
  const { busy, problem, run } = useDeed();
  const offer = view.me.offer!;
  if (kept)
    return (
      <p class="soft small" data-template-kept>
        {t.offering.kept}
      </p>
    );
  const freeName = () => {
    const name = offer.details?.item || sector?.name || view.sector;
    const taken = (wanted: string) => templates?.some((one) => one.name === wanted) ?? false;
    return [name, ...Array.from({ length: 98 }, (_, i) => `${name} ${i + 2}`)].find((one) => !taken(one)) ?? name;
  };
  return (
    <div>
      {problem && <Notice>{problem}</Notice>}
      <button
        type="button"
        class="quiet"
        disabled={busy || templates === null}
        data-action="keep-template"
        onClick={() =>
          void run(async () => {
            await keepTemplate(business, templateOf(view, offer, freeName()));
            setKept(true);
            announce(t.offering.kept);
          })
        }
      >
        {t.offering.keep}
      </button>
    </div>
  );
}
