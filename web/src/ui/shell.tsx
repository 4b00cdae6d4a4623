// What every page has around it: header, the one line that is read out, the link's health, footer.
import type { ComponentChildren } from "preact";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { linkState } from "../live";
import { t } from "../en";
import { keepFocus } from "./focus";
import { Logo } from "./pictures";

const said = signal("");

/** Tells assistive technology what changed; one line for the whole page. */
export function announce(text: string) {
  // The same words twice in a row are news again.
  said.value = said.peek() === text ? `${text}\u00a0` : text;
}

export const StatusLine = () => (
  <p class="hidden" role="status" data-status>
    {said}
  </p>
);

export function LinkBadge() {
  const state = linkState.value;
  if (state === "live" || state === "connecting") {
    return (
      <span class="badge badge-live" data-link={state}>
        <span class="pulse" aria-hidden="true" />
        {state === "live" ? t.link.live : t.link.connecting}
      </span>
    );
  }
  return (
    <span class="badge badge-stale" data-link={state} title={state === "stale" ? t.link.stale : t.link.offline}>
      {state === "stale" ? t.link.staleShort : t.link.offlineShort}
    </span>
  );
}

export function Shell({
  page,
  demo,
  children,
}: {
  page: "buy" | "desk" | "lab" | "verify" | "me" | "steward";
  demo?: boolean;
  children: ComponentChildren;
}) {
  useEffect(keepFocus, []);
  const links = [
    ["buy", "/", t.nav.buy],
    ["desk", "/desk", t.nav.desk],
    ["lab", "/lab", t.nav.lab],
  ] as const;
  return (
    <>
      <a class="skip" href="#content">
        {t.nav.skip}
      </a>
      <header>
        <div class="top">
          <a class="brand" href="/">
            <Logo />
            <span>{t.brand}</span>
          </a>
          <nav aria-label={t.nav.label}>
            {links.map(([key, href, text]) => (
              <a key={key} href={href} aria-current={key === page ? "page" : undefined}>
                {text}
              </a>
            ))}
          </nav>
        </div>
        {demo && <p class="demo-bar">{t.demoBar}</p>}
      </header>
      <main id="content" class="page" tabIndex={-1}>
        {children}
      </main>
      <StatusLine />
      <footer class="bottom">
        <p>{t.footer.promise}</p>
        <p>
          <a href="/conduct">{t.conduct.link}</a>
          {" · "}
          <a href="/docs">{t.footer.docs}</a> <span aria-hidden="true">·</span>{" "}
          <a href="/verify" aria-current={page === "verify" ? "page" : undefined}>
            {t.footer.verify}
          </a>{" "}
          <span aria-hidden="true">·</span>{" "}
          <a href="/me" aria-current={page === "me" ? "page" : undefined}>
            {t.rights.link}
          </a>
        </p>
      </footer>
    </>
  );
}

export const DemoTag = () => <span class="tag tag-demo">{t.demoTag}</span>;

export function Notice({ kind = "bad", children }: { kind?: "bad" | "good" | "calm"; children: ComponentChildren }) {
  return (
    <p class={`notice notice-${kind}`} role={kind === "bad" ? "alert" : undefined}>
      {children}
    </p>
  );
}

export const Loading = ({ text = t.common.loading }: { text?: string }) => (
  <div class="loading" aria-busy="true">
    <span class="loading-dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    <p>{text}</p>
  </div>
);
