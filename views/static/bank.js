// What is to be typed at a bank is copied by a button; a file is dropped anywhere on its card. Without this one
// selects, and chooses.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.firstChild;
      const before = words.textContent;
      words.textContent = button.dataset.done;
      setTimeout(() => { words.textContent = before; }, 2000);
    } catch { /* not allowed: it stands there to be selected */ }
  });
}

const place = document.querySelector("[data-drop]");
const field = place?.querySelector("input[type=file]");
if (field) {
  for (const kind of ["dragover", "dragenter"]) {
    place.addEventListener(kind, (event) => { event.preventDefault(); place.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.focus();
  });
}
