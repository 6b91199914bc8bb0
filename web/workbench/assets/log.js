// Runs once, with `element` (the conversation), `trigger` and `watch` given by gr.HTML.
element.setAttribute("role", "log");
const name = () => {
  const region = element.querySelector("[data-region]")?.dataset.region;
  if (region) element.setAttribute("aria-label", region);
};
name();
element.setAttribute("tabindex", "0");
const frame = element.closest("#log") || element;
// The conversation is written anew with every piece of an answer; what the reader has unfolded stays so.
const unfolded = new Set();
const key = (fold) => {
  const turn = fold.closest(".turn");
  return `${turn.querySelector(".q").textContent}\n${[...turn.querySelectorAll("details")].indexOf(fold)}`;
};
const keep = (fold, open) => { if (open) unfolded.add(key(fold)); else unfolded.delete(key(fold)); };
const say = (turn) => { // on the button that opens and closes all folds of an answer
  const folds = [...turn.querySelectorAll("details")];
  turn.querySelector("[data-unfold]")?.setAttribute("aria-expanded", String(folds.every((fold) => unfolded.has(key(fold)))));
};
element.addEventListener("click", (event) => {
  const turn = event.target.closest(".turn");
  const fold = event.target.closest("summary")?.parentElement;
  const all = event.target.closest("[data-unfold]");
  if (fold) keep(fold, !fold.open);
  if (all) {
    const open = all.getAttribute("aria-expanded") !== "true";
    for (const each of turn.querySelectorAll("details")) { each.open = open; keep(each, open); }
  }
  if (fold || all) say(turn);
});
// A question that is offered, or was asked before, is asked; not while another one is being answered.
element.closest("#talk").addEventListener("click", (event) => {
  const asks = event.target.closest("[data-ask]");
  if (!asks || element.querySelector('[aria-busy="true"]')) return;
  element.focus({ preventScroll: true }); // the button goes
  trigger("submit", { ask: asks.dataset.ask });
});
// A new question moves to the top, so that its answer is read from its beginning while it is being written out.
watch("value", () => {
  name();
  element.dispatchEvent(new Event("written", { bubbles: true })); // for rating.js, before anything is measured
  const turns = element.querySelectorAll(".turn");
  const last = turns[turns.length - 1];
  if (!last) { unfolded.clear(); frame.scrollTop = 0; return; }
  for (const fold of element.querySelectorAll(".turn details")) fold.open = unfolded.has(key(fold));
  turns.forEach(say);
  const top = last.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
  frame.scrollTop = Math.max(0, top - 8);
});

// Not on a phone, where focus raises the keyboard over the examples.
if (window.matchMedia("(min-width: 900px)").matches) document.querySelector("#question textarea")?.focus();
