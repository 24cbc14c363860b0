// Elements without markup: nothing here is a sink of trusted types, and a policy of the page's has no say in it.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  pencil: "M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4",
  undo: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  ignore: "M6 6l12 12M18 6 6 18",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  fold: "M5 12h14",
  next: "M5 5l9 7-9 7zM19 5v14",
  done: "M5 13l4 4L19 7",
  open: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
  running: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  skipped: "M6 12h12",
};

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  if (tag === "button") made.type = tag; // none sends a form unless it says so
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function put(element, ...children) {
  element.replaceChildren(...children.filter((child) => child != null));
}

// Sets a text only where it differs, so that a selection in it stays.
function write(element, text, title) {
  if (element.textContent !== text) element.textContent = text;
  if (title !== undefined && element.title !== title) element.title = title;
}

// A long name may break behind its dot and before capitals; the verb is what counts. A click copies it.
function callName(name) {
  const dot = name.lastIndexOf(".") + 1;
  const parts = name.slice(0, dot).split(/(?<=\.)|(?=[A-Z])/);
  const made = el("button", { class: "name" });
  for (const part of parts) made.append(part, el("wbr"));
  for (const part of name.slice(dot).split(/(?=[A-Z])/)) made.append(el("b", {}, part), el("wbr"));
  return made;
}
