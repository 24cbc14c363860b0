// What something comes from: lists of {gesture, sure}, never changed once made. c certain, i inherited, p probable,
// n navigation; no gesture and b: the page on its own account. `via` and `interval` say by which timers they came.
const IDLE = [{ gesture: null, sure: "b" }];
const MOST = 8;

// What something started now passes on: no longer certain.
function handed(causes) {
  if (!causes.handed) {
    const changed = causes.some((cause) => cause.event || cause.sure === "c");
    const made = changed ? causes.map(({ gesture, sure }) => ({ gesture, sure: sure === "c" ? "i" : sure })) : causes;
    if (changed) passOn(causes, made);
    made.handed = made;
    causes.handed = made;
  }
  return causes.handed;
}

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

// At most probable.
const probable = (causes) => causes.map(({ gesture, sure }) => ({ gesture, sure: /[cin]/.test(sure) ? "p" : sure }));

// As the proxy reads it: `<gesture's number>:<sure>`, 0 for none.
const written = (causes) => causes.map(({ gesture, sure }) => `${gesture ? gesture.number : 0}:${sure}`).join();
