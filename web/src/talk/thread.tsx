// One conversation: what was said, and a place to say something where one has the word.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Message, Thread } from "../api/schema";
import { clockTime } from "../format";
import { tick } from "../clock";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { sentence } from "../ui/errors";
import { Notice } from "../ui/shell";

/** What to say of words that were not taken; a way around the market is shown as it was read. */
export function wordsProblem(error: unknown): string {
  const found = error instanceof ApiError ? error.problem?.found?.[0]?.text : undefined;
  return found ? t.talk.found(found) : sentence(error);
}

/** From the yes or the end on; core/talk/word tells by it who may still write. */
const overStates = new Set(["confirmed", "fulfilled", "closed", "lapsed", "cancelled", "expired", "no_offers"]);
export const isOver = (view: { state: string }) => overStates.has(view.state);

export function Messages({ thread, side, other }: { thread: Thread; side: "buyer" | "business"; other: string }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [thread.count]);
  if (thread.messages.length === 0) return <p class="soft">{t.talk.nothing}</p>;
  return (
    <ol class="plain messages" ref={list} tabIndex={0} aria-label={t.talk.title(other)} data-messages={thread.count}>
      {thread.messages.map((message) => (
        <Bubble key={message.message} message={message} own={message.by === side} other={other} />
      ))}
    </ol>
  );
}

function Bubble({ message, own, other }: { message: Message; own: boolean; other: string }) {
  return (
    <li class={own ? "bubble bubble-own" : "bubble"} data-by={message.by}>
      <p class="bubble-who small soft">
        {own ? t.talk.you : other} <time dateTime={message.at}>{clockTime(message.at, tick.value, false)}</time>
      </p>
      {message.kind === "beat_this" && <p class="bubble-beat">{t.talk.beatThis}</p>}
      {message.text && <p>{message.text}</p>}
    </li>
  );
}

/** A field and a button; what was written stays until it was taken. */
export function Composer({
  label,
  action,
  button = t.talk.send,
  rows = 2,
  max = 2000,
  hint,
  asked = false,
  children,
  onSend,
}: {
  label: string;
  action: string;
  button?: string;
  rows?: number;
  max?: number;
  hint?: string | undefined;
  /** It came in place of the button that was pressed, so the focus goes on into it. */
  asked?: boolean;
  /** What goes with the words, between them and the button. */
  children?: ComponentChildren;
  onSend: (words: string) => Promise<unknown>;
}) {
  const [words, setWords] = useState("");
  const { busy, problem, run } = useDeed(wordsProblem);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (asked) field.current?.focus();
  }, [asked]);
  const send = async () => {
    if (await run(() => onSend(words.trim()))) setWords("");
  };
  return (
    <form
      class="composer"
      data-composer={action}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== "") void send();
      }}
    >
      <label class="field">
        <span class="label">{label}</span>
        {hint && <span class="soft small">{hint}</span>}
        <textarea
          ref={field}
          name={action}
          rows={rows}
          maxLength={max}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      {children}
      {problem && <Notice>{problem}</Notice>}
      {/* Not disabled when there is nothing to send, or who has just sent something would lose their place. */}
      <button type="submit" class="primary" disabled={busy} aria-disabled={words.trim() === ""} data-action={action}>
        {button}
      </button>
    </form>
  );
}
