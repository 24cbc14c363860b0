// The low-level helper: one JSON-RPC request, sent at once (ows.md 2.1, 2.4).

/** A refusal of OWS, or of the way to it. `message` is what the wire said; `errors.js` says it to people. */
export class OwsError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

let nextId = 1; // counts from 1 on every page load
let leaving = false;
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

/**
 * Sends one call and gives its `result`.
 * OWS answers HTTP 200 with `error` when it refuses; that, any other status and no answer at all throw an OwsError.
 */
export async function rpc(method, params, remark = method) {
  const body = JSON.stringify({ jsonrpc: "2.0", method, params, id: nextId++ });
  let response;
  let answer;
  try {
    response = await fetch(`/jservice.php?remark=${remark}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    answer = response.ok ? await response.json() : undefined;
  } catch {
    // A request that navigation cancelled is nobody's error: nothing is left to show it on.
    if (leaving) return new Promise(() => {});
    throw new OwsError(response ? "unreadable" : "unreachable");
  }
  if (!response.ok) throw new OwsError(`http ${response.status}`, response.status);
  if (answer?.error !== undefined)
    throw new OwsError(answer.error?.message ?? String(answer.error), answer.error?.code);
  return answer?.result;
}

/** The value of a cookie, or undefined. */
export function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

/** Removes a cookie of this origin. */
export function dropCookie(name) {
  document.cookie = `${name}=; path=/; max-age=0; samesite=lax`;
}
