// What a page does between a gesture and its calls without a callback: it loads, changes its address, sends a form,
// closes a dialog, moves something.
function hearPages(ears, tasks, gestures) {
  const { task, carried, guess } = tasks;
  const load = gestures.begin("load");
  const dialogs = new WeakMap();
  const moving = new WeakMap(); // causes of a transition or animation, by its element

  ears.hear("load DOMContentLoaded", (event) => {
    if (event.target === document && tasks.last === load && !tasks.now) task([{ gesture: load, sure: "n" }]);
  });

  ears.hear("submit", (event) => {
    if (gestures.live()) gestures.again(event);
    else if (!tasks.now) task(guess());
    const dialog = event.target.closest("dialog");
    if (dialog) dialogs.set(dialog, carried());
  });
  ears.hear("close cancel", (event) => {
    const causes = dialogs.get(event.target);
    if (causes) task(causes);
  });
  for (const name of ["close", "requestClose"]) {
    wrap(HTMLDialogElement.prototype, name, (native, self, args) => {
      attempt(() => dialogs.set(self, carried()));
      return apply(native, self, args);
    });
  }

  ears.hear("transitionrun animationstart", (event) => {
    const causes = carried();
    if (causes !== IDLE) moving.set(event.target, causes);
  });
  ears.hear("transitionend animationend", (event) => {
    const causes = moving.get(event.target);
    if (causes) task(causes);
    moving.delete(event.target);
  });
  wrap(Element.prototype, "animate", (native, self, args) => {
    const animation = apply(native, self, args);
    attempt(() => {
      const causes = carried();
      if (causes !== IDLE) events.call(animation, "finish", () => attempt(() => task(causes)), { capture: true });
    });
    return animation;
  });

  return load;
}
