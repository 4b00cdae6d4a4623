// An offer in a few taps: filled in from the best fitting template, looked at, sent. What looks like a slip is asked
// about before it leaves; what the rules would accept comes back as a suggestion.
import { useEffect, useState } from "preact/hooks";
import { post } from "../../api/client";
import type { BidderIntent, OfferRequest, OfferTemplate, Playbook, Sector } from "../../api/schema";
import { tick } from "../../clock";
import { money, parseMoney, timeLeft } from "../../format";
import { t } from "../../en";
import { attributeLabel } from "../../ui/attributes";
import { Field, MessageField, Stepper } from "../../ui/fields";
import { areSent, PhotoPicker, pickedBefore } from "../../ui/photo-picker";
import { Sheet } from "../../ui/sheet";
import { AcceptConduct } from "../conduct";
import { DetailsFields, isHalfSaid } from "../details-fields";
import { TraderForm } from "../trader";
import { firstSource, fitting, fromSource, fromTemplate, priceOf, shareOf, type Draft, type Source } from "./draft";
import { doubtsOf, type Doubt } from "./doubts";
import { Guard } from "./guard";
import { leavesAtOnce, takenUntil } from "./held";
import { usePaid } from "./paid";
import { PriceInput } from "./price";
import { refusedBy, RefusedNotice, stopOf, type Refused, type Stop } from "./refused";
import { lastOffer, requestOf } from "./request";
import { suggestions } from "./suggestions";

