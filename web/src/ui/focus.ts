// Whoever works with the keyboard stands somewhere on the page. What they stand on may rest while something is done, or
// go away with it. They get it back then, or the name of what it stood in; they are not sent to the top of the page.

const names = "h1, h2, h3, h4, legend";

export function keepFocus(): () => void {
  let place: HTMLElement | null = null;
  let around: HTMLElement[] = []; // from the inside out; what is taken away no longer knows it

  const stand = (event: FocusEvent) => {
    if (!(event.target instanceof HTMLElement)) return;
    place = event.target;
    around = [];
    for (let outer = place.parentElement; outer; outer = outer.parentElement) around.push(outer);
  };
  const leave = (event: Event) => {
    if (!place?.contains(event.target as Node)) place = null; // of their own will, by a click beside it
  };
  const mend = () => {
    if (!place || (document.activeElement && document.activeElement !== document.body)) return;
    if (place.isConnected && place.checkVisibility()) return place.focus({ preventScroll: true });
    const name = around
      .filter((outer) => outer.isConnected)
      .flatMap((outer) => [...outer.querySelectorAll<HTMLElement>(names)])
      .find((heading) => heading.checkVisibility());
    if (!name) return;
    name.tabIndex = -1;
    name.focus();
  };

  const watch = new MutationObserver(mend);
  watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled", "open"] });
  document.addEventListener("focusin", stand);
  document.addEventListener("pointerdown", leave);
  return () => {
    watch.disconnect();
    document.removeEventListener("focusin", stand);
    document.removeEventListener("pointerdown", leave);
  };
}
