// Runs once, with `element` (the panel) and `watch` given by gr.HTML; bench.js asks for clauses.
const frame = element.closest("#panel") || element;
frame.setAttribute("role", "region");
frame.setAttribute("aria-label", "原文条款");

watch("value", () => {
  if (!document.body.classList.contains("clause-asked")) return;
  document.body.classList.remove("clause-asked");
  frame.scrollTop = 0;
  const mark = element.querySelector("mark");
  if (mark) {
    const top = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (top > frame.clientHeight * 0.6) frame.scrollTop = top - frame.clientHeight * 0.3;
  }
  element.querySelector("h2").focus({ preventScroll: true });
});
