// One request while it lives: the time left, the offers as they land, the choice, and what became of it. Everything
// here follows from the view the server gave and the pushes after it.
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, get, getConfig, newKey, post } from "../api/client";
import type { BuyerIntent, Config, IntentView, Offer, PublicIntent, Push, Sector } from "../api/schema";
import { clock, tick } from "../clock";
import { clockTime, day, money, timeLeft } from "../format";
import { live } from "../live";
import { isBuyer, merge } from "../merge";
import { t } from "../en";
import { attributeLabel } from "../ui/attributes";
import { PriceChart, WhoChart, type PricePoint } from "../ui/charts";
import { Ring } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { Choices } from "../ui/fields";
import { Calendar, Check, Dots, Lock, Pin, Purse, SectorPicture } from "../ui/pictures";
import { Sheet } from "../ui/sheet";
import { announce, DemoTag, LinkBadge, Loading, Notice, Shell } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { Compare, OfferList } from "./offers";

interface World {
  view: IntentView;
  points: PricePoint[];
  /** Price before the last change, by offer, for the eye. */
  before: Record<string, number>;
}

function useIntent(id: string) {
  const [world] = useState<Signal<World | null>>(() => signal(null));
  const [failed] = useState<Signal<string | null>>(() => signal(null));
  useEffect(() => {
    let leave = () => {};
    let gone = false;
    const start = async () => {
      failed.value = null;
      try {
        const view = await get<IntentView>(`/v1/intents/${id}`);
        if (gone) return;
        world.value = { view, points: startPoints(view), before: {} };
        // From the first push on: what is older than the view only fills the picture of the prices.
        leave = live.subscribe(`intent/${id}`, {
          after: isBuyer(view) ? 0 : view.seq,
          onPush: (push) => batch(() => hear(world, push)),
          onError: (code) => {
            failed.value = t.errors.codes[code] ?? t.errors.unknown;
          },
        });
      } catch (error) {
        if (!gone) failed.value = error instanceof ApiError && error.status === 404 ? "" : sentence(error);
      }
    };
    void start();
    return () => {
      gone = true;
      leave();
    };
  }, [id]);
  return { world, failed };
}

function startPoints(view: IntentView): PricePoint[] {
  if (!isBuyer(view)) return [];
  return view.offers
    .filter((o) => o.price !== null)
    .map((o) => ({ offerId: o.offer_id, name: o.business?.name ?? "", at: o.at, price: o.price! }))
    .sort((a, b) => a.at.localeCompare(b.at));
}

function withPoint(points: PricePoint[], offer: Offer): PricePoint[] {
  if (offer.price === null || offer.state === "withdrawn") return points;
  const same = points.some(
    (p) => p.offerId === offer.offer_id && p.price === offer.price && Date.parse(p.at) === Date.parse(offer.at),
  );
  if (same) return points;
  return [
    ...points,
    { offerId: offer.offer_id, name: offer.business?.name ?? "", at: offer.at, price: offer.price },
  ].sort((a, b) => a.at.localeCompare(b.at));
}

function hear(world: Signal<World | null>, push: Push) {
  const now = world.peek();
  if (!now) return;
  const offer = push.data.offer as Offer | undefined;
  const points = offer ? withPoint(now.points, offer) : now.points;
  if (push.type !== "snapshot" && push.seq <= now.view.seq) {
    if (points !== now.points) world.value = { ...now, points };
    return;
  }
  const view = merge(now.view, push);
  let before = now.before;
  if (offer && isBuyer(now.view)) {
    const old = now.view.offers.find((o) => o.offer_id === offer.offer_id)?.price;
    if (old != null && offer.price !== null && old !== offer.price) before = { ...before, [offer.offer_id]: old };
    tell(push, offer, old ?? null, view.currency);
  } else {
    tellRound(push, view);
  }
  const closed = push.type === "round_closed" && isBuyer(view) ? view.offers.reduce(withPoint, points) : points;
  world.value = {
    view,
    points:
      push.type === "snapshot"
        ? startPoints(view).reduce(
            (all, p) => (all.some((q) => q.offerId === p.offerId && q.price === p.price) ? all : [...all, p]),
            points,
          )
        : closed,
    before,
  };
}

