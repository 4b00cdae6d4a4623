// A buyer who waits may close the page: this device tells, if it is asked to.
import { t } from "../en";
import { Notices } from "../ui/notices";
import { canPush } from "../ui/push";

export function NoticesCard({ intent }: { intent: string }) {
  if (!canPush()) return null;
  return (
    <section class="card" aria-labelledby="notices">
      <h2 id="notices">{t.hearing.buyerTitle}</h2>
      <p class="soft">{t.hearing.buyerLead}</p>
      <Notices purpose={`intent/${intent}`} />
    </section>
  );
}
