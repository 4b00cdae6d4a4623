// Signing in is asking for a link. The answer never tells whether the address is known.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import { t } from "../en";
import { sentence } from "./errors";
import { Field } from "./fields";
import { Notice } from "./shell";

export function SignIn({ title = t.links.signIn }: { title?: string }) {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim())) {
      setProblem(t.draft.missingEmail);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await post("/v1/links", { email: email.trim() });
      setSent(true);
    } catch (error) {
      setProblem(sentence(error));
    }
    setBusy(false);
  };
  if (sent) return <Notice kind="good">{t.links.signInSent}</Notice>;
  return (
    <form
      class="signin"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2>{title}</h2>
      <p class="soft">{t.links.signInLead}</p>
      <Field label={t.draft.email} error={problem}>
        {(props) => (
          <input
            {...props}
            type="email"
            autocomplete="email"
            inputMode="email"
            value={email}
            onInput={(e) => setEmail(e.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" disabled={busy}>
        {t.links.signInDo}
      </button>
    </form>
  );
}
