// The month that sales are counted in. A test that sells and then reads the month's figures must not cross its end.
import { setTimeout as delay } from "node:timers/promises";

const inLondon = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London", year: "numeric", month: "2-digit" });
const monthAt = (time) => inLondon.format(time).slice(0, 7);

/** The month, as "2026-11", that holds the next so many milliseconds; near a month's end the next is waited for. */
export async function monthWithRoom(milliseconds) {
  const now = Date.now();
  const month = monthAt(now);
  if (monthAt(now + milliseconds) === month) return month;
  let [before, after] = [now, now + milliseconds];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (monthAt(middle) === month) before = middle;
    else after = middle;
  }
  await delay(after - now);
  return monthWithRoom(milliseconds);
}
