// Runs once, with `element` (the panel) and `watch` given by gr.HTML; bench.js asks for clauses.
const frame = element.closest("#panel") || element;
frame.setAttribute("role", "region");
const name = () => {
  const region = element.querySelector("[data-region]")?.dataset.region;
  if (region) frame.setAttribute("aria-label", region);
};
name();

watch("value", () => {
  name();
  if (!document.body.classList.contains("clause-asked")) return;
  document.body.classList.remove("clause-asked");
  frame.scrollTop = 0;
  const mark = element.querySelector("mark");
  if (mark) {
    const top = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (top > frame.clientHeight * 0.6) frame.scrollTop = top - frame.clientHeight * 0.3;
  }
  const heading = element.querySelector(".now h2");
  if (!mark && heading.getBoundingClientRect().top > frame.getBoundingClientRect().bottom - 40) heading.scrollIntoView({ block: "start" });
  heading.focus({ preventScroll: true });
});
