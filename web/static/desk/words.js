// What the server gave the page: who sits here, its clock, and every sentence.

const facts = JSON.parse(document.getElementById('desk-facts').textContent);
const locale = document.documentElement.lang;
const ahead = facts.now - Date.now(); // the server's clock against ours

export const { person, languages } = facts;

/** Milliseconds, as the server counts them. */
export const now = () => Date.now() + ahead;

/** The sentence of this name, its %(places)s filled. */
export const say = (name, values = {}) => facts.words[name].replace(/%\((\w+)\)s/g, (_, place) => values[place]);

const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat('sv'); // 2026-04-11: a day that compares
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

export const hourOf = (at) => hour.format(at);
export const momentOf = (at) => whole.format(at);
export const dayOf = (at) => calendar.format(at);

/** Today, yesterday, then the date. */
export function dayName(at) {
  const back = Math.round((Date.parse(dayOf(now())) - Date.parse(dayOf(at))) / 86_400_000);
  return back < 2 ? relative.format(-back, 'day') : date.format(at);
}

/** A wait: 3:12 up to an hour, then hours, then days. */
export function lengthOf(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const [unit, length] = seconds < 86_400 ? ['hour', 3600] : ['day', 86_400];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(Math.floor(seconds / length));
}

/** When something last happened, for a list: the hour today, else the day. */
export const stampOf = (at) => (dayOf(at) === dayOf(now()) ? hourOf(at) : dayName(at));

/** The customer's name or, without one, a mark that tells two visitors apart. */
export const nameOf = (row) => row.customer.name || say('visitor', { mark: row.id.slice(-4) });

export const isMe = (agent) => agent?.id === person.id;

/** What a state word of the protocol is called; nothing for one that we do not know. */
export const named = (kind, word) => facts.words[`${kind}_${word}`] ?? '';

export const languageOf = (tag) => languages[tag].name;
export const lettersOf = (tag) => languages[tag].letters;

/** Where it stands, in a word or two. */
export function stateOf(row) {
  if (row.state === 'claimed') return isMe(row.agent) ? say('state_mine') : say('with_agent', row.agent);
  return (row.state === 'resolved' && named('outcome', row.outcome)) || named('state', row.state);
}

/** What it is about: the question, as long as nobody has taken it; else the last words, and whose. */
export function wordsOf(row) {
  if (row.question) return row.question;
  const { last_author: author, last_text: text, agent } = row;
  const name = author === 'bot' ? say('assistant') : author === 'agent' && (isMe(agent) ? say('you') : agent?.name);
  return name ? say('said', { name, text }) : text;
}
