// The fields beside the text: a date in some months, an address from the title.

export function helpWithFields(form, article) {
  const date = form.elements.check_by;
  const months = form.querySelector("[data-months]");
  months.hidden = date.matches(":disabled");
  months.addEventListener("click", ({ target }) => {
    if (!target.dataset.in) return;
    const day = new Date();
    day.setMonth(day.getMonth() + Number(target.dataset.in));
    date.value = new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    date.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const slug = form.elements.slug;
  const make = form.querySelector("[data-from-title]");
  make.hidden = slug.matches(":disabled");
  make.addEventListener("click", async () => {
    const fields = new FormData();
    fields.set("title", form.elements.title.value);
    const answer = await fetch(`/manage/articles/rendered?article=${article}`, { method: "POST", body: fields }).catch(() => null);
    slug.value = answer?.ok ? (await answer.json()).slug : "";
    slug.dispatchEvent(new Event("input", { bubbles: true }));
    slug.focus();
  });
}
