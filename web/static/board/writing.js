// A form with a long text: shown as it will look, and kept while it is written. It works without this file.

import { keepDraft } from "./drafts.js";
import { showPreview } from "./preview.js";
import { suggestTags } from "./tags.js";

for (const form of document.querySelectorAll("form[data-preview]")) showPreview(form);
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);
for (const field of document.querySelectorAll("[data-tags]")) suggestTags(field);
