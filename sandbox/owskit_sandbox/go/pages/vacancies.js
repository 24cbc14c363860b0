// The list of vacancies.

import { h } from "../dom.js";
import { day, t } from "../language.js";
import { listing } from "../listing.js";
import { equals, list, VACANCY } from "../services.js";

/** The page. */
export function vacanciesPage({ title }) {
  title(t("vacancies"));
  const vacancies = listing({
    module: "vacancies",
    load: (query) => list("VacancyService", VACANCY, query),
    columns: [
      { label: t("vacancy.title"), field: "title", cell: vacancy },
      { label: t("vacancy.relation"), field: "relation", cell: (row) => row.relation, wide: true },
      { label: t("vacancy.location"), field: "location", cell: (row) => row.location, wide: true },
      { label: t("status"), field: "status", cell: (row) => row.status, wide: true },
      { label: t("vacancy.published"), field: "published", cell: (row) => publication(row.published) },
      { label: t("vacancy.entry"), field: "entryDateTime", cell: (row) => day(row.entryDateTime), wide: true },
    ],
    search: {
      label: t("vacancy.search.label"),
      hint: t("vacancy.search"),
      fields: ["title", "relation", "referenceNr"],
    },
    filters: [
      {
        id: "published",
        label: t("vacancy.published"),
        options: async () => ({ yes: t("vacancy.on"), no: t("vacancy.off") }),
        condition: (value) => equals("published", value === "yes"),
      },
    ],
    order: ["entryDateTime", "DESC"],
    count: "vacancy.count",
  });
  return [h("div", { class: "page-head" }, h("h1", {}, t("vacancies"))), vacancies.node];
}

/** A chip whose dot is full when a vacancy can be seen and a ring when not. */
export function publication(on) {
  return h("span", { class: on ? "chip on" : "chip off" }, t(on ? "vacancy.on" : "vacancy.off"));
}

function vacancy(row) {
  return h(
    "span",
    {},
    h("a", { href: `#/vacancies/${encodeURIComponent(row.uid)}` }, row.title),
    h("span", { class: "below" }, [row.relation, row.location].filter(Boolean).join(" · ")),
  );
}
