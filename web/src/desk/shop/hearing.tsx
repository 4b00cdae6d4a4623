// How a shop hears: this page, notices on a device, mails; each with its state, and when mails may come.
import { useEffect, useState } from "preact/hooks";
import { get, put } from "../../api/client";
import type { Hearing as HearingState, MailWishes } from "../../api/schema";
import { MailWishesFields, wrongWishes } from "../../buyer/wishes";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { Notices } from "../../ui/notices";
import { announce, Notice } from "../../ui/shell";

export function Hearing({ business }: { business: string }) {
  const [known, setKnown] = useState<HearingState | null>(null);
  const [value, setValue] = useState<MailWishes | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<HearingState>("/v1/businesses/me/hearing", { for: business })
      .then((found) => {
        setKnown(found);
        setValue(found.mail_wishes);
      })
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  if (!known || !value) return null;
  const changed = JSON.stringify(value) !== JSON.stringify(known.mail_wishes);
  const save = () =>
    run(async () => {
      setKnown(await put<HearingState>("/v1/businesses/me/mail-wishes", value, { for: business }));
      announce(t.wishes.saved);
    });
  return (
    <section class="card" aria-labelledby="hearing" data-hearing={known.mails}>
      <h2 id="hearing">{t.hearing.title}</h2>
      <p class="soft">{t.hearing.lead}</p>
      <h3>{t.hearing.page}</h3>
      <p class="small">{t.hearing.pageText}</p>
      <h3>{t.hearing.notices}</h3>
      <Notices purpose="invitations" business={business} />
      <h3>{t.hearing.mails}</h3>
      <p class="small">{t.hearing.mailState[known.mails]}</p>
      <MailWishesFields value={value} onChange={setValue} />
      <p class="soft small">{t.hearing.quietBoth}</p>
      {problem && <Notice>{problem}</Notice>}
      {changed && (
        <button
          type="button"
          class="primary"
          disabled={busy || wrongWishes(value) !== null}
          onClick={() => void save()}
          data-action="save-wishes"
        >
          {t.common.save}
        </button>
      )}
    </section>
  );
}
