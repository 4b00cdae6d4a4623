// What is held about a buyer: requests, consents, lists, complaints; all of it to take away, or to be forgotten.
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, getConfig, post } from "../api/client";
import type { ConsentGiven, Me } from "../api/schema";
import { t } from "../en";
import { day } from "../format";
import { useDeed } from "../ui/deed";
import { sentence } from "../ui/errors";
import { ComplainByMail, Complaints } from "../ui/matters";
import { Sheet } from "../ui/sheet";
import { announce, Loading, Notice, Shell } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { Forgotten } from "./forgotten";
import { MailWishesCard, noWishes, PreferredCard } from "./wishes";
import { titleOf } from "../words/title";

/** The address keeps what an erasure was answered with: nobody else knows it. */
const erasedIn = (hash: string) => {
  const [report, ...intents] = hash.slice(1).split("+");
  return report && /^[\w-]{43}$/.test(report) ? { report, intents } : null;
};

export function MePage() {
  const [me, setMe] = useState<Me | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [demo, setDemo] = useState(false);
  const [erased, setErased] = useState(() => erasedIn(location.hash));
  const [whole, setWhole] = useState(false); // an address does not say whether a request was erased or a person
  const load = () =>
    get<Me>("/v1/me")
      .then(setMe)
      .catch((error: unknown) => setProblem(sentence(error)));
  useEffect(() => {
    document.title = `${t.rights.title} · ${t.brand}`;
    getConfig()
      .then((c) => setDemo(c.demo))
      .catch(() => undefined);
    void load();
  }, []);
  const known = me?.principals.some((p) => p.kind === "consumer") ?? false;
  const researcher = (!known && me?.principals.find((p) => p.kind === "researcher")) || null;
  const forget = async () => {
    const done = await post<{ erased: string[]; report: string }>("/v1/me/erase");
    const hash = `#${[done.report, ...done.erased].join("+")}`;
    history.replaceState(null, "", `/me${hash}`);
    setWhole(true);
    setErased(erasedIn(hash));
    announce(t.rights.erasedTitle);
  };
  return (
    <Shell page="me" demo={demo}>
      {erased ? (
        <Forgotten report={erased.report} intents={erased.intents} whole={whole} />
      ) : (
        <div class="rights" data-page={me ? (known ? "me" : researcher ? "me-researcher" : "me-door") : "me-loading"}>
          <header>
            <h1>{t.rights.title}</h1>
            <p class="lead">
              {known ? t.rights.lead : researcher ? t.rights.researcher(researcher.name ?? "") : t.rights.signedOut}
            </p>
            {researcher && (
              <p>
                <a class="button primary" href="/lab">
                  {t.rights.toLab}
                </a>
              </p>
            )}
            {known && <p class="soft">{t.rights.address(me!.addresses.join(", "))}</p>}
          </header>
          {problem && <Notice>{problem}</Notice>}
          {!me && !problem && <Loading />}
          {me && !known && (
            <>
              <section class="card">
                <SignIn title={researcher ? t.rights.asBuyer : undefined} />
              </section>
              <ComplainByMail />
            </>
          )}
          {me && known && <Held me={me} reload={load} forget={forget} />}
        </div>
      )}
    </Shell>
  );
}

