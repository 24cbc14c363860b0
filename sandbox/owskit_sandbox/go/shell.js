// What stands around every page: header, navigation, reminders and mail, language, sign-out.

import { fill, h, select } from "./dom.js";
import { icon } from "./icons.js";
import { currentLanguage, t } from "./language.js";

const MODULES = ["candidates", "vacancies", "procedures", "workflows", "settings"];

/** The frame as nodes, with `main` to fill, `mark(module)` for the navigation and `counts(...)` for the header. */
export function frame({ user, language, signOut }) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = MODULES.map((module) =>
    h("a", { href: `#/${module}`, "data-module": module }, icon(module), h("span", {}, t(module))),
  );
  const skip = h("a", { class: "skip", href: "#main" }, t("skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // the hash is the route
    main.focus();
  });
  const reminders = popover("bell", "reminders");
  const mail = h("span", { class: "counter", role: "img" });
  const header = h(
    "header",
    { class: "header" },
    brand(),
    h("div", { class: "header-tools" }, [
      reminders.node,
      mail,
      languageSwitch(language),
      h(
        "span",
        { class: "user", title: t("user", { name: user }) },
        h("span", { class: "avatar small", "aria-hidden": "true" }, initials(user)),
        h("span", { class: "user-name" }, user),
      ),
      h(
        "button",
        { type: "button", class: "button quiet", "aria-label": t("logout"), onclick: signOut },
        icon("out"),
        h("span", { class: "logout-text" }, t("logout")),
      ),
    ]),
  );
  const counts = ({ reminders: found = {}, unread = 0 } = {}) => {
    reminders.show(found.listOutput ?? [], Number(found.totalCount ?? 0));
    const n = Number(unread) || 0;
    mail.setAttribute("aria-label", t("unread", { n }));
    mail.title = t("unread", { n });
    fill(mail, icon("mail"), n > 0 && h("span", { class: "badge" }, n));
  };
  counts();
  const mark = (module) => {
    for (const link of links) {
      if (link.dataset.module === module) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  return { nodes: [skip, header, h("nav", { class: "nav", "aria-label": t("nav") }, links), main], main, mark, counts };
}

/** The mark and the word that says what this is. */
export function brand() {
  const image = h("img", { src: "go/icon.svg", alt: "", width: "28", height: "28" });
  return h(
    "div",
    { class: "brand" },
    image,
    h("span", { class: "brand-name" }, t("sandbox")),
    h("span", { class: "tag" }, t("sandbox.note")),
  );
}

/** Dutch or English. */
export function languageSwitch(choose) {
  const control = select({ nl: "NL", en: "EN" }, currentLanguage(), { class: "language", "aria-label": t("language") });
  control.addEventListener("change", () => choose(control.value));
  return control;
}

/** The first letters of the first and the last word. */
export function initials(name) {
  const words = String(name).split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 && words.at(-1)].map((word) => (word ? word[0].toUpperCase() : "")).join("");
}

function popover(sign, key) {
  const panel = h("div", { class: "popover", id: `${key}-panel`, hidden: true });
  const button = h("button", { type: "button", class: "counter", "aria-expanded": "false", "aria-controls": panel.id });
  const open = (yes) => {
    panel.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
  };
  button.addEventListener("click", () => open(panel.hidden));
  const node = h("div", { class: "menu-anchor" }, button, panel);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      open(false);
      button.focus();
    }
  });
  node.addEventListener("focusout", (event) => node.contains(event.relatedTarget) || open(false));
  panel.tabIndex = -1;
  const show = (rows, n) => {
    button.setAttribute("aria-label", t(key, { n }));
    button.title = t(key, { n });
    fill(button, icon(sign), n > 0 && h("span", { class: "badge" }, n));
    const lines = rows.map((row) => h("li", {}, row.subject ?? row.title ?? row.description ?? ""));
    fill(
      panel,
      h("h2", {}, t(`${key}.title`)),
      lines.length ? h("ul", {}, lines) : h("p", { class: "hint" }, t(`${key}.none`)),
    );
  };
  return { node, show };
}
