// What a round of turns and a round with a clock look like: who comes when, and what the clock shows now and next.
import type { Round } from "../api/schema";
import { tick } from "../clock";
import { clockTime, money } from "../format";
import { t } from "../en";
import { TimeLeft } from "./countdown";

export type TurnOf = NonNullable<Round["turns"]>["schedule"][number];

/** The turn that runs now, if one does. */
export const turnNow = (round: Round): TurnOf | undefined =>
  round.turns?.schedule.find((turn) => !turn.over && Date.parse(turn.starts_at) <= tick.value);

/** The caller's own next turn, running or to come. */
export const ownTurn = (round: Round): TurnOf | undefined =>
  round.turns?.schedule.find((turn) => turn.own && !turn.over);

/** Everybody's turns in a row, the worst offer first; `name` says who stands behind a turn. */
export function TurnsLine({ round, name }: { round: Round; name: (turn: TurnOf) => string }) {
  if (!round.turns || round.turns.schedule.length === 0) return null;
  const now = turnNow(round);
  return (
    <div class="turns" data-turns={round.turns.of_turns}>
      <p class="soft small">{t.rounds.turnsOf(round.turns.of_turns, round.rules.turns?.rounds ?? 1)}</p>
      <ol class="plain turns-line">
        {round.turns.schedule.map((turn) => (
          <li
            key={turn.starts_at}
            class={["turn", turn.over && "turn-over", turn === now && "turn-now", turn.own && "turn-own"]
              .filter(Boolean)
              .join(" ")}
            aria-current={turn === now ? "step" : undefined}
          >
            <strong>{name(turn)}</strong>
            <span class="small figures">
              {turn === now ? (
                <>
                  <TimeLeft until={turn.ends_at} /> {t.intent.left}
                </>
              ) : turn.over ? (
                t.rounds.turnOver
              ) : (
                clockTime(turn.starts_at, tick.value, true)
              )}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What a clock shows at a moment of the server's time: its price, the next one, and when that comes. */
export function clockShows(round: Round, now: number): { price: number; next: number | null; until: string } | null {
  const rules = round.rules.clock;
  if (!round.clock || !rules) return null;
  const { start = 0, change = 0, every_s: every = 5, stop = 0 } = rules;
  const falling = round.format === "falling_clock";
  const levels = falling
    ? Math.floor((start - Math.max(stop, 1)) / change) + 1
    : stop > 0
      ? Math.floor((stop - start) / change) + 1
      : Math.ceil((round.rules.duration_s ?? 0) / every);
  const began = Date.parse(round.clock.started_at);
  const level = Math.min(
    falling ? (round.clock.level ?? 0) : Math.max(0, Math.floor((now - began) / (every * 1000))),
    levels - 1,
  );
  const at = (n: number) => (falling ? start - n * change : start + n * change);
  const ends = new Date(began + (level + 1) * every * 1000).toISOString();
  return {
    price: at(level),
    next: level + 1 < levels ? at(level + 1) : null,
    until: falling ? (round.clock.level_ends_at ?? ends) : ends,
  };
}

/** `quiet` leaves out what the clock means, where the page says it already. */
export function ClockFace({ round, currency, quiet }: { round: Round; currency: string; quiet?: boolean }) {
  const shown = clockShows(round, tick.value);
  if (!shown) return null;
  const falling = round.format === "falling_clock";
  return (
    <div class="clock-face" data-clock={shown.price}>
      {!quiet && <p class="soft small">{falling ? t.rounds.clockFalling : t.rounds.clockRising}</p>}
      <p class="clock-price figures">{money(shown.price, currency)}</p>
      {shown.next !== null && (
        <p class="soft small">
          {t.rounds.clockNext(money(shown.next, currency))} <TimeLeft until={shown.until} />
        </p>
      )}
    </div>
  );
}
