// The standing offers of a shop, the limits that they share, and what was changed in them lately.
import { patch, post, remove } from "../../api/client";
import type { AutoOffer, AutoOfferChange, AutoOfferRequest, CapacityGroup } from "../../api/schema";
import { sharedAnswer } from "./shared-list";

interface AutoOffers {
  data: AutoOffer[];
  groups: CapacityGroup[];
  changes: AutoOfferChange[];
}

const path = "/v1/auto-offers";
const { load, useAnswer } = sharedAnswer<AutoOffers>(path);
export const useAutoOffers = useAnswer;

export async function makeAutoOffer(business: string, request: AutoOfferRequest) {
  await post(path, request, { for: business, once: true });
  await load(business);
}

export async function changeAutoOffer(business: string, id: string, change: Partial<AutoOfferRequest>) {
  await patch(`${path}/${id}`, change, { for: business });
  await load(business);
}

export async function dropAutoOffer(business: string, id: string) {
  await remove(`${path}/${id}`, { for: business });
  await load(business);
}
