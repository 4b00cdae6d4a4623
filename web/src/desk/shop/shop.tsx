// What a shop sets once: what comes in, what answers by itself, what stands beside its offers.
import { useState } from "preact/hooks";
import { patch, remove } from "../../api/client";
import type { BusinessPatch, OwnBusiness, Sector } from "../../api/schema";
import { t } from "../../en";
import { sentence } from "../../ui/errors";
import { announce, Notice } from "../../ui/shell";
import { AutoOffers } from "./auto-offers";
import { Face } from "./face";
import { Playbooks } from "./playbooks";
import { Machines } from "./machines";
import { Hearing } from "./hearing";
import { Leaving } from "./leaving";
import { Reach } from "./reach";
import { Story } from "./story";
import { CalendarCard, Team } from "./team";
import { Templates } from "./templates";
import { Till } from "./till";

export function Shop({
  business,
  sectors,
  simulated,
  isOwner,
  onChange,
}: {
  business: OwnBusiness;
  sectors: Sector[];
  simulated: boolean; // the past that previews replay
  isOwner: boolean;
  onChange: (b: OwnBusiness) => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const save = async (change: BusinessPatch) => {
    setProblem(null);
    setNote(null);
    try {
      onChange(await patch<OwnBusiness>("/v1/businesses/me", change, { for: business.id }));
      setNote(t.desk.saved);
      announce(t.desk.saved);
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <>
      {(problem || note) && (
        <div class="desk-note">{problem ? <Notice>{problem}</Notice> : <Notice kind="good">{note}</Notice>}</div>
      )}
      {!business.left_at && (
        <>
          <Reach business={business} sectors={sectors} simulated={simulated} onSave={save} />
          {isOwner && <Hearing business={business.id} />}
          <Playbooks business={business} sectors={sectors} />
          <Templates business={business} sectors={sectors} />
          <AutoOffers business={business} sectors={sectors} onChange={onChange} />
          <section class="card">
            <Story story={business.story ?? ""} onSave={(story) => save({ story })} />
          </section>
          <Face business={business} onChange={onChange} />
          <Team business={business.id} />
          <CalendarCard business={business.id} />
          <Till business={business.id} />
          {isOwner && <Machines business={business.id} />}
        </>
      )}
      {isOwner && <Leaving business={business} onChange={onChange} />}
      <button
        type="button"
        class="quiet"
        onClick={() =>
          void remove("/v1/session").then(
            () => location.assign("/desk"),
            (error: unknown) => setProblem(sentence(error)),
          )
        }
      >
        {t.desk.signOut}
      </button>
    </>
  );
}
