// Hears trusted events before the page does. Those of the bar are none of the page's: it comes later than the page's own
// listeners, and what is typed in it goes before them all the same.
function openEars() {
  const ears = { host: null, bar: null, hear };
  const keys = ["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend", "paste", "copy", "cut"];
  for (const type of keys) {
    events.call(window, type, (event) => ears.bar && event.isTrusted && attempt(() => ears.bar(event)), true);
  }

  function hear(types, listener) {
    const heard = (event) => {
      if (event.isTrusted) attempt(() => (ears.host && event.composedPath().includes(ears.host)) || listener(event));
    };
    for (const type of types.split(" ")) events.call(window, type, heard, { capture: true, passive: true });
  }

  return ears;
}
