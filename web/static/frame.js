// What every page's frame does: menus that close, colours that change at once.

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

// What a guest began to ask is not for whoever has signed in since; the form for questions looks after it itself.
if (document.querySelector('form[action="/sign-out"]') && !document.querySelector("form[data-question]")) {
  try {
    localStorage.removeItem("firstline-ask");
  } catch { /* nothing is kept where nothing may be */ }
}

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
