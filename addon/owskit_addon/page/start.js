// Everything is put together here; what goes wrong leaves the page as it was.
attempt(() => {
  if (document.currentScript) document.currentScript.remove();
  if (self.origin === "null") return;
  const channel = openChannel();
  const names = openNames();
  const tracker = openTracker(channel, names);
  addEventListener("pagehide", () => attempt(channel.flush), true);
  addEventListener("DOMContentLoaded", () => attempt(tracker.begun), true);
  const workers = navigator.serviceWorker;
  if (workers && workers.controller) channel.complain("service-worker");
  if (typeof openBar === "function") attempt(() => openBar(channel, tracker));
});
