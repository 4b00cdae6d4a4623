// How a business kept its word: a line for the card of an offer, and the whole of it. The shape of each dot says what
// became of a promise, so that no colour is needed to read it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { FullRecord, Sector, TrustRecord } from "../api/schema";
import { day, percent } from "../format";
import { t } from "../en";
import { sentence } from "./errors";
import { Check, Person, Spark } from "./pictures";
import { nameIn } from "./sectors";
import { Sheet } from "./sheet";
import { DemoTag, Loading, Notice } from "./shell";

/** What is known of a business: how it kept its word, and who it is. */
export interface Known {
  record: TrustRecord;
  identity: FullRecord["identity"] | null;
}
type Records = Record<string, Known>;
type Fate = TrustRecord["recent"][number] | "not_judged" | "not_due";

const idsAtOnce = 50;

/** The records of these businesses, as far as they are known; asked for again when somebody comes to them. */
export function useRecords(businesses: string[]): Records {
  const [records, setRecords] = useState<Records>({});
  const ids = [...new Set(businesses)].sort().slice(0, idsAtOnce).join();
  useEffect(() => {
    if (!ids) return;
    const asking = new AbortController();
    get<{ data: ({ business_id: string } & Known)[] }>(`/v1/records?ids=${ids}`, { signal: asking.signal })
      .then(({ data }) => setRecords(Object.fromEntries(data.map((one) => [one.business_id, one]))))
      .catch(() => undefined); // A card without its record is whole; the page says by itself when it is cut off.
    return () => asking.abort();
  }, [ids]);
  return records;
}

/** Rounded down, so that one broken promise is never rounded away. */
const share = (kept: number, judged: number) => percent(Math.floor((kept * 100) / judged), 100);
const judgedOf = (record: TrustRecord) => record.kept + record.put_right + record.broken;

/** A share only where there is enough to share; else how many, or that nobody can say yet. */
export function recordWords(record: TrustRecord): string {
  const judged = judgedOf(record);
  const kept = record.kept + record.put_right;
  if (judged === 0) return record.deals === 0 ? t.record.noDeal : t.record.notJudged;
  return record.kept_ppm === null ? t.record.few(kept, judged) : t.record.share(share(kept, judged), judged);
}

function Dot({ fate, at = 0 }: { fate: Fate; at?: number }) {
  return (
    <g transform={`translate(${at} 0)`} class={`dot dot-${fate}`}>
      {fate === "broken" ? <path d="M4 4l8 8M12 4l-8 8" /> : <circle cx="8" cy="8" r="5.500" />}
      {fate === "put_right" && <path class="dot-half" d="M8 2.500a5.500 5.500 0 0 1 0 11z" />}
    </g>
  );
}

function Dots({ record, hidden = false }: { record: TrustRecord; hidden?: boolean }) {
  const width = record.recent.length * 16;
  if (width === 0) return null;
  const label = t.record.dots(record.recent.map((fate) => t.record.fate[fate]!));
  const said = hidden ? { "aria-hidden": true } : { role: "img" as const, "aria-label": label };
  return (
    <svg class="dots" viewBox={`0 0 ${width} 16`} width={width} height="16" {...said}>
      {record.recent.map((fate, place) => (
        <Dot key={place} fate={fate} at={place * 16} />
      ))}
    </svg>
  );
}

export function RecordLine({ record, name, onOpen }: { record: TrustRecord; name: string; onOpen: () => void }) {
  return (
    <button type="button" class="record-line" onClick={onOpen} data-action="record" data-judged={judgedOf(record)}>
      <Dots record={record} hidden />
      <span>{recordWords(record)}</span>
      <span class="hidden">. {t.record.open(name)}</span>
    </button>
  );
}

const day_s = 86_400;
/** Whole hours below two days, else whole days; never nothing. */
const timeWords = (seconds: number) =>
  seconds < 2 * day_s
    ? t.record.hours(Math.max(1, Math.ceil(seconds / 3_600)))
    : t.record.days(Math.ceil(seconds / day_s));

function Count({ fate, n, children }: { fate: Fate; n: number; children?: ComponentChildren }) {
  if (n === 0) return null;
  return (
    <li data-fate={fate} data-n={n}>
      <svg class="dots" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <Dot fate={fate} />
      </svg>
      <strong class="figures">{n}</strong> {t.record.fate[fate]}
      {children}
    </li>
  );
}

const traderWords = (trader: NonNullable<FullRecord["identity"]["trader"]>) =>
  [t.record.trader[trader.kind], trader.register_no && t.seller.register(trader.register, trader.register_no)]
    .filter(Boolean)
    .join(", ");

