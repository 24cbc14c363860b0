// Procedures: candidates linked to vacancies, and how far each of them is.

import { menuButton } from "../controls.js";
import { fill, h } from "../dom.js";
import { emptyState, loadInto, saved, write } from "../feedback.js";
import { day, t } from "../language.js";
import { listing } from "../listing.js";
import { call } from "../otys.js";
import { equals, list, PROCEDURE, procedureStatuses } from "../services.js";

/** The page. */
export function proceduresPage({ title }) {
  title(t("procedures"));
  const procedures = listing({
    module: "procedures",
    load: (query) => list("ProcedureService", PROCEDURE, query),
    columns: columns(true),
    search: {
      label: t("procedure.search.label"),
      hint: t("procedure.search"),
      fields: ["candidate", "vacancy"],
    },
    filters: [
      {
        id: "status",
        label: t("procedure.status"),
        options: procedureStatuses,
        condition: (value) => equals("ProcedureStatus1.uid", value),
      },
    ],
    order: ["entryDateTime", "DESC"],
    count: "procedure.count",
  });
  const asBoard = h("a", { class: "button", href: "#/procedures/board" }, t("board"));
  return [h("div", { class: "page-head" }, h("h1", {}, t("procedures")), asBoard), procedures.node];
}

/** Fills a panel with the procedures of one candidate. */
export function showProcedures(panel, candidateUid) {
  loadInto(panel, async () => {
    const condition = equals("candidateUid", candidateUid);
    const { listOutput: rows = [] } = await list("ProcedureService", PROCEDURE, { condition, limit: 50 });
    if (!rows.length) return h("div", { class: "card" }, emptyState(t("procedure.none"), t("procedure.none.do")));
    const shown = columns(false);
    const heads = shown.map((column) => h("th", { scope: "col", class: column.wide && "wide" }, column.label));
    const lines = rows.map((row) =>
      h(
        "tr",
        {},
        shown.map((column) => h("td", { class: column.wide && "wide" }, column.cell(row))),
      ),
    );
    const table = h("table", { class: "table" }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, lines));
    return h("div", { class: "card flush visible" }, table);
  });
}

function columns(withCandidate) {
  const link = (module, uid, text) => h("a", { href: `#/${module}/${encodeURIComponent(uid)}` }, text);
  return [
    withCandidate && {
      label: t("procedure.candidate"),
      field: "candidate",
      cell: (row) => [link("candidates", row.candidateUid, row.candidate), h("span", { class: "below" }, row.vacancy)],
    },
    {
      label: t("procedure.vacancy"),
      field: "vacancy",
      cell: (row) => link("vacancies", row.vacancyUid, row.vacancy),
      wide: withCandidate,
    },
    { label: t("procedure.entry"), field: "entryDateTime", cell: (row) => day(row.entryDateTime), wide: true },
    { label: t("procedure.status"), cell: (row) => statusMenu(row) },
  ].filter(Boolean);
}

function statusMenu(row) {
  const place = h("span");
  const show = (status) => {
    const label = t("procedure.change", { status });
    fill(place, menuButton(status, procedureStatuses, choose, { class: "button chip-button", "aria-label": label }));
  };
  const choose = async (uid, status, button) => {
    // A procedure has up to three statuses; written, the uid says which of them it is (ows.md 6).
    const change = () => call("ProcedureService.update", [row.uid, { ProcedureStatus1: { uid: `1_${uid}` } }]);
    if (!(await write(button, change))) return;
    show(status);
    place.querySelector("button").focus();
    saved(t("procedure.saved", { name: row.candidate, status }));
  };
  show(row.ProcedureStatus1?.status ?? "–");
  return place;
}
