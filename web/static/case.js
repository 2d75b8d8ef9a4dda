// The page behind a private link, kept fresh while it is looked at. It works without this file.

const EVERY = 10_000; // ms between two looks

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const live = document.getElementById('live');
let seen = live.innerHTML;

// The server cannot know the reader's time zone.
function setClocks() {
  for (const time of live.querySelectorAll('time')) time.textContent = clock.format(new Date(time.dateTime));
}

async function look() {
  if (document.visibilityState !== 'visible' || live.contains(document.activeElement)) return;
  const answer = await fetch(location.pathname, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  if (seen === fresh.innerHTML) return;
  seen = fresh.innerHTML;
  live.replaceChildren(...fresh.childNodes);
  setClocks();
}

setClocks();
setInterval(look, EVERY);
document.addEventListener('visibilitychange', look);
