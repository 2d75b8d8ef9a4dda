// Articles that stand beside one are found as you type, and kept at once. Without this file a page of its own does it.

for (const part of document.querySelectorAll("[data-related]")) dress(part);

function dress(part) {
  const address = part.dataset.related;
  const field = part.querySelector("[data-find]");
  const options = part.querySelector("[role=listbox]");
  const line = part.querySelector("[data-line]");
  for (const each of part.querySelectorAll("[data-scripted]")) each.hidden = false;
  part.querySelector("[data-plain]").hidden = true;
  let at = -1;
  let asked = 0;
  let waiting;

  const close = () => {
    options.hidden = true;
    options.replaceChildren();
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    const all = [...options.children];
    if (!all.length) return;
    at = (next + all.length) % all.length;
    all.forEach((each, place) => each.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const show = (found) => {
    options.replaceChildren(...found.map((each, place) => {
      const option = document.createElement("li");
      option.className = "related-option";
      option.id = `related-option-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.lang = each.language;
      option.dataset.group = each.group;
      option.textContent = each.title;
      return option;
    }));
    at = -1;
    options.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    line.textContent = found.length ? "" : part.dataset.none;
    options.scrollIntoView({ block: "nearest" });
  };
  const look = async () => {
    const query = field.value.trim();
    const mine = ++asked;
    if (!query) { close(); line.textContent = ""; return; }
    try {
      const answer = await fetch(`${address}/suggest?q=${encodeURIComponent(query)}`);
      if (!answer.ok) throw new Error(answer.status);
      const { suggestions } = await answer.json();
      if (mine === asked && document.activeElement === field) show(suggestions);
    } catch { line.textContent = part.dataset.failed; }
  };
  const keep = async (deed, group) => {
    const said = new URLSearchParams([...part.querySelectorAll("[data-group]:not([role])")].map((each) => ["picked", each.dataset.group]));
    said.set(deed, group);
    try {
      const answer = await fetch(address, { method: "POST", headers: { "X-Part": "related" }, body: said });
      if (!answer.ok) throw new Error(answer.status);
      const holder = document.createElement("div");
      holder.innerHTML = await answer.text();
      const fresh = holder.firstElementChild;
      part.replaceWith(fresh);
      dress(fresh);
      fresh.querySelector("[data-find]").focus();
    } catch { line.textContent = part.dataset.failed; }
  };

  field.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no change of the article
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
    else if (event.key === "Escape" && !options.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter") {
      event.preventDefault(); // the article's form is not sent
      const chosen = options.children[Math.max(at, 0)];
      if (chosen) keep("add", chosen.dataset.group);
    }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  options.addEventListener("pointerdown", (event) => event.preventDefault());
  options.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-group]");
    if (chosen) keep("add", chosen.dataset.group);
  });
  part.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-deed]");
    if (deed) keep(deed.dataset.deed, deed.closest("[data-group]").dataset.group);
  });
}
