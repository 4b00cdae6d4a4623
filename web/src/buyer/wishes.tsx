// What a buyer wishes beyond one request: shops to ask first, and when mails may come.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, put, remove } from "../api/client";
import type { MailWishes, Me } from "../api/schema";
import { t } from "../en";
import { minuteOf, timeOfDay } from "../format";
import { useDeed } from "../ui/deed";
import { Choices } from "../ui/fields";
import { announce, Notice } from "../ui/shell";

export const noWishes: MailWishes = { quiet: null, digest_at: null };
const night = { from: 22 * 60, to: 7 * 60 };
const evening = 18 * 60;

const isBuyer = (me: Me) => me.principals.some((one) => one.kind === "consumer");

/** Who is signed in as a buyer; null while nobody knows, and for anybody else. */
export function useBuyer(): Me | null {
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    get<Me>("/v1/me")
      .then((found) => setMe(isBuyer(found) ? found : null))
      .catch(() => undefined); // What needs it stays away; the page is whole without.
  }, []);
  return me;
}

/** A switch for a signed-in buyer; nothing for anybody else. */
export function AskAgain({ business, name, card = false }: { business: string; name: string; card?: boolean }) {
  const me = useBuyer();
  const [changed, setChanged] = useState<boolean | null>(null);
  const { busy, problem, run } = useDeed();
  if (!me) return null;
  const on = changed ?? me.preferred.some((one) => one.business_id === business);
  const turn = async (wanted: boolean) => {
    setChanged(wanted);
    const done = await run(async () => {
      const path = `/v1/me/preferred/${business}`;
      await (wanted ? put(path, {}) : remove(path));
      announce(wanted ? t.wishes.added(name) : t.wishes.takenOut(name));
    });
    if (!done) setChanged(!wanted);
  };
  return (
    <div class={card ? "card ask-again" : "ask-again"}>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          name="ask-again"
          checked={on}
          disabled={busy}
          onChange={(e) => void turn(e.currentTarget.checked)}
        />
        <span>
          <strong>{t.wishes.again}</strong>
          <span class="soft small">{t.wishes.againHint}</span>
        </span>
      </label>
      {problem && <Notice>{problem}</Notice>}
    </div>
  );
}

/** What is wrong with the wishes, or null. */
export function wrongWishes({ quiet, digest_at }: MailWishes): string | null {
  if (!quiet) return null;
  if (quiet.from === quiet.to) return t.wishes.sameTime;
  if (digest_at === null) return null;
  const inside =
    quiet.from < quiet.to
      ? quiet.from <= digest_at && digest_at < quiet.to
      : quiet.from <= digest_at || digest_at < quiet.to;
  return inside ? t.wishes.dailyInQuiet : null;
}

export function wishesInWords({ quiet, digest_at }: MailWishes): string {
  const words = [digest_at === null ? t.wishes.summary.each : t.wishes.summary.daily(timeOfDay(digest_at))];
  if (quiet) words.push(t.wishes.summary.quiet(timeOfDay(quiet.from), timeOfDay(quiet.to)));
  return words.join(", ");
}

function TimeField({ label, value, onChange }: { label: string; value: number; onChange: (minute: number) => void }) {
  return (
    <label class="time-field">
      <span>{label}</span>
      <input
        type="time"
        required
        value={timeOfDay(value)}
        onChange={(e) => {
          const minute = minuteOf(e.currentTarget.value);
          if (minute !== null) onChange(minute);
        }}
      />
    </label>
  );
}

export function MailWishesFields({ value, onChange }: { value: MailWishes; onChange: (wishes: MailWishes) => void }) {
  const { quiet, digest_at: daily } = value;
  const wrong = wrongWishes(value);
  return (
    <div class="mail-wishes">
      <Choices
        legend={t.wishes.news}
        options={[
          { value: "each", label: t.wishes.each, hint: t.wishes.eachHint },
          { value: "daily", label: t.wishes.daily, hint: t.wishes.dailyHint },
        ]}
        value={daily === null ? "each" : "daily"}
        onChange={(mode) => onChange({ ...value, digest_at: mode === "daily" ? evening : null })}
      />
      {daily !== null && (
        <TimeField
          label={t.wishes.dailyAt}
          value={daily}
          onChange={(minute) => onChange({ ...value, digest_at: minute })}
        />
      )}
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          name="quiet"
          checked={quiet !== null}
          onChange={(e) => onChange({ ...value, quiet: e.currentTarget.checked ? night : null })}
        />
        <span>
          <strong>{t.wishes.quiet}</strong>
          <span class="soft small">{t.wishes.quietHint}</span>
        </span>
      </label>
      {quiet && (
        <div class="quiet-times">
          <TimeField
            label={t.wishes.from}
            value={quiet.from}
            onChange={(from) => onChange({ ...value, quiet: { ...quiet, from } })}
          />
          <TimeField
            label={t.wishes.to}
            value={quiet.to}
            onChange={(to) => onChange({ ...value, quiet: { ...quiet, to } })}
          />
        </div>
      )}
      {wrong && <Notice>{wrong}</Notice>}
      <p class="soft small">{t.wishes.always}</p>
    </div>
  );
}

/** The wishes, and a button that saves them once they are changed. `children` stand between. */
export function MailWishesForm({
  wishes,
  onSave,
  children,
}: {
  wishes: MailWishes;
  onSave: (value: MailWishes) => Promise<MailWishes>;
  children?: ComponentChildren;
}) {
  const [value, setValue] = useState(wishes);
  const [saved, setSaved] = useState(wishes);
  const { busy, problem, run } = useDeed();
  const save = () =>
    run(async () => {
      setSaved(await onSave(value));
      announce(t.wishes.saved);
    });
  return (
    <>
      <MailWishesFields value={value} onChange={setValue} />
      {children}
      {problem && <Notice>{problem}</Notice>}
      {JSON.stringify(value) !== JSON.stringify(saved) && (
        <button
          type="button"
          class="primary"
          disabled={busy || wrongWishes(value) !== null}
          onClick={() => void save()}
          data-action="save-wishes"
        >
          {t.common.save}
        </button>
      )}
    </>
  );
}

export function MailWishesCard({ wishes }: { wishes: MailWishes }) {
  return (
    <section class="card" aria-labelledby="mail-wishes">
      <h2 id="mail-wishes">{t.wishes.mails}</h2>
      <MailWishesForm wishes={wishes} onSave={(value) => put<MailWishes>("/v1/me/mail-wishes", value)} />
    </section>
  );
}

export function PreferredCard({ preferred, reload }: { preferred: Me["preferred"]; reload: () => Promise<void> }) {
  const { busy, problem, run } = useDeed();
  const takeOut = (business: string, name: string) =>
    run(async () => {
      await remove(`/v1/me/preferred/${business}`);
      announce(t.wishes.takenOut(name));
      await reload();
    });
  return (
    <section class="card" aria-labelledby="preferred">
      <h2 id="preferred">{t.wishes.list}</h2>
      <p class="soft">{preferred.length === 0 ? t.wishes.listNone : t.wishes.listHint}</p>
      <ul class="plain entries">
        {preferred.map(({ business_id: id, name }) => (
          <li key={id} data-preferred={id}>
            <span class="entry-words">{name}</span>
            <button
              type="button"
              class="quiet"
              disabled={busy}
              onClick={() => void takeOut(id, name)}
              aria-label={t.wishes.remove(name)}
            >
              {t.common.remove}
            </button>
          </li>
        ))}
      </ul>
      {problem && <Notice>{problem}</Notice>}
    </section>
  );
}
