// What the page does when somebody clicks, in every manner in which applications do it.
"use strict";

const uid = () => Array.from({ length: 16 }, () => "abcdefghijkmnpqr"[Math.floor(random() * 16)]).join("");
const byId = (id) => document.getElementById(id);

function on(label, handler) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", (event) => lab.doing(handler(gesture(label, event), event)));
  byId("buttons").append(button);
}

const read = (why) => call("CandidateService.getDetail", [uid(), { uid: 1 }], why);
const save = (why, more) => call("CandidateService.updateEx", [uid(), { statusId: 7, ...more }], why);
const made = (value) => ({ then: (resolve) => setTimeout(() => resolve(value), 10) });

// -- at once
on("Direct fetch", (why) => plain("VacancyService.updateEx", [uid(), { published: true }], why));
on("Direct request", (why) => new Promise((done) => byXhr("VacancyService.assignQuestionSet", [uid(), 5], why, done)));
on("Batched", (why) => save(why));
on("Batched pair", (why) => Promise.all([save(why), read(why)]));
on("Joined", (why) => join("ProcedureService.update", [uid(), { ProcedureStatus1: { uid: "1_4" } }], why));
on("Joined late", async (why) => {
  await null;
  await Promise.all([join("ProcedureService.add", [{ candidateUid: uid() }], why), sleep(5).then(() => join("ProcedureService.getListEx", [{ limit: 5 }], why))]);
});
on("Both batches", (why) => Promise.all([save(why), join("EmailService.getEmptyMessage", [], why)]));

on("Joined and direct", (why) =>
  Promise.all([
    join("ProcedureService.update", [uid(), { ProcedureStatus1: { uid: "1_6" } }], why),
    plain("CandidateService.getDetail", [uid(), {}], why),
  ]),
);

// -- later
on("After await", async (why) => {
  await Promise.resolve();
  await save(why, { await: 1 });
});
on("After two awaits", async (why) => {
  await plain("CandidateService.getOptionLists", [["status"]], why);
  await save(why);
  await read(why);
});
on("Timer", async (why) => {
  await sleep(300);
  await save(why);
});
on("Timer with a callback", (why) => new Promise((done) => setTimeout(() => save(why).then(done), 120)));
on("Nested timers", (why) => new Promise((done) => setTimeout(() => setTimeout(() => setTimeout(() => save(why).then(done), 60), 60), 60)));
on("Promise chain", (why) =>
  read(why)
    .then(() => save(why))
    .then(() => read(why)),
);
on("Thenable", async (why) => {
  await made(1);
  await save(why);
});
on("Request chain", (why) => new Promise((done) => byXhr("CandidateService.getDetail", [uid(), {}], why, () => byXhr("CandidateService.setGdprDueDatePartner", [uid(), "cron"], why, done))));
on("All at once", async (why) => {
  const [a, b, c] = await Promise.all([read(why), read(why), plain("VacancyService.getDetail", [uid(), {}], why)]);
  await save(why, { ids: [a.uid, b.uid, c.uid].length });
});
on("Frame", (why) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => save(why).then(done)))));
on("Microtask", (why) => new Promise((done) => queueMicrotask(() => save(why).then(done))));
on("Idle", (why) => new Promise((done) => requestIdleCallback(() => save(why).then(done), { timeout: 200 })));
on("Channel", (why) => {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = () => save(why).then(done);
    port2.postMessage(1);
  });
});
on("Message", (why) => {
  return new Promise((done) => {
    const heard = ({ data }) => {
      if (data !== "lab") return;
      removeEventListener("message", heard);
      save(why).then(done);
    };
    addEventListener("message", heard);
    postMessage("lab");
  });
});
on("Own event", (why) => {
  let working;
  const target = new EventTarget();
  target.addEventListener("go", () => (working = save(why)));
  target.dispatchEvent(new Event("go"));
  return working;
});
on("Observer", (why) => {
  const node = document.createElement("i");
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      save(why).then(done);
    });
    observer.observe(node, { attributes: true });
    node.title = "changed";
  });
});
on("Transition", (why) => new Promise((done) => {
  const node = byId("slide");
  node.animate([{ opacity: 0.2 }, { opacity: 1 }], 150).onfinish = () => save(why).then(done);
}));
on("Generator", async (why) => {
  async function* pages() {
    for (let page = 0; page < 3; page++) yield await call("VacancyService.getListEx", [{ offset: page * 50 }], why);
  }
  for await (const page of pages()) if (!page) return;
  await save(why);
});
on("Retry", async (why) => {
  await plain("WorkflowService.getDetail", [uid()], why);
  await sleep(400);
  await plain("WorkflowService.executeStep", [uid(), 2], why);
});
on("Aborted", async (why) => {
  const abort = new AbortController();
  plain("MatchCriteriaService.getList", [uid()], why, { signal: abort.signal }).catch(() => undefined);
  await sleep(30);
  abort.abort();
  await save(why);
});
on("Progress", async (why) => {
  await plain("JobService.start", [uid()], why);
  for (let turn = 0; turn < 3; turn++) {
    await sleep(350);
    await plain("JobService.getProgress", [uid()], why);
  }
});

