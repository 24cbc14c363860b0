// Requests by fetch: tagged when they are sent; their causes are at work again when they and their bodies are there.
function wrapFetch(tasks, { sending, tag, taken, answered }) {
  const answers = new WeakMap(); // causes of a request, by its Response

  wrap(window, "fetch", (native, self, args) => {
    let causes = null;
    let undo = null;
    attempt(() => {
      causes = sending();
      undo = tagged(args, causes);
    });
    const number = taken();
    let promise;
    try {
      promise = apply(native, self, args);
    } finally {
      if (undo) attempt(undo);
    }
    if (!causes) return promise;
    const kept = handed(causes);
    return settled(tasks, promise, kept, (response) => {
      answers.set(response, kept);
      answered(number);
    });
  });

  // Puts the tag into what fetch is called with; what it returns takes it out of an object of the page's again.
  function tagged(args, causes) {
    const [input] = args;
    const init = args[1] || undefined;
    const request = input instanceof Request ? input : null;
    const method = (init && init.method) || (request ? request.method : "GET");
    if (isPlain(method) || !(request || typeof input === "string" || input instanceof URL)) return null;
    const url = request ? request.url : input;
    const body = init && init.body !== undefined ? init.body : request !== null;
    if (!isOurs(url) || !mayCall(url, body)) return null;
    const given = init && init.headers;
    const list = given instanceof Headers ? given : request && !given ? request.headers : null;
    const named = list ? [...list] : given && given[Symbol.iterator] ? [...given] : Object.entries(given || {});
    const at = named.findIndex(([name]) => RIDES.test(name));
    const text = tag(causes);
    if (!list) {
      const headers = named.map(([name, value], number) => [name, number === at ? `${value}, ${HEADER}=${text}` : value]);
      if (at < 0) headers.push([HEADER, text]);
      args[1] = { ...init, headers };
      return null;
    }
    if (at < 0) {
      list.set(HEADER, text);
      return () => list.delete(HEADER);
    }
    const [name, value] = named[at];
    list.set(name, `${value}, ${HEADER}=${text}`);
    return () => list.set(name, value);
  }

  promised(tasks, Response, ["json", "text", "arrayBuffer", "blob", "formData", "bytes"], (self) => answers.get(self));
  wrap(Response.prototype, "clone", (native, self, args) => {
    const made = apply(native, self, args);
    attempt(() => answers.has(self) && answers.set(made, answers.get(self)));
    return made;
  });
}
