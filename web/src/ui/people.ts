// Who speaks for each shop that offered, where the shop has the name shown. Read anew when an offer or a word came.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { BuyerIntent } from "../api/schema";

export function usePeople(view: BuyerIntent): Record<string, string> {
  const [people, setPeople] = useState<Record<string, string>>({});
  const news = view.offers.map((offer) => `${offer.offer_id}:${offer.revisions}:${offer.thread?.count ?? 0}`).join();
  useEffect(() => {
    if (news === "") return;
    get<{ data: { offer_id: string; name: string }[] }>(`/v1/intents/${view.id}/people`)
      .then(({ data }) => setPeople(Object.fromEntries(data.map(({ offer_id, name }) => [offer_id, name]))))
      .catch(() => undefined); // The page says by itself when the server cannot be reached.
  }, [view.id, news]);
  return people;
}
