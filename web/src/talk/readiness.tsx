// When more is welcome: the buyer says it once, and every shop keeps to it.
import { useState } from "preact/hooks";
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
  const [asking, setAsking] = useState(false);
  const [on, setOn] = useState("");
  const { problem, run } = useDeed();
  const save = (state: string, askAt?: string) =>
    run(async () => {
      await post(`/v1/intents/${view.id}/readiness`, askAt ? { state, ask_at: askAt } : { state }, { once: true });
      setAsking(false);
      announce(t.talk.readySaved);
    });
  const choose = (state: string) => (state === "ask_me" ? setAsking(true) : void save(state));
  return (
    <section class="card readiness" data-readiness={said}>
      <Choices
        compact
        legend={t.talk.ready}
        options={Object.entries(t.talk.readiness).map(([value, label]) => ({ value, label }))}
        value={asking ? "ask_me" : said}
        onChange={choose}
      />
      {asking && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            if (on) void save("ask_me", new Date(`${on}T09:00:00`).toISOString());
          }}
        >
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
          <button type="submit" class="primary" disabled={!on} data-action="ask-day">
            {t.common.save}
          </button>
        </form>
      )}
      {problem && <Notice>{problem}</Notice>}
    </section>
  );
}
