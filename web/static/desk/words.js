// What the server gave the page: who sits here, its clock, and every sentence.

const facts = JSON.parse(document.getElementById('desk-facts').textContent);
const locale = document.documentElement.lang;
const ahead = facts.now - Date.now(); // the server's clock against ours

export const { person, languages } = facts;

/** Milliseconds, as the server counts them. */
export const now = () => Date.now() + ahead;

export const knows = (name) => name in facts.words;

/** The sentence of this name, its %(places)s filled. */
export const say = (name, values = {}) => facts.words[name].replace(/%\((\w+)\)s/g, (_, place) => values[place]);

const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat('sv'); // 2026-04-11: a day that compares
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const unit = (name) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' });
const hours = unit('hour');
const days = unit('day');

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
  return seconds < 86_400 ? hours.format(Math.floor(seconds / 3600)) : days.format(Math.floor(seconds / 86_400));
}

/** When something last happened, for a list: the hour today, else the day. */
export const stampOf = (at) => (dayOf(at) === dayOf(now()) ? hourOf(at) : dayName(at));
