// A second person publishes what came out, whatever it is.
import { useState } from "preact/hooks";
import { ApiError, post } from "../../api/client";
import { useLoneDeed } from "../../ui/deed";
import { sentence } from "../../ui/errors";
import { Field } from "../../ui/fields";
import { Sheet } from "../../ui/sheet";
import { Notice } from "../../ui/shell";
import { t } from "../../en";
import { watching } from "../../words/watching";
import { may, me, sectorName } from "../data";
import { keyFrom } from "../design/draft";
import { DemoRoles } from "../door";
import type { ExperimentWithLog } from "../types";
import { faultsOf } from "../design/check";
import { mayEndRounds } from "./ends";
import type { Told } from "./result";

const w = watching.publish;

export function Publish({
  experiment: one,
  told: { analysis, withheld },
  again,
}: {
  experiment: ExperimentWithLog;
  told: Told;
  again: () => Promise<void>;
}) {
  const [title, setTitle] = useState(one.title ?? "");
  const [slug, setSlug] = useState(one.finding ?? keyFrom(one.title ?? one.key));
  const [ends, setEnds] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const { busy, problem, setProblem, run } = useLoneDeed((error) =>
    error instanceof ApiError && error.code === "second_person"
      ? w.second
      : Object.values(faultsOf(error) ?? {}).join(" ") || sentence(error),
  );
  const who = me.value;
  if (!who) return null;
  const registered = one.registered_by === who.name;
  const analysed = one.analysts.includes(who.name);
  const missing = {
    title: title.trim() ? null : w.headingMissing,
    slug: /^(?=.{3,64}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? null : w.badSlug,
  };
  const canEnd = analysis !== null && mayEndRounds(analysis) && (one.sectors ?? []).length > 0;
  const ending = canEnd ? ends : [];
  const submit = () => {
    setTried(true);
    setProblem(null);
    if (missing.title || missing.slug) return;
    // Headline and address were filled in by the page, and neither is taken back by anybody.
    setAsking(true);
  };
  const publish = async () => {
    const body = { slug, title: title.trim(), ...(ending.length > 0 ? { rounds_end_in: ending } : {}) };
    const path = `/v1/lab/experiments/${encodeURIComponent(one.key)}/publication`;
    // It is published when the page shows it: until then no button may ask for it again.
    await run(async () => {
      await post(path, body, { patient: true });
      await again();
    });
    setAsking(false);
  };
  const isSecond = may("publish") && !registered && !analysed;
  return (
    <section class="card" aria-labelledby="publish" data-publish={isSecond ? "open" : "second"}>
      <h2 id="publish">{w.title}</h2>
      {registered || analysed ? (
        <>
          <p>
            <strong>{w.second}</strong>
          </p>
          <p>{w.secondWhy(registered && analysed ? w.both : registered ? w.registered : w.analysed)}</p>
          <DemoRoles />
        </>
      ) : !may("publish") ? (
        <>
          <p class="soft">{w.needsPublisher}</p>
          <DemoRoles />
        </>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <p>{w.lead}</p>
          {withheld && <Notice kind="calm">{withheld}</Notice>}
          <Field label={w.heading} error={tried ? missing.title : null}>
            {(props) => (
              <input
                {...props}
                type="text"
                name="finding-title"
                maxLength={160}
                autocomplete="off"
                value={title}
                onInput={(e) => setTitle(e.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={w.slug} hint={w.slugHint} error={tried ? missing.slug : null}>
            {(props) => (
              <input
                {...props}
                type="text"
                name="slug"
                maxLength={64}
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                value={slug}
                onInput={(e) => setSlug(e.currentTarget.value)}
              />
            )}
          </Field>
          {canEnd && (
            <details class="lab-ends" data-ends>
              <summary>{w.ends}</summary>
              <p class="soft">{w.endsHint}</p>
              {one.sectors!.map((sector) => (
                <label key={sector} class="toggle">
                  <input
                    type="checkbox"
                    name="ends"
                    checked={ends.includes(sector)}
                    onChange={(e) =>
                      setEnds(e.currentTarget.checked ? [...ends, sector] : ends.filter((other) => other !== sector))
                    }
                  />
                  <span>{sectorName(sector)}</span>
                </label>
              ))}
            </details>
          )}
          {problem && <Notice>{problem}</Notice>}
          <button type="submit" class="primary wide" disabled={busy} data-action="publish">
            {busy ? w.doing : ending.length > 0 ? w.doAndEnd : w.doAsk}
          </button>
        </form>
      )}
      {asking && (
        <Sheet
          title={ending.length > 0 ? w.endSure.title(ending.map(sectorName)) : w.sure.title}
          onClose={() => setAsking(false)}
        >
          <dl class="lab-sheet" data-publish-sure={slug}>
            <dt>{w.heading}</dt>
            <dd>{title.trim()}</dd>
            <dt>{w.slug}</dt>
            <dd>{`${location.host}/findings/${slug}`}</dd>
          </dl>
          <p>{w.sure.what}</p>
          {ending.length > 0 && (
            <ul data-end-sure={ending.join(" ")}>
              {w.endSure.what.map((what) => (
                <li key={what}>{what}</li>
              ))}
              {one.document?.pilot && <li>{w.endSure.pilot}</li>}
            </ul>
          )}
          <p>
            <strong>{w.sure.forGood}</strong>
          </p>
          <div class="row">
            <button
              type="button"
              class={ending.length > 0 ? "lab-danger" : "primary"}
              disabled={busy}
              data-action={ending.length > 0 ? "end-sure" : "publish-sure"}
              onClick={() => void publish()}
            >
              {busy ? w.doing : ending.length > 0 ? w.endSure.do : w.sure.do}
            </button>
            <button
              type="button"
              class="quiet"
              disabled={busy}
              onClick={() => setAsking(false)}
              data-action={ending.length > 0 ? "end-not" : "publish-not"}
            >
              {t.common.cancel}
            </button>
          </div>
        </Sheet>
      )}
    </section>
  );
}
