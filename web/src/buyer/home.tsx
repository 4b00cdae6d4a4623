// The first page: one box, an example to tap, and what is happening now. From the sentence comes a card, from the card
// a request that waits for its confirmation.
import { useEffect, useRef, useState } from "preact/hooks";
import { call, get, getConfig, post } from "../api/client";
import type { Config, Draft, IntentList, IntentSummary, Me, Sector } from "../api/schema";
import { tick } from "../clock";
import { clockTime, timeLeft } from "../format";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Check, Clock, SectorPicture, Spark, StepBid, StepPick, StepSay } from "../ui/pictures";
import { DemoTag, Notice, Shell } from "../ui/shell";
import { Claim } from "./claim";
import { DraftCard } from "./draft";
import { forgetPending, Waiting, pending as readPending, type Pending } from "./waiting";

type Stage =
  { at: "home" } | { at: "claim" } | { at: "card"; text: string; draft: Draft } | { at: "waiting"; pending: Pending };

export function Home({ claim = false }: { claim?: boolean }) {
  const [stage, setStage] = useState<Stage>(() => {
    if (claim) return { at: "claim" };
    const waiting = readPending();
    return waiting ? { at: "waiting", pending: waiting } : { at: "home" };
  });
  const [config, setConfig] = useState<Config | null>(null);
  const [sectors, setSectors] = useState<Sector[]>([]);
  useEffect(() => {
    getConfig()
      .then(setConfig)
      .catch(() => undefined);
    get<{ data: Sector[] }>("/v1/sectors")
      .then((s) => setSectors(s.data))
      .catch(() => undefined);
  }, []);
  const go = (next: Stage) => {
    setStage(next);
    scrollTo({ top: 0 });
    document.getElementById("content")?.focus({ preventScroll: true });
  };
  return (
    <Shell page="buy" demo={config?.demo ?? false}>
      {stage.at === "home" && (
        <Ask config={config} sectors={sectors} onDraft={(text, draft) => go({ at: "card", text, draft })} />
      )}
      {stage.at === "claim" && <Claim onDraft={(text, draft) => go({ at: "card", text, draft })} />}
      {stage.at === "card" && (
        <DraftCard
          text={stage.text}
          draft={stage.draft}
          sectors={sectors}
          demo={config?.demo ?? false}
          onBack={() => go({ at: "home" })}
          onPosted={(pending) => go({ at: "waiting", pending })}
        />
      )}
      {stage.at === "waiting" && (
        <Waiting
          pending={stage.pending}
          config={config}
          onAgain={() => {
            forgetPending();
            go({ at: "home" });
          }}
        />
      )}
    </Shell>
  );
}

