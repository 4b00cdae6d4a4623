// Parts of the page of one request that keep to themselves: its facts, its ending, and the way into a simulated shop.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent, IntentView, Sector } from "../api/schema";
import { day, money } from "../format";
import { isBuyer } from "../merge";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Calendar, Lock, Pin, Purse, SectorPicture } from "../ui/pictures";
import { Notice } from "../ui/shell";

export function Facts({ view, sector }: { view: IntentView; sector: Sector | undefined }) {
  return (
    <ul class="plain facts">
      {view.place.name && (
        <li>
          <Pin />
          <span>{view.place.name}</span>
        </li>
      )}
      {(view.budget || isBuyer(view)) && view.budget && (
        <li>
          {view.budget.visibility === "sealed" ? <Lock /> : <Purse />}
          <span>
            {money(view.budget.amount, view.budget.currency)}
            {view.budget.visibility === "sealed" && <span class="soft"> ({t.intent.budgetSealed})</span>}
          </span>
        </li>
      )}
      {view.needed_by && (
        <li>
          <Calendar />
          <span>{t.desk.neededBy(day(view.needed_by))}</span>
        </li>
      )}
      {sector && (
        <li>
          <SectorPicture slug={sector.slug} size={18} />
          <span>{sector.name}</span>
        </li>
      )}
    </ul>
  );
}

export function Ending({ view }: { view: BuyerIntent }) {
  const state = view.state as keyof typeof t.intent.endedTitle;
  const onlyAsked = view.advice !== null && view.round === null;
  const reasons = view.invited.map((i) => i.reason);
  const help: string[] = [];
  if (view.state === "no_offers") {
    if (reasons.includes("budget_too_low") || view.budget) help.push(t.intent.helpBudget);
    if (reasons.includes("too_busy")) help.push(t.intent.helpBusy);
    if (view.needed_by) help.push(t.intent.helpTime);
    help.push(t.intent.helpFar);
    if (view.start === "now") help.push(t.intent.helpHours);
  }
  return (
    <section class="card ending" data-ending={view.state}>
      <h2>{onlyAsked && state === "expired" ? t.advice.endedTitle : t.intent.endedTitle[state]}</h2>
      <p>{onlyAsked ? t.advice.endedText : t.intent.endedText[state]}</p>
      {help.length > 0 && (
        <>
          <h3>{t.intent.help}</h3>
          <ul class="ticks">
            {help.map((h) => (
              <li key={h}>{h}</li>
            ))}
          </ul>
        </>
      )}
      <a class="button primary" href={`/?q=${encodeURIComponent(view.text || view.title)}`}>
        {t.intent.againButton}
      </a>
    </section>
  );
}

/** Nobody else has the key to who was told of an erasure, so the page's address keeps it. */
export function useReport() {
  const [report, setReport] = useState(() => /^#([\w-]{43})$/.exec(location.hash)?.[1] ?? null);
  const keep = (key: string) => {
    history.replaceState(null, "", `#${key}`);
    setReport(key);
  };
  return [report, keep] as const;
}

export function Erased({ intent, report }: { intent: string; report: string | null }) {
  return (
    <section class="card" data-erased>
      <p>{t.talk.erased}</p>
      {report && (
        <p>
          <a href={`/me#${report}+${intent}`}>{t.talk.erasedTold}</a>
          {t.talk.erasedKeep}
        </p>
      )}
    </section>
  );
}

export function BeTheShop({ intent }: { intent: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async () => {
    // The window has to be opened by the tap itself; where to, the server says a moment later.
    const window_ = window.open("about:blank", "_blank");
    setBusy(true);
    setProblem(null);
    try {
      const answer = await post<{ desk: string }>("/v1/demo/shop", { intent_id: intent });
      const address = `${answer.desk}#${intent}`;
      if (window_) {
        window_.opener = null;
        window_.location.replace(address);
      } else location.assign(address);
    } catch (error) {
      window_?.close();
      setProblem(sentence(error));
    }
    setBusy(false);
  };
  return (
    <div class="be-shop">
      <button type="button" disabled={busy} onClick={() => void open()} data-action="be-the-shop">
        {t.intent.beShop}
      </button>
      <p class="soft small">{t.intent.beShopHint}</p>
      {problem && <Notice>{problem}</Notice>}
    </div>
  );
}
