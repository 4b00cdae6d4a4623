// Time left by the server's clock, as a ring that empties, a figure, and the absolute time.
import { tick } from "../clock";
import { clockTime, timeLeft } from "../format";
import { t } from "../en";

/** Only the figure; it re-renders by itself. */
export function TimeLeft({ until }: { until: string }) {
  return <span class="figures">{timeLeft(Date.parse(until) - tick.value)}</span>;
}

export function Ring({
  from,
  until,
  caption,
  small,
}: {
  from: string;
  until: string;
  caption: (time: string) => string;
  small?: boolean;
}) {
  const now = tick.value;
  const end = Date.parse(until);
  const total = Math.max(1, end - Date.parse(from));
  const left = Math.max(0, end - now);
  const share = Math.min(1, left / total);
  const radius = 52;
  const around = 2 * Math.PI * radius;
  const urgent = left > 0 && left < 60_000;
  return (
    <div class={`ring${small ? " ring-small" : ""}${urgent ? " ring-urgent" : ""}`}>
      <div class="ring-face">
        <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
          <circle class="ring-back" cx="60" cy="60" r={radius} />
          <circle
            class="ring-left"
            cx="60"
            cy="60"
            r={radius}
            stroke-dasharray={`${(share * around).toFixed(2)} ${around.toFixed(2)}`}
            transform="rotate(-90 60 60)"
          />
        </svg>
        <div class="ring-text" role="timer" aria-live="off">
          <span class={`figures${left >= 3_600_000 ? " ring-long" : ""}`} data-time-left={Math.ceil(left / 1000)}>
            {timeLeft(left)}
          </span>
          <span class="ring-word">{t.intent.left}</span>
        </div>
      </div>
      <p class="ring-caption" title={t.intent.serverTime}>
        {caption(clockTime(until, now, total < 3_600_000))}
      </p>
    </div>
  );
}
