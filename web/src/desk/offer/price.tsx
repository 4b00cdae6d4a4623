// The price of an offer: typed, tapped from the suggestions, or by a number pad under the thumb.
import { useMemo, useState } from "preact/hooks";
import { minorDigits, parseMoney, plainMoney } from "../../format";
import { t } from "../../en";
import { MoneyField } from "../../ui/fields";
import { Erase } from "../../ui/pictures";
import type { Suggestion } from "./suggestions";

export function PriceInput({
  price,
  currency,
  hint,
  offered,
  onChange,
}: {
  price: string;
  currency: string;
  hint: string;
  offered: Suggestion[];
  onChange: (price: string) => void;
}) {
  const [touched, setTouched] = useState(false);
  const thumb = useMemo(() => matchMedia("(pointer: coarse)").matches, []);
  const amount = parseMoney(price, currency);
  const set = (text: string) => {
    setTouched(true);
    onChange(text);
  };
  // The first digit takes the place of what was filled in.
  const press = (key: string) => {
    const now = touched ? price : "";
    if (key === "back") set(price.slice(0, -1));
    else if (key === ".") set(now.includes(".") || minorDigits(currency) === 0 ? now : `${now || "0"}.`);
    else if (parseMoney(now + key, currency) !== null) set((now === "0" ? "" : now) + key);
  };
  return (
    <>
      <MoneyField
        label={t.desk.price}
        hint={hint}
        currency={currency}
        name="price"
        value={price}
        onInput={set}
        big
        keypad={thumb}
      />
      {offered.length > 0 && (
        <div class="chips" role="group" aria-label={t.desk.suggest}>
          {offered.map((one) => (
            <button
              key={one.price}
              type="button"
              class="chip"
              aria-pressed={amount === one.price}
              data-suggest={one.price}
              onClick={() => set(plainMoney(one.price, currency))}
            >
              {one.label}
            </button>
          ))}
        </div>
      )}
      {thumb && (
        <div class="keypad" role="group" aria-label={t.desk.keypad}>
          {["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"].map((key) => (
            <button key={key} type="button" onClick={() => press(key)}>
              {key}
            </button>
          ))}
          <button type="button" onClick={() => press("back")} aria-label={t.desk.erase}>
            <Erase />
          </button>
        </div>
      )}
    </>
  );
}
