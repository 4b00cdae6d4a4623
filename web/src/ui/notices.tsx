// Notices on this device: how it stands, the sentence that one agrees to, and one tap for on and off.
import { useEffect, useState } from "preact/hooks";
import type { PushStanding } from "../api/schema";
import { t } from "../en";
import { useDeed } from "./deed";
import { sentence } from "./errors";
import { canPush, isPushedHere, NotAllowed, NotReached, pushStanding, startPushes, stopPushes } from "./push";
import type { Asking } from "./push";
import { announce, Notice } from "./shell";

const say = (error: unknown) =>
  error instanceof NotAllowed ? t.hearing.forbidden : error instanceof NotReached ? t.hearing.failed : sentence(error);

/** Nothing until it is known how it stands. */
export function Notices({ purpose, business }: Asking) {
  const [standing, setStanding] = useState<PushStanding | null>(null);
  const [here, setHere] = useState(false);
  const { busy, problem, run } = useDeed(say);
  const asking = { purpose, business };
  useEffect(() => {
    if (!canPush()) return;
    pushStanding(asking)
      .then(setStanding)
      .catch(() => undefined); // The page is whole without.
    isPushedHere()
      .then(setHere)
      .catch(() => undefined);
  }, [purpose, business]);
  if (!canPush()) return <p class="soft small">{t.hearing.cannot}</p>;
  if (!standing) return null;
  const turnOn = () =>
    run(async () => {
      setStanding(await startPushes(asking, standing.wording.version));
      setHere(true);
      announce(t.hearing.turnedOn);
    });
  const turnOff = () =>
    run(async () => {
      setStanding(await stopPushes(asking));
      announce(t.hearing.turnedOff);
    });
  return (
    <div class="notices" data-notices={standing.on ? "on" : "off"}>
      <p class="small">{standing.on ? t.hearing.isOn(standing.browsers) : t.hearing.isOff}</p>
      {!(standing.on && here) && (
        <>
          <p class="soft small">
            {t.hearing.agree} “{standing.wording.text}”
          </p>
          <button type="button" disabled={busy} onClick={() => void turnOn()} data-action="notices-on">
            {standing.on ? t.hearing.alsoHere : t.hearing.on}
          </button>
        </>
      )}
      {standing.on && (
        <button type="button" class="quiet" disabled={busy} onClick={() => void turnOff()} data-action="notices-off">
          {t.hearing.off}
        </button>
      )}
      {problem && <Notice>{problem}</Notice>}
    </div>
  );
}
