// The list of messages: days, groups, what is open to be answered, and where the reader is.

import { midnight } from './words.js';

const GROUP = 5 * 60_000; // ms within which messages of one author stand together
const NEAR = 80; // pixels from the end that still count as the end

/**
 * Keeps `list`, inside the scrolling `body`, equal to what the model says.
 *
 * messages  makes and changes nodes (message.js)
 * day       makes the line between two days
 * newer     the button that leads to what arrived below
 */
export function openTranscript({ body, list, log, messages, day, newer }) {
  const nodes = new Map();
  let filled = false;

  newer.onclick = () => {
    toEnd();
    body.focus({ preventScroll: true });
  };
  body.addEventListener('scroll', () => atEnd() && (newer.hidden = true), { passive: true });

  /** `stay`: the reader was at the end before anything changed. */
  function show(state, { stay, now }) {
    const rows = rowsOf(state, now);
    const added = rows.filter((row) => !nodes.has(row.id));
    const kept = new Set(rows.map((row) => row.id));
    for (const [id, node] of nodes) if (!kept.has(id)) nodes.delete(id) && node.remove();
    rows.forEach((row, at) => place(row, at));
    if (!filled && !state.loading) {
      // What was there before is not news: from now on additions are read out.
      filled = true;
      requestAnimationFrame(() => log.setAttribute('aria-live', 'polite'));
      toEnd();
    } else if (added.length > 0) {
      if (stay || added.some((row) => row.own)) toNews(rows, added[0]);
      else newer.hidden = false;
    } else if (stay) toEnd();
  }

  function place(row, at) {
    let node = nodes.get(row.id);
    if (!node) {
      node = row.day === undefined ? messages.make(row) : day(row.day);
      nodes.set(row.id, node);
    }
    if (row.day === undefined) messages.update(node, row);
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  }

  const atEnd = () => body.scrollHeight - body.scrollTop - body.clientHeight < NEAR;

  function toEnd() {
    body.scrollTop = body.scrollHeight;
    newer.hidden = true;
  }

  // A long answer is read from its beginning, below the question that it answers.
  function toNews(rows, first) {
    const at = rows.indexOf(first);
    const question = rows[at - 1]?.own ? rows[at - 1] : first;
    const top = nodes.get(question.id).getBoundingClientRect().top - body.getBoundingClientRect().top;
    body.scrollTop = Math.min(body.scrollHeight - body.clientHeight, body.scrollTop + top - 8);
  }

  return { show, toEnd, atEnd };
}

function rowsOf({ messages, outbox, conversation }, now) {
  const said = messages.map((message) => ({ ...message, id: message.key ? `k${message.key}` : `n${message.number}`, state: null }));
  const unsent = outbox
    .filter((item) => item.text !== null)
    .map((item) => ({ id: `k${item.key}`, key: item.key, author: 'customer', kind: 'text', text: item.text, at: item.at, state: item.state, problem: item.problem }));
  const all = [...said, ...unsent];
  const lastOwn = said.findLast((row) => row.author === 'customer');
  const lastPassage = said.findLast((row) => row.kind === 'passage');
  if (lastOwn && lastOwn === all.at(-1)) lastOwn.state = 'sent';
  const quiet = outbox.some((item) => item.problem === undefined) || conversation?.state !== 'bot';
  const rows = [];
  all.forEach((row, at) => {
    const before = all[at - 1];
    const newDay = !before || midnight(before.at) !== midnight(row.at);
    if (newDay) rows.push({ id: `d${midnight(row.at)}`, day: row.at });
    rows.push({
      ...row,
      own: row.author === 'customer',
      first: newDay || !together(before, row),
      last: !all[at + 1] || !together(row, all[at + 1]),
      open: !quiet && (row.kind === 'choices' ? row === all.at(-1) : row === lastPassage && row.passage.feedback),
    });
  });
  return rows;
}

function together(one, other) {
  return one.kind !== 'status' && other.kind !== 'status' && one.author === other.author && one.name === other.name && Math.abs(other.at - one.at) < GROUP;
}