function Held({ me, reload, forget }: { me: Me; reload: () => Promise<void>; forget: () => Promise<void> }) {
  const lists = me.consents.filter((c) => c.kind === "offers" && c.state === "confirmed");
  const titles = new Map(me.intents.map((i) => [i.id, titleOf(i)]));
  return (
    <>
      <section class="card" aria-labelledby="requests">
        <h2 id="requests">{t.rights.requests}</h2>
        {me.intents.length === 0 && <p class="soft">{t.rights.requestsNone}</p>}
        <ul class="plain entries">
          {me.intents.map((i) => (
            <li key={i.id}>
              <a class="entry-words" href={`/buyer/${i.id}`}>
                {titleOf(i)}
              </a>
              <span class="soft small">{t.rights.request[i.state] ?? i.state}</span>
            </li>
          ))}
        </ul>
      </section>
      <PreferredCard preferred={me.preferred} reload={reload} />
      <MailWishesCard wishes={me.mail_wishes ?? noWishes} />
      <section class="card" aria-labelledby="lists">
        <h2 id="lists">{t.rights.lists}</h2>
        {lists.length === 0 && <p class="soft">{t.rights.listsNone}</p>}
        <ul class="plain entries">
          {lists.map((c) => (
            <li key={c.purpose} data-list={c.subject}>
              <span class="entry-words">{t.rights.listOf(c.name ?? "", day(c.confirmed_at!))}</span>
              <Withdraw consent={c} label={t.rights.stop} what={c.name ?? ""} onDone={reload} />
            </li>
          ))}
        </ul>
      </section>
      <section class="card" aria-labelledby="consents">
        <h2 id="consents">{t.rights.consents}</h2>
        {me.consents.length === 0 && <p class="soft">{t.rights.consentsNone}</p>}
        <ul class="plain entries">
          {me.consents.map((c) => (
            <Consent key={`${c.purpose} ${c.channel} ${c.requested_at}`} consent={c} titles={titles} reload={reload} />
          ))}
        </ul>
      </section>
      <Complaints matters={me.complaints} onSent={reload} />
      <section class="card" aria-labelledby="export">
        <h2 id="export">{t.rights.export}</h2>
        <p>{t.rights.exportText}</p>
        <a class="button" href="/v1/me/export" download="parley.json" data-action="export">
          {t.rights.exportDo}
        </a>
      </section>
      <Forget forget={forget} />
    </>
  );
}

function Consent({
  consent,
  titles,
  reload,
}: {
  consent: ConsentGiven;
  titles: Map<string, string>;
  reload: () => Promise<void>;
}) {
  const name = consent.name ?? titles.get(consent.subject ?? "") ?? t.rights.aRequest;
  const words = consent.channel === "push" ? t.rights.noticeTitle : t.rights.consentTitle;
  const title = words[consent.kind]?.(name) ?? consent.purpose;
  const when = consent.withdrawn_at ?? (consent.state === "expired" ? consent.expires_at : consent.confirmed_at);
  return (
    <li data-consent={consent.kind} data-state={consent.state}>
      <div class="entry-words">
        <strong>{title}</strong>
        <p class="soft small">{t.rights.consentState[consent.state](day(when ?? consent.requested_at))}</p>
        <p class="small">{consent.text ?? t.rights.oldWords}</p>
      </div>
      {(consent.state === "confirmed" || consent.state === "asked") && (
        <Withdraw consent={consent} label={t.rights.takeBack} what={title} onDone={reload} />
      )}
    </li>
  );
}

function Withdraw({
  consent,
  label,
  what,
  onDone,
}: {
  consent: ConsentGiven;
  label: string;
  what: string;
  onDone: () => Promise<void>;
}) {
  const { busy, problem, run } = useDeed();
  const act = () =>
    run(async () => {
      const channel = consent.channel === "push" ? "push" : "email";
      await post("/v1/me/withdrawals", { purpose: consent.purpose, channel });
      announce(t.rights.stopped);
      await onDone();
    });
  return (
    <>
      <button type="button" class="quiet" disabled={busy} onClick={() => void act()} aria-label={`${label}: ${what}`}>
        {label}
      </button>
      {problem && <Notice>{problem}</Notice>}
    </>
  );
}

function Forget({ forget }: { forget: () => Promise<void> }) {
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useDeed((error) =>
    error instanceof ApiError && error.status === 401 ? t.rights.signedOut : sentence(error),
  );
  return (
    <section class="card" aria-labelledby="forget">
      <h2 id="forget">{t.rights.erase}</h2>
      <p>{t.rights.eraseText}</p>
      <button type="button" class="danger" onClick={() => setAsked(true)} data-action="erase">
        {t.rights.eraseAsk}
      </button>
      {asked && (
        <Sheet title={t.rights.eraseSure} onClose={() => setAsked(false)}>
          <p>{t.rights.eraseText}</p>
          {problem && <Notice>{problem}</Notice>}
          <div class="row">
            <button
              type="button"
              class="primary wide"
              disabled={busy}
              onClick={() => void run(forget)}
              data-action="erase-now"
            >
              {t.rights.eraseDo}
            </button>
            <button type="button" class="quiet" onClick={() => setAsked(false)}>
              {t.common.back}
            </button>
          </div>
        </Sheet>
      )}
    </section>
  );
}
