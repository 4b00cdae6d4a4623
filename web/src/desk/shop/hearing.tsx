// How a shop hears: this page, notices on a device, mails; each with its state, and when mails may come.
import { useEffect, useState } from "preact/hooks";
import { get, put } from "../../api/client";
import type { Hearing as HearingState } from "../../api/schema";
import { MailWishesForm } from "../../buyer/wishes";
import { t } from "../../en";
import { Notices } from "../../ui/notices";

export function Hearing({ business }: { business: string }) {
  const [known, setKnown] = useState<HearingState | null>(null);
  useEffect(() => {
    get<HearingState>("/v1/businesses/me/hearing", { for: business })
      .then(setKnown)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  if (!known) return null;
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
      <MailWishesForm
        wishes={known.mail_wishes}
        onSave={async (value) =>
          (await put<HearingState>("/v1/businesses/me/mail-wishes", value, { for: business })).mail_wishes
        }
      >
        <p class="soft small">{t.hearing.quietBoth}</p>
      </MailWishesForm>
    </section>
  );
}
