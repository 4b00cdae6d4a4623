// What was left of one sale and how long it took, as the shop says it; both are optional.
import { useState } from "preact/hooks";
import { put } from "../../api/client";
import type { Month } from "../../api/schema";
import { t } from "../../en";
import { money, plainMoney } from "../../format";
import { typedMoney, typedNumber } from "../../ui/amounts";
import { useDeed } from "../../ui/deed";
import { Field } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";

export function DealAccount({
  business,
  deal,
  currency,
  title,
  onChange,
}: {
  business: string;
  deal: Month["deals"][number];
  currency: string;
  title: string;
  onChange: () => void;
}) {
  const [margin, setMargin] = useState(deal.margin === null ? "" : plainMoney(deal.margin, currency));
  const [minutes, setMinutes] = useState(deal.minutes === null ? "" : String(deal.minutes));
  const { busy, problem, run } = useDeed();
  const left = typedMoney(margin, currency, true);
  const spent = typedNumber(minutes);
  const save = (event: Event) => {
    event.preventDefault();
    if (left === undefined || spent === undefined) return;
    void run(async () => {
      await put(
        `/v1/businesses/me/deals/${deal.intent_id}/account`,
        { margin: left, minutes: spent },
        { for: business },
      );
      announce(t.numbers.saved);
      onChange();
    });
  };
  return (
    <form class="account-row" onSubmit={save} data-deal={deal.intent_id}>
      <p>
        {title}
        <br />
        <strong class="figures">{money(deal.price, currency)}</strong>
      </p>
      <Field label={t.numbers.dealMargin} error={left === undefined ? t.numbers.notMoney : null}>
        {(props) => (
          <input {...props} inputMode="decimal" value={margin} onInput={(e) => setMargin(e.currentTarget.value)} />
        )}
      </Field>
      <Field label={t.numbers.dealMinutes} error={spent === undefined ? t.numbers.notNumber : null}>
        {(props) => (
          <input {...props} inputMode="numeric" value={minutes} onInput={(e) => setMinutes(e.currentTarget.value)} />
        )}
      </Field>
      <button type="submit" disabled={busy}>
        {t.common.save}
      </button>
      {problem && <Notice>{problem}</Notice>}
    </form>
  );
}
