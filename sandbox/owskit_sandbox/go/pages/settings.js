// A few settings of the client, each a switch.

import { toggle } from "../controls.js";
import { h } from "../dom.js";
import { loadInto, saved, write } from "../feedback.js";
import { t } from "../language.js";
import { call } from "../otys.js";
import { currentUser } from "../session.js";

const GROUPS = { "settings.privacy": ["SE2995", "SE3004", "SE3348"], "settings.website": ["SE3452", "SE3509"] };

/** The page. */
export function settingsPage({ title }) {
  title(t("settings"));
  const content = h("div", { class: "stack" });
  loadInto(content, async () => {
    const codes = Object.values(GROUPS).flat();
    const values = await call("CsmService.getValue", [codes, currentUser().clientId]);
    return Object.entries(GROUPS).map(([group, members]) =>
      h(
        "section",
        { class: "card" },
        h("h2", {}, t(group)),
        members.map((code) => setting(code, values[code]?.value)),
      ),
    );
  });
  return [
    h("div", { class: "page-head" }, h("h1", {}, t("settings")), h("p", { class: "lead" }, t("settings.lead"))),
    content,
  ];
}

function setting(code, value) {
  const name = t(code);
  return toggle(name, t(`${code}.hint`), ["1", "true"].includes(String(value)), async (on, button) => {
    if (!(await write(button, () => call("CsmService.setValue", [code, on ? "1" : "0", currentUser().clientId]))))
      return false;
    saved(t(on ? "settings.saved" : "settings.unsaved", { name }));
    return true;
  });
}
