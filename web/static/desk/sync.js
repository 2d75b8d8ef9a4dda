// Keeps the model true: the stream, what it missed, and what it does not tell.

import { openStream } from '../live.js';
import * as api from './api.js';
import { lastNumber } from './model.js';

const LOOK_AGAIN = 5_000; // ms, at what no stream tells of: what others have, and notes on what nobody has
const GRACE = 400; // ms that the stream has to bring a message which the digest already counts

export function keepTrue(model, { view, onLine, onPresence }) {
  const loading = new Map();
  let ahead = false;
  let opened = false;

  const take = {
    inbox(data) {
      model.takeInbox(data);
      setTimeout(mend, GRACE);
      readAhead();
    },
    message: ({ conversation, message }) => model.takeMessage(conversation, message) && catchUp(conversation),
    note: ({ conversation, note }) => model.takeNote(conversation, note),
    typing: ({ conversation }) => model.setTyping(conversation),
    person: ({ presence }) => onPresence(presence),
  };

  openStream({
    url: '/api/desk/stream',
    onEvent: ({ event, data }) => take[event]?.(data),
    onState(state, { status } = {}) {
      if (state === 'open') {
        if (opened) for (const id of model.threads.keys()) model.outdate(id); // whatever happened meanwhile
        opened = true;
        if (view() === 'all') loadAll();
      }
      if (status === 401) dispatchEvent(new Event('desk:signed-out'));
      onLine(state);
    },
  });

  // A row that counts more messages than its conversation holds: something passed us by.
  function mend() {
    const ready = (id) => model.threads.get(id)?.state === 'ready';
    [...model.lists.mine, ...model.lists.queue].filter(ready).forEach(refresh);
  }

  /** Reads it from the start; one request at a time for each. */
  function load(id) {
    if (!loading.has(id)) {
      const thread = model.threadOf(id);
      if (thread.state !== 'ready') thread.state = 'loading';
      loading.set(id, api.read(id).then((whole) => model.take(id, whole), fail(id)).finally(() => loaded(id)));
    }
    return loading.get(id);
  }

  // What was read may be older than what happened meanwhile.
  function loaded(id) {
    loading.delete(id);
    if (model.threads.get(id)?.stale && id === model.open) setTimeout(refresh, GRACE, id);
  }

  const fail = (id) => api.refused(({ status }) => {
    const thread = model.threadOf(id);
    if (thread.state !== 'ready') thread.state = status === 404 ? 'gone' : 'failed';
    model.changed(id);
  });

  async function catchUp(id) {
    const thread = model.threads.get(id);
    if (thread?.state !== 'ready' || loading.has(id)) return;
    const found = await api.readAfter(id, lastNumber(thread)).catch(fail(id));
    if (found) model.take(id, found);
    if (found?.more) await catchUp(id);
  }

  /** What is needed to show it: everything, what is missing, or nothing. */
  function refresh(id) {
    const thread = model.threads.get(id);
    if (thread?.state !== 'ready' || (thread.stale && id === model.open)) load(id);
    else if (lastNumber(thread) < (model.rows.get(id)?.last_number ?? 0)) catchUp(id);
  }

  // Mine, and the neighbours of what is open, are there before anybody asks.
  async function readAhead(ids = model.lists.mine) {
    if (ahead) return;
    ahead = true;
    for (const id of ids) if (!model.threads.has(id)) await load(id);
    ahead = false;
  }

  const loadAll = (before = '') =>
    api.all(before).then((list) => model.takeAll(list, before && model.lists.all)).catch(api.ignored);

  setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    if (model.open && !model.lists.mine.includes(model.open)) catchUp(model.open);
    if (view() === 'all' && model.lists.all.length <= 50) loadAll();
  }, LOOK_AGAIN);
  model.on('open', (id) => id && refresh(id));
  model.on('outdated', (id) => id === model.open && load(id));

  return { load, loadAll, readAhead };
}
