// The person's own events: pointer, keys, fields, drops.
const CHAIN = 1000; // ms and px: clicks on one control within them are one
const NEAR = 100;
const NO_GESTURE = /^(Shift|Control|Alt|AltGraph|Meta|Tab|CapsLock|Dead|Process|Unidentified)$/;
const MOVES = /^(Backspace|Delete|Arrow|Home|End|Page)/;

function hearPresses(ears, tasks, gestures, names) {
  const { begin, act, live, again } = gestures;
  let typing = null;

  const isSwitch = (element) => /^(checkbox|radio|submit|button|image|reset)$/.test(element.type);
  const isText = (element) =>
    element.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !isSwitch(element));

  function isSame(control, event) {
    const { pointer } = gestures;
    if (!pointer || tasks.last !== pointer || control !== pointer.control) return false;
    return clock() - pointer.start < CHAIN && Math.hypot(event.clientX - pointer.x, event.clientY - pointer.y) < NEAR;
  }

  function pointed(event) {
    if (gestures.pointer) act(gestures.pointer, event);
  }

  function pressed(event) {
    act((gestures.pointer = begin("click", event)), event);
  }

  ears.hear("pointerdown", (event) => {
    if (isSame(names.controlOf(event.composedPath()), event)) pointed(event);
    else pressed(event);
  });
  ears.hear("mousedown pointerup mouseup auxclick dblclick contextmenu touchend", pointed);
  ears.hear("click", (event) => {
    if (live()) again(event);
    else if (event.detail || event.pointerType) pointed(event);
    else if (gestures.key && tasks.last === gestures.key) act(gestures.key, event);
    else pressed(event);
  });

  ears.hear("keydown", (event) => {
    const { key: name } = event;
    if (event.isComposing || NO_GESTURE.test(name)) return;
    const plain = !event.ctrlKey && !event.metaKey && (name.length === 1 || MOVES.test(name));
    const element = event.composedPath()[0];
    if (plain && isText(element) && element.tagName !== "SELECT") return;
    const { key } = gestures;
    if (!(event.repeat && key && tasks.last === key)) gestures.key = begin("key", event);
    act(gestures.key, event);
  });
  ears.hear("keypress keyup", (event) => {
    const { key } = gestures;
    if (key && tasks.last === key && (event.type === "keypress" || event.code === key.code)) act(key, event);
  });

  ears.hear("input change", (event) => {
    const element = event.composedPath()[0];
    // A switch follows a click or a key; if that was a script's, there is no gesture.
    if (isSwitch(element)) return live() && again(event);
    const keyed = (cause) => cause.event && cause.gesture.kind === "key" && cause.gesture.element === element;
    if (live() && (event.type === "change" || tasks.now.some(keyed))) return again(event);
    const known = typing && typing.element === element && (tasks.last === typing || event.type === "change");
    if (!known) typing = begin("change", event);
    typing.element = element;
    act(typing, event);
  });

  ears.hear("drop", (event) => act(begin("drop", event), event));
}
