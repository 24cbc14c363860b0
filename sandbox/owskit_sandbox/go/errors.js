// What went wrong, said to the person: the text on the wire is not the text on the screen (ows.md 2.4).

import { t } from "./language.js";

/** The sentence for an error of a service call. */
export function explain(error) {
  if (error.message === "unreachable" || error.message === "unreadable") return t(`error.${error.message}`);
  if (error.code === 429) return t("error.rate");
  if (error.message.startsWith("Access denied")) return t("login.ended");
  return t("error.refused", { message: error.message });
}
