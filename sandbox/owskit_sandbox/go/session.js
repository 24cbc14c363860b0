// Signing in and out: plain calls, in the order in which OTYS Go! makes them (ows.md 3, 8).

import { plain, session, useSession } from "./otys.js";
import { dropCookie, rpc } from "./rpc.js";

const SETTINGS = {
  _USER: ["language", "amqp_password"],
  bo_jobs: ["GE127"],
  bo_modules: ["SE3509"],
  phoenix_fo: ["SE3452"],
  bo_client: ["DB103"],
};

let user;

/** Who is signed in: what `check` answered (`id`, `clientId`, `client` …), or undefined. */
export function currentUser() {
  return user;
}

/** Signs in; false when name or password are wrong. */
export async function signIn(name, password) {
  const id = await rpc("login", [name, password, null, null, "phoenix"]);
  if (typeof id !== "string") return false;
  useSession(id);
  return resume();
}

/** Goes on with the session at hand and reads settings and modules; false when there is none or it has ended. */
export async function resume() {
  user = undefined;
  if (!session()) return false;
  const answer = await rpc("check", [session()]).catch((error) => {
    if (error.message.startsWith("Access denied")) return false;
    throw error;
  });
  if (!answer) return false;
  await plain("SettingsService.get", [SETTINGS]);
  await rpc("Otys.Services.PhoenixModuleService.get", null); // the cookie alone says who asks
  user = answer;
  return true;
}

/** Forgets the session without telling OWS, which has ended it. */
export function dropSession() {
  user = undefined;
  useSession(undefined);
  sessionStorage.removeItem("moduleStatus");
  for (const name of ["PHPSESSID", "login"]) dropCookie(name);
}

/** Signs out and starts the page afresh. */
export async function signOut() {
  await rpc("logout", [session()]).catch(() => undefined); // a session that is gone is signed out too
  dropSession();
  location.hash = "#/login";
  location.reload();
}
