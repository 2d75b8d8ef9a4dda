// Small things that every pane needs from the page.

import { hourOf, lengthOf, momentOf, now } from './words.js';

export const find = (id) => document.getElementById(id);
export const all = (selector) => document.querySelectorAll(selector);

/** A copy of one of templates/desk/pieces.html. */
export const piece = (name) => find(`piece-${name}`).content.firstElementChild.cloneNode(true);

/** Writes only what changed, so that selections and screen readers stay undisturbed. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The same for parts of a piece, by their class. */
export function fill(element, texts) {
  for (const [name, text] of Object.entries(texts)) put(element.querySelector(`.${name}`), text);
}

export function show(element, yes) {
  element.hidden = !yes;
}

/** One of a row of buttons is pressed. */
export const press = (selector, name, value) =>
  all(selector).forEach((button) => button.setAttribute('aria-pressed', String(button.dataset[name] === value)));

/** Gives `parent` these children in this order, moving as few as it can. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  const focused = document.activeElement;
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of wanted) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true }); // moving took it
}

export function putTime(element, at) {
  put(element, hourOf(at));
  element.title = momentOf(at);
}

const ELSEWHERE = { target: '_blank', rel: 'noopener noreferrer' };

/** A link that leaves the desk open; plain text where no browser should follow. */
export function linkTo(address, text) {
  if (!/^(https?:\/\/|mailto:|\/(?!\/))/i.test(address)) return document.createTextNode(text);
  const link = document.createElement('a');
  return Object.assign(link, { href: address, textContent: text, ...ELSEWHERE });
}

/** Markup that the server has made safe. */
export function putSafe(element, html) {
  element.innerHTML = html;
  for (const link of element.querySelectorAll('a')) Object.assign(link, ELSEWHERE);
}

const WARM = 60_000; // ms
const HOT = 180_000;
const waits = new Map();

/** Lets the element tell how long it has been; `since` null stops it. A patient wait never gets warm. */
export function tellWait(element, { since, patient }) {
  if (since === null) waits.delete(element);
  else waits.set(element, { since, patient });
  tick(element);
}

function tick(element) {
  const { since, patient } = waits.get(element) ?? {};
  const wait = now() - since;
  put(element, since ? lengthOf(wait) : '');
  element.dataset.warmth = wait >= HOT && !patient ? 'hot' : wait >= WARM && !patient ? 'warm' : 'calm';
}

setInterval(() => {
  for (const element of waits.keys()) element.isConnected ? tick(element) : waits.delete(element);
}, 1000);
