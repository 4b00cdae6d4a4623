// From the tap on "offer" to the answer: the sheet, the moment in which the offer can still be called back, and what
// became of it. What does not go through comes back as it was written.
import { useState } from "preact/hooks";
import type { BidderIntent, OfferRequest, Sector } from "../../api/schema";
import { clock } from "../../clock";
import { money } from "../../format";
import { t } from "../../en";
import { announce } from "../../ui/shell";
import type { Draft } from "./draft";
import { hold, leavesAtOnce } from "./held";
import { HeldBar } from "./held-bar";
import { rememberOffer } from "./request";
import { OfferSheet } from "./sheet";
import { usePlaybooks } from "./playbooks";
import { noteUse, useTemplates } from "./templates";

interface Returned {
  draft: Draft;
  /** What was refused, or in words why it was not sent. */
  failure: unknown;
}

export function Offering({
  view,
  business,
  sector,
  isOpen,
  onOpen,
  onClose,
  onNote,
}: {
  view: BidderIntent;
  business: string;
  sector: Sector | undefined;
  isOpen: boolean;
  onOpen: () => void;
  onClose: () => void;
  onNote: (text: string) => void;
}) {
  const templates = useTemplates(business);
  const plan = usePlaybooks(business)?.find((one) => one.sector === view.sector);
  const [returned, setReturned] = useState<Returned | null>(null);
  const leave = async (draft: Draft, request: OfferRequest) => {
    const isFirst = view.me.offer?.state !== "standing";
    const atOnce = leavesAtOnce(view, clock.now());
    setReturned(null);
    onClose();
    if (!atOnce) announce(t.offering.held(money(request.price ?? 0, view.currency)));
    const kept = { intent: view.id, title: view.title, currency: view.currency, request };
    const outcome = await hold(business, kept, atOnce);
    if (outcome.kind === "sent") {
      rememberOffer(business, view, request);
      if (templates?.some(({ id }) => id === draft.filledBy)) noteUse(business, draft.filledBy);
      const done = isFirst ? t.desk.sent : t.desk.revised;
      onNote(atOnce ? `${done} ${t.offering.sentAtOnce}` : done);
      return;
    }
    if (outcome.kind === "undone") announce(t.offering.undone);
    setReturned({
      draft,
      failure: outcome.kind === "failed" ? outcome.error : outcome.kind === "slept" ? t.offering.slept : null,
    });
    onOpen();
  };
  return (
    <>
      <HeldBar view={view} />
      {isOpen && (
        <OfferSheet
          view={view}
          business={business}
          sector={sector}
          templates={templates}
          plan={plan}
          before={returned?.draft ?? null}
          failure={returned?.failure ?? null}
          onClose={() => {
            setReturned(null);
            onClose();
          }}
          onSend={(draft, request) => void leave(draft, request)}
        />
      )}
    </>
  );
}
