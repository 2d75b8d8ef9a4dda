// The middle pane: whose conversation it is, what may be done with it, its evidence and its transcript.

import { showEvidence } from './evidence.js';
import { languageOf, nameOf, reasonOf, stateOf } from './naming.js';
import { find, put, show } from './pieces.js';
import { createTranscript } from './transcript.js';
import { tellWait } from './waits.js';
import { say } from './words.js';

export function createConversation(model, { outbox, onDeed, onSeen, onLoad }) {
  const transcripts = new Map();
  let current = null;

  function transcriptOf(id) {
    if (!transcripts.has(id)) transcripts.set(id, createTranscript(model, { outbox, id, onPlace, onDeed }));
    return transcripts.get(id);
  }

  function enter(id) {
    for (const known of transcripts.keys()) if (!model.threads.has(known)) transcripts.delete(known);
    show(find('nothing-open'), !id);
    show(find('opened'), id);
    hush();
    find('evidence').open = false;
    current?.element.remove();
    current = id && transcriptOf(id);
    if (!current) return;
    current.element.ariaLive = 'off'; // what is there already is no news
    find('stage').append(current.element);
    render(id);
    setTimeout((element) => (element.ariaLive = null), 100, current.element);
  }

  function render(id) {
    if (id !== model.open) return;
    const { state, evidence } = model.threadOf(id);
    const row = model.rows.get(id);
    show(find('loading'), state === 'loading');
    show(find('load-failed'), state === 'failed' || state === 'gone');
    show(find('load-again'), state === 'failed');
    put(find('load-failed-words'), say(state === 'gone' ? 'gone' : 'load_failed'));
    showEvidence(evidence);
    current.render();
    if (!row) return;
    head(row);
    onSeen(row);
  }

  function head(row) {
    const mine = model.isMine(row);
    put(find('subject'), nameOf(row));
    put(find('head-state'), stateOf(row));
    find('head-state').dataset.state = mine ? 'mine' : row.state;
    show(find('head-ticket'), row.ticket);
    tellWait(find('head-wait'), { since: model.waitingSince(row), patient: row.ticket, words: (time) => say('waits', { time }) });
    put(find('head-language'), languageOf(row.language));
    put(find('head-reason'), reasonOf(row.reason));
    show(find('claim'), model.isFree(row));
    show(find('hand-back'), mine);
    show(find('resolve'), mine);
  }

  function onPlace() {
    show(find('to-end'), current && !current.atEnd());
  }

  /** A line above the conversation that stays until it is closed or another one is opened. */
  function notice(id, text) {
    if (id !== model.open) return;
    show(find('notice'), true);
    put(find('notice-words'), text);
  }

  function hush() {
    show(find('notice'), false);
    put(find('notice-words'), '');
  }

  find('notice-close').addEventListener('click', () => {
    hush();
    find('subject').focus();
  });
  find('to-end').addEventListener('click', () => current.toEnd());
  find('load-again').addEventListener('click', () => onLoad(model.open));
  new ResizeObserver(() => current?.settle()).observe(find('stage'));
  model.on('open', enter);
  model.on('thread', render);
  model.on('rows', () => model.rows.has(model.open) && head(model.rows.get(model.open)));

  return { notice, hush, toEnd: () => current.toEnd() };
}
