// What a shop wants of each trade, beside what came of it this month.
import { useState } from "preact/hooks";
import type { OwnBusiness, Playbook, PlaybookRequest, Sector } from "../../api/schema";
import { clock } from "../../clock";
import { calendarDay, money, timeOfDay } from "../../format";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { SureRow } from "../../ui/fields";
import type { Weekday } from "../../words/desk";
import { nameIn } from "../../ui/sectors";
import { announce, Notice } from "../../ui/shell";
import { useAutoOffers } from "../offer/auto-offers";
import { dropPlaybook, keepPlaybook, usePlaybooks } from "../offer/playbooks";
import { useTemplates } from "../offer/templates";
import { priceWords } from "./price-words";
import { PlaybookForm } from "./playbook-form";

const currency = "GBP";

export function Playbooks({ business, sectors }: { business: OwnBusiness; sectors: Sector[] }) {
  const plans = usePlaybooks(business.id);
  const templates = useTemplates(business.id);
  const autos = useAutoOffers(business.id)?.data ?? [];
  const [open, setOpen] = useState<string | null>(null); // a sector, or "" for a new plan
  const [dropping, setDropping] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  const nameOf = nameIn(sectors);
  const keep = async (sector: string, request: PlaybookRequest) => {
    if (!(await run(() => keepPlaybook(business.id, sector, request)))) return;
    setOpen(null);
    announce(t.desk.saved);
  };
  if (!plans) return null;
  const form = (before: Playbook | null) => (
    <PlaybookForm
      before={before}
      business={business}
      sectors={sectors}
      planned={plans.map((one) => one.sector)}
      templates={templates ?? []}
      autos={autos}
      busy={busy}
      onKeep={(sector, request) => void keep(sector, request)}
      onClose={() => setOpen(null)}
    />
  );
  const line = (plan: Playbook) => {
    const names = [
      templates?.find((one) => one.id === plan.template)?.name,
      autos
        .filter((one) => one.id === plan.auto_offer)
        .map((one) => `${t.auto.title.toLowerCase()}: ${priceWords(one.opening)}`)[0],
    ].filter((name) => name !== undefined);
    const days = plan.hours.days.map((one) => t.desk.shortDays[one as Weekday]).join(", ");
    return [
      plan.budget !== null || plan.minutes !== null
        ? t.plans.spend(plan.budget === null ? null : money(plan.budget, currency), plan.minutes)
        : null,
      t.plans.answers(days, timeOfDay(plan.hours.from), timeOfDay(plan.hours.to)),
      names.length > 0 ? t.plans.uses(names) : null,
      plan.lowest_price === null ? null : t.plans.notBelow(money(plan.lowest_price, currency)),
      t.plans.reviewOn(calendarDay(plan.review_on, clock.now())),
    ]
      .filter(Boolean)
      .join(" · ");
  };
  const canAdd = business.sectors.some((slug) => !plans.some((one) => one.sector === slug));
  return (
    <section class="card plans" aria-labelledby="plans" data-plans>
      <h2 id="plans">{t.plans.title}</h2>
      <p class="soft small">{t.plans.lead}</p>
      {problem && <Notice>{problem}</Notice>}
      {plans.length === 0 && open === null && <p>{t.plans.none}</p>}
      {plans.map((plan) => (
        <div key={plan.sector} class="plan" data-plan={plan.sector}>
          <div class="plan-head">
            <h3>{nameOf(plan.sector)}</h3>
            {plan.review_due && (
              <span class="ribbon" data-review-due>
                {t.plans.due}
              </span>
            )}
          </div>
          <div class="limits">
            <div class="limit-line">
              <strong class="figures" data-sold={`${plan.happened.sales}/${plan.sales}`}>
                {t.plans.sold(plan.happened.sales, plan.sales)}
              </strong>
              <span class="soft" data-offered={plan.happened.offers}>
                {t.plans.offered(plan.happened.offers)}
              </span>
            </div>
            <meter
              min={0}
              max={Math.max(plan.sales, plan.happened.sales)}
              value={plan.happened.sales}
              aria-label={t.plans.soldLabel(nameOf(plan.sector))}
            />
          </div>
          <p class="soft small">{line(plan)}</p>
          {open === plan.sector ? (
            form(plan)
          ) : dropping === plan.sector ? (
            <SureRow
              question={t.plans.dropSure}
              label={t.plans.drop}
              action="drop-plan-sure"
              busy={busy}
              onSure={() => void run(() => dropPlaybook(business.id, plan.sector)).then(() => setDropping(null))}
              onCancel={() => setDropping(null)}
            />
          ) : (
            <div class="row">
              <button type="button" onClick={() => setOpen(plan.sector)} data-action="change-plan">
                {t.plans.change}
              </button>
              <button type="button" class="quiet" onClick={() => setDropping(plan.sector)} data-action="drop-plan">
                {t.plans.drop}
              </button>
            </div>
          )}
        </div>
      ))}
      {open === ""
        ? form(null)
        : canAdd && (
            <button type="button" onClick={() => setOpen("")} data-action="new-plan">
              {t.plans.make}
            </button>
          )}
    </section>
  );
}
