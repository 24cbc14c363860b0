// Workers run without this script. The proxy knows a worker's requests by the address that they come from, and is told
// here when a worker was made or given something, and by what. What a worker answers is put down to what it was asked,
// where only one gesture has asked.
function wrapWorkers(tasks, channel) {
  let count = 0;
  const known = new WeakMap(); // by Worker, or by the port of a SharedWorker

  wrapClass("Worker", (worker, [url]) => follow(worker, url));
  wrapClass("SharedWorker", ({ port }, [url]) => follow(port, url));
  for (const holder of [window.Worker, MessagePort]) {
    wrap(holder && holder.prototype, "postMessage", (native, self, args) => {
      attempt(() => known.has(self) && asked(known.get(self)));
      return apply(native, self, args);
    });
  }

  function follow(target, url) {
    const { href, protocol } = new URL(url, document.baseURI);
    // A worker from a blob says of none of its requests where they come from.
    const worker = { number: ++count, url: /^http/.test(protocol) ? href.split("#")[0] : "", asked: [], answers: false, at: -LONGEST, person: -LONGEST };
    known.set(target, worker);
    tell(worker, tasks.carried(), false);
    events.call(target, "message", () => attempt(() => answered(worker)), { capture: true });
  }

  const open = (worker) => (worker.asked = worker.asked.filter(({ at }) => clock() - at < LONGEST));

  function asked(worker) {
    const causes = probable(tasks.carried());
    const free = worker.answers && !open(worker).length; // it has answered all that it was asked before
    worker.asked.push({ causes, at: clock() });
    if (worker.asked.length > 100) worker.asked.shift();
    tell(worker, causes, free);
  }

  function answered(worker) {
    worker.answers = true;
    const asked = open(worker);
    const who = new Set(asked.flatMap(({ causes }) => causes.map(({ gesture }) => gesture)));
    const one = asked.shift();
    if (who.size === 1) tasks.task(one.causes);
    else tasks.leave();
  }

  // Once a second at most for the same causes; of the page's own account only where it could be taken for a gesture's.
  function tell(worker, causes, free) {
    const at = clock();
    const person = causes.some(({ gesture }) => gesture);
    const text = written(causes);
    if (!worker.url || (!person && at - worker.person >= LONGEST)) return;
    if (text === worker.text && at - worker.at < 1000) return;
    Object.assign(worker, { text, at, person: person ? at : worker.person });
    channel.add("workers", { number: worker.number, url: worker.url, at: Date.now(), causes: text, free });
    channel.flush(); // before the worker can send anything
  }
}
