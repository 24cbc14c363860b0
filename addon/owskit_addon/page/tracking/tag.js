// The tag of a request. It rides at the end of another header where the page sets one, so that all keep their order: a
// browser sorts them by a table that grows. The proxy takes it off in either place.
const HEADER = "X-Owskit-Tag";
const RIDES = /^(accept|authorization|x-.+)$/i;

function openTags(tasks, gestures, channel) {
  const { serviceWorker } = navigator;
  let sequence = 0;
  let tagged = 0; // the number of the tag that was made last, until it is taken

  // The causes of a request that is sent now. Certain only while the browser still hands out the event itself.
  function sending() {
    const known = tasks.now || tasks.guess();
    const causes = known.map(({ gesture, sure, event }) => ({ gesture, sure: event && !event.eventPhase ? "i" : sure }));
    passOn(known, causes);
    if (known.interval) known.interval.sent = true;
    tasks.sent();
    for (const { gesture } of causes) {
      if (!gesture) continue;
      gesture.active = clock();
      gestures.tell(gesture);
    }
    return causes;
  }

  const tag = (causes) => `${CONFIG.token};${CONFIG.tab};${(tagged = ++sequence)};${written(causes)}`;

  function taken() {
    const number = tagged;
    tagged = 0;
    return number;
  }

  // Where a service worker stands in between, the proxy is told which tagged requests it should have seen.
  function answered(number) {
    if (number && serviceWorker && serviceWorker.controller) channel.add("answered", number);
  }

  return { sending, tag, taken, answered };
}

const isOurs = (url) => new URL(url, document.baseURI).origin === location.origin;

const isPlain = (method) => /^(GET|HEAD|OPTIONS)$/i.test(method); // no service call is one

// Whether a request may be a service call (wire/sniff.py). No other is tagged: a redirect could carry it to another site.
function mayCall(url, body) {
  if (/\/(jservice|fileservice)\.php$/i.test(new URL(url, document.baseURI).pathname)) return true;
  if (typeof body === "string") return /^\uFEFF?\s*[[{]/.test(body);
  return Boolean(body) && !(body instanceof FormData || body instanceof URLSearchParams);
}
