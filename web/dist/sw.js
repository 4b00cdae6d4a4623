// The service worker of Parley's pages, for pushes alone: it shows what comes, and a tap on it opens its page. It keeps
// nothing, and no page goes through it.

/** Only a page of our own, whatever a push says. */
const pageOf = (path) => {
  const page = new URL(String(path ?? "/"), self.location.origin);
  return page.origin === self.location.origin ? page.pathname : "/";
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let news = {};
  try {
    news = event.data.json();
  } catch {
    // A browser takes pushes away from who shows nothing; "something happened" is true.
  }
  event.waitUntil(
    self.registration.showNotification(String(news.title ?? "Parley"), {
      body: String(news.body ?? ""),
      tag: String(news.tag ?? "parley"),
      renotify: true,
      icon: "/favicon.svg",
      data: { path: pageOf(news.path) },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = pageOf(event.notification.data?.path);
  const open = async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = pages.find((page) => new URL(page.url).pathname === path);
    return there ? there.focus() : self.clients.openWindow(path);
  };
  event.waitUntil(open());
});
