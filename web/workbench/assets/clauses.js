// Runs once, with `element` (#clauses-wanted), `props` and `trigger` given by gr.HTML. Its value is what the form asks for
// beside the part and the body, which are the view's and are chosen by way of the bus (bench.js), as anywhere.
const form = () => document.getElementById("clauses-form");
const tree = () => document.getElementById("clauses");
const field = (name) => document.getElementById(`clauses-${name}`);

const want = (nothing) => {
  props.value = nothing
    ? { words: nothing === "filters" ? field("words").value : "", kind: "", figures: false }
    : { words: field("words").value, kind: field("kind").value, figures: field("figures").checked };
};

const lead = (where) => document.dispatchEvent(new CustomEvent("lead", { detail: where })); // to bench.js

const clear = (what) => {
  want(what || "all");
  const away = field("part").value || field("body").value;
  field("words").value = props.value.words;
  field("kind").value = "";
  field("figures").checked = false;
  if (away) lead({ part: "", body: "" }); else trigger("input");
};

let focused = ""; // the field of the form that has the focus, which is lost when the form is written anew
const said = (event) => {
  if (!form()?.contains(event.target)) return;
  const chosen = event.target.dataset.chooses;
  if (!chosen) {
    want();
    trigger("input");
  } else if (event.type === "change") {
    want();
    lead({ [chosen]: event.target.value });
  }
};
document.addEventListener("input", said);
document.addEventListener("change", (event) => { if (event.target.dataset?.chooses) said(event); });
document.addEventListener("submit", (event) => { if (form()?.contains(event.target)) event.preventDefault(); });
document.addEventListener("focusin", (event) => { focused = form()?.contains(event.target) ? event.target.id : ""; });
// What is written anew keeps what was chosen in it before; what counts is the view.
new MutationObserver(() => {
  for (const select of form().querySelectorAll("select[data-value]")) select.value = select.dataset.value;
  const lost = focused && (!document.activeElement || document.activeElement === document.body);
  if (lost) document.getElementById(focused)?.focus();
}).observe(form(), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-value"] });

const folds = (open) => { for (const fold of tree().querySelectorAll("details")) fold.open = open; };
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !(tree()?.contains(button) || form()?.contains(button))) return;
  if (button.dataset.clears !== undefined) clear(button.dataset.clears);
  if (button.dataset.folds !== undefined) folds(button.dataset.folds === "all");
});

// The clause that is open is marked in the tree, wherever it was opened.
const mark = () => {
  const open = document.querySelector("#panel [data-open]")?.dataset.open;
  for (const button of tree()?.querySelectorAll("button.open") || []) {
    if (button.dataset.address === open) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  }
};
for (const id of ["panel", "clauses"]) {
  new MutationObserver(mark).observe(document.getElementById(id), { childList: true, subtree: true });
}

// Arrow keys: up and down among what is shown, left and right through the levels.
const shown = () => [...tree().querySelectorAll("button.open")].filter((button) => button.checkVisibility());
const moves = {
  ArrowDown: (at) => { const all = shown(); return all[all.indexOf(at) + 1]; },
  ArrowUp: (at) => { const all = shown(); return all[all.indexOf(at) - 1]; },
  Home: () => shown()[0],
  End: () => shown().at(-1),
  ArrowRight: (at) => {
    const fold = at.closest("li").querySelector(":scope > details");
    if (!fold) return null;
    if (fold.open) return fold.querySelector("button.open");
    fold.open = true;
    return null;
  },
  ArrowLeft: (at) => {
    const item = at.closest("li");
    const fold = item.querySelector(":scope > details");
    if (!fold?.open) return item.parentElement.closest("li")?.querySelector("button.open");
    fold.open = false;
    return null;
  },
};
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.matches?.("#clauses button.open") && moves[event.key]) {
    event.preventDefault();
    moves[event.key](event.target)?.focus();
  }
  if (event.target.id === "clauses-words" && event.key === "ArrowDown" && !event.isComposing) {
    event.preventDefault();
    shown()[0]?.focus();
  }
  if (event.key === "Escape") event.target.closest?.("#clauses .why")?.classList.add("shut");
});
// What is said of a mark stands above it where there is more room.
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const why = event.target.closest?.("#clauses .why");
    if (!why) return;
    const at = why.getBoundingClientRect();
    const all = tree().getBoundingClientRect();
    why.classList.toggle("up", at.top - all.top > all.bottom - at.bottom);
  });
}
for (const kind of ["focusout", "pointerout"]) {
  document.addEventListener(kind, (event) => event.target.closest?.("#clauses .why")?.classList.remove("shut"));
}

// On paper nothing is folded away.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...(tree()?.querySelectorAll("details:not([open])") || [])];
  for (const fold of folded) fold.open = true;
});
window.addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });
