// One vacancy: its facts, its text, and where it is published.

import { fact, inlineField, toggle } from "../controls.js";
import { fill, h } from "../dom.js";
import { loadInto, saved, write } from "../feedback.js";
import { icon } from "../icons.js";
import { day, t } from "../language.js";
import { call, forget } from "../otys.js";
import { detail, VACANCY, websites } from "../services.js";
import { publication } from "./vacancies.js";

/** The page. */
export function vacancyPage({ uid, title }) {
  title(t("vacancies"));
  const content = h("div", { class: "record" });
  loadInto(content, async () => {
    const [vacancy, sites] = await Promise.all([
      detail("VacancyService", uid, { ...VACANCY, description: 1 }),
      websites(),
    ]);
    title(vacancy.title);
    return show(vacancy, sites, title);
  });
  return [h("a", { class: "back", href: "#/vacancies" }, icon("left"), t("vacancies")), content];
}

function show(vacancy, sites, title) {
  const heading = h("h1", {}, vacancy.title);
  const chip = h("span", {}, publication(vacancy.published));
  const rename = async (text) => {
    await call("VacancyService.update", [vacancy.uid, { title: text }]);
    forget("VacancyService.getDetail", vacancy.uid);
    fill(heading, text);
    title(text);
    saved(t("vacancy.saved"));
  };
  const line = [vacancy.relation, vacancy.location].filter(Boolean).join(" · ");
  return [
    h(
      "div",
      { class: "record-head" },
      h("div", { class: "record-name" }, heading, h("p", { class: "hint" }, line)),
      chip,
    ),
    h(
      "div",
      { class: "columns wide-left" },
      h(
        "section",
        { class: "card" },
        h("h2", {}, t("tab.general")),
        h(
          "dl",
          { class: "facts" },
          inlineField(t("vacancy.title"), vacancy.title, rename),
          fact(t("vacancy.relation"), vacancy.relation ?? "–"),
          fact(t("vacancy.location"), vacancy.location ?? "–"),
          fact(t("vacancy.reference"), vacancy.referenceNr ?? "–"),
          fact(t("status"), vacancy.status ?? "–"),
          fact(t("vacancy.owner"), vacancy.owner ?? "–"),
          fact(t("vacancy.entry"), day(vacancy.entryDateTime)),
        ),
        vacancy.description && [h("h3", {}, t("vacancy.description")), h("p", { class: "prose" }, vacancy.description)],
      ),
      publicationCard(vacancy, sites, chip),
    ),
  ];
}

function publicationCard(vacancy, sites, chip) {
  const shown = { ...vacancy.publishedWebsites };
  const switches = Object.entries(sites).map(([id, site]) =>
    toggle(site, undefined, shown[id], async (on, button) => {
      const published = Object.keys(sites).some((each) => (each === id ? on : shown[each]));
      const change = () =>
        call("VacancyService.updateEx", [vacancy.uid, { published, publishedWebsites: { [id]: on } }]);
      if (!(await write(button, change))) return false;
      shown[id] = on;
      forget("VacancyService.getDetail", vacancy.uid);
      fill(chip, publication(published));
      saved(t(on ? "vacancy.shown" : "vacancy.withdrawn", { site }));
      return true;
    }),
  );
  return h(
    "section",
    { class: "card" },
    h("h2", {}, t("vacancy.sites")),
    h("p", { class: "hint" }, t(switches.length ? "vacancy.sites.hint" : "vacancy.sites.none")),
    switches,
  );
}
