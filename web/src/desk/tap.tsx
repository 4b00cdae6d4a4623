// The page behind the link of an invitation: the request, an offer that is filled in, and one tap that sends it,
// without signing in. The token is in the fragment, which no server log and no referrer sees.
import { useEffect, useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { OfferByLink, OfferDetails, OfferReceipt, OfferRequest } from "../api/schema";
import { takeToken, whenSeen } from "../buyer/links";
import { t } from "../en";
import { day, minorDigits, money, parseMoney, plainMoney, symbol } from "../format";
import { attributeLabel } from "../ui/attributes";
import { TimeLeft } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { Field, Stepper } from "../ui/fields";
import { Photos } from "../ui/photos";
import { Loading, Notice } from "../ui/shell";
import { DetailsFields, isHalfSaid, stated } from "./details-fields";

type State =
  | { at: "busy" }
  | { at: "bad"; text: string }
  | { at: "ready"; view: OfferByLink }
  | { at: "sent"; view: OfferByLink; price: number; rank: number | null; revised: boolean };

export function TapPage() {
  const [token] = useState(takeToken);
  const [state, setState] = useState<State>({ at: "busy" });
  useEffect(() => {
    const look = async () => {
      if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return setState({ at: "bad", text: t.tap.bad });
      // A program that opens mail for a person may load a page; it seldom shows it.
      await whenSeen();
      try {
        setState({ at: "ready", view: await post<OfferByLink>("/v1/offer-links", { token }) });
      } catch (error) {
        setState({ at: "bad", text: sentence(error) });
      }
    };
    void look();
  }, []);
  return (
    <div class="narrow" data-page={`tap-${state.at === "ready" && !state.view.open ? "over" : state.at}`}>
      {state.at === "busy" && <Loading />}
      {state.at === "bad" && (
        <section class="card">
          <h1>{t.tap.title}</h1>
          <Notice>{state.text}</Notice>
          <DeskLink />
        </section>
      )}
      {state.at === "ready" && (
        <section class="card">
          <Asked view={state.view} />
          {state.view.open ? (
            <TapForm
              view={state.view}
              token={token}
              onSent={(price, rank, revised) => setState({ at: "sent", view: state.view, price, rank, revised })}
            />
          ) : (
            <>
              <Notice kind="calm">{t.tap.over}</Notice>
              <DeskLink business={state.view.business.id} />
            </>
          )}
        </section>
      )}
      {state.at === "sent" && (
        <section class="card">
          <h1>{state.revised ? t.tap.revised : t.tap.sent}</h1>
          <p class="own-price">
            <span class="offer-figure figures">{money(state.price, state.view.currency)}</span>
            {state.rank === 1 && <span class="ribbon">{t.tap.first}</span>}
          </p>
          <p>{t.tap.sentMore(state.view.title)}</p>
          <DeskLink business={state.view.business.id} />
        </section>
      )}
    </div>
  );
}

function DeskLink({ business }: { business?: string }) {
  return (
    <p>
      <a class="button" href={business ? `/desk/${business}` : "/desk"}>
        {t.tap.desk}
      </a>
    </p>
  );
}

function Asked({ view }: { view: OfferByLink }) {
  const facts = [
    view.place.name,
    view.budget ? t.desk.budget(money(view.budget.amount, view.budget.currency)) : "",
    view.needed_by ? t.tap.by(day(view.needed_by)) : "",
  ].filter(Boolean);
  return (
    <>
      <p class="soft small">{t.tap.as(view.business.name)}</p>
      <h1>{view.title}</h1>
      <p class="soft">{facts.join(" · ")}</p>
      {view.text && <p class="quote">{view.text}</p>}
      <Photos photos={view.photos} />
      {view.open && view.round && (
        <p class="small">
          {t.tap.open} <TimeLeft until={view.round.closes_at} /> {t.intent.left}.
        </p>
      )}
    </>
  );
}

function TapForm({
  view,
  token,
  onSent,
}: {
  view: OfferByLink;
  token: string;
  onSent: (price: number, rank: number | null, revised: boolean) => void;
}) {
  const { filled } = view;
  const asked = [
    ...new Set([...(view.round?.rules.scoring ?? []).map((s) => s.attribute), ...Object.keys(filled.attributes)]),
  ];
  const [price, setPrice] = useState(filled.price !== null ? plainMoney(filled.price, view.currency) : "");
  const [attributes, setAttributes] = useState<Record<string, number>>(() =>
    Object.fromEntries(asked.map((key) => [key, filled.attributes[key] ?? (key === "delivery_days" ? 3 : 0)])),
  );
  const [message, setMessage] = useState(filled.message);
  const [details, setDetails] = useState<OfferDetails>(filled.details);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [needsDesk, setNeedsDesk] = useState(false);
  const [low, setLow] = useState(false);
  const amount = parseMoney(price, view.currency);

  const send = async (confirm: boolean) => {
    if (!amount) return setProblem(t.tap.needsPrice);
    if (isHalfSaid(details)) return setProblem(t.offers.sayHalf);
    setBusy(true);
    setProblem(null);
    const offer: OfferRequest = {
      price: amount,
      attributes,
      message: message.trim(),
      details: stated(details),
      confirm,
    };
    try {
      const receipt = await post<OfferReceipt>("/v1/offer-links/offer", { token, offer }, { once: true });
      return onSent(amount, receipt.rank, view.me.offer !== null);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      setLow(code === "drop_needs_confirm");
      setNeedsDesk(["trader_required", "conduct_not_accepted", "suspended", "offer_link_over"].includes(code));
      const most = error instanceof ApiError ? error.problem?.accepted?.price_max : undefined;
      if (code !== "drop_needs_confirm")
        setProblem(sentence(error) + (most !== undefined ? ` ${t.desk.accepted(money(most, view.currency))}` : ""));
    }
    setBusy(false);
  };

  return (
    <form
      class="offer-form"
      noValidate
      data-tap-form
      onSubmit={(event) => {
        event.preventDefault();
        void send(false);
      }}
    >
      <p class="soft small" data-filled={filled.from}>
        {t.tap.from[filled.from]}
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
              inputMode={minorDigits(view.currency) === 0 ? "numeric" : "decimal"}
              autocomplete="off"
              value={price}
              onInput={(e) => {
                setPrice(e.currentTarget.value);
                setProblem(null);
                setLow(false);
              }}
            />
          </span>
        )}
      </Field>
      {asked.length > 0 && (
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
      )}
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
      <DetailsFields details={details} currency={view.currency} onChange={setDetails} />
      {problem && <Notice>{problem}</Notice>}
      {needsDesk && <DeskLink business={view.business.id} />}
      {low && amount && (
        <div data-guard>
          <Notice kind="calm">{t.tap.low(money(amount, view.currency))}</Notice>
          <button type="button" disabled={busy} onClick={() => void send(true)}>
            {t.offering.guardYes(money(amount, view.currency))}
          </button>
        </div>
      )}
      <button type="submit" class="primary wide" disabled={busy || !amount} data-action="send-offer">
        {busy ? t.desk.sending : amount ? t.desk.send(money(amount, view.currency)) : t.desk.sendEmpty}
      </button>
      <p class="soft small">{t.tap.binding}</p>
    </form>
  );
}
