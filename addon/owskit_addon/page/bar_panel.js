// What opens from the bar: a problem, the name, all calls, the checklist.
function barPanel(order, isOver) {
  const said = el("p", { class: "said", role: "alert" });
  const strip = el("div", { class: "strip row", hidden: true });
  const label = el("label", { for: "name" }, SAY.name);
  const name = el("input", { id: "name", maxlength: 100, autocomplete: "off", spellcheck: "false" });
  const where = el("p", {});
  const calls = el("ul", { class: "list-of-calls", tabindex: 0, "aria-label": SAY.calls });
  const counted = el("span", {});
  const told = el("p", { class: "told", role: "status" });
  const list = el("div", {});
  const save = el("button", { class: "text", type: "submit" }, SAY.save);
  const naming = el("form", {}, label, el("div", { class: "row" }, name, save), where);
  const tools = el("div", { class: "row tools" });
  const element = el(
    "div", { class: "panel", id: "panel", hidden: true },
    strip, naming, tools, said,
    el("div", { class: "head" }, el("h2", {}, SAY.calls), counted), calls, told, list,
    el("p", { class: "foot" }, SAY.keys),
  );
  let target = null;
  let drawn = "";
  let asking = null;
  let asked = null;
  let given = null;

  naming.addEventListener("submit", (event) => {
    event.preventDefault();
    if (target) tell(order({ do: "name", action: target, label: name.value }).then(() => element.dispatchEvent(new Event("saved"))));
  });

  function tell(promise) {
    write(said, "");
    promise.catch((why) => write(said, SAY.refused[why && why.refused] || SAY.failedOrder));
  }

  function showCalls(action) {
    const found = action ? action.calls : [];
    write(counted, found.length ? summary(found, false) + (action.more ? ` · ${SAY.moreCalls(action.more)}` : "") : "");
    // While somebody is in the list its lines stay where they are; new ones come behind them.
    const there = new Map([...calls.children].map((item) => [item.dataset.call, item]));
    const fresh = calls.dataset.action !== (action ? action.id : "");
    if (fresh) write(told, "");
    const lines = found.map((call) => {
      const item = (!fresh && there.get(call.service_call)) || el("li", { "data-call": call.service_call },
        el("span", { class: `kind ${call.kind}` }, SAY.kinds[call.kind] || call.kind), copied(call.service_call), el("span", { class: "n" }));
      put(item.lastChild, call.count > 1 ? `${call.count}×` : "", call.failed ? el("span", { class: "bad" }, ` ${SAY.failed(call.failed)}`) : null);
      return item;
    });
    if (fresh || !isOver(calls)) {
      if (!lines.length) lines.push(el("li", { class: "empty" }, SAY.noCalls));
      if (action && action.more) lines.push(el("li", {}, SAY.moreCalls(action.more)));
      if (lines.length !== calls.children.length || lines.some((line, n) => line !== calls.children[n])) put(calls, ...lines);
    } else {
      for (const line of lines) if (!line.isConnected) calls.append(line);
    }
    calls.dataset.action = action ? action.id : "";
  }

  function copied(called) {
    const made = callName(called);
    made.setAttribute("aria-label", SAY.copy(called));
    made.title = SAY.copyTitle;
    made.addEventListener("click", () => navigator.clipboard.writeText(called).then(
      () => write(told, SAY.copied(called)),
      () => write(told, SAY.notCopied),
    ));
    return made;
  }

  function showProblem(problem, lost) {
    strip.hidden = !problem && !lost;
    const number = lost || (problem ? String(problem.number) : "");
    if (strip.dataset.number === number) return;
    strip.dataset.number = number;
    if (lost) put(strip, el("span", {}, lost));
    else if (problem) put(strip, el("span", {}, SAY.problem(problem.what) + (problem.where ? ` (${problem.where})` : "")),
      problem.lasting ? null : el("button", { class: "text", on: () => tell(order({ do: "seen", problem: problem.number })) }, SAY.read));
  }

  function showList(state) {
    const now = JSON.stringify([state.checklist, state.next, asking]);
    if (now === drawn) return;
    drawn = now;
    const open = list.querySelector("form input");
    const typed = open ? open.value : "";
    const parts = state.checklist.flatMap((event) => [
      el("h3", {}, event.business_event),
      el("ul", { class: "ways" }, ...event.ways.map((way) => wayLine(event, way, state.next))),
      el("div", { "data-way": event.business_event }, addForm(event)),
    ]);
    const held = list.querySelector(":focus");
    const line = held && held.closest("[data-way]");
    put(list, ...(parts.length ? [el("h2", {}, SAY.checklist), ...parts] : []));
    const field = list.querySelector("form input");
    const opened = asked !== asking;
    asked = asking;
    if (field) field.value = typed;
    if (field && (opened || (held && held.tagName === "INPUT"))) field.focus();
    else if (held) {
      const same = line && [...list.querySelectorAll("[data-way]")].find((other) => other.dataset.way === line.dataset.way);
      const buttons = [...list.querySelectorAll("button")];
      const called = (button) => button.getAttribute("aria-label") || button.textContent;
      const again = buttons.find((button) => called(button) === called(held));
      (again || (same && same.querySelector("button")) || buttons[0]).focus();
    }
  }

  function wayLine(event, way, following) {
    const key = { business_event: event.business_event, way: way.way };
    const shownState = way.running ? "running" : way.state;
    const current = following && following[0] === event.business_event && following[1] === way.way;
    const detail = way.state === "skipped" ? `${SAY.states.skipped}: ${way.reason}` : way.running || (way.state === "open" && way.times === 1) ? SAY.states[shownState] : SAY.times(way.done, way.times);
    const asked = asking && asking.way === way.way && asking.event === event.business_event;
    return el("li", { "data-way": `${event.business_event}\n${way.way}` },
      el("div", { class: `way ${shownState}${current ? " current" : ""}` },
        el("span", { class: "state" }, icon(shownState === "begun" ? "open" : shownState), el("span", { class: "vh" }, `${SAY.states[shownState]}: `)),
        el("span", { class: "two" }, el("span", {}, way.way), el("span", {}, detail)),
        way.running ? el("button", { class: "text main", on: () => tell(order({ do: "done" })) }, SAY.done) : null,
        way.running || way.done || way.state === "skipped" ? null : el("button", { class: "text", "aria-label": SAY.skipWay(way.way), on: () => ask({ event: event.business_event, way: way.way }) }, SAY.skip),
        way.running ? null : el("button", { class: `text${current ? " main" : ""}`, "aria-label": SAY.startWay(way.way), on: () => tell(order({ do: "begin", ...key }).then(() => element.dispatchEvent(new Event("begun")))) }, way.done ? SAY.again : SAY.start)),
      asked ? askForm(SAY.why, SAY.skip, (reason) => order({ do: "skip", ...key, reason })) : null);
  }

  function addForm(event) {
    if (asking && asking.add === event.business_event)
      return askForm(SAY.addTo(event.business_event), SAY.add, (way) => order({ do: "add", business_event: event.business_event, way }));
    return el("button", { class: "text", "aria-label": SAY.addTo(event.business_event), on: () => ask({ add: event.business_event }) }, SAY.add);
  }

  function askForm(question, verb, send) {
    const field = el("input", { id: "answer", maxlength: 100, autocomplete: "off" });
    const form = el("form", {}, el("label", { for: "answer" }, question),
      el("div", { class: "row" }, field, el("button", { class: "text main", type: "submit" }, verb), el("button", { class: "text", on: () => ask(null) }, SAY.cancel)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell(send(field.value).then(() => ask(null)));
    });
    return form;
  }

  function ask(what) {
    asking = what;
    const field = list.querySelector("form input");
    if (field) field.value = "";
    showList(latest);
  }

  let latest = { checklist: [], next: null };
  // A name that is being typed stays with its action, also on the way from the field to Save.
  function show(state, naming, lost) {
    latest = state;
    const action = state.action;
    showProblem(state.problem, lost);
    showCalls(action);
    showList(state);
    if (naming) return;
    const [id, label] = action ? [action.id, action.label] : [null, ""];
    if (id !== target || label !== given) name.value = label;
    [target, given] = [id, label];
    name.disabled = save.disabled = !action;
    write(where, action ? action.where : SAY.nothingWhere);
  }

  const forget = () => { given = null; };
  return { element, name, naming, tools, tell, show, ask, forget, asks: () => Boolean(asking) };
}
