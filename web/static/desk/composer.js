// Where replies and notes are written. What is in the field is always a draft, too.

import * as api from './api.js';
import { draftOf, keepDraft } from './memory.js';
import { all, find, press, put, show } from './pieces.js';
import { nameOf, now, say } from './words.js';

const LONGEST = 4_000; // characters, as the server counts them
const NEARLY = 400; // left: from here on it is told
const TYPING_EVERY = 3_000; // ms
const TALLEST = 200; // px

export function createComposer(model, { outbox, onSend }) {
  const form = find('composer');
  const field = find('words');
  const kinds = new Map();
  const touch = matchMedia('(pointer: coarse)');
  let typed = 0;

  const kind = () => kinds.get(model.open) ?? 'reply';
  const draft = () => draftOf(model.open, kind());
  const lastOfCustomer = () => model.threadOf(model.open).messages.findLast(({ author }) => author === 'customer');

  function fill() {
    if (!model.open) return;
    field.value = draft()?.text ?? '';
    render();
    measure();
  }

  function render() {
    if (!model.row) return;
    const name = nameOf(model.row);
    const reply = kind() === 'reply';
    form.dataset.kind = kind();
    press('.composer-tab', 'kind', kind());
    field.ariaLabel = say(reply ? 'reply_to' : 'note_label', { name });
    field.placeholder = say(reply ? 'reply_placeholder' : 'note_placeholder', { name });
    tellStale();
  }

  function measure() {
    const left = LONGEST - [...field.value].length;
    put(find('room'), left < NEARLY ? say('room', { left }) : '');
    field.ariaInvalid = String(left < 0);
    find('send').ariaDisabled = String(left < 0 || !field.value.trim());
    field.style.height = 'auto';
    field.style.height = `${Math.min(TALLEST, field.scrollHeight + 2)}px`;
  }

  // New words from the customer since this reply was begun.
  function tellStale() {
    const last = kind() === 'reply' && model.isMine(model.row) && draft() && lastOfCustomer();
    const stale = last && last.number > draft().base;
    show(find('stale'), stale);
    put(find('stale-words'), stale ? say('stale', last) : '');
  }

  function keep(text, base) {
    keepDraft(model.open, kind(), text.trim() ? { text, base: base ?? lastOfCustomer()?.number ?? 0 } : null);
    model.tell('rows');
  }

  function write() {
    keep(field.value, draft()?.base);
    measure();
    if (kind() === 'note' || !model.isMine(model.row) || !field.value || now() - typed < TYPING_EVERY) return;
    typed = now();
    api.post(model.open, 'typing').catch(api.ignored);
  }

  function send() {
    const text = field.value.trim();
    if (!text || [...text].length > LONGEST) return;
    outbox.add({ conversation: model.open, kind: kind(), text, at: now() });
    keep('');
    fill();
    typed = 0;
    onSend();
  }

  /** A message that was refused goes back into its field, before what stands there. */
  function edit(letter) {
    kinds.set(model.open, letter.kind);
    keep([letter.text, draft()?.text].filter(Boolean).join('\n\n'));
    focus(letter.kind);
  }

  function focus(which) {
    if (!model.open) return;
    kinds.set(model.open, which);
    fill();
    (field.checkVisibility() ? field : find(`write-${which}`)).focus();
  }

  field.addEventListener('input', write);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return; // 229: an input method is at work
    if (!event.ctrlKey && !event.metaKey && (event.shiftKey || event.altKey || touch.matches)) return;
    event.preventDefault();
    send();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
    field.focus();
  });
  for (const tab of all('.composer-tab')) tab.addEventListener('click', () => focus(tab.dataset.kind));
  find('stale-show').addEventListener('click', () => {
    keep(field.value);
    onSend();
    field.focus();
  });
  model.on('open', fill);
  model.on('rows', render);
  model.on('thread', (id) => id === model.open && render());

  return { focus, edit };
}
