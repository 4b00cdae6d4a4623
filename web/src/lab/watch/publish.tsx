// A second person publishes what came out, whatever it is.
import { useState } from "preact/hooks";
import { ApiError, post } from "../../api/client";
import { useDeed } from "../../ui/deed";
import { sentence } from "../../ui/errors";
import { Field } from "../../ui/fields";
import { Notice } from "../../ui/shell";
import { watching } from "../../words/watching";
import { may, me, sectorName } from "../data";
import { keyFrom } from "../design/draft";
import type { ExperimentWithLog } from "../types";
import { faultsOf } from "../design/check";

const w = watching.publish;

export function Publish({ experiment: one, again }: { experiment: ExperimentWithLog; again: () => Promise<void> }) {
  const [title, setTitle] = useState(one.title ?? "");
  const [slug, setSlug] = useState(keyFrom(one.title ?? one.key));
  const [ends, setEnds] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const { busy, problem, setProblem, run } = useDeed((error) =>
    error instanceof ApiError && error.code === "second_person"
      ? w.second
      : Object.values(faultsOf(error) ?? {}).join(" ") || sentence(error),
  );
  const who = me.value;
  if (!who) return null;
  const registered = one.registered_by === who.name;
  const analysed = one.analysed_by === who.name;
  const missing = {
    title: title.trim() ? null : w.headingMissing,
    slug: /^(?=.{3,64}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? null : w.badSlug,
  };
  const publish = async () => {
    setTried(true);
    setProblem(null);
    if (missing.title || missing.slug) return;
    const body = { slug, title: title.trim(), ...(ends.length > 0 ? { rounds_end_in: ends } : {}) };
    const path = `/v1/lab/experiments/${encodeURIComponent(one.key)}/publication`;
    if (await run(() => post(path, body, { patient: true }))) await again();
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
        </>
      ) : !may("publish") ? (
        <p class="soft">{w.needsPublisher}</p>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void publish();
          }}
        >
          <p>{w.lead}</p>
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
          {one.sectors && one.sectors.length > 0 && (
            <details class="lab-ends">
              <summary>{w.ends}</summary>
              <p class="soft">{w.endsHint}</p>
              {one.sectors.map((sector) => (
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
            {busy ? w.doing : w.do}
          </button>
        </form>
      )}
    </section>
  );
}
