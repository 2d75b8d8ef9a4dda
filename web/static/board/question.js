// A question's small comforts. Every form of the page works without this file.

import { keepDraft } from "./drafts.js";
import { showPreview } from "./preview.js";
import { press } from "./votes.js";

const board = document.querySelector("[data-board]");

for (const form of document.querySelectorAll("form[data-vote], form[data-thank]")) press(form, board.dataset);
for (const form of document.querySelectorAll("form[data-preview]")) showPreview(form);
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);

// A link to an answer goes to the clipboard, as people expect of one.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-link]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    const words = link.lastChild;
    const before = words.textContent;
    words.textContent = board.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  } catch {
    location.assign(link.href);
  }
});

// A comment, or another answer, is written where its button was; one that was begun stands there open, and waits.
for (const more of document.querySelectorAll(":is(.comment-more, .answering-more):not([open])")) {
  more.addEventListener("toggle", () => { if (more.open) more.querySelector("textarea").focus(); });
}

// Whatever is sent is sent once.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
