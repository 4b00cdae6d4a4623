// A shop's page: requests that fit, live, each answered in a few taps; then what became of them.
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, patch, post, remove } from "../api/client";
import type { BidderIntent, DeclineReason, OwnBusiness, Push, Sector, Why } from "../api/schema";
import { clock, tick } from "../clock";
import { clockTime, day, distance, money } from "../format";
import { live } from "../live";
import { merge } from "../merge";
import { t } from "../en";
import { Ring, TimeLeft } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { Calendar, Gear, Pin, Purse, SectorPicture, Spark } from "../ui/pictures";
import { Sheet } from "../ui/sheet";
import { SignIn } from "../ui/signin";
import { announce, DemoTag, LinkBadge, Loading, Notice } from "../ui/shell";
import { clockShows, ownTurn } from "../ui/rounds";
import { OfferSheet } from "./offer-sheet";
import { LowPrice, Outcome, OwnOffer, RoundStatus } from "./own-offer";
import { Settings } from "./settings";
import { Deletions, DeskComplaints, Suspended, useStanding } from "./standing";
import { TraderForm } from "./trader";

type Views = Record<string, BidderIntent>;

const isOver = (view: BidderIntent): boolean =>
  view.me.declined ||
  (view.me.disposition?.final ?? false) ||
  (view.state !== "open" && view.me.offer === null) ||
  ["lapsed", "cancelled", "expired", "no_offers", "closed", "fulfilled"].includes(view.state);

interface Invitations {
  data: { intent: BidderIntent }[];
  next_cursor: string | null;
}

/** One connection carries so many streams; the rest is asked for again when the desk's own stream has news. */
const followMost = 24;

/** So many pages of invitations are looked through for those that are open. */
const pagesMost = 20;

