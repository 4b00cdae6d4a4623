// What a shop says of itself beside each of its offers.
import { useState } from "preact/hooks";
import { t } from "../../en";
import { Field } from "../../ui/fields";

export function Story({ story, onSave }: { story: string; onSave: (story: string) => Promise<void> }) {
  const [words, setWords] = useState(story);
  return (
    <form
      noValidate
      data-story-form
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(words.trim());
      }}
    >
      <Field label={t.desk.story} hint={t.desk.storyHint} optional>
        {(props) => (
          <textarea
            {...props}
            name="story"
            rows={4}
            maxLength={600}
            value={words}
            onInput={(e) => setWords(e.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" disabled={words.trim() === story} data-action="save-story">
        {t.desk.storySave}
      </button>
    </form>
  );
}
