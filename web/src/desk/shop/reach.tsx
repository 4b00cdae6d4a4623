// What reaches a shop: what it sells, its shops with their catchments and hours, words, answers, limits. Nothing is
// saved before the shop says so, and beside each change stands what it would have brought. The pause is saved at once.
import { useEffect, useState } from "preact/hooks";
import type { BusinessPatch, OwnBusiness, ReachGain, Sector } from "../../api/schema";
import { t } from "../../en";
import { plainMoney } from "../../format";
import { typedMoney } from "../../ui/amounts";
import { MoneyField, Stepper } from "../../ui/fields";
import { Sells } from "../sells";
import { Branches, requestOf, type DraftBranch } from "./branches";
import { difference, Preview, usePreview } from "./preview";
import { RequirementFields, WordList } from "./words";

const currency = "GBP"; // floors are compared as they are, whatever a request counts in

type Draft = Pick<
  OwnBusiness,
  "sectors" | "include_words" | "exclude_words" | "requirements" | "budget_floor" | "daily_cap"
> & { branches: DraftBranch[] };

const draftOf = (business: OwnBusiness): Draft => ({
  sectors: business.sectors,
  branches: business.branches,
  include_words: business.include_words,
  exclude_words: business.exclude_words,
  requirements: business.requirements,
  budget_floor: business.budget_floor,
  daily_cap: business.daily_cap,
});

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function changeOf(draft: Draft, saved: Draft): BusinessPatch {
  const change: BusinessPatch = {};
  if (!same(draft.sectors, saved.sectors)) change.sectors = draft.sectors;
  if (!same(draft.branches, saved.branches)) change.branches = draft.branches.map(requestOf);
  if (!same(draft.include_words, saved.include_words)) change.include_words = draft.include_words;
  if (!same(draft.exclude_words, saved.exclude_words)) change.exclude_words = draft.exclude_words;
  if (!same(draft.requirements, saved.requirements)) change.requirements = draft.requirements;
  if (draft.budget_floor !== saved.budget_floor) change.budget_floor = draft.budget_floor;
  if (draft.daily_cap !== saved.daily_cap) change.daily_cap = draft.daily_cap;
  return change;
}

/** The one change that a counterfactual names. */
function taken(draft: Draft, gain: ReachGain): Draft {
  const by = gain.by_km ?? 0;
  const wider = <T extends { radius_km: number }>(one: T): T => ({ ...one, radius_km: one.radius_km + by });
  switch (gain.change) {
    case "wider_km":
      return { ...draft, branches: draft.branches.map((b) => ({ ...wider(b), areas: b.areas.map(wider) })) };
    case "no_words":
      return { ...draft, include_words: [], exclude_words: [] };
    case "no_requirements":
      return { ...draft, requirements: [] };
    case "no_floor":
      return { ...draft, budget_floor: 0 };
    case "no_cap":
      return { ...draft, daily_cap: 0 };
    case "always_open": {
      const open = draft.branches.map((b) => ({ ...b, hours: { ...b.hours, week: b.hours.week.map(() => []) } }));
      return { ...draft, branches: open };
    }
  }
}