// -- workers
const worker = new Worker("worker.js");
const asked = (message) => new Promise((done) => {
  worker.addEventListener("message", ({ data }) => done(data), { once: true });
  worker.postMessage(message);
});
on("Worker counts", async (why) => {
  await asked({ number: 2 });
  await save(why);
});
on("Worker reads", async (why) => {
  const one = described("GoogleForJobsService.getMappingValues", [uid(), 1], why);
  await asked({ address: address([one]), body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: one.method, params: one.args }) });
});

// -- what the background does too
on("Refresh", (why) => call("CandidateService.getListEx", [QUERY], why));
on("Refresh plainly", (why) => plain("CandidateService.getListEx", [QUERY], why));
on("Same name", (why) => call("CandidateService.update", [uid(), { note: "kept" }], why));
on("Say hello", (why) => join("ChatService.send", [uid(), { text: "hello" }], why));
on("Cached", (why) => cached("ProcedureStatus1Service.getList", [{ what: { uid: 1 } }], why));
on("Watch", async (why) => {
  await call("WatchService.getState", [3], why);
  let turns = 0;
  const timer = setInterval(() => {
    call("WatchService.getState", [3], BACKGROUND);
    if (++turns === 8) clearInterval(timer);
  }, 1200);
});
on("While busy", async (why) => {
  // The page hangs while this is asked for, so that polls that are due go out in the same turn.
  const working = save(why);
  const until = performance.now() + 350;
  while (performance.now() < until);
  await working;
});

// -- controls
byId("note").addEventListener("submit", (event) => {
  event.preventDefault();
  const why = gesture("Keep remark", event);
  lab.doing(call("CandidateService.update", [uid(), { note: byId("note").elements.text.value }], why));
});
let typing;
byId("find").addEventListener("input", (event) => {
  const why = gesture("Find", event);
  clearTimeout(typing);
  typing = setTimeout(() => lab.doing(call("CandidateService.getListEx", [{ search: why.number }], why)), 250);
});
byId("stage").addEventListener("change", (event) => lab.doing(call("VacancyService.update", [uid(), { statusId: Number(event.target.value) }], gesture("Stage", event))));
byId("urgent").addEventListener("change", (event) => lab.doing(plain("VacancyService.setExtraFieldValue", [uid(), 3, event.target.checked], gesture("Urgent", event))));
byId("title").addEventListener("blur", (event) => {
  if (event.target.value) lab.doing(call("VacancyService.saveCustomSlug", [uid(), "slug"], gesture("Leave title", event)));
  event.target.value = "";
});
byId("open-menu").addEventListener("click", (event) => {
  const why = gesture("More", event);
  lab.doing(
    call("CandidateQuestionSetService.getListEx", [{ limit: 5 }], why).then(() => {
      const place = byId("menu").querySelector("span");
      place.replaceChildren();
      for (const text of ["Archive", "Remove"]) {
        const item = document.createElement("button");
        item.type = "button";
        item.role = "menuitem";
        item.textContent = text;
        item.addEventListener("click", (chosen) => {
          place.replaceChildren();
          lab.doing(call(`CandidateQuestionSetService.${text === "Archive" ? "update" : "delete"}`, [uid()], gesture(text, chosen)));
        });
        place.append(item);
      }
    }),
  );
});
byId("card").addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", "card"));
byId("column").addEventListener("dragover", (event) => event.preventDefault());
byId("column").addEventListener("drop", (event) => {
  event.preventDefault();
  lab.doing(call("ProcedureService.update", [uid(), { ProcedureStatus1: { uid: "1_9" } }], gesture("Drop card", event)));
});
let sliding;
byId("slide").addEventListener("pointerdown", (event) => {
  sliding = true;
  byId("slide").setPointerCapture(event.pointerId);
});
byId("slide").addEventListener("pointerup", (event) => {
  if (sliding) lab.doing(call("MatchCriteriaService.update", [uid(), { weight: 3 }], gesture("Slide", event)));
  sliding = false;
});
for (let row = 0; row < 4; row++) {
  const line = document.createElement("li");
  line.innerHTML = `<label><input type="checkbox" class="pick" /> Row ${row}</label>`;
  byId("rows").append(line);
}
on("Change picked", async (why) => {
  const picked = [...document.querySelectorAll(".pick:checked")];
  await Promise.all(picked.map(() => call("CandidateService.updateEx", [uid(), { statusId: 3 }], why)));
  await call("CandidateService.getListEx", [{ limit: 50 }], why);
  for (const box of picked) box.checked = false;
});
on("Ask first", () => Promise.resolve(byId("dialog").showModal()));
byId("agree").addEventListener("click", (event) => {
  const why = gesture("Agree", event);
  byId("dialog").close();
  lab.doing(sleep(700).then(() => call("AttachedDocumentsService.delete", [uid()], why)));
});
let first;
on("Twice", (why, event) => {
  if (event.detail === 1) first = why;
  return save(first, { twice: event.detail });
});
on("Leave", (why) => {
  plain("CandidateService.saveAndLeave", [uid()], why).catch(() => undefined);
  location.href = `modular.html${location.search.replace(/&visit=\d+/, "")}&visit=2`;
});
on("Open tab", async (why) => {
  await call("SettingsService.getTabs", [1], why);
  open(`modular.html${location.search}&tab=2`, "_blank");
});

lab.ready = lab.doing(Promise.all([call("SettingsService.getPreferences", [1], LOAD), plain("UserService.getDetail", [1], LOAD)]));
