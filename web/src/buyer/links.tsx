// The pages behind the links of a mail. The token is in the fragment, which no server log and no referrer sees; it is
// posted from here, once, and taken out of the address bar.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, getConfig, post } from "../api/client";
import type { Confirmation, Me, Stopped } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Envelope } from "../ui/pictures";
import { Loading, Notice, Shell } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { forgetPending } from "./waiting";
import { titleOf } from "../words/title";

export function takeToken(): string {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return token;
}

export function Card({ children, state }: { children: ComponentChildren; state: string }) {
  const [demo, setDemo] = useState(false);
  useEffect(() => {
    getConfig()
      .then((c) => setDemo(c.demo))
      .catch(() => undefined);
  }, []);
  return (
    <Shell page="buy" demo={demo}>
      <section class="waiting card" data-page={state}>
        <Envelope />
        {children}
      </section>
    </Shell>
  );
}

/** A program that opens mail for a person may load a page; it seldom shows it. The token waits until it is seen. */
export const whenSeen = () =>
  new Promise<void>((resolve) => {
    if (document.visibilityState === "visible") return resolve();
    document.addEventListener("visibilitychange", function seen() {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", seen);
      resolve();
    });
  });

type State =
  | { at: "busy"; text: string }
  | { at: "bad" | "used" | "expired" | "list" | "complaint" }
  | { at: "failed"; text: string }
  | { at: "signed-in"; me: Me };

export function ConfirmPage() {
  const [token] = useState(takeToken);
  const [state, setState] = useState<State>({ at: "busy", text: t.links.confirming });
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const confirm = async () => {
      if (!/^[A-Za-z0-9_-]{43}$/.test(token)) {
        setState({ at: "bad" });
        return;
      }
      await whenSeen();
      try {
        const answer = await post<Confirmation>("/v1/confirmations", { token });
        forgetPending();
        if (answer.kind === "intent") {
          setState({ at: "busy", text: t.links.confirmedIntent });
          location.replace(`/buyer/${answer.id}`);
        } else if (answer.kind === "business") {
          setState({ at: "busy", text: t.links.confirmedBusiness });
          location.replace(`/desk/${answer.id}`);
        } else if (answer.kind === "seat") {
          setState({ at: "busy", text: t.links.confirmedSeat });
          location.replace(`/desk/${answer.id}`);
        } else if (answer.kind === "list") {
          setState({ at: "list" });
        } else if (answer.kind === "complaint") {
          setState({ at: "complaint" });
        } else {
          const me = await get<Me>("/v1/me");
          const shops = shopsOf(me);
          const isResearcher = researchersOf(me).length > 0;
          if (isResearcher && shops.length === 0 && me.intents.length === 0) location.replace("/lab#signed-in");
          else if (shops.length === 1 && me.intents.length === 0) location.replace(`/desk/${shops[0]!.id}`);
          else setState({ at: "signed-in", me });
        }
      } catch (error) {
        if (error instanceof ApiError && error.code === "token_used") setState({ at: "used" });
        else if (error instanceof ApiError && error.code === "token_expired") setState({ at: "expired" });
        else if (error instanceof ApiError && (error.status === 400 || error.status === 404 || error.status === 410))
          setState({ at: "bad" });
        else setState({ at: "failed", text: sentence(error) });
      }
    };
    void confirm();
  }, [token, again]);
  return (
    <Card state={`confirm-${state.at}`}>
      {state.at === "busy" && (
        <>
          <h1>{state.text}</h1>
          <Loading />
        </>
      )}
      {state.at === "signed-in" && (
        <>
          <h1>{t.links.confirmedSession}</h1>
          <Things me={state.me} />
        </>
      )}
      {state.at === "list" && (
        <>
          <h1>{t.links.confirmedList}</h1>
          <p>{t.links.confirmedListMore}</p>
          <MyThings />
        </>
      )}
      {state.at === "complaint" && (
        <>
          <h1>{t.links.confirmedComplaint}</h1>
          <p>{t.links.confirmedComplaintMore}</p>
          <p>
            <a class="button" href="/me">
              {t.links.seeComplaint}
            </a>
          </p>
        </>
      )}
      {state.at === "used" && (
        <>
          <h1>{t.links.usedTitle}</h1>
          <Used />
          <SignIn />
        </>
      )}
      {state.at === "expired" && (
        <>
          <h1>{t.links.expiredTitle}</h1>
          <p>{t.links.expired}</p>
          <SignIn />
        </>
      )}
      {state.at === "bad" && (
        <>
          <h1>{t.links.badTitle}</h1>
          <p>{t.links.bad}</p>
          <SignIn />
        </>
      )}
      {state.at === "failed" && (
        <>
          <h1>{t.links.confirming}</h1>
          <Notice>{state.text}</Notice>
          <button type="button" class="primary" onClick={() => setAgain((n) => n + 1)}>
            {t.common.retry}
          </button>
        </>
      )}
    </Card>
  );
}

