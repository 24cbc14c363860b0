// Everything is put together here; what goes wrong leaves the page as it was. The bar comes when the page is there.
attempt(() => {
  if (document.currentScript) document.currentScript.remove();
  if (self.origin === "null") return;
  const later = window.setTimeout.bind(window);
  const stop = window.clearTimeout.bind(window);
  const host = document.createElement("owskit-bar");
  const shadow = host.attachShadow({ mode: "closed" }); // before the page can have a hand in it
  const ears = openEars();
  const channel = openChannel();
  const tracker = openTracker(ears, channel, openNames());
  const { serviceWorker } = navigator;
  if (serviceWorker && serviceWorker.controller) channel.add("trouble", "service-worker");

  let asked = false;
  function bar() {
    if (asked) return;
    asked = true;
    const given = { host, shadow, ears, channel, later, stop, attempt };
    if (typeof openBar === "function") openBar(given);
    else import(`${CONFIG.path}/${CONFIG.bar}`).then((found) => found.default(given)).catch(() => channel.add("trouble", "no-bar"));
  }
  addEventListener("pagehide", () => attempt(channel.flush), true);
  addEventListener("load", () => later(() => attempt(bar), 0));
  addEventListener("DOMContentLoaded", () => {
    attempt(tracker.begun);
    later(() => attempt(bar), 2000); // a page may load something for ever
  }, true);
});
