// Runs once, with `element` (the list of what was asked) and `trigger` given by gr.HTML. log.js asks again.
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-save]")) return void trigger("click", {});
  const go = event.target.closest("[data-turn]");
  if (!go) return;
  const turn = document.querySelectorAll("#log .turn")[Number(go.dataset.turn)];
  if (!turn) return;
  go.closest("details").open = false;
  turn.tabIndex = -1;
  turn.scrollIntoView({ block: "start" });
  turn.focus({ preventScroll: true });
});
element.addEventListener("keydown", (event) => {
  const list = event.target.closest("details[open]");
  if (event.key !== "Escape" || !list) return;
  event.stopPropagation(); // does not close the clause as well
  list.open = false;
  list.querySelector("summary").focus();
});
