// Money as the shop counts it, one month at a time: what it sold, what that cost and left, here and elsewhere.
import { useEffect, useRef, useState } from "preact/hooks";
import { get, put } from "../../api/client";
import type { Month } from "../../api/schema";
import { clock } from "../../clock";
import { t } from "../../en";
import { dayAndMonth, money, monthAfter, monthAt, monthName, percent } from "../../format";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { announce } from "../../ui/shell";
import { DealAccount } from "./deal-account";
import { MonthForm } from "./month-form";
import { Seats } from "./seats";

const million = 1_000_000;

const pathOf = (month: string) => `/v1/businesses/me/months/${month}`;

export function Money({ business, name }: { business: string; name: (sector: string) => string }) {
  const [wanted, setWanted] = useState(() => monthAt(clock.now()));
  const [month, setMonth] = useState<Month | null>(null);
  // An answer may come after somebody has turned to another month.
  const latest = useRef(wanted);
  latest.current = wanted;
  const show = (read: Month) => {
    if (read.month === latest.current) setMonth(read);
  };
  const load = (which: string) =>
    get<Month>(pathOf(which), { for: business })
      .then(show)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  useEffect(() => void load(wanted), [business, wanted]);
  if (!month) return null;
  const { takings, account, currency } = month;
  const cash = (amount: number | null) => (amount === null ? null : money(amount, currency));
  return (
    <section class="card" aria-labelledby="money" data-month={month.month}>
      <div class="numbers-head">
        <h2 id="money">{t.numbers.moneyTitle}</h2>
        <div class="month-turn">
          <button
            type="button"
            class="quiet"
            aria-label={t.numbers.earlier}
            onClick={() => setWanted(monthAfter(wanted, -1))}
          >
            ‹
          </button>
          <strong aria-live="polite">{monthName(month.month)}</strong>
          <button
            type="button"
            class="quiet"
            aria-label={t.numbers.later}
            disabled={wanted >= monthAt(clock.now())}
            onClick={() => setWanted(monthAfter(wanted, 1))}
          >
            ›
          </button>
        </div>
      </div>
      <p>
        <strong data-sold={takings.sales}>{t.numbers.sold(takings.sales, money(takings.value, currency))}</strong>
      </p>
      <Goal at={takings.sales} goal={account.goal_sales} words={t.numbers.goal} />
      <Goal
        at={takings.value}
        goal={account.goal_value}
        words={(at, goal) => t.numbers.goalValue(money(at, currency), money(goal, currency))}
      />
      {takings.sales > 0 && (
        <p data-kept={takings.kept_buyers}>
          {t.numbers.keeping(takings.repeat_sales, takings.kept_buyers, cash(takings.cost_per_kept_buyer))}
        </p>
      )}
      <Channels channels={takings.channels} cash={cash} />
      <Seats key={`seats of ${month.month}`} business={business} month={month} onChange={setMonth} />
      {month.deals.length > 0 && (
        <details data-deals={month.deals.length}>
          <summary>{t.numbers.deals}</summary>
          {month.deals.map((deal) => (
            <DealAccount
              key={deal.intent_id}
              business={business}
              deal={deal}
              currency={currency}
              title={t.numbers.deal(name(deal.sector), dayAndMonth(deal.agreed_at))}
              onChange={() => void load(month.month)}
            />
          ))}
        </details>
      )}
      <MonthForm
        key={month.month}
        month={month}
        onSave={(said) =>
          put<Month>(pathOf(month.month), said, { for: business }).then((read) => {
            show(read);
            announce(t.numbers.saved);
          })
        }
      />
      <p class="soft small">{t.numbers.moneyLead}</p>
    </section>
  );
}

function Goal({ at, goal, words }: { at: number; goal: number | null; words: (at: number, goal: number) => string }) {
  if (goal === null || goal === 0) return null;
  return (
    <p data-goal>
      {words(at, goal)}
      <svg width="100%" height="10" aria-hidden="true" focusable="false">
        <rect class="meter-back" width="100%" height="10" rx="5" />
        <rect class="meter-bar" width={`${Math.min(100, (at * 100) / goal)}%`} height="10" rx="5" />
      </svg>
    </p>
  );
}

function Channels({
  channels,
  cash,
}: {
  channels: Month["takings"]["channels"];
  cash: (amount: number | null) => string | null;
}) {
  const words = t.numbers;
  const cell = (amount: number | null) => cash(amount) ?? <span class="soft">{words.unknown}</span>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={words.channels}>
        <NumberTable first={words.channel} columns={[words.sales, words.cost, words.margin, words.perSale, words.back]}>
          {channels.map((one) => (
            <NumberRow
              key={one.name}
              name={one.name ?? words.here}
              numbers={[
                one.sales,
                cell(one.cost),
                cell(one.margin),
                one.cost_per_sale === null ? "–" : cash(one.cost_per_sale),
                one.return_ppm === null ? "–" : percent(one.return_ppm, million),
              ]}
              data-channel={one.name ?? ""}
            />
          ))}
        </NumberTable>
      </div>
      <p class="soft small">{words.backRule}</p>
    </>
  );
}
