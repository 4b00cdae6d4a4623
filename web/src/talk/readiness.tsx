// When more is welcome: the buyer says it once, and every shop keeps to it.
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent } from "../api/schema";
import { clock } from "../clock";
import { dateInput } from "../format";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Choices, Field } from "../ui/fields";
import { announce, Notice } from "../ui/shell";

const dayMs = 86_400_000;

export function Readiness({ view }: { view: BuyerIntent }) {
  const said = view.readiness?.state ?? "ready";
  const [chosen, setChosen] = useState<string>(said);
  const [on, setOn] = useState("");
  const { busy, problem, run } = useDeed();
  useEffect(() => setChosen(said), [said]);
  const asks = chosen === "ask_me";
  const save = () =>
    run(async () => {
      const body = asks ? { state: chosen, ask_at: new Date(`${on}T09:00:00`).toISOString() } : { state: chosen };
      await post(`/v1/intents/${view.id}/readiness`, body, { once: true });
      announce(t.talk.readySaved);
    });
  return (
    <section class="card readiness" data-readiness={said}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!asks || on) void save();
        }}
      >
        <Choices
          compact
          legend={t.talk.ready}
          options={Object.entries(t.talk.readiness).map(([value, label]) => ({ value, label }))}
          value={chosen}
          onChange={setChosen}
        />
        {/* Told when it is meant: whoever moves along the choices with the keyboard passes them all. */}
        {chosen !== said && (
          <div class="row">
            {asks && (
              <Field label={t.talk.askDay}>
                {(field) => (
                  <input
                    {...field}
                    type="date"
                    name="ask-day"
                    min={dateInput(new Date(clock.now() + dayMs).toISOString())}
                    value={on}
                    onInput={(event) => setOn(event.currentTarget.value)}
                  />
                )}
              </Field>
            )}
            <button type="submit" class="primary" disabled={busy || (asks && !on)} data-action="say-ready">
              {t.talk.readyTell}
            </button>
          </div>
        )}
      </form>
      {problem && <Notice>{problem}</Notice>}
    </section>
  );
}
