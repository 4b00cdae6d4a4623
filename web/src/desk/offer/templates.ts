// The templates of a shop.
import { post, put, remove } from "../../api/client";
import type { BidderIntent, Offer, OfferTemplate, OfferTemplateRequest } from "../../api/schema";
import { lasting } from "../details-fields";
import { sharedList } from "./shared-list";

const path = "/v1/offer-templates";
const { load, useList } = sharedList<OfferTemplate>(path);
export const useTemplates = useList;

export async function keepTemplate(business: string, request: OfferTemplateRequest, id?: string) {
  if (id) await put(`${path}/${id}`, request, { for: business });
  else await post(path, request, { for: business, once: true });
  await load(business);
}

export async function dropTemplate(business: string, id: string) {
  await remove(`${path}/${id}`, { for: business });
  await load(business);
}

/** An offer that it filled in was sent; that this is noted matters to nobody but the next offer. */
export function noteUse(business: string, id: string) {
  post(`${path}/${id}/uses`, {}, { for: business })
    .then(() => load(business))
    .catch(() => undefined);
}

/** What of an offer holds for others of its kind: the price as a share of the budget where there is one. */
export function templateOf(view: BidderIntent, offer: Offer, name: string): OfferTemplateRequest {
  const price = offer.price;
  return {
    sector: view.sector,
    name: name.slice(0, 60),
    price:
      price === null
        ? null
        : view.budget
          ? { ppm_of_budget: Math.max(1, Math.round((price / view.budget.amount) * 1_000_000)) }
          : { price },
    attributes: offer.attributes,
    message: view.title ? (offer.message ?? "").replaceAll(view.title, "{item}") : (offer.message ?? ""),
    details: lasting(offer.details ?? {}),
  };
}
