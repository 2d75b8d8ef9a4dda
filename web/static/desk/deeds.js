// What an agent does with a conversation, or why it cannot be done.

import * as api from './api.js';
import { say } from './words.js';

export function createDeeds(model, { sync, notice, announce }) {
  const busy = new Set();

  /** Whether it was done; the pane says why not. */
  async function act(id, { deed, ...body }) {
    if (busy.has(id)) return false;
    busy.add(id);
    notice('');
    const answer = await api.post(id, deed, body).catch(api.refused((refusal) => explain(id, refusal)));
    busy.delete(id);
    if (answer.conversation) model.take(id, answer);
    if (answer) announce(say(`done_${body.to ?? deed}`));
    return Boolean(answer);
  }

  async function explain(id, refusal) {
    if (refusal.status === 409) await sync.load(id);
    if (refusal.code === 'claimed' && model.isMine(model.rows.get(id))) return true; // our own claim, asked twice
    if (id === model.open) notice(sentenceOf(refusal));
    return false;
  }

  function sentenceOf({ code, status, agent, message, wait }) {
    if (code === 'claimed') return say('claim_lost', agent);
    if (status === 409) return say('moved_on');
    if (status === 429) return say('slow_down', { seconds: wait || 5 });
    return message || say('unreachable');
  }

  /** The open conversation was looked at up to its last message. */
  function see(row) {
    if (row.id !== model.open || !document.hasFocus() || row.last_number <= row.read_number) return;
    model.setRead(row.id, row.last_number);
    if (model.isMine(row)) api.post(row.id, 'read', { number: row.last_number }).catch(api.ignored);
  }

  return { act, see };
}
