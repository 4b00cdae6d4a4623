// Opening hours, one line a day. No line on any day means always open. Times are minutes since midnight by the clock on
// the shop's wall; several ranges of one day are kept as they are until somebody changes that day.
import { useEffect, useState } from "preact/hooks";
import type { OwnBusiness } from "../../api/schema";
import { t } from "../../en";
import { minuteOf, timeOfDay } from "../../format";
import { weekdays } from "../../words/desk";

type HoursValue = OwnBusiness["hours"];
type Range = number[];
const usual: Range = [9 * 60, 17 * 60 + 30];

const isEmpty = (week: Range[][]) => week.every((ranges) => ranges.length === 0);

export function Hours({ hours, onChange }: { hours: HoursValue; onChange: (hours: HoursValue) => void }) {
  const [week, setWeek] = useState<Range[][]>(hours.week);
  const empty = isEmpty(week);
  // No line on any day means always open; unticking the last day by hand must not turn into that.
  const [always, setAlways] = useState(empty);
  const backwards = week.some((ranges) => ranges.some(([from, to]) => from! >= to!));
  const saved = JSON.stringify(hours.week);
  useEffect(() => {
    setWeek(hours.week);
    setAlways(isEmpty(hours.week));
  }, [saved]);
  useEffect(() => {
    if (!backwards && (always || !empty) && JSON.stringify(week) !== saved) onChange({ zone: hours.zone, week });
  }, [week, always]);
  const put = (day: number, ranges: Range[]) => setWeek(week.map((old, i) => (i === day ? ranges : old)));
  const open = weekdays.filter((_, i) => week[i]!.length > 0).map((day) => t.desk.shortDays[day]);
  return (
    <details class="fold fold-plain">
      <summary>
        <span>
          {t.desk.hours}: <span class="soft">{always ? t.desk.always : open.join(", ")}</span>
        </span>
      </summary>
      <p class="soft small">{t.desk.hoursHint}</p>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={always}
          onChange={(e) => {
            setAlways(e.currentTarget.checked);
            setWeek(weekdays.map((_, i) => (e.currentTarget.checked || i > 4 ? [] : [usual])));
          }}
        />
        <span>{t.desk.always}</span>
      </label>
      {!always && (
        <ul class="plain hours">
          {weekdays.map((day, i) => {
            const range = week[i]![0];
            return (
              <li key={day}>
                <label class="toggle">
                  <input
                    type="checkbox"
                    checked={range !== undefined}
                    onChange={(e) => put(i, e.currentTarget.checked ? [usual] : [])}
                  />
                  <span>{t.desk.days[day]}</span>
                </label>
                {range ? (
                  <span class="hours-times">
                    {([0, 1] as const).map((end) => (
                      <input
                        key={end}
                        type="time"
                        aria-label={`${t.desk.days[day]} ${end === 0 ? t.desk.from : t.desk.to}`}
                        value={timeOfDay(Math.min(range[end]!, 1439))}
                        onChange={(e) => {
                          const minutes = minuteOf(e.currentTarget.value);
                          if (minutes !== null)
                            put(i, [end === 0 ? [minutes, range[1]!] : [range[0]!, minutes], ...week[i]!.slice(1)]);
                        }}
                      />
                    ))}
                  </span>
                ) : (
                  <span class="soft">{t.desk.closedDay}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {!always && empty && <p class="soft small">{t.desk.hoursEmpty}</p>}
      {backwards && <p class="soft small">{t.desk.hoursBackwards}</p>}
    </details>
  );
}
