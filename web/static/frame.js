// What every page's frame does: menus that close, colours that change at once.

// Menus close on a click beside them and on Escape.
const open = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  for (const menu of key === "Escape" ? open() : []) {
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
  for (const other of document.querySelectorAll("[data-scheme-choice]")) other.ariaCurrent = other === link ? "true" : null;
  link.closest("details").open = false;
  fetch(link.href, { redirect: "manual" });
});
