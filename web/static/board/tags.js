// Tags that begin as the word under the caret does: an ARIA combobox over the plain field.

const WAIT = 150; // ms without a key before we ask
const MOST = 5;
const BETWEEN = /[\s,，、]/;

export function suggestTags(field) {
  const words = field.dataset;
  const list = make("div", { id: `${field.id}-list`, class: "tag-list", role: "listbox", "aria-label": words.list, hidden: "" });
  const said = make("div", { class: "hidden-visually", role: "status" });
  const place = make("div", { class: "tag-field" });
  field.replaceWith(place);
  place.append(field, list, said);
  set(field, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  let chosen = -1;
  let timer = 0;
  let asking = null;

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return; // an input method is still choosing characters
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].dataset.name);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-name]");
    if (option) take(option.dataset.name);
  });

  async function ask() {
    const { word, others } = here();
    asking?.abort();
    if (!word || others.length >= MOST) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${words.tags}?q=${encodeURIComponent(word)}`, { signal: asking.signal });
      if (!answer.ok || here().word !== word) return close();
      const { tags } = await answer.json();
      show(tags.filter(({ name }) => !others.includes(name) && name !== word));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(tags) {
    list.replaceChildren(...tags.map(({ name, count, same }, at) => {
      const option = make("div", { id: `${list.id}-${at}`, class: "tag-option", role: "option", "aria-selected": "false", "data-name": name });
      option.append(make("span", { class: "tag" }, name));
      if (same) option.append(make("span", { class: "small muted" }, same));
      option.append(make("span", { class: "small muted numbers tag-count" }, count));
      return option;
    }));
    choose(-1);
    if (!tags.length || document.activeElement !== field) return close();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    said.textContent = words.found.replace("{count}", tags.length);
  }

  // In place of the word under the caret, which stays behind it.
  function take(name) {
    const { start, end } = here();
    const after = field.value.slice(end);
    field.setRangeText(name + (BETWEEN.test(after[0] ?? "") ? "" : " "), start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function here() {
    const { value, selectionEnd: caret } = field;
    let start = caret;
    let end = caret;
    while (start > 0 && !BETWEEN.test(value[start - 1])) start -= 1;
    while (end < value.length && !BETWEEN.test(value[end])) end += 1;
    const others = `${value.slice(0, start)} ${value.slice(end)}`.toLowerCase().split(BETWEEN).filter(Boolean);
    return { start, end, others, word: value.slice(start, end).toLowerCase() };
  }

  function choose(at) {
    const options = [...list.children];
    chosen = ((at + 1 + options.length + 1) % (options.length + 1)) - 1; // one more place: the field itself
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
    said.textContent = "";
    choose(-1);
    field.setAttribute("aria-expanded", "false");
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
