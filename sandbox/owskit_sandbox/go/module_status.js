// What a module looked like when it was left; survives a reload of the tab, signing out clears it (ows.md 9).

const KEY = "moduleStatus";

function all() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return found && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

/** The state kept for a module over its usual state. */
export function recall(module, usual) {
  return { ...usual, ...all()[module] };
}

/** Keeps the state of a module (plain JSON). */
export function remember(module, state) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...all(), [module]: state }));
}
