// How a shop stands: its record and why, what it owes and may ask: requests to be deleted, its suspension with the
// reasons and an appeal, complaints.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { DeletionOrder, FullRecord, Sector, Standing } from "../api/schema";
import { t } from "../en";
import { day } from "../format";
import { useDeed } from "../ui/deed";
import { Complaints, Matters, Plea } from "../ui/matters";
import { RecordBody } from "../ui/record";
import { nameIn } from "../ui/sectors";
import { announce, Notice } from "../ui/shell";

interface Deletion {
  n: number;
  intent_id: string;
  order: DeletionOrder;
  acknowledged_at: string | null;
}

/** All orders that were not acknowledged. */
async function openDeletions(business: string): Promise<Deletion[]> {
  const open: Deletion[] = [];
  let cursor: string | null = "0";
  while (cursor !== null) {
    const page: { data: Deletion[]; next_cursor: string | null } = await get(`/v1/deletions?after=${cursor}`, {
      for: business,
    });
    open.push(...page.data.filter((one) => one.acknowledged_at === null));
    cursor = page.next_cursor;
  }
  return open;
}

/** `news` changes when something was erased, so that it is looked for again. */
export function useDeletions(business: string, news: number) {
  const [open, setOpen] = useState<Deletion[]>([]);
  const [known, setKnown] = useState(false);
  useEffect(() => {
    openDeletions(business)
      .then(setOpen)
      .catch(() => undefined) // The desk says by itself when the server cannot be reached.
      .finally(() => setKnown(true));
  }, [business, news]);
  const done = (intent: string) => setOpen((all) => all.filter((one) => one.intent_id !== intent));
  return { open, known, done };
}

export function Deletions({
  business,
  open,
  onDone,
}: {
  business: string;
  open: Deletion[];
  onDone: (intent: string) => void;
}) {
  const { problem, run } = useDeed();
  const acknowledge = (intent: string) =>
    run(async () => {
      await post(`/v1/deletions/${intent}/ack`, {}, { for: business });
      onDone(intent);
    });
  if (open.length === 0) return null;
  return (
    <section class="card rights" aria-labelledby="deletions" data-deletions={open.length}>
      <h2 id="deletions">{t.rights.desk.deletions}</h2>
      <p>{t.rights.desk.deletionsText}</p>
      {problem && <Notice>{problem}</Notice>}
      <ul class="plain entries">
        {open.map((one) => (
          <li key={one.n}>
            <span class="entry-words">
              {t.rights.desk.deletion(day(new Date(one.order.erased_at / 1000).toISOString()))}
              <span class="soft small"> {one.intent_id}</span>
            </span>
            <button type="button" onClick={() => void acknowledge(one.intent_id)} data-action="ack">
              {t.rights.desk.ack}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function useStanding(business: string) {
  const [standing, setStanding] = useState<Standing | null>(null);
  const [known, setKnown] = useState(false);
  const load = () =>
    get<Standing>("/v1/businesses/me/standing", { for: business })
      .then(setStanding)
      .catch(() => undefined)
      .finally(() => setKnown(true));
  useEffect(() => {
    void load();
  }, [business]);
  return { standing, known, load };
}

export function Suspended({
  business,
  standing,
  reload,
}: {
  business: string;
  standing: Standing;
  reload: () => Promise<void>;
}) {
  const since = standing.suspension?.since;
  if (!standing.suspension || !since) return null;
  const appealed = standing.matters.filter(
    (one) => one.kind === "appeal" && one.made_at >= since && !one.about.startsWith("conduct/"),
  );
  const send = async (text: string) => {
    const taken = await post<{ due_at: string }>("/v1/businesses/me/appeals", { text }, { for: business, once: true });
    announce(t.rights.sent(day(taken.due_at)));
    await reload();
  };
  return (
    <section class="card rights" aria-labelledby="suspended" data-suspended>
      <h2 id="suspended">{t.rights.desk.suspended(day(since))}</h2>
      <Notice>{t.rights.desk.suspendedText}</Notice>
      <div>
        <h3>{t.rights.desk.reasons}</h3>
        <p>{standing.suspension.reasons}</p>
      </div>
      {appealed.length > 0 ? (
        <Matters matters={appealed} />
      ) : (
        <>
          <p>{t.rights.desk.appeal}</p>
          <Plea label={t.rights.words} button={t.rights.desk.appealDo} send={send} />
        </>
      )}
    </section>
  );
}

export function DeskComplaints({
  business,
  standing,
  reload,
}: {
  business: string;
  standing: Standing;
  reload: () => Promise<void>;
}) {
  return (
    <details class="rights">
      <summary>{t.rights.desk.help}</summary>
      <Complaints matters={standing.matters} onSent={reload} business={business} />
    </details>
  );
}

type OwnDeal = NonNullable<FullRecord["deals"]>[number];

/** One deal of the record: what became of each promise in it. */
function DealLine({ deal, sectorName }: { deal: OwnDeal; sectorName: (slug: string) => string }) {
  return (
    <li data-deal={deal.intent_id}>
      <strong>{sectorName(deal.sector)}</strong> <span class="soft small">{day(deal.agreed_at)}</span>
      <p class="small">
        {deal.promises.map(({ kind, fate }) => `${t.record.kind[kind]}: ${t.record.fate[fate]}`).join(" · ")}
      </p>
      {!deal.counts && <p class="soft small">{t.record.doesNotCount}</p>}
    </li>
  );
}

/** What buyers see of this shop, and the deals that made it. `news` changes when a buyer has said something of one. */
export function OwnRecord({ business, sectors, news }: { business: string; sectors: Sector[]; news: string }) {
  const [full, setFull] = useState<FullRecord | null>(null);
  useEffect(() => {
    get<FullRecord>(`/v1/businesses/${business}/record`)
      .then(setFull)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business, news]);
  if (!full) return null;
  const sectorName = nameIn(sectors);
  return (
    <section class="card" aria-labelledby="own-record" data-own-record>
      <h2 id="own-record">{t.record.own}</h2>
      <p class="soft">{t.record.ownLead}</p>
      <RecordBody full={full} sectors={sectors} />
      {full.deals && full.deals.length > 0 && (
        <details>
          <summary>{t.record.why}</summary>
          <ul class="plain record-deals">
            {full.deals.map((deal) => (
              <DealLine key={deal.intent_id} deal={deal} sectorName={sectorName} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
