// Hears trusted events before the page does. Those of the bar are none of the page's: it comes later than the page's own
// listeners, and what is typed in it goes before them all the same.
function openEars() {
  const ears = { host: null, bar: null, early: null, isBars, hear };
  const keys = ["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend", "paste", "copy", "cut"];
  const keyed = (event) => {
    if (!event.isTrusted) return;
    if (ears.bar) attempt(() => ears.bar(event));
    else if (isBars(event) && event.type === "keydown") {
      ears.early = event;
      event.stopImmediatePropagation();
    }
  };
  for (const type of keys) events.call(window, type, keyed, true);

  // F8 and Shift F8 are free in Chromium and Firefox on every system, in no form, and need no second modifier that types
  // a letter (AltGr, Option) or opens a menu of the browser's (Alt).
  function isBars(event) {
    return event.key === "F8" && !event.ctrlKey && !event.altKey && !event.metaKey;
  }

  function hear(types, listener) {
    const heard = (event) => {
      if (event.isTrusted) attempt(() => (ears.host && event.composedPath().includes(ears.host)) || listener(event));
    };
    for (const type of types.split(" ")) events.call(window, type, heard, { capture: true, passive: true });
  }

  return ears;
}
