// What buyers wish existed in the sectors of a shop, with what shops say to it; this one answers, or answers anew.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { IdeaAnswer, IdeaList, Sector } from "../api/schema";
import { t } from "../en";
import { day } from "../format";
import { Composer } from "../talk/thread";
import { useDeed } from "../ui/deed";
import { nameIn } from "../ui/sectors";
import { announce, Notice } from "../ui/shell";

type Idea = IdeaList["data"][number];

const nameOf = (idea: Idea) => `${idea.intent_id}/${idea.idea}`;

export function DeskIdeas({ business, sectors }: { business: string; sectors: Sector[] }) {
  const [ideas, setIdeas] = useState<Idea[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const { busy, problem, run } = useDeed();
  const page = (after: string) =>
    get<IdeaList>(`/v1/businesses/me/ideas?limit=5${after && `&cursor=${after}`}`, { for: business });
  useEffect(() => {
    page("")
      .then(({ data, next_cursor }) => {
        setIdeas(data);
        setCursor(next_cursor);
      })
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business]);
  const more = () =>
    run(async () => {
      const { data, next_cursor } = await page(cursor ?? "");
      setIdeas((all) => [...all, ...data]);
      setCursor(next_cursor);
    });
  const answer = async (idea: Idea, text: string) => {
    const path = `/v1/intents/${idea.intent_id}/ideas/${idea.idea}/answer`;
    const said = await post<IdeaAnswer>(path, { text }, { for: business, once: true });
    const others = idea.answers.filter((one) => one.business.id !== business);
    setIdeas((all) => all.map((one) => (one === idea ? { ...idea, answers: [...others, said] } : one)));
    announce(t.ideas.answered);
  };
  if (ideas.length === 0) return null;
  return (
    <section class="card" aria-labelledby="ideas" data-desk-ideas={ideas.length}>
      <h2 id="ideas">{t.ideas.title}</h2>
      <p class="soft">{t.ideas.lead}</p>
      <ul class="plain ideas">
        {ideas.map((idea) => (
          <DeskIdea
            key={nameOf(idea)}
            idea={idea}
            business={business}
            sector={nameIn(sectors)(idea.sector)}
            onAnswer={(text) => answer(idea, text)}
          />
        ))}
      </ul>
      {problem && <Notice>{problem}</Notice>}
      {cursor && (
        <button type="button" disabled={busy} onClick={() => void more()} data-action="older-ideas">
          {t.ideas.older}
        </button>
      )}
    </section>
  );
}

function DeskIdea({
  idea,
  business,
  sector,
  onAnswer,
}: {
  idea: Idea;
  business: string;
  sector: string;
  onAnswer: (text: string) => Promise<unknown>;
}) {
  const [writing, setWriting] = useState(false);
  const own = idea.answers.find((one) => one.business.id === business);
  return (
    <li class="idea" data-idea={own ? "answered" : "open"}>
      <p class="small soft">
        {sector} · <time dateTime={idea.at}>{day(idea.at)}</time>
      </p>
      <blockquote class="said">{idea.text}</blockquote>
      {idea.answers.map((one) => (
        <p key={one.business.id} class="offer-message">
          <strong>{one === own ? t.ideas.you : one.business.name}</strong>: {one.text}
        </p>
      ))}
      {writing ? (
        <Composer
          label={t.ideas.label}
          hint={t.ideas.hint}
          action="answer-idea"
          asked
          button={own ? t.ideas.change : t.ideas.answer}
          onSend={(text) => onAnswer(text).then(() => setWriting(false))}
        />
      ) : (
        <button type="button" class={own ? "quiet" : ""} onClick={() => setWriting(true)} data-action="write-answer">
          {own ? t.ideas.change : t.ideas.answer}
        </button>
      )}
    </li>
  );
}
