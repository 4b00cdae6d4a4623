// When requests come in and from how far: pause, radius, hours. Each change is saved by itself.
import { useEffect, useRef, useState } from "preact/hooks";
import type { BusinessPatch, OwnBusiness } from "../../api/schema";
import { t } from "../../en";
import { Stepper } from "../../ui/fields";
import { Hours } from "./hours";

export function Reach({
  business,
  onSave,
}: {
  business: OwnBusiness;
  onSave: (change: BusinessPatch) => Promise<void>;
}) {
  const [radius, setRadius] = useState(business.radius_km);
  const unsaved = useRef<number | null>(null);
  useEffect(() => {
    unsaved.current = radius === business.radius_km ? null : radius;
    if (unsaved.current === null) return;
    const timer = setTimeout(() => {
      unsaved.current = null;
      void onSave({ radius_km: radius });
    }, 600);
    return () => clearTimeout(timer);
  }, [radius]);
  // Whoever leaves at once meant it too.
  useEffect(
    () => () => {
      if (unsaved.current !== null) void onSave({ radius_km: unsaved.current });
    },
    [],
  );
  return (
    <section class="card" aria-labelledby="reach">
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
      <Stepper label={t.desk.radius} value={radius} min={5} max={500} step={5} suffix="km" onChange={setRadius} />
      <Hours hours={business.hours} onSave={(hours) => void onSave({ hours })} />
    </section>
  );
}
