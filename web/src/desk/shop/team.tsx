// Who works at this desk and what each may do; and the calendar that the one who looks reads its dates in.
import { useEffect, useState } from "preact/hooks";
import { get, patch, post, remove } from "../../api/client";
import type { Seat, SeatRole, TeamList } from "../../api/schema";
import { clock } from "../../clock";
import { t } from "../../en";
import { clockTime } from "../../format";
import { ToldOnce } from "../../ui/copy-field";
import { useDeed } from "../../ui/deed";
import { Choices, Field, FormEnd, SureRow } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";

const path = "/v1/businesses/me/team";
const roles: SeatRole[] = ["seller", "marketing", "reader", "owner"];

function RoleChoice({ role, onChange }: { role: SeatRole; onChange: (role: SeatRole) => void }) {
  return (
    <Choices
      legend={t.team.roleLabel}
      options={roles.map((one) => ({ value: one, label: t.team.role[one], hint: t.team.may[one] }))}
      value={role}
      onChange={(value) => onChange(value as SeatRole)}
    />
  );
}

function Shown({ shown, onChange }: { shown: boolean; onChange: (shown: boolean) => void }) {
  return (
    <label class="toggle">
      <input type="checkbox" role="switch" checked={shown} onChange={(e) => onChange(e.currentTarget.checked)} />
      <span>
        <strong>{t.team.shown}</strong>
        <span class="soft small">{t.team.shownHint}</span>
      </span>
    </label>
  );
}

export function Team({ business }: { business: string }) {
  const [team, setTeam] = useState<TeamList | null>(null);
  const [doing, setDoing] = useState<"invite" | string | null>(null);
  const { busy, problem, run } = useDeed();
  const load = () => get<TeamList>(path, { for: business }).then(setTeam);
  useEffect(() => {
    void run(load);
  }, [business]);
  const act = async (deed: () => Promise<unknown>, done: string) => {
    const ok = await run(async () => {
      await deed();
      await load();
    });
    if (!ok) return;
    setDoing(null);
    announce(done);
  };
  if (!team) return problem ? <Notice>{problem}</Notice> : null;
  const manages = team.role === "owner" && team.me !== null;
  return (
    <section class="card team" aria-labelledby="team" data-team={team.data.length}>
      <h2 id="team">{t.team.title}</h2>
      <p class="soft">{manages ? t.team.lead : t.team.yourRole(t.team.role[team.role])}</p>
      {problem && <Notice>{problem}</Notice>}
      <ul class="plain">
        {team.data.map((seat) => (
          <li key={seat.id} class="seat" data-seat={seat.id} data-role={seat.role}>
            <div class="seat-who">
              <strong>{seat.name}</strong>
              {seat.id === team.me && <span class="soft"> ({t.team.you})</span>}
              <p class="soft small">
                {t.team.role[seat.role]}: {t.team.may[seat.role]}.{" "}
                {seat.founder ? `${t.team.founder}.` : !seat.joined_at ? `${t.team.waiting}.` : (seat.email ?? "")}
              </p>
            </div>
            {manages && !seat.founder && seat.id !== team.me && doing !== seat.id && (
              <button type="button" onClick={() => setDoing(seat.id)} data-action="seat-change">
                {t.team.change}
              </button>
            )}
            {doing === seat.id && (
              <ChangeSeat
                seat={seat}
                busy={busy}
                onSave={(change) =>
                  void act(() => patch(`${path}/${seat.id}`, change, { for: business }), t.team.changed)
                }
                onRemove={() =>
                  void act(() => remove(`${path}/${seat.id}`, { for: business }), t.team.removed(seat.name))
                }
                onClose={() => setDoing(null)}
              />
            )}
          </li>
        ))}
      </ul>
      {manages && doing === "invite" && (
        <Invite
          busy={busy}
          onSend={(seat) => void act(() => post(path, seat, { for: business, once: true }), t.team.sent(seat.name))}
          onClose={() => setDoing(null)}
        />
      )}
      {manages && doing !== "invite" && (
        <button type="button" onClick={() => setDoing("invite")} data-action="invite-seat">
          {t.team.invite}
        </button>
      )}
    </section>
  );
}

