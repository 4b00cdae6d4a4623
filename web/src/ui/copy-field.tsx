// A text to take along: it can be selected and copied.
import { useState } from "preact/hooks";
import { t } from "../en";
import { announce } from "./shell";

export function CopyField({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard
      ?.writeText(value)
      .then(() => {
        setCopied(true);
        announce(t.common.copied);
      })
      .catch(() => undefined);
  return (
    <div class="copy-field">
      <label class="field">
        <span class="label">{label}</span>
        <input readOnly value={value} onFocus={(e) => e.currentTarget.select()} />
      </label>
      <button type="button" onClick={copy}>
        {copied ? t.common.copied : t.common.copy}
      </button>
    </div>
  );
}

/** A secret, with words that say that it is shown this once. */
export function ToldOnce({ label, value, words }: { label: string; value: string; words: string }) {
  return (
    <div class="once" data-once>
      <CopyField label={label} value={value} />
      <p class="soft small">{words}</p>
    </div>
  );
}
