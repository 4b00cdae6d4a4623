// A sheet that asks one thing: the browser's own dialog, so focus, Escape and inertness are right by themselves.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../en";

export function Sheet({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Whoever selects text and lets go beside the sheet has not tapped beside it.
  const pressedBeside = useRef(false);
  // As it was when the sheet was asked for: by the time that it is shown, news may have moved things.
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => {
      element?.close();
      const back = before?.isConnected && before !== document.body ? before : document.querySelector("main h1");
      if (!(back instanceof HTMLElement)) return;
      if (back.tagName === "H1") back.tabIndex = -1; // What opened the sheet is gone: the page's name is still there.
      back.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        pressedBeside.current = event.target === dialog.current;
      }}
      onClick={(event) => {
        if (event.target === dialog.current && pressedBeside.current) onClose();
      }}
    >
      <div class="sheet-body">
        <div class="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="icon-button" onClick={onClose} aria-label={t.common.close}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
