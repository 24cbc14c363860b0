"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = find("#words").dataset;
  const box = find("#search");
  const status = find("#found");
  const items = all(".item");
  const groups = all(".card, .part, .cover + .lead").filter((card) => !card.matches(".item"));
  const texts = new Map();
  const MOST_OPEN = 8;

  for (const hidden of all(".search, .tools")) hidden.hidden = false;

  // -- search: what has every word in it stays. A call that is found by a field only opens, while there are few. --
  const textOf = (item) => {
    let text = texts.get(item);
    if (text === undefined) texts.set(item, (text = item.textContent.toLowerCase()));
    return text;
  };
  const openedBySearch = new Set();
  const search = () => {
    const asked = box.value.trim().toLowerCase();
    const parts = asked.split(/\s+/).filter(Boolean);
    const found = items.filter((item) => {
      const text = textOf(item);
      const fits = parts.every((part) => text.includes(part));
      item.hidden = !fits;
      return fits;
    });
    for (const details of openedBySearch) details.open = false;
    openedBySearch.clear();
    document.body.classList.toggle("searching", parts.length > 0);
    if (parts.length) scrollTo({ top: 0, behavior: "instant" });
    for (const group of groups) {
      const own = group.querySelectorAll(".item");
      group.hidden = parts.length > 0 && ![...own].some((item) => !item.hidden);
    }
    if (parts.length && found.length <= MOST_OPEN) {
      for (const details of found) {
        if (details.localName !== "details" || details.open) continue;
        const title = details.firstElementChild.textContent.toLowerCase();
        if (parts.every((part) => title.includes(part))) continue;
        details.open = true;
        openedBySearch.add(details);
      }
    }
    mark(parts, found);
    status.textContent = !parts.length
      ? ""
      : found.length
        ? words.found.replace("{count}", found.length).replace("{of}", items.length)
        : words.nothing.replace("{text}", () => box.value.trim());
  };

  // Found words are marked without touching the page, where the browser can do that.
  const mark = (parts, found) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("found");
    if (!parts.length) return;
    const ranges = [];
    for (const item of found.slice(0, 60)) {
      const shown = item.localName === "details" && !item.open ? item.firstElementChild : item;
      const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        if (text.length !== node.data.length) continue;
        for (const part of parts) {
          for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + part.length);
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  box.addEventListener("input", search);
  find(".search").addEventListener("submit", (event) => event.preventDefault());
  const clear = () => {
    box.value = "";
    search();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && (typing === box || box.value)) {
      clear();
      box.blur();
    }
  });

  // -- folding -----------------------------------------------------------------------------------------------------
  const calls = () => all("details.item");
  const fold = (open) => {
    for (const details of calls()) if (!details.hidden) details.open = open;
  };
  find("#unfold").addEventListener("click", () => fold(true));
  find("#fold").addEventListener("click", () => fold(false));
  const show = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    const details = target.closest("details");
    if (!details) return;
    details.open = true;
    details.scrollIntoView();
    details.firstElementChild.focus({ preventScroll: true });
  };
  addEventListener("hashchange", show);
  show();
  // A link to where one is already has no hashchange; the call may have been folded since.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) show();
  });

  // -- print: everything opened, as it was afterwards ---------------------------------------------------------------
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = calls().filter((details) => !details.open);
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
    closed = [];
  });
  find("#print").addEventListener("click", () => print());

  // -- copying -----------------------------------------------------------------------------------------------------
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const addCopy = (place, text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy} ${text}`);
    button.addEventListener("click", async () => {
      await copy(text);
      button.textContent = words.copied;
      status.textContent = `${words.copied}: ${text}`;
      setTimeout(() => (button.textContent = words.copy), 1500);
    });
    place.append(button);
  };
  for (const cell of all("td.copyable")) addCopy(cell, cell.dataset.copy);
  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (!details.open || details.querySelector(".copy") || !details.dataset.copy) return;
      const line = document.createElement("p");
      line.className = "copyline";
      addCopy(line, details.dataset.copy);
      details.firstElementChild.after(line);
    },
    true,
  );
})();
