// Service calls as OTYS Go! makes them: batched with MultiService per turn, some kept in memory (ows.md 2.2, 9).

import { cookie, OwsError, rpc } from "./rpc.js";

const PREFIX = "Otys.Services.";
const DENIED = /^Access denied; please login (again|first)$/;

let sessionId;
let queue = [];
let timer;
const otysCache = new Map();

/** The session id: of the last login, else of the cookie that PHP keeps it in. */
export function session() {
  return sessionId ?? cookie("PHPSESSID");
}

/** Takes a new session id (undefined: none). What was kept in memory belonged to the old one. */
export function useSession(id) {
  if (id !== undefined && (![26, 59].includes(id.length) || id.includes("sessionid"))) {
    throw new OwsError("This is no session id");
  }
  sessionId = id;
  otysCache.clear();
}

/** A service call that goes at once and alone, in no MultiService. `name` is short: `SettingsService.get`. */
export function plain(name, args = []) {
  return rpc(PREFIX + name, [session(), ...args]).catch(refused);
}

/** A service call; all calls of one turn travel in one request. Gives the call's data. */
export function call(name, args = []) {
  if (cookie("doNotUseMultiService")) return plain(name, args);
  return new Promise((resolve, reject) => {
    queue.push({ method: PREFIX + name, args: [session(), ...args], resolve, reject });
    clearTimeout(timer);
    timer = setTimeout(send, 0); // each new call restarts it
  });
}

/**
 * A service call whose data are kept for `ttl` seconds (0: until reload, login or logout). A hit sends nothing; what has
 * expired is asked for again plainly, not in a batch. Only for reads.
 */
export async function cached(name, args = [], ttl = 0) {
  const key = JSON.stringify([PREFIX + name, [session(), ...args], ttl]);
  const entry = otysCache.get(key);
  if (entry && entry.until > Date.now()) return structuredClone(entry.data);
  const data = await (entry ? plain(name, args) : call(name, args));
  otysCache.set(key, { name, uid: args[0], data, until: ttl ? Date.now() + ttl * 1000 : Infinity });
  return structuredClone(data);
}

/** Forgets what is kept of one record, after a write to it. */
export function forget(name, uid) {
  for (const [key, entry] of otysCache) if (entry.name === name && entry.uid === uid) otysCache.delete(key);
}

async function send() {
  const batch = queue;
  queue = [];
  const calls = batch.map(({ method, args }) => ({ method, args }));
  try {
    const results = await rpc(`${PREFIX}MultiService.execute`, [calls], calls.map((each) => each.method).join(","));
    batch.forEach(({ resolve, reject }, index) => {
      const result = results?.[index];
      if (result?.status === "success") resolve(result.data);
      else reject(ended(new OwsError(result?.message ?? "unreadable")));
    });
  } catch (error) {
    // The batch as a whole was refused: so was each call in it.
    for (const { reject } of batch) reject(ended(error));
  }
}

function refused(error) {
  throw ended(error);
}

function ended(error) {
  if (DENIED.test(error.message)) document.dispatchEvent(new Event("sessionended"));
  return error;
}
