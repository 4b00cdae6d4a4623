// Behind the link to a card that somebody made of a public post. The id and the secret are in the fragment; the link
// works once, so it is used only when its reader says so, and what opens goes to the usual card.
import { useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { ClaimTaken, Draft } from "../api/schema";
import { t } from "../en";
import { useDeed } from "../ui/deed";
import { sentence } from "../ui/errors";
import { Notice } from "../ui/shell";
import { Envelope } from "../ui/pictures";
import { takeToken } from "./links";

/** What `/claim#ID.SECRET` names, taken out of the address bar; null where it is not whole. */
function takeLink(): { id: string; secret: string } | null {
  const [, id, secret] = /^([0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/.exec(takeToken()) ?? [];
  return id && secret ? { id, secret } : null;
}

export function Claim({ onDraft }: { onDraft: (text: string, draft: Draft) => void }) {
  const [link] = useState(takeLink);
  const [gone, setGone] = useState(link === null);
  const { busy, problem, run } = useDeed((error) => {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone) setGone(true);
    return isGone ? null : sentence(error);
  });
  const open = async () => {
    if (!link) return;
    await run(async () => {
      const taken = await post<ClaimTaken>(`/v1/claims/${link.id}/take`, { secret: link.secret });
      // How many shops are in reach is worth a second question, not the card.
      const reach = await post<Draft>("/v1/drafts", { text: taken.text }).then(
        (read) => read.reach,
        () => null,
      );
      onDraft(taken.text, { ...taken.draft, reach });
    });
  };
  return (
    <section class="waiting card" data-page={gone ? "claim-gone" : "claim"}>
      <Envelope />
      <h1>{gone ? t.claim.goneTitle : t.claim.title}</h1>
      <p>{gone ? t.claim.gone : t.claim.lead}</p>
      {!gone && <p class="soft">{t.claim.kept}</p>}
      {problem && <Notice>{problem}</Notice>}
      {gone ? (
        <a class="button primary" href="/">
          {t.links.toHome}
        </a>
      ) : (
        <button type="button" class="primary" disabled={busy} data-action="take" onClick={() => void open()}>
          {busy ? t.home.reading : t.claim.open}
        </button>
      )}
    </section>
  );
}
