// Replies and notes on their way, one after the other. Each is repeated with its key until the server has it, also after
// the page was closed.

import * as api from './api.js';
import { keep, recall } from './memory.js';

const LONGEST = 30; // seconds between two tries

export function createOutbox({ onChange, onSent }) {
  let letters = recall('outbox', []);
  const busy = new Set();
  const pauses = new Map();

  const of = (id) => letters.filter((letter) => letter.conversation === id);

  function change(id) {
    keep('outbox', letters.length ? letters : null);
    onChange(id);
  }

  function add(letter) {
    letters.push({ ...letter, key: `${Date.now()}-${Math.random()}`, state: 'sending', tries: 0 });
    change(letter.conversation);
    send(letter.conversation);
  }

  async function send(id) {
    const letter = of(id).find(({ state }) => state !== 'failed');
    if (letter?.state !== 'sending' || busy.has(id)) return;
    busy.add(id);
    clearTimeout(pauses.get(id));
    const { key, text, kind } = letter;
    await api.post(id, kind, { key, text })
      .then((answer) => {
        letters = letters.filter((other) => other !== letter);
        onSent(id, answer);
      })
      .catch(api.refused((refusal) => hold(letter, refusal)));
    busy.delete(id);
    change(id);
    send(id);
  }

  function hold(letter, refusal) {
    const { conversation, kind } = letter;
    letter.tries += 1;
    if (refusal.passing || refusal.status === 401) {
      letter.state = 'waiting'; // after a 401 until this person has signed in again
      const wait = refusal.wait || Math.min(LONGEST, 2 ** (letter.tries - 1)) * (0.75 + Math.random() / 2);
      if (refusal.passing) pauses.set(conversation, setTimeout(retry, wait * 1000, conversation));
    } else {
      const same = of(conversation).filter((one) => one.kind === kind);
      for (const one of same) Object.assign(one, { state: 'failed', problem: refusal.message });
    }
  }

  /** Those in these states go now. */
  function retry(id, states = ['waiting']) {
    for (const letter of of(id)) if (states.includes(letter.state)) letter.state = 'sending';
    change(id);
    send(id);
  }

  /** Takes back a letter that was refused, and returns it. */
  function discard(key) {
    const letter = letters.find((one) => one.key === key && one.state === 'failed');
    letters = letters.filter((one) => one !== letter);
    if (letter) change(letter.conversation);
    return letter;
  }

  function sendAll() {
    for (const id of new Set(letters.map(({ conversation }) => conversation))) retry(id);
  }

  addEventListener('online', sendAll);
  const again = (id) => retry(id, ['waiting', 'failed']);
  return { add, again, discard, sendAll, of, stuck: (id) => of(id).some(({ state }) => state === 'failed') };
}
