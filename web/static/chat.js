// A customer's conversation as a model without a page: it speaks docs/chat-protocol.md and nothing else.

import { openLine } from './chat/line.js';
import { openOutbox } from './chat/outbox.js';
import { ask, pauseAfter } from './chat/requests.js';
import { openStorage } from './chat/storage.js';
import { openTranscript } from './chat/transcript.js';

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
  const outbox = openOutbox(storage, Date.now());
  const transcript = openTranscript();
  let session = null; // {id, token, link}
  let conversation = null;
  let page = '';
  let line = null;
  let lineState = 'open';
  let loading = false;
  let reading = null;
  let sending = null; // key of the item that is on its way
  let failures = 0;
  let retry = null;
  let typingUntil = 0;
  let typedAt = 0;
  let told = false;
  let read = 0; // number of the message that the server knows to be read

  function look() {
    return {
      begun: session !== null || outbox.items.length > 0,
      loading, conversation,
      messages: transcript.messages,
      line: lineState,
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

  /** To the address that was left. */
  async function askForCopy() {
    take(await request('POST', '/transcript', {}));
  }

  // What agents said and nobody has seen goes out by mail.
  function tellRead() {
    const seen = transcript.messages.findLast(({ author }) => author === 'agent')?.number ?? 0;
    if (!conversation?.contact || seen <= read) return;
    read = seen;
    request('POST', '/read', { number: seen }).catch(() => (read = 0)); // told again with the next change
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

  function put(item) {
    outbox.add({ ...item, at: Date.now() });
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
      retry = setTimeout(send, pauseAfter(failures, fault));
      return false;
    }
    if (session !== null && (fault.status === 401 || fault.status === 404)) {
      forget();
    } else if (fault.status === 409 && item.text === null) {
      outbox.remove(item.key);
      catchUp();
    } else {
      outbox.refuse(item, fault.message);
      if (fault.status === 409) catchUp();
    }
    return true;
  }

  // Another tab may have begun.
  function adopt() {
    if (storage.get('session') === null) return false;
    resume();
    return true;
  }

  async function begin() {
    const begun = await ask('POST', '', { body: { language, channel, page }, language });
    if (adopt()) return; // another tab was faster: ours stays empty
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

  function take(answer) {
    const from = answer.conversation;
    if (from && from.id === session?.id && from.version >= (conversation?.version ?? 0)) {
      conversation = from;
    }
    for (const message of transcript.add(answer.messages ?? [])) {
      if (message.key) outbox.remove(message.key);
      if (message.author === 'agent') typingUntil = 0;
      if (message.author === 'customer' && isFresh(message)) setTimeout(tell, THINKING);
    }
    if (transcript.hasGap) catchUp();
    tell();
  }

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
        const before = transcript.last;
        const answer = await request('GET', `/messages?after=${transcript.last}`);
        take(answer);
        if (tries > 0) mind('open');
        tries = 0;
        if (!answer.more && (!transcript.hasGap || transcript.last === before)) return;
      } catch (fault) {
        if (fault.status === 401 || fault.status === 404) return lose();
        if (!fault.passing) return reportError(fault);
        tries += 1;
        lineState = 'waiting';
        tell();
        await new Promise((done) => setTimeout(done, pauseAfter(tries, fault)));
      }
    }
  }

  function typing() {
    if (conversation?.state === 'claimed' && Date.now() < typingUntil) return 'agent';
    if (conversation !== null && conversation.state !== 'bot') return null;
    if (sending !== null && failures === 0) return 'bot';
    const latest = transcript.messages.at(-1);
    return latest?.author === 'customer' && isFresh(latest) ? 'bot' : null;
  }

  const isFresh = ({ at }) => Date.now() - at < THINKING;

  function join() {
    line?.leave();
    line = openLine({
      session, last: () => transcript.last, snapshot: () => conversation,
      onEvent: hear, onState: mind, onBehind: catchUp, onEnd: lose,
    });
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
    const back = lineState !== 'open' && state === 'open';
    lineState = state;
    tell();
    if (back) resend();
  }

  function resend() {
    failures = 0;
    if (outbox.next()) send();
  }

  function keep(next) {
    session = next;
    storage.set('session', next);
  }

  function forget() {
    storage.remove('session');
    outbox.keepTexts();
    drop();
  }

  // The server does not know the conversation any more: what was not said yet begins another.
  function lose() {
    forget();
    resend();
  }

  function drop() {
    line?.leave();
    line = null;
    lineState = 'open';
    session = conversation = null;
    transcript.clear();
    read = 0;
    typingUntil = 0;
    tell();
  }

  function resume() {
    session = storage.get('session');
    if (session === null) return tell();
    loading = true;
    tell();
    catchUp().then(() => {
      if (session?.link) makeLink().catch(() => {}); // there may be another by now
      if (session !== null && line === null) join();
    });
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
    look, say, choose, wantPerson, tellSolved, sendAgain, discard, leaveContact, askForCopy, tellRead, rate, makeLink, showTyping, startOver,
    set page(address) {
      page = address;
    },
  };
}
