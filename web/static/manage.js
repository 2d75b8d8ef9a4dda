// The moderators' form begins at what is to be mended, and warns before unsaved text is lost. Everything else works
// without this file.

import "./frame.js";

document.querySelector(".manage-form [aria-invalid]")?.focus();

for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = document.querySelector(".manage-moved") !== null;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("data-passing")) changed = false;
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
