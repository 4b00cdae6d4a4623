// The key with which a shop's till or checkout says by itself that a buyer's code was redeemed.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import type { PostbackKey } from "../../api/schema";
import { clock } from "../../clock";
import { t } from "../../en";
import { clockTime } from "../../format";
import { CopyField, ToldOnce } from "../../ui/copy-field";
import { useDeed } from "../../ui/deed";
import { SureRow } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";

const path = "/v1/businesses/me/postback-key";

export function Till({ business }: { business: string }) {
  const [known, setKnown] = useState<PostbackKey | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [asking, setAsking] = useState<"replace" | "drop" | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<PostbackKey>(path, { for: business })
      .then(setKnown)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  const make = async () => {
    await run(async () => {
      const { key, made_at } = await post<{ key: string; made_at: string }>(path, {}, { for: business });
      setShown(key);
      setKnown({ made_at, last_used_at: null });
      announce(t.till.made);
    });
    setAsking(null);
  };
  const drop = async () => {
    await run(async () => {
      await remove(path, { for: business });
      setShown(null);
      setKnown({ made_at: null, last_used_at: null });
      announce(t.till.dropped);
    });
    setAsking(null);
  };
  if (!known) return null;
  const when = (at: string) => clockTime(at, clock.now(), false);
  return (
    <section class="card till" aria-labelledby="till" data-till={known.made_at ? "on" : "off"}>
      <h2 id="till">{t.till.title}</h2>
      <p class="soft">{t.till.lead}</p>
      {problem && <Notice>{problem}</Notice>}
      {shown && <ToldOnce label={t.till.key} value={shown} words={t.till.once} />}
      {known.made_at && (
        <>
          <p>{known.last_used_at ? t.till.used(when(known.last_used_at)) : t.till.unused(when(known.made_at))}</p>
          <details open={shown !== null}>
            <summary>{t.till.how}</summary>
            <p>{t.till.howText}</p>
            <CopyField label={t.till.address} value={`${location.origin}/v1/businesses/${business}/postbacks`} />
            <CopyField label={t.till.body} value='{"event": "redeemed", "code": "K7WQ2M"}' />
            <p>
              <a href="/docs#takePostback">{t.till.docs}</a>
            </p>
          </details>
        </>
      )}
      {asking ? (
        <SureRow
          question={t.till.sure}
          label={asking === "drop" ? t.till.drop : t.till.another}
          action="till-sure"
          busy={busy}
          onSure={() => void (asking === "drop" ? drop() : make())}
          onCancel={() => setAsking(null)}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            disabled={busy}
            onClick={() => (known.made_at ? setAsking("replace") : void make())}
            data-action="till-make"
          >
            {known.made_at ? t.till.another : t.till.make}
          </button>
          {known.made_at && (
            <button type="button" class="quiet" onClick={() => setAsking("drop")} data-action="till-drop">
              {t.till.drop}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
