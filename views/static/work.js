// Follows long work: asks how far it is, and shows the page anew when it ended.
const part = document.querySelector("[data-told]");
const bar = part?.querySelector("progress");
const words = part?.querySelector("[data-so-far]");
async function look() {
  try {
    const answer = await fetch(part.dataset.told, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok) {
      const { done, total, text, ended } = await answer.json();
      if (ended) { location.reload(); return; }
      if (total) { bar.max = total; bar.value = done; }
      if (words.textContent !== text) words.textContent = text;
    }
  } catch { /* no connection: asked again */ }
  setTimeout(look, 1500);
}
if (bar) setTimeout(look, 800);
