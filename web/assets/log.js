// Runs once, with `element` (the conversation) and `watch` given by gr.HTML.
element.setAttribute("role", "log");
element.setAttribute("aria-label", "问答");
element.setAttribute("tabindex", "0");
const frame = element.closest("#log") || element;
// A new question moves to the top, so that its answer is read from its beginning while it is being written out.
watch("value", () => {
  const turns = element.querySelectorAll(".turn");
  const last = turns[turns.length - 1];
  if (!last) { frame.scrollTop = 0; return; }
  const top = last.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
  frame.scrollTop = Math.max(0, top - 8);
});

// Not on a phone, where focus raises the keyboard over the examples.
if (window.matchMedia("(min-width: 900px)").matches) document.querySelector("#question textarea")?.focus();
