// How the page's world is wrapped without being changed for the page. What it may change later is kept from now.
const { apply, construct } = Reflect;
const running = performance.now.bind(performance);
const today = Date.now;
const clock = waking();
const then = Promise.prototype.then;
const events = EventTarget.prototype.addEventListener;
const print = Function.prototype.toString;

// Milliseconds that never go back. Time in which the machine slept counts, though a browser's own timer may stand still.
function waking() {
  let slept = 0;
  let [ran, was] = [running(), today()];
  return () => {
    const [runs, is] = [running(), today()];
    const missed = is - was - (runs - ran);
    if (missed > 1000) slept += missed;
    [ran, was] = [runs, is];
    return runs + slept;
  };
}

// What we do must never be an error of the page's.
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

// Puts `instead(native, self, args)` in place of a function of the page's world, which otherwise looks as before.
function wrap(holder, name, instead) {
  const found = holder && Object.getOwnPropertyDescriptor(holder, name);
  if (!found || typeof found.value !== "function" || !found.configurable) return;
  const value = new Proxy(found.value, { apply: (native, self, args) => instead(native, self, args) });
  Object.defineProperty(holder, name, { ...found, value });
}

// The same for a class; `made(instance, args)` is called with each that the page makes.
function wrapClass(name, made) {
  const found = window[name];
  if (typeof found !== "function") return;
  window[name] = new Proxy(found, {
    construct(native, args, target) {
      const instance = construct(native, args, target);
      attempt(() => made(instance, args));
      return instance;
    },
  });
}
