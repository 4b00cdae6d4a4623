// One act of the operator: about whom, and why. Without reasons there is none.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { StewardAct } from "../api/schema";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Field } from "../ui/fields";
import { Sheet } from "../ui/sheet";
import { announce, Notice } from "../ui/shell";

/** An empty subject is asked for. */
export interface Asked {
  act: Exclude<StewardAct["act"], "sign_in">;
  subject: string;
  name: string;
}

export function ActSheet({
  asked,
  onClose,
  onDone,
}: {
  asked: Asked;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const words = t.rights.steward;
  const [subject, setSubject] = useState(asked.subject);
  const [reasons, setReasons] = useState("");
  const [short, setShort] = useState(false);
  const { busy, problem, run } = useDeed();
  const act = async () => {
    setShort(reasons.trim().length < 10);
    if (reasons.trim().length < 10) return;
    await run(async () => {
      await post("/v1/steward/acts", { act: asked.act, subject: subject.trim(), reasons: reasons.trim() });
      announce(words.done);
      await onDone();
    });
  };
  const title = asked.subject ? `${words.deed[asked.act]}: ${asked.name}` : words.suspendTitle;
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        {!asked.subject && (
          <Field label={words.subject} hint={words.subjectHint}>
            {(props) => (
              <input {...props} type="text" value={subject} onInput={(e) => setSubject(e.currentTarget.value)} />
            )}
          </Field>
        )}
        <Field label={words.reasons} hint={words.reasonsHint} error={short ? t.rights.wordsShort : null}>
          {(props) => (
            <textarea
              {...props}
              rows={5}
              maxLength={2000}
              value={reasons}
              onInput={(e) => setReasons(e.currentTarget.value)}
            />
          )}
        </Field>
        {problem && <Notice>{problem}</Notice>}
        <button type="submit" class="primary" disabled={busy}>
          {words.deed[asked.act]}
        </button>
      </form>
    </Sheet>
  );
}
