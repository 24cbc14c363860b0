// Talks to the proxy on its own path of this origin, past what the page has made of `fetch`.
function openChannel() {
  const ask = window.fetch;
  const later = window.setTimeout;
  const listeners = [];
  const waiting = { gestures: [], workers: [], answered: [], trouble: [] };
  let flushing = false;
  let closed = false;

  function call(method, what, body) {
    const headers = { "X-Owskit-Token": CONFIG.token };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const keepalive = text !== undefined && text.length < 30000;
    const init = { method, headers, body: text, keepalive, cache: "no-store", credentials: "omit" };
    return ask.call(window, `${CONFIG.path}/${what}`, init).then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.status === 204 ? null : response.json();
    });
  }

  function flush() {
    const message = { tab: CONFIG.tab };
    let number = 0;
    for (const kind of Object.keys(waiting)) {
      message[kind] = waiting[kind].splice(0, 64);
      number += message[kind].length;
    }
    if (number && !closed) call("POST", "seen", message).catch(() => (closed = true));
  }

  function add(kind, what) {
    waiting[kind].push(what);
    if (!flushing) later.call(window, () => ((flushing = false), flush()), 0);
    flushing = true;
  }

  function tell(gesture) {
    add("gestures", gesture);
    for (const listener of listeners) attempt(() => listener(gesture));
  }

  return {
    send: (what, body) => call(body === undefined ? "GET" : "POST", what, body),
    onGesture: (callback) => listeners.push(callback),
    tell,
    add,
    flush,
  };
}
