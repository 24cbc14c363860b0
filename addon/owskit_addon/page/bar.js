// The bar on the page. `channel` reaches the proxy; what happens in the bar is no gesture of the page's, and `ears` give
// it what is typed before the page has it.
function showBar({ host, shadow, ears, channel }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BAR_CSS);
  shadow.adoptedStyleSheets = [sheet];
  ears.host = host;

  let state = { number: 0, ms: 0, light: "learning", action: null, checklist: [], next: null, problem: null, undo: null };
  let began = performance.now();
  let waiting = null;
  let failures = 0;
  let back = null;
  let over = false;
  let moved = 0;
  let listed = null;

  const clock = el("span", { class: "clock" });
  const tip = el("span", { class: "tip", id: "tip", role: "tooltip" });
  const grip = el("button", { class: "grip", "aria-label": SAY.move, "aria-describedby": "tip" }, el("span", { class: "light" }), clock, tip);
  const title = el("span", {});
  const place2 = el("span", { class: "long" });
  const brief = el("span", { class: "small" });
  const what = el("button", { class: "what", "aria-expanded": "false", "aria-controls": "panel" }, el("span", { class: "two" }, title, place2, brief), icon("pencil"));
  const calls = el("span", { class: "two calls" });
  const steps = el("span", { class: "two steps" });
  const edge = el("span", { class: "rule s" });
  const main = el("button", { class: "text main" });
  const next = el("button", { class: "next", title: SAY.nextTitle, "aria-label": SAY.next }, icon("next"));
  const undo = el("button", { class: "undo" }, icon("undo"));
  const ignore = el("button", { class: "ignore" }, icon("ignore"));
  const more = el("button", { class: "more", "aria-label": SAY.more, title: SAY.more, "aria-expanded": "false", "aria-controls": "panel" }, icon("up"));
  const folder = el("button", { class: "folder", "aria-label": SAY.fold, title: SAY.fold }, icon("fold"));
  const row = [grip, el("span", { class: "rule" }), what, el("span", { class: "rule c" }), calls, edge, steps, main, next, undo, ignore, more, folder];
  const live = el("span", { class: "vh", role: "status" });
  const panel = barPanel(order, (element) => element.matches(":hover") || element.contains(shadow.activeElement));
  const bar = el("div", { class: "bar" }, ...row);
  const root = el("div", { class: "root", role: "region", "aria-label": SAY.bar }, panel.element, bar, live);
  const undo2 = el("button", { class: "text" }, icon("undo"), SAY.undo);
  const ignore2 = el("button", { class: "text" }, icon("ignore"), SAY.ignore);
  const pause = el("button", { class: "text" }, SAY.pause);
  panel.tools.append(undo2, ignore2, pause);
  shadow.append(root);

  // A pointer that moves on the bar aims at something; one that was left there does not.
  const aiming = () => over && performance.now() - moved < 3000;
  const naming = () => panel.naming.contains(shadow.activeElement);
  const typing = () => naming() || Boolean(shadow.activeElement && shadow.activeElement.tagName === "INPUT");
  const place = barPlace(root, () => over || Boolean(shadow.activeElement), layout);

  // One after the other, each made when the one before it has been answered: F8 pressed twice begins and ends.
  let before = Promise.resolve();
  function order(body) {
    const made = before.then(() => channel.send("order", typeof body === "function" ? body() : body)).then((answer) => {
      if (answer.refused) throw answer;
      take(answer, true);
      soon(400);
    });
    before = made.catch(() => {});
    return made;
  }

  function act(body) {
    order(body).catch((why) => {
      write(live, SAY.refused[why && why.refused] || SAY.failedOrder);
      open(true);
      panel.tell(Promise.reject(why));
    });
  }

  // In a frame the bar is that of the page around it, if that has one: the proxy knows.
  const above = window === window.top ? "" : `&above=${encodeURIComponent([...(location.ancestorOrigins || [])].join())}`;
  let stands = !above;
  let left = false;
  const settle = barHome(host);
  const stand = (looking) => stands && settle(looking);
  function leave() {
    stands = false;
    left = true;
    host.remove();
  }

  // Held back while the pointer is on the bar: the action that is aimed at stays, its calls go on.
  function take(found, asked) {
    if (!found) return;
    stands = !left;
    stand();
    const same = state.action && found.action && state.action.id === found.action.id;
    began = performance.now() - found.ms;
    if ((aiming() || typing()) && !asked && !same && state.action) {
      soon(3000);
      waiting = found;
      state = { ...state, number: found.number, light: found.light, problem: found.problem };
    } else {
      waiting = null;
      state = found;
    }
    render();
    const { early } = ears; // pressed before the bar was there
    ears.early = null;
    if (early) onKey(early);
  }

  function render() {
    const { action, checklist } = state;
    const lost = failures > 2;
    const light = lost ? "lost" : state.light;
    const wide = root.classList.toggle("list", checklist.length > 0);
    if (wide !== listed) place.show();
    listed = wide;
    for (const name of ["learning", "recording", "paused", "problem", "lost"]) root.classList.toggle(name, name === light);
    root.classList.toggle("ignored", Boolean(action && action.ignored));
    const problem = state.problem && SAY.problem(state.problem.what) + (state.problem.where ? ` (${state.problem.where})` : "");
    const sentence = lost ? SAY.lost : light === "problem" ? problem : SAY[light];
    if (tip.textContent !== sentence && light !== "recording" && light !== "learning") write(live, sentence);
    write(tip, sentence);
    const label = action ? action.label : SAY.nothing;
    const led = action && action.way && label === `${action.business_event}: ${action.way}`;
    const where = !action ? SAY.nothingWhere : action.ignored ? SAY.ignored : led ? action.business_event : action.where;
    const placed = action && action.where && label.startsWith(`${action.where} › `); // its place stands below it anyway
    write(title, led ? action.way : placed ? label.slice(action.where.length + 3) : label, label);
    write(place2, where, where);
    what.setAttribute("aria-label", action ? SAY.rename(label) : SAY.more);
    showCalls(action);
    showSteps();
    const held = Boolean(action && action.held);
    write(main, held ? SAY.done : SAY.start);
    main.title = held ? SAY.doneTitle : state.next ? SAY.startWay(state.next[1]) : SAY.startTitle;
    next.disabled = !held;
    write(pause, light === "paused" ? SAY.resume : SAY.pause);
    for (const button of [undo, undo2]) {
      button.disabled = !state.undo;
      button.title = state.undo ? SAY.undoTitle(SAY.undoes[state.undo]) : SAY.undo;
    }
    for (const button of [ignore, ignore2]) {
      button.disabled = !action || action.ignored;
      button.title = action ? SAY.ignoreTitle(label) : SAY.ignore;
    }
    undo.setAttribute("aria-label", undo.title);
    ignore.setAttribute("aria-label", ignore.title);
    showPanel();
    tick();
  }

  const lostSight = () => (failures > 2 ? SAY.lost : "");
  const showPanel = () => panel.show(state, naming(), lostSight());

  function showCalls(action) {
    const found = action ? action.calls : [];
    const first = found[0];
    const [above, below] = [el("span", {}), el("span", {})];
    if (!first) above.append(SAY.noCalls);
    else {
      const dot = first.service_call.lastIndexOf(".") + 1;
      const failed = found.reduce((sum, call) => sum + call.failed, 0);
      above.append(failed ? el("span", { class: "bad" }, SAY.failed(failed)) : first.service_call.slice(0, dot));
      below.append(el("b", { class: first.kind === "write" ? "w" : "" }, first.service_call.slice(dot)), summary(found.slice(1), true));
    }
    put(calls, above, below);
    calls.title = found.map((call) => call.service_call).join("\n");
    write(brief, first ? first.service_call.slice(first.service_call.lastIndexOf(".") + 1) + summary(found.slice(1), true) : SAY.noCalls);
  }

  function showSteps() {
    const ways = state.checklist.flatMap((event) => event.ways);
    const done = ways.filter((way) => way.state === "done").length;
    const held = ways.find((way) => way.running);
    const following = held ? SAY.nth(held.done + 1, held.times) : state.next ? SAY.following(state.next[1]) : SAY.allDone;
    steps.hidden = edge.hidden = !ways.length;
    put(steps, el("span", {}, SAY.progress(done, ways.length)), el("span", { title: following }, following));
  }

  function tick() {
    const s = Math.max(0, Math.floor((performance.now() - began) / 1000));
    const two = (n) => String(n).padStart(2, "0");
    write(clock, failures > 2 ? "" : `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`);
  }

  function open(wanted, focus) {
    if (wanted && place.folded()) place.fold(false);
    const was = !panel.element.hidden;
    panel.element.hidden = !wanted;
    root.classList.toggle("open", wanted);
    for (const button of [what, more]) button.setAttribute("aria-expanded", String(wanted));
    put(more, icon(wanted ? "down" : "up"));
    more.title = wanted ? SAY.less : SAY.more;
    more.setAttribute("aria-label", more.title);
    if (wanted && !was) panel.forget();
    if (wanted) showPanel();
    if (wanted && focus) {
      (panel.name.disabled ? main : panel.name).focus();
      panel.name.select();
    } else if (was && !wanted && panel.element.contains(shadow.activeElement)) what.focus();
  }

  function fold(wanted) {
    if (wanted) open(false);
    place.fold(wanted);
    (wanted ? grip : what).focus();
  }

  function layout(small) {
    if (bar.isConnected && small === (bar.children.length === 1)) return;
    put(bar, ...(small ? [grip] : row));
    clock.hidden = small;
    if (small) open(false);
    grip.classList.toggle("fold-dot", small);
    grip.setAttribute("aria-label", small ? SAY.unfold : SAY.move);
  }

  const toPage = () => {
    if (shadow.activeElement) shadow.activeElement.blur();
    if (back && back.isConnected) back.focus();
    back = null;
  };
  const toBar = () => {
    stand(true);
    back = document.activeElement === host ? back : document.activeElement;
    if (place.folded()) place.fold(false);
    open(true, true);
  };
  const go = () => act(() => ({ do: state.action && state.action.held ? "done" : "begin", ...beginning() }));
  panel.element.addEventListener("begun", () => open(false));
  const beginning = () => (state.next && !(state.action && state.action.held) ? { business_event: state.next[0], way: state.next[1] } : {});

  const pressed = [
    [what, () => open(true, true)],
    [more, () => open(panel.element.hidden)],
    [folder, () => fold(true)],
    [grip, () => (place.folded() ? fold(false) : state.problem && open(true))],
    [main, go],
    [pause, () => act({ do: "pause" })],
    [next, () => act({ do: "next" })],
  ];
  for (const [button, does] of pressed) button.addEventListener("click", does);
  for (const button of [undo, undo2]) button.addEventListener("click", () => act({ do: "undo" }));
  for (const button of [ignore, ignore2]) button.addEventListener("click", () => state.action && act({ do: "ignore", action: state.action.id }));
  panel.element.addEventListener("saved", () => {
    open(false);
    toPage();
  });
  place.draggable(grip);
  let at = "";
  for (const type of ["pointerenter", "pointermove"])
    root.addEventListener(type, (event) => {
      over = true;
      const here = `${event.clientX} ${event.clientY}`; // browsers send moves for a pointer under which something changes
      if (here !== at) moved = performance.now();
      at = here;
    });
  root.addEventListener("pointerleave", () => {
    over = false;
    if (waiting && !typing()) take(waiting, true);
    place.avoid();
  });
  root.addEventListener("focusout", () => later(() => (waiting && !aiming() && !typing() ? take(waiting, true) : showPanel()), 0));

  // What is typed here is nobody else's: the page's handlers see no key of it. What the keys do by themselves stays. A key
  // that went down here comes up here, also where Enter has closed the field meanwhile.
  const down = new Set();
  function onKey(event) {
    const inside = event.target === host;
    const ours = ears.isBars(event);
    const ends = event.type === "keyup" && down.delete(event.code);
    if (inside || ours || ends) event.stopImmediatePropagation();
    if (event.type !== "keydown") return;
    if (inside || ours) down.add(event.code);
    else down.delete(event.code);
    if (ours) {
      event.preventDefault();
      if (event.repeat) return;
      if (!event.shiftKey) go();
      else if (inside && !place.folded()) toPage();
      else toBar();
    } else if (inside) insideKey(event, shadow.activeElement);
  }

  function insideKey(event, at) {
    if (event.key === "Escape") {
      event.preventDefault();
      if (panel.asks()) panel.ask(null);
      else if (!panel.element.hidden) {
        open(false);
        if (back) toPage();
      } else toPage();
    } else if (at === grip && !place.folded() && place.nudge(event.key)) event.preventDefault();
    else if (!typing() && event.key === "Delete" && !ignore.disabled) act({ do: "ignore", action: state.action.id });
    else if (!typing() && event.key === "z" && (event.ctrlKey || event.metaKey) && state.undo) {
      event.preventDefault();
      act({ do: "undo" });
    }
  }
  ears.bar = onKey;
  // Clicks end here too: a menu of Go!'s that closes on a click elsewhere stays open while its action gets a name.
  for (const type of ["click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend", "wheel", "focusin", "focusout", "submit", "change"])
    shadow.addEventListener(type, (event) => event.stopPropagation(), { passive: true });

  // Asked for a little after a gesture and at leisure otherwise, never while the tab is hidden.
  let timer = 0;
  let due = Infinity;
  function soon(ms) {
    const at = performance.now() + ms;
    if (left || document.hidden || at >= due) return;
    due = at;
    stop(timer);
    timer = later(ask, ms);
  }
  function ask() {
    due = Infinity;
    if (document.hidden) return;
    channel.send(`state?after=${failures > 2 ? 0 : state.number}${above}`).then(
      (found) => {
        if (found && found.elsewhere) return leave();
        const again = failures > 2;
        failures = 0;
        if (found) take(found);
        else if (waiting && !aiming() && !typing()) take(waiting, true);
        else if (again) render();
        soon(found ? 700 : place.folded() ? 4000 : 2000);
      },
      () => {
        failures += 1;
        if (failures === 3) render();
        soon(failures > 30 ? 60000 : 3000);
      },
    );
  }
  document.addEventListener("visibilitychange", () => soon(0));
  channel.onGesture(() => {
    soon(250);
    later(() => check(true), 60);
  });

  // A page may throw away what it did not put there, and a dialog may open at any time.
  let checked = false;
  const check = (looking) => {
    checked = false;
    stand(looking);
    place.avoid();
  };
  const look = () => {
    if (!checked) later(() => check(), 120);
    checked = true;
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["open", "class", "style", "hidden", "role"] });
  document.addEventListener("scroll", look, { capture: true, passive: true });
  visualViewport.addEventListener("resize", () => {
    place.show(); // also where a scrollbar has come or gone
    place.avoid();
  });

  function second() {
    if (!document.hidden) tick();
    later(second, 1000);
  }

  stand();
  place.show();
  render();
  second();
  soon(0);
}

// "+3 reads", writes first; `more` puts a plus before it.
function summary(calls, more) {
  const of = (...kinds) => calls.filter((call) => kinds.includes(call.kind)).length;
  const [writes, reads, others] = [of("write"), of("read"), of("unknown", "session", "telemetry")];
  const parts = [writes && SAY.writes(writes), reads && SAY.reads(reads), others && SAY.others(others)].filter(Boolean);
  return more ? parts.map((part) => ` +${part}`).join("") : parts.join(" · ");
}
