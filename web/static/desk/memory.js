// What this browser keeps for this person or, where it refuses, this page.

import { person } from './words.js';

const page = new Map();
const place = (name) => `firstline.${person.id}.${name}`;

export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(place(name))) ?? otherwise;
  } catch {
    return page.get(name) ?? otherwise;
  }
}

/** `null` forgets it. */
export function keep(name, value) {
  page.set(name, value);
  try {
    if (value === null) localStorage.removeItem(place(name));
    else localStorage.setItem(place(name), JSON.stringify(value));
  } catch {
    // full or forbidden: the page remembers
  }
}

// A draft holds its text, and the number of the customer's last message when it was begun.
export const draftOf = (id, kind) => recall(`draft.${id}.${kind}`);
export const keepDraft = (id, kind, draft) => keep(`draft.${id}.${kind}`, draft);
export const hasDraft = (id) => Boolean(draftOf(id, 'reply') ?? draftOf(id, 'note'));
