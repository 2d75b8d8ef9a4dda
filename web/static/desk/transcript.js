// The transcript of one conversation: messages, notes between them, what is on its way. It keeps its elements:
// switching back costs nothing and finds the place where one read.

import { arrange, fill, linkTo, piece, put, putSafe, putTime } from './pieces.js';
import { dayName, dayOf, named, nameOf, person, say } from './words.js';

const TOGETHER = 300_000; // ms within which messages of one author share a head
const TAKEN = ['claimed', 'reopened', 'taken_over'];
const NEAR = 80; // px from the end that still count as being there

export function createTranscript(model, { outbox, id, onPlace, onDeed }) {
  const element = document.createElement('div');
  const made = new Map();
  let atEnd = true;
  let top = 0;

  function render() {
    const row = model.rows.get(id);
    if (!row) return;
    element.ariaLabel = nameOf(row);
    arrange(element, lay(model.threadOf(id), row));
    settle();
  }

  // With the days between. The part is the bot's until a person is asked for.
  function lay(thread, row) {
    const laid = [];
    let before = {};
    let part = 'bot';
    for (const item of inOrder(thread)) {
      part = partOf(item, part);
      if (dayOf(item.at) !== dayOf(before.at ?? 0)) {
        laid.push(dayLine(item.at));
        before = {};
      }
      laid.push(elementOf(item));
      for (const line of laid.slice(-2)) line.dataset.part ??= part;
      tell(laid.at(-1), item, { before, row, thread });
      before = item;
    }
    if (model.typing.has(id)) laid.push(once('typing', () => piece('typing')));
    return laid;
  }

  function inOrder({ messages, notes }) {
    const arrived = new Set([...messages, ...notes].map(({ key }) => key));
    const letters = outbox.of(id).filter(({ key }) => !arrived.has(key));
    const what = ({ kind }) => (kind === 'status' || kind === 'note' ? kind : 'message');
    return [
      ...messages.map((message) => ({ ...message, what: what(message), place: message.number })),
      ...notes.map((note) => ({ ...note, what: 'note', place: note.after_number + 0.5 })),
      ...letters.map((letter) => ({ ...letter, what: what(letter), author: 'agent', place: Infinity })),
    ].sort((one, other) => one.place - other.place || one.at - other.at);
  }

  function partOf({ what, author, status }, part) {
    if (what === 'status') return ['handed_over', 'ticket', ...TAKEN].includes(status) ? 'desk' : part;
    return { bot: 'bot', agent: 'desk' }[author] ?? part;
  }

  function once(name, make) {
    if (!made.has(name)) made.set(name, make());
    return made.get(name);
  }

  const elementOf = (item) =>
    once(item.state ? `letter ${item.key}` : `${item.what} ${item.number ?? item.id}`, () => make(item));

  // What never changes.
  function make(item) {
    const shown = piece(item.what);
    shown.dataset.author = item.author ?? '';
    putTime(shown.querySelector('time'), item.at);
    const body = shown.querySelector('[data-html]');
    if (item.kind === 'passage') body.replaceWith(passage(item));
    else if (item.state) put(body, item.text);
    else if (body) putSafe(body, item.html);
    body?.classList.toggle('as-typed', Boolean(item.state));
    if (item.choices) body.after(choices(item.choices));
    if (item.link?.title) shown.firstElementChild.after(linkTo(item.link.url, item.link.title));
    return shown;
  }

  // What depends on its neighbours and on how far it is.
  function tell(shown, item, { before, row, thread }) {
    if (item.what === 'status') return fill(shown, { 'status-words': statusWords(item, thread) });
    const follows = before.what === 'message' && before.author === item.author && item.at - before.at < TOGETHER;
    shown.classList.toggle('follows', item.what === 'message' && follows);
    const names = { customer: nameOf(row), bot: say('assistant') };
    fill(shown, { 'message-name': names[item.author] ?? item.name ?? say('you') });
    if (!item.state) return undefined;
    Object.assign(shown.dataset, { letter: item.state, key: item.key });
    return fill(shown, { problem: item.problem ?? '' });
  }

  // The deed and its message were one write, at one moment.
  function statusWords({ status, at, text }, { handoffs }) {
    if (status === 'contact') return text; // an address, kept
    if (!TAKEN.includes(status)) return named('status', status) || text;
    const { name } = handoffs.find(({ claimed_at: claimed }) => claimed === at)?.agent ?? {};
    return name ? say(`status_${status}`, { name: name === person.name ? say('you') : name }) : text;
  }

  function passage({ passage: { title, heading, url, source }, html }) {
    const card = piece('passage');
    card.firstElementChild.append(linkTo(url, title));
    fill(card, { 'passage-from': [heading, named('source', source)].filter(Boolean).join(' · ') });
    putSafe(card.querySelector('.prose'), html);
    return card;
  }

  function choices(offered) {
    const list = document.createElement('ul');
    list.className = 'offered';
    list.append(...offered.map(({ label }) => Object.assign(document.createElement('li'), { textContent: label })));
    return list;
  }

  function dayLine(at) {
    const line = once(`day ${dayOf(at)}`, () => piece('day'));
    put(line.firstElementChild, dayName(at));
    return line;
  }

  function toEnd() {
    element.scrollTop = element.scrollHeight;
  }

  /** Back to where it was; a browser forgets that while it is off the page. */
  function settle() {
    if (atEnd) toEnd();
    else element.scrollTop = top;
    onPlace();
  }

  Object.assign(element, { className: 'transcript', tabIndex: 0, role: 'log' });
  element.addEventListener('scroll', () => {
    top = element.scrollTop;
    atEnd = element.scrollHeight - top - element.clientHeight < NEAR;
    onPlace();
  });
  element.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-deed]');
    if (button) onDeed(button.dataset.deed, { id, key: button.closest('.message').dataset.key });
  });

  return { element, render, toEnd, settle, atEnd: () => atEnd };
}
