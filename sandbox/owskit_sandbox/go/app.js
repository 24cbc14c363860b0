// The start, the routes, and who may see them.

import { countModule, startBackground, stopBackground } from "./background.js";
import { fill, h } from "./dom.js";
import { clearToasts, emptyState, errorState } from "./feedback.js";
import { chooseLanguage, currentLanguage, t } from "./language.js";
import { boardPage } from "./pages/board.js";
import { candidatePage } from "./pages/candidate.js";
import { candidatesPage } from "./pages/candidates.js";
import { loginPage } from "./pages/login.js";
import { proceduresPage } from "./pages/procedures.js";
import { settingsPage } from "./pages/settings.js";
import { vacanciesPage } from "./pages/vacancies.js";
import { vacancyPage } from "./pages/vacancy.js";
import { workflowPage } from "./pages/workflow.js";
import { workflowsPage } from "./pages/workflows.js";
import { currentUser, dropSession, resume, signIn, signOut } from "./session.js";
import { frame } from "./shell.js";

const LISTS = {
  candidates: candidatesPage,
  vacancies: vacanciesPage,
  procedures: proceduresPage,
  workflows: workflowsPage,
  settings: settingsPage,
};
const RECORDS = {
  candidates: candidatePage,
  vacancies: vacancyPage,
  procedures: boardPage, // the one address below procedures: #/procedures/board
  workflows: workflowPage,
};

const app = document.getElementById("app");
let shell;
let wanted = ""; // where to go after signing in
let notice = "";

function route() {
  const [module, uid] = location.hash.replace(/^#\/?/, "").split("/").map(decode);
  if (!currentUser()) return login(module);
  if (module === "" || module === "login") return location.replace("#/candidates");
  const fresh = !shell;
  if (fresh) build();
  clearToasts();
  const page = uid ? RECORDS[module] : LISTS[module];
  const main = shell.main;
  shell.mark(module);
  scrollTo(0, 0);
  if (page) {
    countModule(module);
    fill(main, page({ uid, title }));
  } else {
    title(t("notfound"));
    fill(main, emptyState(t("notfound"), t("notfound.do")));
  }
  // In the page's own turn, so that both travel in one request.
  if (fresh) startBackground(shell.counts);
  // A new page is announced by its heading. At the very first there is nothing to leave.
  const heading = main.querySelector("h1");
  if (heading && document.activeElement !== document.body) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function title(text) {
  document.title = `${text} · ${t("sandbox")}`;
}

function build() {
  shell = frame({
    user: currentUser().name ?? currentUser().username ?? currentUser().client ?? "",
    language: translate,
    signOut,
  });
  app.className = "app";
  fill(app, ...shell.nodes);
}

function login(module) {
  if (module !== "login") {
    wanted = module ? location.hash : wanted;
    return location.replace("#/login");
  }
  title(t("login"));
  const enter = async (name, password) => {
    if (!(await signIn(name, password))) return false;
    notice = "";
    location.hash = wanted || "#/candidates";
    wanted = "";
    return true;
  };
  app.className = "app signed-out";
  fill(app, loginPage({ notice, enter, language: translate }));
  document.getElementById("username").focus();
}

function translate(code) {
  chooseLanguage(code);
  stopBackground();
  shell = undefined;
  route();
  document.querySelector("select.language").focus();
}

document.addEventListener("sessionended", () => {
  if (!currentUser()) return;
  stopBackground();
  dropSession();
  shell = undefined;
  notice = t("login.ended");
  route();
});

// "/" goes to the search, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const typing =
    /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey;
  const search = document.querySelector("main [data-search]");
  if (event.key === "/" && search && !typing && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    search.focus();
  }
});

async function start() {
  try {
    await resume();
  } catch (error) {
    if (!("code" in error)) throw error;
    return fill(app, h("main", { class: "alone" }, errorState(error, start)));
  }
  addEventListener("hashchange", route);
  route();
}

chooseLanguage(currentLanguage());
start();
