// The server's time. Deadlines are the server's, so a phone whose clock is wrong must still count down right.
import { signal } from "@preact/signals";

let offset = 0;
let bestRoundTrip = Number.POSITIVE_INFINITY;

export const clock = {
  /** Takes the server's time as stated in an answer; the quickest round trip tells it best. */
  learn(serverTime: string, roundTripMs: number) {
    const stated = Date.parse(serverTime);
    if (Number.isNaN(stated) || roundTripMs > bestRoundTrip) return;
    bestRoundTrip = roundTripMs;
    offset = stated + roundTripMs / 2 - Date.now();
  },
  /** Old measurements fade, for clocks drift and laptops sleep. */
  forget() {
    bestRoundTrip = Number.POSITIVE_INFINITY;
  },
  now: () => Date.now() + offset,
};

/** Changes four times a second while the page is seen; whatever counts down reads it. */
export const tick = signal(clock.now());

setInterval(() => {
  if (!document.hidden) tick.value = clock.now();
}, 250);
document.addEventListener("visibilitychange", () => {
  tick.value = clock.now();
});
