// Moments in this reader's own clock: the hour for today, the day as well for others.

export function clock(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  const wanted = today ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(document.documentElement.lang, wanted).format(new Date(at));
}

export function tellClock(root) {
  for (const time of root.querySelectorAll("time[data-clock]")) time.textContent = clock(time.dateTime);
}
