// Gestures: something that the person does, or a page that opens. Each has a number in its tab and is told to the proxy
// where it is on a control, or as soon as a request comes from it.
function openGestures(tasks, names, channel) {
  const gestures = { pointer: null, key: null, begin, tell, act, live, again };
  let count = 0;

  function begin(kind, event) {
    const path = event ? event.composedPath() : [];
    const gesture = { number: ++count, at: Date.now(), kind, start: clock(), active: clock() };
    gesture.page = kind === "load" || kind === "route";
    gesture.element = path[0];
    gesture.control = names.controlOf(path);
    if (event) {
      gesture.x = event.clientX;
      gesture.y = event.clientY;
      gesture.code = event.code;
      gesture.named = attempt(() => names.describe(gesture.control || path[0]));
    }
    if (tasks.last && tasks.last !== gestures.pointer) tasks.last.element = null;
    tasks.last = gesture;
    if (gesture.control && kind !== "change") tell(gesture);
    return gesture;
  }

  function tell(gesture) {
    if (gesture.told) return;
    gesture.told = true;
    const { number, at, kind } = gesture;
    channel.tell({ number, at, kind, ...(gesture.named || attempt(() => names.page())) });
  }

  function act(gesture, event) {
    tasks.task([{ gesture, sure: "c", event }]);
  }

  function live() {
    return tasks.now && tasks.now.some((cause) => cause.event);
  }

  // A later event of the same gesture: certain again, for what was.
  function again(event) {
    tasks.enter(tasks.now.map((cause) => (cause.event ? { ...cause, event } : cause)));
  }

  return gestures;
}
