// The transcript of one conversation: messages, notes between them, and what is still on its way.
// Each keeps its elements, so that switching back costs nothing and finds the place where one read.

import { isMe, nameOf, sourceOf, statusOf } from './naming.js';
import { arrange, linkTo, piece, put, putSafe, putTime, show } from './pieces.js';
import { dayName, dayOf, say } from './words.js';

const TOGETHER = 300_000; // ms within which messages of one author share a head
const NEAR = 80; // px from the end that still count as being there
const LONG = 180; // letters of a passage; a Han character counts for two

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

  // Everything in its order, with the days between. The part is the bot's until a person is asked for.
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
    if (model.typing.has(id)) laid.push(typingLine(row));
    return laid;
  }

  function inOrder({ messages, notes }) {
    const arrived = new Set([...messages, ...notes].map(({ key }) => key));
    const letters = outbox.of(id).filter(({ key }) => !arrived.has(key));
    return [
      ...messages.map((message) => ({ ...message, what: message.kind === 'status' ? 'status' : 'message', place: message.number })),
      ...notes.map((note) => ({ ...note, what: 'note', place: note.after_number + 0.5 })),
      ...letters.map((letter) => ({ ...letter, what: letter.kind === 'note' ? 'note' : 'message', author: 'agent', place: 1e9 })),
    ].sort((one, other) => one.place - other.place || one.at - other.at);
  }

  function partOf({ what, author, status }, part) {
    if (what === 'status') return ['handed_over', 'ticket', 'claimed'].includes(status) ? 'desk' : part;
    return author === 'bot' || author === 'agent' ? { bot: 'bot', agent: 'desk' }[author] : part;
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
    return shown;
  }

  // What depends on its neighbours, and on how far it has come.
  function tell(shown, item, { before, row, thread }) {
    if (item.what === 'status') return put(shown.querySelector('.status-words'), statusWords(item, thread) || item.text);
    const follows = before.what === 'message' && before.author === item.author && item.at - before.at < TOGETHER;
    shown.classList.toggle('follows', item.what === 'message' && follows);
    const names = { customer: nameOf(row), bot: say('assistant') };
    put(shown.querySelector('.message-name'), names[item.author] ?? item.name ?? say('you'));
    if (item.state) tellLetter(shown, item);
    return undefined;
  }

  function statusWords({ status, at }, { handoffs }) {
    if (status !== 'claimed') return statusOf(status);
    const claimed = handoffs.filter((handoff) => handoff.claimed_at && handoff.agent && Math.abs(handoff.claimed_at - at) < 2_000)[0];
    const { agent } = model.rows.get(id);
    const mine = isMe(agent) && (!claimed || claimed.agent.name === agent.name);
    return mine ? say('status_claimed_you') : claimed ? say('status_claimed', claimed.agent) : say('status_claimed_somebody');
  }

  function tellLetter(shown, { state, problem = '', key }) {
    shown.dataset.letter = state;
    show(shown.querySelector('.message-foot'), true);
    put(shown.querySelector('.message-state'), `${say(`letter_${state}`)} ${problem}`);
    for (const button of shown.querySelectorAll('[data-deed]')) {
      button.dataset.key = key;
      show(button, state === 'failed' || (state === 'waiting' && button.dataset.deed === 'again'));
    }
  }

  function passage({ passage: { title, heading, url, source }, text, html }) {
    const card = piece('passage');
    card.querySelector('.passage-title').append(linkTo(url, title));
    put(card.querySelector('.passage-from'), [heading, sourceOf(source)].filter(Boolean).join(' · '));
    putSafe(card.querySelector('.passage-text'), html);
    const long = text.replace(/\p{Script=Han}|\n/gu, '  ').length > LONG;
    card.classList.toggle('folded', long);
    show(card.querySelector('[data-deed]'), long);
    return card;
  }

  function choices(offered) {
    const list = document.createElement('ul');
    list.className = 'offered';
    list.append(...offered.map(({ label }) => Object.assign(document.createElement('li'), { textContent: label })));
    return list;
  }

  const dayLine = (at) =>
    once(`day ${dayOf(at)}`, () => {
      const line = piece('day');
      put(line.firstElementChild, dayName(at));
      return line;
    });

  function typingLine(row) {
    const line = once('typing', () => piece('typing'));
    put(line.querySelector('.typing-words'), say('customer_writes', { name: nameOf(row) }));
    return line;
  }

  function toEnd() {
    element.scrollTop = element.scrollHeight;
  }

  /** Where it was: at the end, or at the place that the browser forgot while it was off the page. */
  function settle() {
    if (atEnd) toEnd();
    else element.scrollTop = top;
    onPlace();
  }

  function unfold(button) {
    const folded = button.closest('.passage').classList.toggle('folded');
    button.ariaExpanded = String(!folded);
    put(button, say(folded ? 'show_all' : 'show_less'));
  }

  Object.assign(element, { className: 'transcript', tabIndex: 0, role: 'log' });
  element.addEventListener('scroll', () => {
    top = element.scrollTop;
    atEnd = element.scrollHeight - top - element.clientHeight < NEAR;
    onPlace();
  });
  element.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-deed]');
    if (button?.dataset.deed === 'unfold') unfold(button);
    else if (button) onDeed(button.dataset.deed, { id, key: button.dataset.key });
  });

  return { element, render, toEnd, settle, atEnd: () => atEnd };
}
