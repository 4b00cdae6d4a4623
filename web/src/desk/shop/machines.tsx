// The programs of a shop: the keys that they come in with, and where they are told what happens at the desk.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import type { ApiKey, NewApiKey } from "../../api/schema";
import { clock } from "../../clock";
import { t } from "../../en";
import { clockTime } from "../../format";
import { ToldOnce } from "../../ui/copy-field";
import { useDeed } from "../../ui/deed";
import { Field, FormEnd, SureRow } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";
import { Endpoints } from "./endpoints";

const path = "/v1/api-keys";
const when = (at: string) => clockTime(at, clock.now(), false);

export function Machines({ business }: { business: string }) {
  return (
    <section class="card machines" aria-labelledby="machines" data-machines>
      <h2 id="machines">{t.machines.title}</h2>
      <p class="soft">{t.machines.lead}</p>
      <Keys business={business} />
      <Endpoints business={business} />
      <p>
        <a href="/docs">{t.machines.docs}</a>
      </p>
    </section>
  );
}

function Keys({ business }: { business: string }) {
  const [keys, setKeys] = useState<ApiKey[] | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const [asking, setAsking] = useState<{ id: string; deed: "rotate" | "revoke" } | null>(null);
  const { busy, problem, run } = useDeed();
  const load = async () => setKeys((await get<{ data: ApiKey[] }>(path, { for: business })).data);
  useEffect(() => {
    load().catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  const show = ({ key }: NewApiKey) => {
    setShown(key);
    announce(t.machines.keyMade);
  };
  const make = (label: string, scopes: string[]) =>
    run(async () => {
      show(await post<NewApiKey>(path, { label, scopes }, { for: business }));
      setMaking(false);
      await load();
    });
  const sure = () =>
    run(async () => {
      if (!asking) return;
      if (asking.deed === "rotate") show(await post<NewApiKey>(`${path}/${asking.id}/rotate`, {}, { for: business }));
      else {
        await remove(`${path}/${asking.id}`, { for: business });
        setShown(null);
        announce(t.machines.revoked);
      }
      setAsking(null);
      await load();
    });
  if (!keys) return null;
  return (
    <div data-keys>
      <h3>{t.machines.keys}</h3>
      {problem && <Notice>{problem}</Notice>}
      {keys.length === 0 && !making && <p class="soft">{t.machines.noKeys}</p>}
      <ul class="plain">
        {keys.map((key) => (
          <li key={key.id} class="machine" data-key={key.id}>
            <div class="machine-head">
              <div>
                <strong>{key.label}</strong>
                <p class="soft small">
                  {key.scopes.map((scope) => t.machines.scopeShort[scope] ?? t.machines.reads).join(", ")}
                  {" · "}
                  {t.machines.keyLine(when(key.made_at), key.last_used_at && when(key.last_used_at))}
                  {key.ends_at && ` · ${t.machines.ends(when(key.ends_at))}`}
                </p>
              </div>
              <div class="row">
                {!key.ends_at && (
                  <button
                    type="button"
                    onClick={() => setAsking({ id: key.id, deed: "rotate" })}
                    aria-label={`${t.machines.rotate}: ${key.label}`}
                    data-action="rotate-key"
                  >
                    {t.machines.rotate}
                  </button>
                )}
                <button
                  type="button"
                  class="quiet"
                  onClick={() => setAsking({ id: key.id, deed: "revoke" })}
                  aria-label={`${t.machines.revoke}: ${key.label}`}
                  data-action="revoke-key"
                >
                  {t.machines.revoke}
                </button>
              </div>
            </div>
            {asking?.id === key.id && (
              <SureRow
                question={asking.deed === "rotate" ? t.machines.rotateSure : t.machines.revokeSure}
                label={asking.deed === "rotate" ? t.machines.rotate : t.machines.revoke}
                action={`${asking.deed}-key-sure`}
                busy={busy}
                onSure={() => void sure()}
                onCancel={() => setAsking(null)}
              />
            )}
          </li>
        ))}
      </ul>
      {shown && <ToldOnce label={t.machines.key} value={shown} words={t.machines.keyOnce} />}
      {making ? (
        <NewKey busy={busy} onMake={make} onClose={() => setMaking(false)} />
      ) : (
        <button type="button" onClick={() => setMaking(true)} data-action="new-key">
          {t.machines.newKey}
        </button>
      )}
    </div>
  );
}

function NewKey({
  busy,
  onMake,
  onClose,
}: {
  busy: boolean;
  onMake: (label: string, scopes: string[]) => Promise<boolean>;
  onClose: () => void;
}) {
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const toggle = (scope: string) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  return (
    <form
      class="machine-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (label.trim()) void onMake(label.trim(), ["read", ...scopes]);
      }}
    >
      <Field label={t.machines.keyLabel} hint={t.machines.keyHint}>
        {(props) => (
          <input {...props} maxLength={80} required value={label} onInput={(e) => setLabel(e.currentTarget.value)} />
        )}
      </Field>
      <fieldset class="machine-scopes">
        <legend>{t.machines.scopes}</legend>
        <p class="field-hint">{t.machines.everyKey}</p>
        {Object.entries(t.machines.scope).map(([scope, words]) => (
          <label key={scope} class="check">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} /> {words}
          </label>
        ))}
      </fieldset>
      <FormEnd label={t.machines.makeKey} action="make-key" disabled={busy} onClose={onClose} />
    </form>
  );
}
