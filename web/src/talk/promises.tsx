// What was promised with the yes: each promise, whether it was kept, and how it was put right.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Deal, DealPromise } from "../api/schema";
import { clock } from "../clock";
import { dateInput, day, money } from "../format";
import { t } from "../en";
import { Field } from "../ui/fields";
import { Check, Cross } from "../ui/pictures";
import { Composer } from "./thread";

/** A call about the deal: `act` shows a refusal itself, `send` leaves it to the form that holds the words. */
export type Call = (path: string, body: unknown, done: string) => Promise<unknown>;

/** What is due by a day is due at its end. */
const endOfDay = (date: string) => new Date(`${date}T23:59:00`).toISOString();

function what(promise: DealPromise, currency: string): string {
  const due = promise.due_at ? ` ${t.talk.promise.due(day(promise.due_at))}` : "";
  if (promise.kind === "price") return t.talk.promise.price(money(promise.amount ?? 0, currency));
  if (promise.kind === "delivery") return t.talk.promise.delivery + due;
  return promise.text + due;
}

function Mark({ state }: { state: DealPromise["state"] }) {
  const good = state === "kept" || state === "repaired";
  return (
    <span class={`promise-mark promise-${state}`}>
      {good && <Check />}
      {state === "broken" && <Cross />}
      {t.talk.promiseState[state]}
    </span>
  );
}

function PromiseItem({
  promise,
  currency,
  children,
}: {
  promise: DealPromise;
  currency: string;
  children: ComponentChildren;
}) {
  return (
    <li data-promise={promise.promise} data-promise-state={promise.state}>
      <p class="promise-line">
        <strong>{what(promise, currency)}</strong> <Mark state={promise.state} />
      </p>
      {promise.claim && <p class="soft">{t.talk.shopSays(promise.claim)}</p>}
      {promise.note && <p class="soft">{t.talk.buyerSays(promise.note)}</p>}
      {children}
    </li>
  );
}

export function BuyerPromises({
  deal,
  currency,
  shop,
  act,
  send,
}: {
  deal: Deal;
  currency: string;
  shop: string;
  act: Call;
  send: Call;
}) {
  const promises = deal.promises ?? [];
  if (promises.length === 0) return null;
  return (
    <section aria-labelledby="promises">
      <h3 id="promises">{t.talk.promises}</h3>
      <ul class="plain promises">
        {promises.map((promise) => (
          <PromiseItem key={promise.promise} promise={promise} currency={currency}>
            {promise.repair_offered ? (
              <div class="repair">
                <p>{t.talk.repairOffer(shop)}</p>
                <p class="offer-message">
                  {promise.repair}
                  {promise.repair_due_at && ` ${t.talk.promise.due(day(promise.repair_due_at))}`}
                </p>
                <div class="row">
                  <button
                    type="button"
                    class="primary"
                    data-action="repair-yes"
                    onClick={() => void act(`promises/${promise.promise}/repair-answer`, { accepted: true }, "")}
                  >
                    {t.talk.repairYes}
                  </button>
                  <button
                    type="button"
                    data-action="repair-no"
                    onClick={() => void act(`promises/${promise.promise}/repair-answer`, { accepted: false }, "")}
                  >
                    {t.talk.repairNo}
                  </button>
                </div>
              </div>
            ) : (
              <Judge promise={promise} act={act} send={send} />
            )}
          </PromiseItem>
        ))}
      </ul>
    </section>
  );
}

const settled = new Set<DealPromise["state"]>(["kept", "broken", "repaired"]);

function Judge({ promise, act, send }: { promise: DealPromise; act: Call; send: Call }) {
  const [wrong, setWrong] = useState(false);
  if (settled.has(promise.state)) return null;
  const path = `promises/${promise.promise}/judge`;
  if (wrong)
    return (
      <Composer
        label={t.talk.whatWrong}
        action="say-broken"
        asked
        button={t.talk.sayBroken}
        onSend={(note) => send(path, { kept: false, note }, t.talk.judged)}
      />
    );
  return (
    <div class="row promise-judge" role="group" aria-label={t.talk.wasKept}>
      <span class="soft">{t.talk.wasKept}</span>
      <button type="button" data-action="kept" onClick={() => void act(path, { kept: true }, t.talk.judged)}>
        {t.talk.kept}
      </button>
      <button type="button" data-action="not-kept" onClick={() => setWrong(true)}>
        {t.talk.notKept}
      </button>
    </div>
  );
}

export function ShopPromises({ deal, currency, act, send }: { deal: Deal; currency: string; act: Call; send: Call }) {
  const promises = deal.promises ?? [];
  const [adding, setAdding] = useState(false);
  return (
    <section class="shop-promises">
      <h4>{t.talk.promises}</h4>
      <ul class="plain promises">
        {promises.map((promise) => (
          <PromiseItem key={promise.promise} promise={promise} currency={currency}>
            {(promise.state === "open" || promise.state === "repairing") && (
              <button
                type="button"
                data-action="claim"
                onClick={() => void act(`promises/${promise.promise}/claim`, {}, t.talk.claimed)}
              >
                {t.talk.claim}
              </button>
            )}
            {promise.state === "broken" &&
              (promise.repair_offered ? (
                <p class="soft">{t.talk.repairWaits}</p>
              ) : (
                <WordsByDay
                  label={t.talk.repairAsk}
                  action="repair"
                  button={t.talk.repairSend}
                  onSend={(body) => send(`promises/${promise.promise}/repair`, body, t.talk.repairWaits)}
                />
              ))}
          </PromiseItem>
        ))}
      </ul>
      {adding ? (
        <WordsByDay
          label={t.talk.promiseLabel}
          hint={t.talk.addPromiseHint}
          action="promise"
          asked
          button={t.talk.promiseDo}
          onSend={(body) => send("promises", body, "").then(() => setAdding(false))}
        />
      ) : (
        <button type="button" class="quiet" data-action="add-promise" onClick={() => setAdding(true)}>
          {t.talk.addPromise}
        </button>
      )}
    </section>
  );
}

/** Words, and the day by which they hold if there is one. */
function WordsByDay({
  label,
  hint,
  action,
  asked = false,
  button,
  onSend,
}: {
  label: string;
  hint?: string;
  action: string;
  asked?: boolean;
  button: string;
  onSend: (body: { text: string; due_at?: string }) => Promise<unknown>;
}) {
  const [due, setDue] = useState("");
  return (
    <Composer
      label={label}
      hint={hint}
      action={action}
      asked={asked}
      button={button}
      max={400}
      onSend={(text) => onSend(due ? { text, due_at: endOfDay(due) } : { text })}
    >
      <Field label={t.talk.dueLabel} optional>
        {(field) => (
          <input
            {...field}
            type="date"
            name={`${action}-due`}
            min={dateInput(new Date(clock.now()).toISOString())}
            value={due}
            onInput={(event) => setDue(event.currentTarget.value)}
          />
        )}
      </Field>
    </Composer>
  );
}
