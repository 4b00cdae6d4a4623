// The two sheets over a request: the choice of an offer, and what else can be done with the request.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent, Offer } from "../api/schema";
import { money } from "../format";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Choices } from "../ui/fields";
import { Sheet } from "../ui/sheet";
import { Notice } from "../ui/shell";

export function ChooseSheet({
  view,
  tapped,
  running,
  onLook,
  onClose,
  onDone,
}: {
  view: BuyerIntent;
  /** The offer as it was when it was tapped; nobody says yes to what came after without having seen it. */
  tapped: Offer;
  running: boolean;
  onLook: (offer: Offer) => void;
  onClose: () => void;
  onDone: (problem: string | null) => void;
}) {
  const offer = view.offers.find((o) => o.offer_id === tapped.offer_id) ?? tapped;
  const changed = offer.state !== tapped.state || offer.revisions !== tapped.revisions || offer.price !== tapped.price;
  const gone = offer.state === "withdrawn";
  const cheapest = view.offers.every(
    (o) => o.price === null || offer.price === null || o.state !== "standing" || o.price >= offer.price,
  );
  const [reason, setReason] = useState<string | null>(cheapest ? "price" : null);
  const [busy, setBusy] = useState(false);
  const name = offer.business?.name ?? "";
  const choose = async () => {
    setBusy(true);
    try {
      await post(
        `/v1/intents/${view.id}/award`,
        reason ? { offer_id: offer.offer_id, reason } : { offer_id: offer.offer_id },
        { once: true },
      );
      onDone(null);
    } catch (error) {
      onDone(sentence(error));
    }
  };
  return (
    <Sheet title={t.intent.chooseTitle(name, money(offer.price ?? 0, view.currency))} onClose={onClose}>
      <ul class="ticks">
        <li>{t.intent.chooseGets(name)}</li>
        <li>{t.intent.chooseOthers}</li>
        {running && <li>{t.intent.chooseCloses}</li>}
      </ul>
      <Choices
        compact
        legend={t.intent.chooseReason}
        hint={t.intent.chooseReasonHint}
        options={Object.entries(t.intent.reasons).map(([value, label]) => ({ value, label }))}
        value={reason}
        onChange={setReason}
      />
      {changed && (
        <Notice>
          {gone ? t.intent.chooseGone(name) : t.intent.chooseChanged(name)}{" "}
          <button type="button" onClick={() => (gone ? onClose() : onLook(offer))} data-action="look-again">
            {t.intent.chooseLook}
          </button>
        </Notice>
      )}
      <div class="row">
        <button
          type="button"
          class="primary wide"
          disabled={busy || changed}
          onClick={() => void choose()}
          data-action="choose-confirm"
        >
          {t.intent.chooseDo(name)}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {t.common.back}
        </button>
      </div>
    </Sheet>
  );
}

interface Deed {
  key: string;
  label: string;
  hint: string;
  path: string;
  body: unknown;
  done: string;
  sure: boolean;
}

export function Menu({
  view,
  running,
  onClose,
  onAct,
}: {
  view: BuyerIntent;
  running: boolean;
  onClose: () => void;
  onAct: (path: string, body: unknown, done: string) => void;
}) {
  const [sure, setSure] = useState<Deed | null>(null);
  const m = t.intent;
  const deeds: Deed[] = [];
  if (running && view.can_extend) {
    deeds.push({
      key: "extend",
      label: m.extend,
      hint: m.extendHint,
      path: "extend",
      body: {},
      done: m.doneExtended,
      sure: false,
    });
    deeds.push({
      key: "widen",
      label: m.extendWide,
      hint: m.extendWideHint,
      path: "extend",
      body: { widen_km: 20 },
      done: m.doneExtended,
      sure: false,
    });
  }
  if (running)
    deeds.push({
      key: "close",
      label: m.closeEarly,
      hint: m.closeEarlyHint,
      path: "close",
      body: {},
      done: m.doneClosed,
      sure: true,
    });
  if (view.state === "deciding")
    deeds.push({
      key: "decline",
      label: m.declineAll,
      hint: m.declineAllHint,
      path: "decline-all",
      body: { reason: "none_fits" },
      done: "",
      sure: true,
    });
  if (view.state === "open" || view.state === "deciding")
    deeds.push({
      key: "cancel",
      label: m.stop,
      hint: m.stopHint,
      path: "cancel",
      body: { reason: "changed_my_mind" },
      done: "",
      sure: true,
    });
  deeds.push({
    key: "erase",
    label: t.talk.erase,
    hint: t.talk.eraseHint,
    path: "erase",
    body: {},
    done: "",
    sure: true,
  });
  return (
    <Sheet title={sure ? m.sure : m.moreTitle} onClose={onClose}>
      {sure ? (
        <>
          <p>{sure.hint}</p>
          <div class="row">
            <button
              type="button"
              class="primary wide"
              data-deed-confirm={sure.key}
              onClick={() => onAct(sure.path, sure.body, sure.done)}
            >
              {sure.label}
            </button>
            <button type="button" class="quiet" onClick={() => setSure(null)}>
              {t.common.back}
            </button>
          </div>
        </>
      ) : (
        <ul class="plain deeds">
          {deeds.map((deed) => (
            <li key={deed.key}>
              <button
                type="button"
                class="deed"
                data-deed={deed.key}
                onClick={() => (deed.sure ? setSure(deed) : onAct(deed.path, deed.body, deed.done))}
              >
                <strong>{deed.label}</strong>
                <span class="soft">{deed.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}
