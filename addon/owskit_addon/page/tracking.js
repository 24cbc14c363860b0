// Which gesture is at work. It is set by trusted events, carried into what they start (timers, promises, requests), and
// told to the proxy in a header of each request. Causes are lists of {gesture, sure}, never changed once made:
// c certain, i inherited, p probable, n navigation; no gesture and b: the page on its own account.
function openTracker(channel, names) {
  const QUIET = 100; // ms without a trace of the gesture, after which a request is no longer put down to it
  const LONGEST = 10000; // ms; a timer that runs longer is the page's own
  const SHORT = 50; // ms; in such a timer a page collects calls of several tasks
  const LINGER = 150; // ms; in such a one too, unless it is a mere pause (a promise's)
  const ALIKE = 1.6; // times by which two delays of one poll differ
  const TURNS = 2;
  const CHAIN = 1000; // ms and px: clicks on one control within them are one
  const NEAR = 100;
  const MOST = 8;
  const WAITING = 50;
  const IDLE = [{ gesture: null, sure: "b" }];
  const doc = document;
  const { apply, construct } = Reflect; // what the page may change later is kept from now
  const clock = performance.now.bind(performance);
  const then = Promise.prototype.then;
  const events = EventTarget.prototype.addEventListener;
  const print = Function.prototype.toString;

  let now = null; // the causes of the running task; null where nothing is known
  let last = null; // the latest gesture
  let pointer = null;
  let key = null;
  let typing = null;
  let count = 0;
  let sequence = 0;
  let route = null; // causes of an address that has changed, until its event comes
  let address = location.href;
  let stopped = null; // the short timer that this task has stopped, or the text of one that had fired
  let joining = null; // a task that short timers waited through
  let own = null; // the element of the bar, whose events are none of the page's
  const soon = new Map(); // short timers that wait, by id
  const texts = new Map(); // what the last of them call, by id
  const moving = new WeakMap(); // causes of a transition or animation, by its element
  const posted = []; // causes of the messages that this window has sent itself
  const dialogs = new WeakMap();
  const answers = new WeakMap(); // causes of a request, by its Response
  const requests = new WeakMap(); // the same by XMLHttpRequest

  // -- causes -----------------------------------------------------------------------------------------------------------

  const ender = new MessageChannel();
  let ending = false;
  ender.port1.onmessage = () => {
    ending = false;
    leave();
  };

  // Takes up the causes of the task that begins. A message ends them, for what a page awaits runs after its callbacks.
  function enter(causes) {
    now = causes;
    stopped = null;
    if (!ending) {
      ending = true;
      ender.port2.postMessage(0);
    }
  }

  function leave() {
    if (location.href !== address) {
      address = location.href;
      route = handed(now || guess());
    }
    join();
    now = stopped = null;
  }

  // The same for a task in which the page may queue calls, or in which a gesture shows that it is at work.
  function task(causes) {
    join();
    if (soon.size) joining = { causes, timers: [...soon.values()] };
    for (const cause of causes) if (cause.gesture) cause.gesture.active = clock();
    enter(causes);
  }

  // A task that has sent nothing itself may have left something for a short timer to send.
  function join() {
    if (!joining) return;
    for (const timer of joining.timers) if (!timer.restarted) timer.causes = merged(timer.causes, joining.causes);
    joining = null;
  }

  // What something started now passes on: no longer certain.
  function handed(causes) {
    if (!causes.handed) {
      const changed = causes.some((cause) => cause.event || cause.sure === "c");
      const made = changed
        ? causes.map(({ gesture, sure }) => ({ gesture, sure: sure === "c" ? "i" : sure }))
        : causes;
      if (changed) passOn(causes, made);
      made.handed = made;
      causes.handed = made;
    }
    return causes.handed;
  }

  // By which timers causes came.
  function passOn(causes, made) {
    made.via = causes.via;
    made.interval = causes.interval;
  }

  function merged(one, other) {
    const more = handed(other).filter((cause) => !one.some((known) => known.gesture === cause.gesture));
    if (!more.length) return one;
    const made = [...one, ...more].slice(0, MOST);
    made.via = [...(one.via || []), ...(other.via || [])].slice(-20);
    made.interval = one.interval || other.interval;
    return made;
  }

  // Where no trace leads to a gesture: the latest, if it was at work a moment ago.
  function guess() {
    if (!last) return IDLE;
    const at = clock();
    const fresh = at - last.active <= QUIET || (last.page && doc.readyState !== "complete");
    if (!fresh || at - last.start > LONGEST) return IDLE;
    return [{ gesture: last, sure: last.page ? "n" : "p" }];
  }

  const carried = () => handed(now || guess());

  // The causes of a request that is sent now. Certain only while the browser still hands out the event itself.
  function sending() {
    const known = now || guess();
    const causes = known.map(({ gesture, sure, event }) => ({
      gesture,
      sure: event && !event.eventPhase ? "i" : sure,
    }));
    passOn(known, causes);
    if (known.interval) known.interval.sent = true;
    joining = null;
    for (const { gesture } of causes) {
      if (!gesture) continue;
      gesture.active = clock();
      tell(gesture);
    }
    return causes;
  }

  function tag(causes) {
    const list = causes.map(({ gesture, sure }) => `${gesture ? gesture.number : 0}:${sure}`);
    return `${CONFIG.token};${CONFIG.tab};${++sequence};${list.join(",")}`;
  }

  // -- gestures ---------------------------------------------------------------------------------------------------------

  function begin(kind, event) {
    const path = event ? event.composedPath() : [];
    const gesture = { number: ++count, at: Date.now(), kind, start: clock(), active: clock() };
    gesture.page = kind === "load" || kind === "route";
    gesture.element = path[0];
    gesture.control = names.controlOf(path);
    if (event) {
      gesture.x = event.clientX;
      gesture.y = event.clientY;
      gesture.code = event.code;
      gesture.named = attempt(() => names.describe(gesture.control || path[0]));
    }
    if (last && last !== pointer) last.element = null;
    last = gesture;
    route = null;
    if (gesture.control && kind !== "change") tell(gesture);
    return gesture;
  }

  function tell(gesture) {
    if (gesture.told) return;
    gesture.told = true;
    const { number, at, kind } = gesture;
    channel.tell({ number, at, kind, ...(gesture.named || attempt(() => names.page())) });
  }

  const act = (gesture, event) => task([{ gesture, sure: "c", event }]);

  const live = () => now && now.some((cause) => cause.event);

  // A later event of the same gesture: certain again, for what was.
  const again = (event) => enter(now.map((cause) => (cause.event ? { ...cause, event } : cause)));

  const isSwitch = (element) => /^(checkbox|radio|submit|button|image|reset)$/.test(element.type);

  const isText = (element) =>
    element.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !isSwitch(element));

  const heard = {
    pointerdown(event) {
      const control = names.controlOf(event.composedPath());
      const same =
        pointer &&
        last === pointer &&
        control === pointer.control &&
        clock() - pointer.start < CHAIN &&
        Math.hypot(event.clientX - pointer.x, event.clientY - pointer.y) < NEAR;
      if (!same) pointer = begin("click", event);
      act(pointer, event);
    },
    click(event) {
      if (live()) again(event);
      else if (event.detail || event.pointerType) pointed(event);
      else if (key && last === key) act(key, event);
      else act((pointer = begin("click", event)), event);
    },
    keydown(event) {
      const { key: name } = event;
      if (event.isComposing || /^(Shift|Control|Alt|AltGraph|Meta|Tab|CapsLock|Dead|Process|Unidentified)$/.test(name)) return;
      const plain = !event.ctrlKey && !event.metaKey && (name.length === 1 || /^(Backspace|Delete|Arrow|Home|End|Page)/.test(name));
      const element = event.composedPath()[0];
      if (plain && isText(element) && element.tagName !== "SELECT") return;
      if (!(event.repeat && key && last === key)) key = begin("key", event);
      act(key, event);
    },
    keypress: (event) => key && last === key && act(key, event),
    keyup: (event) => key && last === key && event.code === key.code && act(key, event),
    input(event) {
      const element = event.composedPath()[0];
      // A switch follows a click or a key; if that was a script's, there is no gesture.
      if (isSwitch(element)) return live() && again(event);
      const keyed = (cause) => cause.event && cause.gesture.kind === "key" && cause.gesture.element === element;
      if (live() && (event.type === "change" || now.some(keyed))) return again(event);
      const known = typing && typing.element === element && (last === typing || event.type === "change");
      if (!known) typing = begin("change", event);
      typing.element = element;
      act(typing, event);
    },
    submit(event) {
      if (live()) again(event);
      else if (!now) task(guess());
      const dialog = event.target.closest("dialog");
      if (dialog) dialogs.set(dialog, carried());
    },
    drop: (event) => act(begin("drop", event), event),
    close(event) {
      const causes = dialogs.get(event.target);
      if (causes) task(causes);
    },
    load: loaded,
    DOMContentLoaded: loaded,
    transitionrun: moves,
    animationstart: moves,
    transitionend: moved,
    animationend: moved,
    message(event) {
      const causes = event.source === window && posted.shift();
      if (causes) task(causes);
      else leave(); // of another task than the one before it
    },
    popstate: routed,
    hashchange: routed,
  };
  heard.change = heard.input;
  heard.cancel = heard.close;
  for (const type of ["mousedown", "pointerup", "mouseup", "auxclick", "dblclick", "contextmenu", "touchend"]) heard[type] = pointed;

  function pointed(event) {
    if (pointer) act(pointer, event);
  }

  function loaded(event) {
    if (event.target === doc && last === load && !now) task([{ gesture: load, sure: "n" }]);
  }

  function moves(event) {
    const causes = carried();
    if (causes !== IDLE) moving.set(event.target, causes);
  }

  function moved(event) {
    const causes = moving.get(event.target);
    if (causes) task(causes);
    moving.delete(event.target);
  }

  function routed(event) {
    address = location.href;
    let causes = route || (now && handed(now));
    if (!causes) {
      const guessed = guess();
      causes = guessed === IDLE ? [{ gesture: begin("route"), sure: "n" }] : guessed;
      if (guessed === IDLE) tell(last);
    }
    route = event.type === "popstate" ? causes : null;
    task(causes);
  }

  for (const type of Object.keys(heard)) {
    const hear = heard[type];
    const listener = (event) => {
      if (event.isTrusted) attempt(() => (own && event.composedPath().includes(own)) || hear(event));
    };
    events.call(window, type, listener, { capture: true, passive: true });
  }

  // -- what carries causes on -------------------------------------------------------------------------------------------

  // Puts `instead(native, self, args)` in place of a function of the page's world, which otherwise looks as before.
  function wrap(holder, name, instead) {
    const found = holder && Object.getOwnPropertyDescriptor(holder, name);
    if (!found || typeof found.value !== "function" || !found.configurable) return;
    const value = new Proxy(found.value, { apply: (native, self, args) => instead(native, self, args) });
    Object.defineProperty(holder, name, { ...found, value });
  }

  // A callback of the same task, between others: the causes are put back after it.
  function within(causes, callback) {
    if (typeof callback !== "function") return callback;
    return function (...args) {
      const before = now;
      now = causes;
      try {
        return apply(callback, this, args);
      } finally {
        now = before;
      }
    };
  }

  // What a timer carries: nothing of what began too long ago, and nothing round and round. A poll is one whose callback
  // comes back after about the same time; callbacks without a text of their own (promises') may come back a few times.
  function passed(causes, callback, delay) {
    if (!(delay > SHORT)) return causes;
    if (delay >= LONGEST) return IDLE;
    const young = causes.filter(({ gesture }) => !gesture || clock() + delay - gesture.start < LONGEST);
    if (!young.length) return IDLE;
    const text = print.call(callback);
    const before = causes.via || [];
    const again = before.filter((each) => each.text === text && each.delay < delay * ALIKE && delay < each.delay * ALIKE);
    if (again.length > (isNative(text) ? TURNS : 0)) return IDLE;
    young.via = [...before, { text, delay }].slice(-20);
    young.interval = causes.interval;
    return young;
  }

  wrap(window, "setTimeout", (native, self, args) => {
    const [callback, delay] = args;
    if (typeof callback !== "function") return apply(native, self, args);
    const timer = attempt(() => begun(callback, Number(delay) || 0)) || { causes: IDLE };
    let id;
    args[0] = function (...given) {
      soon.delete(id);
      attempt(() => {
        join();
        task(timer.causes);
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

  // A short timer. One that the same code has just stopped to start it anew collects from those who do that; any other
  // may be joined by whoever runs until it fires.
  function begun(callback, delay) {
    const timer = { causes: passed(carried(), callback, delay), delay };
    const text = delay <= LINGER ? print.call(callback) : "";
    if (delay > SHORT && isNative(text)) return timer;
    timer.text = text;
    timer.restarted = Boolean(stopped && stopped.text === timer.text);
    if (stopped && stopped.causes) timer.causes = merged(timer.causes, stopped.causes);
    stopped = null;
    return timer;
  }

  function isNative(text) {
    return !text || text.includes("[native code]");
  }

  // A page may start thousands, and each task goes through those that wait.
  function remember(map, id, value) {
    map.set(id, value);
    if (map.size > WAITING) map.delete(map.keys().next().value);
  }
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
        stopped = timer || (texts.has(args[0]) ? { text: texts.get(args[0]) } : null);
      });
      return apply(native, self, args);
    });
  }
  for (const name of ["requestAnimationFrame", "requestIdleCallback"]) {
    wrap(window, name, (native, self, args) => {
      const [callback] = args;
      const causes = attempt(carried) || IDLE;
      if (typeof callback === "function") {
        args[0] = function (...given) {
          attempt(() => enter(causes));
          return apply(callback, this, given);
        };
      }
      return apply(native, self, args);
    });
  }
  wrap(window, "queueMicrotask", (native, self, args) => {
    if (now) attempt(() => (args[0] = within(handed(now), args[0])));
    return apply(native, self, args);
  });
  wrap(Promise.prototype, "then", (native, self, args) => {
    if (now && args.length) {
      attempt(() => {
        const causes = handed(now);
        args = [within(causes, args[0]), within(causes, args[1])];
      });
    }
    return apply(native, self, args);
  });
  if (window.Scheduler) {
    wrap(Scheduler.prototype, "postTask", (native, self, args) => {
      const [callback] = args;
      const causes = attempt(carried) || IDLE;
      if (typeof callback === "function") {
        args[0] = function (...given) {
          attempt(() => task(causes));
          return apply(callback, this, given);
        };
      }
      return apply(native, self, args);
    });
  }
  for (const name of ["close", "requestClose"]) {
    wrap(HTMLDialogElement.prototype, name, (native, self, args) => {
      attempt(() => dialogs.set(self, carried()));
      return apply(native, self, args);
    });
  }

  wrap(Element.prototype, "animate", (native, self, args) => {
    const animation = apply(native, self, args);
    attempt(() => {
      const causes = carried();
      if (causes !== IDLE) events.call(animation, "finish", () => attempt(() => task(causes)), { capture: true });
    });
    return animation;
  });

  // Changes the address without an event.
  for (const name of ["pushState", "replaceState"]) {
    wrap(History.prototype, name, (native, self, args) => {
      const result = apply(native, self, args);
      address = location.href;
      return result;
    });
  }

  // Of what the browser itself does for the page, what comes with a promise or with events.
  function promised(holder, names) {
    for (const name of names) {
      wrap(holder, name, (native, self, args) => {
        const causes = attempt(() => answers.get(self) || carried());
        const promise = apply(native, self, args);
        if (!causes) return promise;
        const settle = () => attempt(() => task(causes));
        return then.call(
          promise,
          (value) => (settle(), value),
          (error) => {
            settle();
            throw error;
          },
        );
      });
    }
  }

  function evented(holder, names, types) {
    for (const name of names) {
      wrap(holder, name, (native, self, args) => {
        const causes = attempt(carried);
        const result = apply(native, self, args);
        const settle = () => attempt(() => task(causes));
        for (const type of types) attempt(() => events.call(result || self, type, settle, { capture: true, once: true }));
        return result;
      });
    }
  }

  promised(window.Blob && Blob.prototype, ["text", "arrayBuffer"]);
  promised(window.CacheStorage && CacheStorage.prototype, ["match", "open"]);
  promised(window.Cache && Cache.prototype, ["match", "put"]);
  evented(window.FileReader && FileReader.prototype, ["readAsText", "readAsDataURL", "readAsArrayBuffer"], ["load", "error", "loadend"]);
  evented(window.IDBFactory && IDBFactory.prototype, ["open"], ["success", "error"]);
  for (const store of ["IDBObjectStore", "IDBIndex"]) {
    const names = ["get", "getAll", "getKey", "put", "add", "delete", "count"];
    evented(window[store] && window[store].prototype, names, ["success", "error"]);
  }

  // Both ends of a channel know each other only when it is made.
  window.MessageChannel = new Proxy(MessageChannel, {
    construct(native, args, made) {
      const pair = construct(native, args, made);
      attempt(() => {
        for (const [one, other] of [[pair.port1, pair.port2], [pair.port2, pair.port1]]) {
          const queue = [];
          posts.set(one, queue);
          events.call(other, "message", () => queue.length && attempt(() => task(queue.shift())), { capture: true });
        }
      });
      return pair;
    },
  });
  wrap(window, "postMessage", (native, self, args) => {
    const result = apply(native, self, args);
    if (!self || self === window) attempt(() => posted.push(carried()) > 100 && posted.shift());
    return result;
  });
  const posts = new WeakMap();
  wrap(MessagePort.prototype, "postMessage", (native, self, args) => {
    attempt(() => {
      const queue = posts.get(self);
      if (queue && queue.push(carried()) > 100) queue.shift();
    });
    return apply(native, self, args);
  });

  // -- requests ---------------------------------------------------------------------------------------------------------

  const isOurs = (url) => new URL(url, doc.baseURI).origin === location.origin;

  // Whether a request may be a service call (wire/sniff.py). No other is tagged: a redirect could carry it to another site.
  function mayCall(url, body) {
    if (/\/(jservice|fileservice)\.php$/i.test(new URL(url, doc.baseURI).pathname)) return true;
    if (typeof body === "string") return /^\uFEFF?\s*[[{]/.test(body);
    return Boolean(body) && !(body instanceof FormData || body instanceof URLSearchParams);
  }

  const isPlain = (method) => /^(GET|HEAD|OPTIONS)$/i.test(method); // no service call is one

  wrap(window, "fetch", (native, self, args) => {
    const [input] = args;
    let causes = null;
    let undo = null;
    attempt(() => {
      const init = args[1] || undefined;
      const request = input instanceof Request ? input : null;
      causes = sending();
      const method = (init && init.method) || (request ? request.method : "GET");
      if (isPlain(method) || !(request || typeof input === "string" || input instanceof URL)) return;
      const url = request ? request.url : input;
      const body = init && init.body !== undefined ? init.body : request !== null;
      if (!isOurs(url) || !mayCall(url, body)) return;
      const given = init && init.headers;
      const list = given instanceof Headers ? given : request && !given ? request.headers : null;
      const named = list ? [...list] : given && given[Symbol.iterator] ? [...given] : Object.entries(given || {});
      const at = named.findIndex(([name]) => RIDES.test(name));
      const text = tag(causes);
      if (!list) {
        const headers = named.map(([name, value], number) => [name, number === at ? `${value}, ${HEADER}=${text}` : value]);
        if (at < 0) headers.push([HEADER, text]);
        args[1] = { ...init, headers };
      } else if (at < 0) {
        list.set(HEADER, text);
        undo = () => list.delete(HEADER);
      } else {
        const [name, value] = named[at];
        list.set(name, `${value}, ${HEADER}=${text}`);
        undo = () => list.set(name, value);
      }
    });
    let promise;
    try {
      promise = apply(native, self, args);
    } finally {
      if (undo) attempt(undo);
    }
    if (!causes) return promise;
    const settled = handed(causes);
    return then.call(
      promise,
      (response) => {
        attempt(() => answers.set(response, settled));
        attempt(() => task(settled));
        return response;
      },
      (error) => {
        attempt(() => task(settled));
        throw error;
      },
    );
  });
  promised(Response.prototype, ["json", "text", "arrayBuffer", "blob", "formData", "bytes"]);
  wrap(Response.prototype, "clone", (native, self, args) => {
    const made = apply(native, self, args);
    attempt(() => answers.has(self) && answers.set(made, answers.get(self)));
    return made;
  });

  const setHeader = XMLHttpRequest.prototype.setRequestHeader;
  wrap(XMLHttpRequest.prototype, "open", (native, self, args) => {
    const result = apply(native, self, args);
    attempt(() => {
      const { heard } = requests.get(self) || {};
      const url = String(args[1]);
      requests.set(self, { url: !isPlain(String(args[0])) && isOurs(url) ? url : "", heard });
    });
    return result;
  });
  wrap(XMLHttpRequest.prototype, "setRequestHeader", (native, self, args) => {
    const result = apply(native, self, args);
    attempt(() => {
      const request = requests.get(self);
      if (request && !request.rides && RIDES.test(args[0])) request.rides = String(args[0]);
    });
    return result;
  });
  wrap(XMLHttpRequest.prototype, "send", (native, self, args) => {
    attempt(() => {
      const request = requests.get(self);
      if (!request) return;
      const causes = sending();
      if (request.url && mayCall(request.url, args[0])) {
        const text = tag(causes);
        if (request.rides) setHeader.call(self, request.rides, `${HEADER}=${text}`);
        else setHeader.call(self, HEADER, text);
      }
      request.causes = handed(causes);
      if (request.heard) return;
      request.heard = true;
      const settle = () => attempt(() => task(requests.get(self).causes));
      // Capturing listeners come first at the target, whenever the page's own were added.
      for (const type of ["readystatechange", "progress", "load", "loadend", "error", "abort", "timeout"]) {
        events.call(self, type, settle, { capture: true });
      }
    });
    return apply(native, self, args);
  });

  const load = begin("load");
  return {
    ignore: (element) => (own = element),
    begun: () => tell(load),
  };
}

// The tag rides at the end of another header where the page sets one, so that all keep their order: a browser sorts them
// by a table that grows. The proxy takes it off in either place.
const HEADER = "X-Owskit-Tag";
const RIDES = /^(accept|authorization|x-.+)$/i;

// What we do must never be an error of the page's.
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
