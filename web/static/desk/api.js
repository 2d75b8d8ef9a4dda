// The agents' half of docs/chat-protocol.md. No other script of the desk speaks to the server, but for the stream.

const PATIENCE = 15_000; // ms

/** What the server said instead of yes. `status` 0: it could not be reached. */
export class Refusal extends Error {
  constructor(status, { code = 'unreachable', message = '', agent = null, wait = 0 } = {}) {
    super(message);
    Object.assign(this, { status, code, agent, wait }); // wait: seconds
  }

  /** Whether the very same request may do better later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** For a catch: a refusal is the handler's, a mistake of ours goes on up. */
export const refused = (handle) => (fault) => {
  if (!(fault instanceof Refusal)) throw fault;
  return handle(fault);
};

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(`/api/desk${path}`, {
      method,
      headers: { 'Accept-Language': document.documentElement.lang, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) return response.status === 204 ? null : await response.json();
  } catch {
    throw new Refusal(0);
  }
  const { error, agent } = await response.json().catch(() => ({}));
  if (response.status === 401) dispatchEvent(new Event('desk:signed-out'));
  throw new Refusal(response.status, { ...error, agent, wait: Number(response.headers.get('Retry-After')) });
}

const of = (id) => `/conversations/${encodeURIComponent(id)}`;

export const inbox = (view, before = '') => ask('GET', `/inbox?view=${view}&before=${encodeURIComponent(before)}`);
export const read = (id) => ask('GET', of(id));
export const readAfter = (id, number) => ask('GET', `${of(id)}/messages?after=${number}`);
export const claim = (id) => ask('POST', `${of(id)}/claim`, {});
export const handBack = (id, to) => ask('POST', `${of(id)}/hand-back`, { to });
export const resolve = (id) => ask('POST', `${of(id)}/resolve`, {});
export const write = (id, kind, key, text) => ask('POST', `${of(id)}/${kind}`, { key, text }); // kind: reply or note
export const typing = (id) => ask('POST', `${of(id)}/typing`, {});
export const markRead = (id, number) => ask('POST', `${of(id)}/read`, { number });
export const setPresence = (presence) => ask('PUT', '/presence', { presence });
