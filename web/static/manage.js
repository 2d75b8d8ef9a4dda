// The moderators' forms begin at what is to be mended, and warn before unsaved text is lost; a list is marked as a whole.
// Everything else works without this file.

import "./fades.js";
import "./frame.js";
import { tellClock } from "./editor/clock.js";

tellClock(document);

document.querySelector(".manage-form [aria-invalid]")?.focus();

for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = document.querySelector(".manage-moved") !== null || form.hasAttribute("data-recovered");
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("data-passing")) changed = false;
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

const all = document.querySelector("[data-all]");
if (all) {
  const marks = [...document.querySelectorAll("input[name=chosen]")];
  const whole = all.querySelector("input");
  all.hidden = false;
  whole.addEventListener("change", () => { for (const mark of marks) mark.checked = whole.checked; });
  for (const mark of marks) mark.addEventListener("change", () => { whole.checked = marks.every((each) => each.checked); });
}
