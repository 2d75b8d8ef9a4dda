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

// Each heading can be linked to.
for (const heading of document.querySelectorAll(".prose[data-anchor] :is(h2, h3)[id]")) {
  const link = document.createElement("a");
  link.className = "anchor no-print";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", heading.closest("[data-anchor]").dataset.anchor);
  heading.append(link);
}

// The contents list says where the reader is.
const places = new Map();
for (const link of document.querySelectorAll(".contents a[href^='#']")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) places.set(heading, link);
}
if (places.size) {
  const headings = [...places.keys()];
  const show = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight * 0.3);
    const here = passed.at(-1);
    for (const [heading, link] of places) {
      if (heading === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(show, { rootMargin: "0px 0px -70% 0px", threshold: [0, 1] });
  for (const heading of headings) watcher.observe(heading);
}
for (const link of document.querySelectorAll(".contents-folded a")) {
  link.addEventListener("click", () => { link.closest("details").open = false; });
}
