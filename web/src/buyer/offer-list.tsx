// After the deal, and apart from it: offers of that shop by mail, for who ticks it and confirms it by mail.
import { useEffect, useState } from "preact/hooks";
import { call, get, post } from "../api/client";
import type { OfferList } from "../api/schema";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Notice } from "../ui/shell";

export function OfferListCard({ intent }: { intent: string }) {
  const path = `/v1/intents/${intent}/offer-list`;
  const [list, setList] = useState<OfferList | null>(null);
  const [ticked, setTicked] = useState(false);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    // It is confirmed in another tab, from the mail.
    const look = () => {
      if (document.visibilityState !== "visible") return;
      get<OfferList>(path)
        .then(setList)
        .catch(() => undefined);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [path]);
  if (!list) return null;
  const shop = list.business.name;
  const act = (deed: () => Promise<OfferList>) =>
    run(async () => {
      setList(await deed());
      setTicked(false);
    });
  const join = () => act(() => post<OfferList>(path, { wording: list.wording.version }));
  const leave = () => act(async () => (await call<OfferList>("DELETE", path)).data);
  const open = list.state === "none" || list.state === "stopped";
  return (
    <section class="card offer-list" data-offer-list={list.state} aria-labelledby="offer-list">
      <h2 id="offer-list">{t.offerList.title(shop)}</h2>
      {list.state === "stopped" && <p>{t.offerList.stopped(shop)}</p>}
      {open && (
        <>
          <label class="toggle">
            <input
              type="checkbox"
              checked={ticked}
              aria-describedby="offer-list-words"
              onChange={(e) => setTicked(e.currentTarget.checked)}
            />
            <span>{t.offerList.label(shop)}</span>
          </label>
          <p class="soft small" id="offer-list-words">
            {list.wording.text}
          </p>
        </>
      )}
      {list.state === "asked" && <p role="status">{t.offerList.asked(shop)}</p>}
      {list.state === "confirmed" && <p role="status">{t.offerList.confirmed(shop)}</p>}
      {problem && <Notice>{problem}</Notice>}
      {open ? (
        ticked && (
          <button type="button" class="primary" disabled={busy} onClick={() => void join()} data-action="join-list">
            {t.offerList.ask}
          </button>
        )
      ) : (
        // Another button, not the one before with new words: who pressed that twice would undo it.
        <button
          key="leave"
          type="button"
          class="quiet"
          disabled={busy}
          onClick={() => void leave()}
          data-action="leave-list"
        >
          {t.offerList.stop}
        </button>
      )}
    </section>
  );
}
