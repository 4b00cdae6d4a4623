// An offer in a few taps: filled in from the best fitting template, looked at, sent. What looks like a slip is asked
// about before it leaves; what the rules would accept comes back as a suggestion.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, get, post } from "../../api/client";
import type { BidderIntent, Guide, OfferRequest, OfferTemplate, Playbook, Sector } from "../../api/schema";
import { tick } from "../../clock";
import { money, parseMoney, plainMoney, timeLeft } from "../../format";
import { t } from "../../en";
import { attributeLabel } from "../../ui/attributes";
import { sentence } from "../../ui/errors";
import { Field, Stepper } from "../../ui/fields";
import { areSent, PhotoPicker, pickedBefore } from "../../ui/photo-picker";
import { Sheet } from "../../ui/sheet";
import { Notice } from "../../ui/shell";
import { AcceptConduct, nextWords } from "../conduct";
import { DetailsFields, isHalfSaid } from "../details-fields";
import { TraderForm } from "../trader";
import { firstDraft, fitting, fromTemplate, priceOf, shareOf, type Draft, type LastOffer } from "./draft";
import { requestOf } from "./request";
import { doubtsOf, type Doubt } from "./doubts";
import { Guard } from "./guard";
import { lastSecondsMs } from "./held";
import { PriceInput } from "./price";
import { suggestions } from "./suggestions";

/** Why an offer was refused, and the price that would have been taken. */
interface Refused {
  text: string;
  price: number | null;
}

function refusedBy(error: unknown, currency: string): Refused {
  if (typeof error === "string") return { text: error, price: null };
  const problem = error instanceof ApiError ? error.problem : null;
  const most = problem?.accepted?.price_max;
  const least = problem?.accepted?.price_min;
  const hint =
    most !== undefined
      ? ` ${t.desk.accepted(money(most, currency))}`
      : least !== undefined
        ? ` ${t.desk.acceptedMin(money(least, currency))}`
        : problem?.next_at
          ? ` ${nextWords(problem.next_at)}`
          : "";
  const found = problem?.found?.[0]?.text;
  return { text: (found ? `“${found}”: ` : "") + sentence(error) + hint, price: most ?? least ?? null };
}

/** Where an offer stops on its way: a doubt, or what has to be said before a shop's first offer. */
type Stop = { kind: "doubts"; doubts: Doubt[] } | { kind: "trader" | "conduct"; meant: boolean };

const stopOf = (error: unknown, own: number | null, meant: boolean): Stop | null => {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "trader_required") return { kind: "trader", meant };
  if (error.code === "conduct_not_accepted") return { kind: "conduct", meant };
  if (error.code === "drop_needs_confirm" && own !== null)
    return { kind: "doubts", doubts: [{ kind: "drop", before: own }] };
  return null;
};

/** What was paid for such things lately; null until it is known, and where it is not. */
function usePaid(view: BidderIntent): Guide["prices"] | null {
  const [prices, setPrices] = useState<Guide["prices"] | null>(null);
  useEffect(() => {
    const { lat_e6, lon_e6 } = view.place;
    const near = `${(lat_e6 / 1e6).toFixed(3)},${(lon_e6 / 1e6).toFixed(3)}`;
    const asked = `near=${near}&currency=${view.currency}&simulated=${view.simulated ? 1 : 0}`;
    get<Guide>(`/v1/sectors/${view.sector}/guide?${asked}`)
      .then((guide) => setPrices(guide.prices))
      .catch(() => undefined); // Then nothing is said of usual prices.
  }, [view.id]);
  return prices;
}

export function OfferSheet({
  view,
  business,
  sector,
  templates,
  plan,
  last,
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
  last: LastOffer | null;
  /** What was written before, where it came back. */
  before: Draft | null;
  failure: unknown;
  onClose: () => void;
  onSend: (draft: Draft, request: OfferRequest) => void;
}) {
  const own = view.me.offer?.state === "standing" ? view.me.offer : null;
  const ownPrice = own?.price ?? null;
  const fits = fitting(templates ?? [], view.sector, plan?.template);
  const best = own ? undefined : fits[0];
  const [draft, setDraft] = useState<Draft>(
    () =>
      before ??
      (best ? fromTemplate(best, view, sector) : firstDraft(view, sector, last, pickedBefore(own?.photos ?? []))),
  );
  const [touched, setTouched] = useState(before !== null || best !== undefined);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(() =>
    failure && !stopOf(failure, ownPrice, false) ? refusedBy(failure, view.currency) : null,
  );
  const [stop, setStop] = useState<Stop | null>(() => (failure ? stopOf(failure, ownPrice, false) : null));
  const paid = usePaid(view);
  const amount = parseMoney(draft.price, view.currency);
  const left = view.round ? Date.parse(view.round.closes_at) - tick.value : 0;
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
    else setDraft(firstDraft(view, sector, id === "last" ? last : null, draft.photos));
  };
  // They may become known after the sheet was opened; what somebody has begun to write stays.
  useEffect(() => {
    if (!touched && best) fill(best.id);
  }, [templates]);

  const usual = () => {
    const template = fits.find((one) => one.id === draft.template);
    const asked = template ? priceOf(template, view) : null;
    return asked ?? (last?.share ? shareOf(last.share, view) : null);
  };
  const doubts = (price: number): Doubt[] =>
    doubtsOf(price, {
      budget: view.budget?.amount ?? null,
      own: ownPrice,
      usual: own ? null : usual(),
      paid: paid?.range ? { low: paid.range.low, high: paid.range.high, sales: paid.sales } : null,
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

  // The button stands below much that can be wrong: why it was refused comes to where it is seen.
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.scrollIntoView({ block: "nearest" }), [refused]);

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
          <span class="figures">{timeLeft(left)}</span> {t.intent.left}
          {view.budget ? ` · ${t.desk.budget(money(view.budget.amount, view.budget.currency))}` : ""}
        </p>
        {fits.length > 0 && (
          <Field label={t.offering.filledBy}>
            {(props) => (
              <select
                {...props}
                name="template"
                value={draft.template ?? (last ? "last" : "")}
                onChange={(e) => fill(e.currentTarget.value)}
              >
                {fits.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
                {last && <option value="last">{t.offering.asLastTime}</option>}
                <option value="">{t.offering.nothing}</option>
              </select>
            )}
          </Field>
        )}
        <PriceInput
          price={draft.price}
          currency={view.currency}
          hint={
            paid?.range
              ? `${t.desk.priceHint} ${t.offering.usualHere(
                  money(paid.range.low, view.currency),
                  money(paid.range.high, view.currency),
                  paid.sales,
                )}`
              : t.desk.priceHint
          }
          offered={suggestions(view, last)}
          onChange={(price) => change({ price })}
        />
        {refused && (
          <div class="refused" data-refused ref={notice}>
            <Notice>{refused.text}</Notice>
            {refused.price !== null && (
              <button
                type="button"
                class="chip"
                onClick={() => change({ price: plainMoney(refused.price!, view.currency) })}
              >
                {t.desk.useThat(money(refused.price, view.currency))}
              </button>
            )}
          </div>
        )}
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
        <Field label={t.desk.message} hint={t.desk.messageHint} optional>
          {(props) => (
            <textarea
              {...props}
              rows={2}
              maxLength={2000}
              value={draft.message}
              onInput={(e) => change({ message: e.currentTarget.value })}
            />
          )}
        </Field>
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
          key={draft.template ?? "own"}
          details={draft.details}
          currency={view.currency}
          onChange={(details) => change({ details })}
        />
        <div class="sheet-foot">
          {left <= lastSecondsMs && <p class="small">{t.offering.noUndo}</p>}
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
