// Photos as small tiles; a tap shows one as large as the screen allows.
import { useState } from "preact/hooks";
import { photoAddress } from "../api/photos";
import type { Photo } from "../api/schema";
import { t } from "../en";
import { Sheet } from "./sheet";

const words = (photos: Photo[], i: number) => photos[i]!.alt || t.photos.shown(i + 1, photos.length);

export function Photos({ photos }: { photos: Photo[] }) {
  const [large, setLarge] = useState<number | null>(null);
  if (photos.length === 0) return null;
  const seen = large === null ? undefined : photos[large];
  return (
    <div data-photos={photos.length}>
      <ul class="plain photo-tiles">
        {photos.map((photo, i) => (
          <li key={photo.id}>
            <button type="button" aria-label={t.photos.open(words(photos, i))} onClick={() => setLarge(i)}>
              <img src={photoAddress(photo.id)} alt="" width={photo.width} height={photo.height} loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      {seen && large !== null && (
        <Sheet title={words(photos, large)} onClose={() => setLarge(null)}>
          <img
            class="photo-large"
            data-photo-large={seen.id}
            src={photoAddress(seen.id)}
            alt={words(photos, large)}
            width={seen.width}
            height={seen.height}
          />
          {photos.length > 1 && (
            <div class="row photo-ways">
              <button type="button" disabled={large === 0} onClick={() => setLarge(large - 1)}>
                {t.photos.before}
              </button>
              <button type="button" disabled={large === photos.length - 1} onClick={() => setLarge(large + 1)}>
                {t.photos.next}
              </button>
            </div>
          )}
        </Sheet>
      )}
    </div>
  );
}
