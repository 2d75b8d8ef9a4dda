// Articles are found while one types, and runs are looked at now and then. Everything else works without
// this file.

const WAIT = 250; // ms without a key before we look
const LOOK = 3000; // ms between two looks at a run that goes on
const GLANCE = 10000; // ms between two looks whether one has begun

const form = document.querySelector("form[data-find]");
if (form) {
  const field = form.elements.find;
  let timer = 0;
  let looking = null;
  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, WAIT);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(look, WAIT); });

  async function look() {
    looking?.abort();
    looking = new AbortController();
    const chosen = form.elements.article.value;
    try {
      const answer = await fetch(`/manage/explain?${new URLSearchParams(new FormData(form))}`, { signal: looking.signal });
      const found = parse(await answer.text()).querySelector("#choices");
      if (!answer.ok || !found) return;
      document.querySelector("#choices").replaceWith(found);
      const same = [...found.querySelectorAll("input")].find((input) => input.value === chosen);
      if (same) same.checked = true;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
}

if (document.querySelector("[data-tests]")) later();

function later() {
  setTimeout(again, document.querySelector("[data-running]") ? LOOK : GLANCE);
}

// The page comes anew once a run has begun or is done, unless somebody has begun to write in it.
async function again() {
  if (document.hidden) return later();
  const shown = document.querySelector("[data-running]");
  let running = null;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    running = parse(await answer.text()).querySelector("[data-running]");
  } catch {
    return later(); // the line is broken just now
  }
  if (shown && running) shown.replaceWith(running);
  else if (document.querySelector("details.add[open]")) shown?.querySelector("[data-done]").removeAttribute("hidden");
  else if (shown || running) return location.assign(location.pathname + location.search.replace(/(done|count)=\w*&?/g, ""));
  later();
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}
