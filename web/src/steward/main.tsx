// The operator's page: what waits with its day, what may be done about it, and all that was done.
import { render, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import "../styles.css";
import { ApiError, get } from "../api/client";
import type { StewardAct, StewardQueue } from "../api/schema";
import { clock } from "../clock";
import { t } from "../en";
import { clockTime, day, number } from "../format";
import { sentence } from "../ui/errors";
import { Loading, Notice, Shell } from "../ui/shell";
import { ActSheet, type Asked } from "./act";
import { Door } from "./door";

type Decidable = {
  subject: string;
  due_at: string;
  late_since: string | null;
  decision: StewardQueue["reports"][number]["decision"];
};
const words = t.rights.steward;

function Page() {
  const [queue, setQueue] = useState<StewardQueue | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [outside, setOutside] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const load = async () => {
    setProblem(null);
    try {
      setQueue(await get<StewardQueue>("/v1/steward/queue"));
      setOutside(false);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) setOutside(true);
      else setProblem(sentence(error));
    }
  };
  useEffect(() => {
    document.title = `${words.title} · ${t.brand}`;
    void load();
  }, []);
  return (
    <Shell page="steward">
      <div class="rights" data-page={queue ? "steward" : outside ? "steward-door" : "steward-loading"}>
        <header>
          <h1>{words.title}</h1>
          {queue && <p class="lead">{words.lead}</p>}
        </header>
        {problem && <Notice>{problem}</Notice>}
        {outside && !queue && <Door onIn={load} />}
        {!outside && !queue && !problem && <Loading />}
        {queue && <Queue queue={queue} ask={setAsked} />}
      </div>
      {asked && (
        <ActSheet
          asked={asked}
          onClose={() => setAsked(null)}
          onDone={async () => {
            setAsked(null);
            await load();
          }}
        />
      )}
    </Shell>
  );
}

function Queue({ queue, ask }: { queue: StewardQueue; ask: (asked: Asked) => void }) {
  const suspended = new Set(queue.suspensions.map((one) => one.subject));
  return (
    <>
      <Health health={queue.health} />
      <Waiting title={words.reports} all={queue.reports} ask={ask}>
        {(one) => {
          const shop = one.business?.name ?? words.aShop;
          const subject = one.business && `business/${one.business.id}`;
          return (
            <>
              <strong>{words.reportOf(one.by, shop)}</strong>: {words.about[one.about] ?? one.about}
              <p>{one.text || words.noWords}</p>
              <p class="soft small">{one.title ? words.inRequest(one.title) : words.erasedRequest}</p>
              {subject && one.by === "buyer" && !suspended.has(subject) && (
                <button type="button" class="quiet" onClick={() => ask({ act: "suspend", subject, name: shop })}>
                  {words.suspendThis(shop)}
                </button>
              )}
            </>
          );
        }}
      </Waiting>
      <Waiting title={words.complaints} all={queue.complaints} ask={ask}>
        {(one) => (
          <>
            <strong>{one.business?.name ?? words.aBuyer}</strong>: {t.rights.topics[one.about] ?? one.about}
            <p>{one.text || t.rights.gone}</p>
          </>
        )}
      </Waiting>
      <Waiting title={words.appeals} all={queue.appeals} ask={ask}>
        {(one) => (
          <>
            <strong>{one.business?.name ?? words.aShop}</strong>
            {one.event && (
              <p class="soft small">
                <a href={`/i/${one.event.intent_id}`}>
                  {t.conduct.appealAgainst(t.conduct.kind[one.event.kind] ?? one.event.kind, day(one.event.at))}
                </a>
              </p>
            )}
            <p>{one.text}</p>
          </>
        )}
      </Waiting>
      <Flags flags={queue.flags} />
      <section class="card" aria-labelledby="suspensions" data-section="suspensions">
        <h2 id="suspensions">{words.suspensions}</h2>
        {queue.suspensions.length === 0 && <p class="soft">{words.none}</p>}
        <ul class="plain entries">
          {queue.suspensions.map((one) => (
            <li key={one.id} data-subject={one.subject}>
              <div class="entry-words">
                <ActName act={one} />
                <p>{one.reasons}</p>
              </div>
              <button
                type="button"
                onClick={() => ask({ act: "lift", subject: one.subject, name: one.name ?? one.subject })}
              >
                {words.deed.lift}
              </button>
            </li>
          ))}
        </ul>
        <button type="button" onClick={() => ask({ act: "suspend", subject: "", name: "" })} data-action="suspend">
          {words.suspendTitle}
        </button>
      </section>
      <section class="card" aria-labelledby="acts" data-section="acts">
        <h2 id="acts">{words.acts}</h2>
        {queue.acts.length === 0 && <p class="soft">{words.actsNone}</p>}
        <ul class="plain entries">
          {queue.acts.map((one) => (
            <li key={one.id}>
              <div class="entry-words">
                <ActName act={one} />: {words.did[one.act]}
                <p>{one.reasons}</p>
              </div>
              <span class="soft small">
                {day(one.at)}, {clockTime(one.at, clock.now())}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Flags({ flags }: { flags: StewardQueue["flags"] }) {
  return (
    <section class="card" aria-labelledby="flags" data-section="flags">
      <h2 id="flags">{words.flags}</h2>
      <p class="soft small">{words.flagsText}</p>
      {flags.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="plain entries">
        {flags.map((one) => (
          <li key={`${one.kind} ${one.business.id} ${one.intent_id} ${one.what}`} data-flag={one.kind}>
            <div class="entry-words">
              <span class="tag">{words.flag[one.kind]}</span> <strong>{one.business.name}</strong>
              <p>{one.what}</p>
            </div>
            <span class="soft small">
              {day(one.at)}
              {one.intent_id && (
                <>
                  {" · "}
                  <a href={`/i/${one.intent_id}`}>{words.flagRequest}</a>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Shop Oak and Anvil", "Sector furniture/tables", "Report 1". */
function ActName({ act }: { act: StewardAct }) {
  const [kind = "", ...rest] = act.subject.split("/");
  const name = act.name ?? (kind === "sector" ? rest.join("/") : "");
  return <strong title={act.subject}>{[words.kind[kind] ?? kind, name].filter(Boolean).join(" ")}</strong>;
}

function Health({ health }: { health: StewardQueue["health"] }) {
  return (
    <section class="card" aria-labelledby="health" data-section="health">
      <h2 id="health">{words.health}</h2>
      <dl class="counts">
        {(Object.entries(words.counts) as [keyof StewardQueue["health"], string][]).map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{number(health[key])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Waiting<One extends Decidable>({
  title,
  all,
  ask,
  children,
}: {
  title: string;
  all: One[];
  ask: (asked: Asked) => void;
  children: (one: One) => ComponentChildren;
}) {
  const open = all.filter((one) => one.decision === null);
  const heading = title.toLowerCase();
  return (
    <section class="card" aria-labelledby={heading} data-section={heading}>
      <h2 id={heading}>
        {title} <span class="tag rank">{words.waiting(open.length)}</span>
      </h2>
      {open.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="plain entries">
        {open.map((one) => (
          <li key={one.subject} data-subject={one.subject}>
            <div class="entry-words">{children(one)}</div>
            <div>
              <p class={one.late_since ? "late small" : "soft small"}>
                {one.late_since ? words.late(day(one.late_since)) : words.due(day(one.due_at))}
              </p>
              <div class="row">
                {(["uphold", "dismiss"] as const).map((act) => (
                  <button key={act} type="button" onClick={() => ask({ act, subject: one.subject, name: title })}>
                    {words.deed[act]}
                  </button>
                ))}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
