// An offer that is being written, and what fills it in: the shop's own standing offer, a template, or the last offer of
// this kind.
import type { BidderIntent, OfferDetails, OfferTemplate, Sector } from "../../api/schema";
import { minorDigits, plainMoney } from "../../format";
import type { Picked } from "../../ui/photo-picker";

export interface Draft {
  /** As it is typed. */
  price: string;
  attributes: Record<string, number>;
  message: string;
  details: OfferDetails;
  photos: Picked[];
  /** What filled it in: a template, by its id, or a source. */
  filledBy: string;
}

/** What was offered last for this kind of thing, as this browser remembers. */
export interface LastOffer {
  attributes: Record<string, number>;
  message: string;
  details?: OfferDetails;
  /** The last price as a share of that buyer's budget, in ppm. */
  share: number | null;
}

/** Whole fives from a hundred on: a price that looks like a price. */
export function roundPrice(minor: number, currency: string): number {
  const unit = 10 ** minorDigits(currency);
  const coarse = minor >= 100 * unit ? 5 * unit : unit;
  return Math.max(unit, Math.floor(minor / coarse) * coarse);
}

export const shareOf = (ppm: number, view: BidderIntent): number | null =>
  view.budget ? roundPrice((view.budget.amount * ppm) / 1_000_000, view.currency) : null;

/** The price that a template asks here; null where it names none, or a share of a budget that nobody knows. */
export function priceOf(template: OfferTemplate, view: BidderIntent): number | null {
  if (!template.price) return null;
  if ("price" in template.price) return template.price.price;
  return shareOf(template.price.ppm_of_budget, view);
}

/** Which of them fit, the best first: the plan's, then of this very sector, then the one used last, then the newest. */
export function fitting(templates: OfferTemplate[], sector: string, planned: string | null = null): OfferTemplate[] {
  const parent = sector.split("/")[0];
  const rank = (one: OfferTemplate) => (one.id === planned ? 0 : one.sector === sector ? 1 : 2);
  const used = (one: OfferTemplate) => Date.parse(one.used_at ?? one.changed_at);
  return templates
    .filter((one) => one.sector === sector || one.sector === parent)
    .sort((a, b) => rank(a) - rank(b) || used(b) - used(a));
}

/** The qualities that this offer is asked for. */
function askedFor(view: BidderIntent, sector: Sector | undefined, known: Record<string, number>): string[] {
  const keys = new Set((view.round?.rules.scoring ?? []).map((one) => one.attribute));
  if (sector?.kind !== "services") for (const key of ["delivery_days", "warranty_months"]) keys.add(key);
  for (const key of Object.keys(known)) keys.add(key);
  return [...keys];
}

const usualDays = 3;

/** With a number for each quality that is asked for. */
export function completed(known: Record<string, number>, asked: string[]): Record<string, number> {
  return Object.fromEntries(asked.map((key) => [key, known[key] ?? (key === "delivery_days" ? usualDays : 0)]));
}

const plain = (price: number | null, view: BidderIntent) => (price === null ? "" : plainMoney(price, view.currency));

export function fromTemplate(template: OfferTemplate, view: BidderIntent, sector: Sector | undefined): Draft {
  return {
    price: plain(priceOf(template, view), view),
    attributes: completed(template.attributes, askedFor(view, sector, template.attributes)),
    message: template.message.replaceAll("{item}", template.details.item || view.title),
    details: template.details,
    photos: [],
    filledBy: template.id,
  };
}

/** What fills an offer in where no template does: the own one that stands, the last one of this kind, or nothing. */
export type Source = "own" | "last" | "";

/** What stands is changed; else it is as last time, or empty. */
export const firstSource = (view: BidderIntent, last: LastOffer | null): Source =>
  view.me.offer?.state === "standing" ? "own" : last ? "last" : "";

export function fromSource(
  source: Source,
  view: BidderIntent,
  sector: Sector | undefined,
  last: LastOffer | null,
  photos: Picked[],
): Draft {
  const own = source === "own" ? view.me.offer : null;
  const known = source === "last" ? last : own;
  const attributes = known?.attributes ?? {};
  return {
    price: plain(own?.price ?? null, view),
    attributes: completed(attributes, askedFor(view, sector, attributes)),
    message: known?.message ?? "",
    details: known?.details ?? {},
    photos,
    filledBy: source,
  };
}
