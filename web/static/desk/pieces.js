// Small things that every pane needs from the page.

import { hourOf, momentOf } from './words.js';

export const find = (id) => document.getElementById(id);
export const all = (selector) => document.querySelectorAll(selector);

/** A copy of a piece of the page (templates/desk/pieces.html). */
export const piece = (name) => find(`piece-${name}`).content.firstElementChild.cloneNode(true);

/** Writes only what changed: a selection and a screen reader stay undisturbed. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element, yes) {
  element.hidden = !yes;
}

/** One of a row of buttons is pressed. */
export const press = (selector, name, value) =>
  all(selector).forEach((button) => button.setAttribute('aria-pressed', String(button.dataset[name] === value)));

/** Makes these elements, in this order, the children of `parent`, moving as few as it can. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of wanted) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

export function putTime(element, at) {
  put(element, hourOf(at));
  element.title = momentOf(at);
  element.dateTime = new Date(at).toISOString();
}

/** A link that leaves the desk open, and tells the other side nothing; plain text where no browser should follow. */
export function linkTo(address, text) {
  if (!/^(https?:\/\/|mailto:|\/(?!\/))/i.test(address)) return document.createTextNode(text);
  const link = document.createElement('a');
  Object.assign(link, { href: address, textContent: text, target: '_blank', rel: 'noopener noreferrer' });
  return link;
}

/** Markup that the server has made safe. */
export function putSafe(element, html) {
  element.innerHTML = html;
  for (const link of element.querySelectorAll('a[href]')) Object.assign(link, { target: '_blank', rel: 'noopener noreferrer' });
}
