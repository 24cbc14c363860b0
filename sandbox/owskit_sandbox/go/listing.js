// A list of records: search, filters, sorting, pages of 50 rows, and rows that can be selected.

import { fill, h, labelled, select } from "./dom.js";
import { emptyState, errorState, skeleton } from "./feedback.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { recall, remember } from "./module_status.js";

const SEARCH_PAUSE_MS = 250;

/**
 * A list as a node with `reload()` and `selection` (a Map of uid → row).
 *
 * module   key of its state in `moduleStatus`; also its heading in `sentences.js`
 * load     (query) → Promise of {listOutput, totalCount}; query has condition, sort, limit, offset (ows.md 7.1)
 * columns  [{label, field?, cell(row), wide?}]: `field` makes it sortable, `wide` hides it on narrow screens
 * search   {label, hint, fields}: the fields that are searched for the text
 * filters  [{id, label, options: () → Promise of {value: text}, condition(value)}]
 * order    [field, "ASC"|"DESC"] to begin with
 * count    key of the sentence that says how many
 * rowName  (row) → text; with it rows can be selected
 * bulk     (list) → nodes for the bar that shows while something is selected
 * picked   called whenever the selection changes
 */
export function listing({
  module,
  load,
  columns,
  search,
  filters = [],
  order,
  count,
  rowName,
  bulk,
  picked,
  limit = 50,
}) {
  let state = recall(module, { search: "", filters: {}, order, page: 0 });
  let round = 0;
  let rows = [];
  const selection = new Map();

  const searchId = `search-${module}`;
  const input = h("input", {
    id: searchId,
    type: "search",
    placeholder: search.hint,
    value: state.search,
    "data-search": true,
  });
  const selects = filters.map((filter) => {
    const control = select({}, "", { first: h("option", { value: "" }, t("any")) });
    control.addEventListener("change", () =>
      change({ filters: { ...state.filters, [filter.id]: control.value }, page: 0 }),
    );
    return [filter, control];
  });
  const form = h(
    "form",
    { class: "filters", role: "search" },
    h("label", { class: "sr-only", for: searchId }, search.label),
    h("div", { class: "search-box" }, icon("search"), input),
    selects.map(([filter, control]) => labelled(filter.label, control)),
  );
  let typing;
  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => change({ search: input.value.trim(), page: 0 }), SEARCH_PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    change({ search: input.value.trim(), page: 0 });
  });

  const summary = h("p", { class: "summary", role: "status" });
  const bar = h("div", { class: "bulk-bar", role: "region", "aria-label": t("list.selection"), hidden: true });
  const body = h("div", { class: "list-body" });
  const paging = h("nav", { class: "paging", "aria-label": t("list.paging"), hidden: true });
  const node = h("div", { class: "listing" }, form, h("div", { class: "list-bar" }, summary, bar), body, paging);

  function fillFilters() {
    for (const [filter, control] of selects.filter(([, each]) => each.options.length === 1)) {
      const show = (options) => {
        control.append(...select(options).children);
        control.value = state.filters[filter.id] ?? "";
      };
      // Without its options a filter is merely of no use; the list says what is wrong, and tries again.
      filter.options().then(show, () => undefined);
    }
  }

  function change(difference) {
    state = { ...state, ...difference };
    remember(module, state);
    return reload();
  }

  function condition() {
    const items = selects
      .filter(([filter]) => state.filters[filter.id])
      .map(([filter]) => filter.condition(state.filters[filter.id]));
    if (state.search) {
      const like = (field) => ({ type: "COND", field, op: "LIKE", param: `%${state.search}%` });
      items.push({ type: "OR", items: search.fields.map(like) });
    }
    return items.length ? { type: "AND", items } : null;
  }

  async function reload() {
    const mine = ++round;
    const [field, direction] = state.order;
    body.setAttribute("aria-busy", "true");
    if (!rows.length) fill(body, skeleton(8));
    fillFilters();
    try {
      const found = await load({
        condition: condition(),
        sort: { [field]: direction },
        limit,
        offset: state.page * limit,
        getTotalCount: 1,
      });
      if (mine !== round) return; // a later question is under way
      rows = found.listOutput ?? [];
      for (const row of rows) if (selection.has(row.uid)) selection.set(row.uid, row);
      if (!rows.length && state.page > 0) return void change({ page: 0 });
      show(Number(found.totalCount));
    } catch (error) {
      if (!("code" in error)) throw error;
      if (mine === round) {
        rows = [];
        fill(summary);
        paging.hidden = true;
        fill(body, errorState(error, reload));
      }
    } finally {
      if (mine === round) body.removeAttribute("aria-busy");
    }
  }

  function show(total) {
    fill(summary, t(count, { n: total }));
    const clear = () => {
      input.value = "";
      for (const [, control] of selects) control.value = "";
      return change({ search: "", filters: {}, page: 0 });
    };
    const button = () => h("button", { type: "button", class: "button", onclick: clear }, t("list.clear"));
    fill(body, rows.length ? table() : emptyState(t("list.none"), t("list.none.do"), button()));
    showPaging(total);
    showSelection();
  }

  function table() {
    const heads = columns.map((column) => {
      const sorted = column.field && column.field === state.order[0];
      const next = sorted && state.order[1] === "ASC" ? "DESC" : "ASC";
      const sort = () => change({ order: [column.field, next], page: 0 });
      return h(
        "th",
        {
          scope: "col",
          class: column.wide && "wide",
          "aria-sort": sorted && (next === "DESC" ? "ascending" : "descending"),
        },
        column.field
          ? h("button", { type: "button", class: "sort", onclick: sort }, column.label, icon("down"))
          : column.label,
      );
    });
    const all = h("input", { type: "checkbox", "aria-label": t("list.all"), class: "select-all" });
    all.addEventListener("change", () => {
      for (const row of rows) all.checked ? selection.set(row.uid, row) : selection.delete(row.uid);
      showSelection();
    });
    const boxes = (row) => {
      const box = h("input", {
        type: "checkbox",
        "aria-label": t("list.row", { name: rowName(row) }),
        "data-uid": row.uid,
      });
      box.addEventListener("change", () => {
        box.checked ? selection.set(row.uid, row) : selection.delete(row.uid);
        showSelection();
      });
      return h("td", { class: "pick" }, box);
    };
    const lines = rows.map((row) =>
      h(
        "tr",
        { "data-uid": row.uid },
        rowName && boxes(row),
        columns.map((column, index) =>
          index
            ? h("td", { class: column.wide && "wide" }, column.cell(row))
            : h("th", { scope: "row", class: "lead" }, column.cell(row)),
        ),
      ),
    );
    return h(
      "table",
      { class: "table" },
      h("caption", { class: "sr-only" }, t(module)),
      h("thead", {}, h("tr", {}, rowName && h("td", { class: "pick" }, all), heads)),
      h("tbody", {}, lines),
    );
  }

  function showPaging(total) {
    const from = state.page * limit + 1;
    const values = { from, to: from + rows.length - 1, total };
    const go = (step, label, sign, off) =>
      h(
        "button",
        { type: "button", class: "button", disabled: off, onclick: () => change({ page: state.page + step }) },
        step < 0 && icon(sign),
        label,
        step > 0 && icon(sign),
      );
    paging.hidden = total <= limit;
    fill(
      paging,
      go(-1, t("list.previous"), "left", state.page === 0),
      h("span", {}, t("list.range", values)),
      go(1, t("list.next"), "right", values.to >= total),
    );
  }

  function showSelection() {
    const here = rows.filter((row) => selection.has(row.uid)).length;
    const all = body.querySelector(".select-all");
    if (all) {
      all.checked = here > 0 && here === rows.length;
      all.indeterminate = here > 0 && here < rows.length;
    }
    for (const box of body.querySelectorAll("td.pick input[data-uid]")) box.checked = selection.has(box.dataset.uid);
    for (const line of body.querySelectorAll("tbody tr"))
      line.classList.toggle("selected", selection.has(line.dataset.uid));
    if (bulk) {
      bar.hidden = !selection.size;
      summary.hidden = selection.size > 0;
      if (selection.size && !bar.childElementCount) fill(bar, h("strong", { role: "status" }), bulk(list));
      const said = bar.querySelector("strong");
      if (said) fill(said, t("list.selected", { n: selection.size }));
    }
    picked?.(selection);
  }

  const list = {
    node,
    selection,
    reload,
    unselect() {
      selection.clear();
      showSelection();
    },
  };
  reload();
  return list;
}
