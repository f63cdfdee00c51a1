// The palette: Ctrl+K from anywhere, a few letters or a number, Enter. It offers the menu's own entries and what
// the search finds for this reader, in the pattern of a combobox with a list box. Numbers travel by POST only.
const palette = document.getElementById("palette");
if (palette) {
  const field = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const said = palette.querySelector("[role=status]");
  const places = [...document.querySelectorAll(".side > ul a")].map((link) => ({
    title: link.querySelector("span")?.textContent.trim() || link.textContent.trim(), note: "", url: link.href,
  }));
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const fits = (title, typed) => {
    const words = fold(title).split(/\s+/);
    return fold(typed).split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
  };
  const options = () => [...list.querySelectorAll("[role=option]")];
  let turn = 0;
  let timer = 0;
  let pending = Promise.resolve();

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    field.setAttribute("aria-activedescendant", option ? option.id : "");
    if (option) option.scrollIntoView({ block: "nearest" });
  }

  function made(tag, values, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function draw(groups) {
    let number = 0;
    list.replaceChildren(...groups.filter((group) => group.hits.length).map((group, at) => made(
      "div", { role: "group", "aria-labelledby": `palette-group-${at}` },
      made("div", { id: `palette-group-${at}`, class: "quiet", role: "presentation" }, group.label),
      ...group.hits.map((hit) => made(
        "a", { role: "option", id: `palette-${number++}`, href: hit.url, tabindex: "-1", "aria-selected": "false" },
        made("b", {}, hit.title), ...(hit.note ? [made("span", { class: "quiet" }, hit.note)] : []),
      )),
    )));
    const found = options();
    field.setAttribute("aria-expanded", String(found.length > 0));
    choose(found[0]);
    const typed = field.value.trim() !== "";
    said.textContent = found.length ? `${found.length} ${said.dataset.found}` : typed ? said.dataset.none : "";
    palette.toggleAttribute("data-nothing", typed && !found.length);
  }

  const menu = (typed) => ({
    label: list.dataset.menu, hits: typed ? places.filter((place) => fits(place.title, typed)) : places,
  });

  async function ask(typed, mine) {
    try {
      const answer = await fetch(palette.dataset.hits, {
        method: "POST", redirect: "manual",
        headers: { "X-CSRFToken": document.body.dataset.token },
        body: new URLSearchParams({ q: typed }),
      });
      if (mine !== turn) return;
      draw([menu(typed), ...(answer.ok ? await answer.json() : [])]);
    } catch { /* no connection: the menu is still there */ }
  }

  field.addEventListener("input", () => {
    const typed = field.value.trim();
    const mine = ++turn;
    clearTimeout(timer);
    if (!typed) { pending = Promise.resolve(); draw([menu("")]); return; }
    const here = menu(typed);
    if (here.hits.length) draw([here]);
    pending = new Promise((done) => {
      timer = setTimeout(() => ask(typed, mine).then(done), 120);
    });
  });

  field.addEventListener("keydown", async (event) => {
    const found = options();
    const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const to = { ArrowDown: (at + 1) % found.length, ArrowUp: (at - 1 + found.length) % found.length }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (found.length) choose(found[to]);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      await pending; // who types faster than the answer comes still goes where he meant
      const chosen = list.querySelector("[aria-selected=true]");
      if (chosen) location.assign(chosen.href);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (palette.open) { palette.close(); return; }
    if (document.querySelector("dialog:modal")) return;
    if (palette.dataset.look) {
      document.head.append(made("link", { rel: "stylesheet", href: palette.dataset.look }));
      delete palette.dataset.look;
    }
    field.value = "";
    turn += 1;
    palette.showModal();
    field.focus();
    draw([menu("")]);
  });
}
