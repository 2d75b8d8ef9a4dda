// Search as you type: an ARIA combobox over a plain search form.

const WAIT = 120; // ms without a key before we ask

export function suggest(form) {
  const field = form.querySelector('input[name="q"]');
  const words = form.dataset;
  const list = make("div", { id: `${field.id}-list`, class: "suggestions", role: "listbox", "aria-label": words.list, hidden: "" });
  const said = make("div", { class: "hidden-visually", role: "status" });
  form.append(list, said);
  set(field, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  let chosen = -1;
  let shown = "";
  let timer = 0;
  let asking = null;

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("focus", () => { if (list.children.length && shown === field.value.trim()) open(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is still choosing characters
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return list.children.length ? open() : ask();
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });

  async function ask() {
    const query = field.value.trim();
    asking?.abort();
    if (query.length < 2 && !/\p{Script=Han}/u.test(query)) return empty();
    asking = new AbortController();
    try {
      const answer = await fetch(`${words.suggest}?q=${encodeURIComponent(query)}`, { signal: asking.signal });
      if (!answer.ok) return empty();
      const { suggestions } = await answer.json();
      if (field.value.trim() === query) show(query, suggestions);
    } catch (error) {
      if (error.name !== "AbortError") empty();
    }
  }

  function show(query, suggestions) {
    shown = query;
    list.replaceChildren(
      ...suggestions.map(found),
      other(words.ask.replace("{question}", () => query), `/ask?q=${encodeURIComponent(query)}`),
    );
    [...list.children].forEach((option, at) => set(option, { id: `${list.id}-${at}`, role: "option", "aria-selected": "false" }));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    said.textContent = words.found.replace("{count}", suggestions.length);
    if (document.activeElement === field) open();
  }

  function found({ title, heading, url, language, mark }) {
    const option = make("div", { class: "suggestion", "data-url": url, lang: language });
    const name = make("span", {});
    for (const run of title) {
      const part = run.hit ? make("mark", {}) : document.createTextNode("");
      part.textContent = run.text;
      name.append(part);
    }
    option.append(name);
    if (heading) option.append(make("span", { class: "place" }, heading));
    if (mark) option.append(make("span", { class: "place", lang: document.documentElement.lang }, mark));
    return option;
  }

  function other(text, url) {
    return make("div", { class: "suggestion other", "data-url": url }, text);
  }

  function choose(at) {
    const options = [...list.children];
    chosen = (at + options.length + 1) % (options.length + 1); // one more place: the field itself
    if (chosen === options.length) chosen = -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function open() {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    choose(-1);
    field.setAttribute("aria-expanded", "false");
  }

  function empty() {
    list.replaceChildren();
    said.textContent = "";
    close();
  }
}

function make(name, attributes, text) {
  const element = document.createElement(name);
  set(element, attributes);
  if (text) element.textContent = text;
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
