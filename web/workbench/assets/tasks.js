// Runs once, with `element` (the tab's HTML), `trigger` and `watch` given by gr.HTML. Where buttons lead is bench.js's.
// What is drawn anew loses the focus: `wanted` says what takes it then.
let wanted = "";

const sort = (button) => {
  const head = button.closest("th");
  const by = button.dataset.sort;
  const first = by === "name" ? "ascending" : "descending";
  const other = { ascending: "descending", descending: "ascending" };
  const order = head.ariaSort ? other[head.ariaSort] : first;
  for (const one of head.parentElement.children) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const names = new Intl.Collator("zh-CN");
  const sign = order === "ascending" ? 1 : -1;
  const body = head.closest("table").tBodies[0];
  const rows = [...body.rows].sort((a, b) => {
    const counted = by === "name" ? 0 : Number(a.dataset.total) - Number(b.dataset.total);
    return counted ? sign * counted : (by === "name" ? sign : 1) * names.compare(a.dataset.name, b.dataset.name);
  });
  body.append(...rows);
};

// A heading comes with what is above it; anything else stays where it is, as far as it can.
const show = (selector) => {
  const target = selector && element.querySelector(selector);
  if (!target) return;
  if (target.matches("h2")) element.closest("#tasks").scrollTop = 0;
  else target.scrollIntoView({ block: "nearest" });
  target.focus({ preventScroll: true });
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const said = button.dataset;
  if (said.sort !== undefined) return void sort(button);
  if (said.jump !== undefined) {
    const place = document.getElementById(said.jump);
    place.scrollIntoView({ block: "start" });
    return void place.focus({ preventScroll: true });
  }
  if (said.role !== undefined) {
    wanted = `[data-role="${said.role}"]`;
    trigger("select", { role: said.role });
  } else if (said.body !== undefined || said.part !== undefined) {
    wanted = "h2.first";
  }
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = event.target.elements.name;
  // What is there already would be drawn as it is, and nothing would tell that it was.
  if (box.value === box.getAttribute("value") && !box.matches("[aria-invalid]")) return void show("h2.first");
  wanted = "[aria-invalid], h2.first";
  trigger("submit", { name: box.value });
});

// A name that is picked from the suggestions is one that is meant; one that is typed waits for Enter.
element.addEventListener("input", (event) => {
  if (event.target.id !== "tasks-name" || (event.inputType && event.inputType !== "insertReplacementText")) return;
  if (event.target.value) event.target.form.requestSubmit();
});

watch("value", () => {
  const box = element.querySelector("#tasks-name");
  if (!box) return;
  box.value = box.getAttribute("value");
  const led = element.querySelector(".go");
  if (led) return void led.click(); // sets wanted
  show(wanted);
  wanted = "";
});
