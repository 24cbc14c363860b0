// The workflows there are.

import { h } from "../dom.js";
import { emptyState, loadInto } from "../feedback.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { list } from "../services.js";

/** The page. */
export function workflowsPage({ title }) {
  title(t("workflows"));
  const content = h("div");
  loadInto(content, async () => {
    const what = { uid: 1, name: 1, description: 1, steps: 1 };
    const { listOutput: rows = [] } = await list("WorkflowService", what, {
      condition: null,
      sort: { name: "ASC" },
      limit: 50,
    });
    if (!rows.length) return emptyState(t("workflow.none"), t("workflow.none.do"));
    return h("ul", { class: "cards" }, rows.map(card));
  });
  return [
    h("div", { class: "page-head" }, h("h1", {}, t("workflows")), h("p", { class: "lead" }, t("workflow.lead"))),
    content,
  ];
}

function card(row) {
  return h(
    "li",
    { class: "card link-card" },
    icon("workflows"),
    h(
      "div",
      {},
      h("a", { href: `#/workflows/${encodeURIComponent(row.uid)}` }, row.name),
      row.description && h("p", { class: "hint" }, row.description),
      row.steps && h("p", { class: "hint" }, t("workflow.steps", { n: row.steps.length })),
    ),
  );
}
