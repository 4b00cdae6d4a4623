// What the team keeps of one request: how far it has come, whose it is, notes, and who did what.
import { useEffect, useId, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { TeamFile, TeamMember } from "../api/schema";
import { clock } from "../clock";
import { clockTime } from "../format";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { saveJson } from "../ui/save-file";
import { announce, Notice } from "../ui/shell";
import { may, mentionedIn, nameOf, type TeamData } from "./team-data";

export function LeadOf({ intent, business, data }: { intent: string; business: string; data: TeamData }) {
  const [file, setFile] = useState<TeamFile | null>(null);
  const [open, setOpen] = useState(false);
  const { busy, problem, run } = useDeed();
  const path = `/v1/intents/${intent}`;
  const load = () => get<TeamFile>(`${path}/team`, { for: business }).then(setFile);
  const lead = data.leads[intent];
  useEffect(() => {
    if (open) void run(load);
  }, [open]);
  // What somebody else did is read; after a deed of this page the file says it already.
  useEffect(() => {
    if (open && file && (file.stage !== lead?.stage || file.owner?.id !== lead?.owner?.id)) void run(load);
  }, [lead?.stage, lead?.owner?.id]);
  const { team } = data;
  if (!team) return null;
  const writes = may.write(team.role);
  const owner = (member: TeamMember | null | undefined) =>
    !member ? t.team.noOwner : member.id === team.me ? t.team.yours : t.team.ofOwner(nameOf(member));
  const when = (at: string) => clockTime(at, clock.now(), false);
  const hand = (to: string, name: string) =>
    run(async () => {
      await post(`${path}/hand-overs`, { to }, { for: business, once: true });
      announce(t.team.handed(name));
      data.reload();
      await load();
    });
  const stage = file?.stage ?? lead?.stage ?? "new"; // A request that came since the leads were read.
  return (
    <details
      class="fold fold-plain lead"
      data-lead={stage}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary data-action="lead">
        {t.team.inside}
        <span class="soft small">
          {t.team.stage[stage]}, {owner(file?.owner ?? lead?.owner)}
        </span>
      </summary>
      <p class="soft small">{t.team.insideHint}</p>
      {problem && <Notice>{problem}</Notice>}
      {file && (
        <>
          {writes && (
            <Hand team={data} owner={file.owner?.id ?? null} busy={busy} onHand={(to, name) => void hand(to, name)} />
          )}
          <Notes
            file={file}
            team={data}
            onWrite={
              writes
                ? async (text, mentions) => {
                    const note = { text, mentions };
                    const kept = await run(async () => {
                      await post(`${path}/notes`, note, { for: business, once: true });
                      announce(t.team.noteKept);
                      await load();
                    });
                    if (kept) data.reload();
                    return kept;
                  }
                : null
            }
          />
          {file.history.length > 0 && (
            <details class="fold fold-plain" data-history={file.history.length}>
              <summary>{t.team.history}</summary>
              <ol class="plain small">
                {file.history.map((step) => {
                  const how = t.team.stage[step.stage].toLowerCase();
                  return (
                    <li key={step.n}>
                      {step.from.id === step.to.id
                        ? t.team.took(nameOf(step.to), how, when(step.at))
                        : t.team.step(nameOf(step.from), nameOf(step.to), how, when(step.at))}{" "}
                      <SignedCopy path={`${path}/hand-overs/${step.n}`} business={business} n={step.n} />
                    </li>
                  );
                })}
              </ol>
            </details>
          )}
          {file.acts.length > 0 && (
            <details class="fold fold-plain" data-acts={file.acts.length}>
              <summary>{t.team.acts}</summary>
              <ol class="plain small">
                {file.acts.map((act, i) => (
                  <li key={i}>{t.team.by(t.team.act[act.what] ?? t.team.actOther, nameOf(act.by), when(act.at))}</li>
                ))}
              </ol>
            </details>
          )}
        </>
      )}
    </details>
  );
}

function SignedCopy({ path, business, n }: { path: string; business: string; n: number }) {
  const { busy, problem, run } = useDeed();
  const save = () =>
    run(async () => {
      saveJson(`hand-over-${n}.json`, await get<unknown>(path, { for: business }));
    });
  return (
    <>
      <button type="button" class="quiet" disabled={busy} onClick={() => void save()} data-action="signed-copy">
        {t.team.signed}
      </button>
      {problem && <Notice>{problem}</Notice>}
    </>
  );
}

function Hand({
  team,
  owner,
  busy,
  onHand,
}: {
  team: TeamData;
  owner: string | null;
  busy: boolean;
  onHand: (to: string, name: string) => void;
}) {
  const id = useId();
  const [to, setTo] = useState("");
  const { data, me } = team.team!;
  const others = data.filter((seat) => seat.id !== owner && seat.id !== me && (seat.founder || seat.joined_at));
  return (
    <div class="row hand">
      {me && owner !== me && (
        <button
          type="button"
          disabled={busy}
          onClick={() => onHand(me, data.find((seat) => seat.id === me)?.name ?? "")}
          data-action="take-lead"
        >
          {t.team.take}
        </button>
      )}
      {others.length > 0 && (
        <>
          <label class="hidden" for={id}>
            {t.team.handTo}
          </label>
          <select id={id} value={to} onChange={(e) => setTo(e.currentTarget.value)} data-field="hand-to">
            <option value="">{t.team.handTo}</option>
            {others.map((seat) => (
              <option key={seat.id} value={seat.id}>
                {seat.name}
              </option>
            ))}
          </select>
          <button
            type="button"
            disabled={busy || to === ""}
            onClick={() => {
              onHand(to, others.find((seat) => seat.id === to)?.name ?? "");
              setTo("");
            }}
            data-action="hand-lead"
          >
            {t.team.handOver}
          </button>
        </>
      )}
    </div>
  );
}

function Notes({
  file,
  team,
  onWrite,
}: {
  file: TeamFile;
  team: TeamData;
  onWrite: ((text: string, mentions: string[]) => Promise<boolean>) | null;
}) {
  const id = useId();
  const [text, setText] = useState("");
  const { data, me } = team.team!;
  const others = data.filter((seat) => seat.id !== me && seat.name);
  const mentioned = mentionedIn(text, others);
  return (
    <div class="notes">
      {file.notes.length === 0 && <p class="soft small">{t.team.noNotes}</p>}
      <ul class="plain" data-notes={file.notes.length}>
        {file.notes.map((note) => (
          <li key={note.id} class="note">
            <p>{note.text}</p>
            <p class="soft small">
              {nameOf(note.by)}, {clockTime(note.at, clock.now(), false)}
            </p>
          </li>
        ))}
      </ul>
      {onWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() === "") return;
            void onWrite(text.trim(), mentioned).then((kept) => kept && setText(""));
          }}
        >
          <label for={id}>{t.team.note}</label>
          <textarea
            id={id}
            rows={2}
            maxLength={2000}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
            data-field="note"
          />
          {others.length > 0 && (
            <div class="chips mentions">
              {others.map((seat) => (
                <button
                  key={seat.id}
                  type="button"
                  class="chip"
                  title={t.team.noteHint}
                  onClick={() => setText((old) => `${old}${old === "" || old.endsWith(" ") ? "" : " "}@${seat.name} `)}
                >
                  @{seat.name}
                </button>
              ))}
            </div>
          )}
          <button type="submit" disabled={text.trim() === ""} data-action="keep-note">
            {t.team.noteDo}
          </button>
        </form>
      )}
    </div>
  );
}
