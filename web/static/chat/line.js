// How news of a conversation comes: one stream, held by one tab, passed on to the others.

import { openStream } from '../live.js';
import { joinTabs } from './tabs.js';

/**
 * session   {id, token} of the conversation
 * last      tells the number of the last message that this tab has
 * snapshot  tells the conversation as this tab knows it
 * onEvent   an event of the stream, whichever tab heard it
 * onState   'open' or 'waiting', for this tab or the one that listens for it
 * onBehind  another tab has more than this one
 * onEnd     the server does not know this conversation any more
 */
export function openLine({ session, last, snapshot, onEvent, onState, onBehind, onEnd }) {
  let stream = null;
  let state = 'open';

  function listen() {
    hush();
    stream = openStream({
      url: `/api/chat/conversations/${session.id}/stream`,
      headers: { Authorization: `Bearer ${session.token}` },
      after: last,
      onEvent(event) {
        onEvent(event);
        tabs.say({ event });
      },
      onState(next, { status } = {}) {
        if (status === 401 || status === 404) return onEnd();
        enter(next === 'waiting' || next === 'refused' ? 'waiting' : 'open');
        tabs.say({ state });
      },
    });
  }

  function hush() {
    stream?.close();
    stream = null;
  }

  function enter(next) {
    state = next;
    onState(next);
  }

  function overhear(word) {
    if (word.hello && tabs.holds()) tabs.say({ state, last: last(), event: { event: 'conversation', data: snapshot() } });
    if (word.event) onEvent(word.event);
    if (word.state) enter(word.state);
    if (word.last > last()) onBehind();
  }

  const tabs = joinTabs(`firstline.${session.id}`, { onHold: listen, onDrop: hush, onWord: overhear });
  tabs.say({ hello: true });

  return {
    leave() {
      tabs.leave();
      hush();
    },
  };
}
