// The field that the customer writes in.

import { fill } from './words.js';

const MOST = 4_000; // characters, as the server counts them
const NEAR = 400; // characters before the end at which the count appears

/**
 * Enter sends, Shift+Enter breaks the line, and Enter that chooses a Chinese word does neither.
 *
 * onSay(text)  the customer sends; onType()  the customer types; draft  {get, set} keeps what was not sent
 */
export function openComposer({ form, left, words, draft, onSay, onType }) {
  const field = form.querySelector('textarea');
  const grows = CSS.supports('field-sizing', 'content');

  function grow() {
    if (grows) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  function count() {
    const rest = MOST - [...field.value.trim()].length;
    field.setAttribute('aria-invalid', String(rest < 0));
    left.classList.toggle('over', rest < 0);
    if (rest < 0) left.textContent = fill(words.over, { count: -rest });
    else left.textContent = rest <= NEAR ? fill(words.left, { count: rest }) : '';
    return rest;
  }

  function changed() {
    grow();
    count();
    draft.set(field.value);
  }

  function submit() {
    const text = field.value.trim();
    if (text === '' || count() < 0) return field.focus();
    write('');
    onSay(text);
  }

  function write(text) {
    field.value = text;
    changed();
  }

  field.addEventListener('input', () => {
    changed();
    if (field.value.trim() !== '') onType();
  });
  field.addEventListener('keydown', (event) => {
    // Some browsers end the composition before this Enter: keyCode 229 still tells.
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  write(draft.get() ?? '');
  return { focus: () => field.focus(), write };
}
