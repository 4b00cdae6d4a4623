// The report of a Monday by mail: off until it is switched on.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import type { Report } from "../../api/schema";
import { t } from "../../en";
import { day } from "../../format";
import { useDeed } from "../../ui/deed";
import { announce, Notice } from "../../ui/shell";

const path = "/v1/businesses/me/report";

export function ReportCard({ business }: { business: string }) {
  const [report, setReport] = useState<Report | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<Report>(path, { for: business })
      .then(setReport)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  if (!report) return null;
  const change = (on: boolean) =>
    run(async () => {
      setReport(
        on
          ? await post<Report>(path, { wording: report.wording.version }, { for: business })
          : await remove<Report>(path, { for: business }),
      );
      announce(on ? t.numbers.reportSaid.on : t.numbers.reportSaid.off);
    });
  return (
    <section class="card" aria-labelledby="report" data-report={report.state}>
      <h2 id="report">{t.numbers.reportTitle}</h2>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={report.state === "confirmed"}
          disabled={busy}
          aria-describedby="report-words"
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        <span>
          <strong>{t.numbers.report}</strong>
          <span class="soft small">
            {report.next_at ? t.numbers.reportState.on(day(report.next_at)) : t.numbers.reportState.off}
          </span>
        </span>
      </label>
      <p class="soft small" id="report-words">
        {report.wording.text}
      </p>
      {problem && <Notice>{problem}</Notice>}
    </section>
  );
}
