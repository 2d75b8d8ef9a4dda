// Topics are dragged, or moved with the arrow keys from their handle; icons are found by a word.
// Without this file the buttons of each row do the same.

const STEP = 32;
const place = document.querySelector("[data-tree]");
const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

if (place) {
  dress();
  place.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tree-form]");
    if (!form) return;
    event.preventDefault();
    const row = form.closest("[data-topic]");
    const way = event.submitter?.value;
    send(form.action, new FormData(form, event.submitter), row?.dataset.topic, way && `[value="${way}"]:not([disabled])`);
  });
  place.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const way = KEYS[event.key];
    if (!handle || !way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = handle.closest("[data-topic]");
    if (row.querySelector(`[name=way][value=${way}]`).disabled) return;
    send(moveOf(row), { way, seen: seen() }, row.dataset.topic);
  });
  place.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (handle && event.button === 0) drag(handle, event);
  });
}

function dress() {
  place.classList.add("scripted");
  for (const part of place.querySelectorAll("[data-handle], [data-hint]")) part.hidden = false;
}

function seen() { return place.querySelector(".topics").dataset.seen; }
function moveOf(row) { return `/manage/topics/${row.dataset.topic}/move`; }

let sending = false;

async function send(address, fields, topic, control = "[data-handle]") {
  if (sending) return;
  sending = true;
  try {
    const body = new URLSearchParams(fields instanceof FormData ? fields : Object.entries(fields));
    const answer = await fetch(address, { method: "POST", headers: { "X-Part": "tree" }, body });
    if (![200, 400, 409].includes(answer.status)) { location.reload(); return; }
    place.innerHTML = await answer.text();
    dress();
    const row = topic && document.getElementById(`t-${topic}`);
    (row?.querySelector(control) ?? row?.querySelector("[data-handle]"))?.focus({ focusVisible: true });
    row?.scrollIntoView({ block: "nearest" });
  } catch {
    location.reload();
  } finally {
    sending = false;
  }
}

function drag(handle, start) {
  const list = place.querySelector(".topics");
  const row = handle.closest("[data-topic]");
  const rows = [...list.querySelectorAll("[data-topic]")];
  const at = rows.indexOf(row);
  const level = Number(row.dataset.level);
  let end = at + 1;
  while (end < rows.length && Number(rows[end].dataset.level) > level) end += 1;
  const lifted = rows.slice(at, end);
  const others = rows.filter((each) => !lifted.includes(each));
  const line = document.createElement("li");
  line.className = "drop";
  line.setAttribute("aria-hidden", "true");
  let found = null;
  handle.setPointerCapture(start.pointerId);

  const look = (event) => {
    if (!list.contains(line)) {
      if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < 4) return;
      list.classList.add("dragging");
      for (const each of lifted) each.classList.add("lifted");
      list.append(line);
    }
    const wanted = level + Math.round((event.clientX - start.clientX) / STEP);
    found = target(others, lifted, event.clientY, wanted, Number(list.dataset.levels));
    line.hidden = !found;
    if (!found) return;
    line.style.top = `${found.top - list.getBoundingClientRect().top}px`;
    line.style.left = `${4 + (found.level - 1) * STEP}px`;
  };
  const stop = (event) => {
    handle.removeEventListener("pointermove", look);
    for (const kind of ["pointerup", "pointercancel"]) handle.removeEventListener(kind, stop);
    removeEventListener("keydown", escape, true);
    line.remove();
    list.classList.remove("dragging");
    for (const each of lifted) each.classList.remove("lifted");
    if (event.type === "pointerup" && found) {
      send(moveOf(row), { parent: found.parent, before: found.before, seen: seen() }, row.dataset.topic);
    }
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    found = null;
    stop(event);
  };
  handle.addEventListener("pointermove", look);
  for (const kind of ["pointerup", "pointercancel"]) handle.addEventListener(kind, stop);
  addEventListener("keydown", escape, true);
}

// Where the lifted rows would stand: under which topic and before which one, as deep as is wanted and possible there.
function target(others, lifted, y, wanted, levels) {
  const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
  let index = others.findIndex((row) => y < middle(row));
  if (index < 0) index = others.length;
  const above = others[index - 1];
  const below = others[index];
  const height = Number(lifted[0].dataset.height);
  const most = Math.min(above ? Number(above.dataset.level) + 1 : 1, levels - height + 1);
  const least = below ? Math.max(1, Math.min(Number(below.dataset.level), most)) : 1;
  const level = Math.max(least, Math.min(wanted, most));
  if (below && Number(below.dataset.level) > level) return null; // it would take another topic's children
  let parent = "";
  for (let each = index - 1; each >= 0; each -= 1) {
    if (Number(others[each].dataset.level) < level) { parent = others[each].dataset.topic; break; }
  }
  let before = "";
  for (let each = index; each < others.length; each += 1) {
    const deep = Number(others[each].dataset.level);
    if (deep < level) break;
    if (deep === level) { before = others[each].dataset.topic; break; }
  }
  const top = (above ?? below).getBoundingClientRect();
  return { parent, before, level, top: above ? top.bottom : top.top };
}

for (const picker of document.querySelectorAll("[data-icons]")) {
  const field = picker.querySelector("[data-icon-find]");
  const choices = [...picker.querySelectorAll("[data-words]")];
  field.hidden = false;
  const look = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const choice of choices) choice.hidden = !words.every((word) => choice.dataset.words.includes(word));
    picker.querySelector("[data-icon-none]").hidden = choices.some((choice) => !choice.hidden);
  };
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it looks for an icon, it saves nothing
    const first = choices.find((choice) => !choice.hidden)?.querySelector("input");
    if (first && (event.key === "Enter" || event.key === "ArrowDown")) {
      event.preventDefault();
      first.checked = true;
      first.dispatchEvent(new Event("input", { bubbles: true }));
      first.focus();
    }
  });
}