function tell(push: Push, offer: Offer, old: number | null, currency: string) {
  const name = offer.business?.name ?? "";
  if (offer.price === null) announce(t.intent.announceOfferHidden(name));
  else if (push.type === "offer_placed") announce(t.intent.announceOffer(name, money(offer.price, currency)));
  else if (push.type === "offer_revised" && old !== null && offer.price < old)
    announce(t.intent.announceFall(name, money(offer.price, currency)));
}

function tellRound(push: Push, view: IntentView) {
  if (push.type === "round_opened") announce(t.intent.announceOpened);
  else if (push.type === "round_extended" && view.round)
    announce(t.intent.announceExtended(clockTime(view.round.closes_at, clock.now(), true)));
  else if (push.type === "round_closed") announce(t.intent.announceClosed);
  else if (push.type === "asked" && isBuyer(view)) announce(t.intent.announceAsked(view.asked));
}

export function IntentPage({ id }: { id: string }) {
  const { world, failed } = useIntent(id);
  const [config, setConfig] = useState<Config | null>(null);
  const [sectors, setSectors] = useState<Sector[]>([]);
  useEffect(() => {
    getConfig()
      .then(setConfig)
      .catch(() => undefined);
    get<{ data: Sector[] }>("/v1/sectors")
      .then((s) => setSectors(s.data))
      .catch(() => undefined);
  }, []);
  const state = world.value;
  useEffect(() => {
    if (state) document.title = `${state.view.title} · ${t.brand}`;
  }, [state?.view.title]);
  return (
    <Shell page="buy" demo={config?.demo ?? false}>
      {failed.value !== null && !state && (
        <section class="waiting card" data-page="not-found">
          <h1>{t.intent.notFoundTitle}</h1>
          {failed.value ? <Notice>{failed.value}</Notice> : <p>{t.intent.notFound}</p>}
          <SignIn />
        </section>
      )}
      {failed.value === null && !state && <Loading />}
      {failed.value && state && <Notice>{failed.value}</Notice>}
      {state && isBuyer(state.view) && (
        <BuyerPage
          world={state}
          view={state.view}
          config={config}
          sector={sectors.find((s) => s.slug === state.view.sector)}
        />
      )}
      {state && !isBuyer(state.view) && (
        <WatcherPage view={state.view} sector={sectors.find((s) => s.slug === state.view.sector)} />
      )}
    </Shell>
  );
}

function Facts({ view, sector }: { view: IntentView; sector: Sector | undefined }) {
  return (
    <ul class="plain facts">
      <li>
        <Pin />
        <span>{view.place.name}</span>
      </li>
      {(view.budget || isBuyer(view)) && view.budget && (
        <li>
          {view.budget.visibility === "sealed" ? <Lock /> : <Purse />}
          <span>
            {money(view.budget.amount, view.budget.currency)}
            {view.budget.visibility === "sealed" && <span class="soft"> ({t.intent.budgetSealed})</span>}
          </span>
        </li>
      )}
      {view.needed_by && (
        <li>
          <Calendar />
          <span>{t.desk.neededBy(day(view.needed_by))}</span>
        </li>
      )}
      {sector && (
        <li>
          <SectorPicture slug={sector.slug} size={18} />
          <span>{sector.name}</span>
        </li>
      )}
    </ul>
  );
}

function statusText(view: BuyerIntent, chosen: Offer | undefined): string {
  const s = t.intent.status;
  const name = chosen?.business?.name ?? "";
  switch (view.state) {
    case "open": {
      if (view.round?.state === "scheduled") return s.scheduled(clockTime(view.round.opens_at, clock.now()));
      if (view.asked === 0) return s.asking;
      const parts = [s.asked(view.asked)];
      const answered = view.offers.filter((o) => o.state !== "withdrawn").length;
      const declined = view.invited.filter((i) => i.state === "declined").length;
      if (answered) parts.push(s.answered(answered));
      if (declined) parts.push(s.declined(declined));
      return parts.join(", ");
    }
    case "awarded":
      return s.awarded(name);
    case "confirmed":
      return s.confirmed(name);
    default:
      return s[view.state];
  }
}

