// Runs once, with `element` (the conversation) and `watch` given by gr.HTML.
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
element.addEventListener("click", (event) => {
  const fold = event.target.closest("summary")?.parentElement;
  if (!fold) return;
  if (fold.open) unfolded.delete(key(fold)); else unfolded.add(key(fold));
});
// A new question moves to the top, so that its answer is read from its beginning while it is being written out.
watch("value", () => {
  name();
  element.dispatchEvent(new Event("written", { bubbles: true })); // for rating.js, before anything is measured
  const turns = element.querySelectorAll(".turn");
  const last = turns[turns.length - 1];
  if (!last) { unfolded.clear(); frame.scrollTop = 0; return; }
  for (const fold of element.querySelectorAll(".turn details")) fold.open = unfolded.has(key(fold));
  const top = last.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
  frame.scrollTop = Math.max(0, top - 8);
});

// Not on a phone, where focus raises the keyboard over the examples.
if (window.matchMedia("(min-width: 900px)").matches) document.querySelector("#question textarea")?.focus();
