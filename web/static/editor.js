// The editor beside an article's form. The form works without it.

import { askTheAssistant } from "./editor/asking.js";
import { autosave } from "./editor/autosave.js";
import { listenToKeys } from "./editor/keys.js";
import { mark, continueList, linkOverSelection } from "./editor/marks.js";
import { showPreview } from "./editor/preview.js";
import { helpWithFields } from "./editor/fields.js";
import { countWords } from "./editor/count.js";

const form = document.querySelector("[data-editor]");
const body = form.querySelector("#body");
const tools = form.querySelector("[data-tools]");
const article = form.dataset.article;

tools.hidden = false;
form.classList.add("live");
form.querySelector("[data-blind]").hidden = true;

// A toolbar is one stop of the Tab key; arrows go on inside it.
const buttons = [...tools.querySelectorAll("button")];
tools.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const seen = buttons.filter((button) => button.offsetParent);
  const at = seen.indexOf(document.activeElement);
  seen[(at + step + seen.length) % seen.length].focus();
});
tools.addEventListener("focusin", ({ target }) => {
  for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
});
tools.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its selection
tools.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mark]");
  if (button) mark(body, button.dataset.mark);
});

continueList(body);
linkOverSelection(body);
countWords(form, body);
const preview = showPreview(form, body, article);
listenToKeys(form, body, { flip: preview.flip });
autosave(form, article);
askTheAssistant(form, article);
helpWithFields(form, article);
