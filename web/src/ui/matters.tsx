// Complaints and appeals as who wrote them sees them: the words, the day of the answer, and the answer.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { Matter } from "../api/schema";
import { t } from "../en";
import { day } from "../format";
import { useDeed } from "./deed";
import { Field } from "./fields";
import { announce, Notice } from "./shell";

export function Matters({ matters }: { matters: Matter[] }) {
  return (
    <ul class="plain entries">
      {matters.map((one) => (
        <li key={one.id} data-matter={one.kind} data-state={one.state}>
          <div class="entry-words">
            <p>{one.text || t.rights.gone}</p>
            {one.decision && (
              <p>
                <strong>{t.rights.decided[one.decision.outcome]}:</strong> {one.decision.reasons}
              </p>
            )}
          </div>
          <span class="soft small">{one.decision ? day(one.decision.at) : t.rights.due(day(one.due_at))}</span>
        </li>
      ))}
    </ul>
  );
}

/** Words of ten letters or more, sent once. */
export function Plea({
  label,
  button,
  topics,
  asksAddress = false,
  send,
}: {
  label: string;
  button: string;
  topics?: Record<string, string>;
  asksAddress?: boolean;
  send: (text: string, about: string, email: string) => Promise<void>;
}) {
  const [text, setText] = useState("");
  const [email, setEmail] = useState("");
  const [about, setAbout] = useState(Object.keys(topics ?? {})[0] ?? "");
  const [short, setShort] = useState(false);
  const { busy, problem, run } = useDeed();
  const act = async () => {
    setShort(text.trim().length < 10);
    if (text.trim().length < 10) return;
    if (await run(() => send(text.trim(), about, email.trim()))) setText("");
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void act();
      }}
    >
      {topics && (
        <Field label={t.rights.about}>
          {(props) => (
            <select {...props} value={about} onChange={(e) => setAbout(e.currentTarget.value)}>
              {Object.entries(topics).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={label} error={short ? t.rights.wordsShort : null}>
        {(props) => (
          <textarea {...props} rows={4} maxLength={4000} value={text} onInput={(e) => setText(e.currentTarget.value)} />
        )}
      </Field>
      {asksAddress && (
        <Field label={t.rights.writer} hint={t.rights.writerHint}>
          {(props) => (
            <input
              {...props}
              type="email"
              autocomplete="email"
              value={email}
              onInput={(e) => setEmail(e.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {problem && <Notice>{problem}</Notice>}
      <button type="submit" disabled={busy}>
        {button}
      </button>
    </form>
  );
}

export function Complaints({
  matters,
  onSent,
  business,
}: {
  matters: Matter[];
  onSent: () => Promise<void>;
  business?: string;
}) {
  const [note, setNote] = useState<string | null>(null);
  const send = async (text: string, about: string) => {
    const taken = await post<{ due_at: string }>("/v1/complaints", { about, text }, { for: business, once: true });
    const words = t.rights.sent(day(taken.due_at));
    setNote(words);
    announce(words);
    await onSent();
  };
  return (
    <section class="card" aria-labelledby="complaints" data-complaints>
      <h2 id="complaints">{business ? t.rights.desk.help : t.rights.complaints}</h2>
      <p>{t.rights.complaintsText}</p>
      {note && <Notice kind="good">{note}</Notice>}
      {matters.length > 0 && <Matters matters={matters} />}
      <Plea label={t.rights.words} button={t.rights.send} topics={t.rights.topics} send={send} />
    </section>
  );
}

/** For whoever is not signed in, or has nothing here to sign in to: the answer goes to an address. */
export function ComplainByMail() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const send = async (text: string, about: string, email: string) => {
    await post("/v1/complaints", { about, text, email }, { once: true });
    setSentTo(email);
    announce(t.rights.confirmSent(email));
  };
  return (
    <section class="card" aria-labelledby="complaints" data-complaints>
      <h2 id="complaints">{t.rights.complaints}</h2>
      <p>{t.rights.complaintsText}</p>
      {sentTo ? (
        <Notice kind="good">{t.rights.confirmSent(sentTo)}</Notice>
      ) : (
        <Plea label={t.rights.words} button={t.rights.send} topics={t.rights.topics} asksAddress send={send} />
      )}
    </section>
  );
}
