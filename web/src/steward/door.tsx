// The operator comes in with the token of a file; nobody is mailed for it.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Field } from "../ui/fields";

export function Door({ onIn }: { onIn: () => Promise<void> }) {
  const [token, setToken] = useState("");
  const { busy, problem, run } = useDeed();
  const enter = () => run(() => post("/v1/steward/session", { token: token.trim() }).then(onIn));
  return (
    <section class="card">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <Field label={t.rights.steward.token} hint={t.rights.steward.tokenHint} error={problem}>
          {(props) => (
            <input
              {...props}
              type="password"
              autocomplete="current-password"
              value={token}
              onInput={(e) => setToken(e.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="primary" disabled={busy}>
          {t.rights.steward.signIn}
        </button>
      </form>
    </section>
  );
}
