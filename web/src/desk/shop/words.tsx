// Words that a request has to say or must not say, and the answers that a shop insists on.
import { useState } from "preact/hooks";
import type { OwnBusiness, Question, Sector } from "../../api/schema";
import { t } from "../../en";
import { Field } from "../../ui/fields";

export function WordList({
  label,
  name,
  words,
  onChange,
}: {
  label: string;
  name: string;
  words: string[];
  onChange: (words: string[]) => void;
}) {
  const [word, setWord] = useState("");
  const add = () => {
    const text = word.trim();
    setWord("");
    if (text && !words.includes(text)) onChange([...words, text]);
  };
  return (
    <div class="word-list" data-words={name}>
      <Field label={label} hint={t.reach.wordHint}>
        {(props) => (
          <div class="with-button">
            <input
              {...props}
              type="text"
              name={name}
              autocomplete="off"
              maxLength={40}
              value={word}
              onInput={(e) => setWord(e.currentTarget.value)}
              onKeyDown={(e) => {
                if (e.key !== "Enter") return;
                e.preventDefault();
                add();
              }}
            />
            <button type="button" disabled={!word.trim() || words.length >= 30} onClick={add}>
              {t.reach.wordAdd}
            </button>
          </div>
        )}
      </Field>
      {words.length > 0 && (
        <div class="chips" role="group" aria-label={label}>
          {words.map((one) => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed="true"
              aria-label={t.reach.wordDrop(one)}
              onClick={() => onChange(words.filter((other) => other !== one))}
            >
              {one} ×
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

type Requirements = OwnBusiness["requirements"];

/** The questions of these sectors that are answered by choosing; one key once, with the answers of all of them. */
function choosable(sectors: Sector[], sold: string[]): { question: Question; options: string[] }[] {
  const all = new Map<string, { question: Question; options: string[] }>();
  const mine = sectors.filter((sector) =>
    sold.some((slug) => sector.slug === slug || sector.slug.startsWith(`${slug}/`)),
  );
  for (const question of mine.flatMap((sector) => sector.questions)) {
    const options = question.kind === "yes_no" ? ["yes", "no"] : (question.options ?? []);
    if (question.kind !== "yes_no" && question.kind !== "choice") continue;
    const known = all.get(question.key);
    if (known) known.options = [...new Set([...known.options, ...options])];
    else all.set(question.key, { question, options });
  }
  return [...all.values()];
}

export function RequirementFields({
  sectors,
  sold,
  value,
  onChange,
}: {
  sectors: Sector[];
  sold: string[];
  value: Requirements;
  onChange: (value: Requirements) => void;
}) {
  const questions = choosable(sectors, sold);
  if (questions.length === 0) return null;
  const labelOf = (option: string) => (option === "yes" ? t.common.yes : option === "no" ? t.common.no : option);
  const put = (key: string, options: string[], option: string) => {
    const before = value.find((one) => one.question === key)?.accepts ?? options;
    const accepts = options.filter((one) => (one === option ? !before.includes(one) : before.includes(one)));
    if (accepts.length === 0) return; // Nothing at all would be no requirement but a closed door.
    const others = value.filter((one) => one.question !== key);
    onChange(accepts.length === options.length ? others : [...others, { question: key, accepts }]);
  };
  return (
    <details class="fold fold-plain" data-requirements={value.length}>
      <summary>
        <span>
          {t.reach.requirements}:{" "}
          <span class="soft">{value.length ? t.reach.requirementsOf(value.length) : t.reach.requirementsNone}</span>
        </span>
      </summary>
      <p class="soft small">{t.reach.requirementsHint}</p>
      {questions.map(({ question, options }) => {
        const accepts = value.find((one) => one.question === question.key)?.accepts ?? options;
        return (
          <fieldset key={question.key} class="sells-group" data-question={question.key}>
            <legend>{question.label}</legend>
            {options.map((option) => (
              <label key={option} class="toggle">
                <input
                  type="checkbox"
                  checked={accepts.includes(option)}
                  disabled={accepts.length === 1 && accepts[0] === option}
                  onChange={() => put(question.key, options, option)}
                />
                <span>{labelOf(option)}</span>
              </label>
            ))}
          </fieldset>
        );
      })}
    </details>
  );
}
