// A shop's own offer in an invitation: what it is, where it stands, what its round asks for now, and what is to be said
// about a price that looks too low.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BidderIntent } from "../api/schema";
import { tick } from "../clock";
import { clockTime, money } from "../format";
import { t } from "../en";
import { attributeWords } from "../ui/attributes";
import { useCopies } from "../ui/copies";
import { TimeLeft } from "../ui/countdown";
import { sentence } from "../ui/errors";
import { OfferSays } from "../ui/offer-details";
import { Photos } from "../ui/photos";
import { useOwnPrices } from "../ui/own-prices";
import { ClockFace, ownTurn, TurnsLine } from "../ui/rounds";
import { announce, Notice } from "../ui/shell";

/** What was taken back for its shop, by the reason. */
const takenFor: Record<string, string> = {
  capacity_taken: t.rounds.ownCapacity,
  suspended: t.rounds.ownSuspended,
};

export function OwnOffer({ view, business }: { view: BidderIntent; business: string }) {
  const me = view.me;
  const offer = me.offer!;
  const copies = useCopies(view.id, view.state === "open" ? [offer] : [], business).get(offer.offer_id) ?? 0;
  const lower = useOwnPrices(view.id, [offer], business).get(offer.offer_id);
  const gone = offer.state === "withdrawn";
  const sealed = view.round?.visibility === "none" || view.round?.format === "sealed";
  return (
    <div class={`own-offer${gone ? " offer-gone" : ""}`} data-own-offer={offer.offer_id}>
      <p class="own-price">
        <span class="soft small">{t.desk.yourOffer}</span>
        <span class="offer-figure figures">{offer.price !== null ? money(offer.price, view.currency) : ""}</span>
        {gone && <span class="rank">{t.intent.withdrawn}</span>}
        {!gone && me.rank !== null && me.of !== null && (
          <span class={me.rank === 1 ? "ribbon" : "rank"}>
            {me.rank === 1 ? t.desk.rankFirst(me.of) : t.desk.rank(me.rank, me.of)}
          </span>
        )}
      </p>
      {gone && offer.withdrawn_because && takenFor[offer.withdrawn_because] && (
        <p class="small">{takenFor[offer.withdrawn_because]}</p>
      )}
      {me.in_turn && <p class="small">{t.rounds.inTurn(money(me.in_turn.price, view.currency))}</p>}
      {me.rank === null && !gone && sealed && view.state === "open" && <p class="soft small">{t.desk.rankHidden}</p>}
      {me.best_price !== null && <p class="small">{t.desk.bestPrice(money(me.best_price, view.currency))}</p>}
      {me.prices && (
        <p class="small soft">
          {t.desk.prices}:{" "}
          {me.prices
            .map((p) => `${p.own ? t.rounds.you : t.rounds.bidder(p.label)} ${money(p.price, view.currency)}`)
            .join(" · ")}
        </p>
      )}
      {Object.keys(offer.attributes).length > 0 && (
        <p class="small soft">
          {Object.entries(offer.attributes)
            .map(([k, v]) => attributeWords(k, v))
            .join(", ")}
        </p>
      )}
      {!gone && <OfferSays offer={offer} currency={view.currency} lower={lower} />}
      {!gone && <Photos photos={offer.photos} />}
      {copies > 0 && !gone && (
        <p class="small" data-copies={copies}>
          {t.desk.copies(copies)}
        </p>
      )}
    </div>
  );
}

/** What became of it; anybody can check that it was fair. */
export function Outcome({ view }: { view: BidderIntent }) {
  const d = view.me.disposition!;
  if (d.disposition === "won") return null;
  const head = {
    lost: t.desk.lost,
    stand_by: t.desk.standBy,
    withdrawn: takenFor[d.reason ?? ""] ?? t.desk.withdrawnState,
    declined_all: t.desk.declinedAll,
    no_award: t.desk.noAward,
  }[d.disposition];
  const reason = d.reason ? (t.desk.lostReason[d.reason] ?? null) : null;
  return (
    <div class="outcome" data-disposition={d.disposition}>
      <strong>{head}</strong>
      {d.disposition === "lost" && reason && <p>{reason}</p>}
      {d.band && <p>{t.desk.band[d.band]}</p>}
      {view.me.rank !== null && view.me.of !== null && (
        <p class="soft small">{t.desk.result(view.me.rank, view.me.of)}</p>
      )}
      {d.final && (
        <p class="small">
          <a href={`/verify#${view.id}`} data-check>
            {t.rounds.check}
          </a>
        </p>
      )}
    </div>
  );
}

/** What a running round of turns or with a clock asks of this shop now. */
export function RoundStatus({ view }: { view: BidderIntent }) {
  const round = view.round;
  const me = view.me;
  if (!round) return null;
  if (round.clock)
    return (
      <div class="round-status">
        <ClockFace round={round} currency={view.currency} />
        {me.dropped_out && <p>{t.rounds.droppedOut}</p>}
        {me.accepted && !me.dropped_out && <p>{t.rounds.acceptedNow}</p>}
      </div>
    );
  if (!round.turns) return null;
  if (round.turns.of_turns === 0) return <p class="soft small">{t.rounds.turnsInitial}</p>;
  const turn = ownTurn(round);
  const mine = turn !== undefined && Date.parse(turn.starts_at) <= tick.value;
  return (
    <div class="round-status">
      <p aria-live="polite">
        {mine ? (
          <strong data-my-turn>
            {t.rounds.turnNow} <TimeLeft until={turn.ends_at} /> {t.intent.left}
          </strong>
        ) : turn ? (
          t.rounds.turnAt(clockTime(turn.starts_at, tick.value, true))
        ) : (
          t.rounds.turnGone
        )}
      </p>
      <TurnsLine round={round} name={(each) => (each.own ? t.rounds.you : t.rounds.bidder(each.label))} />
    </div>
  );
}

/** Asks whoever made a flagged offer how it can be kept; the buyer reads it beside the price. */
export function LowPrice({ view, business }: { view: BidderIntent; business: string }) {
  const offer = view.me.offer!;
  const [words, setWords] = useState(offer.explanation ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const said = offer.explanation !== null && offer.explanation === words.trim();
  const send = async () => {
    setProblem(null);
    try {
      const body = { explanation: words.trim() };
      await post(`/v1/intents/${view.id}/explanation`, body, { for: business, once: true });
      announce(t.rounds.lowSaid);
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <form
      class="low"
      data-low-form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>{t.rounds.lowAsk}</p>
      <label class="field">
        <span class="label">{t.rounds.lowLabel}</span>
        <textarea
          name="explanation"
          rows={2}
          maxLength={1000}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      {problem && <Notice>{problem}</Notice>}
      {said ? (
        <p class="soft small">{t.rounds.lowSaid}</p>
      ) : (
        <button type="submit" disabled={words.trim() === ""} data-action="explain">
          {t.rounds.lowSend}
        </button>
      )}
    </form>
  );
}
