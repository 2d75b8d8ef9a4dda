// The help center's small comforts. Every page works without this file.

import "./frame.js";
import { suggest } from "./suggest.js";

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);

// "/" goes to the search.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector('form[data-suggest] input[name="q"]');
  if (!field || !field.offsetParent) return;
  event.preventDefault();
  field.focus();
  field.select();
});
