// What a shop sells, in its own words: candidates to tap, a list for whoever would rather choose, and nothing chosen by
// itself.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Sector, SellsFound } from "../api/schema";
import { t } from "../en";
import { Field } from "../ui/fields";
import { nameIn } from "../ui/sectors";

const pause = 250; // ms without a keystroke before the words are read

export function Sells({
  sectors,
  value,
  error,
  onChange,
}: {
  sectors: Sector[];
  value: string[];
  error?: string | null;
  onChange: (slugs: string[]) => void;
}) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<SellsFound[] | null>(null);
  useEffect(() => {
    const text = words.trim();
    if (text.length < 3) {
      setFound(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      get<{ data: SellsFound[] }>(`/v1/sells?q=${encodeURIComponent(text)}`, { signal: abort.signal })
        .then((read) => setFound(read.data))
        .catch(() => undefined);
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words]);
  const nameOf = nameIn(sectors);
  const toggle = (slug: string) =>
    onChange(value.includes(slug) ? value.filter((one) => one !== slug) : [...value, slug]);
  const fresh = (found ?? []).filter((one) => !value.includes(one.slug));
  return (
    <div class="sells" data-sells={value.length}>
      <Field label={t.reach.sells} hint={t.reach.sellsHint} error={error}>
        {(props) => (
          <input
            {...props}
            type="text"
            name="sells"
            autocomplete="off"
            maxLength={400}
            value={words}
            onInput={(e) => setWords(e.currentTarget.value)}
          />
        )}
      </Field>
      <div aria-live="polite">
        {fresh.length > 0 && <p class="small soft">{t.reach.sellsFound}</p>}
        {found?.length === 0 && <p class="small soft">{t.reach.sellsNone}</p>}
      </div>
      {fresh.length > 0 && (
        <div class="chips" role="group" aria-label={t.reach.sellsFound}>
          {fresh.map((one) => (
            <button
              key={one.slug}
              type="button"
              class="chip"
              data-sells-found={one.slug}
              onClick={() => toggle(one.slug)}
            >
              + {one.name}
            </button>
          ))}
        </div>
      )}
      {value.length > 0 && (
        <>
          <p class="small soft">{t.reach.sellsChosen}</p>
          <div class="chips" role="group" aria-label={t.reach.sellsChosen}>
            {value.map((slug) => (
              <button
                key={slug}
                type="button"
                class="chip"
                aria-pressed="true"
                aria-label={t.reach.sellsTake(nameOf(slug))}
                data-sells-chosen={slug}
                onClick={() => toggle(slug)}
              >
                {nameOf(slug)} ×
              </button>
            ))}
          </div>
        </>
      )}
      <details class="fold fold-plain">
        <summary>{t.reach.sellsList}</summary>
        {sectors
          .filter((top) => top.parent === null)
          .map((top) => (
            <fieldset key={top.slug} class="sells-group">
              <legend>{top.name}</legend>
              {sectors
                .filter((one) => one.parent === top.slug)
                .map((one) => (
                  <label key={one.slug} class="toggle">
                    <input type="checkbox" checked={value.includes(one.slug)} onChange={() => toggle(one.slug)} />
                    <span>{one.name}</span>
                  </label>
                ))}
            </fieldset>
          ))}
      </details>
    </div>
  );
}
