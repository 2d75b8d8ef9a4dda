// The text as others will see it, made by the server a moment after typing stops.

const PAUSE = 500; // ms

export function showPreview(form) {
  const body = form.elements.body;
  const shown = form.querySelector("[data-shown]");
  const button = form.querySelector("[data-look]");
  if (button) button.hidden = true;
  let timer = 0;
  let asked = null;

  async function render() {
    asked?.abort();
    if (!body.value.trim()) {
      shown.hidden = true;
      return;
    }
    asked = new AbortController();
    try {
      const answer = await fetch("/questions/preview", { method: "POST", body: new URLSearchParams({ body: body.value }), signal: asked.signal });
      if (answer.ok) {
        shown.querySelector(".prose").innerHTML = await answer.text(); // made and sanitised by our own server
        shown.hidden = false;
      } else if (answer.status === 429) {
        timer = setTimeout(render, 1000 * (Number(answer.headers.get("Retry-After")) || 2));
      }
    } catch { /* away for a moment, or overtaken: the next key asks again */ }
  }

  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(render, PAUSE);
  });
  if (body.value.trim()) render();
}