function noteOnRules(view: IntentView): string {
  const round = view.round;
  if (!round) return "";
  if (round.format === "sealed") return round.buyer_sees === "live" ? t.intent.sealedLive : t.intent.sealedNote;
  if (round.visibility === "all_prices") return t.intent.openPricesNote;
  if (round.visibility === "best_price") return t.intent.openPriceNote;
  return t.intent.openNote;
}

function orderNote(view: IntentView): string {
  const scoring = view.round?.rules.scoring ?? [];
  if (!scoring.length) return t.intent.scorePlain;
  return t.intent.scoreWhy(
    scoring
      .map((s) =>
        t.intent.scorePart(
          money(s.minor_per_unit, view.currency),
          t.attributeUnit[s.attribute] ?? attributeLabel(s.attribute),
        ),
      )
      .join(", "),
  );
}

/** Is the element on the screen? */
function useSeen() {
  const element = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? true));
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return [element, seen] as const;
}

const endings = new Set(["lapsed", "cancelled", "expired", "no_offers"]);

function BuyerPage({
  world,
  view,
  config,
  sector,
}: {
  world: World;
  view: BuyerIntent;
  config: Config | null;
  sector: Sector | undefined;
}) {
  const [choosing, setChoosing] = useState<Offer | null>(null);
  const [menu, setMenu] = useState(false);
  const [compare, setCompare] = useState(false);
  const [note, setNote] = useState<{ kind: "good" | "bad"; text: string } | null>(null);
  const [clockbox, clockSeen] = useSeen();
  const round = view.round;
  const running = view.state === "open" && round?.state === "running";
  const over = round !== null && Date.parse(round.closes_at) <= tick.value;
  const chosen = view.award ? view.offers.find((o) => o.offer_id === view.award!.offer_id) : undefined;
  const standing = view.offers.filter((o) => o.state !== "withdrawn");
  const priced = standing.filter((o) => o.price !== null);
  const canChoose = (running && round?.format !== "sealed" && !over) || view.state === "deciding";
  const ended = endings.has(view.state);
  const name = chosen?.business?.name ?? "";

  const act = async (path: string, body: unknown, done: string) => {
    setMenu(false);
    setNote(null);
    try {
      await post(`/v1/intents/${view.id}/${path}`, body, { key: newKey() });
      setNote(done ? { kind: "good", text: done } : null);
      if (done) announce(done);
    } catch (error) {
      setNote({ kind: "bad", text: sentence(error) });
    }
  };

  return (
    <div class="intent" data-page="intent" data-state={view.state} data-round-state={round?.state ?? ""}>
      <header class="intent-head">
        <span class="intent-picture">
          <SectorPicture slug={view.sector} size={40} />
        </span>
        <div>
          <h1>
            {view.title} {view.simulated && <DemoTag />}
          </h1>
          <Facts view={view} sector={sector} />
        </div>
      </header>

      {running && round && !clockSeen && (
        <div class="mini" aria-hidden="true">
          <span class="figures">
            {timeLeft(Date.parse(round.closes_at) - tick.value)} {t.intent.left}
          </span>
          {priced[0] && <span>{t.intent.bestIs(money(priced[0].price!, view.currency))}</span>}
        </div>
      )}

      <section ref={clockbox} class="intent-side card clockbox" aria-label={t.intent.facts}>
        {!ended && view.state !== "confirmed" && <LinkBadge />}
        {view.state === "open" && round && round.state !== "closed" && (
          <Ring
            from={round.state === "scheduled" ? (view.confirmed_at ?? view.created_at) : round.opens_at}
            until={round.state === "scheduled" ? round.opens_at : round.closes_at}
            caption={round.state === "scheduled" ? t.intent.opensAt : t.intent.closesAt}
          />
        )}
        {view.state === "deciding" && view.decision_ends_at && (
          <Ring from={round?.closed_at ?? view.created_at} until={view.decision_ends_at} caption={t.intent.decideBy} />
        )}
        {view.state === "awarded" && view.confirm_ends_at && (
          <Ring from={view.award?.at ?? view.created_at} until={view.confirm_ends_at} caption={t.intent.confirmBy} />
        )}
        {(view.state === "confirmed" || view.state === "fulfilled" || view.state === "closed") && (
          <div class="bigcheck" aria-hidden="true">
            <Check />
          </div>
        )}
        <div class="clock-words">
          <p class="status-line" data-status-line>
            {statusText(view, chosen)}
          </p>
          {running && (round?.extensions ?? 0) > 0 && <p class="soft small">{t.intent.extended(round!.extensions)}</p>}
          {running && round && <p class="soft small">{noteOnRules(view)}</p>}
        </div>
        {(view.state === "open" || view.state === "deciding") && (
          <button type="button" class="quiet" onClick={() => setMenu(true)} data-action="more">
            <Dots /> {t.intent.more}
          </button>
        )}
        {config?.demo && running && <BeTheShop intent={view.id} />}
      </section>
      {view.invited.length > 0 && (
        <section class="intent-who card" aria-labelledby="who">
          <h2 id="who">{t.intent.who}</h2>
          <WhoChart invited={view.invited} />
        </section>
      )}

      <div class="intent-main">
        {note && <Notice kind={note.kind}>{note.text}</Notice>}
        {ended && <Ending view={view} />}
        {chosen && (
          <section class="card contact" data-contact={view.state}>
            <h2>{view.state === "awarded" ? t.intent.contactTitle(name) : t.intent.contactTitleDone(name)}</h2>
            <p>{view.state === "awarded" ? t.intent.contactWaiting(name) : t.intent.contactDone(name)}</p>
            <p class="soft">{t.intent.contactOthers(standing.length - 1)}</p>
          </section>
        )}
        <section aria-labelledby="offers">
          <div class="section-head">
            <h2 id="offers">{t.intent.offers(standing.length)}</h2>
            {priced.length > 1 && (
              <div class="switch" role="group" aria-label={t.intent.viewLabel}>
                <button type="button" aria-pressed={!compare} onClick={() => setCompare(false)}>
                  {t.intent.cards}
                </button>
                <button type="button" aria-pressed={compare} onClick={() => setCompare(true)} data-action="compare">
                  {t.intent.compare}
                </button>
              </div>
            )}
          </div>
          {view.offers.length === 0 && !ended && view.state === "open" && (
            <div class="empty">
              <span class="loading-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <p>{config?.demo ? t.intent.waitingDemo : t.intent.waiting}</p>
            </div>
          )}
          {compare && priced.length > 1 ? (
            <Compare view={view} canChoose={canChoose} onChoose={setChoosing} />
          ) : (
            <OfferList
              view={view}
              before={world.before}
              canChoose={canChoose}
              running={running && !over}
              onChoose={setChoosing}
            />
          )}
          {priced.length > 1 && <p class="soft small">{orderNote(view)}</p>}
        </section>
        {world.points.length > 0 && round && (
          <section class="card" aria-labelledby="prices">
            <h2 id="prices">{t.intent.chart}</h2>
            <PriceChart
              points={world.points}
              from={round.opens_at}
              until={round.closed_at ?? round.closes_at}
              now={round.closed_at ? Date.parse(round.closed_at) : tick.value}
              budget={view.budget?.amount ?? null}
              currency={view.currency}
            />
          </section>
        )}
      </div>

      {choosing && (
        <ChooseSheet
          view={view}
          offer={choosing}
          running={running}
          onClose={() => setChoosing(null)}
          onDone={(text) => {
            setChoosing(null);
            if (text) setNote({ kind: "bad", text });
            else
              scrollTo({
                top: 0,
                behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
              });
          }}
        />
      )}
      {menu && (
        <Menu
          view={view}
          running={running}
          onClose={() => setMenu(false)}
          onAct={(path, body, done) => void act(path, body, done)}
        />
      )}
    </div>
  );
}

