// What a gesture may be called, in the page's own words. Text in rows, list items, cells, fields and options is data and is
// never looked at; what is left the proxy goes through once more, word by word.
function openNames() {
  const CONTROL =
    "button,a[href],input,select,textarea,summary,label,[role=button],[role=link],[role=tab],[role=menuitem]," +
    "[role=menuitemcheckbox],[role=menuitemradio],[role=checkbox],[role=radio],[role=switch],[role=option],[onclick]";
  const DATA =
    "tbody,td,[role=row],[role=gridcell],[role=cell],[role=rowheader],[role=listitem],[role=treeitem],li,dd,option," +
    "[role=option],[contenteditable],blockquote,address,figcaption,time,h1,caption";
  const BARS = "nav,[role=navigation],[role=menu],[role=menubar],[role=tablist],[role=toolbar]";
  const SKIPPED = /^(INPUT|SELECT|TEXTAREA|SCRIPT|STYLE|TEMPLATE|OPTION|SVG|IFRAME)$/i;
  const LONGEST = 100;

  function controlOf(path) {
    for (const element of path) {
      if (element.nodeType === 1 && element.matches(CONTROL)) return element;
    }
    return null;
  }

  // The nearest element around that makes what is in it data. Items of a menu or a bar are none.
  function dataAround(element) {
    let found = element && element.closest(DATA);
    while (found && found.matches("li,[role=listitem]")) {
      const bar = found.closest(BARS);
      if (!bar || found.contains(bar)) return found;
      found = bar.parentElement && bar.parentElement.closest(DATA);
    }
    return found;
  }

  const short = (text) => (text || "").replace(/\s+/g, " ").trim().slice(0, LONGEST);

  // The text of an element without that of data and fields in it.
  function textOf(element) {
    if (!element || dataAround(element)) return "";
    const parts = [];
    const gather = (node) => {
      if (parts.length > 20) return;
      if (node.nodeType === 3) parts.push(node.data);
      if (node.nodeType !== 1 || SKIPPED.test(node.tagName) || node.hidden) return;
      if (node.getAttribute("aria-hidden") === "true") return;
      if (node !== element && node.matches(DATA) && dataAround(node)) return;
      for (const child of node.childNodes) gather(child);
    };
    gather(element);
    return short(parts.join(" "));
  }

  function byIds(element, attribute) {
    const ids = (element.getAttribute(attribute) || "").split(/\s+/).slice(0, 4);
    return short(ids.map((id) => id && textOf(element.getRootNode().getElementById(id))).join(" "));
  }

  // [source, text], the best first. In data only the column and a mark for tests are no data themselves.
  function namesOf(element) {
    const found = [];
    const add = (source, text) => short(text) && found.push([source, short(text)]);
    const data = dataAround(element);
    if (data) {
      add("column", columnOf(element));
    } else {
      add("labelledby", byIds(element, "aria-labelledby"));
      add("aria-label", element.getAttribute("aria-label"));
      for (const label of element.labels || []) add("label", textOf(label));
      // What holds controls is a part of the page, and its text is theirs.
      const part = !element.matches(CONTROL) && element.querySelector(CONTROL);
      if (!SKIPPED.test(element.tagName) && !part) add("text", textOf(element));
      if (/^(submit|button|reset)$/.test(element.type)) add("value", element.value);
      add("title", element.getAttribute("title"));
      const image = element.querySelector("img[alt]");
      add("alt", element.getAttribute("alt") || (image && image.alt));
      add("placeholder", element.getAttribute("placeholder"));
    }
    for (const attribute of ["data-testid", "data-test", "data-cy", "name"]) {
      const text = element.getAttribute(attribute);
      if (text && /^[a-z][a-z_-]{1,40}$/i.test(text)) add("attribute", text.replace(/[_-]+|(?<=[a-z])(?=[A-Z])/g, " "));
    }
    return found.slice(0, 8);
  }

  // The heading of a cell's column, or the term that a value belongs to.
  function columnOf(element) {
    for (let value = element.closest("dd"); value; value = value.previousElementSibling) {
      if (value.tagName === "DT") return textOf(value);
    }
    const cell = element.closest("td,th");
    const table = cell && cell.closest("table");
    const head = table && table.tHead && table.tHead.rows[0];
    return head && head.cells[cell.cellIndex] ? textOf(head.cells[cell.cellIndex]) : "";
  }

  const ROLES = {
    BUTTON: "button", A: "link", SELECT: "choice", TEXTAREA: "field",
    tab: "tab", button: "button", link: "link", menuitem: "choice", menuitemcheckbox: "choice", menuitemradio: "choice",
    checkbox: "checkbox", radio: "choice", switch: "switch", option: "choice", image: "button", submit: "button",
    reset: "button", file: "file", search: "search",
  };

  function roleOf(element) {
    // What only opens something on the page.
    if (element.matches("summary,[aria-haspopup]:not([aria-haspopup=false]),[aria-expanded]")) return "opener";
    const role = ROLES[element.getAttribute("role")] || (element.tagName === "INPUT" && ROLES[element.type]);
    return role || ROLES[element.tagName] || (element.tagName === "INPUT" ? "field" : "place");
  }

  function heading(element) {
    for (const child of element.querySelectorAll("h2,h3,h4,legend,[role=heading]")) {
      if (child.closest("section,form,fieldset,dialog,[role=dialog],[role=region]") === element) return textOf(child);
    }
    return "";
  }

  function placeOf(element) {
    const parts = [];
    const add = (text) => text && !parts.includes(text) && parts.unshift(text);
    let listed = false;
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      const role = up.getAttribute("role") || "";
      const named = () => byIds(up, "aria-labelledby") || (dataAround(up) ? "" : short(up.getAttribute("aria-label")));
      if (up.matches("tr,[role=row],li,[role=listitem]") && dataAround(element) && !listed) {
        listed = true;
        add("=row");
      } else if (up.matches("dialog,[role=dialog],[role=alertdialog]")) {
        add(named() || heading(up) || "=dialog");
        return parts; // a dialog is a place of its own
      } else if (/^(tabpanel|menu|listbox|region|group|toolbar|radiogroup|search)$/.test(role)) add(named());
      else if (up.matches("table,[role=grid],[role=table]")) add("=list");
      else if (up.matches("section,form,fieldset")) add(named() || heading(up));
    }
    return parts;
  }

  // The part of OTYS Go! that is open: what its navigation shows as current.
  function moduleOf() {
    const bar = "nav,[role=navigation],[role=menubar]";
    for (const element of document.querySelectorAll(bar)) {
      const current = element.querySelector("[aria-current]:not([aria-current=false]),[aria-selected=true],.active,.selected");
      const text = current && textOf(current);
      if (text) return text;
    }
    return "";
  }

  const joined = (parts) => parts.filter((part) => part).slice(-5).join(" \u203a ").slice(0, 200);

  function describe(element) {
    const inBar = element.closest("nav,[role=navigation],[role=menubar]");
    const place = inBar ? [] : [moduleOf(), ...placeOf(element)];
    return { label: "", where: joined(place), names: [...namesOf(element), ["role", roleOf(element)]] };
  }

  const page = () => ({ label: "", where: joined([moduleOf()]), names: [] });

  return { controlOf, describe, page };
}
