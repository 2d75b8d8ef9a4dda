// The list: queue, mine, all. Rows are kept and moved, never made anew.

import { hasDraft } from './memory.js';
import { all, arrange, fill, find, piece, press, put, show, tellWait } from './pieces.js';
import { languageOf, lettersOf, nameOf, person, stampOf, stateOf, wordsOf } from './words.js';

export function createList(model, { outbox, onView, onOlder }) {
  const entries = new Map();
  const filter = find('filter');
  let view = 'queue';

  function choose(next) {
    view = next;
    press('.view', 'view', view);
    find('shelf').scrollTop = 0;
    filter.value = '';
    onView(view);
    render();
  }

  // Queue: the chat comes before tickets. Mine: who waits for an answer, the longest first; then the latest.
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

  const textOf = (row) => `${nameOf(row)}\n${row.customer.contact}\n${row.last_text}\n${row.question}`.toLowerCase();

  function render() {
    const rows = shown();
    arrange(find('entries'), rows.map(entryOf));
    for (const count of all('[data-count]')) put(count, String(model.counts[count.dataset.count] || ''));
    show(find('older'), view === 'all' && model.lists.more && !filter.value);
    show(find('list-empty'), model.started && !rows.length);
    const away = view === 'queue' && person.presence === 'away';
    find('list-empty').dataset.view = filter.value ? 'filter' : away ? 'away' : view;
  }

  function entryOf(row) {
    if (!entries.has(row.id)) entries.set(row.id, piece('entry'));
    const item = entries.get(row.id);
    tell(item.firstElementChild, row);
    return item;
  }

  function tell(entry, row) {
    const part = (name) => entry.querySelector(`.entry-${name}`);
    entry.href = `#${row.id}`;
    entry.ariaCurrent = row.id === model.open ? 'true' : null;
    fill(entry, {
      'entry-name': nameOf(row),
      'entry-words': wordsOf(row),
      'entry-state': view === 'all' ? stateOf(row) : '',
      'entry-language': lettersOf(row.language),
    });
    part('words').lang = row.language;
    const { id, ticket } = row;
    const writing = model.typing.has(id);
    const marks = { unread: model.unread(row), writing, draft: hasDraft(id), stuck: outbox.stuck(id), ticket };
    for (const [name, yes] of Object.entries(marks)) entry.classList.toggle(name, yes);
    entry.dataset.channel = row.channel;
    part('language').title = languageOf(row.language);
    const since = model.waitingSince(row);
    tellWait(part('wait'), { since, patient: row.ticket });
    if (since === null) put(part('wait'), stampOf(row.updated_at));
  }

  /** So many further than the open one; before the first is the first, after the last is nothing. */
  function neighbour(step) {
    const ids = shown().map(({ id }) => id);
    return ids[Math.max(0, ids.indexOf(model.open) + step)];
  }

  const element = (id) => find('entries').querySelector(`[href="#${id}"]`);

  filter.addEventListener('input', render);
  filter.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    find('entries').querySelector('a')?.focus();
  });
  for (const tab of all('.view')) tab.addEventListener('click', () => choose(tab.dataset.view));
  find('older').addEventListener('click', onOlder);
  model.on('rows', render);
  model.on('open', render);

  return { render, choose, neighbour, element, view: () => view };
}
