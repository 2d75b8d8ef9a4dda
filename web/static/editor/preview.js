// The text as readers will see it, made by the server a moment after typing stops.

const PAUSE = 350; // ms

export function showPreview(form, body, article) {
  const preview = form.querySelector("[data-preview]");
  const pane = form.querySelector("[data-pane]");
  const shown = form.querySelector("[data-shown]");
  const nothing = form.querySelector("[data-nothing]");
  const flipper = form.querySelector("[data-flip]");
  let timer = 0;
  let asked = null;
  let last = null;

  async function render() {
    const fields = new FormData();
    for (const name of ["title", "body", "language"]) fields.set(name, form.elements[name].value);
    const now = [fields.get("title"), fields.get("body"), fields.get("language")].join("\n");
    if (now === last) return;
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`/manage/articles/rendered?article=${article}`, { method: "POST", body: fields, signal: asked.signal });
      if (!answer.ok) return;
      const { html } = await answer.json();
      const place = pane.scrollTop;
      shown.innerHTML = html; // made and sanitised by our own server
      shown.lang = fields.get("language");
      nothing.hidden = html.trim() !== "";
      pane.scrollTop = place;
      last = now;
      preview.dataset.state = "shown";
    } catch (error) {
      if (error.name !== "AbortError") timer = setTimeout(render, 4000);
    }
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(render, PAUSE);
  };
  body.addEventListener("input", soon);
  form.querySelector("#title").addEventListener("input", soon);
  form.querySelector("#language").addEventListener("change", soon);
  body.addEventListener("scroll", () => {
    const rest = body.scrollHeight - body.clientHeight;
    if (rest > 40) pane.scrollTop = (body.scrollTop / rest) * (pane.scrollHeight - pane.clientHeight);
  }, { passive: true });

  function flip() {
    const on = form.classList.toggle("flipped");
    flipper.setAttribute("aria-pressed", on);
    if (!on) body.focus();
  }
  flipper.addEventListener("click", flip);
  preview.hidden = false;
  render();
  return { flip };
}
