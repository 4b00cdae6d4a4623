// The code of conduct on a shop's desk: accepting it, the score with what made it, the limit with its reasons, appeals.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { CodeOfConduct, ConductEvent, OwnConduct } from "../api/schema";
import { clock } from "../clock";
import { t } from "../en";
import { clockTime, day } from "../format";
import { useDeed } from "../ui/deed";
import { Gauge } from "../ui/gauge";
import { Plea } from "../ui/matters";
import { announce, Loading, Notice } from "../ui/shell";

/** `news` changes when something ended, so that the score is read again. */
export function useConduct(business: string, news: number) {
  const [conduct, setConduct] = useState<OwnConduct | null>(null);
  const [known, setKnown] = useState(false);
  const load = () =>
    get<OwnConduct>("/v1/businesses/me/conduct", { for: business })
      .then(setConduct)
      .catch(() => undefined) // The desk says by itself when the server cannot be reached.
      .finally(() => setKnown(true));
  useEffect(() => {
    void load();
  }, [business, news]);
  return { conduct, known, load };
}

/** The rules in force with a tick of one's own; nothing is accepted unread. */
export function AcceptConduct({ business, onDone }: { business: string; onDone: () => void }) {
  const [code, setCode] = useState<CodeOfConduct | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const { busy, problem, run } = useDeed();
  const { run: read, problem: unread } = useDeed();
  useEffect(() => {
    void read(async () => setCode(await get<CodeOfConduct>("/v1/conduct")));
  }, []);
  if (!code) return unread ? <Notice>{unread}</Notice> : <Loading />;
  const accept = async () => {
    setMissing(!agreed);
    if (!agreed) return;
    const done = await run(() => post("/v1/businesses/me/conduct", { version: code.version }, { for: business }));
    if (!done) return;
    announce(t.conduct.acceptDone);
    onDone();
  };
  return (
    <form
      noValidate
      class="accept-conduct"
      data-accept-conduct
      onSubmit={(event) => {
        event.preventDefault();
        void accept();
      }}
    >
      <p>{t.conduct.acceptLead}</p>
      <ol>
        {code.rules.map((rule) => (
          <li key={rule.number}>{rule.rule}</li>
        ))}
      </ol>
      <p>
        <a href="/conduct" target="_blank" rel="noreferrer">
          {t.conduct.whole}
        </a>
      </p>
      <label class="toggle">
        <input
          type="checkbox"
          checked={agreed}
          aria-invalid={missing && !agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        <span>{t.conduct.accept}</span>
      </label>
      {missing && !agreed && <p class="field-error">{t.conduct.acceptMissing}</p>}
      {problem && <Notice>{problem}</Notice>}
      <button type="submit" class="primary" disabled={busy} data-action="accept-conduct">
        {t.conduct.acceptDo}
      </button>
    </form>
  );
}

export function ConductCard({
  business,
  conduct,
  reload,
}: {
  business: string;
  conduct: OwnConduct;
  reload: () => Promise<void>;
}) {
  const { throttle } = conduct;
  const band = conduct.bands.find((one) => conduct.score >= one.to);
  return (
    <section class="card rights conduct-card" aria-labelledby="conduct" data-conduct={conduct.score}>
      <h2 id="conduct">{conduct.may_offer ? t.conduct.title : t.conduct.acceptTitle}</h2>
      {!conduct.may_offer && <AcceptConduct business={business} onDone={() => void reload()} />}
      <div class="conduct-score">
        <Gauge score={conduct.score} bands={conduct.bands} label={t.conduct.gauge(conduct.score)} of={t.conduct.of} />
        <div>
          <h3>{t.conduct.score}</h3>
          <p>
            {conduct.events.length === 0 && `${t.conduct.fine} `}
            {t.conduct.band(band?.offers_per_day ?? null)}
          </p>
          <p class="soft small">
            {conduct.accepted && t.conduct.acceptedOn(day(conduct.accepted.at))} <a href="/conduct">{t.conduct.link}</a>
          </p>
        </div>
      </div>
      {throttle && (
        <div data-throttle={throttle.left}>
          <Notice>{t.conduct.throttled(day(throttle.since))}</Notice>
          <h3>{t.conduct.reasons}</h3>
          <p>{throttle.reasons}</p>
          <p>
            <strong>{throttle.next_at ? nextWords(throttle.next_at) : t.conduct.left(throttle.left)}</strong>
          </p>
        </div>
      )}
      {conduct.events.length > 0 && (
        <>
          <h3>{t.conduct.events}</h3>
          <ul class="plain entries">
            {conduct.events.map((one) => (
              <Counted key={one.id} event={one} business={business} reload={reload} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** "at 10:15" today, else with its day. */
export function nextWords(at: string) {
  const time = clockTime(at, clock.now());
  const today = new Date(clock.now()).toDateString() === new Date(at).toDateString();
  return today ? t.conduct.nextAt(time) : t.conduct.nextOn(time);
}

function Counted({ event, business, reload }: { event: ConductEvent; business: string; reload: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const { appeal } = event;
  const send = async (text: string) => {
    const taken = await post<{ due_at: string }>(
      "/v1/businesses/me/appeals",
      { text, event: event.id },
      { for: business, once: true },
    );
    announce(t.rights.sent(day(taken.due_at)));
    setAsking(false);
    await reload();
  };
  return (
    <li data-event={event.kind} data-state={event.state}>
      <div class="entry-words">
        <strong>{t.conduct.kind[event.kind]}</strong>
        <p class="soft small">
          {day(event.at)} · <a href={`/i/${event.intent_id}`}>{t.conduct.request}</a>
          {event.seq !== null && `, ${t.conduct.entry(event.seq)}`}
        </p>
        {event.reasons && <p class="small">{t.conduct.stewardSays(event.reasons)}</p>}
        {appeal && (
          <p class="small">
            {appeal.decision === null
              ? t.conduct.appealed(day(appeal.due_at))
              : appeal.decision.outcome === "upheld"
                ? t.conduct.upheld(appeal.decision.reasons)
                : t.conduct.dismissed(appeal.decision.reasons)}
          </p>
        )}
        {asking && <Plea label={t.conduct.appealTitle} button={t.conduct.appealDo} send={send} />}
      </div>
      <span class="conduct-points">
        {event.state === "counts" ? t.conduct.points(event.points) : t.conduct.state[event.state]}
      </span>
      {event.state === "counts" && !appeal && !asking && (
        <button type="button" class="quiet" onClick={() => setAsking(true)} data-action="appeal-event">
          {t.conduct.appeal}
        </button>
      )}
    </li>
  );
}
