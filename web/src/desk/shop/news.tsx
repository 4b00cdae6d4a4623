// The news of a shop's page: written, changed, taken away; newest first.
import { useEffect, useState } from "preact/hooks";
import { get, post, put, remove } from "../../api/client";
import type { Post, PostList, StoryBlock } from "../../api/schema";
import { t } from "../../en";
import { day } from "../../format";
import { useDeed } from "../../ui/deed";
import { FormEnd } from "../../ui/fields";
import { announce, Notice } from "../../ui/shell";
import { Words } from "./face";

const path = "/v1/businesses/me/posts";

export function News({ business, published }: { business: string; published: boolean }) {
  const [posts, setPosts] = useState<Post[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null); // the post that is written at, "" for a new one
  const { busy, problem, run } = useDeed();
  const page = (after: string) => get<PostList>(`${path}?limit=5${after && `&cursor=${after}`}`, { for: business });
  const load = () =>
    page("").then(({ data, next_cursor }) => {
      setPosts(data);
      setCursor(next_cursor);
    });
  useEffect(() => {
    load().catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  const older = () =>
    run(async () => {
      const { data, next_cursor } = await page(cursor ?? "");
      setPosts([...posts, ...data]);
      setCursor(next_cursor);
    });
  const save = (id: string, words: StoryBlock) =>
    run(async () => {
      if (id) await put(`${path}/${id}`, words, { for: business });
      else await post(path, words, { for: business, once: true });
      setOpen(null);
      announce(id ? t.face.changed : published ? t.face.sent : t.face.draft);
      await load();
    });
  const drop = (id: string) =>
    run(async () => {
      await remove(`${path}/${id}`, { for: business });
      announce(t.face.dropped);
      await load();
    });
  return (
    <div class="face-news" data-news={posts.length}>
      <h3>{t.face.news}</h3>
      {problem && <Notice>{problem}</Notice>}
      {posts.length === 0 && <p class="soft">{t.face.newsNone}</p>}
      {!published && posts.length > 0 && <p class="soft">{t.face.draft}</p>}
      <ul class="plain entries">
        {posts.map((one) =>
          open === one.id ? (
            <li key={one.id}>
              <Writing start={one} busy={busy} onClose={() => setOpen(null)} onSave={(words) => save(one.id, words)} />
            </li>
          ) : (
            <li key={one.id} data-post={one.id}>
              <span class="entry-words">
                <strong>{one.title}</strong>{" "}
                <time class="soft small" dateTime={one.posted_at}>
                  {day(one.posted_at)}
                </time>
              </span>
              <span class="row">
                <button type="button" class="quiet" onClick={() => setOpen(one.id)} data-action="change-post">
                  {t.face.change}
                </button>
                <button
                  type="button"
                  class="quiet"
                  disabled={busy}
                  onClick={() => void drop(one.id)}
                  data-action="drop-post"
                >
                  {t.common.remove}
                </button>
              </span>
            </li>
          ),
        )}
      </ul>
      {cursor && (
        <button type="button" disabled={busy} onClick={() => void older()} data-action="older-posts">
          {t.face.older}
        </button>
      )}
      {open === "" ? (
        <Writing start={null} busy={busy} onClose={() => setOpen(null)} onSave={(words) => save("", words)} />
      ) : (
        <button type="button" onClick={() => setOpen("")} data-action="write-post">
          {t.face.write}
        </button>
      )}
    </div>
  );
}

function Writing({
  start,
  busy,
  onSave,
  onClose,
}: {
  start: Post | null;
  busy: boolean;
  onSave: (words: StoryBlock) => Promise<unknown>;
  onClose: () => void;
}) {
  const [words, setWords] = useState<StoryBlock>({
    title: start?.title ?? "",
    text: start?.text ?? "",
    link: start?.link ?? null,
  });
  return (
    <form
      noValidate
      class="face-block"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(words);
      }}
    >
      <Words
        title={t.face.postTitle}
        text={t.face.postText}
        value={words}
        textMax={6000}
        onChange={(change) => setWords({ ...words, ...change })}
      />
      <FormEnd
        label={start ? t.common.save : t.face.send}
        action="save-post"
        disabled={busy || !words.title.trim() || !words.text.trim()}
        onClose={onClose}
      />
    </form>
  );
}
