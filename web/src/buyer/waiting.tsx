// Between asking and being asked back: the mail is on its way. The code typed here gives this tab the right to choose;
// a link opened elsewhere only tells this tab that it happened.
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, post } from "../api/client";
import type { Config, Confirmation, IntentView } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Field } from "../ui/fields";
import { Envelope } from "../ui/pictures";
import { announce } from "../ui/shell";

export interface Pending {
  id: string;
  title: string;
  email: string;
}

const pendingKey = "parley.pending";

/** The request this tab waits for, kept over a reload. */
export function pending(): Pending | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(pendingKey) ?? "null") as Pending | null;
    return kept?.id && kept.email ? kept : null;
  } catch {
    return null;
  }
}
export function keepPending(waiting: Pending) {
  try {
    sessionStorage.setItem(pendingKey, JSON.stringify(waiting));
  } catch {
    // A reload forgets what is waited for; the mail is on its way all the same.
  }
}
export const forgetPending = () => sessionStorage.removeItem(pendingKey);

interface Letter {
  subject: string;
  to: string;
  text: string;
  links: string[];
}

/** Where mails stay on this machine, the letter is shown as it would lie in the mailbox, with its link to tap. */
function DemoMail({ mailUrl, to, title }: { mailUrl: string; to: string; title: string }) {
  const [letter, setLetter] = useState<Letter | null>(null);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const found = await get<Letter>(`${mailUrl}/latest?to=${encodeURIComponent(to)}`);
        if (stopped) return;
        if (found.links.some((l) => l.includes("/confirm#"))) {
          setLetter(found);
          return;
        }
      } catch {
        // It is on its way.
      }
      if (!stopped) timer = setTimeout(() => void look(), 700);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [mailUrl, to, title]);
  const token = letter?.links.find((l) => l.includes("/confirm#"))?.split("#")[1];
  return (
    <div class="waiting-demo">
      {letter && token ? (
        <article class="letter" data-letter>
          <p class="field-hint">{t.waiting.demoLetter}</p>
          <h2>{letter.subject}</h2>
          <a class="button primary wide" href={`/confirm#${token}`} data-action="demo-link">
            {t.waiting.demoLink}
          </a>
        </article>
      ) : (
        <p class="field-hint">{t.waiting.demoMailHint}</p>
      )}
      <a class="quiet button" href={mailUrl} target="_blank" rel="noopener" data-action="demo-mail">
        {t.waiting.demoMail}
      </a>
    </div>
  );
}

export function Waiting({
  pending: waiting,
  config,
  onAgain,
}: {
  pending: Pending;
  config: Config | null;
  onAgain: () => void;
}) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [elsewhere, setElsewhere] = useState(false);

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const view = await get<IntentView>(`/v1/intents/${waiting.id}`);
        if (stopped) return;
        if (view.audience === "buyer" && view.state !== "unconfirmed") {
          forgetPending();
          location.assign(`/buyer/${waiting.id}`);
          return;
        }
        if (view.audience === "public" && view.state !== "unconfirmed") {
          forgetPending();
          setElsewhere(true);
          announce(t.waiting.elsewhere);
          return;
        }
      } catch {
        // Not confirmed yet means not found; anything else is tried again just the same.
      }
      if (!stopped) timer = setTimeout(() => void look(), 2_000);
    };
    timer = setTimeout(() => void look(), 1_500);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [waiting.id]);

  const confirm = async () => {
    const digits = code.replace(/\D/g, "");
    if (digits.length !== 8) {
      setProblem(t.waiting.codeShort);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await post<Confirmation>("/v1/confirmations", { id: waiting.id, code: digits });
      forgetPending();
      location.assign(`/buyer/${waiting.id}`);
    } catch (error) {
      setBusy(false);
      const left = error instanceof ApiError ? error.problem?.tries_left : undefined;
      setProblem(left !== undefined ? t.waiting.wrongCode(left) : sentence(error));
    }
  };

  if (elsewhere) {
    return (
      <section class="waiting card" data-page="confirmed-elsewhere">
        <Envelope />
        <h1>{t.waiting.elsewhere}</h1>
        <p>{t.waiting.elsewhereHint}</p>
        <a class="button primary" href={`/buyer/${waiting.id}`}>
          {t.waiting.watch}
        </a>
      </section>
    );
  }
  return (
    <section class="waiting card" data-page="waiting" data-intent={waiting.id}>
      <Envelope />
      <h1>{t.waiting.title}</h1>
      <p class="lead">{t.waiting.sent(waiting.email)}</p>
      <p class="waiting-item">{waiting.title}</p>
      <p class="soft">{t.waiting.why}</p>
      {config?.mail_url && <DemoMail mailUrl={config.mail_url} to={waiting.email} title={waiting.title} />}
      <p class="waiting-or">
        {t.waiting.link} {t.waiting.code}:
      </p>
      <form
        class="code"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Field label={t.waiting.codeLabel} error={problem}>
          {(props) => (
            <input
              {...props}
              type="text"
              class="code-input figures"
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={11}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class={config?.mail_url ? "" : "primary"} disabled={busy}>
          {t.waiting.confirm}
        </button>
      </form>
      {problem && (
        <p class="hidden" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="quiet" onClick={onAgain}>
        {t.waiting.again}
      </button>
    </section>
  );
}
