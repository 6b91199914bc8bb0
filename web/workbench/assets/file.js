// Runs once, with `props` and `watch` given by gr.HTML. A file that was made for this page is handed to who uses it.
watch("value", () => {
  const { name, type, data } = props.value;
  if (!data) return;
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
