// The list of candidates, and the status of many at once.

import { menuButton } from "../controls.js";
import { h } from "../dom.js";
import { confirmed, saved, write } from "../feedback.js";
import { icon } from "../icons.js";
import { day, t } from "../language.js";
import { listing } from "../listing.js";
import { call, forget } from "../otys.js";
import { CANDIDATE, candidateStatuses, equals, fullName, list } from "../services.js";
import { initials } from "../shell.js";

const NAMES_SHOWN = 5;

/** Columns and search that every list of candidates has. */
export function candidateList(more) {
  return listing({
    load: (query) => list("CandidateService", CANDIDATE, query),
    columns: [
      { label: t("candidate.name"), field: "Person.lastName", cell: person },
      { label: t("candidate.function"), field: "functionTitle", cell: (row) => row.functionTitle, wide: true },
      { label: t("candidate.city"), cell: (row) => row.Person?.AddressPrimary?.city, wide: true },
      { label: t("status"), field: "status", cell: (row) => h("span", { class: "chip" }, row.status ?? "–") },
      { label: t("candidate.owner"), cell: (row) => row.owner, wide: true },
      { label: t("candidate.entry"), field: "entryDateTime", cell: (row) => day(row.entryDateTime), wide: true },
    ],
    search: {
      label: t("candidate.search.label"),
      hint: t("candidate.search"),
      fields: ["Person.firstName", "Person.lastName", "functionTitle", "Person.emailPrimary"],
    },
    filters: [
      {
        id: "status",
        label: t("status"),
        options: candidateStatuses,
        condition: (value) => equals("statusId", Number(value)),
      },
    ],
    order: ["entryDateTime", "DESC"],
    count: "candidate.count",
    rowName: fullName,
    ...more,
  });
}

/** The page. */
export function candidatesPage({ title }) {
  title(t("candidates"));
  const bulk = (people) => {
    const choose = (id, status, button) => changeStatus(people, id, status, button);
    return [
      h(
        "button",
        { type: "button", class: "button quiet", "aria-label": t("list.unselect"), onclick: people.unselect },
        icon("close"),
        h("span", {}, t("list.unselect")),
      ),
      menuButton(t("status.change"), candidateStatuses, choose, { class: "button primary" }),
    ];
  };
  return [
    h("div", { class: "page-head" }, h("h1", {}, t("candidates"))),
    candidateList({ module: "candidates", bulk }).node,
  ];
}

async function changeStatus(people, id, status, button) {
  const uids = [...people.selection.keys()];
  const n = uids.length;
  const names = [...people.selection.values()].map(fullName);
  const rest = n - NAMES_SHOWN;
  const shown = rest > 1 ? names.slice(0, NAMES_SHOWN) : names;
  const content = [
    h("p", {}, t("status.confirm.text", { n, status })),
    h(
      "ul",
      { class: "names" },
      shown.map((name) => h("li", {}, name)),
      rest > 1 && h("li", { class: "hint" }, t("status.confirm.more", { n: rest })),
    ),
  ];
  if (!(await confirmed(t("status.confirm", { n }), content, t("status.confirm.do")))) return;
  const change = () => call("CandidateService.updateBulk", [uids, { statusId: Number(id) }]);
  if (!(await write(button, change))) return;
  for (const uid of uids) forget("CandidateService.getDetail", uid);
  saved(t("status.saved", { n, status }));
  people.unselect();
  await people.reload();
}

function person(row) {
  const name = fullName(row);
  return h(
    "span",
    { class: "person" },
    h("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
    h(
      "span",
      {},
      h("a", { href: `#/candidates/${encodeURIComponent(row.uid)}` }, name),
      h("span", { class: "below" }, row.functionTitle),
    ),
  );
}
