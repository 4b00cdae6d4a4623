// The funnel as a picture with its table, whole and in parts; and buyers who were more likely to buy, apart from sales.
import type { FunnelCounts, OwnFunnel } from "../../api/schema";
import { t } from "../../en";
import { percent } from "../../format";
import { FunnelBars } from "../../ui/funnel-bars";
import { NumberRow, NumberTable } from "../../ui/number-table";
import { TableFold } from "../../ui/table-fold";

type Step = keyof FunnelCounts;

/** What a step is a share of: each of the one before, but who came again of those that were agreed. */
const before = (steps: OwnFunnel["steps"], i: number) =>
  steps.find(({ step }) => step === (steps[i]!.step === "repeat" ? "accepted" : steps[i - 1]?.step))?.count ?? null;

function Parts({
  title,
  column,
  parts,
  name,
}: {
  title: string;
  column: string;
  parts: OwnFunnel["by_sector"];
  name: (key: string) => string;
}) {
  const steps = Object.keys(t.numbers.steps) as Step[];
  return (
    <details>
      <summary>{title}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <NumberTable first={column} columns={steps.map((step) => t.numbers.steps[step])}>
          {parts.map(({ key, counts }) => (
            <NumberRow key={key} name={name(key)} numbers={steps.map((step) => counts[step])} data-part={key} />
          ))}
        </NumberTable>
      </div>
    </details>
  );
}

export function FunnelCard({ funnel, name }: { funnel: OwnFunnel; name: (sector: string) => string }) {
  const { steps, leads } = funnel;
  return (
    <section class="card" aria-labelledby="funnel" data-funnel={steps[0]!.count}>
      <h2 id="funnel">{t.numbers.funnelTitle}</h2>
      <p class="soft">{t.numbers.funnelLead}</p>
      <FunnelBars
        steps={steps.slice(0, -1).map(({ step, count }) => ({ key: step, name: t.numbers.steps[step], count }))}
        label={t.numbers.funnelAlt}
      />
      <p data-leads={leads.leads}>
        {leads.leads === 0 ? t.numbers.leadsNone : t.numbers.leads(leads.leads, leads.sold, leads.still_open)}
        {leads.sold_without > 0 && ` ${t.numbers.leadsWithout(leads.sold_without)}`}
      </p>
      <TableFold label={t.numbers.funnelTable}>
        <NumberTable first={t.numbers.step} columns={[t.numbers.counted, t.numbers.share]} data-funnel-table>
          {steps.map(({ step, means, count }, i) => {
            const whole = before(steps, i);
            return (
              <NumberRow
                key={step}
                name={
                  <>
                    {t.numbers.steps[step]}
                    <br />
                    <span class="soft small">{means}</span>
                  </>
                }
                numbers={[
                  count,
                  <>
                    {whole === null ? "" : percent(count, whole)}
                    {step === "repeat" && <span class="soft small"> {t.numbers.repeatOf}</span>}
                  </>,
                ]}
                data-step={step}
              />
            );
          })}
        </NumberTable>
      </TableFold>
      <Parts title={t.numbers.bySector} column={t.numbers.sector} parts={funnel.by_sector} name={name} />
      <Parts
        title={t.numbers.bySource}
        column={t.numbers.source}
        parts={funnel.by_source}
        name={(key) => t.returns.source[key as keyof typeof t.returns.source]}
      />
    </section>
  );
}
