// The buyer's conversation with one shop: words, a wish for a better price, and the ways to be left in peace.
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent, Offer, Thread } from "../api/schema";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { announce, Notice } from "../ui/shell";
import { Sheet } from "../ui/sheet";
import { Composer, isOver, Messages } from "./thread";

/** Whether words still reach the shop: the rule of core/talk/word, which has the last say. */
function isOpen(view: BuyerIntent, offer: Offer): boolean {
  if (view.award?.offer_id === offer.offer_id) return true;
  if (isOver(view)) return view.readiness?.ask_at != null;
  return offer.state === "standing";
}

export function BuyerThread({
  view,
  offer,
  unread,
  onRead,
  onClose,
}: {
  view: BuyerIntent;
  offer: Offer;
  unread: number;
  onRead: () => void;
  onClose: () => void;
}) {
  const thread = offer.thread as Thread;
  const shop = offer.business?.name ?? "";
  const { busy, problem, run } = useDeed();
  // What comes in while one looks is read too.
  useEffect(() => {
    if (unread > 0) onRead();
  }, [unread]);
  const open = isOpen(view, offer) && !thread.blocked;
  const path = `/v1/intents/${view.id}`;
  const act = (to: string, body: unknown, done: string) =>
    run(() => post(`${path}/${to}`, body, { once: true }).then(() => announce(done)));
  const here = `threads/${offer.offer_id}`;
  const last = thread.messages.at(-1);
  const running = view.state === "open" && view.round?.state === "running";
  return (
    <Sheet title={t.talk.title(shop)} onClose={onClose}>
      <div class="talk" data-thread={offer.offer_id}>
        {thread.unanswered && <p class="soft small">{t.talk.unanswered}</p>}
        <Messages thread={thread} side="buyer" other={shop} />
        {problem && <Notice>{problem}</Notice>}
        {thread.blocked && <Notice kind="calm">{t.talk.blocked}</Notice>}
        {!open && !thread.blocked && <p class="soft">{t.talk.closed}</p>}
        {open && (
          <>
            <Composer
              label={t.talk.openWith(shop)}
              hint={last?.by === "business" ? t.talk.onlyOnce : undefined}
              action="send"
              onSend={async (text) => {
                await post(`${path}/messages`, { offer_id: offer.offer_id, text }, { once: true });
                announce(t.talk.sent);
              }}
            />
            <div class="row talk-tools">
              {running &&
                (thread.beaten ? (
                  <p class="soft small">{t.talk.beaten}</p>
                ) : (
                  <button
                    type="button"
                    disabled={busy}
                    data-action="beat"
                    aria-describedby="beat-hint"
                    onClick={() =>
                      void act("messages", { offer_id: offer.offer_id, kind: "beat_this" }, t.talk.beatDone)
                    }
                  >
                    {t.talk.beat}
                  </button>
                ))}
              <button
                type="button"
                disabled={busy}
                aria-pressed={thread.shortlisted ?? false}
                data-action="shortlist"
                onClick={() => void act(`${here}/shortlist`, { listed: !thread.shortlisted }, t.talk.shortlisted)}
              >
                {thread.shortlisted ? t.talk.shortlisted : t.talk.shortlist}
              </button>
            </div>
            {running && !thread.beaten && (
              <p id="beat-hint" class="soft small">
                {t.talk.beatHint}
              </p>
            )}
          </>
        )}
        <details class="fold fold-plain">
          <summary data-action="peace">{t.talk.more}</summary>
          <div class="row talk-tools">
            <button
              type="button"
              disabled={busy}
              aria-pressed={thread.muted ?? false}
              data-action="mute"
              onClick={() => void act(`${here}/mute`, { muted: !thread.muted }, t.talk.muted)}
            >
              {thread.muted ? t.talk.unmute : t.talk.mute}
            </button>
            {!thread.blocked && (
              <button
                type="button"
                disabled={busy}
                data-action="block"
                onClick={() => void act(`${here}/block`, {}, t.talk.blocked)}
              >
                {t.talk.block}
              </button>
            )}
          </div>
          {thread.muted && <p class="soft small">{t.talk.muted}</p>}
          {!thread.blocked && <p class="soft small">{t.talk.blockHint}</p>}
          {thread.reported ? (
            <p role="status">{t.talk.reported}</p>
          ) : (
            <Report onReport={(about) => act("reports", { offer_id: offer.offer_id, about }, t.talk.reported)} />
          )}
        </details>
      </div>
    </Sheet>
  );
}

/** What is wrong, in one choice; the words themselves are with us already. */
export function Report({ onReport }: { onReport: (about: string) => Promise<unknown> }) {
  const [about, setAbout] = useState("");
  return (
    <form
      class="row report"
      onSubmit={(event) => {
        event.preventDefault();
        if (about) void onReport(about);
      }}
    >
      <label class="field">
        <span class="label">{t.talk.reportTitle}</span>
        <select name="about" value={about} onChange={(event) => setAbout(event.currentTarget.value)}>
          <option value="">{t.talk.reportPick}</option>
          {Object.entries(t.talk.about).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={!about} data-action="report">
        {t.talk.report}
      </button>
    </form>
  );
}
