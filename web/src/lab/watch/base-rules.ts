// The rules that the arms of an experiment differ from, found again among those of the sectors that everybody may read.
import type { Sector } from "../../api/schema";
import { canHash, canonical, sha256Hex, utf8, type Json } from "../../verify/canonical";
import type { LabRules, Prereg } from "../types";

/** One document where all have the same rules, and by sector otherwise: so it was fingerprinted. */
function documentOf(sectors: Sector[]): Record<string, unknown> {
  const [first, ...others] = sectors.map(({ rules }) => rules as Json);
  const isSame = others.every((rules) => canonical(rules) === canonical(first!));
  const bySector = Object.fromEntries(sectors.map(({ slug, rules }) => [slug, rules]));
  return isSame ? (first as Record<string, unknown>) : bySector;
}

/** Null where the rules were changed since: the arms do not differ from those of today. */
export async function baseRulesOf(prereg: Prereg, all: Sector[]): Promise<LabRules | null> {
  if (!canHash()) return null;
  const sectors = all
    .filter(({ slug }) => prereg.sectors.some((name) => slug === name || slug.startsWith(`${name}/`)))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  if (sectors.length === 0) return null;
  try {
    const rules = documentOf(sectors);
    if ((await sha256Hex(utf8(canonical(rules as Json)))) !== prereg.base_rules_sha256) return null;
    return {
      sectors: sectors.map(({ slug }) => slug),
      base_rules: rules,
      base_rules_sha256: prereg.base_rules_sha256,
      bounds: { paths: {} },
      bounds_sha256: prereg.bounds_sha256,
    };
  } catch {
    return null; // Rules that have no canonical form here have no fingerprint either.
  }
}
