// Where the bar lives: at the end of the page, or in the modal dialog on top of it, for all else in the window is inert
// then. In a dialog it is a popover, so that nothing of the dialog's moves it, cuts it off or covers it.
function barHome(host) {
  // The last of several is on top more often than not; what can be hit is on top in any case, and in a shadow root too.
  function modal(looking) {
    const open = document.querySelectorAll("dialog:modal");
    let hit = looking || open.length > 1 ? document.elementFromPoint(1, 1) : null;
    for (let root = hit && hit.shadowRoot; root; root = root === hit.shadowRoot ? null : hit.shadowRoot) {
      hit = root.elementFromPoint(1, 1) || hit;
    }
    return (hit && hit.closest("dialog:modal")) || open[open.length - 1];
  }

  return function settle(looking) {
    const dialog = modal(looking);
    const home = dialog || document.documentElement;
    if (home && host.parentNode !== home) home.append(host);
    if (!dialog) host.removeAttribute("popover");
    else if (!host.matches(":popover-open")) {
      host.popover = "manual";
      host.showPopover();
    }
  };
}
