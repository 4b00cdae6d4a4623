// One request on a shop's page: what is wanted, the offer, the conversation, and the deal.
import { useEffect, useState } from "preact/hooks";
import { ApiError, post, remove } from "../api/client";
import type { BidderIntent, DeclineReason, OwnBusiness, Sector, Why } from "../api/schema";
import { clock, tick } from "../clock";
import { clockTime, day, distance, money } from "../format";
import { t } from "../en";
import { ShopQuestions } from "../talk/questions";
import { ShopAdvice } from "../talk/advice";
import { ShopDeal } from "../talk/shop-deal";
import { ShopThread } from "../talk/shop-thread";
import { Ring, TimeLeft } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { Calendar, Pin, Purse, SectorPicture, Spark } from "../ui/pictures";
import { clockShows, ownTurn } from "../ui/rounds";
import { Photos } from "../ui/photos";
import { RoundTest } from "../ui/round-test";
import { Sheet } from "../ui/sheet";
import { PastOfRequest, usePast } from "../ui/history";
import { announce, DemoTag, Notice } from "../ui/shell";
import { isOver, isWon } from "./desk-stream";
import { Offering } from "./offer/offering";
import { held } from "./offer/held";
import { KeepTemplate } from "./offer/keep-template";
import { LowPrice, Outcome, OwnOffer, RoundStatus } from "./own-offer";
import { AcceptConduct } from "./conduct";
import { LeadOf } from "./lead";
import { may, type TeamData } from "./team-data";
import { TraderForm } from "./trader";
import { titleOf } from "../words/title";

function whyWords(why: Why[], branches: OwnBusiness["branches"]): string {
  const away = why.find((w) => w.reason === "distance_m")?.value;
  const isFrom = why.some((w) => w.reason === "from_branch");
  const words = why.flatMap((w) => {
    if (w.reason === "from_branch") {
      const branch = branches.find((one) => one.number === w.value)?.name;
      const metres = away === undefined || away === null ? null : distance(away);
      return branch ? [t.desk.why.from_branch(metres, branch)] : metres ? [t.desk.why.distance_m(metres)] : [];
    }
    if (w.reason === "distance_m") return isFrom ? [] : [t.desk.why.distance_m(distance(w.value ?? 0))];
    return [t.desk.why[w.reason]];
  });
  const text = words.join(", ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : "";
}

export function Invitation({
  view,
  business,
  branches,
  sectors,
  fresh,
  focus,
  team,
  onDeclined,
}: {
  view: BidderIntent;
  business: string;
  branches: OwnBusiness["branches"];
  sectors: Sector[];
  fresh: boolean;
  focus: boolean;
  team: TeamData;
  onDeclined: (intent: string) => void;
}) {
  const [sheet, setSheet] = useState<"offer" | "decline" | "withdraw" | "trader" | "conduct" | null>(null);
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
  const past = usePast(over ? null : view.id, business);
  const shown = running && round ? clockShows(round, tick.value) : null;
  const turning = (round?.turns?.of_turns ?? 0) > 0;
  const turn = round && turning ? ownTurn(round) : undefined;
  const mine = turn !== undefined && Date.parse(turn.starts_at) <= tick.value;
  const won = isWon(view);
  const sells = may.sell(team.team?.role);
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
      // What has to be said before the first offer.
      const code = error instanceof ApiError ? error.code : "";
      const asks = code === "trader_required" ? "trader" : code === "conduct_not_accepted" ? "conduct" : null;
      setSheet(asks);
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
      id={view.id}
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
            {titleOf(view)} {view.simulated && <DemoTag />}
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
      {!over && <Photos photos={view.photos} />}
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
          <strong>{t.desk.whyTitle}:</strong> {whyWords(me.why, branches)}
        </p>
      )}
      {!over && <PastOfRequest history={past.history} />}
      <RoundTest view={view} business={business} />
      {round?.state === "scheduled" && view.state === "open" && (
        <p>{t.desk.scheduled(clockTime(round.opens_at, clock.now()))}</p>
      )}

      <ShopAdvice view={view} business={business} />
      {running && <RoundStatus view={view} />}
      {me.offer && <OwnOffer view={view} business={business} />}
      {offer && view.state === "open" && <KeepTemplate view={view} business={business} sector={sector} />}
      {me.offer && me.offer.low.length > 0 && !over && <LowPrice view={view} business={business} />}
      {me.auto_offer && running && (
        <p class="soft small">
          <Spark /> {t.desk.auto}
        </p>
      )}
      {view.state === "deciding" && !me.disposition && <p>{t.desk.deciding}</p>}
      {me.disposition && <Outcome view={view} />}
      {toConfirm && won && sells && (
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
      {view.deal && !view.erased && won && <ShopDeal view={view} deal={view.deal} business={business} />}
      <ShopThread view={view} business={business} />
      {!view.erased && (
        <ShopQuestions
          intent={view.id}
          business={business}
          questions={view.questions}
          open={!over && (view.state === "open" || view.state === "deciding")}
        />
      )}
      {!view.erased && <LeadOf intent={view.id} business={business} data={team} />}
      {problem && <Notice>{problem}</Notice>}
      {note && !problem && <Notice kind="good">{note}</Notice>}

      {/* What stands above the buttons comes before them: nothing may move away under a thumb. */}
      {!over && view.state === "open" && sells && past.known && (
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
            <button
              type="button"
              class="primary"
              disabled={held.value[view.id] !== undefined}
              onClick={() => setSheet("offer")}
              data-action="offer"
            >
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

      <Offering
        view={view}
        business={business}
        sector={sector}
        isOpen={sheet === "offer"}
        onOpen={() => setSheet("offer")}
        onClose={() => setSheet(null)}
        onNote={(text) => {
          setProblem(null);
          setNote(text);
          announce(text);
        }}
      />
      {sheet === "conduct" && (
        <Sheet title={t.conduct.acceptTitle} onClose={() => setSheet(null)}>
          <AcceptConduct business={business} onDone={() => setSheet(null)} />
        </Sheet>
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
