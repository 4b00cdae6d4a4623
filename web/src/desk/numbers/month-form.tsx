// What the shop enters of a month: costs here and elsewhere, and what it aims at. Nothing is asked for twice.
import { useState } from "preact/hooks";
import type { Channel, Month, MonthAccountRequest } from "../../api/schema";
import { t } from "../../en";
import { plainMoney } from "../../format";
import { typedMoney, typedNumber } from "../../ui/amounts";
import { useDeed } from "../../ui/deed";
import { Field } from "../../ui/fields";
import { Notice } from "../../ui/shell";

const channelsMost = 12;

interface Typed {
  name: string;
  cost: string;
  sales: string;
  margin: string;
}

export function MonthForm({
  month,
  onSave,
}: {
  month: Month;
  onSave: (said: MonthAccountRequest) => Promise<unknown>;
}) {
  const { account, currency } = month;
  const plain = (amount: number | null) => (amount === null ? "" : plainMoney(amount, currency));
  const [hour, setHour] = useState(plain(account.hour_cost));
  const [cost, setCost] = useState(plain(account.cost));
  const [sales, setSales] = useState(account.goal_sales === null ? "" : String(account.goal_sales));
  const [value, setValue] = useState(plain(account.goal_value));
  const [others, setOthers] = useState<Typed[]>(
    account.channels.map((one) => ({
      name: one.name,
      cost: plain(one.cost),
      sales: String(one.sales),
      margin: plain(one.margin),
    })),
  );
  const { busy, problem, setProblem, run } = useDeed();

  const channelOf = (one: Typed): Channel | null => {
    const [spent, sold, left] = [
      typedMoney(one.cost, currency),
      typedNumber(one.sales),
      typedMoney(one.margin, currency, true),
    ];
    if (spent === undefined || sold === undefined || left === undefined) return null;
    return { name: one.name.trim(), cost: spent ?? 0, sales: sold ?? 0, margin: left ?? 0 };
  };
  const save = (event: Event) => {
    event.preventDefault();
    const amounts = [hour, cost, value].map((text) => typedMoney(text, currency));
    const goal = typedNumber(sales);
    const named = others.filter((one) => one.name.trim() !== "").map(channelOf);
    if (amounts.includes(undefined) || named.includes(null)) return setProblem(t.numbers.notMoney);
    if (goal === undefined) return setProblem(t.numbers.notNumber);
    const channels = named as Channel[];
    if (new Set(channels.map(({ name }) => name)).size < channels.length) return setProblem(t.numbers.again);
    const [hour_cost, own, goal_value] = amounts as (number | null)[];
    void run(() =>
      onSave({
        currency: currency as MonthAccountRequest["currency"],
        hour_cost: hour_cost!,
        cost: own!,
        goal_sales: goal,
        goal_value: goal_value!,
        channels,
      }),
    );
  };
  const text = (label: string, at: string, set: (text: string) => void, mode: "decimal" | "numeric" = "decimal") => (
    <Field label={label}>
      {(props) => <input {...props} inputMode={mode} value={at} onInput={(e) => set(e.currentTarget.value)} />}
    </Field>
  );
  const change = (i: number, part: Partial<Typed>) =>
    setOthers((all) => all.map((one, at) => (at === i ? { ...one, ...part } : one)));
  return (
    <details data-enter>
      <summary>{t.numbers.enter}</summary>
      <form onSubmit={save}>
        <div class="account-row">
          {text(t.numbers.hourCost, hour, setHour)}
          {text(t.numbers.ownCost, cost, setCost)}
          {text(t.numbers.goalSales, sales, setSales, "numeric")}
          {text(t.numbers.goalMoney, value, setValue)}
        </div>
        <h3>{t.numbers.otherTitle}</h3>
        {others.map((one, i) => (
          <div class="account-row" key={i} data-other={i}>
            <Field label={t.numbers.otherName}>
              {(props) => (
                <input
                  {...props}
                  maxLength={60}
                  value={one.name}
                  onInput={(e) => change(i, { name: e.currentTarget.value })}
                />
              )}
            </Field>
            {text(t.numbers.cost, one.cost, (said) => change(i, { cost: said }))}
            {text(t.numbers.sales, one.sales, (said) => change(i, { sales: said }), "numeric")}
            {text(t.numbers.margin, one.margin, (said) => change(i, { margin: said }))}
          </div>
        ))}
        <div class="row">
          {others.length < channelsMost && (
            <button
              type="button"
              class="quiet"
              data-action="add-channel"
              onClick={() => setOthers((all) => [...all, { name: "", cost: "", sales: "", margin: "" }])}
            >
              {t.numbers.add}
            </button>
          )}
          <button type="submit" disabled={busy} data-action="save-month">
            {t.common.save}
          </button>
        </div>
        {problem && <Notice>{problem}</Notice>}
      </form>
    </details>
  );
}
