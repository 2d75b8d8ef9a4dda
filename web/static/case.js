// Conversations kept fresh while they are looked at: the page of one, and the list of my own. Both work without this file.

import { openStream } from './live.js';

const TOGETHER = 300; // ms in which several changes are one look

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const live = document.getElementById('live');
let seen = live.innerHTML;
let stream = null;
let owed = null;

// The server cannot know the reader's time zone. Of today the hour is enough.
function setClocks() {
  const today = new Date().toDateString();
  for (const time of live.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    time.textContent = (at.toDateString() === today ? clock : calendar).format(at);
    time.title = calendar.format(at);
  }
}

function lookSoon() {
  owed ??= setTimeout(look, TOGETHER);
}

async function look() {
  owed = null;
  if (document.visibilityState !== 'visible') return;
  if (live.contains(document.activeElement) && document.activeElement.matches('input, textarea')) return;
  const answer = await fetch(location.pathname + location.search.replace(/[?&]done=\w*/u, ''), { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  if (!fresh || seen === fresh.innerHTML) return;
  seen = fresh.innerHTML;
  const held = live.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  live.replaceChildren(...fresh.childNodes);
  if (held) live.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
  setClocks();
}

// A page that nobody looks at holds no line: browsers have few for one host.
function listen() {
  stream?.close();
  stream = null;
  if (document.visibilityState !== 'visible') return;
  setClocks();
  stream = openStream({
    url: live.dataset.stream,
    onEvent: ({ event, data }) => {
      const other = live.dataset.case && data.id && data.id !== live.dataset.case;
      if (event !== 'typing' && !other) lookSoon();
    },
    onState: (state, { status } = {}) => state === 'refused' && status === 401 && location.reload(),
  });
}

// The address that the first press was sent to may lead nowhere at the second.
let sent = false;
document.querySelector('.case-more')?.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
});

listen();
live.addEventListener('focusout', lookSoon);
document.addEventListener('visibilitychange', listen);
