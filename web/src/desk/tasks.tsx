// What is owed by when, on top of the room "Now"; each line leads to its place.
import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { Task } from "../api/schema";
import { clock, tick } from "../clock";
import { clockTime } from "../format";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { Notice } from "../ui/shell";
import { nameOf } from "./team-data";

const shownFirst = 5;

function words(task: Task): string {
  const from = task.from ? nameOf(task.from) : t.team.somebody;
  if (task.kind === "mention" || task.kind === "lead") return t.team.task[task.kind](from);
  const what = task.what && task.kind === "promise" ? `${t.team.what[task.what]}. ` : "";
  return what + t.team.task[task.kind];
}

export function Tasks({ business, tasks, onChange }: { business: string; tasks: Task[]; onChange: () => void }) {
  const [all, setAll] = useState(false);
  const { busy, problem, run } = useDeed();
  if (tasks.length === 0) return null;
  const shown = all ? tasks : tasks.slice(0, shownFirst);
  const see = (task: Task) =>
    run(async () => {
      await post(`/v1/businesses/me/tasks/${task.id}/seen`, {}, { for: business });
      onChange();
    });
  const due = (at: string) => {
    const when = clockTime(at, clock.now(), false);
    return Date.parse(at) < tick.value ? t.team.overdue(when) : t.team.due(when);
  };
  return (
    <section class="card tasks" aria-labelledby="tasks">
      <h2 id="tasks">{t.team.tasks}</h2>
      {problem && <Notice>{problem}</Notice>}
      <ul class="plain">
        {shown.map((task) => (
          <li key={task.id} class="task" data-task={task.kind}>
            <a href={`#${task.intent_id}`}>
              <strong>{words(task)}</strong>
              <span class="soft small">
                {task.title ?? t.team.gone}
                {task.due_at && (
                  <span class={Date.parse(task.due_at) < tick.value ? "task-late" : ""}> · {due(task.due_at)}</span>
                )}
              </span>
            </a>
            {(task.kind === "mention" || task.kind === "lead") && (
              <button type="button" disabled={busy} onClick={() => void see(task)} data-action="task-seen">
                {t.team.seen}
              </button>
            )}
          </li>
        ))}
      </ul>
      {tasks.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {t.team.more(tasks.length - shown.length)}
        </button>
      )}
    </section>
  );
}
