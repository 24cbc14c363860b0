// Where the bar stands: at the edge it was dragged to, remembered for the tab, out of the way of a dialog's buttons.
const PLACE = "owskit.bar";
const EDGE = 8;
const DIALOGS = 'dialog[open],[role="dialog"],[role="alertdialog"],[aria-modal="true"],.modal';
const BUTTONS = 'button,[role="button"],a[href],input,select,textarea';

function barPlace(root, busy, folds) {
  let place = { x: 1, y: 1, folded: false };
  let away = null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE));
    if (kept && kept.x >= 0 && kept.x <= 1 && kept.y >= 0 && kept.y <= 1) place = { x: kept.x, y: kept.y, folded: kept.folded === true };
  } catch { /* no storage, no memory */ }

  function keep() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place));
    } catch { /* as above */ }
  }

  const folded = () => place.folded || Boolean(away && away.folded);
  const view = visualViewport; // without its scrollbars
  const roomX = () => view.width * view.scale;
  const roomY = () => view.height * view.scale - 44 - 2 * EDGE; // less what the bar takes
  const wide = () => Math.min(parseFloat(getComputedStyle(root).getPropertyValue("--wide")) || 0, roomX() - 2 * EDGE);

  // `x` and `y` from 0 to 1: the part of the room that is left or above, so that an edge stays an edge.
  function rect(at) {
    const width = place.folded || at.folded ? 44 : wide();
    const left = EDGE + at.x * Math.max(0, roomX() - width - 2 * EDGE);
    const top = EDGE + at.y * Math.max(0, roomY());
    return { left, top, right: left + width, bottom: top + 44 };
  }

  function show() {
    root.classList.toggle("folded", folded());
    folds(folded());
    const { left, top, right } = rect(away || place);
    root.style.left = `${Math.round(left)}px`;
    root.style.top = `${Math.round(top)}px`;
    root.classList.toggle("top", top < roomY() / 2);
    root.classList.toggle("left", left + right < roomX());
  }

  function covers(at, boxes) {
    const mine = rect(at);
    return boxes.some((box) => box.left < mine.right + 4 && box.right > mine.left - 4 && box.top < mine.bottom + 4 && box.bottom > mine.top - 4);
  }

  // Never while the pointer or the keyboard is on the bar: what is aimed at stays where it is.
  function avoid() {
    const dialogs = document.querySelectorAll(DIALOGS);
    if (busy() || (!dialogs.length && !away)) return;
    const boxes = [...dialogs]
      .flatMap((dialog) => [...dialog.querySelectorAll(BUTTONS)].slice(0, 200))
      .map((button) => button.getBoundingClientRect())
      .filter((box) => box.width && box.height);
    const corners = [[1, 1], [0, 1], [1, 0], [0, 0]].map(([x, y]) => ({ x, y }));
    const dots = corners.map((corner) => ({ ...corner, folded: true }));
    away = covers(place, boxes) ? [...corners, ...dots].find((corner) => !covers(corner, boxes)) || away : null;
    show();
  }

  function moveTo(left, top) {
    const limit = (value) => Math.min(1, Math.max(0, value));
    place.x = limit((left - EDGE) / Math.max(1, roomX() - root.offsetWidth - 2 * EDGE));
    place.y = limit((top - EDGE) / Math.max(1, roomY()));
    away = null;
    show();
  }

  function draggable(grip) {
    let from = null;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const box = root.getBoundingClientRect();
      from = { x: event.clientX, y: event.clientY, left: box.left, top: box.top, moved: false };
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      from.moved = from.moved || Math.hypot(dx, dy) > 4;
      if (from.moved) moveTo(from.left + dx, from.top + dy);
    });
    const drop = () => {
      if (from && from.moved) keep();
      const moved = from && from.moved;
      from = null;
      return moved;
    };
    let dragged = false;
    grip.addEventListener("pointerup", () => { dragged = Boolean(drop()); });
    grip.addEventListener("pointercancel", drop);
    grip.addEventListener("click", (event) => {
      if (dragged) event.stopImmediatePropagation();
      dragged = false;
    }, true);
  }

  function nudge(key) {
    const step = { ArrowLeft: [-16, 0], ArrowRight: [16, 0], ArrowUp: [0, -16], ArrowDown: [0, 16] }[key];
    if (!step) return false;
    const box = root.getBoundingClientRect();
    moveTo(box.left + step[0], box.top + step[1]);
    keep();
    return true;
  }

  function fold(wanted) {
    place.folded = wanted;
    away = null;
    keep();
    show();
  }

  return { show, avoid, draggable, nudge, fold, folded };
}