const shopsOf = (me: Me) => me.principals.flatMap((p) => (p.business ? [p.business] : []));
const researchersOf = (me: Me) => me.principals.filter(({ kind }) => kind === "researcher");

function Things({ me }: { me: Me }) {
  const shops = shopsOf(me);
  const researchers = researchersOf(me);
  // Where several are in one browser, the lab itself tells who acts there.
  const name = researchers.length === 1 ? researchers[0]!.name : undefined;
  return (
    <ul class="plain yours">
      {me.intents.map((i) => (
        <li key={i.id}>
          <a href={`/buyer/${i.id}`}>{titleOf(i)}</a>
        </li>
      ))}
      {shops.map((s) => (
        <li key={s.id}>
          <a href={`/desk/${s.id}`}>{s.name}</a>
        </li>
      ))}
      {researchers.length > 0 && (
        <li>
          <a href="/lab#signed-in">{name ? t.links.labAs(name) : t.lab.title}</a>
        </li>
      )}
      <li>
        <a href="/">{t.links.toHome}</a>
      </li>
    </ul>
  );
}

function useMe(): Me | null {
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    get<Me>("/v1/me")
      .then(setMe)
      .catch(() => undefined);
  }, []);
  return me;
}

function MyThings() {
  const me = useMe();
  return me ? <Things me={me} /> : null;
}

/** Promises what is below only where something is. */
function Used() {
  const me = useMe();
  const has = me !== null && (me.intents.length > 0 || shopsOf(me).length > 0 || researchersOf(me).length > 0);
  return (
    <>
      <p data-used={me ? (has ? "here" : "elsewhere") : ""}>
        {t.links.used} {me && (has ? t.links.usedHere : t.links.usedElsewhere)}
      </p>
      {me && <Things me={me} />}
    </>
  );
}

/** One tap, because a mail scanner that follows links must not undo what a person did. */
function OneTap({
  path,
  state,
  title,
  text,
  button,
  done,
}: {
  path: string;
  state: string;
  title: string;
  text: string;
  button: string;
  done: (answer: unknown) => string;
}) {
  const [token] = useState(takeToken);
  const [at, setAt] = useState<"ask" | "busy" | "done">("ask");
  const [answer, setAnswer] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const bad = !/^[A-Za-z0-9_-]{43}$/.test(token);
  const act = async () => {
    setAt("busy");
    setProblem(null);
    try {
      setAnswer(await post(path, { token }));
      setAt("done");
    } catch (error) {
      setAt("ask");
      setProblem(sentence(error));
    }
  };
  return (
    <Card state={`${state}-${bad ? "bad" : at}`}>
      {bad ? (
        <>
          <h1>{t.links.badTitle}</h1>
          <p>{t.links.bad}</p>
        </>
      ) : at === "done" ? (
        <>
          <h1>{title}</h1>
          <Notice kind="good">{done(answer)}</Notice>
          <a class="button" href="/">
            {t.links.toHome}
          </a>
        </>
      ) : (
        <>
          <h1>{title}</h1>
          <p>{text}</p>
          {problem && <Notice>{problem}</Notice>}
          <button type="button" class="primary" disabled={at === "busy"} onClick={() => void act()}>
            {button}
          </button>
        </>
      )}
    </Card>
  );
}

export const NotMePage = () => (
  <OneTap
    path="/v1/not-me"
    state="not-me"
    title={t.links.notMeTitle}
    text={t.links.notMe}
    button={t.links.notMeDo}
    done={() => t.links.notMeDone}
  />
);

function whatStopped(answer: unknown): string {
  const { kind, name } = (answer as Stopped).stopped;
  return kind === "all" || (kind !== "invitations" && kind !== "report" && name === "")
    ? t.links.unsubscribeDone
    : t.links.unsubscribed[kind](name);
}

export const UnsubscribePage = () => (
  <OneTap
    path="/v1/unsubscribe"
    state="unsubscribe"
    title={t.links.unsubscribeTitle}
    text={t.links.unsubscribe}
    button={t.links.unsubscribeDo}
    done={whatStopped}
  />
);
