// An offer in a few taps: a price from the suggestions or the number pad, the qualities as last time, a sentence as
// last time, send. What the rules would accept comes back as a suggestion.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { BidderIntent, OfferDetails, OfferReceipt, OfferRequest, Sector } from "../api/schema";
import { tick } from "../clock";
import { minorDigits, money, parseMoney, plainMoney, symbol, timeLeft } from "../format";
import { t } from "../en";
import { attributeLabel } from "../ui/attributes";
import { sentence } from "../ui/errors";
import { Field, Stepper } from "../ui/fields";
import { areSent, named, PhotoPicker, pickedBefore, type Picked } from "../ui/photo-picker";
import { Erase } from "../ui/pictures";
import { Sheet } from "../ui/sheet";
import { Notice } from "../ui/shell";
import { DetailsFields, isHalfSaid, lasting, stated } from "./details-fields";
import { AcceptConduct, nextWords } from "./conduct";
import { TraderForm } from "./trader";

interface Template {
  attributes: Record<string, number>;
  message: string;
  details?: OfferDetails;
  /** The last price as a share of that buyer's budget, in ppm. */
  share: number | null;
}

const templateKey = (business: string, sector: string) => `parley.template.${business}.${sector}`;

function remembered(business: string, sector: string): Template | null {
  try {
    const kept = JSON.parse(localStorage.getItem(templateKey(business, sector)) ?? "null") as Template | null;
    return kept && typeof kept.message === "string" && typeof kept.attributes === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** A storage that is full or forbidden costs the template and nothing else. */
function remember(key: string, template: Template) {
  try {
    localStorage.setItem(key, JSON.stringify(template));
  } catch {
    // The next offer is typed anew.
  }
}

/** A price that looks like a price: whole fives from a hundred on. */
const round = (minor: number, unit: number) => {
  const coarse = minor >= 100 * unit ? 5 * unit : unit;
  return Math.max(unit, Math.floor(minor / coarse) * coarse);
};

interface Suggestion {
  price: number;
  label: string;
}

function suggestions(view: BidderIntent, template: Template | null): Suggestion[] {
  const unit = 10 ** minorDigits(view.currency);
  const show = (p: number) => money(p, view.currency);
  const found: Suggestion[] = [];
  const step = view.round?.rules.step;
  const own = view.me.offer?.state === "standing" ? view.me.offer.price : null;
  const stepFrom = (price: number, bp = 0, min = 0) => Math.max(Math.ceil((price * bp) / 10_000), min, 1);
  if (view.me.best_price !== null && (own === null || own > view.me.best_price)) {
    const target = view.me.best_price - stepFrom(view.me.best_price, step?.lead_bp, step?.lead_min);
    if (target > 0) found.push({ price: target, label: t.desk.suggestLead(show(target)) });
  }
  if (own !== null) {
    for (const ppm of [990_000, 970_000, 950_000, 900_000]) {
      const price = Math.min(round((own * ppm) / 1_000_000, unit), own - stepFrom(own, step?.own_bp, step?.own_min));
      if (price > 0) found.push({ price, label: t.desk.suggestBelow(show(price)) });
    }
  } else if (view.budget) {
    const budget = view.budget.amount;
    if (template?.share) {
      const price = round((budget * template.share) / 1_000_000, unit);
      found.push({ price, label: t.desk.suggestLast(show(price)) });
    }
    found.push({ price: budget, label: t.desk.suggestBudget(show(budget)) });
    for (const ppm of [950_000, 900_000, 850_000, 800_000]) {
      const price = round((budget * ppm) / 1_000_000, unit);
      found.push({ price, label: t.desk.suggestBelow(show(price)) });
    }
  }
  return found.filter((s, i) => found.findIndex((o) => o.price === s.price) === i).slice(0, 5);
}

export function OfferSheet({
  view,
  business,
  sector,
  onClose,
  onDone,
}: {
  view: BidderIntent;
  business: string;
  sector: Sector | undefined;
  onClose: () => void;
  onDone: (text: string) => void;
}) {
  const own = view.me.offer?.state === "standing" ? view.me.offer : null;
  const template = useMemo(() => remembered(business, view.sector), [business, view.sector]);
  const asked = useMemo(() => {
    const keys = new Set((view.round?.rules.scoring ?? []).map((s) => s.attribute));
    if (sector?.kind !== "services") for (const key of ["delivery_days", "warranty_months"]) keys.add(key);
    for (const key of Object.keys(own?.attributes ?? template?.attributes ?? {})) keys.add(key);
    return [...keys];
  }, []);
  const [price, setPrice] = useState(own?.price != null ? plainMoney(own.price, view.currency) : "");
  const [attributes, setAttributes] = useState<Record<string, number>>(() => {
    const from = own?.attributes ?? template?.attributes ?? {};
    const start: Record<string, number> = {};
    for (const key of asked) start[key] = from[key] ?? (key === "delivery_days" ? 3 : 0);
    return start;
  });
  const [message, setMessage] = useState(own?.message ?? template?.message ?? "");
  const [details, setDetails] = useState<OfferDetails>(own?.details ?? template?.details ?? {});
  const [photos, setPhotos] = useState<Picked[]>(() => pickedBefore(own?.photos ?? []));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ text: string; price: number | null } | null>(null);
  const [guard, setGuard] = useState<{ price: number; before: number } | null>(null);
  const [asksTrader, setAsksTrader] = useState<{ confirm: boolean } | null>(null);
  const [asksConduct, setAsksConduct] = useState<{ confirm: boolean } | null>(null);
  const [touched, setTouched] = useState(false);
  const thumb = useMemo(() => matchMedia("(pointer: coarse)").matches, []);
  const amount = parseMoney(price, view.currency);
  const offered = suggestions(view, template);
  const left = view.round ? Date.parse(view.round.closes_at) - tick.value : 0;

  const send = async (confirm: boolean) => {
    if (!amount) {
      setProblem({ text: t.draft.badBudget, price: null });
      return;
    }
    if (isHalfSaid(details)) {
      setProblem({ text: t.offers.sayHalf, price: null });
      return;
    }
    setBusy(true);
    setProblem(null);
    const said = { attributes, message: message.trim(), details: stated(details) };
    const request: OfferRequest = { price: amount, ...said, photos: named(photos), confirm };
    try {
      await post<OfferReceipt>(`/v1/intents/${view.id}/offers`, request, { for: business, once: true });
      const share = view.budget ? Math.round((amount / view.budget.amount) * 1_000_000) : null;
      remember(templateKey(business, view.sector), { ...said, details: lasting(said.details), share });
      onDone(own ? t.desk.revised : t.desk.sent);
      return;
    } catch (error) {
      const problem_ = error instanceof ApiError ? error.problem : null;
      if (error instanceof ApiError && error.code === "drop_needs_confirm") {
        setGuard({ price: amount, before: own?.price ?? view.budget?.amount ?? amount });
      } else if (error instanceof ApiError && error.code === "trader_required") {
        setAsksTrader({ confirm });
      } else if (error instanceof ApiError && error.code === "conduct_not_accepted") {
        setAsksConduct({ confirm });
      } else {
        const most = problem_?.accepted?.price_max;
        const least = problem_?.accepted?.price_min;
        const hint =
          most !== undefined
            ? ` ${t.desk.accepted(money(most, view.currency))}`
            : least !== undefined
              ? ` ${t.desk.acceptedMin(money(least, view.currency))}`
              : problem_?.next_at
                ? ` ${nextWords(problem_.next_at)}`
                : "";
        const found = problem_?.found?.[0]?.text;
        setProblem({ text: (found ? `“${found}”: ` : "") + sentence(error) + hint, price: most ?? least ?? null });
      }
    }
    setBusy(false);
  };

  // The button stands below much that can be wrong: why it was refused comes to where it is seen.
  const refused = useRef<HTMLDivElement>(null);
  useEffect(() => refused.current?.scrollIntoView({ block: "nearest" }), [problem]);

  const press = (key: string) => {
    const now = touched ? price : "";
    setTouched(true);
    setProblem(null);
    if (key === "back") setPrice(price.slice(0, -1));
    else if (key === ".") setPrice(now.includes(".") || minorDigits(view.currency) === 0 ? now : `${now || "0"}.`);
    else if (parseMoney(now + key, view.currency) !== null) setPrice((now === "0" ? "" : now) + key);
  };

  if (asksTrader) {
    return (
      <Sheet title={t.desk.traderTitle} onClose={() => setAsksTrader(null)}>
        <TraderForm
          business={business}
          onDone={() => {
            setAsksTrader(null);
            void send(asksTrader.confirm);
          }}
        />
      </Sheet>
    );
  }
  if (asksConduct) {
    return (
      <Sheet title={t.conduct.acceptTitle} onClose={() => setAsksConduct(null)}>
        <AcceptConduct
          business={business}
          onDone={() => {
            setAsksConduct(null);
            void send(asksConduct.confirm);
          }}
        />
      </Sheet>
    );
  }
  if (guard) {
    return (
      <Sheet title={t.desk.guardTitle(money(guard.price, view.currency))} onClose={() => setGuard(null)}>
        <p>{t.desk.guardText(money(guard.price, view.currency), money(guard.before, view.currency))}</p>
        <div class="row" data-guard>
          <button type="button" class="primary wide" onClick={() => setGuard(null)}>
            {t.desk.guardNo}
          </button>
          <button
            type="button"
            disabled={busy}
            onClick={() => {
              setGuard(null);
              void send(true);
            }}
          >
            {t.desk.guardYes(money(guard.price, view.currency))}
          </button>
        </div>
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
        <Field label={t.desk.price} hint={t.desk.priceHint}>
          {(props) => (
            <span class="money-input money-big">
              <span aria-hidden="true">{symbol(view.currency)}</span>
              <input
                {...props}
                type="text"
                name="price"
                class="figures"
                inputMode={thumb ? "none" : "decimal"}
                autocomplete="off"
                value={price}
                onInput={(e) => {
                  setTouched(true);
                  setPrice(e.currentTarget.value);
                }}
              />
            </span>
          )}
        </Field>
        {offered.length > 0 && (
          <div class="chips" role="group" aria-label={t.desk.suggest}>
            {offered.map((s) => (
              <button
                key={s.price}
                type="button"
                class="chip"
                aria-pressed={amount === s.price}
                data-suggest={s.price}
                onClick={() => {
                  setTouched(true);
                  setProblem(null);
                  setPrice(plainMoney(s.price, view.currency));
                }}
              >
                {s.label}
              </button>
            ))}
          </div>
        )}
        {thumb && (
          <div class="keypad" role="group" aria-label={t.desk.keypad}>
            {["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"].map((key) => (
              <button key={key} type="button" onClick={() => press(key)}>
                {key}
              </button>
            ))}
            <button type="button" onClick={() => press("back")} aria-label={t.desk.erase}>
              <Erase />
            </button>
          </div>
        )}
        {problem && (
          <div class="refused" data-refused ref={refused}>
            <Notice>{problem.text}</Notice>
            {problem.price !== null && (
              <button
                type="button"
                class="chip"
                onClick={() => {
                  setPrice(plainMoney(problem.price!, view.currency));
                  setProblem(null);
                }}
              >
                {t.desk.useThat(money(problem.price, view.currency))}
              </button>
            )}
          </div>
        )}
        <div class="grid-2">
          {asked.map((key) => (
            <Stepper
              key={key}
              label={attributeLabel(key)}
              value={attributes[key] ?? 0}
              min={0}
              max={365}
              step={key === "warranty_months" ? 6 : 1}
              onChange={(v) => setAttributes((a) => ({ ...a, [key]: v }))}
            />
          ))}
        </div>
        <Field label={t.desk.message} hint={t.desk.messageHint} optional>
          {(props) => (
            <textarea
              {...props}
              rows={2}
              maxLength={2000}
              value={message}
              onInput={(e) => setMessage(e.currentTarget.value)}
            />
          )}
        </Field>
        <PhotoPicker
          photos={photos}
          onChange={setPhotos}
          business={business}
          label={t.photos.ofOffer}
          hint={t.photos.ofOfferHint}
        />
        <DetailsFields details={details} currency={view.currency} onChange={setDetails} />
        <div class="row sheet-foot">
          <button
            type="submit"
            class="primary wide"
            disabled={busy || !amount || !areSent(photos)}
            data-action="send-offer"
          >
            {!areSent(photos)
              ? t.photos.waiting
              : busy
                ? t.desk.sending
                : amount
                  ? t.desk.send(money(amount, view.currency))
                  : t.desk.sendEmpty}
          </button>
        </div>
        <p class="soft small">{t.desk.remember}</p>
      </form>
    </Sheet>
  );
}
