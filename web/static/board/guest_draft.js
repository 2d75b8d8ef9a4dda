// What a guest began to ask is kept in their browser for a day, and nowhere else. Whoever signs in there takes it along in
// the same tab; for everybody else who signs in it is gone (see signed_in.js).

const KEY = "firstline-ask";
const KEPT = 24 * 3_600_000; // ms
const FIELDS = ["title", "body", "tags"];

export function keepGuestDraft(form) {
  const told = form.querySelector("[data-kept]");
  const before = read();
  if (before && document.querySelector("[data-guest-kept]")) putBack(form, before);
  form.addEventListener("input", () => { told.textContent = write(form) ? told.dataset.done : ""; });
  form.addEventListener("submit", ({ submitter }) => { if (submitter?.name === "found") forget(); });
}

// A member's drafts are kept by the server: what they began before they signed in goes there.
export function takeOver(form) {
  const before = isOfThisTab() ? read() : null;
  forget();
  if (before && !form.elements.body.value.trim() && document.querySelector("[data-guest-kept]")) putBack(form, before);
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
    sessionStorage.removeItem(KEY);
  } catch { /* nothing is kept where nothing may be */ }
}

function putBack(form, before) {
  const notice = document.querySelector("[data-guest-kept]");
  const put = FIELDS.filter((name) => before[name] && !form.elements[name].value.trim());
  if (!put.length) return;
  for (const name of put) fill(form.elements[name], before[name]);
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => {
    for (const name of put) fill(form.elements[name], "");
    forget();
    notice.hidden = true;
    form.elements.title.focus();
  });
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return found && Date.now() - found.at < KEPT ? found : null;
  } catch {
    return null;
  }
}

function write(form) {
  const said = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  if (!(said.title + said.body).trim()) {
    forget();
    return false;
  }
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...said, at: Date.now() }));
    sessionStorage.setItem(KEY, "here");
    return true;
  } catch {
    return false;
  }
}

function isOfThisTab() {
  try {
    return sessionStorage.getItem(KEY) === "here";
  } catch {
    return false;
  }
}
