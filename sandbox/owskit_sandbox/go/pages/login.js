// Signing in.

import { fill, h, labelled } from "../dom.js";
import { explain } from "../errors.js";
import { t } from "../language.js";
import { brand, languageSwitch } from "../shell.js";

/** The sign-in page; `enter(name, password)` gives false when they do not match. */
export function loginPage({ notice, enter, language }) {
  const name = h("input", {
    id: "username",
    type: "text",
    autocomplete: "username",
    autocapitalize: "none",
    required: true,
  });
  const password = h("input", { id: "password", type: "password", autocomplete: "current-password", required: true });
  const message = h("p", { class: "form-message", role: "alert" });
  const button = h("button", { type: "submit", class: "button primary" }, t("login"));
  const say = (text) => {
    fill(message, text);
    message.hidden = !text;
  };
  say(notice);
  const form = h(
    "form",
    { class: "login-form" },
    labelled(t("login.name"), name),
    labelled(t("login.password"), password),
    message,
    button,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say("");
    try {
      if (await enter(name.value, password.value)) return;
      say(t("login.wrong"));
      password.value = "";
      password.focus();
    } catch (error) {
      if (!("code" in error)) throw error;
      say(explain(error));
    } finally {
      button.disabled = false;
    }
  });
  return [
    h("header", { class: "login-header" }, brand(), languageSwitch(language)),
    h(
      "main",
      { id: "main", class: "login" },
      h("h1", {}, t("login")),
      h("p", { class: "lead" }, t("login.lead")),
      form,
      h("p", { class: "hint" }, t("login.hint")),
    ),
  ];
}
