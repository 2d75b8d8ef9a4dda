// The agents' half of docs/chat-protocol.md, but for its stream.

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

/** For a catch: takes refusals, not our own mistakes. */
export const refused = (handle) => (fault) => {
  if (!(fault instanceof Refusal)) throw fault;
  return handle(fault);
};

export const ignored = refused(() => {}); // where nothing is lost with it

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
  const { error } = await response.json().catch(() => ({}));
  if (response.status === 401) dispatchEvent(new Event('desk:signed-out'));
  throw new Refusal(response.status, { ...error, wait: Number(response.headers.get('Retry-After')) });
}

const of = (id) => `/conversations/${encodeURIComponent(id)}`;

export const all = (before) => ask('GET', `/inbox?view=all&before=${encodeURIComponent(before)}`);
export const read = (id) => ask('GET', of(id));
export const readAfter = (id, number) => ask('GET', `${of(id)}/messages?after=${number}`);
export const setPresence = (presence) => ask('PUT', '/presence', { presence });

/** A deed, a message, or that somebody types or reads. */
export const post = (id, deed, body = {}) => ask('POST', `${of(id)}/${deed}`, body);
