// The help center's small comforts. Every page works without this file.

import { suggest } from "./suggest.js";

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);

// Menus close on a click beside them and on Escape.
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Light and dark change at once; the server keeps the choice for the next page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-scheme-choice]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const chosen = link.dataset.schemeChoice;
  if (chosen === "system") delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = chosen;
  for (const other of document.querySelectorAll("[data-scheme-choice]")) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  link.closest("details").open = false;
  fetch(link.href, { redirect: "manual" });
});

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
