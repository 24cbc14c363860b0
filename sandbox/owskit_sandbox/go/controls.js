// Controls that HTML has none for: a menu button, tabs, a switch, a value that is edited in its place.

import { fill, h, labelled, newId } from "./dom.js";
import { write } from "./feedback.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

/**
 * A button that opens a menu. `items()` gives `{id: text}` or a promise of it, asked for each time it opens;
 * `choose(id, text, button)` is called with the choice.
 */
export function menuButton(text, items, choose, attributes = {}) {
  const id = newId("menu");
  const button = h(
    "button",
    { type: "button", class: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes },
    h("span", {}, text),
    icon("down"),
  );
  const close = (focus) => {
    document.getElementById(id)?.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (focus) button.focus();
  };
  const outside = (event) => document.getElementById(id)?.parentElement.contains(event.target) || close(false);
  const pick = (item, label) => {
    close(true);
    choose(item, label, button);
  };
  const open = async () => {
    let found;
    if (!(await write(button, async () => (found = await items()))) || document.getElementById(id)) return;
    const entries = Object.entries(found).map(([item, label]) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => pick(item, label) }, label),
    );
    const menu = h("div", { id, class: "menu", role: "menu", "aria-label": text }, entries);
    menu.addEventListener("keydown", (event) => {
      const at = entries.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        entries.at(to % entries.length)?.focus();
      } else if (event.key === "Escape" || event.key === "Tab") {
        if (event.key === "Escape") event.preventDefault();
        close(true);
      }
    });
    button.after(menu);
    button.setAttribute("aria-expanded", "true");
    // Low in the window it opens upwards.
    const below = innerHeight - button.getBoundingClientRect().bottom;
    menu.classList.toggle(
      "up",
      below < menu.offsetHeight + 72 && button.getBoundingClientRect().top > menu.offsetHeight,
    );
    document.addEventListener("pointerdown", outside, true);
    entries[0]?.focus();
  };
  button.addEventListener("click", () => (document.getElementById(id) ? close(true) : open()));
  return h("span", { class: "menu-anchor" }, button);
}

/** Tabs. Each is `{id, label, show(panel)}`; `show` is called when it is opened for the first time. */
export function tabs(list) {
  const shown = new Set();
  const parts = list.map((tab) => ({
    ...tab,
    button: h(
      "button",
      { type: "button", role: "tab", id: `tab-${tab.id}`, "aria-controls": `panel-${tab.id}` },
      tab.label,
    ),
    panel: h("div", { role: "tabpanel", id: `panel-${tab.id}`, "aria-labelledby": `tab-${tab.id}`, tabindex: "0" }),
  }));
  const open = (chosen, focus) => {
    for (const part of parts) {
      const here = part === chosen;
      part.button.setAttribute("aria-selected", String(here));
      part.button.tabIndex = here ? 0 : -1;
      part.panel.hidden = !here;
    }
    if (focus) chosen.button.focus();
    if (!shown.has(chosen.id)) {
      shown.add(chosen.id);
      chosen.show(chosen.panel);
    }
  };
  const bar = h(
    "div",
    { role: "tablist", "aria-label": t("tabs"), class: "tabs" },
    parts.map((part) => part.button),
  );
  for (const part of parts) part.button.addEventListener("click", () => open(part));
  bar.addEventListener("keydown", (event) => {
    const at = parts.findIndex((part) => part.button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    open(parts.at(to % parts.length), true);
  });
  open(parts[0]);
  return [bar, parts.map((part) => part.panel)];
}

/** A switch with its text; `change(on, button)` gives whether the change was taken. */
export function toggle(label, hint, on, change) {
  const text = newId("switch");
  const button = h("button", {
    type: "button",
    role: "switch",
    class: "switch",
    "aria-checked": String(Boolean(on)),
    "aria-labelledby": text,
    "aria-describedby": hint && `${text}-hint`,
  });
  button.addEventListener("click", async () => {
    const wanted = button.getAttribute("aria-checked") !== "true";
    button.setAttribute("aria-checked", String(wanted));
    if (!(await change(wanted, button))) button.setAttribute("aria-checked", String(!wanted));
    button.focus();
  });
  const words = h("div", {}, h("span", { id: text, class: "toggle-label" }, label));
  if (hint) words.append(h("span", { id: `${text}-hint`, class: "hint" }, hint));
  return h("div", { class: "toggle" }, words, button);
}

/** One value with a pencil; `store(text)` writes it. Enter saves, Escape leaves it as it was. */
export function inlineField(label, value, store, type = "text") {
  let current = value ?? "";
  const place = h("dd");
  const show = (focus) => {
    const name = t("edit", { field: label });
    const button = h("button", { type: "button", class: "icon-button", "aria-label": name, title: name }, icon("edit"));
    button.addEventListener("click", edit);
    fill(place, current ? h("span", {}, current) : h("span", { class: "hint" }, t("empty.value")), button);
    if (focus) button.focus();
  };
  const edit = () => {
    const input = h("input", { type, value: current, autocomplete: "off" });
    const save = h("button", { type: "submit", class: "button primary" }, t("save"));
    const cancel = h("button", { type: "button", class: "button", onclick: () => show(true) }, t("cancel"));
    const form = h("form", { class: "inline-form" }, labelled(label, input, { hidden: true }), save, cancel);
    form.addEventListener("keydown", (event) => event.key === "Escape" && show(true));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (input.value === current) return show(true);
      if (await write(save, () => store(input.value))) {
        current = input.value;
        show(true);
      }
    });
    fill(place, form);
    input.focus();
    input.select();
  };
  show();
  return h("div", { class: "fact" }, h("dt", {}, label), place);
}

/** A value that cannot be changed here. */
export function fact(label, ...value) {
  return h("div", { class: "fact" }, h("dt", {}, label), h("dd", {}, ...value));
}
