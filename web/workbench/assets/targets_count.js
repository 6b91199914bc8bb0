// Runs once, with `element`, `props` and `watch` given by gr.HTML: says how many rows are shown.
const say = () => {
  const line = element.querySelector("[role=status]");
  if (line && line.textContent !== props.value) line.textContent = props.value;
};
watch("value", say);
say();
