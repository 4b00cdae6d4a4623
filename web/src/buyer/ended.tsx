// That a kind of thing has no rounds any more: why, and what else can be done.
import type { Sector } from "../api/schema";
import { t } from "../en";

/** The page of the finding that ended the rounds of a sector; null where they go on. */
export const endedBy = (sectors: Sector[], slug: string): string | null => {
  const found = sectors.find((one) => one.slug === slug);
  return found?.rounds === "ended" ? (found.finding ? `/findings/${found.finding}` : "/findings") : null;
};

export function EndedSector({
  name,
  page,
  others,
  onChoose,
}: {
  name: string;
  page: string;
  /** What else was understood from the buyer's words, and still has rounds. */
  others: { slug: string; name: string }[];
  onChoose: (slug: string) => void;
}) {
  return (
    <div class="notice notice-calm ended" role="status" data-ended={page}>
      <p>{t.draft.ended(name)}</p>
      <p>
        <a href={page}>{t.draft.endedWhy}</a>
      </p>
      <p>{others.length > 0 ? t.draft.endedOthers : t.draft.endedElse}</p>
      {others.length > 0 && (
        <div class="row">
          {others.map((one) => (
            <button
              key={one.slug}
              type="button"
              class="chip"
              data-instead={one.slug}
              onClick={() => onChoose(one.slug)}
            >
              {one.name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
