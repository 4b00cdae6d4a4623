// The bar under the thumb while an offer can still be called back.
import type { BidderIntent } from "../../api/schema";
import { tick } from "../../clock";
import { money } from "../../format";
import { t } from "../../en";
import { goOn, held, pause, sendNow, undo } from "./held";

export function HeldBar({ view }: { view: BidderIntent }) {
  const one = held.value[view.id];
  if (!one) return null;
  void tick.value; // counts down
  const price = money(one.request.price ?? 0, one.currency);
  const seconds = one.leavesAt === null ? null : Math.max(0, Math.ceil((one.leavesAt - Date.now()) / 1000));
  const line = one.onItsWay
    ? t.offering.onItsWay(price)
    : seconds === null
      ? t.offering.waits(price)
      : t.offering.leavesIn(price, seconds);
  return (
    <div
      class="held"
      role="group"
      aria-label={t.offering.heldLabel}
      data-held={one.onItsWay ? "sending" : "held"}
      onFocusIn={(event) => {
        if ((event.target as HTMLElement).matches(":focus-visible")) pause(view.id);
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) goOn(view.id);
      }}
    >
      <p>
        <strong class="figures">{line}</strong>
        <span class="small held-title">{one.title}</span>
      </p>
      {!one.onItsWay && (
        <div class="row">
          <button type="button" class="primary" data-action="undo-offer" onClick={() => undo(view.id)}>
            {t.offering.undo}
          </button>
          <button type="button" data-action="send-now" onClick={() => sendNow(view.id)}>
            {t.offering.now}
          </button>
        </div>
      )}
    </div>
  );
}
