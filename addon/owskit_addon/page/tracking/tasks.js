// What the running task comes from. Trusted events set it, and what they start (timers, promises, requests) carries it.
const QUIET = 100; // ms without a trace of the gesture, after which a request is no longer put down to it
const LONGEST = 10000; // ms; a timer that runs longer is the page's own

function openTasks() {
  // `now`: the causes of the running task, null where nothing is known; `last`: the latest gesture; `stopped`: the short
  // timer that this task has stopped, or the text of one that had fired; `soon`: short timers that wait, by id.
  const tasks = { now: null, last: null, stopped: null, soon: new Map(), ended: null, enter, leave, task, join, sent, guess, carried };
  let joining = null; // a task that short timers waited through
  let ending = false;
  const ender = new MessageChannel();
  ender.port1.onmessage = () => {
    ending = false;
    leave();
  };

  // Takes up the causes of the task that begins. A message ends them, for what a page awaits runs after its callbacks.
  function enter(causes) {
    tasks.now = causes;
    tasks.stopped = null;
    if (!ending) {
      ending = true;
      ender.port2.postMessage(0);
    }
  }

  function leave() {
    if (tasks.ended) tasks.ended();
    join();
    tasks.now = tasks.stopped = null;
  }

  // The same for a task in which the page may queue calls, or in which a gesture shows that it is at work.
  function task(causes) {
    join();
    if (tasks.soon.size) joining = { causes, timers: [...tasks.soon.values()] };
    for (const cause of causes) if (cause.gesture) cause.gesture.active = clock();
    enter(causes);
  }

  // A task that has sent nothing itself may have left something for a short timer to send.
  function join() {
    if (!joining) return;
    for (const timer of joining.timers) if (!timer.restarted) timer.causes = merged(timer.causes, joining.causes);
    joining = null;
  }

  function sent() {
    joining = null;
  }

  // Where no trace leads to a gesture: the latest, if it was at work a moment ago.
  function guess() {
    const { last } = tasks;
    if (!last) return IDLE;
    const at = clock();
    const fresh = at - last.active <= QUIET || (last.page && document.readyState !== "complete");
    if (!fresh || at - last.start > LONGEST) return IDLE;
    return [{ gesture: last, sure: last.page ? "n" : "p" }];
  }

  function carried() {
    return handed(tasks.now || guess());
  }

  return tasks;
}
