// Sentences come from the server; this puts names, numbers and times into them.

/** Fills `%(name)s` places. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

/** How days and hours are written in a language. */
export function openClock(language) {
  const hour = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const near = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const thisYear = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
  const otherYear = new Intl.DateTimeFormat(language, { dateStyle: 'long' });

  return {
    hour: (at) => hour.format(at),
    exact: (at) => exact.format(at),

    /** Today and yesterday by name, older days by date. */
    day(at, now) {
      const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
      if (days === 0 || days === -1) return upper(near.format(days, 'day'), language);
      return (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(at);
    },
  };
}

export const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

const upper = (text, language) => text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);

/** What stands in the round picture: Chinese names by their last characters, others by their initials. */
export function initials(name) {
  if (/\p{Script=Han}/u.test(name)) return [...name.replace(/\P{Script=Han}/gu, '')].slice(-2).join('');
  const parts = name.trim().split(/\s+/u);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map((word) => [...word][0] ?? '').join('').toUpperCase();
}
