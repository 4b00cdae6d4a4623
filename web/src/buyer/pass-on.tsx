// A link to this request for whoever likes to pass it on, in their own words and by their own means, or to be scanned
// from this page; and what it brought.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import { keepOwnLink, ownLink } from "../api/referral";
import type { Referral } from "../api/schema";
import { t } from "../en";
import { CopyField } from "../ui/copy-field";
import { sentence } from "../ui/errors";
import { Qr } from "../ui/qr";
import { Notice } from "../ui/shell";

export function PassOnCard({ intent }: { intent: string }) {
  const [link, setLink] = useState<Referral | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const code = ownLink(intent);
    if (code)
      get<Referral>(`/v1/referrals/${code}`)
        .then(setLink)
        .catch(() => undefined);
  }, [intent]);
  const make = async () => {
    setProblem(null);
    try {
      const made = await post<Referral>(`/v1/intents/${intent}/referrals`, {});
      keepOwnLink(intent, made.code);
      setLink(made);
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <section class="card" data-pass-on={link ? "made" : "none"} aria-labelledby="pass-on">
      <h2 id="pass-on">{t.passOn.title}</h2>
      <p class="soft">{t.passOn.hint}</p>
      {problem && <Notice>{problem}</Notice>}
      {!link && (
        <button type="button" onClick={make}>
          {t.passOn.make}
        </button>
      )}
      {link && (
        <>
          <CopyField label={t.passOn.link} value={link.url} />
          <Qr text={link.url} label={t.passOn.qr} />
          <p>
            <span class={link.sales > 0 ? "ribbon" : "soft"} role="status">
              {t.passOn.credited(link.sales)}
            </span>
          </p>
        </>
      )}
    </section>
  );
}
