// What is told once, and what is asked about once more before it is done.
import type { ComponentChildren } from "preact";
import { t } from "../../en";
import { CopyField } from "../../ui/copy-field";

/** A deed that is asked about once more. */
export function Sure({
  words,
  label,
  busy,
  onYes,
  onNo,
}: {
  words: string;
  label: string;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}) {
  return (
    <div role="group" aria-label={words} data-sure>
      <p>{words}</p>
      <div class="row">
        <button type="button" class="primary" disabled={busy} onClick={onYes} data-action="sure">
          {label}
        </button>
        <button type="button" class="quiet" onClick={onNo}>
          {t.common.cancel}
        </button>
      </div>
    </div>
  );
}

/** What is told this once. */
export function Once({ label, value, children }: { label: string; value: string; children: ComponentChildren }) {
  return (
    <div class="once" data-once>
      <CopyField label={label} value={value} />
      <p class="soft small">{children}</p>
    </div>
  );
}
