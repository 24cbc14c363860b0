"""A page whose every control makes calls in another way. The service in a call's name says which control it is from."""

from __future__ import annotations

PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<div id="buttons"></div>
<form id="form"><input id="text"><button>Save</button></form>
<label id="label">Option <input type="checkbox" id="check"></label>
<select id="select"><option>a<option>b</select>
<input id="search"><div id="drag" draggable="true">drag</div><div id="target" style="height:40px">target</div>
<dialog id="dialog"><form method="dialog"><button id="yes">Change</button></form></dialog>
<a id="link" href="#/somewhere">Go</a><input type="checkbox" id="hidden">
<button id="twice">Next</button><div id="area" style="height:40px;width:90px" tabindex="0">area</div>
<script src="page.js"></script></body></html>"""

SCRIPT = """
const body = (service, verb = "update") => JSON.stringify(
  {jsonrpc: "2.0", method: `Otys.Services.${service}Service.${verb}`, params: ["s", service, {}], id: 1});
const call = (service, verb) => fetch("/jservice.php?x", {method: "POST", body: body(service, verb)});
const old = (service, done) => {
  const request = new XMLHttpRequest();
  if (done) request.onload = done;
  request.open("POST", "/jservice.php?x");
  request.setRequestHeader("Accept", "application/json");
  request.send(body(service));
};
let queue = [], timer, joining;
const flush = () => {
  const batch = queue; queue = [];
  const calls = batch.map(({service}) => ({method: `Otys.Services.${service}Service.update`, args: ["s", service]}));
  return fetch("/jservice.php?batch", {method: "POST", body: JSON.stringify(
    {jsonrpc: "2.0", method: "Otys.Services.MultiService.execute", params: [calls], id: 1})})
    .then((answer) => answer.json()).then(() => batch.forEach(({resolve}) => resolve(1)));
};
const batched = (service) => new Promise((resolve) => {  // each call restarts the timer, as Go! does
  queue.push({service, resolve}); clearTimeout(timer); timer = setTimeout(flush, 0); });
const shared = fetch("data.json").then((answer) => answer.json());
const channel = new MessageChannel();
let posted = [];
channel.port1.onmessage = () => posted.shift()();
class Waiter { constructor() { this.list = []; } wait() { return new Promise((r) => this.list.push(r)); } }
const database = () => new Promise((resolve) => {
  const request = indexedDB.open("d", 1); request.onsuccess = () => resolve(request.result); });

const KINDS = {
  Plain: () => call("Plain"),
  Classic: () => old("Classic"),
  Loaded: () => old("Loaded", () => old("Loaded", () => call("Loaded"))),
  Awaited: async () => { await null; await Promise.resolve(); await call("Awaited"); await call("Awaited"); },
  Parsed: async () => { const a = await call("Parsed"); await a.json(); await call("Parsed"); },
  Cloned: async () => { const a = await call("Cloned"); await a.clone().text(); call("Cloned"); },
  Chained: () => call("Chained").then((a) => a.json()).then(() => 1).then(() => call("Chained"))
    .finally(() => call("Chained")),
  Timed: () => setTimeout(() => call("Timed"), 0),
  Later: () => setTimeout(() => setTimeout(() => call("Later"), 200), 300),
  Framed: () => requestAnimationFrame(() => requestAnimationFrame(() => call("Framed"))),
  Idle: () => requestIdleCallback(() => call("Idle")),
  Micro: () => queueMicrotask(() => call("Micro")),
  Posted: () => { posted.push(() => call("Posted")); channel.port2.postMessage(1); },
  Waiting: () => {
    let n = 0; const t = setInterval(() => { if (++n > 3) { clearInterval(t); call("Waiting"); } }, 30); },
  Shared: async () => { await shared; await call("Shared"); },
  Every: () => Promise.all([call("Every"), call("Every")]).then(() => call("Every")),
  Batched: async () => { await Promise.all([batched("Batched"), batched("Batched")]); await batched("Batched"); },
  Slow: async () => { await fetch("slow.json").then((a) => a.json()); await call("Slow"); },
  Native: async () => { await new Blob(["x"]).text(); await call("Native"); },
  Stored: async () => { await database(); await call("Stored"); },
  Dialog: () => { dialog.onclose = () => call("Dialog"); dialog.showModal(); },
  Scripted: () => { const b = document.createElement("button"); b.onclick = () => call("Scripted"); b.click(); },
  Generated: async () => {
    for await (const _ of (async function* () { yield 1; yield 2; })()) await call("Generated"); },
  Pushed: () => { history.pushState({}, "", "?pushed"); call("Pushed"); },
  Task: () => scheduler.postTask(() => call("Task")),
  Observed: () => { new MutationObserver(() => call("Observed")).observe(area, {attributes: true}); area.title = "x"; },
};
for (const [kind, work] of Object.entries(KINDS)) {
  const button = document.createElement("button");
  button.id = kind; button.append(kind); button.onclick = work;
  buttons.append(button);
}
form.onsubmit = (event) => { event.preventDefault(); call("Entered"); };
check.onchange = () => call("Checked");
select.onchange = () => call("Selected");
let typed; search.oninput = () => { clearTimeout(typed); typed = setTimeout(() => call("Searched"), 120); };
target.ondragover = (event) => event.preventDefault();
target.ondrop = (event) => { event.preventDefault(); call("Dropped"); };
addEventListener("hashchange", () => call("Routed"));
addEventListener("popstate", () => location.search || location.hash || call("Back"));
twice.onclick = () => call("Twice");
area.onpointerdown = () => call("Pressed");
addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "k") { event.preventDefault(); call("Shortcut"); } });
document.onclick = (event) => event.target.id || call("Elsewhere");

// On the page's own account, all the time: nothing of it may be put down to a click.
setInterval(() => call("Poll", "getList"), 150);
const again = async () => { await call("Chain", "getList"); setTimeout(again, 200); };
hidden.onchange = () => call("Forged", "getList");
if (location.hash !== "#quiet") {
  setTimeout(again, 10);
  setInterval(() => hidden.click(), 300);
  setInterval(() => plainly.dispatchEvent(new MouseEvent("click", {bubbles: true})), 350);
}
const plainly = document.createElement("button");
plainly.id = "plainly"; plainly.onclick = () => call("Untrusted", "getList"); document.body.append(plainly);
"""
OWN = ("Poll", "Chain", "Forged", "Untrusted")
