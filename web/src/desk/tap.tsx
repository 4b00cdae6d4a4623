// The page behind the link of an invitation: the request, an offer that is filled in, and one tap that sends it,
// without signing in. The token is in the fragment, which no server log and no referrer sees.
import { useEffect, useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { OfferByLink, OfferDetails, OfferReceipt, OfferRequest } from "../api/schema";
import { takeToken, whenSeen } from "../buyer/links";
import { t } from "../en";
import { day, money, parseMoney, plainMoney } from "../format";
import { attributeLabel } from "../ui/attributes";
import { TimeLeft } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { MessageField, MoneyField, Stepper } from "../ui/fields";
import { Photos } from "../ui/photos";
import { Loading, Notice } from "../ui/shell";
import { DetailsFields, isHalfSaid, stated } from "./details-fields";
import { doubtsOf, type Doubt } from "./offer/doubts";
import { completed } from "./offer/draft";
import { Guard } from "./offer/guard";
import { usePaid } from "./offer/paid";
import { refusedBy, RefusedNotice, stopOf, type Refused } from "./offer/refused";

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
  const own = view.me.offer?.state === "standing" ? view.me.offer.price : null;
  const [price, setPrice] = useState(filled.price !== null ? plainMoney(filled.price, view.currency) : "");
  const [attributes, setAttributes] = useState<Record<string, number>>(() => {
    const scored = (view.round?.rules.scoring ?? []).map((one) => one.attribute);
    return completed(filled.attributes, [...new Set([...scored, ...Object.keys(filled.attributes)])]);
  });
  const [message, setMessage] = useState(filled.message);
  const [details, setDetails] = useState<OfferDetails>(filled.details);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [needsDesk, setNeedsDesk] = useState(false);
  const [found, setFound] = useState<Doubt[]>([]);
  const paid = usePaid(view);
  const amount = parseMoney(price, view.currency);
  const put = (typed: string) => {
    setPrice(typed);
    setRefused(null);
  };
  const doubts = (asked: number): Doubt[] =>
    doubtsOf(asked, {
      budget: view.budget?.amount ?? null,
      own,
      usual: own === null ? filled.price : null,
      paid,
      maxDropBp: view.round?.rules.max_drop_bp ?? 0,
      // Neither a plan nor what a buyer asked all is told to a link.
      lowest: null,
      questions: [],
      hasWords: message.trim() !== "",
    });

  const send = async (meant: boolean) => {
    if (!amount) return;
    if (isHalfSaid(details)) return setRefused({ text: t.offers.sayHalf, price: null });
    const asked = meant ? [] : doubts(amount);
    setFound(asked);
    if (asked.length > 0) return;
    setBusy(true);
    setRefused(null);
    setNeedsDesk(false);
    const offer: OfferRequest = {
      price: amount,
      attributes,
      message: message.trim(),
      details: stated(details),
      confirm: meant,
    };
    try {
      const receipt = await post<OfferReceipt>("/v1/offer-links/offer", { token, offer }, { once: true });
      return onSent(amount, receipt.rank, view.me.offer !== null);
    } catch (error) {
      const stop = stopOf(error, own, meant);
      if (stop?.kind === "doubts") setFound(stop.doubts);
      else {
        const isOver = error instanceof ApiError && ["suspended", "offer_link_over"].includes(error.code);
        setNeedsDesk(stop !== null || isOver);
        setRefused(refusedBy(error, view.currency));
      }
    }
    setBusy(false);
  };

  return (
    <>
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
        <MoneyField
          label={t.desk.price}
          hint={t.desk.priceHint}
          currency={view.currency}
          name="price"
          value={price}
          onInput={put}
          big
        />
        {Object.keys(attributes).length > 0 && (
          <div class="grid-2">
            {Object.entries(attributes).map(([key, value]) => (
              <Stepper
                key={key}
                label={attributeLabel(key)}
                value={value}
                min={0}
                max={365}
                step={key === "warranty_months" ? 6 : 1}
                onChange={(wanted) => setAttributes((all) => ({ ...all, [key]: wanted }))}
              />
            ))}
          </div>
        )}
        <MessageField label={t.desk.message} hint={t.desk.messageHint} value={message} onInput={setMessage} />
        <DetailsFields details={details} currency={view.currency} onChange={setDetails} />
        {refused && <RefusedNotice refused={refused} currency={view.currency} onUse={put} />}
        {needsDesk && <DeskLink business={view.business.id} />}
        <button type="submit" class="primary wide" disabled={busy || !amount} data-action="send-offer">
          {busy ? t.desk.sending : amount ? t.desk.send(money(amount, view.currency)) : t.desk.sendEmpty}
        </button>
        <p class="soft small">{t.tap.binding}</p>
      </form>
      {found.length > 0 && (
        <Guard
          price={amount ?? 0}
          currency={view.currency}
          doubts={found}
          onCorrect={() => setFound([])}
          onMeant={() => void send(true)}
        />
      )}
    </>
  );
}
