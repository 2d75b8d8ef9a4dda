// What the desk knows, without a pixel of it: the lists' rows, and whole conversations. All of it arrives at least once
// and in any order; message numbers and times tell what is new.

const KEPT = 60; // whole conversations in memory
const TYPING = 4_000; // ms

export function createModel(me) {
  const rows = new Map();
  const threads = new Map(); // in the order of their last use
  const lists = { queue: [], mine: [], all: [], more: null };
  const counts = {};
  const typing = new Map();
  const listeners = {};
  let open = null;
  let started = false;

  const on = (kind, listener) => (listeners[kind] ??= []).push(listener);
  const tell = (kind, id) => listeners[kind]?.forEach((listener) => listener(id));

  const isMine = (row) => row.state === 'claimed' && row.agent?.id === me;
  const isFree = (row) => row.state === 'waiting' || row.state === 'bot';

  // A digest made before our own deed may come after its answer: the older is dropped.
  function takeRow(row) {
    const known = rows.get(row.id);
    if (known && isOlder(row, known)) return known;
    const merged = { ...known, ...row, read_number: Math.max(row.read_number, known?.read_number ?? 0) };
    rows.set(row.id, merged);
    if (known && (known.state !== row.state || known.agent?.id !== row.agent?.id)) outdate(row.id);
    return merged;
  }

  /** The stream's inbox: queue and mine, in short. */
  function takeInbox({ counts: counted, queue, mine }) {
    const before = [...lists.queue, ...lists.mine];
    Object.assign(counts, counted);
    for (const row of [...queue, ...mine]) hear(rows.get(row.id), takeRow(row));
    lists.queue = queue.map(({ id }) => id).filter((id) => rows.get(id).state === 'waiting');
    lists.mine = [...queue, ...mine].map(({ id }) => id).filter((id) => isMine(rows.get(id)));
    const listed = [...lists.queue, ...lists.mine];
    for (const id of before) if (!listed.includes(id)) outdate(id);
    if (started) for (const id of lists.queue) if (!before.includes(id)) tell('waiting', id);
    started = true;
    tell('rows');
  }

  // A digest may count a message that the stream did not bring. What came before our claim is not news.
  function hear(known, row) {
    const wrote = !known || (row.last_number > known.last_number && !isFree(known));
    if (started && wrote && isMine(row) && unread(row)) tell('written', row.id);
  }

  function takeAll({ counts: counted, conversations, more }, already) {
    Object.assign(counts, counted);
    lists.all = [...new Set([...already, ...conversations.map((row) => takeRow(row).id)])];
    lists.more = more;
    tell('rows');
  }

  // Our own deed moves a conversation at once; the next digest confirms it.
  function place(row) {
    lists.queue = lists.queue.filter((id) => id !== row.id || row.state === 'waiting');
    lists.mine = lists.mine.filter((id) => id !== row.id);
    if (isMine(row)) lists.mine.unshift(row.id);
  }

  function threadOf(id) {
    const thread = threads.get(id) ?? { state: 'new', messages: [], notes: [], evidence: [], handoffs: [] };
    threads.delete(id);
    threads.set(id, thread);
    const [oldest] = threads.keys();
    if (threads.size > KEPT && oldest !== open) threads.delete(oldest);
    return thread;
  }

  /** What a reading or a deed answered: all of it, or what is new. */
  function take(id, { conversation, messages, notes = [], evidence, handoffs }) {
    const row = takeRow(conversation);
    const thread = threadOf(id);
    if (evidence) Object.assign(thread, { evidence, handoffs, state: 'ready', stale: isOlder(conversation, row) });
    thread.messages = merge(thread.messages, messages, 'number');
    thread.notes = merge(thread.notes, notes, 'id');
    place(row);
    changed(id);
  }

  /** One message from the stream; true when something before it is missing. */
  function takeMessage(id, message) {
    const { number, kind, text, author, at } = message;
    const row = rows.get(id);
    const thread = threads.get(id);
    if (thread) thread.messages = merge(thread.messages, [message], 'number');
    if (author === 'customer') setTyping(id, 0);
    if (row && number > row.last_number) {
      const read = author !== 'customer' && row.read_number === row.last_number;
      const said = kind !== 'status' && { last_text: text, last_author: author };
      rows.set(id, { ...row, ...said, last_number: number, updated_at: at, ...(read && { read_number: number }) });
      if (author === 'customer') tell('written', id);
    }
    changed(id);
    return thread?.state === 'ready' && lastNumber(thread) < number;
  }

  function takeNote(id, note) {
    const thread = threads.get(id);
    if (thread) thread.notes = merge(thread.notes, [note], 'id');
    changed(id);
  }

  /** Something happened to it that we were not told in full. */
  function outdate(id) {
    if (threads.has(id)) threads.get(id).stale = true;
    tell('outdated', id);
  }

  function changed(id) {
    tell('rows');
    tell('thread', id);
  }

  /** Since when the customer waits: for a person, or for that person's next words. */
  function waitingSince(row) {
    if (row.state === 'waiting') return row.waiting_since;
    if (row.state !== 'claimed' || row.last_author === 'agent') return null;
    const { messages = [], handoffs } = threads.get(row.id) ?? {};
    const answered = messages.findLastIndex(({ author }) => author === 'agent');
    const first = messages.find(({ author }, place) => author === 'customer' && place > answered);
    if (!first) return row.last_author === 'customer' ? row.updated_at : null;
    return Math.max(first.at, handoffs.at(-1)?.requested_at ?? 0);
  }

  const unread = (row) =>
    row.last_number > row.read_number && (row.state === 'waiting' || (isMine(row) && row.last_author === 'customer'));

  function setTyping(id, ms = TYPING) {
    clearTimeout(typing.get(id));
    typing.delete(id);
    if (ms) typing.set(id, setTimeout(setTyping, ms, id, 0));
    changed(id);
  }

  function setRead(id, number) {
    rows.get(id).read_number = number;
    tell('rows');
  }

  function setOpen(id) {
    open = id;
    tell('open', id);
  }

  return {
    on, tell, changed, rows, threads, lists, counts, typing, isMine, isFree, unread, waitingSince, threadOf,
    takeInbox, takeAll, take, takeMessage, takeNote, outdate, setTyping, setRead, setOpen,
    get open() { return open; },
    get row() { return rows.get(open); },
    get started() { return started; },
  };
}

const isOlder = (row, known) =>
  row.last_number < known.last_number || (row.last_number === known.last_number && row.updated_at < known.updated_at);

function merge(known, more, name) {
  const items = new Map([...known, ...more].map((item) => [item[name], item]));
  return [...items.values()].sort((one, other) => (one[name] < other[name] ? -1 : 1));
}

/** The last message up to which none is missing. */
export function lastNumber({ messages }) {
  const gap = messages.findIndex(({ number }, place) => number !== messages[0].number + place);
  return messages.at(gap < 0 ? -1 : gap - 1)?.number ?? 0;
}
