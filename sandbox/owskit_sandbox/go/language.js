// Dutch unless the reader chose English; dates and numbers follow.

import { SENTENCES } from "./sentences.js";

const LANGUAGES = ["nl", "en"];
let language = localStorage.getItem("language") === "en" ? "en" : "nl";

/** The language in use: `nl` or `en`. */
export function currentLanguage() {
  return language;
}

/** Chooses it, for this browser. */
export function chooseLanguage(code) {
  language = LANGUAGES.includes(code) ? code : "nl";
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
}

/** A sentence by its key, with `{name}` filled in; of `one|many` the form that fits `n`. */
export function t(key, values = {}) {
  const sentence = SENTENCES[key]?.[LANGUAGES.indexOf(language)] ?? key;
  const forms = sentence.split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? whole);
  });
}

/** A number as it is written in the language. */
export function number(value) {
  return value.toLocaleString(locale());
}

/** The day of `2026-11-20 14:03:00` or an ISO time; what is no date stays as it is. */
export function day(text) {
  const date = new Date(String(text ?? "").replace(" ", "T"));
  if (Number.isNaN(date.getTime())) return text ?? "";
  return date.toLocaleDateString(locale(), { day: "numeric", month: "short", year: "numeric" });
}

function locale() {
  return language === "en" ? "en-GB" : "nl-NL";
}
