// Runs once, with `element` (the panel), `trigger` and `watch` given by gr.HTML.
// Buttons anywhere on the page that name a clause (data-address) open it here; data-copy copies; data-close closes.
const OPEN = "clause-open";
const frame = element.closest("#panel") || element;
let opener = null;

frame.setAttribute("role", "region");
frame.setAttribute("aria-label", "原文条款");

let asked = new URLSearchParams(location.search).has("clause"); // a click waits for its clause

const number = (text) => (text === undefined ? null : Number(text));

const close = () => {
  document.body.classList.remove(OPEN);
  if (opener && opener.isConnected) opener.focus();
};

const copy = async (button) => {
  const text = button.dataset.copy;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // the clipboard is closed to pages on plain http from another machine
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  button.textContent = done ? "已复制" : "复制失败";
  setTimeout(() => { button.textContent = "复制"; }, 1600);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-address], button[data-copy], button[data-close]");
  if (!button || !document.contains(element)) return;
  if (button.dataset.copy !== undefined) return void copy(button);
  if (button.dataset.close !== undefined) return void close();
  if (!frame.contains(button)) opener = button;
  document.body.classList.add(OPEN);
  const { address, start, end } = button.dataset;
  const now = element.querySelector(".clause").dataset;
  if (now.open === address && now.start === start && now.end === end) return void show(); // would bring no update
  asked = true;
  trigger("click", { address, start: number(start), end: number(end) });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains(OPEN)) close();
});

// While an input method is composing, Enter picks a word; it does not send.
for (const kind of ["keydown", "keypress"]) {
  document.addEventListener(kind, (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
  }, true);
}

const show = () => {
  frame.scrollTop = 0;
  const mark = element.querySelector("mark");
  if (mark) {
    const top = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (top > frame.clientHeight * 0.6) frame.scrollTop = top - frame.clientHeight * 0.3;
  }
  element.querySelector("h2").focus({ preventScroll: true });
};

if (asked) document.body.classList.add(OPEN);

watch("value", () => {
  if (asked) show();
  asked = false;
});
