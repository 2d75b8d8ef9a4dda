// What is typed and not sent is kept by the server a few seconds after typing stops, and when the page is left.

const PAUSE = 2000; // ms

export function keepDraft(form) {
  const told = form.querySelector("[data-kept]");
  let timer = 0;
  let waiting = false;
  let leaving = false;

  const fields = () => {
    const all = new URLSearchParams(new FormData(form));
    all.set("place", form.dataset.draft);
    return all;
  };

  async function keep() {
    if (!waiting || leaving) return;
    waiting = false;
    try {
      const answer = await fetch("/questions/drafts", { method: "POST", body: fields() });
      if (!answer.ok) throw new Error(String(answer.status));
      const { kept } = await answer.json();
      if (told && !waiting) told.textContent = kept ? told.dataset.done : "";
    } catch {
      waiting = true;
      timer = setTimeout(keep, 5 * PAUSE);
    }
  }

  form.addEventListener("input", () => {
    waiting = true;
    if (told) told.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  document.querySelector(`[data-discard="${form.dataset.draft}"]`)?.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (waiting && !leaving) navigator.sendBeacon("/questions/drafts", fields());
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}
