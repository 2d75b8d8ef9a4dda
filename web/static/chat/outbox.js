// What the customer did and the server has not acknowledged: kept, in order, with its key, until it has.

import { newKey } from './requests.js';

const STALE = 86_400_000; // ms after which nothing is sent without asking

/**
 * A thing to send: `{key, at, path, body, text}`; `text` is what the customer sees of it, null for a press of a button
 * that says nothing. `problem` is there when the server refused it: then only the customer can send it again.
 * Each lies in the storage by itself, so that two tabs never write over each other's.
 */
export function openOutbox(storage, now) {
  const name = (item) => `out.${String(item.at).padStart(14, '0')}.${item.key}`;
  const read = (each) => (now - each.at > STALE ? { ...each, problem: '' } : each);
  let items = storage.names('out.').map((each) => storage.get(each)).filter((item) => item?.key).map(read);

  return {
    get items() {
      return items;
    },

    add({ path, body = {}, text = null, at }) {
      const key = newKey();
      const item = { key, at: Math.max(at, (items.at(-1)?.at ?? 0) + 1), path, body: { ...body, key }, text };
      items = [...items, item];
      storage.set(name(item), item);
    },

    next: () => items.find((item) => item.problem === undefined),

    refuse(item, problem) {
      items = items.map((each) => (each.key === item.key ? { ...each, problem } : each));
    },

    again(key) {
      items = items.map((each) => (each.key === key ? { ...each, problem: undefined } : each));
    },

    remove(key) {
      const item = items.find((each) => each.key === key);
      if (!item) return;
      items = items.filter((each) => each !== item);
      storage.remove(name(item));
    },

    /** Keeps only what can be said in any conversation. */
    keepTexts() {
      for (const item of items) if (item.path !== '/messages' || item.body.choice) this.remove(item.key);
    },

    clear() {
      for (const item of items) this.remove(item.key);
    },
  };
}
