// Procedures as a board: a column for each status, and cards that are dragged from one to the next.

import { menuButton } from "../controls.js";
import { fill, h, newId } from "../dom.js";
import { loadInto, saved, write } from "../feedback.js";
import { t } from "../language.js";
import { call } from "../otys.js";
import { list, PROCEDURE, procedureStatuses } from "../services.js";

const CARDS = 60;

/** The page. */
export function boardPage({ title }) {
  title(t("procedures"));
  const content = h("div", { class: "board-body" });
  loadInto(content, async () => {
    const query = { sort: { entryDateTime: "DESC" }, limit: CARDS };
    const [statuses, { listOutput: rows = [] }] = await Promise.all([
      procedureStatuses(),
      list("ProcedureService", PROCEDURE, query),
    ]);
    return board(statuses, rows);
  });
  const asList = h("a", { class: "button", href: "#/procedures" }, t("board.list"));
  return [
    h("div", { class: "page-head" }, h("h1", {}, t("procedures")), asList),
    h("p", { class: "hint" }, t("board.lead", { n: CARDS })),
    content,
  ];
}

function board(statuses, rows) {
  let dragged; // a page's drag carries its data only once it is dropped
  const columns = Object.entries(statuses).map(([uid, status]) => {
    const head = newId("column");
    const count = h("span");
    const cards = h("ul", { class: "cards-column" });
    const node = h(
      "section",
      { class: "column", "aria-labelledby": head },
      h("h2", { id: head }, status, count),
      cards,
    );
    const column = { uid, status, node, cards, tell: () => fill(count, cards.childElementCount) };
    node.addEventListener("dragover", (event) => {
      if (!dragged || dragged.column === column) return;
      event.preventDefault();
      node.classList.add("over");
    });
    node.addEventListener("dragleave", (event) => node.contains(event.relatedTarget) || node.classList.remove("over"));
    node.addEventListener("drop", (event) => {
      event.preventDefault();
      node.classList.remove("over");
      if (dragged) move(dragged, column);
    });
    return column;
  });

  async function move(card, column) {
    const change = () =>
      call("ProcedureService.update", [card.row.uid, { ProcedureStatus1: { uid: `1_${column.uid}` } }]);
    if (!(await write(card.button, change))) return;
    const before = card.column;
    card.column = column;
    column.cards.prepend(card.node);
    before.tell();
    column.tell();
    saved(t("procedure.saved", { name: card.row.candidate, status: column.status }));
  }

  for (const row of rows) {
    const column = columns.find(({ uid }) => uid === String(row.ProcedureStatus1?.uid).replace(/^1_/, "")) ?? columns[0];
    const card = { row, column };
    // The same without dragging: by keyboard, by touch.
    const label = t("board.move.name", { name: row.candidate });
    const choose = (uid) => move(card, columns.find((each) => each.uid === uid));
    const menu = menuButton(t("board.move"), procedureStatuses, choose, { class: "button chip-button", "aria-label": label });
    card.button = menu.querySelector("button");
    card.node = h(
      "li",
      { class: "board-card", draggable: "true" },
      h("a", { href: `#/candidates/${encodeURIComponent(row.candidateUid)}`, draggable: "false" }, row.candidate),
      h("span", { class: "below" }, row.vacancy),
      menu,
    );
    card.node.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.uid);
    });
    card.node.addEventListener("dragend", () => (dragged = undefined));
    column.cards.append(card.node);
  }
  for (const column of columns) column.tell();
  return h("div", { class: "board" }, columns.map(({ node }) => node));
}
