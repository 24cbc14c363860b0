// Messages that the page sends itself carry causes on: each is matched with its own event, for their order is kept.
function wrapMessages(ears, tasks) {
  const { task, carried } = tasks;
  const posted = []; // causes of the messages that this window has sent itself
  const posts = new WeakMap(); // the same by port

  const add = (queue) => queue.push(carried()) > 100 && queue.shift();

  // Both ends of a channel know each other only when it is made.
  wrapClass("MessageChannel", ({ port1, port2 }) => {
    for (const [one, other] of [[port1, port2], [port2, port1]]) {
      const queue = [];
      posts.set(one, queue);
      events.call(other, "message", () => queue.length && attempt(() => task(queue.shift())), { capture: true });
    }
  });
  wrap(MessagePort.prototype, "postMessage", (native, self, args) => {
    attempt(() => posts.has(self) && add(posts.get(self)));
    return apply(native, self, args);
  });
  wrap(window, "postMessage", (native, self, args) => {
    const result = apply(native, self, args);
    if (!self || self === window) attempt(() => add(posted));
    return result;
  });
  ears.hear("message", (event) => {
    const causes = event.source === window && posted.shift();
    if (causes) task(causes);
    else tasks.leave(); // of another task than the one before it
  });
}
