// The list of articles: a filter counts at once, and what can be done to several appears when some are marked.
// Everything works without this file.

const filter = document.querySelector("[data-filter]");
filter.querySelector("[data-apply]").hidden = true;
filter.addEventListener("change", ({ target }) => {
  if (target.matches("select")) filter.requestSubmit();
});
filter.addEventListener("submit", () => {
  // An address says only what was chosen.
  for (const field of filter.elements) if (field.name && (!field.value || (field.name === "sort" && field.value === "changed"))) field.disabled = true;
});
addEventListener("pageshow", () => { for (const field of filter.elements) field.disabled = false; });

const bulk = document.querySelector("[data-bulk]");
const deeds = bulk?.querySelector("[data-deeds]");
if (deeds) {
  const words = bulk.querySelector("[data-marked]");
  const usual = words.textContent;
  const marks = [...bulk.querySelectorAll("input[name=chosen]")];
  const show = () => {
    const count = marks.filter((mark) => mark.checked).length;
    deeds.hidden = count === 0;
    deeds.parentElement.classList.toggle("some", count > 0);
    words.textContent = count ? `${count} / ${marks.length}` : usual;
  };
  bulk.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
