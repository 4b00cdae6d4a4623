// One request while it lives: the time left, the offers as they land, the choice, and what became of it. Everything
// here follows from the view the server gave and the pushes after it.
import { useEffect, useRef, useState } from "preact/hooks";
import { get, getConfig, post } from "../api/client";
import type { BuyerIntent, Config, IntentView, Offer, PublicIntent, Sector } from "../api/schema";
import { tick } from "../clock";
import { money, timeLeft } from "../format";
import { isBuyer } from "../merge";
import { t } from "../en";
import { PriceChart, WhoChart } from "../ui/charts";
import { WhatIf } from "./what-if";
import { ClockFace, TurnsLine } from "../ui/rounds";
import { Ring } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { SeenOfPast } from "../ui/history";
import { Check, Dots, SectorPicture } from "../ui/pictures";
import { Photos } from "../ui/photos";
import { RoundTest } from "../ui/round-test";
import { announce, DemoTag, LinkBadge, Loading, Notice, Shell } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { BeTheShop, Ending, Erased, Facts, useReport } from "./intent-parts";
import { ChooseSheet, Menu } from "./intent-sheets";
import { useIntent, type World } from "./intent-stream";
import { noteOnRules, orderNote, statusText } from "./intent-words";
import { OfferListCard } from "./offer-list";
import { BuyerAdvice } from "../talk/advice";
import { BuyerDeal } from "../talk/buyer-deal";
import { Seller } from "../talk/seller";
import { BuyerThread } from "../talk/buyer-thread";
import { BuyerQuestions } from "../talk/questions";
import { Readiness } from "../talk/readiness";
import { useUnread } from "../talk/unread";
import { OwnOrderFold, ownOrder, useWeights } from "./own-order";
import { PassOnCard } from "./pass-on";
import { NoticesCard } from "./notices";
import { Compare, OfferList } from "./offers";
import { isWeighed } from "./weights";
import { AskAgain } from "./wishes";
import { titleOf } from "../words/title";

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
    if (state) document.title = `${titleOf(state.view)} · ${t.brand}`;
  }, [state?.view.title]);
  return (
    <Shell page="buy" demo={config?.demo ?? false}>
      {failed.value !== null && !state && (
        <section class="waiting card" data-page="not-found">
          {failed.value ? (
            <>
              <h1>{t.intent.outOfReach}</h1>
              <Notice>{failed.value}</Notice>
              <button type="button" class="primary" onClick={() => location.reload()}>
                {t.common.retry}
              </button>
            </>
          ) : (
            <>
              <h1>{t.intent.notFoundTitle}</h1>
              <p>{t.intent.notFound}</p>
              <SignIn />
            </>
          )}
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
  const [choosing, setChoosing] = useState<Offer | null>(null); // as it was when it was tapped
  const [talkingTo, setTalkingTo] = useState<string | null>(null); // an offer
  const [menu, setMenu] = useState(false);
  const [compare, setCompare] = useState(false);
  const [note, setNote] = useState<{ kind: "good" | "bad"; text: string } | null>(null);
  const [weights, keepWeights] = useWeights(view.id);
  const [report, keepReport] = useReport();
  const [clockbox, clockSeen] = useSeen();
  const round = view.round;
  const running = view.state === "open" && round?.state === "running";
  const over = round !== null && Date.parse(round.closes_at) <= tick.value;
  const chosen = view.award ? view.offers.find((o) => o.offer_id === view.award!.offer_id) : undefined;
  const standing = view.offers.filter((o) => o.state !== "withdrawn");
  const priced = standing.filter((o) => o.price !== null);
  const weighable = priced.length > 1 && !view.award;
  const own = weighable && isWeighed(weights) ? ownOrder(view.offers, weights, view.currency) : null;
  const canChoose = (running && round?.format === "open" && !over) || view.state === "deciding";
  const ended = endings.has(view.state);
  const advising = view.advice?.open === true;
  const dealDone = view.state === "confirmed" || view.state === "fulfilled" || view.state === "closed";
  const name = chosen?.business?.name ?? "";
  const heard = view.offers.flatMap((o) => o.thread?.messages ?? []).filter((m) => m.by === "business").length;
  const unread = useUnread(view.id, heard);
  const talking = view.offers.find((o) => o.offer_id === talkingTo);
  const talks = view.state === "open" || view.state === "deciding";

  const act = async (path: string, body: unknown, done: string) => {
    setMenu(false);
    setNote(null);
    try {
      const answer = await post<{ report?: string }>(`/v1/intents/${view.id}/${path}`, body, { once: true });
      if (answer.report) keepReport(answer.report);
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
            {titleOf(view)} {view.simulated && <DemoTag />}
          </h1>
          <Facts view={view} sector={sector} />
          <Photos photos={view.photos} />
          {!view.erased && <SeenOfPast intent={view.id} />}
          <RoundTest view={view} />
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
        {dealDone && (
          <div class="bigcheck" aria-hidden="true">
            <Check />
          </div>
        )}
        <div class="clock-words">
          <p class="status-line" data-status-line>
            {statusText(view, chosen, world.seen)}
          </p>
          {running && (round?.extensions ?? 0) > 0 && <p class="soft small">{t.intent.extended(round!.extensions)}</p>}
          {running && round && <p class="soft small">{noteOnRules(view)}</p>}
          {running && round && <ClockFace round={round} currency={view.currency} quiet />}
        </div>
        {!view.erased && (
          <button type="button" class="quiet" onClick={() => setMenu(true)} data-action="more">
            <Dots /> {t.intent.more}
          </button>
        )}
        {config?.demo && (running || advising) && <BeTheShop intent={view.id} />}
      </section>
      {view.invited.length > 0 && (
        <section class="intent-who card" aria-labelledby="who">
          <h2 id="who">{t.intent.who}</h2>
          <WhoChart invited={view.invited} />
        </section>
      )}

      <div class="intent-main">
        {note && <Notice kind={note.kind}>{note.text}</Notice>}
        {view.erased && <Erased intent={view.id} report={report} />}
        {ended && !view.erased && <Ending view={view} />}
        {chosen && !view.erased && (
          <section class="card contact" data-contact={view.state}>
            <h2>{view.state === "awarded" ? t.intent.contactTitle(name) : t.intent.contactTitleDone(name)}</h2>
            <p>{view.state === "awarded" ? t.intent.contactWaiting(name) : t.intent.contactDone(name)}</p>
            {view.seller && <Seller seller={view.seller} offer={chosen} agreed={view.state !== "awarded"} />}
            <p class="soft">{t.intent.contactOthers(standing.length - 1)}</p>
          </section>
        )}
        {chosen && dealDone && view.deal && !view.erased && <BuyerDeal view={view} deal={view.deal} shop={name} />}
        {chosen?.business && dealDone && !view.erased && <AskAgain business={chosen.business.id} name={name} card />}
        {chosen && dealDone && !view.erased && <OfferListCard intent={view.id} />}
        <BuyerAdvice view={view} />
        <section aria-labelledby="offers" hidden={advising || (view.advice !== null && !round)}>
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
          {view.offers.length === 0 && !ended && view.state === "open" && !advising && (
            <div class="empty">
              <span class="loading-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <p>{config?.demo ? t.intent.waitingDemo : t.intent.waiting}</p>
            </div>
          )}
          {running && round && (
            <TurnsLine
              round={round}
              name={(turn) =>
                view.offers.find((o) => o.offer_id === turn.offer_id)?.business?.name ?? t.rounds.bidder(turn.label)
              }
            />
          )}
          {weighable && <OwnOrderFold offers={view.offers} weights={weights} onWeigh={keepWeights} />}
          {compare && priced.length > 1 ? (
            <Compare view={view} own={own} canChoose={canChoose} onChoose={setChoosing} />
          ) : (
            <OfferList
              view={view}
              own={own}
              before={world.before}
              canChoose={canChoose}
              running={running && !over}
              unread={unread.of}
              onChoose={setChoosing}
              onTalk={(offer) => setTalkingTo(offer.offer_id)}
            />
          )}
          {priced.length > 1 && <p class="soft small">{orderNote(view)}</p>}
        </section>
        {!view.erased && <BuyerQuestions intent={view.id} questions={view.questions} open={talks} />}
        {talks && view.offers.length > 0 && <Readiness view={view} />}
        {round?.closed_at && view.state !== "open" && priced.length > 0 && (
          <>
            <WhatIf view={view} />
            <p>
              <a href={`/verify#${view.id}`} data-check>
                {t.rounds.check}
              </a>
            </p>
          </>
        )}
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
        {!view.erased && !ended && <NoticesCard intent={view.id} />}
        {!view.erased && <PassOnCard intent={view.id} />}
      </div>

      {choosing && (
        <ChooseSheet
          view={view}
          tapped={choosing}
          onLook={setChoosing}
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
      {talking && (
        <BuyerThread
          view={view}
          offer={talking}
          unread={unread.of(talking.offer_id)}
          onRead={() => unread.read(talking.offer_id)}
          onClose={() => setTalkingTo(null)}
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

function WatcherPage({ view, sector }: { view: IntentView; sector: Sector | undefined }) {
  const [report] = useReport();
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
            {titleOf(view)} {view.simulated && <DemoTag />}
          </h1>
          <Facts view={view} sector={sector} />
          <Photos photos={view.photos} />
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
          {view.advice?.open
            ? t.advice.watcher
            : view.state === "open"
              ? count === null
                ? t.intent.publicHidden
                : t.intent.publicOffers(count)
              : state}
        </p>
        <p class="soft">{t.intent.publicNote}</p>
        <a class="button" href="/">
          {t.home.title}
        </a>
        <details class="fold fold-plain">
          <summary>{t.intent.publicYours}</summary>
          <SignIn />
        </details>
      </div>
      {view.erased ? <Erased intent={view.id} report={report} /> : <PassOnCard intent={view.id} />}
    </div>
  );
}
