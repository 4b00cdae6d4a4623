// Where the programs of a shop are told what happens at the desk, and what came of it.
import { useEffect, useState } from "preact/hooks";
import { get, patch, post, remove } from "../../api/client";
import type { Delivery, NewWebhook, Webhook } from "../../api/schema";
import { clock } from "../../clock";
import { t } from "../../en";
import { clockTime } from "../../format";
import { ToldOnce } from "../../ui/copy-field";
import { useDeed } from "../../ui/deed";
import { Field, FormEnd, SureRow } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";

const path = "/v1/businesses/me/webhooks";
const shownAtOnce = 5;
/** While something is on its way its state is asked for again. */
const lookAgain = 1_500;
const when = (at: string) => clockTime(at, clock.now(), false);

export function Endpoints({ business }: { business: string }) {
  const [hooks, setHooks] = useState<Webhook[] | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  const load = async () => setHooks((await get<{ data: Webhook[] }>(path, { for: business })).data);
  useEffect(() => {
    load().catch(() => undefined);
  }, [business]);
  const make = () =>
    run(async () => {
      const made = await post<NewWebhook>(path, { url: url?.trim() }, { for: business });
      setSecret(made.secret);
      setUrl(null);
      announce(t.machines.hookMade);
      await load();
    });
  if (!hooks) return null;
  return (
    <div data-endpoints>
      <h3>{t.machines.hooks}</h3>
      {problem && <Notice>{problem}</Notice>}
      {hooks.length === 0 && url === null && <p class="soft">{t.machines.noHooks}</p>}
      <ul class="plain">
        {hooks.map((hook) => (
          <Endpoint key={hook.id} business={business} hook={hook} onChange={load} />
        ))}
      </ul>
      {secret && <ToldOnce label={t.machines.secret} value={secret} words={t.machines.secretOnce} />}
      {url === null ? (
        <button type="button" onClick={() => setUrl("")} data-action="new-endpoint">
          {t.machines.newHook}
        </button>
      ) : (
        <form
          class="machine-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (url.trim()) void make();
          }}
        >
          <Field label={t.machines.url} hint={t.machines.urlHint}>
            {(props) => (
              <input
                {...props}
                type="url"
                inputMode="url"
                maxLength={500}
                required
                value={url}
                onInput={(e) => setUrl(e.currentTarget.value)}
              />
            )}
          </Field>
          <FormEnd label={t.machines.makeHook} action="make-endpoint" disabled={busy} onClose={() => setUrl(null)} />
        </form>
      )}
    </div>
  );
}

function Endpoint({ business, hook, onChange }: { business: string; hook: Webhook; onChange: () => Promise<void> }) {
  const [sent, setSent] = useState<Delivery[]>([]);
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useDeed();
  const here = `${path}/${hook.id}`;
  const load = async () => {
    const query = `?limit=${shownAtOnce}`;
    setSent((await get<{ data: Delivery[] }>(`${here}/deliveries${query}`, { for: business })).data);
  };
  useEffect(() => {
    load().catch(() => undefined);
  }, [hook.id, hook.state]);
  const waits = hook.state === "on" && sent.some(({ state }) => state === "waiting");
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => void load().then(onChange, () => undefined), lookAgain);
    return () => clearTimeout(timer);
  }, [waits, sent]);
  const act = (deed: () => Promise<unknown>) =>
    run(async () => {
      await deed();
      await load();
      await onChange();
    });
  const isOn = hook.state === "on";
  return (
    <li class="machine" data-endpoint={hook.state}>
      <div class="machine-head">
        <div>
          <strong class="machine-url">{hook.url}</strong>
          <p class="soft small">
            <span class={isOn ? "ribbon" : "rank"}>{t.machines.state[hook.state]}</span>
            {hook.failing_since && ` ${t.machines.failing(when(hook.failing_since))}`}
          </p>
        </div>
        <div class="row">
          {isOn && (
            <button
              type="button"
              disabled={busy}
              onClick={() =>
                void act(async () => {
                  await post(`${here}/ping`, {}, { for: business });
                  announce(t.machines.pinged);
                })
              }
              data-action="ping"
            >
              {t.machines.ping}
            </button>
          )}
          <button
            type="button"
            disabled={busy}
            onClick={() => void act(() => patch(here, { on: !isOn }, { for: business }))}
            data-action="switch"
          >
            {isOn ? t.machines.off : t.machines.on}
          </button>
          <button type="button" class="quiet" onClick={() => setAsking(true)} data-action="remove-endpoint">
            {t.machines.remove}
          </button>
        </div>
      </div>
      {problem && <Notice>{problem}</Notice>}
      {asking && (
        <SureRow
          question={t.machines.removeSure}
          label={t.machines.remove}
          action="remove-endpoint-sure"
          busy={busy}
          onSure={() =>
            void run(async () => {
              await remove(here, { for: business });
              await onChange();
            })
          }
          onCancel={() => setAsking(false)}
        />
      )}
      <h4>{t.machines.last}</h4>
      {sent.length === 0 && <p class="soft small">{t.machines.none}</p>}
      <ul class="plain" data-sent>
        {sent.map((one) => (
          <li key={one.id} class="machine-sent" data-delivery={one.state}>
            <div>
              {one.type ? (t.machines.about[one.type] ?? t.machines.news) : t.machines.news}
              {": "}
              <strong>{t.machines.delivery[one.state]}</strong>
              <p class="soft small">{outcome(one)}</p>
            </div>
            {one.state !== "waiting" && isOn && (
              <button
                type="button"
                class="quiet"
                disabled={busy}
                onClick={() => void act(() => post(`${here}/deliveries/${one.id}/again`, {}, { for: business }))}
                data-action="again"
              >
                {t.machines.again}
              </button>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** When it was made, what the last try came to, and when the next one is. */
function outcome({ made_at, attempts, next_at }: Delivery): string {
  const said = [when(made_at)];
  const last = attempts.at(-1);
  if (last) said.push(last.status ? t.machines.answered(last.status, last.ms) : (last.failure ?? ""));
  if (attempts.length > 1) said.push(t.machines.tries(attempts.length));
  if (next_at && attempts.length > 0) said.push(t.machines.nextTry(when(next_at)));
  return said.join(" · ");
}