function ChooseSheet({
  view,
  offer,
  running,
  onClose,
  onDone,
}: {
  view: BuyerIntent;
  offer: Offer;
  running: boolean;
  onClose: () => void;
  onDone: (problem: string | null) => void;
}) {
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
        { key: newKey() },
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
      <div class="row">
        <button
          type="button"
          class="primary wide"
          disabled={busy}
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

function Menu({
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
  deeds.push({
    key: "cancel",
    label: m.stop,
    hint: m.stopHint,
    path: "cancel",
    body: { reason: "changed_my_mind" },
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

function Ending({ view }: { view: BuyerIntent }) {
  const state = view.state as keyof typeof t.intent.endedTitle;
  const reasons = view.invited.map((i) => i.reason);
  const help: string[] = [];
  if (view.state === "no_offers") {
    if (reasons.includes("budget_too_low") || view.budget) help.push(t.intent.helpBudget);
    if (reasons.includes("too_busy")) help.push(t.intent.helpBusy);
    if (view.needed_by) help.push(t.intent.helpTime);
    help.push(t.intent.helpFar);
    if (view.start === "now") help.push(t.intent.helpHours);
  }
  return (
    <section class="card ending" data-ending={view.state}>
      <h2>{t.intent.endedTitle[state]}</h2>
      <p>{t.intent.endedText[state]}</p>
      {help.length > 0 && (
        <>
          <h3>{t.intent.help}</h3>
          <ul class="ticks">
            {help.map((h) => (
              <li key={h}>{h}</li>
            ))}
          </ul>
        </>
      )}
      <a class="button primary" href={`/?q=${encodeURIComponent(view.text || view.title)}`}>
        {t.intent.againButton}
      </a>
    </section>
  );
}

function BeTheShop({ intent }: { intent: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async () => {
    // The window has to be opened by the tap itself; where to, the server says a moment later.
    const window_ = window.open("about:blank", "_blank");
    setBusy(true);
    setProblem(null);
    try {
      const answer = await post<{ desk: string }>("/v1/demo/shop", { intent_id: intent });
      const address = `${answer.desk}#${intent}`;
      if (window_) {
        window_.opener = null;
        window_.location.replace(address);
      } else location.assign(address);
    } catch (error) {
      window_?.close();
      setProblem(sentence(error));
    }
    setBusy(false);
  };
  return (
    <div class="be-shop">
      <button type="button" disabled={busy} onClick={() => void open()} data-action="be-the-shop">
        {t.intent.beShop}
      </button>
      <p class="soft small">{t.intent.beShopHint}</p>
      {problem && <Notice>{problem}</Notice>}
    </div>
  );
}

function WatcherPage({ view, sector }: { view: IntentView; sector: Sector | undefined }) {
  const round = view.round;
  const count = view.audience === "public" ? (view as PublicIntent).offer_count : null;
  const state =
    view.state === "confirmed" || view.state === "awarded"
      ? t.intent.status.closed
      : view.state === "open"
        ? ""
        : (t.intent.status[view.state as "deciding"] as string);
  return (
    <div class="intent intent-public" data-page="intent-public" data-state={view.state}>
      <header class="intent-head">
        <span class="intent-picture">
          <SectorPicture slug={view.sector} size={40} />
        </span>
        <div>
          <h1>
            {view.title} {view.simulated && <DemoTag />}
          </h1>
          <Facts view={view} sector={sector} />
        </div>
      </header>
      <div class="card clockbox">
        <LinkBadge />
        {view.state === "open" && round && round.state !== "closed" && (
          <Ring
            from={round.state === "scheduled" ? (view.confirmed_at ?? view.created_at) : round.opens_at}
            until={round.state === "scheduled" ? round.opens_at : round.closes_at}
            caption={round.state === "scheduled" ? t.intent.opensAt : t.intent.closesAt}
          />
        )}
        <p class="status-line">
          {view.state === "open" ? (count === null ? t.intent.publicHidden : t.intent.publicOffers(count)) : state}
        </p>
        <p class="soft">{t.intent.publicNote}</p>
        <a class="button" href="/">
          {t.home.title}
        </a>
      </div>
    </div>
  );
}
