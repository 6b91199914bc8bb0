// Runs once, with `element`, `trigger` and `watch` given by gr.HTML. Buttons of the list and of a record say what is looked
// at: data-record (its id; "" for the list), data-page (a number, from 0), data-again (asks its question again).
let asked = false; // by this page's reader, who is then led to what comes
const notes = new Map(); // record → what is typed of why it is dismissed: the record is written anew meanwhile

const tell = (event, told) => {
  asked = true;
  trigger(event, told);
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { record, page, again } = button.dataset;
  if (record !== undefined) tell("click", { record });
  else if (page !== undefined) tell("click", { page: Number(page) });
  else if (again !== undefined) tell("select", { record: again });
});

element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-dismiss]");
  if (!form) return;
  event.preventDefault();
  tell("submit", { record: form.dataset.dismiss, note: form.elements.note.value });
});

element.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-dismiss]");
  if (form) notes.set(form.dataset.dismiss, form.elements.note.value);
});

watch("value", () => {
  const form = element.querySelector("form[data-dismiss]");
  if (form) form.elements.note.value = notes.get(form.dataset.dismiss) || "";
  if (!asked) return;
  const sheet = element.closest(".sheet");
  if (element.querySelector(".now")) element.querySelector(".answers").scrollIntoView({ block: "start" });
  else if (sheet) sheet.scrollTop = 0;
  element.querySelector("[data-arrive]")?.focus({ preventScroll: true });
  asked = Boolean(element.querySelector("[data-busy]"));
});
