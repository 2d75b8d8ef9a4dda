// Server-sent events, read with fetch so that a token can travel in a header. No other script knows about streams.

const SILENCE = 45_000; // ms without a byte: the line is dead
const LONGEST = 30_000; // ms between two tries
const STEADY = 5_000; // ms that a stream must have lasted for the next try to come at once
const FINAL = new Set([204, 400, 401, 403, 404]); // asking again would bring the same answer

/**
 * Opens a stream and keeps it open until `close()`.
 *
 * url      where it is
 * headers  sent with every request, or a function that makes them
 * after    the last number that we have, or a function that tells it, sent as Last-Event-ID; else the last id seen here
 * onEvent  ({event, data, id}) for each event; `data` is the parsed JSON
 * onState  ('connecting' | 'open' | 'waiting' | 'refused'); 'open' comes with each new connection,
 *          'refused' is the end, and `detail.status` says why
 */
export function openStream({ url, headers = {}, after = null, onEvent, onState = () => {} }) {
  let lastId = null;
  let tries = 0;
  let request = null;
  let retry = null;
  let heard = 0;
  let watch = null;
  let state = null;

  function enter(next, detail = {}) {
    if (next === state && next === 'waiting') return;
    state = next;
    onState(next, detail);
  }

  async function connect() {
    clearTimeout(retry);
    request?.abort();
    const mine = (request = new AbortController());
    const began = Date.now();
    let pause = null;
    hear(mine);
    if (tries === 0) enter('connecting');
    try {
      const response = await fetch(url, {
        headers: { Accept: 'text/event-stream', ...known(), ...(typeof headers === 'function' ? headers() : headers) },
        cache: 'no-store',
        signal: mine.signal,
      });
      if (FINAL.has(response.status)) return refuse(response.status);
      if (!response.ok || !response.body) pause = 1000 * Number(response.headers.get('Retry-After')) || null;
      else pause = await read(response.body, mine);
    } catch {
      // a lost line, or our own abort: both are answered below
    }
    if (mine !== request) return;
    if (Date.now() - began >= STEADY) tries = 0;
    again(pause);
  }

  async function read(body, mine) {
    const reader = body.getReader();
    const parse = parser();
    enter('open');
    for (;;) {
      const { done, value } = await reader.read();
      if (done || mine !== request) return null;
      hear(mine);
      for (const event of parse(value)) {
        if (event.id !== null) lastId = event.id;
        if (event.event === 'reconnect') {
          mine.abort();
          return event.data.after_ms * (1 + Math.random());
        }
        tell(event);
        if (mine !== request) return null;
      }
    }
  }

  // A listener's mistake must not look like a lost line.
  function tell(event) {
    try {
      onEvent(event);
    } catch (fault) {
      reportError(fault);
    }
  }

  function again(pause) {
    clearInterval(watch);
    const wait = pause ?? (tries === 0 ? 0 : Math.min(LONGEST, 500 * 2 ** tries) * (0.75 + Math.random() / 4));
    tries += 1;
    if (wait > 0) enter('waiting');
    retry = setTimeout(connect, wait);
  }

  function refuse(status) {
    close();
    enter('refused', { status });
  }

  function known() {
    const number = typeof after === 'function' ? after() : (lastId ?? after);
    return number === null ? {} : { 'Last-Event-ID': String(number) };
  }

  // A sleeping device runs no timers: the clock is asked, not a single long time-out.
  function hear(mine) {
    heard = Date.now();
    clearInterval(watch);
    watch = setInterval(() => mine === request && listen(), 5_000);
  }

  function listen() {
    if (Date.now() - heard > SILENCE) connect();
  }

  function now() {
    tries = 0;
    connect();
  }

  const online = () => state !== 'refused' && now();
  const shown = () => document.visibilityState === 'visible' && (state === 'waiting' ? now() : listen());
  const leave = () => stop();
  const back = (event) => event.persisted && now();

  function stop() {
    clearTimeout(retry);
    clearInterval(watch);
    const mine = request;
    request = null;
    mine?.abort();
  }

  function close() {
    stop();
    removeEventListener('online', online);
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', back);
    document.removeEventListener('visibilitychange', shown);
  }

  addEventListener('online', online);
  addEventListener('pagehide', leave);
  addEventListener('pageshow', back);
  document.addEventListener('visibilitychange', shown);
  connect();
  return { close };
}

// Bytes in, events out; a piece may end anywhere, also inside a character or between CR and LF.
function parser() {
  const decoder = new TextDecoder();
  let rest = '';
  let fields = {};

  return function* parse(bytes) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?=[^])/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (fields.data !== undefined) yield { event: fields.event || 'message', data: JSON.parse(fields.data), id: fields.id ?? null };
        fields = {};
        continue;
      }
      const [, name, value] = /^([^:]*):? ?([^]*)$/.exec(line);
      if (name === 'data') fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`;
      else if (name === 'event' || name === 'id') fields[name] = value;
    }
  };
}