function Ask({
  config,
  sectors,
  onDraft,
}: {
  config: Config | null;
  sectors: Sector[];
  onDraft: (text: string, draft: Draft) => void;
}) {
  const [text, setText] = useState(() => new URLSearchParams(location.search).get("q") ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const submit = async (words: string) => {
    const trimmed = words.trim();
    if (!trimmed) {
      box.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      onDraft(trimmed, await post<Draft>("/v1/drafts", { text: trimmed }));
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  };
  return (
    <div class="home">
      <section class="hero">
        <h1>{t.home.title}</h1>
        <p class="lead">{t.home.lead}</p>
        <form
          class="ask"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(text);
          }}
        >
          <label class="hidden" for="wish">
            {t.home.box}
          </label>
          <textarea
            ref={box}
            id="wish"
            rows={2}
            maxLength={1000}
            placeholder={t.home.placeholder}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                void submit(text);
              }
            }}
          />
          <button type="submit" class="primary" disabled={busy} data-action="draft">
            {busy ? t.home.reading : t.home.go}
          </button>
        </form>
        {problem && <Notice>{problem}</Notice>}
        {config?.example && (
          <p class="example">
            <span class="soft">{t.home.try}</span>
            <button
              type="button"
              class="example-button"
              disabled={busy}
              data-action="example"
              onClick={() => {
                setText(config.example);
                void submit(config.example);
              }}
            >
              <Spark />
              <span>{config.example}</span>
            </button>
          </p>
        )}
      </section>
      <Yours />
      <Moving sectors={sectors} />
      <ol class="steps">
        {t.home.steps.map((step, i) => (
          <li key={i}>
            {i === 0 ? <StepSay /> : i === 1 ? <StepBid /> : <StepPick />}
            <div>
              <h3>{step.title}</h3>
              <p>{step.text}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Yours() {
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    get<Me>("/v1/me")
      .then(setMe)
      .catch(() => undefined);
  }, []);
  if (!me?.intents.length) return null;
  return (
    <section aria-labelledby="yours">
      <h2 id="yours">{t.home.yours}</h2>
      <ul class="plain yours">
        {me.intents.map((intent) => (
          <li key={intent.id}>
            <a href={`/buyer/${intent.id}`}>
              <Check />
              <span>{intent.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Rounds as the public sees them, asked for every few seconds and only sent when they changed. */
function Moving({ sectors }: { sectors: Sector[] }) {
  const [list, setList] = useState<IntentSummary[] | null>(null);
  useEffect(() => {
    let etag: string | null = null;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (!document.hidden) {
        try {
          const answer = await call<IntentList>("GET", "/v1/intents?limit=24", { etag: etag ?? undefined });
          if (answer.status === 200 && !stopped) setList(answer.data.data);
          etag = answer.etag ?? etag;
        } catch {
          // The next look may go better; what is shown stays.
        }
      }
      if (!stopped) timer = setTimeout(() => void look(), 3_000);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, []);
  if (list === null) return null;
  const now = tick.value;
  const moving = list
    .filter((i) => i.state === "open" && i.round && Date.parse(i.round.closes_at) > now - 3_000)
    .sort((a, b) => Date.parse(a.round!.closes_at) - Date.parse(b.round!.closes_at))
    .slice(0, 9);
  return (
    <section aria-labelledby="moving">
      <h2 id="moving">{t.home.moving}</h2>
      {moving.length === 0 && <p class="soft">{t.home.movingNone}</p>}
      <ul class="plain moving">
        {moving.map((intent) => (
          <Round
            key={intent.id}
            intent={intent}
            now={now}
            sector={sectors.find((s) => s.slug === intent.sector)?.name ?? ""}
          />
        ))}
      </ul>
    </section>
  );
}

function Round({ intent, now, sector }: { intent: IntentSummary; now: number; sector: string }) {
  const round = intent.round!;
  const opens = Date.parse(round.opens_at);
  const left = Date.parse(round.closes_at) - now;
  const share = Math.min(1, Math.max(0, left / Math.max(1, Date.parse(round.closes_at) - opens)));
  return (
    <li class="mover" data-round={intent.id}>
      <a href={`/buyer/${intent.id}`}>
        <span class="mover-picture">
          <SectorPicture slug={intent.sector} size={30} />
        </span>
        <span class="mover-words">
          <span class="mover-line mover-head">
            <span class="mover-title">{intent.title}</span>
            {intent.simulated && <DemoTag />}
          </span>
          <span class="soft mover-line">{[intent.place.name, sector].filter(Boolean).join(" · ")}</span>
          <span class="mover-line">
            <span class="mover-count">
              {intent.offer_count === null ? t.home.sealedOffers : t.home.offers(intent.offer_count)}
            </span>
            <span class="mover-time figures">
              <Clock />
              {opens > now
                ? t.home.opensAt(clockTime(round.opens_at, now))
                : left > 0
                  ? `${timeLeft(left)} ${t.home.left}`
                  : t.home.over}
            </span>
          </span>
          <svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="bar-back" width="100" height="3" rx="1.500" />
            <rect class="bar-left" width={(opens > now ? 1 : share) * 100} height="3" rx="1.500" />
          </svg>
        </span>
      </a>
    </li>
  );
}