/** For the card of an offer: what was checked, and what only the shop says. */
export function WhoLine({ identity: { mail_confirmed_at: mail, trader } }: { identity: FullRecord["identity"] }) {
  return (
    <p class="soft small who-line" data-who={mail ? "checked" : "unchecked"}>
      <span>
        {mail && <Check />} {mail ? t.seller.checked : t.seller.unchecked}
      </span>{" "}
      <span>{trader ? t.seller.says(traderWords(trader)) : t.seller.saysNothing}</span>
    </p>
  );
}

/** The figure with how much it is made of, and what it is made of. */
function Promises({ record }: { record: TrustRecord }) {
  const judged = judgedOf(record);
  const kept = record.kept + record.put_right;
  return (
    <section class="record-promises">
      {record.kept_ppm === null ? (
        <p class="record-words">{recordWords(record)}</p>
      ) : (
        <p class="record-words">
          <strong class="record-figure figures">{share(kept, judged)}</strong> {t.record.figure(judged)}
        </p>
      )}
      {judged > 0 && (
        <p class="record-dots">
          <Dots record={record} /> <span class="soft small">{t.record.recent}</span>
        </p>
      )}
      <ul class="plain record-counts">
        <Count fate="kept" n={record.kept} />
        <Count fate="put_right" n={record.put_right}>
          {record.put_right_s !== null && (
            <span class="soft small"> ({t.record.rightIn(timeWords(record.put_right_s))})</span>
          )}
        </Count>
        <Count fate="broken" n={record.broken} />
        <Count fate="not_judged" n={record.not_judged} />
      </ul>
      {record.deals > 0 && <p class="soft small">{t.record.deals(record.deals)}</p>}
    </section>
  );
}

function Identity({ identity }: { identity: FullRecord["identity"] }) {
  const { mail_confirmed_at: mail, trader } = identity;
  return (
    <section>
      <h3>{t.record.who}</h3>
      <ul class="plain record-who">
        <li data-checked={mail !== null}>
          {mail ? <Check /> : null} {mail ? t.record.mail(day(mail)) : t.record.noMail}
        </li>
        <li>
          {trader ? (
            <>
              {traderWords(trader)}. <span class="soft small">{t.record.declared}</span>
            </>
          ) : (
            t.record.noTrader
          )}
        </li>
      </ul>
    </section>
  );
}

function Reviews({ full, sectorName }: { full: FullRecord; sectorName: (slug: string) => string }) {
  if (full.reviews.length === 0) return <p class="soft small">{t.record.noReviews}</p>;
  return (
    <section>
      <h3>{t.record.reviews(full.record.reviews)}</h3>
      <ul class="plain record-reviews">
        {full.reviews.map((review) => (
          <li key={review.at} data-review>
            {review.text === null ? (
              <p class="soft">{t.record.erased}</p>
            ) : (
              review.text && <p class="record-said">{review.text}</p>
            )}
            <p class="soft small">
              {review.automatic ? <Spark /> : <Person />}
              {[
                t.record.rating(review.rating),
                sectorName(review.sector),
                day(review.at),
                review.automatic ? t.record.byAuto : t.record.byPerson,
                review.incentive ? t.record.incentive : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function RecordBody({ full, sectors }: { full: FullRecord; sectors: Sector[] }) {
  const sectorName = nameIn(sectors);
  return (
    <div class="record" data-record={full.business.id}>
      <Promises record={full.record} />
      <Identity identity={full.identity} />
      <Reviews full={full} sectorName={sectorName} />
      <p class="soft small">{t.record.rule}</p>
    </div>
  );
}

export function RecordSheet({
  business,
  name,
  onClose,
  children,
}: {
  business: string;
  name: string;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  const [full, setFull] = useState<FullRecord | null>(null);
  const [sectors, setSectors] = useState<Sector[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    get<FullRecord>(`/v1/businesses/${business}/record`)
      .then(setFull)
      .catch((error: unknown) => setProblem(sentence(error)));
    get<{ data: Sector[] }>("/v1/sectors")
      .then(({ data }) => setSectors(data))
      .catch(() => undefined); // Its slug says what a sector is as well.
  }, [business]);
  return (
    <Sheet title={t.record.title(name)} onClose={onClose}>
      {full?.business.simulated && (
        <p>
          <DemoTag />
        </p>
      )}
      {problem ? <Notice>{problem}</Notice> : full ? <RecordBody full={full} sectors={sectors} /> : <Loading />}
      {children}
    </Sheet>
  );
}
