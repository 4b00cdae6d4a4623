// Answered, kept, replied: what doing it well means, before any volume.
import type { ComponentChildren } from "preact";
import type { OwnFunnel } from "../../api/schema";
import { t } from "../../en";
import { percent } from "../../format";

function Measure({ what, name, good, of }: { what: string; name: string; good: number; of: number }) {
  return (
    <div data-quality={what}>
      <dt>{name}</dt>
      <dd>
        {of === 0 ? (
          <span class="soft">{t.numbers.qualityNone}</span>
        ) : (
          <>
            <span class="quality-share figures">{percent(good, of)}</span>{" "}
            <span class="soft small figures">{t.numbers.count(good, of)}</span>
            <svg width="100%" height="8" aria-hidden="true" focusable="false">
              <rect class="meter-back" width="100%" height="8" rx="4" />
              <rect class="meter-bar" width={`${(good * 100) / of}%`} height="8" rx="4" />
            </svg>
          </>
        )}
      </dd>
    </div>
  );
}

export function Quality({ quality, children }: { quality: OwnFunnel["quality"]; children: ComponentChildren }) {
  const words = t.numbers.quality;
  return (
    <section class="card" aria-labelledby="quality">
      <div class="numbers-head">
        <h2 id="quality">{t.numbers.qualityTitle}</h2>
        {children}
      </div>
      <dl class="quality">
        <Measure what="answered" name={words.answered} good={quality.answered} of={quality.answerable} />
        <Measure what="promises" name={words.promises} good={quality.promises_kept} of={quality.promises_judged} />
        <Measure what="questions" name={words.questions} good={quality.questions_answered} of={quality.questions} />
      </dl>
      <p class="soft small">{t.numbers.qualityRule}</p>
    </section>
  );
}
