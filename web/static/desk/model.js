// What the desk knows, without a pixel of it: rows of the lists, and the conversations that were opened, whole.
// All of it arrives at least once and in any order; message numbers and times tell what is new.

const KEPT = 60; // whole conversations in memory
const TYPING = 4_000; // ms

export function createModel({ me }) {
  const rows = new Map();
  const threads = new Map(); // in the order of their last use
  const lists = { queue: [], mine: [], all: [], more: null };
  const counts = { queue: 0, mine: 0 };
  const typing = new Map();
  const told = new Map(); // conversation -> number of the customer's message that was announced
  const listeners = {};
  let open = null;
  let started = false;

  const on = (kind, listener) => (listeners[kind] ??= []).push(listener);
  const tell = (kind, id) => listeners[kind]?.forEach((listener) => listener(id));

  const isMine = (row) => row.state === 'claimed' && row.agent?.id === me;
  const isFree = (row) => row.state === 'waiting' || row.state === 'bot';

  // ---- rows

  // A digest made before our own deed may come after its answer: the older of the two is dropped.
  function takeRow(row) {
    const known = rows.get(row.id);
    if (known && isOlder(row, known)) return known;
    const merged = { ...known, ...row, read_number: Math.max(row.read_number, known?.read_number ?? 0) };
    rows.set(row.id, merged);
    if (known && known.state !== row.state) outdate(row.id);
    return merged;
  }

  /** The stream's inbox: queue and mine, in short. */
  function takeInbox({ counts: counted, queue, mine }) {
    const before = { queue: lists.queue, mine: lists.mine };
    Object.assign(counts, counted);
    for (const row of [...queue, ...mine]) notice(rows.get(row.id), takeRow(row));
    lists.queue = queue.map(({ id }) => id).filter((id) => rows.get(id).state === 'waiting');
    lists.mine = mine.map(({ id }) => id).filter((id) => isMine(rows.get(id)));
    const listed = new Set([...lists.queue, ...lists.mine]);
    for (const id of [...before.queue, ...before.mine]) if (!listed.has(id)) outdate(id);
    if (started) for (const id of lists.queue) if (!before.queue.includes(id)) tell('waiting', id);
    started = true;
    tell('rows');
  }

  function takeList(view, { counts: counted, conversations, more }, already = []) {
    Object.assign(counts, counted);
    lists[view] = [...new Set([...already, ...conversations.map((row) => takeRow(row).id)])];
    lists.more = more;
    tell('rows');
  }

  // Our own deed moves a conversation at once; the next digest confirms it.
  function place(row) {
    lists.queue = lists.queue.filter((id) => id !== row.id || row.state === 'waiting');
    lists.mine = lists.mine.filter((id) => id !== row.id);
    if (isMine(row)) lists.mine.unshift(row.id);
  }

  function notice(known, row) {
    if (!isMine(row) || row.last_author !== 'customer') return;
    const wrote = !known || (row.last_number > known.last_number && !isFree(known)); // else we have just claimed it
    if (started && wrote && row.last_number > row.read_number) announce(row.id, row.last_number);
    else told.set(row.id, Math.max(row.last_number, told.get(row.id) ?? 0));
  }

  function announce(id, number) {
    if (number <= (told.get(id) ?? 0)) return;
    told.set(id, number);
    tell('written', id);
  }

  // ---- whole conversations

  function threadOf(id) {
    const thread = threads.get(id) ?? { state: 'new', messages: [], notes: [], evidence: [], handoffs: [] };
    threads.delete(id);
    threads.set(id, thread);
    for (const other of threads.keys()) {
      if (threads.size <= KEPT) break;
      if (other !== open && other !== id) threads.delete(other);
    }
    return thread;
  }

  /** What a reading or a deed answered: all of a conversation, or what is new in it. */
  function take(id, { conversation, messages, notes = [], evidence, handoffs }) {
    const row = takeRow(conversation);
    const thread = threadOf(id);
    if (evidence) Object.assign(thread, { evidence, handoffs, state: 'ready', stale: false });
    thread.messages = merge(thread.messages, messages, 'number');
    thread.notes = merge(thread.notes, notes, 'id');
    place(row);
    tell('rows');
    tell('thread', id);
  }

  /** One message from the stream; true when something before it is missing. */
  function takeMessage(id, message) {
    const row = rows.get(id);
    if (row && message.number > row.last_number) {
      const { number, kind, text, author, at } = message;
      const caughtUp = author !== 'customer' && row.read_number === row.last_number;
      const moved = { last_number: number, updated_at: Math.max(row.updated_at, at) };
      const said = kind !== 'status' && { last_text: text, last_author: author };
      rows.set(id, { ...row, ...moved, ...said, ...(caughtUp && { read_number: number }) });
    }
    if (message.author === 'customer') {
      setTyping(id, 0);
      announce(id, message.number);
    }
    const thread = threads.get(id);
    if (thread) thread.messages = merge(thread.messages, [message], 'number');
    tell('rows');
    tell('thread', id);
    return thread?.state === 'ready' && lastNumber(thread) < message.number;
  }

  function takeNote(id, note) {
    const thread = threads.get(id);
    if (thread) thread.notes = merge(thread.notes, [note], 'id');
    tell('thread', id);
  }

  /** Something happened to it that we were not told in full. */
  function outdate(id) {
    const thread = threads.get(id);
    if (thread) thread.stale = true;
    tell('outdated', id);
  }

  // ---- who waits, who writes, what is unread

  /** Since when the customer waits for a person or, once one is there, for that person's next words; or null. */
  function waitingSince(row) {
    if (row.state === 'waiting') return row.waiting_since;
    if (row.state !== 'claimed' || row.last_author === 'agent') return null;
    const { messages, handoffs } = threads.get(row.id) ?? {};
    if (!messages?.length) return row.last_author === 'customer' ? row.updated_at : null;
    const answered = messages.findLastIndex(({ author }) => author === 'agent');
    const first = messages.find(({ author }, place) => author === 'customer' && place > answered);
    return first ? Math.max(first.at, handoffs.at(-1)?.requested_at ?? 0) : null;
  }

  const unread = (row) =>
    row.last_number > row.read_number && (row.state === 'waiting' || (isMine(row) && row.last_author === 'customer'));

  function setTyping(id, ms = TYPING) {
    clearTimeout(typing.get(id));
    typing.delete(id);
    if (ms) typing.set(id, setTimeout(setTyping, ms, id, 0));
    tell('rows');
    tell('thread', id);
  }

  function setRead(id, number) {
    rows.set(id, { ...rows.get(id), read_number: number });
    tell('rows');
  }

  function setOpen(id) {
    open = id;
    tell('open', id);
  }

  return {
    on, tell, rows, threads, lists, counts, typing, isMine, isFree, unread, waitingSince, threadOf,
    takeInbox, takeList, take, takeMessage, takeNote, outdate, setTyping, setRead, setOpen,
    get open() { return open; },
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
  return (gap < 0 ? messages.at(-1) : messages[gap - 1])?.number ?? 0;
}
