// The editor's keys.

import { mark } from "./marks.js";

const MARKS = { b: "bold", i: "italic", k: "link" };
const WITH_ALT = { Digit2: "h2", Digit3: "h3", Digit7: "numbers", Digit8: "bullets" };

export function listenToKeys(form, body, { flip }) {
  const list = document.querySelector("[data-keys-list]");
  const press = (name) => form.querySelector(`[data-${name}]`)?.click();
  form.querySelector("[data-keys]").addEventListener("click", () => list.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || list.open) return;
    const { key, code, target } = event;
    const typing = target.closest?.("input, textarea, select, [contenteditable]");
    if (key === "?" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      list.showModal();
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (event.altKey) {
      if (code === "KeyP") flip();
      else if (target === body && code in WITH_ALT) mark(body, WITH_ALT[code]);
      else return;
    } else if (key === "s") press("save");
    else if (key === "Enter") press("next");
    else if (target === body && key in MARKS) mark(body, MARKS[key]);
    else return;
    event.preventDefault();
  });
}
