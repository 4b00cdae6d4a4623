// Above every page of the lab: who is signed in here, and the way out.
import { useEffect, useState } from "preact/hooks";
import { remove } from "../api/client";
import { useDeed } from "../ui/deed";
import { announce, Notice } from "../ui/shell";
import { experiments } from "../words/experiments";
import { me } from "./data";

const w = experiments.door;
/** A sign-in link leads here with this: whoever opened it is told who they are by now. */
const fresh = "#signed-in";

function takeFresh(): boolean {
  if (location.hash !== fresh) return false;
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

export function Who() {
  const [isFresh] = useState(takeFresh);
  const { busy, problem, run } = useDeed();
  const now = me.value;
  const words = now && (isFresh ? w.signedInAs : w.as)(now.name, w.role[now.role] ?? now.role);
  useEffect(() => {
    if (isFresh && words) announce(words);
  }, [isFresh, words]);
  if (!now || !words) return null;
  const leave = () =>
    run(async () => {
      await remove("/v1/session");
      location.assign("/lab");
    });
  return (
    <div data-me={now.role}>
      {isFresh && <Notice kind="good">{words}</Notice>}
      <div class="lab-who">
        {!isFresh && <span>{words}</span>}
        <button type="button" class="quiet" disabled={busy} onClick={() => void leave()} data-action="sign-out">
          {w.signOut}
        </button>
      </div>
      {problem && <Notice>{problem}</Notice>}
    </div>
  );
}
