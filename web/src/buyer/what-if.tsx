// "Under a sealed round ...": what was said in this request, played again under other rules by the server.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BuyerIntent } from "../api/schema";
import { money } from "../format";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Notice } from "../ui/shell";

interface Replayed {
  pays: number | null;
  ranking: { by: string; price: number }[];
}

/** The rules that the round had, in another format; what the format decides itself is set anew. */
function rulesFor(kind: string, view: BuyerIntent): Record<string, unknown> {
  const round = view.round!;
  const prices = view.offers.flatMap((o) => (o.price === null ? [] : [o.price]));
  const most = Math.max(...prices, view.budget?.amount ?? 0);
  // A clock of a hundred steps goes through all prices that were named.
  const change = Math.max(1, Math.ceil(most / 100));
  const { format, pricing, close, buyer_sees, visibility, ...kept } = round.rules;
  const common = { ...kept, visibility: "rank", close: { mode: "hard" }, duration_s: 600 };
  switch (kind) {
    case "second_price":
      return { ...common, format: "sealed", pricing: "second_price" };
    case "turns":
      return { ...common, format: "turns", turns: { rounds: 3, turn_s: 120 } };
    case "falling_clock":
      return { ...common, format: "falling_clock", clock: { start: most, change, every_s: 5, stop: change } };
    default:
      return { ...common, format: "sealed" };
  }
}

export function WhatIf({ view }: { view: BuyerIntent }) {
  const [results, setResults] = useState<Record<string, Replayed>>({});
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const was = view.offers.find((o) => o.rank === 1)?.price ?? null;
  const paid = (result: Replayed) => result.pays ?? null;
  const all = [was ?? 0, ...Object.values(results).map((r) => paid(r) ?? 0)];
  const play = async (kind: string) => {
    setBusy(kind);
    setProblem(null);
    try {
      const result = await post<Replayed>(`/v1/intents/${view.id}/replay`, { rules: rulesFor(kind, view) });
      setResults((now) => ({ ...now, [kind]: result }));
    } catch (error) {
      setProblem(sentence(error));
    }
    setBusy(null);
  };
  const bar = (label: string, price: number | null, key: string) => (
    <li key={key} class="what-if-row" data-what-if={key} data-price={price ?? ""}>
      <span>{label}</span>
      <span class="what-if-bar" aria-hidden="true">
        <i style={{ inlineSize: `${((price ?? 0) * 100) / Math.max(...all, 1)}%` }} />
      </span>
      <span class="figures">{price === null ? t.rounds.whatIfNobody : money(price, view.currency)}</span>
    </li>
  );
  return (
    <details class="card fold" data-what-if-fold>
      <summary>{t.rounds.whatIf}</summary>
      <p class="soft small">{t.rounds.whatIfLead}</p>
      <div class="row">
        {Object.entries(t.rounds.whatIfKinds).map(([kind, label]) => (
          <button
            key={kind}
            type="button"
            class="quiet"
            disabled={busy !== null}
            data-play={kind}
            onClick={() => void play(kind)}
          >
            {label}
          </button>
        ))}
      </div>
      {problem && <Notice>{problem}</Notice>}
      <ul class="plain what-if" aria-live="polite" aria-busy={busy !== null}>
        {bar(t.rounds.whatIfWas, was, "was")}
        {Object.entries(results).map(([kind, result]) => bar(t.rounds.whatIfKinds[kind]!, paid(result), kind))}
      </ul>
      {busy && <p class="soft small">{t.rounds.whatIfBusy}</p>}
    </details>
  );
}