/** All that is open: a page of the server's may hold little of it. */
async function openInvitations(id: string): Promise<Invitations["data"]> {
  const open: Invitations["data"] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < pagesMost; pages += 1) {
    const path = `/v1/invitations?state=open${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const page: Invitations = await get<Invitations>(path, { for: id });
    open.push(...page.data);
    cursor = page.next_cursor;
  }
  return open;
}

/** All of a shop's requests, kept current: the desk's stream brings new ones, each open one has its own stream. */
function useDesk(id: string) {
  const [views] = useState<Signal<Views>>(() => signal({}));
  const [ready] = useState<Signal<boolean>>(() => signal(false));
  const [problem] = useState<Signal<string | null>>(() => signal(null));
  const [signedOut] = useState<Signal<boolean>>(() => signal(false));
  const [fresh] = useState<Signal<string[]>>(() => signal([]));
  useEffect(() => {
    const leaves = new Map<string, () => void>();
    let gone = false;
    const put = (view: BidderIntent) => {
      views.value = { ...views.peek(), [view.id]: view };
      if (isOver(view)) {
        leaves.get(view.id)?.();
        leaves.delete(view.id);
      }
    };
    // An answer may come later than the pushes that were sent after it.
    const newest = (answer: BidderIntent) => {
      const known = views.peek()[answer.id];
      return known && known.seq > answer.seq ? known : answer;
    };
    const follow = (answer: BidderIntent) => {
      const view = newest(answer);
      put(view);
      if (leaves.has(view.id) || isOver(view) || leaves.size >= followMost) return;
      leaves.set(
        view.id,
        live.subscribe(`intent/${view.id}`, {
          after: view.seq,
          for: id,
          onPush: (push) =>
            batch(() => {
              const now = views.peek()[view.id];
              if (now) put(merge(now, push));
            }),
        }),
      );
    };
    const reload = async (intent: string) => {
      try {
        const view = await get<BidderIntent>(`/v1/intents/${intent}`, { for: id });
        if (!gone && view.audience === "bidder") batch(() => follow(view));
      } catch {
        // The stream of the intent itself brings the same news.
      }
    };
    const list = async () => {
      const [open, over] = await Promise.all([
        openInvitations(id),
        get<Invitations>("/v1/invitations?state=over", { for: id }),
      ]);
      if (gone) return;
      batch(() => {
        for (const one of over.data) put(newest(one.intent));
        for (const one of open.sort(
          (a, b) => Number(b.intent.id === location.hash.slice(1)) - Number(a.intent.id === location.hash.slice(1)),
        ))
          follow(one.intent);
        ready.value = true;
      });
    };
    const hear = (push: Push) => {
      const data = push.data as { intent?: BidderIntent; intent_id?: string };
      if (push.type === "snapshot") {
        // The numbers start anew: what came meanwhile is in the list.
        if (ready.peek()) void list().catch(() => undefined);
      } else if (push.type === "invited" && data.intent) {
        if (views.peek()[data.intent.id]) return;
        fresh.value = [data.intent.id, ...fresh.peek()];
        announce(t.desk.newOne(data.intent.title));
        follow(data.intent);
      } else if (data.intent_id) {
        // A win brings the buyer's contact, which only the whole view is sure to carry.
        void reload(data.intent_id);
      }
    };
    const start = async () => {
      try {
        // Listening comes first, so that nothing falls between the list and the stream.
        const onPush = (push: Push) => batch(() => hear(push));
        leaves.set("desk", live.subscribe(`desk/${id}`, { for: id, onPush, onError: () => (signedOut.value = true) }));
        await list();
      } catch (error) {
        if (!gone) problem.value = sentence(error);
      }
    };
    void start();
    return () => {
      gone = true;
      for (const leave of leaves.values()) leave();
    };
  }, [id]);
  const decline = (intent: string) => {
    const view = views.peek()[intent];
    if (view) views.value = { ...views.peek(), [intent]: { ...view, me: { ...view.me, declined: true } } };
  };
  return { views, ready, problem, signedOut, fresh, decline };
}

export function Desk({ id, sectors }: { id: string; sectors: Sector[] }) {
  const { views, ready, problem, signedOut, fresh, decline } = useDesk(id);
  const [business, setBusiness] = useState<OwnBusiness | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [settings, setSettings] = useState(false);
  const { standing, load } = useStanding(id);
  useEffect(() => {
    get<OwnBusiness>("/v1/businesses/me", { for: id })
      .then((b) => {
        setBusiness(b);
        document.title = `${b.name} · ${t.brand}`;
      })
      .catch((error: unknown) => setFailed(sentence(error)));
  }, [id]);
  const focus = location.hash.slice(1);
  const all = Object.values(views.value);
  const rank = (v: BidderIntent) =>
    v.id === focus ? 0 : v.me.disposition?.disposition === "won" || v.state === "awarded" ? 1 : 2;
  const open = all
    .filter((v) => !isOver(v))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        Date.parse(a.round?.closes_at ?? a.created_at) - Date.parse(b.round?.closes_at ?? b.created_at),
    );
  const over = all
    .filter(isOver)
    .sort((a, b) => (b.ended_at ?? b.created_at).localeCompare(a.ended_at ?? a.created_at));
  const won = over.filter((v) => v.me.disposition?.disposition === "won");
  const rest = over.filter((v) => v.me.disposition?.disposition !== "won");
  if (!ready.value && !problem.value) return <Loading />;
  return (
    <div class="desk" data-page="desk" data-business={id} data-shop={business?.name ?? ""}>
      <header class="desk-head">
        <div>
          <h1>
            {business?.name ?? t.desk.title} {business?.simulated && <DemoTag />}
          </h1>
          {business && (
            <p class="soft">
              {business.place.name} · {t.desk.radiusKm(business.radius_km)}
            </p>
          )}
        </div>
        <div class="desk-tools">
          <LinkBadge />
          <button type="button" onClick={() => setSettings(true)} disabled={!business} data-action="settings">
            <Gear /> {t.desk.settings}
          </button>
        </div>
      </header>
      {signedOut.value && (
        <section class="card">
          <SignIn title={t.links.signInAgain} />
        </section>
      )}
      {problem.value && !signedOut.value && (
        <Notice>
          {problem.value}{" "}
          <button type="button" onClick={() => location.reload()}>
            {t.common.retry}
          </button>
        </Notice>
      )}
      {failed && <Notice>{failed}</Notice>}
      {business?.simulated && <Notice kind="calm">{t.desk.beingShop}</Notice>}
      {standing && <Suspended business={id} standing={standing} reload={load} />}
      <Deletions business={id} news={all.filter((v) => v.erased).length} />
      {business?.paused && (
        <div class="notice notice-calm paused">
          <span>{t.desk.pausedText}</span>
          <button
            type="button"
            onClick={() =>
              void patch<OwnBusiness>("/v1/businesses/me", { paused: false }, { for: id })
                .then(setBusiness)
                .catch((error: unknown) => setFailed(sentence(error)))
            }
          >
            {t.desk.autoResume}
          </button>
        </div>
      )}
      <section aria-labelledby="open">
        <h2 id="open">{t.desk.now}</h2>
        {open.length === 0 && (
          <div class="empty">
            <p>{t.desk.nowNone}</p>
            <p class="soft">{t.desk.nowNoneHint}</p>
          </div>
        )}
        <ul class="plain invitations">
          {open.map((view) => (
            <Invitation
              key={view.id}
              view={view}
              business={id}
              sectors={sectors}
              fresh={fresh.value.includes(view.id)}
              focus={view.id === focus}
              onDeclined={decline}
            />
          ))}
        </ul>
      </section>
      {over.length > 0 && (
        <section aria-labelledby="over">
          <h2 id="over">{t.desk.over}</h2>
          <ul class="plain invitations">
            {[...won, ...rest].slice(0, 30).map((view) => (
              <Invitation
                key={view.id}
                view={view}
                business={id}
                sectors={sectors}
                fresh={false}
                focus={view.id === focus}
                onDeclined={decline}
              />
            ))}
          </ul>
        </section>
      )}
      {standing && <DeskComplaints business={id} standing={standing} reload={load} />}
      {settings && business && (
        <Settings business={business} sectors={sectors} onChange={setBusiness} onClose={() => setSettings(false)} />
      )}
    </div>
  );
}

function whyWords(why: Why[]): string {
  const words = why.map((w) =>
    w.reason === "distance_m" ? t.desk.why.distance_m(distance(w.value ?? 0)) : t.desk.why[w.reason],
  );
  const text = words.join(", ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : "";
}

function Invitation({
  view,
  business,
  sectors,
  fresh,
  focus,
  onDeclined,
}: {
  view: BidderIntent;
  business: string;
  sectors: Sector[];
  fresh: boolean;
  focus: boolean;
  onDeclined: (intent: string) => void;
}) {
  const [sheet, setSheet] = useState<"offer" | "decline" | "withdraw" | "trader" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const me = view.me;
  const round = view.round;
  const sector = sectors.find((s) => s.slug === view.sector);
  const running = view.state === "open" && round?.state === "running" && Date.parse(round.closes_at) > tick.value;
  const offer = me.offer?.state === "standing" ? me.offer : null;
  const metres = me.why.find((w) => w.reason === "distance_m")?.value;
  const over = isOver(view);
  const shown = running && round ? clockShows(round, tick.value) : null;
  const turning = (round?.turns?.of_turns ?? 0) > 0;
  const turn = round && turning ? ownTurn(round) : undefined;
  const mine = turn !== undefined && Date.parse(turn.starts_at) <= tick.value;
  const won = me.disposition?.disposition === "won" || (view.buyer !== undefined && view.buyer !== null);
  const toConfirm = view.state === "awarded" && view.confirm_ends_at !== null && !over;

  // What was said about one state is stale in the next.
  useEffect(() => setNote(null), [view.state]);

  const act = async (deed: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await deed();
      setSheet(null);
      setNote(done);
      announce(done);
    } catch (error) {
      // Who trades has to be known before the first offer.
      const asks = error instanceof ApiError && error.code === "trader_required";
      setSheet(asks ? "trader" : null);
      if (!asks) setProblem(sentence(error));
    }
    setBusy(false);
  };

  const accept = (price: number) =>
    act(
      () => post(`/v1/intents/${view.id}/offers`, { accept: true, price }, { for: business, once: true }),
      t.rounds.acceptDone(money(price, view.currency)),
    );

  return (
    <li
      class={["card invitation", fresh && "invitation-fresh", focus && "invitation-focus", won && "invitation-won"]
        .filter(Boolean)
        .join(" ")}
      data-invitation={view.id}
      data-state={view.state}
    >
      <div class="invitation-top">
        <span class="mover-picture">
          <SectorPicture slug={view.sector} size={30} />
        </span>
        <div class="invitation-what">
          <h3>
            {view.title} {view.simulated && <DemoTag />}
          </h3>
          <ul class="plain facts">
            <li>
              <Purse />
              <span>
                {view.budget ? t.desk.budget(money(view.budget.amount, view.budget.currency)) : t.desk.budgetNone}
              </span>
            </li>
            <li>
              <Pin />
              <span>{metres != null ? `${view.place.name}, ${t.desk.away(distance(metres))}` : view.place.name}</span>
            </li>
            {view.needed_by && (
              <li>
                <Calendar />
                <span>{t.desk.neededBy(day(view.needed_by))}</span>
              </li>
            )}
          </ul>
        </div>
        {view.state === "open" && round && round.state === "running" && (
          <Ring small from={round.opens_at} until={round.closes_at} caption={t.intent.closesAt} />
        )}
      </div>
      {!over && view.text && view.text !== view.title && <p class="offer-message">{view.text}</p>}
      {!over && Object.keys(view.answers).length > 0 && (
        <ul class="plain qualities">
          {Object.entries(view.answers).map(([key, value]) => (
            <li key={key}>
              <span class="soft">{sector?.questions.find((q) => q.key === key)?.label ?? key}</span>{" "}
              {value === "yes" ? t.common.yes : value === "no" ? t.common.no : value}
            </li>
          ))}
        </ul>
      )}
      {!over && me.why.length > 0 && (
        <p class="soft small">
          <strong>{t.desk.whyTitle}:</strong> {whyWords(me.why)}
        </p>
      )}
      {round?.state === "scheduled" && view.state === "open" && (
        <p>{t.desk.scheduled(clockTime(round.opens_at, clock.now()))}</p>
      )}

      {running && <RoundStatus view={view} />}
      {me.offer && <OwnOffer view={view} />}
      {me.offer && me.offer.low.length > 0 && !over && <LowPrice view={view} business={business} />}
      {me.auto_offer && running && (
        <p class="soft small">
          <Spark /> {t.desk.auto}
        </p>
      )}
      {view.state === "deciding" && !me.disposition && <p>{t.desk.deciding}</p>}
      {me.disposition && <Outcome view={view} />}
      {toConfirm && won && (
        <div class="won" data-won="open">
          <h4>{t.desk.won}</h4>
          <p>
            {t.desk.wonText} <TimeLeft until={view.confirm_ends_at!} /> {t.intent.left}.
          </p>
          <button
            type="button"
            class="primary wide"
            disabled={busy}
            data-action="confirm-award"
            onClick={() =>
              void act(
                () => post(`/v1/intents/${view.id}/confirm-award`, {}, { for: business, once: true }),
                t.desk.confirmedAward,
              )
            }
          >
            {t.desk.confirmAward}
          </button>
        </div>
      )}
      {view.buyer && <Contact view={view} />}
      {problem && <Notice>{problem}</Notice>}
      {note && !problem && <Notice kind="good">{note}</Notice>}

      {!over && view.state === "open" && (
        <div class="row invitation-acts">
          {running && shown && !me.dropped_out && !me.accepted && (
            <button
              type="button"
              class="primary wide"
              disabled={busy}
              data-action="accept"
              onClick={() => void accept(shown.price)}
            >
              {t.rounds.accept(money(shown.price, view.currency))}
            </button>
          )}
          {running && !shown && (!turning || mine) && (
            <button type="button" class="primary" onClick={() => setSheet("offer")} data-action="offer">
              {turning ? t.rounds.turnOffer : offer ? t.desk.change : t.desk.offer}
            </button>
          )}
          {running && offer && (turning ? mine && me.in_turn !== null : true) && (
            <button type="button" class="quiet" onClick={() => setSheet("withdraw")} data-action="withdraw">
              {t.desk.withdraw}
            </button>
          )}
          {!me.offer && (
            <button type="button" class="quiet" onClick={() => setSheet("decline")} data-action="decline">
              {t.desk.notForUs}
            </button>
          )}
        </div>
      )}

      {sheet === "offer" && (
        <OfferSheet
          view={view}
          business={business}
          sector={sector}
          onClose={() => setSheet(null)}
          onDone={(text) => {
            setSheet(null);
            setProblem(null);
            setNote(text);
            announce(text);
          }}
        />
      )}
      {sheet === "trader" && (
        <Sheet title={t.desk.traderTitle} onClose={() => setSheet(null)}>
          <TraderForm business={business} onDone={() => setSheet(null)} />
        </Sheet>
      )}
      {sheet === "decline" && (
        <Sheet title={t.desk.declineTitle} onClose={() => setSheet(null)}>
          <p class="soft">{t.desk.declineLead}</p>
          <ul class="plain deeds">
            {(Object.entries(t.desk.decline) as [DeclineReason, string][]).map(([reason, label]) => (
              <li key={reason}>
                <button
                  type="button"
                  class="deed"
                  disabled={busy}
                  data-reason={reason}
                  onClick={() =>
                    void act(async () => {
                      await post(`/v1/invitations/${view.id}/decline`, { reason }, { for: business, once: true });
                      onDeclined(view.id);
                    }, t.desk.declined)
                  }
                >
                  <strong>{label}</strong>
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
      {sheet === "withdraw" && offer && (
        <Sheet title={t.desk.withdrawSure} onClose={() => setSheet(null)}>
          <p>{t.desk.withdrawText}</p>
          <div class="row">
            <button
              type="button"
              class="primary wide"
              disabled={busy}
              onClick={() =>
                void act(
                  () => remove(`/v1/intents/${view.id}/offers/${offer.offer_id}`, { for: business, once: true }),
                  t.desk.withdrawn,
                )
              }
            >
              {t.desk.withdraw}
            </button>
            <button type="button" class="quiet" onClick={() => setSheet(null)}>
              {t.common.back}
            </button>
          </div>
        </Sheet>
      )}
    </li>
  );
}

function Contact({ view }: { view: BidderIntent }) {
  const buyer = view.buyer!;
  const done = view.state === "confirmed" || view.me.disposition?.disposition === "won";
  return (
    <div class="won" data-won="contact">
      {done && <h4>{t.desk.wonDone}</h4>}
      {done && <p>{t.desk.wonDoneText}</p>}
      <dl class="contact-list">
        <dt>{t.desk.buyer}</dt>
        <dd>{buyer.name ?? t.common.notStated}</dd>
        <dt>{t.desk.buyerEmail}</dt>
        <dd>{buyer.email ? <a href={`mailto:${buyer.email}`}>{buyer.email}</a> : t.common.notStated}</dd>
        {buyer.phone && (
          <>
            <dt>{t.desk.buyerPhone}</dt>
            <dd>
              <a href={`tel:${buyer.phone.replace(/[^+\d]/g, "")}`}>{buyer.phone}</a>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
