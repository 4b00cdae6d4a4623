// How the prices of standing offers and templates are said.
import type { AutoOffer } from "../../api/schema";
import { money } from "../../format";
import { t } from "../../en";

export const priceWords = (price: AutoOffer["opening"]): string =>
  "price" in price ? money(price.price, "GBP") : t.auto.share(Math.round(price.ppm_of_budget / 100) / 100);
