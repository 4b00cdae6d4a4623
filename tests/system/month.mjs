// The month that sales are counted in. A test that sells and then reads the month's figures must not cross its end.
import { setTimeout as delay } from "node:timers/promises";

const inLondon = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London", year: "numeric", month: "2-digit" });
const monthAt = (time) => inLondon.format(time).slice(0, 7);

/** The month, as "2026-11", that holds the next so many milliseconds; near a month's end the next is waited for. */
export async function monthWithRoom(milliseconds) {
  while (monthAt(Date.now()) !== monthAt(Date.now() + milliseconds)) await delay(500);
  return monthAt(Date.now());
}
