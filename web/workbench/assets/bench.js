// Runs once, with `element` (the bus), `trigger` and `watch` given by gr.HTML.
// Buttons anywhere on the page say where they lead: data-address (with data-start, data-end) opens a clause, data-beside
// puts one beside it, data-body and data-part choose what lists are kept to, data-tab opens a tab, data-lang changes the
// language; data-copy copies, data-close closes the clause, data-theme changes the light, data-print prints. Scripts lead by
// an event "lead", whose detail is what a button's data would be.
const OPEN = "clause-open"; // on a phone, the sheet is up
const ASKED = "clause-asked"; // the clause that comes next takes the focus (panel.js)
const THEME = "wence-theme";
const LEADS = "[data-address], [data-beside], [data-body], [data-part], [data-tab], [data-lang], [data-copy], [data-close], [data-theme], [data-print]";
let opener = null;

const number = (text) => (text === undefined ? null : Number(text));
const frame = () => document.getElementById("panel");

const close = () => {
  document.body.classList.remove(OPEN);
  if (opener && opener.isConnected) opener.focus();
};

const copy = async (button) => {
  const text = button.dataset.copy;
  const label = button.textContent;
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
  const english = document.documentElement.lang === "en";
  button.textContent = done ? (english ? "Copied" : "已复制") : english ? "Not copied" : "复制失败";
  setTimeout(() => { button.textContent = label; }, 1600);
};

const dress = (theme) => {
  document.body.classList.toggle("dark", theme === "dark");
  for (const button of document.querySelectorAll("button[data-theme]")) button.setAttribute("aria-pressed", String(theme === "dark"));
};
const theme = () => {
  let chosen = null;
  try { chosen = localStorage.getItem(THEME); } catch (error) { /* nothing is kept here, then */ }
  return chosen || (document.body.classList.contains("dark") ? "dark" : "light");
};
const turn = () => {
  const other = document.body.classList.contains("dark") ? "light" : "dark";
  try { localStorage.setItem(THEME, other); } catch (error) { /* until the page is left, then */ }
  dress(other);
};

const lead = (said, button) => {
  const told = {};
  for (const name of ["beside", "body", "part", "tab", "lang"]) if (said[name] !== undefined) told[name] = said[name];
  if (said.address !== undefined) Object.assign(told, { clause: said.address, start: number(said.start), end: number(said.end) });
  if (said.address !== undefined || said.beside !== undefined) {
    if (button && !frame().contains(button)) opener = button;
    document.body.classList.add(OPEN, ASKED);
  } else {
    document.body.classList.remove(OPEN);
  }
  trigger("click", told);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button || !button.matches(LEADS) || !document.contains(element)) return;
  const said = button.dataset;
  if (said.copy !== undefined) return void copy(button);
  if (said.close !== undefined) return void close();
  if (said.theme !== undefined) return void turn();
  if (said.print !== undefined) return void window.print();
  event.preventDefault();
  lead(said, button);
});
document.addEventListener("lead", (event) => { if (document.contains(element)) lead(event.detail); });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains(OPEN)) close();
});

// While an input method is composing, Enter picks a word; it does not send.
for (const kind of ["keydown", "keypress"]) {
  document.addEventListener(kind, (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
  }, true);
}

// The address says where one is, so that it can be passed on.
watch("value", () => {
  const { query, lang } = props.value;
  const kept = new URLSearchParams(location.search);
  const now = new URLSearchParams(query);
  if (kept.has("__theme")) now.set("__theme", kept.get("__theme"));
  const text = now.toString().replace(/%2F/g, "/");
  history.replaceState(history.state, "", text ? `?${text}` : location.pathname);
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
  dress(theme());
});

// The banner is written anew with the language and the account.
new MutationObserver(() => dress(theme())).observe(document.getElementById("banner"), { childList: true, subtree: true });
if (new URLSearchParams(location.search).has("clause")) document.body.classList.add(OPEN, ASKED);
dress(theme());
