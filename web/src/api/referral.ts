// The link by which this tab came, if somebody passed one on. It goes along with what is asked for or offered from
// here; everything works the same without it.
const kept = "parley-referral";
const isCode = (text: string | null): text is string => text !== null && /^[0-9a-z]{26}$/.test(text);

/**
 * The code of that link: from this address, or from where the tab was before. Read as the page comes, so that a person
 * who goes on at once has it with them.
 */
export const carriedLink: string | null = (() => {
  try {
    const here = new URLSearchParams(location.search).get("ref");
    if (isCode(here)) sessionStorage.setItem(kept, here);
    return sessionStorage.getItem(kept);
  } catch {
    return null; // A browser may keep nothing for us.
  }
})();

/** What may follow from a link: a request, an offer. */
export function isCredited(method: string, path: string): boolean {
  return method === "POST" && (path === "/v1/intents" || /^\/v1\/intents\/[^/]+\/offers$/.test(path));
}

const own = (intent: string) => `parley-link/${intent}`;

/** The code of the link to this request that was made in this browser. */
export function ownLink(intent: string): string | null {
  try {
    const code = localStorage.getItem(own(intent));
    return isCode(code) ? code : null;
  } catch {
    return null;
  }
}

export function keepOwnLink(intent: string, code: string): void {
  try {
    localStorage.setItem(own(intent), code);
  } catch {
    // Then it is shown now, and not found again later.
  }
}
