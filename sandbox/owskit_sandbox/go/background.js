// What goes on without a click (ows.md 8), plus two small pollers in the same manner: reminders and unread mail.
// The page address sets the pace for tests: `?poll=SECONDS`, `?statistics=SECONDS`; 0 is never.

import { call } from "./otys.js";
import { equals } from "./services.js";
import { currentUser } from "./session.js";

const query = new URLSearchParams(location.search);
const seconds = (name, usual) => (/^\d+(\.\d+)?$/.test(query.get(name) ?? "") ? Number(query.get(name)) : usual);
const POLL = seconds("poll", 20);
const STATISTICS = seconds("statistics", 900);

const opened = {};
let running = 0;

/** Counts a module as opened, for the statistics. */
export function countModule(name) {
  opened[name] = (opened[name] ?? 0) + 1;
}

/** Starts both pollers; `show({reminders, unread})` is called with every answer. The first one asks at once. */
export function startBackground(show) {
  const round = ++running;
  const condition = equals("userId", currentUser().id);
  const mine = { condition, sort: { dueDateTime: "ASC" }, limit: 10, getTotalCount: 1 };
  const again = (work, pause) => {
    if (pause && round === running) setTimeout(() => round === running && work(), pause * 1000);
  };
  const poll = async () => {
    const [reminders, unread] = await Promise.all([
      call("ReminderService.getListEx", [mine]),
      call("MailboxService.getUnreadCount"),
    ]).catch(() => []); // nobody asked for it, so nobody is told
    if (reminders && round === running) show({ reminders, unread });
    again(poll, POLL);
  };
  const statistics = async () => {
    const counts = { ...opened };
    for (const name of Object.keys(opened)) delete opened[name];
    if (Object.keys(counts).length)
      await call("PhoenixModuleService.processStatistics", [counts]).catch(() => undefined);
    again(statistics, STATISTICS);
  };
  if (POLL) poll();
  again(statistics, STATISTICS);
}

/** Stops them. */
export function stopBackground() {
  running++;
}
