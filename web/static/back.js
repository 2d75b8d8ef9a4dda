// Back by the browser's own way: what was typed there is still there.
document.addEventListener("click", (event) => {
  if (history.length < 2 || event.metaKey || event.ctrlKey || !event.target.closest("[data-back]")) return;
  event.preventDefault();
  history.back();
});
