// The page behind a mail about a conversation: the thread, and an answer without signing in.
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client";
import type { ReplyThread } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Loading, Notice } from "../ui/shell";
import { Composer, Messages } from "../talk/thread";
import { Card, takeToken } from "./links";

export function ReplyPage() {
  const [token] = useState(takeToken);
  const good = /^[A-Za-z0-9_-]{43}$/.test(token);
  const [shown, setShown] = useState<ReplyThread | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!good) return;
    post<ReplyThread>("/v1/replies", { token })
      .then(setShown)
      .catch((error: unknown) => setProblem(sentence(error)));
  }, []);
  if (!good)
    return (
      <Card state="reply-bad">
        <h1>{t.talk.reply.title}</h1>
        <p>{t.talk.reply.gone}</p>
      </Card>
    );
  if (problem)
    return (
      <Card state="reply-gone">
        <h1>{t.talk.reply.title}</h1>
        <Notice>{problem}</Notice>
        <p>{t.talk.reply.gone}</p>
      </Card>
    );
  if (!shown)
    return (
      <Card state="reply-busy">
        <Loading />
      </Card>
    );
  const other = shown.as === "buyer" ? shown.business : t.talk.buyer;
  const page = shown.as === "buyer" ? `/buyer/${shown.intent_id}` : "/desk";
  return (
    <Card state={shown.sent ? "reply-sent" : "reply"}>
      <h1>{t.talk.title(shown.as === "buyer" ? other : other.toLowerCase())}</h1>
      <p class="soft">{t.talk.reply.about(shown.title)}</p>
      <Messages thread={shown.thread} side={shown.as} other={other} />
      {shown.sent ? (
        <Notice kind="good">{t.talk.sent}</Notice>
      ) : (
        <Composer
          label={t.talk.openWith(shown.as === "buyer" ? other : other.toLowerCase())}
          action="reply"
          onSend={async (text) => setShown(await post<ReplyThread>("/v1/replies", { token, text }, { once: true }))}
        />
      )}
      <p>
        <a href={page}>{t.talk.reply.whole}</a>
      </p>
    </Card>
  );
}
