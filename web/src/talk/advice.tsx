// Advice before prices: the buyer reads answers and asks for offers when it has heard enough; a shop answers once.
import { post } from "../api/client";
import type { BidderIntent, BuyerIntent } from "../api/schema";
import { clock } from "../clock";
import { clockTime, distance } from "../format";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { announce, DemoTag, Notice } from "../ui/shell";
import { Report } from "./buyer-thread";
import { Composer } from "./thread";

type Answers = NonNullable<NonNullable<BuyerIntent["advice"]>["answers"]>;

function AdviceList({ intent, answers }: { intent: string; answers: Answers }) {
  const { problem, run } = useDeed();
  const report = (adviser: string, about: string) =>
    run(async () => {
      await post(`/v1/intents/${intent}/reports`, { adviser, about }, { once: true });
      announce(t.talk.reported);
    });
  const block = (adviser: string) =>
    run(async () => {
      await post(`/v1/intents/${intent}/advisers/${adviser}/block`, {}, { once: true });
      announce(t.talk.blocked);
    });
  return (
    <ul class="plain advice" data-advice={answers.length}>
      {answers.map(({ business, text, at, reported, blocked }) => (
        <li key={business?.id} class="advice-one">
          <p class="small soft">
            <strong>{business?.name}</strong> {business?.simulated && <DemoTag />}{" "}
            {business?.distance_m != null && `${t.intent.away(distance(business.distance_m))} · `}
            <time dateTime={at}>{clockTime(at, clock.now(), false)}</time>
          </p>
          <p class="advice-text">{text}</p>
          {(reported || blocked) && (
            <p class="soft small" role="status">
              {reported && t.talk.reported} {blocked && t.talk.blocked}
            </p>
          )}
          {business && !(reported && blocked) && (
            <details class="small" data-peace>
              <summary>{t.talk.peace}</summary>
              {!blocked && (
                <>
                  <button type="button" class="quiet" data-action="block" onClick={() => void block(business.id)}>
                    {t.talk.block}
                  </button>
                  <p class="soft">{t.talk.blockHint}</p>
                </>
              )}
              {!reported && <Report onReport={(about) => report(business.id, about)} />}
            </details>
          )}
        </li>
      ))}
      {problem && (
        <li>
          <Notice>{problem}</Notice>
        </li>
      )}
    </ul>
  );
}

/** While advice is asked for the page is about it; afterwards it can be read again. */
export function BuyerAdvice({ view }: { view: BuyerIntent }) {
  const { busy, problem, run } = useDeed();
  const { advice } = view;
  if (!advice || view.erased) return null;
  const answers = advice.answers ?? [];
  if (!advice.open)
    return answers.length === 0 ? null : (
      <details class="card" data-advice-open="false">
        <summary>{t.advice.heard(answers.length)}</summary>
        <AdviceList intent={view.id} answers={answers} />
      </details>
    );
  const ask = () =>
    run(async () => {
      await post(`/v1/intents/${view.id}/ask-for-offers`, {}, { once: true });
      announce(t.advice.asked);
    });
  return (
    <section class="card" aria-labelledby="advice" data-advice-open="true">
      <h2 id="advice">{t.advice.title(answers.length)}</h2>
      <p class="soft">{answers.length === 0 ? t.advice.waiting : t.advice.lead}</p>
      <AdviceList intent={view.id} answers={answers} />
      {problem && <Notice>{problem}</Notice>}
      <button
        type="button"
        class="primary wide"
        disabled={busy}
        onClick={() => void ask()}
        data-action="ask-for-offers"
      >
        {t.advice.ask}
      </button>
      {advice.until && <p class="soft small">{t.advice.until(clockTime(advice.until, clock.now()))}</p>}
    </section>
  );
}

/** One answer of this shop, and none that is an offer. */
export function ShopAdvice({ view, business }: { view: BidderIntent; business: string }) {
  const { advice } = view;
  if (!advice || view.erased || (!advice.open && !advice.own)) return null;
  return (
    <div class="shop-advice" data-shop-advice={advice.own ? "given" : "asked"}>
      <h4>{advice.own ? t.advice.given : t.advice.wanted}</h4>
      {advice.own ? (
        <>
          <p class="advice-text">{advice.own.text}</p>
          {advice.open && <p class="soft small">{t.advice.givenNext}</p>}
        </>
      ) : (
        <Composer
          label={t.advice.label}
          hint={t.advice.hint}
          action="advise"
          button={t.advice.send}
          onSend={(text) => post(`/v1/intents/${view.id}/advice`, { text }, { for: business, once: true })}
        />
      )}
    </div>
  );
}
