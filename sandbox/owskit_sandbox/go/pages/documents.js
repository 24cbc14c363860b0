// Documents of a candidate: the file goes to fileService.php first, then a service call attaches it (ows.md 9a).

import { fill, h, labelled, select } from "../dom.js";
import { emptyState, loadInto, saved, write } from "../feedback.js";
import { icon } from "../icons.js";
import { day, t } from "../language.js";
import { call, session } from "../otys.js";
import { OwsError } from "../rpc.js";
import { equals, list } from "../services.js";

const CV = "1";
const OTHER = "201";

/** Fills the panel with the documents and a form to add one. */
export function showDocuments(panel, candidateUid) {
  const found = h("div", { class: "card flush" });
  const load = () =>
    loadInto(found, async () => {
      const condition = equals("candidateUid", candidateUid);
      const what = { uid: 1, subject: 1, name: 1, typeId: 1, entryDateTime: 1 };
      const { listOutput: rows = [] } = await list("AttachedDocumentsService", what, { condition, limit: 50 });
      if (!rows.length) return emptyState(t("document.none"), t("document.none.do"));
      return h("ul", { class: "documents" }, rows.map(line));
    });
  fill(panel, h("div", { class: "stack" }, found, form(candidateUid, load)));
  load();
}

function line(row) {
  const kind = String(row.typeId) === CV ? t("document.cv") : t("document.other");
  const about = [kind, row.name, day(row.entryDateTime)].filter(Boolean).join(" · ");
  return h(
    "li",
    {},
    icon("file"),
    h("div", {}, h("span", {}, row.subject || row.name), h("span", { class: "hint" }, about)),
  );
}

function form(candidateUid, reload) {
  const file = h("input", { type: "file", id: "document-file", required: true });
  const subject = h("input", { type: "text", id: "document-subject", autocomplete: "off" });
  const type = select({ [CV]: t("document.cv"), [OTHER]: t("document.other") }, CV, { id: "document-type" });
  const button = h("button", { type: "submit", class: "button primary" }, icon("up"), t("document.upload"));
  const fields = [
    labelled(t("document.choose"), file),
    labelled(t("document.subject"), subject),
    labelled(t("document.type"), type),
  ];
  const node = h(
    "form",
    { class: "card" },
    h("h2", {}, t("document.new")),
    h("div", { class: "fields" }, fields, button),
  );
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = file.files[0];
    const add = async () => {
      const stored = await upload(chosen);
      const data = {
        subject: subject.value || chosen.name,
        typeId: Number(type.value),
        private: false,
        description: "",
      };
      await call("AttachedDocumentsService.add", [{ ...data, candidateUid, fileUid: stored.ouid }]);
    };
    if (!(await write(button, add))) return;
    saved(t("document.saved", { name: chosen.name }));
    node.reset();
    reload();
  });
  return node;
}

async function upload(file) {
  const parts = new FormData();
  parts.append("file", file);
  parts.append("sessionId", session());
  let response;
  try {
    response = await fetch("/fileService.php", { method: "POST", body: parts });
  } catch {
    throw new OwsError("unreachable");
  }
  if (!response.ok) throw new OwsError(`http ${response.status}`, response.status);
  const answer = await response.json().catch(() => undefined);
  if (answer?.error) throw new OwsError(answer.error.message ?? "unreadable");
  const stored = answer && Object.values(answer)[0];
  if (!stored?.ouid) throw new OwsError("unreadable");
  return stored;
}