export function OfferSheet({
  view,
  business,
  sector,
  templates,
  plan,
  before,
  failure,
  onClose,
  onSend,
}: {
  view: BidderIntent;
  business: string;
  sector: Sector | undefined;
  /** Null until they are known. */
  templates: OfferTemplate[] | null;
  plan: Playbook | undefined;
  /** What was written before, where it came back. */
  before: Draft | null;
  failure: unknown;
  onClose: () => void;
  onSend: (draft: Draft, request: OfferRequest) => void;
}) {
  const [last] = useState(() => lastOffer(business, view.sector));
  const own = view.me.offer?.state === "standing" ? view.me.offer : null;
  const ownPrice = own?.price ?? null;
  const fits = fitting(templates ?? [], view.sector, plan?.template);
  const best = own ? undefined : fits[0];
  const [draft, setDraft] = useState<Draft>(
    () =>
      before ??
      (best
        ? fromTemplate(best, view, sector)
        : fromSource(firstSource(view, last), view, sector, last, pickedBefore(own?.photos ?? []))),
  );
  const [touched, setTouched] = useState(before !== null || best !== undefined);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(() =>
    failure && !stopOf(failure, ownPrice, false) ? refusedBy(failure, view.currency) : null,
  );
  const [stop, setStop] = useState<Stop | null>(() => (failure ? stopOf(failure, ownPrice, false) : null));
  const paid = usePaid(view);
  const amount = parseMoney(draft.price, view.currency);
  const questions = view.questions.filter((one) => one.by === "buyer").map((one) => one.text);

  const change = (part: Partial<Draft>) => {
    setTouched(true);
    setRefused(null);
    setDraft((now) => ({ ...now, ...part }));
  };
  const fill = (id: string) => {
    const chosen = fits.find((one) => one.id === id);
    setTouched(true);
    setRefused(null);
    if (chosen) setDraft({ ...fromTemplate(chosen, view, sector), photos: draft.photos });
    else setDraft(fromSource(id as Source, view, sector, last, draft.photos));
  };
  // They may become known after the sheet was opened; what somebody has begun to write stays.
  useEffect(() => {
    if (!touched && best) fill(best.id);
  }, [templates]);

  const usual = () => {
    const template = fits.find((one) => one.id === draft.filledBy);
    const asked = template ? priceOf(template, view) : null;
    return asked ?? (last?.share ? shareOf(last.share, view) : null);
  };
  const doubts = (price: number): Doubt[] =>
    doubtsOf(price, {
      budget: view.budget?.amount ?? null,
      own: ownPrice,
      usual: own ? null : usual(),
      paid,
      maxDropBp: view.round?.rules.max_drop_bp ?? 0,
      lowest: plan?.lowest_price ?? null,
      questions,
      hasWords: draft.message.trim() !== "",
    });

  const send = async (meant: boolean) => {
    const request = requestOf(draft, view, meant);
    if (!request?.price) return setRefused({ text: t.draft.badBudget, price: null });
    if (isHalfSaid(draft.details)) return setRefused({ text: t.offers.sayHalf, price: null });
    setBusy(true);
    setRefused(null);
    try {
      const { price, message, details } = request;
      await post("/v1/offer-checks", { price, message, details }, { for: business });
      const found = meant ? [] : doubts(price);
      if (found.length > 0) setStop({ kind: "doubts", doubts: found });
      else return onSend(draft, request);
    } catch (error) {
      const stopped = stopOf(error, ownPrice, meant);
      if (stopped) setStop(stopped);
      else setRefused(refusedBy(error, view.currency));
    }
    setBusy(false);
  };

  if (stop?.kind === "doubts")
    return (
      <Guard
        price={amount ?? 0}
        currency={view.currency}
        doubts={stop.doubts}
        onCorrect={() => setStop(null)}
        onMeant={() => {
          setStop(null);
          void send(true);
        }}
      />
    );
  if (stop) {
    const done = () => {
      setStop(null);
      void send(stop.meant);
    };
    return (
      <Sheet title={stop.kind === "trader" ? t.desk.traderTitle : t.conduct.acceptTitle} onClose={() => setStop(null)}>
        {stop.kind === "trader" ? (
          <TraderForm business={business} onDone={done} />
        ) : (
          <AcceptConduct business={business} onDone={done} />
        )}
      </Sheet>
    );
  }
  return (
    <Sheet title={view.title} onClose={() => !busy && onClose()}>
      <form
        class="offer-form"
        noValidate
        data-offer-form
        onSubmit={(event) => {
          event.preventDefault();
          void send(false);
        }}
      >
        <p class="soft small">
          <span class="figures">{timeLeft(takenUntil(view) - tick.value)}</span> {t.intent.left}
          {view.budget ? ` · ${t.desk.budget(money(view.budget.amount, view.budget.currency))}` : ""}
        </p>
        {fits.length > 0 && (
          <Field label={t.offering.filledBy}>
            {(props) => (
              <select {...props} name="template" value={draft.filledBy} onChange={(e) => fill(e.currentTarget.value)}>
                {fits.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
                {own && <option value="own">{t.offering.asItStands}</option>}
                {last && <option value="last">{t.offering.asLastTime}</option>}
                <option value="">{t.offering.nothing}</option>
              </select>
            )}
          </Field>
        )}
        <PriceInput
          key={draft.filledBy}
          price={draft.price}
          currency={view.currency}
          hint={
            paid
              ? `${t.desk.priceHint} ${t.offering.usualHere(
                  money(paid.low, view.currency),
                  money(paid.high, view.currency),
                  paid.sales,
                )}`
              : t.desk.priceHint
          }
          offered={suggestions(view, last)}
          onChange={(price) => change({ price })}
        />
        {refused && <RefusedNotice refused={refused} currency={view.currency} onUse={(price) => change({ price })} />}
        <div class="grid-2">
          {Object.keys(draft.attributes).map((key) => (
            <Stepper
              key={key}
              label={attributeLabel(key)}
              value={draft.attributes[key] ?? 0}
              min={0}
              max={365}
              step={key === "warranty_months" ? 6 : 1}
              onChange={(value) => change({ attributes: { ...draft.attributes, [key]: value } })}
            />
          ))}
        </div>
        {questions.length > 0 && (
          <p class="small" data-buyer-asks>
            <strong>{t.offering.buyerAsks}:</strong> {questions.map((text) => `“${text}”`).join(" ")}
          </p>
        )}
        <MessageField
          label={t.desk.message}
          hint={t.desk.messageHint}
          value={draft.message}
          onInput={(message) => change({ message })}
        />
        <PhotoPicker
          photos={draft.photos}
          onChange={(photos) =>
            setDraft((now) => ({ ...now, photos: typeof photos === "function" ? photos(now.photos) : photos }))
          }
          business={business}
          label={t.photos.ofOffer}
          hint={t.photos.ofOfferHint}
        />
        <DetailsFields
          key={draft.filledBy}
          details={draft.details}
          currency={view.currency}
          onChange={(details) => change({ details })}
        />
        <div class="sheet-foot">
          {leavesAtOnce(view, tick.value) && <p class="small">{t.offering.noUndo}</p>}
          <button
            type="submit"
            class="primary wide"
            disabled={busy || !amount || !areSent(draft.photos)}
            data-action="send-offer"
          >
            {!areSent(draft.photos)
              ? t.photos.waiting
              : busy
                ? t.desk.sending
                : amount
                  ? t.desk.send(money(amount, view.currency))
                  : t.desk.sendEmpty}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
