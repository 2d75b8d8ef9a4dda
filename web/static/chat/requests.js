// One request to the chat's public interface (docs/chat-protocol.md), and what can go wrong with it.

const CONVERSATIONS = '/api/chat/conversations';
const LONGEST = 30_000; // ms between two tries
const PATIENCE = 20_000; // ms until a request counts as lost

/** What the server or the line said instead of an answer. `passing`: the same request may do better later. */
export class Fault extends Error {
  constructor({ status, code = '', message = '', after = 0 }) {
    super(message);
    this.status = status;
    this.code = code;
    this.after = after; // ms that the server asks us to wait
  }

  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The answer's JSON, null where there is none. Throws a Fault; its status is 0 when nobody answered. */
export async function ask(method, path, { body, token, language }) {
  const headers = { Accept: 'application/json', 'Accept-Language': language };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const giveUp = new AbortController();
  const clock = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const response = await fetch(CONVERSATIONS + path, {
      method, headers, body: body && JSON.stringify(body), cache: 'no-store', signal: giveUp.signal,
    });
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
    throw await fault(response);
  } catch (error) {
    throw error instanceof Fault ? error : new Fault({ status: 0 });
  } finally {
    clearTimeout(clock);
  }
}

async function fault(response) {
  const { error = {} } = await response.json().catch(() => ({}));
  return new Fault({ ...error, status: response.status, after: 1000 * Number(response.headers.get('Retry-After')) || 0 });
}

/** Milliseconds until the next try after so many that failed: 1, 2, 4 … 30 seconds, or longer where the server says so. */
export function pauseAfter(failures, { after = 0 }) {
  return Math.max(after, Math.min(LONGEST, 500 * 2 ** failures));
}

/** A key that nobody can guess. `randomUUID` is missing on plain http away from this machine. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
