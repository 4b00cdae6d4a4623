// Questions that all who take part read, and the buyer's answers to them.
import { post } from "../api/client";
import type { AskedQuestion } from "../api/schema";
import { t } from "../en";
import { announce } from "../ui/shell";
import { Composer } from "./thread";

function Question({ question, side }: { question: AskedQuestion; side: "buyer" | "business" }) {
  const who =
    question.by === "buyer"
      ? side === "buyer"
        ? t.talk.youAsked
        : t.talk.buyerAsks
      : question.own
        ? t.talk.youAsked
        : t.talk.asks;
  return (
    <>
      <p class="small soft">{who}</p>
      <p class="question-text">{question.text}</p>
      {question.answer !== null && <p class="question-answer">{question.answer}</p>}
    </>
  );
}

/** For the buyer: to answer, and to ask everybody. */
export function BuyerQuestions({
  intent,
  questions,
  open,
}: {
  intent: string;
  questions: AskedQuestion[];
  open: boolean;
}) {
  if (!open && questions.length === 0) return null;
  const send = async (path: string, text: string, done: string) => {
    await post(`/v1/intents/${intent}/${path}`, { text }, { once: true });
    announce(done);
  };
  return (
    <section class="card questions" aria-labelledby="questions" data-questions={questions.length}>
      <h2 id="questions">{t.talk.questions}</h2>
      {questions.some((q) => q.by === "business") && <p class="soft small">{t.talk.questionsLead}</p>}
      <ol class="plain question-list">
        {questions.map((question) => (
          <li key={question.question} data-question={question.question}>
            <Question question={question} side="buyer" />
            {question.by === "business" && question.answer === null && open && (
              <Composer
                label={t.talk.answer}
                action="answer"
                button={t.talk.answer}
                onSend={(text) => send(`questions/${question.question}/answer`, text, t.talk.answered)}
              />
            )}
          </li>
        ))}
      </ol>
      {open && (
        <details class="fold fold-plain">
          <summary data-action="ask-all-open">{t.talk.askAll}</summary>
          <Composer
            label={t.talk.askAll}
            hint={t.talk.askAllHint}
            action="ask-all"
            onSend={(text) => send("questions", text, t.talk.asked)}
          />
        </details>
      )}
    </section>
  );
}

/** For a shop: to read all of them, and to ask one at a time. */
export function ShopQuestions({
  intent,
  business,
  questions,
  open,
}: {
  intent: string;
  business: string;
  questions: AskedQuestion[];
  open: boolean;
}) {
  const waits = questions.some((q) => q.own && q.answer === null);
  if (!open && questions.length === 0) return null;
  const ask = async (text: string) => {
    await post(`/v1/intents/${intent}/questions`, { text }, { for: business, once: true });
    announce(t.talk.asked);
  };
  return (
    <details class="fold fold-plain questions" data-questions={questions.length} open={questions.length > 0}>
      <summary>{questions.length > 0 ? `${t.talk.questions} (${questions.length})` : t.talk.ask}</summary>
      <ol class="plain question-list">
        {questions.map((question) => (
          <li key={question.question}>
            <Question question={question} side="business" />
            {question.by === "business" && question.answer === null && <p class="soft small">{t.talk.noAnswer}</p>}
          </li>
        ))}
      </ol>
      {open && !waits && <Composer label={t.talk.ask} hint={t.talk.askHint} action="ask" onSend={ask} />}
    </details>
  );
}