export function Reach({
  business,
  sectors,
  simulated,
  onSave,
}: {
  business: OwnBusiness;
  sectors: Sector[];
  simulated: boolean;
  onSave: (change: BusinessPatch) => Promise<void>;
}) {
  const saved = draftOf(business);
  const [draft, setDraft] = useState(saved);
  const [price, setPrice] = useState<number | null>(null);
  // What was saved has come back, with the numbers of new shops; news of anything else leaves the draft alone.
  useEffect(() => setDraft(saved), [JSON.stringify(saved)]);
  const change = changeOf(draft, saved);
  const changed = Object.keys(change).length > 0;
  const preview = usePreview(business.id, simulated, change, price);
  const put = (some: Partial<Draft>) => setDraft({ ...draft, ...some });
  const only = draft.branches.length === 1 && draft.branches[0]!.areas.length === 0 ? draft.branches[0]! : null;
  return (
    <section class="card own-reach" aria-labelledby="reach" data-reach={changed ? "changed" : "saved"}>
      <h2 id="reach">{t.desk.rooms.reach}</h2>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={business.paused}
          onChange={(e) => void onSave({ paused: e.currentTarget.checked })}
        />
        <span>
          <strong>{t.desk.pause}</strong>
          <span class="soft small">{t.desk.pauseHint}</span>
        </span>
      </label>
      <div class="reach-columns">
        <div>
          <Sells
            sectors={sectors}
            value={draft.sectors}
            onChange={(slugs) => slugs.length > 0 && put({ sectors: slugs })}
          />
          <Branches branches={draft.branches} onChange={(branches) => put({ branches })} />
          <Words draft={draft} put={put} />
          <RequirementFields
            sectors={sectors}
            sold={draft.sectors}
            value={draft.requirements}
            onChange={(requirements) => put({ requirements })}
          />
          <h3>{t.reach.limits}</h3>
          <Stepper
            label={t.reach.cap}
            hint={draft.daily_cap === 0 ? t.reach.capNone : undefined}
            value={draft.daily_cap}
            min={0}
            max={100}
            onChange={(daily_cap) => put({ daily_cap })}
          />
          <Amount
            label={t.reach.floor}
            hint={t.reach.floorHint}
            name="floor"
            value={draft.budget_floor}
            onChange={(amount) => put({ budget_floor: amount ?? 0 })}
          />
        </div>
        <div class="reach-preview">
          {preview && (
            <Preview
              preview={preview}
              sectors={sectors}
              cap={draft.daily_cap}
              radius={only?.radius_km ?? null}
              onTake={(gain) => setDraft(taken(draft, gain))}
            />
          )}
          <Amount label={t.reach.price} name="usual-price" value={price ?? 0} onChange={setPrice} />
        </div>
      </div>
      {changed && (
        <div class="save-bar">
          <span>
            {preview ? <strong>{t.reach.headline(preview.wanted.came_in)}</strong> : t.reach.unsaved}{" "}
            {preview && <span class="soft">{difference(preview)}</span>}
          </span>
          <button type="button" class="quiet" data-action="undo-reach" onClick={() => setDraft(saved)}>
            {t.reach.undo}
          </button>
          <button type="button" class="primary" data-action="save-reach" onClick={() => void onSave(change)}>
            {t.reach.save}
          </button>
        </div>
      )}
    </section>
  );
}

function Words({ draft, put }: { draft: Draft; put: (some: Partial<Draft>) => void }) {
  const said = [...draft.include_words, ...draft.exclude_words.map((word) => `−${word}`)].join(", ");
  return (
    <details class="fold fold-plain">
      <summary>
        <span>
          {t.reach.words}: <span class="soft">{said || t.reach.wordsNone}</span>
        </span>
      </summary>
      <WordList
        label={t.reach.include}
        name="include"
        words={draft.include_words}
        onChange={(include_words) => put({ include_words })}
      />
      <WordList
        label={t.reach.exclude}
        name="exclude"
        words={draft.exclude_words}
        onChange={(exclude_words) => put({ exclude_words })}
      />
    </details>
  );
}

/** An amount that may be left empty, told on as it is typed. */
function Amount({
  label,
  hint,
  name,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  name: string;
  value: number;
  onChange: (amount: number | null) => void;
}) {
  const [text, setText] = useState(value ? plainMoney(value, currency) : "");
  const amount = typedMoney(text, currency);
  useEffect(() => {
    if (value !== (amount ?? 0)) setText(value ? plainMoney(value, currency) : "");
  }, [value]);
  return (
    <MoneyField
      label={label}
      hint={hint}
      error={amount === undefined ? t.draft.badBudget : null}
      optional
      currency={currency}
      name={name}
      value={text}
      onInput={(typed) => {
        setText(typed);
        const said = typedMoney(typed, currency);
        if (said !== undefined) onChange(said);
      }}
    />
  );
}