interface NewSeat {
  name: string;
  email: string;
  role: SeatRole;
  shown: boolean;
}

function Invite({ busy, onSend, onClose }: { busy: boolean; onSend: (seat: NewSeat) => void; onClose: () => void }) {
  const [seat, setSeat] = useState<NewSeat>({ name: "", email: "", role: "seller", shown: false });
  const [tried, setTried] = useState(false);
  const wrong = {
    name: seat.name.trim() === "" ? t.team.needName : null,
    email: seat.email.includes("@") ? null : t.team.needEmail,
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!wrong.name && !wrong.email) onSend({ ...seat, name: seat.name.trim(), email: seat.email.trim() });
      }}
    >
      <Field label={t.team.name} error={tried ? wrong.name : null}>
        {(props) => (
          <input
            {...props}
            type="text"
            autocomplete="off"
            maxLength={80}
            value={seat.name}
            onInput={(e) => setSeat({ ...seat, name: e.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t.team.email} error={tried ? wrong.email : null}>
        {(props) => (
          <input
            {...props}
            type="email"
            autocomplete="off"
            value={seat.email}
            onInput={(e) => setSeat({ ...seat, email: e.currentTarget.value })}
          />
        )}
      </Field>
      <RoleChoice role={seat.role} onChange={(role) => setSeat({ ...seat, role })} />
      <Shown shown={seat.shown} onChange={(shown) => setSeat({ ...seat, shown })} />
      <FormEnd label={t.team.send} action="send-invitation" disabled={busy} onClose={onClose} />
    </form>
  );
}

function ChangeSeat({
  seat,
  busy,
  onSave,
  onRemove,
  onClose,
}: {
  seat: Seat;
  busy: boolean;
  onSave: (change: { role: SeatRole; shown: boolean }) => void;
  onRemove: () => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState(seat.role);
  const [shown, setShown] = useState(seat.shown);
  const [asking, setAsking] = useState(false);
  if (asking)
    return (
      <div class="seat-form">
        <SureRow
          question={t.team.sure(seat.name)}
          label={t.team.remove}
          action="seat-remove-sure"
          busy={busy}
          onSure={onRemove}
          onCancel={onClose}
        />
      </div>
    );
  return (
    <div class="seat-form">
      <RoleChoice role={role} onChange={setRole} />
      <Shown shown={shown} onChange={setShown} />
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={busy}
          onClick={() => onSave({ role, shown })}
          data-action="seat-save"
        >
          {t.common.save}
        </button>
        <button type="button" onClick={() => setAsking(true)} data-action="seat-remove">
          {t.team.remove}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {t.common.cancel}
        </button>
      </div>
    </div>
  );
}

const calendarPath = "/v1/businesses/me/calendar-link";

export function CalendarCard({ business }: { business: string }) {
  const [made, setMade] = useState<string | null | undefined>(undefined);
  const [address, setAddress] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<{ made_at: string | null }>(calendarPath, { for: business })
      .then(({ made_at }) => setMade(made_at))
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  if (made === undefined) return null;
  const make = () =>
    run(async () => {
      const link = await post<{ url: string; made_at: string }>(calendarPath, {}, { for: business });
      setAddress(link.url);
      setMade(link.made_at);
    });
  const drop = () =>
    run(async () => {
      await remove(calendarPath, { for: business });
      setAddress(null);
      setMade(null);
    });
  return (
    <section class="card" aria-labelledby="calendar" data-calendar={made ? "on" : "off"}>
      <h2 id="calendar">{t.team.calendar}</h2>
      <p class="soft">{t.team.calendarLead}</p>
      {problem && <Notice>{problem}</Notice>}
      {address && <ToldOnce label={t.team.calendarAddress} value={address} words={t.team.calendarOnce} />}
      {made && !address && <p>{t.team.calendarSince(clockTime(made, clock.now(), false))}</p>}
      <div class="row">
        <button type="button" disabled={busy} onClick={() => void make()} data-action="calendar-make">
          {made ? t.team.calendarAnother : t.team.calendarMake}
        </button>
        {made && (
          <button type="button" class="quiet" disabled={busy} onClick={() => void drop()} data-action="calendar-drop">
            {t.team.calendarDrop}
          </button>
        )}
      </div>
    </section>
  );
}
