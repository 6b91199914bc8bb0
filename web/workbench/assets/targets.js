// Runs once, with `element` (the sheet) and `watch` given by gr.HTML: sorts its tables, and keeps the order and the focus
// when the sheet is drawn anew.
const collator = new Intl.Collator("zh-CN", { numeric: true });
const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
const sorted = new Map(); // "figures 0" (which sheet, which of its tables) → { column, way }
let pressed = ""; // the button that was pressed last, as a selector

const sheet = () => element.querySelector("[data-sheet]")?.dataset.sheet;
const nameOf = (table) => `${sheet()} ${[...element.querySelectorAll("table.sortable")].indexOf(table)}`;

// A cell sorts by data-rank, within its data-group where it has one, else by its words; an empty one comes last.
const keyOf = (row, column) => {
  const cell = row.cells[column];
  const { rank, group } = cell.dataset;
  if (rank === "") return null;
  return { group: Number(group || 0), rank: rank === undefined ? null : Number(rank), text: cell.textContent.trim() };
};
const before = (a, b, sign) => {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  return a.group - b.group || sign * (a.rank === null ? collator.compare(a.text, b.text) : a.rank - b.rank);
};

const sort = (table, column, way) => {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  rows.forEach((row, n) => { row.dataset.n ??= n; }); // the reading order, to which the third press returns
  const keys = new Map(rows.map((row) => [row, keyOf(row, column)]));
  const sign = way === "descending" ? -1 : 1;
  rows.sort((a, b) => (way === "none" ? 0 : before(keys.get(a), keys.get(b), sign)) || a.dataset.n - b.dataset.n);
  body.append(...rows);
  for (const head of table.tHead.rows[0].cells) {
    if (head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", head.cellIndex === column ? way : "none");
  }
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  pressed = button.dataset.part === undefined ? "" : `.parts [data-part="${button.dataset.part}"]`;
  if (button.dataset.sort === undefined) return;
  const head = button.closest("th");
  const table = head.closest("table");
  const way = NEXT[head.getAttribute("aria-sort")];
  sorted.set(nameOf(table), { column: head.cellIndex, way });
  sort(table, head.cellIndex, way);
});

watch("value", () => {
  for (const table of element.querySelectorAll("table.sortable")) {
    const order = sorted.get(nameOf(table));
    if (order) sort(table, order.column, order.way);
  }
  if (pressed && document.activeElement === document.body) element.querySelector(pressed)?.focus({ preventScroll: true });
  pressed = "";
});

// Letters that an input method has not yet made words of are no search.
const typing = (event) => document.contains(element) && event.target.closest?.("#targets-search");
document.addEventListener("input", (event) => {
  if (event.isComposing && typing(event)) event.stopImmediatePropagation();
}, true);
document.addEventListener("compositionend", (event) => {
  if (typing(event)) event.target.dispatchEvent(new InputEvent("input", { bubbles: true }));
});
