// Where a shop had put the link by which this tab came: it goes along with the request that is posted from here, and
// everything works the same without it.
const kept = "parley-campaign";
const names = ["shop", "via", "utm_source", "utm_medium", "utm_campaign"];

/** What the link said, as it is sent. Read as the page comes, so that a person who goes on at once has it with them. */
export const carriedCampaign: string | null = (() => {
  try {
    const said = new URLSearchParams(location.search);
    const told = new URLSearchParams();
    for (const name of names) {
      const value = said.get(name);
      if (value) told.set(name, value.slice(0, 80));
    }
    if (told.has("shop") && [...told].length > 1) sessionStorage.setItem(kept, told.toString());
    return sessionStorage.getItem(kept);
  } catch {
    return null; // A browser may keep nothing for us.
  }
})();
