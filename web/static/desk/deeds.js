// What an agent does with a conversation, and what is said when it cannot be done.

import * as api from './api.js';
import { say } from './words.js';

export function createDeeds(model, { sync, notice, hush, announce }) {
  const busy = new Set();

  /** Whether it was done. The pane says why not. */
  async function act(id, request, done) {
    if (busy.has(id)) return false;
    busy.add(id);
    hush();
    const well = await request
      .then((answer) => {
        model.take(id, answer);
        announce(say(done));
        return true;
      })
      .catch(api.refused((refusal) => explain(id, refusal)));
    busy.delete(id);
    return well;
  }

  async function explain(id, refusal) {
    if (refusal.status === 409) await sync.load(id);
    if (refusal.code === 'claimed' && model.isMine(model.rows.get(id))) return true; // our own claim, asked twice
    notice(id, sentenceOf(refusal));
    return false;
  }

  function sentenceOf({ code, status, agent, message, wait }) {
    if (code === 'claimed' && agent) return say('claim_lost', agent);
    if (status === 409) return say('moved_on');
    if (status === 429) return say('slow_down', { seconds: wait || 5 });
    return message || say('unreachable');
  }

  /** The open conversation was looked at up to its last message. */
  function see(row) {
    if (row.id !== model.open || !document.hasFocus() || row.last_number <= row.read_number) return;
    model.setRead(row.id, row.last_number);
    if (model.isMine(row)) api.markRead(row.id, row.last_number).catch(api.refused(() => {})); // the next one brings it along
  }

  return {
    see,
    claim: (id) => act(id, api.claim(id), 'claimed_by_you'),
    resolve: (id) => act(id, api.resolve(id), 'state_resolved'),
    handBack: (id, to) => act(id, api.handBack(id, to), `handed_back_${to}`),
  };
}
