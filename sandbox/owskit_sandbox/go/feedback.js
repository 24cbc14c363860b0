// Answers to the reader: toasts, and the designed states of a part that has nothing to show.

import { fill, h, newId } from "./dom.js";
import { explain } from "./errors.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const SHOWN_MS = 6000;

/** Says that something was saved, in place of what was said before; goes by itself, though not under the pointer. */
export function saved(text) {
  for (const toast of document.querySelectorAll(".toast.saved")) toast.remove();
  const toast = add(text, "saved", "check");
  let timer;
  const leave = () => (timer = setTimeout(() => toast.remove(), SHOWN_MS));
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", leave);
  leave();
}

/** Says that something was refused and why, in a `sentence`; stays until it is closed or the page changes. */
export function refused(error, sentence = (why) => why) {
  add(sentence(explain(error)), "refused", "alert").setAttribute("role", "alert");
}

/** Takes all of them away: they belong to the page that is left. */
export function clearToasts() {
  document.getElementById("toasts").replaceChildren();
}

function add(text, kind, sign) {
  const toast = h("div", { class: `toast ${kind}` }, icon(sign), h("p", {}, text));
  const close = h("button", { type: "button", class: "icon-button", "aria-label": t("close") }, icon("close"));
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  document.getElementById("toasts").append(toast);
  return toast;
}

/** A calm box for "nothing here": a heading, what to do, perhaps a button. */
export function emptyState(title, text, ...more) {
  return h("div", { class: "state" }, h("p", { class: "state-title" }, title), h("p", {}, text), more);
}

/** The same for a part that could not be loaded, with a button to try again. */
export function errorState(error, retry) {
  const button = h("button", { type: "button", class: "button", onclick: retry }, t("retry"));
  return h(
    "div",
    { class: "state state-error", role: "alert" },
    icon("alert"),
    h("p", { class: "state-title" }, t("error.title")),
    h("p", {}, explain(error)),
    button,
  );
}

/** Grey lines where text is coming. They appear only when it takes a while. */
export function skeleton(lines = 6) {
  const rows = Array.from({ length: lines }, () => h("div", { class: "skeleton-line" }));
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "sr-only" }, t("loading")), rows);
}

/** Shows grey lines, then what `load` makes of the answer, or why there is none. `load` gives nodes. */
export async function loadInto(element, load) {
  fill(element, skeleton());
  element.setAttribute("aria-busy", "true");
  try {
    fill(element, await load());
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    fill(
      element,
      errorState(error, () => loadInto(element, load)),
    );
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** Does work with its button blocked; says when it was refused. True when it went through. */
export async function write(button, work) {
  button.disabled = true;
  try {
    await work();
    return true;
  } catch (error) {
    if (!("code" in error)) throw error;
    refused(error);
    return false;
  } finally {
    button.disabled = false;
  }
}

/** Asks before something that touches many; true when the reader goes on. */
export function confirmed(title, content, action) {
  return new Promise((resolve) => {
    const id = newId("dialog");
    const cancel = h("button", { type: "submit", value: "", class: "button" }, t("cancel"));
    const go = h("button", { type: "submit", value: "go", class: "button primary" }, action);
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": id },
      h("form", { method: "dialog" }, h("h2", { id }, title), content, h("div", { class: "actions" }, cancel, go)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
    document.body.append(dialog);
    dialog.showModal();
    go.focus();
  });
}
