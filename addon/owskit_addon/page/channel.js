// Talks to the proxy on its own path of this origin, past what the page has made of `fetch`.
function openChannel() {
  const ask = window.fetch;
  const later = window.setTimeout;
  const listeners = [];
  let waiting = [];
  let trouble = [];
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
    if (closed || !(waiting.length + trouble.length)) return;
    const gestures = waiting.slice(0, 64);
    const message = { tab: CONFIG.tab, gestures, trouble };
    waiting = waiting.slice(64);
    trouble = [];
    call("POST", "seen", message).catch(() => (closed = true));
  }

  function tell(gesture) {
    if (waiting.push(gesture) === 1) later.call(window, flush, 0);
    for (const listener of listeners) attempt(() => listener(gesture));
  }

  return {
    send: (what, body) => call(body === undefined ? "GET" : "POST", what, body),
    onGesture: (callback) => listeners.push(callback),
    tell,
    flush,
    complain(word) {
      trouble.push(word);
      later.call(window, flush, 0);
    },
  };
}
