// What the page gains when scripts run: search by "/", real dialogs, choosing rows, no double sending,
// and the warning before the time-out. Nothing here is needed to do the work, so nothing here may throw.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const stored = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
};

// "/" goes to the search field, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = one("[data-find]");
  if (field && !one("dialog:modal")) { event.preventDefault(); field.focus(); field.select(); }
});

// Menus close by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) { menu.open = false; one("summary", menu).focus(); }
});

// Questions become modal: the page behind is out of reach and focus comes back to the button.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget]");
  const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (dialog.open) dialog.close(); else dialog.showModal();
});
document.addEventListener("pointerdown", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.id !== "idle") {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

// A form is sent once; coming back by the back button makes it usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => all("button:not([type=button])", form).forEach((b) => b.setAttribute("aria-disabled", "true")));
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((b) => b.removeAttribute("aria-disabled"));
  }
});

// Addresses of searches stay short: empty fields are left out.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-skip-empty]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

// A fold that the address points at stands open.
const pointed = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (pointed instanceof HTMLDetailsElement) pointed.open = true;

// Errors are read first.
one(".summary-of-errors")?.focus();

// Choosing rows: all at once, how many, and no act without a choice.
function count(id) {
  const boxes = all(`input[type=checkbox][form="${id}"]`);
  const chosen = boxes.filter((box) => box.checked).length;
  const line = one(`[data-chosen="${id}"]`);
  if (line) line.textContent = chosen ? `${line.dataset.some} ${chosen}` : line.dataset.none;
  for (const button of all("[data-needs-choice]", document.getElementById(id))) button.disabled = !chosen;
  const every = one(`[data-choose-all="${id}"]`);
  if (every) {
    every.hidden = false;
    every.checked = chosen > 0 && chosen === boxes.length;
    every.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}
let lastBox = null;
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const id = box.dataset.chooseAll;
  if (id) {
    all(`input[type=checkbox][form="${id}"]`).forEach((other) => { other.checked = box.checked; });
    count(id);
  } else if (box.getAttribute("form")) {
    const boxes = all(`input[type=checkbox][form="${box.getAttribute("form")}"]`);
    if (event.shiftKey && boxes.includes(lastBox)) {
      const ends = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(ends[0], ends[1] + 1).forEach((other) => { other.checked = box.checked; });
    }
    lastBox = box;
    count(box.getAttribute("form"));
  }
});
addEventListener("pageshow", () => all("form.bulk").forEach((form) => count(form.id)));

// Dense rows, remembered on this machine.
for (const button of all("[data-density]")) {
  const show = (dense) => {
    document.documentElement.classList.toggle("dense", dense);
    button.setAttribute("aria-pressed", String(dense));
  };
  button.hidden = false;
  show(stored.get("rows") === "dense");
  button.addEventListener("click", () => {
    const dense = !document.documentElement.classList.contains("dense");
    stored.set("rows", dense ? "dense" : "wide");
    show(dense);
  });
}

// The time-out. The server counts from the last request of any tab, so tabs tell each other; somebody who
// types keeps the session alive. When it is over the page is asked anew, so that nothing stays on the screen.
const { idleSeconds, warnSeconds, keepAliveUrl, token } = document.body.dataset;
const idle = document.getElementById("idle");
if (idle && idleSeconds) {
  const again = () => location.assign(location.pathname + location.search);
  let reached = Date.now();
  const tell = (at) => { reached = Math.max(reached, at); stored.set("reached", String(reached)); };
  tell(reached);
  addEventListener("storage", (event) => { if (event.key === "reached") reached = Math.max(reached, Number(event.newValue) || 0); });
  let asking = false;
  async function stay() {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(keepAliveUrl, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
      if (answer.ok) { tell(Date.now()); if (idle.open) idle.close(); }
      else if (answer.status !== 429 && answer.status < 500) again();
    } catch { /* no connection: the clock runs on */ } finally { asking = false; }
  }
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, () => { if (!idle.open && Date.now() - reached > 60000) stay(); }, { passive: true });
  }
  one("[data-stay]", idle).addEventListener("click", stay);
  idle.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  let said = -1;
  setInterval(() => {
    const left = Math.round(Number(idleSeconds) - (Date.now() - reached) / 1000);
    if (left <= 0) { again(); return; }
    if (left > Number(warnSeconds)) { if (idle.open) idle.close(); return; }
    if (!idle.open) idle.showModal();
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    one("[data-left]", idle).textContent = text;
    if (said !== Math.ceil(left / 30)) { said = Math.ceil(left / 30); one("[data-said]", idle).textContent = text; }
  }, 1000);
}
