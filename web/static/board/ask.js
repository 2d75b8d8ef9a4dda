// Asking: what is like the question is shown while its title is typed. Without this file a step between shows it.

import { keepDraft } from "./drafts.js";
import { forget, keepGuestDraft, takeOver } from "./guest_draft.js";
import { showPreview } from "./preview.js";
import { suggestTags } from "./tags.js";

const PAUSE = 350; // ms

for (const form of document.querySelectorAll("form[data-preview]")) showPreview(form);
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);
for (const field of document.querySelectorAll("[data-tags]")) suggestTags(field);
for (const form of document.querySelectorAll("form[data-question]")) {
  showSimilar(form);
  if (form.dataset.draft) takeOver(form);
  else keepGuestDraft(form);
}
if (document.querySelector("[data-asked]")) forget();

function showSimilar(form) {
  const { title, looked } = form.elements;
  const box = form.querySelector("[data-similar]");
  if (!box) return;
  const list = box.querySelector("[data-found]");
  let timer = 0;
  let asked = null;

  async function look() {
    const words = title.value.trim().replace(/\s+/g, " ");
    asked?.abort();
    if (words.length < 4 && !/\p{Script=Han}/u.test(words)) return show("", "");
    asked = new AbortController();
    try {
      const answer = await fetch(`/questions/similar?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (answer.ok) show(words, await answer.text()); // made by our own server
    } catch { /* away for a moment, or overtaken: the step between shows it */ }
  }

  function show(words, html) {
    list.innerHTML = html;
    box.hidden = !list.children.length;
    looked.value = words; // it was here to be seen: no step between
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  // What was typed before this file was there, or put back by the browser, the server has not looked for yet.
  if (title.value !== title.defaultValue) look();
  else if (title.value.trim() && !box.hidden) looked.value = title.value.trim().replace(/\s+/g, " ");
}
