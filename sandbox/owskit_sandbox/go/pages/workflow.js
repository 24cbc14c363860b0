// One workflow: choose a step, choose candidates, carry it out.

import { fill, h } from "../dom.js";
import { loadInto, refused, saved, write } from "../feedback.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { call, forget } from "../otys.js";
import { candidateStatuses, detail } from "../services.js";
import { candidateList } from "./candidates.js";

/** The page. */
export function workflowPage({ uid, title }) {
  title(t("workflows"));
  const content = h("div", { class: "record" });
  loadInto(content, async () => {
    const what = { uid: 1, name: 1, description: 1, steps: 1 };
    const [workflow, statuses] = await Promise.all([detail("WorkflowService", uid, what), candidateStatuses()]);
    title(workflow.name);
    return show(workflow, statuses);
  });
  return [h("a", { class: "back", href: "#/workflows" }, icon("left"), t("workflows")), content];
}

function show(workflow, statuses) {
  const steps = workflow.steps ?? [];
  let step = steps[0];
  const ready = h("p", { class: "ready", role: "status" });
  const button = h("button", { type: "button", class: "button primary" }, t("workflow.execute"));
  const people = candidateList({ module: "workflow", limit: 20, picked: () => prepare() });
  const prepare = () => {
    const n = people.selection.size;
    button.disabled = !n || !step;
    fill(ready, n ? t("workflow.ready", { step: step?.name, n }) : t("workflow.choose"));
  };
  button.addEventListener("click", async () => {
    const uids = [...people.selection.keys()];
    const done = step;
    let missed = [];
    if (!(await write(button, async () => (missed = await execute(workflow, done, uids))))) return prepare();
    if (missed.length) refused(missed[0].reason, (why) => t("workflow.partly", { n: missed.length, why }));
    else saved(t("workflow.done", { step: done.name, n: uids.length }));
    people.unselect();
    await people.reload();
  });
  const options = steps.map((each, index) => {
    const radio = h("input", { type: "radio", name: "step", value: each.id, checked: each === step });
    radio.addEventListener("change", () => {
      step = each;
      prepare();
    });
    const sets = each.statusId
      ? t("workflow.sets", { status: statuses[each.statusId] ?? each.statusId })
      : t("workflow.sets.none");
    return h(
      "li",
      {},
      h(
        "label",
        { class: "step" },
        radio,
        h("span", { class: "step-number", "aria-hidden": "true" }, index + 1),
        h("span", {}, h("span", { class: "step-name" }, each.name), h("span", { class: "hint" }, sets)),
      ),
    );
  });
  const stepId = "workflow-steps";
  prepare();
  return [
    h(
      "div",
      { class: "record-head" },
      h("div", { class: "record-name" }, h("h1", {}, workflow.name), h("p", { class: "hint" }, workflow.description)),
    ),
    h(
      "section",
      { "aria-labelledby": stepId },
      h("h2", { id: stepId }, t("workflow.step")),
      h("ol", { class: "steps", role: "radiogroup", "aria-labelledby": stepId }, options),
    ),
    h(
      "section",
      { "aria-labelledby": "workflow-people" },
      h("h2", { id: "workflow-people" }, t("workflow.people")),
      people.node,
    ),
    h("div", { class: "run-bar" }, ready, button),
  ];
}

/**
 * The step, then the status of each candidate, all in one turn. Throws when the step itself was refused; gives those
 * candidates' refusals whose status was not changed.
 */
async function execute(workflow, step, uids) {
  const main = call("WorkflowService.executeStep", [workflow.uid, step.id, uids]);
  const each = step.statusId
    ? uids.map((uid) => call("CandidateService.updateEx", [uid, { statusId: Number(step.statusId) }]))
    : [];
  const [first, ...rest] = await Promise.allSettled([main, ...each]);
  for (const uid of uids) forget("CandidateService.getDetail", uid);
  if (first.status === "rejected") throw first.reason;
  return rest.filter((result) => result.status === "rejected");
}
