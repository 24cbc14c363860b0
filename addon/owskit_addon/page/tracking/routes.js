// Changes of the address: those that a gesture led to are its own, others are a navigation.
function hearRoutes(ears, tasks, gestures) {
  let address = location.href;
  let route = null; // causes of an address that has changed, until its event comes
  let since = null; // the gesture that was the latest then

  tasks.ended = () => {
    if (location.href === address) return;
    address = location.href;
    route = tasks.carried();
    since = tasks.last;
  };

  ears.hear("popstate hashchange", (event) => {
    address = location.href;
    let causes = (since === tasks.last && route) || (tasks.now && handed(tasks.now));
    if (!causes) {
      causes = tasks.guess();
      if (causes === IDLE) {
        causes = [{ gesture: gestures.begin("route"), sure: "n" }];
        gestures.tell(tasks.last);
      }
    }
    route = event.type === "popstate" ? causes : null;
    since = tasks.last;
    tasks.task(causes);
  });

  // Changes the address without an event.
  for (const name of ["pushState", "replaceState"]) {
    wrap(History.prototype, name, (native, self, args) => {
      const result = apply(native, self, args);
      address = location.href;
      return result;
    });
  }
}
