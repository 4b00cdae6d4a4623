// The shops of one business: where each is, where it serves and when it is open.
import { useState } from "preact/hooks";
import type { BranchRequest, OwnBusiness } from "../../api/schema";
import { t } from "../../en";
import { Field, PlaceField, Stepper } from "../../ui/fields";
import { Hours } from "./hours";

type Place = { lat_e6: number; lon_e6: number } | { name: string };
interface DraftArea {
  name: string;
  place: Place;
  radius_km: number;
}
export interface DraftBranch {
  number?: number | undefined;
  name: string;
  place: Place;
  radius_km: number;
  areas: DraftArea[];
  hours: OwnBusiness["hours"];
}

const usualRadius = 40;
const usualArea = 10;

const placeOf = (place: Place) => ("name" in place ? place : { lat: place.lat_e6 / 1e6, lon: place.lon_e6 / 1e6 });

/** As the server takes it: a shop that stays where it is keeps its exact point. */
export const requestOf = (branch: DraftBranch): BranchRequest => ({
  ...(branch.number === undefined ? {} : { number: branch.number }),
  name: branch.name,
  ...(branch.number !== undefined && !("name" in branch.place) ? {} : { place: placeOf(branch.place) }),
  radius_km: branch.radius_km,
  areas: branch.areas.map((area) => ({ name: area.name, place: placeOf(area.place), radius_km: area.radius_km })),
  hours: branch.hours,
});

export function Branches({ branches, onChange }: { branches: DraftBranch[]; onChange: (b: DraftBranch[]) => void }) {
  const [adding, setAdding] = useState(false);
  const put = (at: number, change: Partial<DraftBranch>) =>
    onChange(branches.map((branch, i) => (i === at ? { ...branch, ...change } : branch)));
  return (
    <div class="branches" data-branches={branches.length}>
      <h3>{t.reach.places}</h3>
      {branches.map((branch, i) => (
        <BranchFields
          key={branch.number ?? `new ${branch.name}`}
          branch={branch}
          open={branches.length === 1}
          onChange={(change) => put(i, change)}
          onDrop={branches.length > 1 ? () => onChange(branches.filter((_, at) => at !== i)) : null}
        />
      ))}
      {adding ? (
        <AddPlace
          label={t.reach.branchPlace}
          onAdd={(name) => {
            setAdding(false);
            const { zone } = branches[0]!.hours;
            const hours = { zone, week: branches[0]!.hours.week.map((day) => day.map((range) => [...range])) };
            onChange([...branches, { name, place: { name }, radius_km: usualRadius, areas: [], hours }]);
          }}
        />
      ) : (
        branches.length < 20 && (
          <button type="button" class="quiet" data-action="add-branch" onClick={() => setAdding(true)}>
            + {t.reach.addBranch}
          </button>
        )
      )}
    </div>
  );
}

/** A place of the gazetteer, added once it is confirmed by hand. */
function AddPlace({ label, onAdd }: { label: string; onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <div class="add-place">
      <PlaceField label={label} value={name} onInput={setName} onChosen={setName} />
      <button
        type="button"
        data-action="add-place"
        disabled={name.trim().length < 2}
        onClick={() => onAdd(name.trim())}
      >
        {t.reach.wordAdd}
      </button>
    </div>
  );
}

function BranchFields({
  branch,
  open,
  onChange,
  onDrop,
}: {
  branch: DraftBranch;
  open: boolean;
  onChange: (change: Partial<DraftBranch>) => void;
  onDrop: (() => void) | null;
}) {
  const [adding, setAdding] = useState(false);
  const served = branch.areas.length
    ? t.reach.onlyIn(branch.areas.map((area) => area.name).join(", "))
    : t.reach.around(branch.radius_km);
  return (
    <details class="fold fold-plain branch" open={open} data-branch={branch.name}>
      <summary>
        <span>
          {t.reach.branch(branch.name)}: <span class="soft">{served}</span>
        </span>
      </summary>
      <Field label={t.reach.branchName}>
        {(props) => (
          <input
            {...props}
            type="text"
            maxLength={80}
            value={branch.name}
            onChange={(e) => e.currentTarget.value.trim() && onChange({ name: e.currentTarget.value.trim() })}
          />
        )}
      </Field>
      {branch.areas.length === 0 && (
        <Stepper
          label={t.desk.radius}
          value={branch.radius_km}
          min={5}
          max={500}
          step={5}
          suffix="km"
          onChange={(radius_km) => onChange({ radius_km })}
        />
      )}
      {branch.areas.map((area, i) => (
        <div key={area.name} class="area" data-area={area.name}>
          <Stepper
            label={area.name}
            value={area.radius_km}
            min={1}
            max={200}
            step={area.radius_km < 10 ? 1 : 5}
            suffix="km"
            onChange={(radius_km) =>
              onChange({ areas: branch.areas.map((one, at) => (at === i ? { ...one, radius_km } : one)) })
            }
          />
          <button
            type="button"
            class="quiet"
            aria-label={t.reach.areaDrop(area.name)}
            onClick={() => onChange({ areas: branch.areas.filter((_, at) => at !== i) })}
          >
            ×
          </button>
        </div>
      ))}
      {adding ? (
        <AddPlace
          label={t.reach.areaName}
          onAdd={(name) => {
            setAdding(false);
            if (branch.areas.every((area) => area.name !== name))
              onChange({ areas: [...branch.areas, { name, place: { name }, radius_km: usualArea }] });
          }}
        />
      ) : (
        branch.areas.length < 20 && (
          <>
            <button type="button" class="quiet" data-action="add-area" onClick={() => setAdding(true)}>
              + {branch.areas.length ? t.reach.areaAdd : t.reach.areas}
            </button>
            {branch.areas.length === 0 && <p class="field-hint">{t.reach.areasHint}</p>}
          </>
        )
      )}
      <Hours hours={branch.hours} onChange={(hours) => onChange({ hours })} />
      {onDrop && (
        <button type="button" class="quiet" onClick={onDrop}>
          {t.reach.dropBranch}
        </button>
      )}
    </details>
  );
}
