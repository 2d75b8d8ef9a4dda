// A customer's conversation as a model without a page: it speaks docs/chat-protocol.md and nothing else.

import { openOutbox } from './chat/outbox.js';
import { ask, newKey } from './chat/requests.js';
import { openStorage } from './chat/storage.js';
import { joinTabs } from './chat/tabs.js';
import { openStream } from './live.js';

const LONGEST = 30_000; // ms between two tries to send
const PATIENT = 3; // tries in a row that may fail before the customer is told
const TYPING = 4_000; // ms that "is typing" is shown
const TYPED = 2_000; // ms between two of our own
const THINKING = 30_000; // ms that an answer of the assistant may be expected

/**
 * The conversation that this browser holds, or the one that begins with the first thing said.
 *
 * language  in which it begins
 * channel   'widget' or 'site'
 * onChange  called after every change, at most once in a turn of the event loop; `look()` gives the state
 */
export function createChat({ language, channel, onChange, storage = openStorage('firstline.chat') }) {
  const outbox = openOutbox(storage);
  const early = new Map(); // messages beyond a gap, by number
  let session = null; // {id, token, link}
  let conversation = null;
  let messages = []; // numbers 1, 2, 3 … without gaps
  let page = '';
  let tabs = null;
  let stream = null;
  let line = 'open';
  let loading = false;
  let reading = null;
  let sending = null; // key of the item that is on its way
  let failures = 0;
  let retry = null;
  let typingUntil = 0;
  let typedAt = 0;
  let told = false;

  // ---- what the page may do ------------------------------------------------------------------------

  function look() {
    return {
      begun: session !== null || outbox.items.length > 0,
      loading, conversation, messages, line,
      kept: storage.kept,
      link: session?.link ?? null,
      typing: typing(),
      outbox: outbox.items.map((item) => ({ ...item, state: stateOf(item) })),
    };
  }

  function say(text) {
    put({ path: '/messages', body: { text }, text });
  }

  function choose(choice) {
    put({ path: '/messages', body: { choice: choice.id }, text: choice.label });
  }

  function wantPerson() {
    put({ path: '/handoff' });
  }

  function tellSolved(solved) {
    put({ path: '/solved', body: { solved } });
  }

  function sendAgain(key) {
    outbox.again(key);
    failures = 0;
    send();
  }

  function discard(key) {
    outbox.remove(key);
    tell();
  }

  /** Rejects with a Fault: its message is for the customer where the status is not 0. */
  async function leaveContact({ name, email }) {
    take(await request('POST', '/contact', { name, email }));
  }

  async function rate({ rating, comment }) {
    take(await request('POST', '/rating', { rating, comment }));
  }

  async function makeLink() {
    const { link } = await request('POST', '/link', {});
    if (link) keep({ ...session, link });
    tell();
  }

  function showTyping(now = Date.now()) {
    if (conversation?.state !== 'claimed' || now - typedAt < TYPED) return;
    typedAt = now;
    request('POST', '/typing', {}).catch(() => {});
  }

  function startOver() {
    outbox.clear();
    forget();
  }

  // ---- sending -------------------------------------------------------------------------------------

  function put(item) {
    outbox.add({ ...item, now: Date.now() });
    send();
  }

  async function send() {
    clearTimeout(retry);
    tell();
    if (sending !== null) return;
    for (let item = outbox.next(); item; item = outbox.next()) {
      sending = item.key;
      tell();
      try {
        if (session === null && !adopt()) await begin();
        take(await request('POST', item.path, item.body));
        outbox.remove(item.key);
        failures = 0;
      } catch (fault) {
        if (!answer(fault, item)) break;
      } finally {
        sending = null;
        tell();
      }
    }
  }

  // True when the next one may go.
  function answer(fault, item) {
    if (fault.passing || fault.status === undefined) {
      if (fault.status === undefined) reportError(fault);
      failures += 1;
      retry = setTimeout(send, Math.max(fault.after ?? 0, Math.min(LONGEST, 500 * 2 ** failures)));
      return false;
    }
    if (session !== null && (fault.status === 401 || fault.status === 404)) {
      forget();
      outbox.keepTexts();
    } else if (fault.status === 409 && item.text === null) {
      outbox.remove(item.key);
      catchUp();
    } else {
      outbox.refuse(item, fault.message);
      if (fault.status === 409) catchUp();
    }
    return true;
  }

  // Another tab may have begun a moment ago.
  function adopt() {
    if (storage.get('session') === null) return false;
    resume();
    return true;
  }

  async function begin() {
    const start = storage.get('start') ?? newKey();
    storage.set('start', start);
    const begun = await ask('POST', '', { body: { key: start, language, channel, page }, language });
    storage.remove('start');
    keep({ id: begun.conversation.id, token: begun.token, link: null });
    take(begun);
    join();
  }

  // What comes back for a conversation that was left meanwhile is nobody's any more.
  async function request(method, path, body) {
    const { id, token } = session;
    const answer = await ask(method, `/${id}${path}`, { body, token, language: conversation?.language ?? language });
    return id === session?.id ? answer : {};
  }

  function stateOf(item) {
    if (item.problem !== undefined) return 'refused';
    if (!navigator.onLine) return 'waiting';
    return failures >= PATIENT ? 'failed' : 'sending';
  }

  // ---- receiving -----------------------------------------------------------------------------------

  function take(answer) {
    const from = answer.conversation;
    if (from && from.id === session?.id && from.version >= (conversation?.version ?? 0)) {
      conversation = from;
      if (from.link) keep({ ...session, link: from.link });
    }
    for (const message of answer.messages ?? []) early.set(message.number, message);
    settle();
    if (early.size > 0) catchUp();
    tell();
  }

  function settle() {
    for (let next = early.get(last() + 1); next; next = early.get(last() + 1)) {
      messages = [...messages, next];
      if (next.key) outbox.remove(next.key);
      if (next.author === 'agent') typingUntil = 0;
    }
    for (const number of early.keys()) if (number <= last()) early.delete(number);
    if (messages.at(-1)?.author === 'customer') setTimeout(tell, THINKING);
  }

  const last = () => messages.length;

  /** Reads what is missing, and keeps at it while the line is bad; asked twice, it reads once. */
  function catchUp() {
    reading ??= readAll(session).finally(() => {
      reading = null;
      loading = false;
      tell();
    });
    return reading;
  }

  async function readAll(reader) {
    for (let tries = 0; reader !== null && reader.id === session?.id; ) {
      try {
        const answer = await request('GET', `/messages?after=${last()}`);
        take(answer);
        if (tries > 0) mind('open');
        tries = 0;
        if (!answer.more) return;
      } catch (fault) {
        if (fault.status === 401 || fault.status === 404) return forget();
        if (!fault.passing) return reportError(fault);
        tries += 1;
        line = 'waiting';
        tell();
        await new Promise((done) => setTimeout(done, Math.max(fault.after, Math.min(LONGEST, 500 * 2 ** tries))));
      }
    }
  }

  function typing() {
    if (conversation?.state === 'claimed' && Date.now() < typingUntil) return 'agent';
    if (conversation !== null && conversation.state !== 'bot') return null;
    if (sending !== null && failures === 0) return 'bot';
    const latest = messages.at(-1);
    return latest?.author === 'customer' && Date.now() - latest.at < THINKING ? 'bot' : null;
  }

  // ---- listening -----------------------------------------------------------------------------------

  function join() {
    tabs?.leave();
    tabs = joinTabs(`firstline.${session.id}`, { onHold: listen, onDrop: hush, onWord: overhear });
    tabs.say({ hello: true });
  }

  function listen() {
    hush();
    stream = openStream({
      url: `/api/chat/conversations/${session.id}/stream`,
      headers: () => ({ Authorization: `Bearer ${session.token}` }),
      after: last,
      onEvent(event) {
        hear(event);
        tabs.say({ event });
      },
      onState(state, { status } = {}) {
        if (state === 'refused' && [401, 404].includes(status)) return forget();
        mind(state === 'waiting' || state === 'refused' ? 'waiting' : 'open');
        tabs.say({ line });
      },
    });
  }

  function hush() {
    stream?.close();
    stream = null;
  }

  function hear({ event, data }) {
    if (event === 'message') take({ messages: [data] });
    if (event === 'conversation') take({ conversation: data });
    if (event === 'typing') {
      typingUntil = Date.now() + TYPING;
      setTimeout(tell, TYPING + 50);
      tell();
    }
  }

  function mind(state) {
    const back = line !== 'open' && state === 'open';
    line = state;
    tell();
    if (back) resend();
  }

  // What the tab that listens has told the others.
  function overhear(word) {
    if (word.event) hear(word.event);
    if (word.line) mind(word.line);
    if (word.last > last()) catchUp();
    if (word.hello && tabs.holds()) tabs.say({ line, last: last(), event: conversation && { event: 'conversation', data: conversation } });
  }

  function resend() {
    failures = 0;
    if (outbox.next()) send();
  }

  // ---- keeping -------------------------------------------------------------------------------------

  function keep(next) {
    session = next;
    storage.set('session', next);
  }

  function forget() {
    storage.remove('session');
    storage.remove('start');
    drop();
  }

  function drop() {
    tabs?.leave();
    tabs = null;
    hush();
    session = conversation = null;
    messages = [];
    early.clear();
    line = 'open';
    typingUntil = 0;
    tell();
  }

  function resume() {
    session = storage.get('session');
    if (session === null) return tell();
    loading = true;
    tell();
    catchUp().then(() => session !== null && tabs === null && join());
  }

  function tell() {
    if (told) return;
    told = true;
    queueMicrotask(() => {
      told = false;
      onChange();
    });
  }

  storage.onChange('session', () => {
    const stored = storage.get('session');
    if (stored?.id === session?.id) return;
    drop();
    resume();
  });
  addEventListener('online', resend);
  addEventListener('offline', tell);
  resume();
  if (outbox.next()) send();

  return {
    look, say, choose, wantPerson, tellSolved, sendAgain, discard, leaveContact, rate, makeLink, showTyping, startOver,
    set page(address) {
      page = address;
    },
  };
}
