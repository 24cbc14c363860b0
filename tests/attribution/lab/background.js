// What the page does by itself: polls of several periods with jitter, each in its own manner, reads and writes.
"use strict";

const POLL = setting("poll", 1500);
let state = setting("seed", 1);

/** Numbers that the seed decides. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

const spread = (ms) => ms * (0.85 + 0.3 * random());
const QUERY = { limit: 20, sort: { entryDateTime: "DESC" } };
let since = 0;

function startBackground() {
  // The first turn of each poll is as much the page's that begins it.
  const causes = new Map();
  const cause = (poll) => {
    const first = !causes.has(poll);
    causes.set(poll, BACKGROUND);
    return first ? BEGINNING : BACKGROUND;
  };
  // A chain of timers, batched with whatever else is asked for in the turn.
  const reminders = async () => {
    const why = cause("reminders");
    await Promise.all([
      call("ReminderService.getListEx", [{ limit: 10 }], why),
      call("MailboxService.getUnreadCount", [], why),
    ]).catch(() => undefined);
    setTimeout(reminders, spread(POLL));
  };
  // The list is shown anew: the very call that a click makes too.
  const list = async () => {
    for (;;) {
      await sleep(spread(2.3 * POLL));
      await call("CandidateService.getListEx", [QUERY], cause("list")).catch(() => undefined);
    }
  };
  // Presence: a write, whose arguments change each time, in the other kind of batch.
  setInterval(() => join("PresenceService.update", [{ seenId: ++since, idle: false }], cause("presence")), 1.4 * POLL);
  // A draft is saved by itself: writes of the same name as a click's.
  setInterval(() => call("CandidateService.update", ["cand0", { draftId: ++since }], cause("draft")), 3.1 * POLL);
  // Plain, by XHR, quick.
  const chat = () => byXhr("ChatService.getMessages", [{ sinceId: ++since }], cause("chat"), () => setTimeout(chat, spread(0.8 * POLL)));
  setTimeout(reminders, spread(POLL / 2));
  setTimeout(chat, spread(POLL));
  list();
}

if (POLL) addEventListener("load", startBackground);
