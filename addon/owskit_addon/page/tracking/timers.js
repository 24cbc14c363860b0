// Timers carry causes on, but nothing of what began too long ago, and nothing round and round. In a short one a page
// collects the calls of several tasks.
const SHORT = 50; // ms
const LINGER = 150; // ms; a short one too, unless it is a mere pause (a promise's)
const ALIKE = 1.6; // times by which two delays of one poll differ
const TURNS = 2;
const WAITING = 50;

function wrapTimers(tasks) {
  const { soon, task, join, carried } = tasks;
  const texts = new Map(); // what the last short timers call, by id

  wrap(window, "setTimeout", (native, self, args) => {
    const [callback, delay] = args;
    if (typeof callback !== "function") return apply(native, self, args);
    const timer = attempt(() => begun(callback, Number(delay) || 0)) || { causes: IDLE };
    const due = clock() + (Number(delay) || 0);
    let id;
    args[0] = function (...given) {
      soon.delete(id);
      attempt(() => {
        join();
        task(clock() - due > LONGEST ? IDLE : timer.causes); // the machine slept meanwhile
      });
      return apply(callback, this, given);
    };
    id = apply(native, self, args);
    if (timer.text) {
      remember(soon, id, timer);
      remember(texts, id, timer.text);
    }
    return id;
  });

  wrap(window, "setInterval", (native, self, args) => {
    const [callback] = args;
    if (typeof callback !== "function") return apply(native, self, args);
    const causes = [...(attempt(carried) || IDLE)];
    const started = clock();
    const interval = { sent: false };
    causes.interval = interval;
    args[0] = function (...given) {
      attempt(() => task(interval.sent || clock() - started > LONGEST ? IDLE : causes));
      return apply(callback, this, given);
    };
    return apply(native, self, args);
  });

  for (const name of ["clearTimeout", "clearInterval"]) {
    wrap(window, name, (native, self, args) => {
      attempt(() => {
        const timer = soon.get(args[0]);
        soon.delete(args[0]);
        tasks.stopped = timer || (texts.has(args[0]) ? { text: texts.get(args[0]) } : null);
      });
      return apply(native, self, args);
    });
  }

  // One that the same code has just stopped to start it anew collects from those who do that; any other may be joined by
  // whoever runs until it fires.
  function begun(callback, delay) {
    const timer = { causes: passed(carried(), callback, delay) };
    const text = delay <= LINGER ? print.call(callback) : "";
    if (delay > SHORT && isNative(text)) return timer;
    timer.text = text;
    const { stopped } = tasks;
    timer.restarted = Boolean(stopped && stopped.text === text);
    if (stopped && stopped.causes) timer.causes = merged(timer.causes, stopped.causes);
    tasks.stopped = null;
    return timer;
  }

  // A poll is one whose callback comes back after about the same time; callbacks without a text of their own (promises')
  // may come back a few times. What a page has begun by opening is a poll as soon as its callback comes back.
  function passed(causes, callback, delay) {
    if (!(delay > SHORT)) return causes;
    if (delay >= LONGEST) return IDLE;
    const young = causes.filter(({ gesture }) => !gesture || clock() + delay - gesture.start < LONGEST);
    if (!young.length) return IDLE;
    const text = print.call(callback);
    const native = isNative(text);
    const opening = young.every(({ gesture }) => !gesture || gesture.page);
    const alike = (each) => (opening && !native) || (each.delay < delay * ALIKE && delay < each.delay * ALIKE);
    const before = causes.via || [];
    const again = before.filter((each) => each.text === text && alike(each));
    if (again.length > (native && !opening ? TURNS : 0)) return IDLE;
    young.via = [...before, { text, delay }].slice(-20);
    young.interval = causes.interval;
    return young;
  }

  const isNative = (text) => !text || text.includes("[native code]");

  // A page may start thousands, and each task goes through those that wait.
  function remember(map, id, value) {
    map.set(id, value);
    if (map.size > WAITING) map.delete(map.keys().next().value);
  }
}
