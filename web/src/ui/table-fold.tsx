// The numbers behind a picture, folded: for who would rather read them, and for who cannot see it.
import type { ComponentChildren } from "preact";
import { t } from "../en";

/** Holds a table; a wide one scrolls under `label`, also by keyboard. */
export function TableFold({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{t.common.asTable}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        {children}
      </div>
    </details>
  );
}
