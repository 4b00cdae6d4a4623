// After the yes, for the shop: its promises, where the sale goes on, the code that the buyer shows, and the review.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BidderIntent, Deal } from "../api/schema";
import { money } from "../format";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Choices, Field } from "../ui/fields";
import { announce, Notice } from "../ui/shell";
import { ShopPromises, type Call } from "./promises";

export function ShopDeal({ view, deal, business }: { view: BidderIntent; deal: Deal; business: string }) {
  const { problem, run } = useDeed();
  const send: Call = async (path, body, done) => {
    await post(`/v1/intents/${view.id}/${path}`, body, { for: business, once: true });
    if (done) announce(done);
  };
  const act: Call = (path, body, done) => run(() => send(path, body, done));
  return (
    <div class="deal" data-shop-deal>
      {problem && <Notice>{problem}</Notice>}
      <ShopPromises deal={deal} currency={view.currency} act={act} send={send} />
      {deal.hand_off?.redeemed_at ? (
        <p role="status" data-redeemed>
          {t.talk.redeemed}
        </p>
      ) : (
        <>
          <HandOffForm deal={deal} act={act} />
          {deal.hand_off && <Redeem act={act} />}
        </>
      )}
      {deal.outcome && (
        <p class="soft">
          {t.talk.outcomeBuyer[deal.outcome.where]}
          {deal.outcome.price !== null && ` ${money(deal.outcome.price, view.currency)}.`}
        </p>
      )}
      {deal.review && (
        <p class="offer-message">
          {t.talk.rating(deal.review.rating)}
          {deal.review.text && `: ${deal.review.text}`}
        </p>
      )}
    </div>
  );
}

function HandOffForm({ deal, act }: { deal: Deal; act: Call }) {
  const [kind, setKind] = useState<string | null>(null);
  const [url, setUrl] = useState("");
  return (
    <details class="fold fold-plain">
      <summary data-action="hand-off-open">
        {deal.hand_off ? `${t.talk.handOff}: ${t.talk.handOffKinds[deal.hand_off.kind]}` : t.talk.handOff}
      </summary>
      <form
        class="hand-off-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (kind) void act("hand-off", kind === "visit" ? { kind } : { kind, url: url.trim() }, t.talk.handOffDone);
        }}
      >
        <Choices
          compact
          legend={t.talk.handOff}
          options={Object.entries(t.talk.handOffKinds).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={setKind}
        />
        {kind && kind !== "visit" && (
          <Field label={t.talk.handOffUrl}>
            {(field) => (
              <input
                {...field}
                type="url"
                name="hand-off-url"
                placeholder="https://"
                value={url}
                onInput={(event) => setUrl(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <button
          type="submit"
          class="primary"
          disabled={!kind || (kind !== "visit" && url.trim() === "")}
          data-action="hand-off"
        >
          {t.talk.handOffDo}
        </button>
      </form>
    </details>
  );
}

function Redeem({ act }: { act: Call }) {
  const [code, setCode] = useState("");
  return (
    <form
      class="row redeem"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) void act("redeem", { code: code.trim() }, t.talk.redeemed);
      }}
    >
      <Field label={t.talk.redeem}>
        {(field) => (
          <input
            {...field}
            name="code"
            autocomplete="off"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="primary" disabled={code.trim() === ""} data-action="redeem">
        {t.talk.redeemDo}
      </button>
    </form>
  );
}
