// The same for XMLHttpRequest.
function wrapXhr(tasks, { sending, tag, taken, answered }) {
  const requests = new WeakMap(); // what is known of a request, by its XMLHttpRequest
  const { setRequestHeader } = XMLHttpRequest.prototype;

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
        if (request.rides) setRequestHeader.call(self, request.rides, `${HEADER}=${text}`);
        else setRequestHeader.call(self, HEADER, text);
      }
      request.causes = handed(causes);
      request.number = taken();
      if (request.heard) return;
      request.heard = true;
      const settle = () => attempt(() => tasks.task(requests.get(self).causes));
      // Capturing listeners come first at the target, whenever the page's own were added.
      for (const type of ["readystatechange", "progress", "load", "loadend", "error", "abort", "timeout"]) {
        events.call(self, type, settle, { capture: true });
      }
      events.call(self, "load", () => attempt(() => answered(requests.get(self).number)), { capture: true });
    });
    return apply(native, self, args);
  });
}
