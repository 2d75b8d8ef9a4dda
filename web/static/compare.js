// Shows what would change while somebody writes. Without this file a button does.

import "./frame.js";

const PAUSE = 500; // milliseconds without a key
const form = document.querySelector("form[data-difference]");

if (form) {
  const place = document.getElementById(form.dataset.shows);
  const button = form.querySelector("[data-look]");
  if (button) button.hidden = true;
  let timer = 0;
  let asked = null;
  let changed = form.hasAttribute("data-unsent");

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.difference, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: asked.signal });
      if (answer.ok) place.innerHTML = await answer.text(); // our own page: escaped where it is made
      else if (answer.status === 429) timer = setTimeout(look, 1000 * (Number(answer.headers.get("Retry-After")) || 2));
    } catch { /* away for a moment, or overtaken: the next key asks again */ }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };

  form.addEventListener("input", (event) => {
    changed = true;
    if (event.target.name === "title" || event.target.name === "body") soon();
  });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  if (changed) look();
}
