// What each of a team came to in a month: sales against what was aimed at, and nothing that merely shows activity.
import { useState } from "preact/hooks";
import { put } from "../../api/client";
import type { Month, SeatGoalRequest, SeatResult, TeamList } from "../../api/schema";
import { t } from "../../en";
import { money, plainMoney } from "../../format";
import { useDeed } from "../../ui/deed";
import { Field, FormEnd, MoneyField } from "../../ui/fields";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { announce, Notice } from "../../ui/shell";
import { TableFold } from "../../ui/table-fold";
import { may, useTeamList } from "../team-data";
import { typedMoney, typedNumber } from "../../ui/amounts";

const personOf = ({ seat }: SeatResult) => (seat ? seat.name || t.team.somebody : t.numbers.noPerson);

/** Whose goals the one who looks may set: an owner those of all who are in the team. */
const settable = (team: TeamList | null) =>
  team && team.me !== null && may.own(team.role)
    ? team.data.filter((one) => one.founder || one.joined_at).map(({ id }) => id)
    : [];

interface Parts {
  business: string;
  month: Month;
  onChange: (month: Month) => void;
}

/** Nothing where the founder is alone. */
export function Seats(parts: Parts) {
  const others = parts.month.seats.some(({ seat }) => seat && seat.id !== parts.business);
  return others ? <People {...parts} /> : null;
}

function People({ business, month, onChange }: Parts) {
  const [doing, setDoing] = useState<string | null>(null);
  const team = useTeamList(business);
  const { seats, currency } = month;
  const scale = Math.max(1, ...seats.map(({ sales, goal_sales }) => Math.max(sales, goal_sales ?? 0)));
  const owned = settable(team);
  const save = (id: string, said: SeatGoalRequest) =>
    put<Month>(`/v1/businesses/me/months/${month.month}/seats/${id}`, said, { for: business }).then((read) => {
      onChange(read);
      setDoing(null);
      announce(t.numbers.saved);
    });
  return (
    <section aria-labelledby="seats" data-seats={seats.length}>
      <h3 id="seats">{t.numbers.seatsTitle}</h3>
      <p class="soft small">{t.numbers.seatsRule}</p>
      <ul class="plain">
        {seats.map((result) => {
          const id = result.seat?.id ?? "";
          return (
            <li key={id} class="seat-result" data-seat-result={id}>
              <SeatBar result={result} scale={scale} currency={currency} />
              {owned.includes(id) && doing !== id && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={t.numbers.seatGoalOf(personOf(result))}
                  onClick={() => setDoing(id)}
                  data-action="seat-goal"
                >
                  {t.numbers.seatGoal}
                </button>
              )}
              {doing === id && (
                <GoalForm
                  result={result}
                  currency={currency}
                  onSave={(said) => save(id, said)}
                  onClose={() => setDoing(null)}
                />
              )}
            </li>
          );
        })}
      </ul>
      <SeatTable seats={seats} currency={currency} />
    </section>
  );
}

/** All bars have one scale; the pale part is what is left to the goal. */
function SeatBar({ result, scale, currency }: { result: SeatResult; scale: number; currency: string }) {
  const { sales, value, goal_sales, goal_value } = result;
  const share = (n: number) => `${(n * 100) / scale}%`;
  return (
    <>
      <div class="seat-line">
        <strong>{personOf(result)}</strong>
        <span class="figures">
          {goal_sales === null ? t.numbers.salesOf(sales) : t.numbers.goal(sales, goal_sales)}
        </span>
      </div>
      <svg width="100%" height="10" aria-hidden="true" focusable="false">
        <rect class="meter-back" width={share(goal_sales ?? 0)} height="10" rx="5" />
        <rect class="meter-bar" width={share(sales)} height="10" rx="5" />
      </svg>
      <p class="soft small figures">
        {goal_value === null
          ? money(value, currency)
          : t.numbers.goalValue(money(value, currency), money(goal_value, currency))}
      </p>
    </>
  );
}

function GoalForm({
  result,
  currency,
  onSave,
  onClose,
}: {
  result: SeatResult;
  currency: string;
  onSave: (said: SeatGoalRequest) => Promise<unknown>;
  onClose: () => void;
}) {
  const [sales, setSales] = useState(result.goal_sales === null ? "" : String(result.goal_sales));
  const [value, setValue] = useState(result.goal_value === null ? "" : plainMoney(result.goal_value, currency));
  const { busy, problem, run } = useDeed();
  const [goalSales, goalValue] = [typedNumber(sales), typedMoney(value, currency)];
  return (
    <form
      class="seat-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (goalSales === undefined || goalValue === undefined) return;
        void run(() => onSave({ goal_sales: goalSales, goal_value: goalValue }));
      }}
    >
      <Field label={t.numbers.goalSales} error={goalSales === undefined ? t.numbers.notNumber : null}>
        {(props) => (
          <input {...props} inputMode="numeric" value={sales} onInput={(e) => setSales(e.currentTarget.value)} />
        )}
      </Field>
      <MoneyField
        label={t.numbers.goalMoney}
        error={goalValue === undefined ? t.numbers.notMoney : null}
        currency={currency}
        name="goal-value"
        value={value}
        onInput={setValue}
      />
      {problem && <Notice>{problem}</Notice>}
      <FormEnd label={t.common.save} action="save-seat-goal" disabled={busy} onClose={onClose} />
    </form>
  );
}

function SeatTable({ seats, currency }: { seats: SeatResult[]; currency: string }) {
  const words = t.numbers;
  const aimed = (goal: string | number | null) => goal ?? "–";
  return (
    <TableFold label={words.seatsTable}>
      <NumberTable
        first={words.person}
        columns={[words.offersMade, words.sales, words.goalSales, words.worth, words.goalMoney]}
        data-seat-table
      >
        {seats.map((one) => (
          <NumberRow
            key={one.seat?.id ?? ""}
            name={personOf(one)}
            numbers={[
              one.offers,
              one.sales,
              aimed(one.goal_sales),
              money(one.value, currency),
              aimed(one.goal_value === null ? null : money(one.goal_value, currency)),
            ]}
            data-seat-row={one.seat?.id ?? ""}
          />
        ))}
      </NumberTable>
    </TableFold>
  );
}
