// A shop's conversation with the buyer: one word, then the buyer's turn.
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client";
import type { BidderIntent } from "../api/schema";
import { tick } from "../clock";
import { day } from "../format";
import { t } from "../en";
import { announce } from "../ui/shell";
import { Report } from "./buyer-thread";
import { Composer, isOver, Messages } from "./thread";
import { useUnread } from "./unread";

type Word = "may" | "waits" | "closed" | "blocked";

/** Who has the word: the rule of core/talk/word, which has the last say. */
function word(view: BidderIntent): Word {
  const { thread, offer } = view.me;
  if (!thread || !offer) return "closed";
  if (thread.blocked) return "blocked";
  const ended = isOver(view);
  const chosen = view.me.disposition?.disposition === "won" || (view.buyer ?? null) !== null;
  const askAt = view.readiness?.ask_at ? Date.parse(view.readiness.ask_at) : null;
  if (ended ? !chosen && askAt === null : offer.state !== "standing") return "closed";
  const last = thread.messages.at(-1);
  const spoke = offer.message !== "" || thread.messages.some((message) => message.by === "business");
  if (last?.by === "buyer") return "may";
  if (!ended || chosen) if (!spoke || thread.unanswered) return "may";
  if (askAt !== null && tick.value >= askAt && (!last || Date.parse(last.at) < askAt)) return "may";
  return "waits";
}

export function ShopThread({ view, business }: { view: BidderIntent; business: string }) {
  const thread = view.me.thread;
  const offer = view.me.offer;
  const heard = thread?.messages.filter((message) => message.by === "buyer").length ?? 0;
  const unread = useUnread(view.id, heard, business);
  const [open, setOpen] = useState(false);
  const news = offer ? unread.of(offer.offer_id) : 0;
  // What comes in while one looks is read too.
  useEffect(() => {
    if (open && offer && news > 0) unread.read(offer.offer_id);
  }, [open, news]);
  if (!thread || !offer) return null;
  const may = word(view);
  if (may === "closed" && thread.count === 0) return null;
  const askAt = view.readiness?.ask_at;
  return (
    <details
      class="fold fold-plain shop-talk"
      data-shop-talk={thread.count}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary data-action="shop-talk">
        {t.talk.title(t.talk.buyer.toLowerCase())}
        {news > 0 && <span class="badge badge-new">{t.talk.unread(news)}</span>}
      </summary>
      {view.readiness && t.talk.shopReady[view.readiness.state] && (
        <p class="soft small">{t.talk.shopReady[view.readiness.state]}</p>
      )}
      <Messages thread={thread} side="business" other={t.talk.buyer} />
      {may === "may" && (
        <Composer
          label={t.talk.openWith(t.talk.buyer.toLowerCase())}
          action="shop-send"
          onSend={async (text) => {
            await post(`/v1/intents/${view.id}/messages`, { text }, { for: business, once: true });
            announce(t.talk.sent);
          }}
        />
      )}
      {may === "waits" && (
        <p class="soft" data-waits>
          {askAt ? t.talk.waitingUntil(day(askAt)) : t.talk.waiting}
        </p>
      )}
      {may === "closed" && <p class="soft">{t.talk.closed}</p>}
      {may === "blocked" && <p class="soft">{t.talk.blockedShop}</p>}
      {!thread.reported && (
        <details class="fold fold-plain">
          <summary>{t.talk.reportBuyer}</summary>
          <Report
            onReport={(about) =>
              post(`/v1/intents/${view.id}/reports`, { about }, { for: business, once: true }).then(() =>
                announce(t.talk.reported),
              )
            }
          />
        </details>
      )}
    </details>
  );
}
