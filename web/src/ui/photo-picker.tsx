// Up to four photos: chosen, redrawn, sent at once, described and taken away again before they are shown to anybody.
import type { Dispatch, StateUpdater } from "preact/hooks";
import { useId, useState } from "preact/hooks";
import { photoAddress, redraw, upload } from "../api/photos";
import type { Photo } from "../api/schema";
import { t } from "../en";
import { sentence } from "./errors";
import { Camera } from "./pictures";
import { announce, Notice } from "./shell";

export const photosMost = 4;
const altMost = 120;

export interface Picked {
  key: string;
  /** null while it is on its way. */
  id: string | null;
  preview: string;
  alt: string;
}

/** How many this page has picked: their keys. */
let picked = 0;

/** Photos that were shown before, to be shown again. */
export const pickedBefore = (photos: Photo[]): Picked[] =>
  photos.map(({ id, alt }) => ({ key: id, id, preview: photoAddress(id), alt }));

export const areSent = (photos: Picked[]) => photos.every((photo) => photo.id !== null);

/** As requests and offers name them. */
export const named = (photos: Picked[]) =>
  photos.flatMap(({ id, alt }) => (id === null ? [] : [alt.trim() ? { id, alt: alt.trim() } : { id }]));

export function PhotoPicker({
  photos,
  onChange,
  business,
  label,
  hint,
}: {
  photos: Picked[];
  onChange: Dispatch<StateUpdater<Picked[]>>;
  /** Whose offer they are for; none for a request. */
  business?: string;
  label: string;
  hint: string;
}) {
  const note = useId();
  const [problem, setProblem] = useState<string | null>(null);

  const take = async (file: File) => {
    const picture = await redraw(file);
    if (!picture) {
      setProblem(t.photos.notAPhoto(file.name));
      return;
    }
    picked += 1;
    const key = String(picked);
    onChange((all) => [...all, { key, id: null, preview: picture.preview, alt: "" }]);
    try {
      const { id } = await upload(picture.jpeg, business);
      onChange((all) => all.map((one) => (one.key === key ? { ...one, id } : one)));
      announce(t.photos.added);
    } catch (error) {
      onChange((all) => all.filter((one) => one.key !== key));
      setProblem(sentence(error));
    }
  };
  const choose = async (files: File[]) => {
    const free = photosMost - photos.length;
    setProblem(files.length > free ? t.photos.tooMany : null);
    // One after the other: a phone has memory for one large picture, and they stay in order.
    for (const file of files.slice(0, free)) await take(file);
  };

  return (
    <fieldset class="photo-picker" data-photo-picker aria-describedby={note}>
      <legend>
        {label} <span class="soft">({t.common.optional})</span>
      </legend>
      <p class="field-hint" id={note}>
        {hint}
      </p>
      {photos.length > 0 && (
        <ul class="plain">
          {photos.map((photo, i) => (
            <li key={photo.key} data-photo={photo.id ?? "sending"} aria-busy={photo.id === null}>
              <span class="photo-preview">
                <img src={photo.preview} alt="" />
                {photo.id === null && <span class="photo-sending">{t.photos.sending}</span>}
              </span>
              <input
                type="text"
                aria-label={t.photos.alt(i + 1)}
                placeholder={t.photos.alt(i + 1)}
                maxLength={altMost}
                autocomplete="off"
                value={photo.alt}
                onInput={(e) => {
                  const alt = e.currentTarget.value;
                  onChange((all) => all.map((one) => (one.key === photo.key ? { ...one, alt } : one)));
                }}
              />
              <button
                type="button"
                class="icon-button"
                aria-label={t.photos.remove(i + 1)}
                onClick={() => {
                  setProblem(null);
                  onChange((all) => all.filter((one) => one.key !== photo.key));
                  announce(t.photos.removed);
                }}
              >
                <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {photos.length < photosMost && (
        <label class="button photo-add">
          <Camera /> {photos.length > 0 ? t.photos.addMore : t.photos.add}
          <input
            type="file"
            accept="image/*"
            multiple
            disabled={!areSent(photos)}
            onChange={(e) => {
              const files = [...(e.currentTarget.files ?? [])];
              e.currentTarget.value = ""; // The same file may be chosen again after it was removed.
              void choose(files);
            }}
          />
        </label>
      )}
      {problem && <Notice>{problem}</Notice>}
    </fieldset>
  );
}
