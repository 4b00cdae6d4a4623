// After the yes, for the buyer: what was promised, where the sale goes on, how it turned out, and what others may read.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent, Deal } from "../api/schema";
import { money } from "../format";
import { t } from "../en";
import { typedMoney } from "../ui/amounts";
import { useDeed } from "../ui/deed";
import { Choices, Field, MoneyField } from "../ui/fields";
import { Qr } from "../ui/qr";
import { announce, Notice } from "../ui/shell";
import { BuyerPromises, type Call } from "./promises";
import { Composer, wordsProblem } from "./thread";

export function BuyerDeal({ view, deal, shop }: { view: BuyerIntent; deal: Deal; shop: string }) {
  const { problem, run } = useDeed();
  const send: Call = async (path, body, done) => {
    await post(`/v1/intents/${view.id}/${path}`, body, { once: true });
    if (done) announce(done);
  };
  const act: Call = (path, body, done) => run(() => send(path, body, done));
  const bought = deal.outcome?.where === "here";
  return (
    <section class="card deal" data-deal aria-label={t.talk.afterYes}>
      {problem && <Notice>{problem}</Notice>}
      <HandOff deal={deal} />
      <BuyerPromises deal={deal} currency={view.currency} shop={shop} act={act} send={send} />
      {deal.outcome ? (
        <p data-outcome={deal.outcome.where}>
          {t.talk.outcomeSaid[deal.outcome.where]}
          {deal.outcome.price !== null && ` ${t.talk.outcomePaid(money(deal.outcome.price, view.currency))}`}
        </p>
      ) : (
        <Outcome currency={view.currency} send={send} />
      )}
      {bought && !deal.review && <ReviewForm send={send} />}
      {deal.review && (
        <div data-review={deal.review.rating}>
          <h3>{t.talk.review}</h3>
          <Stars rating={deal.review.rating} />
          {deal.review.text && <p class="offer-message">{deal.review.text}</p>}
        </div>
      )}
      {deal.outcome && <Share deal={deal} act={act} send={send} />}
      {deal.outcome && (
        <details class="fold fold-plain">
          <summary data-action="idea-open">{t.talk.idea}</summary>
          {(deal.ideas ?? []).map((idea) => (
            <p key={idea} class="offer-message">
              {idea}
            </p>
          ))}
          <Composer
            label={t.talk.idea}
            hint={t.talk.ideaHint}
            action="idea"
            button={t.talk.ideaDo}
            onSend={(text) => send("ideas", { text }, t.talk.ideaDone)}
          />
        </details>
      )}
    </section>
  );
}

function HandOff({ deal }: { deal: Deal }) {
  const next = deal.hand_off;
  if (!next) return null;
  if (next.redeemed_at) return <p role="status">{t.talk.redeemed}</p>;
  return (
    <div class="hand-off" data-hand-off={next.kind}>
      <h3>{t.talk.handOff}</h3>
      {next.kind !== "visit" && (
        <a class="button primary" href={next.target} rel="noopener noreferrer nofollow" target="_blank">
          {t.talk.goOn[next.kind]}
        </a>
      )}
      <p class="soft small">{next.kind === "visit" ? t.talk.code : t.talk.codeOnline}</p>
      <p class="visit-code figures" data-code>
        {next.code}
      </p>
      {next.kind === "visit" && next.code && <Qr text={next.code} label={t.talk.codeQr} />}
    </div>
  );
}

function Outcome({ currency, send }: { currency: string; send: Call }) {
  const [where, setWhere] = useState<string | null>(null);
  const [paid, setPaid] = useState("");
  const { problem, setProblem, run } = useDeed();
  const tell = async () => {
    const price = typedMoney(paid, currency);
    if (price === undefined) return setProblem(t.draft.badBudget);
    const body = price === null || where === "nowhere" ? { where } : { where, price };
    await run(() => send("outcome", body, t.talk.outcomeDone));
  };
  return (
    <form
      class="outcome-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (where) void tell();
      }}
    >
      <Choices
        compact
        legend={t.talk.outcome}
        options={Object.entries(t.talk.where).map(([value, label]) => ({ value, label }))}
        value={where}
        onChange={setWhere}
      />
      {where && where !== "nowhere" && (
        <MoneyField label={t.talk.paid} optional currency={currency} name="paid" value={paid} onInput={setPaid} />
      )}
      {problem && <Notice>{problem}</Notice>}
      <button type="submit" class="primary" disabled={!where} data-action="outcome">
        {t.talk.outcomeDo}
      </button>
    </form>
  );
}

const stars = [1, 2, 3, 4, 5];

function Stars({ rating }: { rating: number }) {
  return (
    <p class="stars" role="img" aria-label={t.talk.rating(rating)}>
      {stars.map((star) => (
        <span key={star} class={star <= rating ? "star-on" : "star-off"} aria-hidden="true">
          {star <= rating ? "★" : "☆"}
        </span>
      ))}
    </p>
  );
}

function ReviewForm({ send }: { send: Call }) {
  const [rating, setRating] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [incentive, setIncentive] = useState(false);
  const { problem, run } = useDeed(wordsProblem);
  const publish = () => {
    const body = { rating: Number(rating), incentive, text: text.trim() };
    return run(() => send("review", body, t.talk.reviewDone));
  };
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (rating) void publish();
      }}
    >
      <Choices
        compact
        legend={t.talk.review}
        hint={t.talk.reviewHint}
        options={stars.map((star) => ({ value: String(star), label: t.talk.rating(star) }))}
        value={rating}
        onChange={setRating}
      />
      {rating && (
        <>
          <Field label={t.talk.write} optional>
            {(field) => (
              <textarea
                {...field}
                name="review"
                rows={3}
                maxLength={2000}
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
            )}
          </Field>
          <label class="toggle">
            <input
              type="checkbox"
              checked={incentive}
              onChange={(event) => setIncentive(event.currentTarget.checked)}
            />
            <span>{t.talk.incentive}</span>
          </label>
        </>
      )}
      {problem && <Notice>{problem}</Notice>}
      <button type="submit" class="primary" disabled={!rating} data-action="review">
        {t.talk.reviewDo}
      </button>
    </form>
  );
}

/** Nobody is asked to; it is offered once the buyer has told how it turned out. */
function Share({ deal, act, send }: { deal: Deal; act: Call; send: Call }) {
  if (deal.shared !== null)
    return (
      <div data-shared>
        <p class="offer-message">{deal.shared}</p>
        <button
          type="button"
          class="quiet"
          data-action="share-stop"
          onClick={() => void act("share", { shared: false }, t.talk.shareStopped)}
        >
          {t.talk.shareStop}
        </button>
      </div>
    );
  return (
    <details class="fold fold-plain">
      <summary data-action="share-open">{t.talk.share}</summary>
      <Composer
        label={t.talk.write}
        hint={t.talk.shareHint}
        action="share"
        button={t.talk.shareDo}
        onSend={(text) => send("share", { shared: true, text }, t.talk.shareDone)}
      />
    </details>
  );
}
