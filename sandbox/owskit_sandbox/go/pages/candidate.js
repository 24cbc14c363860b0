// One candidate: main status, facts that are edited in place, procedures, notes and documents.

import { fact, inlineField, tabs } from "../controls.js";
import { fill, h, labelled, select } from "../dom.js";
import { loadInto, saved, write } from "../feedback.js";
import { icon } from "../icons.js";
import { day, t } from "../language.js";
import { call, forget } from "../otys.js";
import { CANDIDATE, candidateStatuses, detail, fullName } from "../services.js";
import { initials } from "../shell.js";
import { showDocuments } from "./documents.js";
import { showProcedures } from "./procedures.js";

/** The page. */
export function candidatePage({ uid, title }) {
  title(t("candidates"));
  const content = h("div", { class: "record" });
  loadInto(content, async () => {
    const [candidate, statuses] = await Promise.all([
      detail("CandidateService", uid, { ...CANDIDATE, note: 1 }),
      candidateStatuses(),
    ]);
    const name = fullName(candidate);
    title(name);
    return [head(candidate, name, statuses), ...tabs(parts(candidate, name))];
  });
  return [h("a", { class: "back", href: "#/candidates" }, icon("left"), t("candidates")), content];
}

function head(candidate, name, statuses) {
  const status = select(statuses, candidate.statusId, { id: "main-status" });
  const save = h("button", { type: "submit", class: "button primary" }, t("save"));
  const form = h("form", { class: "status-form" }, labelled(t("candidate.status"), status), save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const statusId = Number(status.value);
    if (!(await write(save, () => call("CandidateService.updateEx", [candidate.uid, { statusId }])))) return;
    forget("CandidateService.getDetail", candidate.uid);
    saved(t("candidate.status.saved", { name, status: statuses[status.value] }));
  });
  const line = [candidate.functionTitle, candidate.Person?.AddressPrimary?.city].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "record-head" },
    h("span", { class: "avatar large", "aria-hidden": "true" }, initials(name)),
    h("div", { class: "record-name" }, h("h1", {}, name), h("p", { class: "hint" }, line)),
    form,
  );
}

function parts(candidate, name) {
  return [
    { id: "general", label: t("tab.general"), show: (panel) => fill(panel, general(candidate, name)) },
    { id: "procedures", label: t("tab.procedures"), show: (panel) => showProcedures(panel, candidate.uid) },
    { id: "notes", label: t("tab.notes"), show: (panel) => fill(panel, notes(candidate)) },
    { id: "documents", label: t("tab.documents"), show: (panel) => showDocuments(panel, candidate.uid) },
  ];
}

async function update(candidate, difference) {
  await call("CandidateService.update", [candidate.uid, difference]);
  forget("CandidateService.getDetail", candidate.uid);
}

function general(candidate, name) {
  const person = candidate.Person ?? {};
  const store = (difference) => async (text) => {
    await update(candidate, difference(text));
    saved(t("candidate.saved", { name }));
  };
  const inPerson = (label, value, difference, type) =>
    inlineField(
      label,
      value,
      store((text) => ({ Person: difference(text) })),
      type,
    );
  return h(
    "div",
    { class: "columns" },
    h(
      "section",
      { class: "card" },
      h("h2", {}, t("candidate.contact")),
      h(
        "dl",
        { class: "facts" },
        inPerson(t("candidate.email"), person.emailPrimary, (emailPrimary) => ({ emailPrimary }), "email"),
        inPerson(t("candidate.phone"), person.phoneMobile, (phoneMobile) => ({ phoneMobile }), "tel"),
        inPerson(t("candidate.city"), person.AddressPrimary?.city, (city) => ({ AddressPrimary: { city } })),
      ),
    ),
    h(
      "section",
      { class: "card" },
      h("h2", {}, t("candidate.file")),
      h(
        "dl",
        { class: "facts" },
        inlineField(
          t("candidate.function"),
          candidate.functionTitle,
          store((functionTitle) => ({ functionTitle })),
        ),
        fact(t("candidate.owner"), candidate.owner ?? "–"),
        fact(t("candidate.entry"), day(candidate.entryDateTime)),
        fact(t("candidate.number"), String(candidate.internalId ?? "–")),
      ),
    ),
  );
}

function notes(candidate) {
  const text = h("textarea", { rows: "8", value: candidate.note ?? "", id: "note" });
  const save = h("button", { type: "submit", class: "button primary" }, t("save"));
  const form = h(
    "form",
    { class: "card stack" },
    labelled(t("note"), text),
    h("p", { class: "hint" }, t("note.hint")),
    h("div", { class: "actions start" }, save),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await write(save, () => update(candidate, { note: text.value }))) saved(t("note.saved"));
  });
  return form;
}
