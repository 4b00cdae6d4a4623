// Opening hours, one line a day. No line at all means always open.
import { useState } from "preact/hooks";
import type { OwnBusiness } from "../api/schema";
import { t } from "../en";

type HoursValue = OwnBusiness["hours"];
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
type Day = (typeof days)[number];

export function Hours({ hours, onSave }: { hours: HoursValue; onSave: (hours: HoursValue) => void }) {
  const [value, setValue] = useState<HoursValue>(hours);
  const range = (day: Day): [string, string] | null => {
    const first = value?.[day]?.[0];
    return first?.[0] && first[1] ? [first[0], first[1]] : null;
  };
  const change = (day: Day, next: [string, string] | null) => {
    const { [day]: _, ...others } = value ?? {};
    setValue(next ? { ...others, [day]: [next] } : others);
  };
  const changed = JSON.stringify(value) !== JSON.stringify(hours);
  return (
    <details class="fold fold-plain">
      <summary>
        {t.desk.hours}: <span class="soft">{value === null ? t.desk.always : days.filter((d) => range(d)).map((d) => t.desk.days[d].slice(0, 2)).join(" ")}</span>
      </summary>
      <p class="soft small">{t.desk.hoursHint}</p>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={value === null}
          onChange={(e) => setValue(e.currentTarget.checked ? null : Object.fromEntries(days.slice(0, 5).map((d) => [d, [["09:00", "17:30"]]])))}
        />
        <span>{t.desk.always}</span>
      </label>
      {value !== null && (
        <ul class="plain hours">
          {days.map((day) => {
            const r = range(day);
            return (
              <li key={day}>
                <label class="toggle">
                  <input type="checkbox" checked={r !== null} onChange={(e) => change(day, e.currentTarget.checked ? ["09:00", "17:30"] : null)} />
                  <span>{t.desk.days[day]}</span>
                </label>
                {r ? (
                  <span class="hours-times">
                    <input type="time" aria-label={`${t.desk.days[day]} ${t.desk.from}`} value={r[0]} onChange={(e) => e.currentTarget.value && change(day, [e.currentTarget.value, r[1]])} />
                    <input type="time" aria-label={`${t.desk.days[day]} ${t.desk.to}`} value={r[1]} onChange={(e) => e.currentTarget.value && change(day, [r[0], e.currentTarget.value])} />
                  </span>
                ) : (
                  <span class="soft">{t.desk.closedDay}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {changed && (
        <button type="button" onClick={() => onSave(value)}>
          {t.common.save}
        </button>
      )}
    </details>
  );
}
