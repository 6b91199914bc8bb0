// Runs once, with `element`, `trigger`, `props` and `watch` given by gr.HTML. `element` holds the page's one live region.
// The conversation is written anew with every piece of an answer, over the same elements; what a person has said of
// which answer is therefore kept here and shown again each time.
const talk = element.closest("#talk");
const region = element.querySelector("[role=status]");
const PATIENCE = 15000; // milliseconds

// answer id → { rating, open, reasons, comment: as they are on the page; kept: as they were last kept; said, failed: sentences }
const answers = new Map();
const nothing = () => ({ rating: "", open: false, reasons: [], comment: "", kept: { reasons: [], comment: "" }, said: "", failed: "" });
const of = (id) => {
  if (!answers.has(id)) answers.set(id, nothing());
  return answers.get(id);
};
const boxOf = (id) => talk.querySelector(`.rating[data-answer="${id}"]`);

const show = (box) => {
  const answer = answers.get(box.dataset.answer);
  if (!answer) return;
  for (const button of box.querySelectorAll("[data-rate]")) {
    button.setAttribute("aria-pressed", String(button.dataset.rate === answer.rating));
  }
  box.querySelector("[data-rate=down]").setAttribute("aria-expanded", String(answer.open));
  const form = box.querySelector("form");
  form.hidden = !answer.open;
  for (const choice of form.elements.reasons) choice.checked = answer.reasons.includes(choice.value);
  if (form.elements.comment.value !== answer.comment) form.elements.comment.value = answer.comment;
  const bad = answer.open ? "" : answer.failed; // beside the thumbs where no form is open to say it
  box.querySelector(".failed").textContent = answer.open ? answer.failed : "";
  box.querySelector(".said").textContent = bad || answer.said || box.dataset.asks;
  box.querySelector(".said").classList.toggle("bad", Boolean(bad));
};
const showOne = (id) => { const box = boxOf(id); if (box) show(box); };
const showAll = () => {
  const boxes = talk.querySelectorAll(".rating");
  if (!boxes.length) answers.clear(); // 重新开始
  boxes.forEach(show);
};

// One at a time, in order: two replies at once would be one update of the page.
const waiting = [];
let sending = null;
let n = 0;
const next = () => {
  if (sending || !waiting.length) return;
  sending = waiting.shift();
  n += 1;
  sending.timer = setTimeout(() => done({ n, done: false, said: talk.querySelector(".rating")?.dataset.silent ?? "" }), PATIENCE);
  trigger("submit", { ...sending.words, n });
};
const send = (id, rating, reasons, comment) => {
  if (sending?.words.answer_id === id || waiting.some((one) => one.words.answer_id === id)) return;
  region.textContent = "";
  waiting.push({ words: { answer_id: id, rating, reasons, comment } });
  next();
};
const done = (reply) => {
  if (!sending || reply.n !== n) return; // late
  clearTimeout(sending.timer);
  const { answer_id: id, rating, reasons, comment } = sending.words;
  sending = null;
  region.textContent = reply.said;
  const answer = of(id);
  const form = boxOf(id)?.querySelector("form");
  if (reply.done) {
    const inside = form?.contains(document.activeElement); // or the focus would go with the form
    Object.assign(answer, { rating, open: false, reasons, comment, kept: { reasons, comment }, said: reply.said, failed: "" });
    if (inside) boxOf(id).querySelector("[data-rate=down]").focus();
  } else {
    answer.failed = reply.said;
  }
  showOne(id);
  if (!reply.done && answer.open) form?.querySelector(".send").scrollIntoView({ block: "nearest" });
  next();
};

const leave = (id) => { // what was not sent is dropped
  const answer = of(id);
  Object.assign(answer, { open: false, failed: "" }, answer.kept);
  showOne(id);
  boxOf(id).querySelector("[data-rate=down]").focus();
};

talk.addEventListener("click", (event) => {
  const button = event.target.closest(".rating button");
  if (!button) return;
  const id = button.closest(".rating").dataset.answer;
  const answer = of(id);
  if (button.dataset.cancel !== undefined) return leave(id);
  if (button.dataset.rate === "up") {
    answer.open = false;
    showOne(id);
    return send(id, "up", [], "");
  }
  if (button.dataset.rate !== "down") return;
  if (answer.open) return leave(id);
  Object.assign(answer, { open: true, failed: "" });
  showOne(id);
  const form = boxOf(id).querySelector("form");
  form.elements.reasons[0].focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
});

talk.addEventListener("submit", (event) => {
  const box = event.target.closest(".rating");
  if (!box) return;
  event.preventDefault();
  const { reasons, comment } = of(box.dataset.answer);
  send(box.dataset.answer, "down", reasons, comment);
});

talk.addEventListener("input", (event) => {
  const box = event.target.closest(".rating");
  if (!box) return;
  const form = box.querySelector("form");
  const answer = of(box.dataset.answer);
  answer.reasons = [...form.elements.reasons].filter((choice) => choice.checked).map((choice) => choice.value);
  answer.comment = form.elements.comment.value;
});

talk.addEventListener("keydown", (event) => {
  const form = event.target.closest(".rating form");
  if (!form || event.key !== "Escape" || event.isComposing) return;
  event.stopPropagation(); // does not close the clause as well
  leave(form.closest(".rating").dataset.answer);
});

talk.addEventListener("written", showAll);
watch("value", () => done(props.value));
