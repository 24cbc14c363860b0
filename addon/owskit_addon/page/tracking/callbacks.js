// Callbacks that come later, once: frames, idle time, microtasks, promises, what the browser itself does for the page.
function wrapCallbacks(tasks) {
  const { enter, task, carried } = tasks;

  for (const [holder, name, take] of [
    [window, "requestAnimationFrame", enter],
    [window, "requestIdleCallback", enter],
    [window.Scheduler && Scheduler.prototype, "postTask", task],
  ]) {
    wrap(holder, name, (native, self, args) => {
      const [callback] = args;
      const causes = attempt(carried) || IDLE;
      if (typeof callback === "function") {
        args[0] = function (...given) {
          attempt(() => take(causes));
          return apply(callback, this, given);
        };
      }
      return apply(native, self, args);
    });
  }

  // A callback of the same task, between others: the causes are put back after it.
  function within(causes, callback) {
    if (typeof callback !== "function") return callback;
    return function (...args) {
      const before = tasks.now;
      tasks.now = causes;
      try {
        return apply(callback, this, args);
      } finally {
        tasks.now = before;
      }
    };
  }

  wrap(window, "queueMicrotask", (native, self, args) => {
    if (tasks.now) attempt(() => (args[0] = within(handed(tasks.now), args[0])));
    return apply(native, self, args);
  });
  wrap(Promise.prototype, "then", (native, self, args) => {
    if (tasks.now && args.length) {
      attempt(() => {
        const causes = handed(tasks.now);
        args = [within(causes, args[0]), within(causes, args[1])];
      });
    }
    return apply(native, self, args);
  });

  promised(tasks, window.Blob, ["text", "arrayBuffer"]);
  promised(tasks, window.CacheStorage, ["match", "open"]);
  promised(tasks, window.Cache, ["match", "put"]);
  evented(tasks, window.FileReader, ["readAsText", "readAsDataURL", "readAsArrayBuffer"], ["load", "error", "loadend"]);
  evented(tasks, window.IDBFactory, ["open"], ["success", "error"]);
  for (const store of ["IDBObjectStore", "IDBIndex"]) {
    evented(tasks, window[store], ["get", "getAll", "getKey", "put", "add", "delete", "count"], ["success", "error"]);
  }
}

// Methods that answer with a promise. `known(self)`: causes that what they are called on has already.
function promised(tasks, holder, names, known) {
  for (const name of names) {
    wrap(holder && holder.prototype, name, (native, self, args) => {
      const causes = attempt(() => (known && known(self)) || tasks.carried());
      const promise = apply(native, self, args);
      return causes ? settled(tasks, promise, causes) : promise;
    });
  }
}

// A promise after which the causes are at work again.
function settled(tasks, promise, causes, found) {
  return then.call(
    promise,
    (value) => {
      if (found) attempt(() => found(value));
      attempt(() => tasks.task(causes));
      return value;
    },
    (error) => {
      attempt(() => tasks.task(causes));
      throw error;
    },
  );
}

// Methods that answer with events, of what they return or are called on.
function evented(tasks, holder, names, types) {
  for (const name of names) {
    wrap(holder && holder.prototype, name, (native, self, args) => {
      const causes = attempt(tasks.carried);
      const result = apply(native, self, args);
      const settle = () => attempt(() => tasks.task(causes));
      for (const type of types) attempt(() => events.call(result || self, type, settle, { capture: true, once: true }));
      return result;
    });
  }
}
