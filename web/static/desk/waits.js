// The clocks of the desk: one tick a second for every wait that is shown, and how warm it has become.

import { lengthOf, now } from './words.js';

const WARM = 60_000; // ms
const HOT = 180_000;
const shown = new Map();

/** Lets the element tell how long it has been; `since` null stops it. A patient wait (a ticket's) never gets warm. */
export function tellWait(element, { since, patient, words = (time) => time }) {
  if (since === null) {
    shown.delete(element);
    element.textContent = '';
    delete element.dataset.warmth;
  } else {
    shown.set(element, { since, patient, words });
    tick(element);
  }
}

function tick(element) {
  const { since, patient, words } = shown.get(element);
  const wait = now() - since;
  element.textContent = words(lengthOf(wait));
  element.dataset.warmth = patient || wait < WARM ? 'calm' : wait < HOT ? 'warm' : 'hot';
}

setInterval(() => {
  for (const element of shown.keys()) {
    if (element.isConnected) tick(element);
    else shown.delete(element);
  }
}, 1000);
