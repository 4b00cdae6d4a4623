// What sectors are called.
import type { Sector } from "../api/schema";

/** A sector's name by its slug, which says what it is as well where the name is not known. */
export const nameIn = (sectors: Sector[]) => (slug: string) => sectors.find((one) => one.slug === slug)?.name ?? slug;
