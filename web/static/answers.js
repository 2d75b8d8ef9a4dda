// Articles are found while one types, and a run that goes on is looked at now and then. Everything else works without
// this file.

const WAIT = 250; // ms without a key before we look
const LOOK = 3000; // ms between two looks at a run

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

if (document.querySelector("[data-running]")) setTimeout(again, LOOK);

// The page itself comes anew once the run is done, unless somebody has begun to write in it.
async function again() {
  let running = null;
  try {
    const answer = await fetch(location.href);
    running = parse(await answer.text()).querySelector("[data-running]");
    if (!answer.ok) return;
  } catch {
    setTimeout(again, LOOK); // the line is broken just now
    return;
  }
  const shown = document.querySelector("[data-running]");
  if (running) {
    shown.replaceWith(running);
    setTimeout(again, LOOK);
  } else if (!document.querySelector("details[open] form")) {
    location.reload();
  } else {
    shown.querySelector("[data-done]").hidden = false;
  }
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}
