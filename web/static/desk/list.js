// The list: queue, mine, all. Rows are kept and moved, never made anew, so that focus and pointer stay where they are.

import { hasDraft } from './memory.js';
import { languageOf, lastWordsOf, lettersOf, nameOf, reasonOf, stateOf } from './naming.js';
import { all, arrange, find, piece, press, put, show } from './pieces.js';
import { tellWait } from './waits.js';
import { person, say, stampOf } from './words.js';

export function createList(model, { outbox, onView, onOlder }) {
  const entries = new Map();
  const filter = find('filter');
  let view = 'queue';

  function choose(next) {
    view = next;
    press('[data-view]', 'view', view);
    find('shelf').scrollTop = 0;
    filter.value = '';
    onView(view);
    render();
  }

  // Queue: who waits in the chat comes before tickets. Mine: who waits for an answer, the longest first, then the rest.
  const orders = {
    queue: (row) => (row.ticket ? 1 : 0),
    mine: (row) => model.waitingSince(row) ?? Number.MAX_SAFE_INTEGER - row.updated_at,
    all: () => 0,
  };

  function shown() {
    const words = filter.value.trim().toLowerCase();
    const rows = model.lists[view].map((id) => model.rows.get(id)).filter((row) => textOf(row).includes(words));
    const order = new Map(rows.map((row) => [row, orders[view](row)]));
    return rows.sort((one, other) => order.get(one) - order.get(other));
  }

  const textOf = (row) => `${nameOf(row)}\n${row.customer.contact}\n${row.last_text}`.toLowerCase();

  function render() {
    const rows = shown();
    arrange(find('entries'), rows.map(entryOf));
    for (const count of all('[data-count]')) put(count, String(model.counts[count.dataset.count] || ''));
    show(find('older'), view === 'all' && model.lists.more && !filter.value);
    show(find('list-empty'), model.started && !rows.length);
    if (!rows.length) tellEmpty();
  }

  function entryOf(row) {
    if (!entries.has(row.id)) entries.set(row.id, piece('entry'));
    const item = entries.get(row.id);
    fill(item.firstElementChild, row);
    return item;
  }

  function fill(entry, row) {
    const part = (name) => entry.querySelector(`.entry-${name}`);
    const unread = model.unread(row);
    const writing = model.typing.has(row.id);
    entry.href = `#${row.id}`;
    entry.title = reasonOf(row.reason);
    entry.ariaCurrent = row.id === model.open ? 'true' : null;
    entry.classList.toggle('unread', unread);
    put(part('unread'), unread ? say('unread') : '');
    put(part('name'), nameOf(row));
    put(part('words'), writing ? say('writes') : lastWordsOf(row));
    part('words').classList.toggle('writing', writing);
    part('words').lang = row.language;
    show(part('draft'), hasDraft(row.id));
    show(part('not-sent'), outbox.stuck(row.id));
    show(part('ticket'), row.ticket);
    for (const channel of entry.querySelectorAll('[data-channel]')) show(channel, channel.dataset.channel === row.channel);
    put(part('state'), view === 'all' ? stateOf(row) : '');
    part('language').title = languageOf(row.language);
    put(part('language'), lettersOf(row.language));
    const since = model.waitingSince(row);
    tellWait(part('wait'), { since, patient: row.ticket });
    if (since === null) put(part('wait'), stampOf(row.updated_at));
  }

  function tellEmpty() {
    const name = filter.value ? 'empty_filter' : `empty_${view}`;
    put(find('empty-head'), say(name, { text: filter.value }));
    put(find('empty-hint'), say(name === 'empty_queue' && person.presence === 'away' ? 'empty_queue_away' : `${name}_hint`));
  }

  /** The neighbour of the open conversation in this list; the first where none is open; null at the end. */
  function neighbour(step) {
    const ids = shown().map(({ id }) => id);
    const here = ids.indexOf(model.open);
    return ids[here < 0 ? 0 : here + step] ?? null;
  }

  const element = (id) => entries.get(id)?.firstElementChild;

  filter.addEventListener('input', render);
  filter.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.key === 'Escape') filter.value = '';
    render();
    find('entries').querySelector('a')?.focus();
  });
  for (const tab of all('[data-view]')) tab.addEventListener('click', () => choose(tab.dataset.view));
  find('older').addEventListener('click', onOlder);
  model.on('rows', render);
  model.on('open', render);

  return { render, choose, neighbour, element, view: () => view };
}
