// Where the bar stands: at the edge it was dragged to, remembered for the tab, out of the way of a dialog's buttons and of
// what the page keeps at an edge of the window.
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
    const high = top < roomY() / 2;
    root.classList.toggle("top", high);
    root.style.setProperty("--room", `${Math.round(high ? roomY() - top : top - 2 * EDGE)}px`); // for the panel
    root.classList.toggle("left", left + right < roomX());
  }

  const covers = (at, boxes) => {
    const mine = rect(at);
    return boxes.some((box) => box.left < mine.right + 4 && box.right > mine.left - 4 && box.top < mine.bottom + 4 && box.bottom > mine.top - 4);
  };
  const share = (px, room) => Math.min(1, Math.max(0, (px - EDGE) / Math.max(1, room)));
  const boxOf = (element) => element.getBoundingClientRect();
  const buttons = (parts) =>
    parts.flatMap((part) => [...part.querySelectorAll(BUTTONS)].slice(0, 200)).map(boxOf).filter((box) => box.width && box.height);

  // Bars of the page's with buttons, below this one: they stay where they are when the page is scrolled.
  function bars(at) {
    const { left, top, right, bottom } = rect(at);
    const found = new Set();
    for (let part = 0; part <= 8; part += 1) {
      const x = left + ((right - left) * part) / 8;
      for (const y of [top, bottom]) document.elementsFromPoint(x, y).forEach(found.add, found);
    }
    return [...found].filter((bar) => bar.offsetHeight < roomY() / 3 && /fixed|sticky/.test(getComputedStyle(bar).position) && bar.querySelector(BUTTONS));
  }

  // Away from the edge, past one bar after the other.
  function past(at, times = 3) {
    const boxes = bars(at).map(boxOf);
    if (!boxes.length || !times) return at;
    const top = at.y < 0.5 ? Math.max(...boxes.map((box) => box.bottom)) + EDGE : Math.min(...boxes.map((box) => box.top)) - 44 - EDGE;
    return past({ ...at, y: share(top, roomY()) }, times - 1);
  }

  // Never while the pointer or the keyboard is on the bar: what is aimed at stays where it is.
  function avoid() {
    if (busy() || !root.isConnected) return;
    const asked = buttons([...document.querySelectorAll(DIALOGS)]);
    const free = (at) => !covers(at, asked) && !covers(at, buttons(bars(at)));
    if (free(place)) {
      if (!away) return;
      away = null;
    } else {
      const corners = [[1, 1], [0, 1], [1, 0], [0, 0]].map(([x, y]) => ({ x, y }));
      const dots = corners.map((corner) => ({ ...corner, folded: true }));
      let found = null;
      for (const at of [place, ...corners, ...dots]) found = found || [at, past(at)].find(free);
      away = found || away;
    }
    show();
  }

  function moveTo(left, top) {
    place.x = share(left, roomX() - root.offsetWidth - 2 * EDGE);
    place.y = share(top, roomY());
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
