// Is the page as narrow as a phone? Pictures are drawn for the width at which they are shown.
import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 640px)");
export const narrow = signal(query.matches);
query.addEventListener("change", (event) => {
  narrow.value = event.matches;
});
