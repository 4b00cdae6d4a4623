// Who looks: researchers come in by a mail, and in a demonstration by a button.
import { post } from "../api/client";
import { experiments } from "../words/experiments";
import { useDeed } from "../ui/deed";
import { Notice } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { config, lapsed, me, meetMe } from "./data";
import type { Role } from "./types";

const w = experiments.door;
const roles: Role[] = ["reader", "designer", "publisher"];

/** In a demonstration anybody is who they like, also on a page that waits for somebody else. */
export function DemoRoles() {
  const { busy, problem, run } = useDeed();
  if (!config.value?.demo) return null;
  const be = (role: Role) => run(() => post("/v1/demo/researcher", { role }).then(meetMe));
  return (
    <>
      {problem && <Notice>{problem}</Notice>}
      <p>{w.demo}</p>
      <div class="row">
        {roles.map((role) => (
          <button
            key={role}
            type="button"
            disabled={busy}
            aria-pressed={me.value?.role === role}
            class="chip"
            data-action={`be-${role}`}
            onClick={() => void be(role)}
          >
            {w.be[role]}
          </button>
        ))}
      </div>
    </>
  );
}

/** For whoever is not in, or not far enough; in a demonstration roles can be changed. */
export function Door({ note }: { note?: string }) {
  const now = me.value;
  const demo = config.value?.demo ?? false;
  if (now === undefined || (now && !demo && !note)) return null;
  return (
    <section class="card lab-door" aria-labelledby="researchers" data-door={now?.role ?? "closed"}>
      <h2 id="researchers">{w.title}</h2>
      {lapsed.value ? <Notice>{w.lapsed}</Notice> : note && <Notice kind="calm">{note}</Notice>}
      {!now && <p class="soft">{w.lead}</p>}
      <DemoRoles />
      {!now && <SignIn title={w.signIn} />}
    </section>
  );
}
