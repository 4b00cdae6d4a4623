// A shop's own page: whether everybody may read it, the parts of its story, its news.
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, put } from "../../api/client";
import type { OwnBusiness, OwnProfile, StoryBlock } from "../../api/schema";
import { t } from "../../en";
import { useDeed } from "../../ui/deed";
import { Field } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";
import { saysWhoTrades, TraderForm } from "../trader";
import { News } from "./news";

const path = "/v1/businesses/me/profile";
const blocksMax = 8;
const empty: StoryBlock = { title: "", text: "", link: null };

export function Face({ business, onChange }: { business: OwnBusiness; onChange: (b: OwnBusiness) => void }) {
  const [page, setPage] = useState<OwnProfile | null>(null);
  const [asksTrader, setAsksTrader] = useState(false);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<OwnProfile>(path, { for: business.id })
      .then(setPage)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business.id]);
  if (!page) return null;
  const save = (published: boolean, blocks: StoryBlock[]) =>
    run(async () => {
      try {
        setPage(await put<OwnProfile>(path, { published, blocks }, { for: business.id }));
        announce(t.face.saved);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "trader_required")) throw error;
        setAsksTrader(true);
      }
    });
  return (
    <section class="card face" aria-labelledby="face" data-face={page.published ? "published" : "own"}>
      <h2 id="face">{t.face.title}</h2>
      <p class="soft">{t.face.lead}</p>
      {problem && <Notice>{problem}</Notice>}
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          name="published"
          disabled={busy}
          checked={page.published}
          onChange={(e) => {
            const wanted = e.currentTarget.checked;
            e.currentTarget.checked = page.published; // until the server says so
            void save(wanted, page.blocks);
          }}
        />
        <span>
          <strong>{t.face.published}</strong>
          <span class="soft small">{t.face.publishedHint}</span>
        </span>
      </label>
      {page.published && (
        <p>
          <a href={`/b/${business.id}`} data-action="visit">
            {t.face.visit}
          </a>
        </p>
      )}
      {asksTrader && !saysWhoTrades(business) && (
        <>
          <h3>{t.desk.traderTitle}</h3>
          <TraderForm
            business={business.id}
            onDone={(b) => {
              onChange(b);
              setAsksTrader(false);
              void save(true, page.blocks);
            }}
          />
        </>
      )}
      <Blocks
        key={JSON.stringify(page.blocks)}
        blocks={page.blocks}
        busy={busy}
        onSave={(blocks) => save(page.published, blocks)}
      />
      <News business={business.id} published={page.published} />
    </section>
  );
}

function Blocks({
  blocks,
  busy,
  onSave,
}: {
  blocks: StoryBlock[];
  busy: boolean;
  onSave: (blocks: StoryBlock[]) => Promise<unknown>;
}) {
  const [edited, setEdited] = useState(blocks);
  const set = (n: number, change: Partial<StoryBlock>) =>
    setEdited(edited.map((block, i) => (i === n ? { ...block, ...change } : block)));
  const changed = JSON.stringify(edited) !== JSON.stringify(blocks);
  const whole = edited.every((block) => block.title.trim() && block.text.trim());
  return (
    <form
      noValidate
      data-story-blocks={blocks.length}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(edited);
      }}
    >
      <h3>{t.face.story}</h3>
      <p class="soft small">{t.face.storyHint}</p>
      {edited.map((block, n) => (
        <fieldset key={n} class="face-block">
          <legend>{t.face.block(n + 1)}</legend>
          <Words
            title={t.face.blockTitle}
            text={t.face.blockText}
            value={block}
            textMax={1500}
            onChange={(change) => set(n, change)}
          />
          <button type="button" class="quiet" onClick={() => setEdited(edited.filter((_, i) => i !== n))}>
            {t.common.remove}
          </button>
        </fieldset>
      ))}
      <div class="row">
        {edited.length < blocksMax && (
          <button type="button" onClick={() => setEdited([...edited, empty])} data-action="add-block">
            {t.face.addBlock}
          </button>
        )}
        {changed && (
          <button type="submit" class="primary" disabled={busy || !whole} data-action="save-blocks">
            {t.face.save}
          </button>
        )}
      </div>
    </form>
  );
}

/** A heading, words below it, and perhaps a link. */
export function Words({
  title,
  text,
  value,
  textMax,
  onChange,
}: {
  title: string;
  text: string;
  value: StoryBlock;
  textMax: number;
  onChange: (change: Partial<StoryBlock>) => void;
}) {
  return (
    <>
      <Field label={title}>
        {(props) => (
          <input
            {...props}
            name="title"
            maxLength={120}
            value={value.title}
            onInput={(e) => onChange({ title: e.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={text}>
        {(props) => (
          <textarea
            {...props}
            name="text"
            rows={4}
            maxLength={textMax}
            value={value.text}
            onInput={(e) => onChange({ text: e.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t.face.link} hint={t.face.linkHint} optional>
        {(props) => (
          <input
            {...props}
            type="url"
            name="link"
            inputMode="url"
            maxLength={300}
            value={value.link ?? ""}
            onInput={(e) => onChange({ link: e.currentTarget.value.trim() || null })}
          />
        )}
      </Field>
    </>
  );
}
