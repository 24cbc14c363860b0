// Elements out of plain descriptions. Data only ever becomes text or an attribute, never markup.

const AS_PROPERTY = new Set(["value", "checked", "disabled", "hidden", "indeterminate", "selected", "files"]);

/** An element: `h("button", {type: "button", onclick: f}, "Save")`. Children are nodes, text, lists, or nothing. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (AS_PROPERTY.has(name)) continue;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...nodes(children));
  // After the children: a select takes its value only once its options exist.
  for (const name of AS_PROPERTY) if (name in attributes) element[name] = attributes[name];
  return element;
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child != null && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : String(child)));
}

let counted = 0;

/** An id that no other element of the page has. */
export function newId(stem) {
  return `${stem}-${++counted}`;
}

/** A control under its label; `hidden` keeps the label for screen readers only. */
export function labelled(text, control, { hidden = false } = {}) {
  control.id ||= newId("field");
  return h("div", { class: "field" }, h("label", { for: control.id, class: hidden && "sr-only" }, text), control);
}

/** A select over `{value: text}`, in the order of the texts' ids. */
export function select(options, value, attributes = {}) {
  const entries = Object.entries(options).map(([id, text]) => h("option", { value: id }, text));
  return h("select", { ...attributes, value: String(value ?? "") }, attributes.first ?? [], entries);
}
