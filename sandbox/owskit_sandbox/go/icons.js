// The few icons, drawn as strokes on a 20 px grid.

const SHAPES = {
  candidates: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.4-3 2.8-4.7 6-4.7s5.6 1.7 6 4.7",
  vacancies: "M3 7h14v9.5H3ZM7.5 7V4h5v3M3 11h14",
  procedures: "M4 5h7m3 0h2M4 10h2m3 0h7M4 15h9m3 0h0M12.5 3.5v3M7.5 8.5v3M14.5 13.5v3",
  workflows: "M3.5 4h4.5v4H3.5ZM12 12h4.5v4H12ZM8 6h4.2a2 2 0 0 1 2 2v4",
  settings: "M3.5 6h7m4 0h2M3.5 14h2m4 0h7M12.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.5 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  bell: "M5 14.5h10l-1.3-2V9a3.7 3.7 0 0 0-7.4 0v3.5ZM8.5 16.8h3",
  mail: "M3 5h14v10.5H3ZM3 6l7 5.5L17 6",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
  edit: "M4 16l.8-3.2L13 4.5l2.5 2.5-8.3 8.2Z",
  close: "M5.5 5.5l9 9m0-9l-9 9",
  down: "M5.5 8l4.5 4.5L14.5 8",
  left: "M12 5l-5 5 5 5",
  right: "M8 5l5 5-5 5",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  alert: "M10 3.5l7 12.5H3ZM10 8.5v3.5M10 14h.01",
  up: "M10 15V5.5M5.5 9.5 10 5l4.5 4.5",
  file: "M5.5 3h6l3.5 3.5V17h-9.5ZM11.5 3v4h3.5",
  out: "M8 4H4v12h4M11.5 6.5 15 10l-3.5 3.5M15 10H7.5",
};

const SVG = "http://www.w3.org/2000/svg";

/** An icon beside a text that says the same: hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
