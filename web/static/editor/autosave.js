// What is typed and not saved is kept by the server a few seconds after typing stops, and when the page is left.

import { clock } from "./clock.js";

const PAUSE = 2500; // ms
const AGAIN = 10_000; // ms after which it is tried again where there was no connection

export function autosave(form, article) {
  const told = form.querySelector("[data-kept]");
  const address = `/manage/articles/unsaved?article=${article}`;
  const held = form.hasAttribute("data-begun");
  let timer = 0;
  let waiting = false;
  let leaving = false;

  const say = (name, time = "") => { told.textContent = told.dataset[name].replace("#", time); };

  async function keep() {
    if (!waiting || leaving) return;
    waiting = false;
    try {
      const answer = await fetch(address, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(String(answer.status));
      const { kept, at } = await answer.json();
      if (waiting || leaving) return;
      if (kept) say("done", clock(at));
      else told.textContent = "";
    } catch {
      if (leaving) return;
      waiting = true;
      say("failed");
      timer = setTimeout(keep, AGAIN);
    }
  }

  function changed({ target }) {
    if (!target.name) return;
    if (held) return say("held"); // the text of before would be lost
    waiting = true;
    say("typing");
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-passing")) return;
    leaving = true;
    clearTimeout(timer);
  });
  // A page that is left in the middle of a sentence; a beacon outlives it, but carries only so much.
  addEventListener("pagehide", () => {
    if (waiting && !leaving) navigator.sendBeacon(address, new FormData(form));
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}
